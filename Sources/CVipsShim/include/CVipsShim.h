#pragma once

#include <stdbool.h>
#include <stddef.h>

// libvips is called through variadic functions, which Swift cannot call: the few calls that Pictures makes, with all
// their options. Only one thread at a time may use them, because libvips keeps its error text for the whole process.

/// An image of libvips, its pixels not always read yet.
typedef struct vips_shim_image vips_shim_image;

/// Loads libvips; once, before anything else. False when it is not on this machine, cannot start or is not the version
/// that this was compiled for.
bool vips_shim_start(void);

/// Whether this libvips has the loader, such as `heifload_buffer`.
bool vips_shim_has(const char *loader);

/// Reads only the header. NULL when that fails. `bytes` must outlive the image.
vips_shim_image *vips_shim_open(const void *bytes, size_t length);

int vips_shim_width(const vips_shim_image *image);
int vips_shim_height(const vips_shim_image *image);

/// Decodes the whole file (its first frame), turned upright as EXIF says, in sRGB, into memory, no larger than `width`
/// x `height` and with its proportions kept. NULL when the file is damaged or cut short.
vips_shim_image *vips_shim_decode(const void *bytes, size_t length, int width, int height);

/// A smaller copy: within `width` x `height`, or, when `crop` is true, exactly so, cut from the middle. Never enlarged
/// unless cropped.
vips_shim_image *vips_shim_shrink(const vips_shim_image *image, int width, int height, bool crop);

/// WebP bytes, to be freed with `vips_shim_free`. NULL when that fails. Some versions of libvips leave EXIF and the
/// colour profile in them, although they are asked not to.
void *vips_shim_webp(const vips_shim_image *image, int quality, size_t *length);

/// A drawing of ours (SVG) as PNG bytes, `scale` times as large as it says it is; to be freed with `vips_shim_free`.
/// NULL when that fails. Never for a file from outside: its loader is not made for those.
void *vips_shim_draw(const void *svg, size_t length, double scale, size_t *png_length);

/// The pixels of exactly `width` x `height`, distorted to fit, red, green and blue of 8 bits, transparent parts on
/// white. To be freed with `vips_shim_free`. NULL when that fails.
unsigned char *vips_shim_pixels(const vips_shim_image *image, int width, int height, size_t *length);

/// Copies why the last call failed, ending with a zero byte, and forgets it.
void vips_shim_take_error(char *buffer, size_t capacity);

void vips_shim_close(vips_shim_image *image);
void vips_shim_free(void *bytes);

/// Gives back what libvips keeps for the calling thread; call it when a thread of a pool has finished a picture.
void vips_shim_leave_thread(void);
