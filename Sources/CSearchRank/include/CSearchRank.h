#pragma once

#include <sqlite3.h>

#include "CIntegerList.h"

/// Gives a connection the FTS5 function `relevance(INDEX, TITLE_WEIGHT, IDF, …)`: how well a row of a full-text index with
/// the columns title and body matches; greater is better. One IDF for each phrase of the query, 1 for those not given.
///
/// It is Okapi BM25 with k1 = 1.2 and b = 0.75 (Robertson and Zaragoza 2009, section 3.4.3), like FTS5's own `bm25`, which
/// however reads every row that has any of the words to count them: with a million rows that alone takes longer than a page
/// may. Here the counts come in as values.
///
/// Returns SQLite's result code.
int search_rank_register(sqlite3 *connection);
