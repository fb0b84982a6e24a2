// Built in by the C compiler: Swift needs more than a minute to compile the same bytes as an array.
#include "CPageAssets.h"

#pragma clang diagnostic ignored "-Wc23-extensions"

#define BUILT_IN(name) \
  built_in_file built_in_##name(void) { \
    built_in_file file = {bytes_of_##name, sizeof bytes_of_##name}; \
    return file; \
  }

static const unsigned char bytes_of_style_css[] = {
#embed "../Pages/Assets/style.css"
};
static const unsigned char bytes_of_icons_svg[] = {
#embed "../Pages/Assets/icons.svg"
};
static const unsigned char bytes_of_logo_svg[] = {
#embed "../Pages/Assets/logo.svg"
};
static const unsigned char bytes_of_forms_js[] = {
#embed "../Pages/Assets/forms.js"
};
static const unsigned char bytes_of_live_js[] = {
#embed "../Pages/Assets/live.js"
};
static const unsigned char bytes_of_compose_js[] = {
#embed "../Pages/Assets/compose.js"
};
static const unsigned char bytes_of_push_js[] = {
#embed "../Pages/Assets/push.js"
};
static const unsigned char bytes_of_worker_js[] = {
#embed "../Pages/Assets/worker.js"
};
static const unsigned char bytes_of_cy_po[] = {
#embed "../Pages/Languages/cy.po"
};

BUILT_IN(style_css)
BUILT_IN(icons_svg)
BUILT_IN(logo_svg)
BUILT_IN(forms_js)
BUILT_IN(live_js)
BUILT_IN(compose_js)
BUILT_IN(push_js)
BUILT_IN(worker_js)
BUILT_IN(cy_po)
