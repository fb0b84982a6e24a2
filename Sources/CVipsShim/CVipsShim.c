#include "CVipsShim.h"

#include <dlfcn.h>
#include <stdio.h>
#include <vips/vips.h>

#define IMAGE(image) ((VipsImage *)(image))
#define SHIM(image) ((vips_shim_image *)(image))

// libvips brings a hundred other libraries with it: 60 ms and 20 MB at every start. So it is loaded with the first
// picture, and its functions are called through this table.
#define FUNCTIONS(X) \
  X(area_unref) X(array_double_new) X(block_untrusted_set) X(cache_set_max) X(cast_uchar) X(colourspace) \
  X(concurrency_set) X(copy) X(error_buffer) X(error_clear) X(flatten) X(icc_transform) X(image_copy_memory) \
  X(image_get_bands) X(image_get_height) X(image_get_typeof) X(image_get_width) X(image_hasalpha) \
  X(image_new_from_buffer) X(image_write_to_memory) X(init) X(operation_block_set) X(pngsave_buffer) X(svgload_buffer) \
  X(thread_shutdown) X(thumbnail_buffer) X(thumbnail_image) X(type_find) X(version) X(webpsave_buffer)

static struct {
#define FIELD(name) __typeof__(vips_##name) *name;
  FUNCTIONS(FIELD)
} lib;

static char start_error[300];
static bool is_loaded;

