#pragma once
#include <stddef.h>

/// A file that is part of the program: its name and its bytes. The one after the last has no name.
struct embedded_file {
  const char *name;
  const unsigned char *bytes;
  size_t count;
};

/// The file at a position, in the order of `embedded.c`.
struct embedded_file embedded_file_at(size_t index);
