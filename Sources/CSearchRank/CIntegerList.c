#include "CIntegerList.h"

#include <string.h>

// A virtual table as SQLite's manual, “The Virtual Table Mechanism of SQLite”, section 1.3.1.2 has it: eponymous only, read only.

enum { VALUE_COLUMN, LIST_COLUMN };

typedef struct {
  sqlite3_vtab_cursor base;
  sqlite3_int64 *values;
  sqlite3_int64 count, at;
} Cursor;

static int list_connect(sqlite3 *connection, void *unused, int count, const char *const *words, sqlite3_vtab **table,
                        char **fault) {
  (void)unused, (void)count, (void)words, (void)fault;
  int code = sqlite3_declare_vtab(connection, "CREATE TABLE list (value INTEGER, list HIDDEN)");
  if (code != SQLITE_OK) return code;
  *table = sqlite3_malloc(sizeof **table);
  if (!*table) return SQLITE_NOMEM;
  memset(*table, 0, sizeof **table);
  return SQLITE_OK;
}

static int list_disconnect(sqlite3_vtab *table) {
  sqlite3_free(table);
  return SQLITE_OK;
}

static int list_plan(sqlite3_vtab *table, sqlite3_index_info *plan) {
  (void)table;
  for (int i = 0; i < plan->nConstraint; i++) {
    if (plan->aConstraint[i].iColumn != LIST_COLUMN || plan->aConstraint[i].op != SQLITE_INDEX_CONSTRAINT_EQ ||
        !plan->aConstraint[i].usable)
      continue;
    plan->aConstraintUsage[i].argvIndex = 1;
    plan->aConstraintUsage[i].omit = 1;
    plan->estimatedCost = 1;
    return SQLITE_OK;
  }
  // Without its list there is nothing to read.
  return SQLITE_CONSTRAINT;
}

static int list_open(sqlite3_vtab *table, sqlite3_vtab_cursor **opened) {
  (void)table;
  Cursor *cursor = sqlite3_malloc(sizeof *cursor);
  if (!cursor) return SQLITE_NOMEM;
  memset(cursor, 0, sizeof *cursor);
  *opened = &cursor->base;
  return SQLITE_OK;
}

static int list_close(sqlite3_vtab_cursor *base) {
  Cursor *cursor = (Cursor *)base;
  sqlite3_free(cursor->values);
  sqlite3_free(cursor);
  return SQLITE_OK;
}

static int list_filter(sqlite3_vtab_cursor *base, int number, const char *name, int count, sqlite3_value **arguments) {
  (void)number, (void)name;
  Cursor *cursor = (Cursor *)base;
  sqlite3_free(cursor->values);
  cursor->values = 0;
  cursor->count = cursor->at = 0;
  if (count < 1 || sqlite3_value_type(arguments[0]) != SQLITE_BLOB) return SQLITE_OK;
  // Copied: what was bound is only there while this runs.
  const void *blob = sqlite3_value_blob(arguments[0]);
  sqlite3_int64 numbers = sqlite3_value_bytes(arguments[0]) / (int)sizeof(sqlite3_int64);
  if (!blob || numbers == 0) return SQLITE_OK;
  cursor->values = sqlite3_malloc64((sqlite3_uint64)numbers * sizeof(sqlite3_int64));
  if (!cursor->values) return SQLITE_NOMEM;
  memcpy(cursor->values, blob, (size_t)numbers * sizeof(sqlite3_int64));
  cursor->count = numbers;
  return SQLITE_OK;
}

static int list_next(sqlite3_vtab_cursor *base) {
  ((Cursor *)base)->at++;
  return SQLITE_OK;
}

static int list_eof(sqlite3_vtab_cursor *base) {
  Cursor *cursor = (Cursor *)base;
  return cursor->at >= cursor->count;
}

static int list_column(sqlite3_vtab_cursor *base, sqlite3_context *result, int column) {
  Cursor *cursor = (Cursor *)base;
  if (column == VALUE_COLUMN && cursor->at < cursor->count) sqlite3_result_int64(result, cursor->values[cursor->at]);
  return SQLITE_OK;
}

static int list_rowid(sqlite3_vtab_cursor *base, sqlite3_int64 *rowid) {
  *rowid = ((Cursor *)base)->at;
  return SQLITE_OK;
}

static const sqlite3_module module = {
  .xConnect = list_connect,
  .xBestIndex = list_plan,
  .xDisconnect = list_disconnect,
  .xDestroy = list_disconnect,
  .xOpen = list_open,
  .xClose = list_close,
  .xFilter = list_filter,
  .xNext = list_next,
  .xEof = list_eof,
  .xColumn = list_column,
  .xRowid = list_rowid,
};

int integer_list_register(sqlite3 *connection) { return sqlite3_create_module(connection, "integer_list", &module, 0); }
