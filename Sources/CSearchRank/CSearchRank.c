#include "CSearchRank.h"

enum { MOST_PHRASES = 64 };

static void relevance(const Fts5ExtensionApi *api, Fts5Context *index, sqlite3_context *result, int count,
                      sqlite3_value **values) {
  const double k1 = 1.2, b = 0.75;
  double hits[MOST_PHRASES] = {0};
  double title = count > 0 ? sqlite3_value_double(values[0]) : 1.0;

  int phrases = api->xPhraseCount(index);
  if (phrases > MOST_PHRASES) phrases = MOST_PHRASES;
  int instances = 0;
  int code = api->xInstCount(index, &instances);
  for (int i = 0; i < instances && code == SQLITE_OK; i++) {
    int phrase, column, offset;
    code = api->xInst(index, i, &phrase, &column, &offset);
    if (code == SQLITE_OK && phrase < phrases) hits[phrase] += column == 0 ? title : 1.0;
  }

  int length = 0;
  sqlite3_int64 rows = 0, tokens = 0;
  if (code == SQLITE_OK) code = api->xColumnSize(index, -1, &length);
  if (code == SQLITE_OK) code = api->xColumnTotalSize(index, -1, &tokens);
  if (code == SQLITE_OK) code = api->xRowCount(index, &rows);
  if (code != SQLITE_OK) {
    sqlite3_result_error_code(result, code);
    return;
  }

  double usual = rows > 0 && tokens > 0 ? (double)tokens / (double)rows : 1.0;
  double score = 0;
  for (int phrase = 0; phrase < phrases; phrase++) {
    double idf = phrase + 1 < count ? sqlite3_value_double(values[phrase + 1]) : 1.0;
    score += idf * hits[phrase] * (k1 + 1) / (hits[phrase] + k1 * (1 - b + b * length / usual));
  }
  sqlite3_result_double(result, score);
}

int search_rank_register(sqlite3 *connection) {
  // The way to FTS5's functions as its manual, section 7.1, shows it.
  fts5_api *api = 0;
  sqlite3_stmt *ask = 0;
  int code = sqlite3_prepare_v2(connection, "SELECT fts5(?1)", -1, &ask, 0);
  if (code != SQLITE_OK) return code;
  sqlite3_bind_pointer(ask, 1, &api, "fts5_api_ptr", 0);
  sqlite3_step(ask);
  code = sqlite3_finalize(ask);
  if (code != SQLITE_OK) return code;
  return api ? api->xCreateFunction(api, "relevance", 0, relevance, 0) : SQLITE_ERROR;
}
