extension ReadTx {
  /// The ids of what has everything that was typed, newest first: for feeds, where an entry that matches less well must not keep a newer one
  /// out. Odd input finds nothing and never throws.
  ///
  /// Ids are keys, and so in the order of time; entries that were imported with the date they had count by that date. In SQLite the twenty
  /// thousand that were indexed last are looked at.
  /// - Parameter before: only what is older than this id.
  public func newest(_ typed: String, kind: SearchKind, before: Int64, limit: Int) throws -> [Int64] {
    let wanted = Search.Wanted(typed)
    guard !wanted.isEmpty, limit > 0 else { return [] }
    let words = Search.Words(
      parts: wanted.parts, weights: wanted.parts.map { _ in 1 }, matching: .all, completions: nil)
    let query =
      switch engine {
      case .sqlite: words.newestInSQLite(kind, before: before, most: limit)
      case .postgres: words.newestInPostgres(kind, before: before, most: limit)
      }
    return try all(query) { row in try row.take() }
  }
}

extension Search.Words {
  /// FTS5 hands over rows in the order of when they were indexed without looking at them all.
  fileprivate func newestInSQLite(_ kind: SearchKind, before: Int64, most: Int) -> Query {
    let index = Self.index(of: kind)
    return """
      SELECT e.id FROM (SELECT rowid AS number FROM \(index) WHERE \(index) MATCH \(fts5(kind)) ORDER BY rowid DESC LIMIT 20000) f
      JOIN search_entry e ON e.number = f.number WHERE e.id < \(before) ORDER BY e.id DESC LIMIT \(most)
      """
  }

  /// Materialized: else the planner may walk all keys backwards for a word that hardly anything has.
  fileprivate func newestInPostgres(_ kind: SearchKind, before: Int64, most: Int) -> Query {
    """
    WITH f AS MATERIALIZED (SELECT e.id FROM (SELECT \(tsquery) AS query) q
      JOIN search_entry e ON e.words @@ q.query WHERE \(Self.isOf(kind)) AND e.id < \(before))
    SELECT id FROM f ORDER BY id DESC LIMIT \(most)
    """
  }
}
