#pragma once

#include <stddef.h>
#include <string.h>
#include <zlib.h>

// `deflateInit2` is a macro, which Swift cannot call.

/// The most bytes that `gzip_compress` can need for `length` bytes.
static inline size_t gzip_bound(size_t length) {
  // 18 bytes of gzip header and trailer, where compressBound counts 6 for zlib's.
  return compressBound(length) + 12;
}

/// Compresses to the gzip format (RFC 1952). Returns the bytes written, or 0 when `capacity` is too small or there is
/// no memory.
static inline size_t gzip_compress(
    const unsigned char *input, size_t length, int level, unsigned char *output, size_t capacity) {
  z_stream stream;
  memset(&stream, 0, sizeof stream);
  if (length > 0xffffffffu || capacity > 0xffffffffu) return 0;
  // 15 bits of window, and 16 more to ask for a gzip header; 8 is zlib's usual memory level.
  if (deflateInit2(&stream, level, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY) != Z_OK) return 0;
  stream.next_in = (unsigned char *)input;
  stream.avail_in = (unsigned int)length;
  stream.next_out = output;
  stream.avail_out = (unsigned int)capacity;
  int result = deflate(&stream, Z_FINISH);
  size_t written = stream.total_out;
  deflateEnd(&stream);
  return result == Z_STREAM_END ? written : 0;
}
