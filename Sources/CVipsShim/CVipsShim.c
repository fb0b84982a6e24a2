#include "CVipsShim.h"

#include <stdio.h>
#include <vips/vips.h>

#define VIPS(image) ((VipsImage *)(image))
#define SHIM(image) ((vips_shim_image *)(image))

static void be_quiet(const char *domain, GLogLevelFlags level, const char *message, void *data) {
  // A damaged upload is a refusal, with words of its own; it is no news for the log.
  (void)domain, (void)level, (void)message, (void)data;
}

bool vips_shim_start(void) {
  g_log_set_handler("VIPS", G_LOG_LEVEL_MASK, be_quiet, NULL);
  if (VIPS_INIT("guerilla") != 0) return false;
  // Loaders that are not made for files from strangers.
  vips_block_untrusted_set(TRUE);
  // No picture is asked for twice, and one core at most works on one.
  vips_cache_set_max(0);
  vips_concurrency_set(1);
  return true;
}

bool vips_shim_has(const char *loader) { return vips_type_find("VipsOperation", loader) != 0; }

vips_shim_image *vips_shim_open(const char *loader, const void *bytes, size_t length) {
  VipsBlob *blob = vips_blob_new(NULL, bytes, length);
  VipsImage *image = NULL;
  int result = vips_call(loader, blob, &image, NULL);
  vips_area_unref(VIPS_AREA(blob));
  return result == 0 ? SHIM(image) : NULL;
}

int vips_shim_width(const vips_shim_image *image) { return vips_image_get_width(VIPS(image)); }
int vips_shim_height(const vips_shim_image *image) { return vips_image_get_height(VIPS(image)); }

static vips_shim_image *in_memory(VipsImage *lazy) {
  VipsImage *image = vips_image_copy_memory(lazy);
  g_object_unref(lazy);
  return SHIM(image);
}

vips_shim_image *vips_shim_decode(const void *bytes, size_t length, int width, int height) {
  VipsImage *image = NULL;
  if (vips_thumbnail_buffer((void *)bytes, length, &image, width, "height", height, "size", VIPS_SIZE_DOWN, "export_profile",
                            "srgb", "fail_on", VIPS_FAIL_ON_TRUNCATED, NULL) != 0)
    return NULL;
  return in_memory(image);
}

vips_shim_image *vips_shim_shrink(const vips_shim_image *image, int width, int height, bool crop) {
  VipsImage *smaller = NULL;
  if (vips_thumbnail_image(VIPS(image), &smaller, width, "height", height, "size", crop ? VIPS_SIZE_BOTH : VIPS_SIZE_DOWN, "crop",
                           crop ? VIPS_INTERESTING_CENTRE : VIPS_INTERESTING_NONE, "no_rotate", TRUE, NULL) != 0)
    return NULL;
  return in_memory(smaller);
}

void *vips_shim_webp(const vips_shim_image *image, int quality, size_t *length) {
  void *bytes = NULL;
  if (vips_webpsave_buffer(VIPS(image), &bytes, length, "Q", quality, "strip", TRUE, "smart_subsample", TRUE, NULL) != 0) return NULL;
  return bytes;
}

unsigned char *vips_shim_pixels(const vips_shim_image *image, int width, int height, size_t *length) {
  VipsImage *steps[4] = {NULL, NULL, NULL, NULL};
  double white[] = {255, 255, 255};
  VipsArrayDouble *background = vips_array_double_new(white, 3);
  unsigned char *pixels = NULL;
  if (vips_thumbnail_image(VIPS(image), &steps[0], width, "height", height, "size", VIPS_SIZE_FORCE, "no_rotate", TRUE, NULL) == 0 &&
      vips_colourspace(steps[0], &steps[1], VIPS_INTERPRETATION_sRGB, NULL) == 0 &&
      vips_flatten(steps[1], &steps[2], "background", background, NULL) == 0 &&
      vips_cast_uchar(steps[2], &steps[3], NULL) == 0 && vips_image_get_bands(steps[3]) == 3)
    pixels = vips_image_write_to_memory(steps[3], length);
  for (int index = 0; index < 4; index++)
    if (steps[index]) g_object_unref(steps[index]);
  vips_area_unref(VIPS_AREA(background));
  return pixels;
}

void vips_shim_take_error(char *buffer, size_t capacity) {
  snprintf(buffer, capacity, "%s", vips_error_buffer());
  vips_error_clear();
}

void vips_shim_close(vips_shim_image *image) {
  if (image) g_object_unref(VIPS(image));
}

void vips_shim_free(void *bytes) { g_free(bytes); }

void vips_shim_leave_thread(void) { vips_thread_shutdown(); }
