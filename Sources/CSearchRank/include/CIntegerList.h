#pragma once

#include <sqlite3.h>

/// Gives a connection the table-valued function `integer_list(BLOB)`: the 64-bit whole numbers that stand in a blob one after another, in this
/// machine's order of bytes, as rows with the column `value`. What `json_each` does for a list that is text, without writing and reading text.
///
/// Returns SQLite's result code.
int integer_list_register(sqlite3 *connection);
