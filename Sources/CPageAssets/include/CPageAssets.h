#pragma once

#include <stddef.h>

/// A file that was built into the program. The bytes live as long as the program.
typedef struct {
  const unsigned char *bytes;
  size_t length;
} built_in_file;

built_in_file built_in_style_css(void);
built_in_file built_in_icons_svg(void);
built_in_file built_in_logo_svg(void);
built_in_file built_in_forms_js(void);
built_in_file built_in_live_js(void);
built_in_file built_in_compose_js(void);
built_in_file built_in_push_js(void);
built_in_file built_in_worker_js(void);
built_in_file built_in_cy_po(void);