static bool load(void) {
#ifdef __APPLE__
  void *handle = dlopen("libvips.42.dylib", RTLD_NOW | RTLD_LOCAL);
#else
  void *handle = dlopen("libvips.so.42", RTLD_NOW | RTLD_LOCAL);
#endif
#define FIND(name) \
  if (!handle || !(lib.name = (__typeof__(lib.name))dlsym(handle, "vips_" #name))) { \
    snprintf(start_error, sizeof start_error, "%s", dlerror()); \
    return false; \
  }
  FUNCTIONS(FIND)
  return true;
}

static void be_quiet(const char *domain, GLogLevelFlags level, const char *message, void *data) {
  // A damaged upload is a refusal, with words of its own; it is no news for the log.
  (void)domain, (void)level, (void)message, (void)data;
}

bool vips_shim_start(void) {
  if (!load()) return false;
  is_loaded = true;
  g_log_set_handler("VIPS", G_LOG_LEVEL_MASK, be_quiet, NULL);
  bool is_same_version = lib.version(3) - lib.version(5) == VIPS_LIBRARY_CURRENT - VIPS_LIBRARY_AGE;
  if (!is_same_version || lib.init("guerilla") != 0) return false;
  // Loaders that are not made for files from strangers.
  lib.block_untrusted_set(TRUE);
  // No picture is asked for twice, and one core at most works on one.
  lib.cache_set_max(0);
  lib.concurrency_set(1);
  return true;
}

bool vips_shim_has(const char *loader) { return lib.type_find("VipsOperation", loader) != 0; }

vips_shim_image *vips_shim_open(const void *bytes, size_t length) {
  return SHIM(lib.image_new_from_buffer(bytes, length, "", NULL));
}

int vips_shim_width(const vips_shim_image *image) { return lib.image_get_width(IMAGE(image)); }
int vips_shim_height(const vips_shim_image *image) { return lib.image_get_height(IMAGE(image)); }

static vips_shim_image *in_memory(VipsImage *lazy) {
  VipsImage *image = lib.image_copy_memory(lazy);
  g_object_unref(lazy);
  return SHIM(image);
}

// `image` in sRGB with 8 bits a band; takes over its reference.
static VipsImage *in_srgb(VipsImage *image) {
  VipsImage *converted = NULL, *coloured = NULL, *bytes = NULL;
  // By its own colour profile if it has one that fits, else by what its numbers usually mean. Only so: `export_profile`
  // of `vips_thumbnail_buffer` shifts the colours of pictures without a profile.
  if (lib.image_get_typeof(image, VIPS_META_ICC_NAME) == 0 ||
      lib.icc_transform(image, &converted, "srgb", "embedded", TRUE, NULL) != 0) {
    lib.error_clear();
    converted = image;
    g_object_ref(converted);
  }
  if (lib.colourspace(converted, &coloured, VIPS_INTERPRETATION_sRGB, NULL) == 0)
    lib.cast_uchar(coloured, &bytes, NULL);
  if (coloured) g_object_unref(coloured);
  g_object_unref(converted);
  g_object_unref(image);
  return bytes;
}

vips_shim_image *vips_shim_decode(const void *bytes, size_t length, int width, int height) {
  VipsImage *image = NULL;
  // The loader is told in the option string, because `fail_on` beside it does not reach every loader in libvips 8.14.
  if (lib.thumbnail_buffer((void *)bytes, length, &image, width, "height", height, "size", VIPS_SIZE_DOWN,
                            "option_string", "[fail_on=truncated]", NULL) != 0)
    return NULL;
  image = in_srgb(image);
  return image ? in_memory(image) : NULL;
}

vips_shim_image *vips_shim_shrink(const vips_shim_image *image, int width, int height, bool crop) {
  VipsImage *smaller = NULL;
  if (lib.thumbnail_image(IMAGE(image), &smaller, width, "height", height, "no_rotate", TRUE,
                           "size", crop ? VIPS_SIZE_BOTH : VIPS_SIZE_DOWN,
                           "crop", crop ? VIPS_INTERESTING_CENTRE : VIPS_INTERESTING_NONE, NULL) != 0)
    return NULL;
  return in_memory(smaller);
}

void *vips_shim_webp(const vips_shim_image *image, int quality, size_t *length) {
  void *bytes = NULL;
  int result = lib.webpsave_buffer(IMAGE(image), &bytes, length, "Q", quality, "strip", TRUE, "smart_subsample", TRUE,
                                    NULL);
  return result == 0 ? bytes : NULL;
}

void *vips_shim_draw(const void *svg, size_t length, double scale, size_t *png_length) {
  VipsImage *image = NULL;
  void *bytes = NULL;
  // Not for files from strangers, and so let in for this one drawing only.
  lib.operation_block_set("VipsForeignLoadSvg", FALSE);
  if (lib.svgload_buffer((void *)svg, length, &image, "scale", scale, NULL) == 0 &&
      lib.pngsave_buffer(image, &bytes, png_length, "compression", 9, "strip", TRUE, NULL) != 0)
    bytes = NULL;
  lib.operation_block_set("VipsForeignLoadSvg", TRUE);
  if (image) g_object_unref(image);
  return bytes;
}

unsigned char *vips_shim_pixels(const vips_shim_image *image, int width, int height, size_t *length) {
  VipsImage *small = NULL, *coloured = NULL, *flat = NULL, *bytes = NULL;
  double white[] = {255, 255, 255};
  VipsArrayDouble *background = lib.array_double_new(white, 3);
  unsigned char *pixels = NULL;
  if (lib.thumbnail_image(IMAGE(image), &small, width, "height", height, "no_rotate", TRUE, "size", VIPS_SIZE_FORCE,
                           NULL) == 0 &&
      lib.colourspace(small, &coloured, VIPS_INTERPRETATION_sRGB, NULL) == 0 &&
      // `vips_flatten` takes the last band for transparency, even where it is blue.
      (lib.image_hasalpha(coloured) ? lib.flatten(coloured, &flat, "background", background, NULL)
                                     : lib.copy(coloured, &flat, NULL)) == 0 &&
      lib.cast_uchar(flat, &bytes, NULL) == 0 && lib.image_get_bands(bytes) == 3)
    pixels = lib.image_write_to_memory(bytes, length);
  VipsImage *steps[] = {small, coloured, flat, bytes};
  for (size_t index = 0; index < sizeof steps / sizeof *steps; index++)
    if (steps[index]) g_object_unref(steps[index]);
  lib.area_unref(VIPS_AREA(background));
  return pixels;
}

void vips_shim_take_error(char *buffer, size_t capacity) {
  snprintf(buffer, capacity, "%s", is_loaded ? lib.error_buffer() : start_error);
  if (is_loaded) lib.error_clear();
}

void vips_shim_close(vips_shim_image *image) {
  if (image) g_object_unref(IMAGE(image));
}

void vips_shim_free(void *bytes) { g_free(bytes); }

void vips_shim_leave_thread(void) {
  if (is_loaded) lib.thread_shutdown();
}
