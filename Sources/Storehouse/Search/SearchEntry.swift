public import Commons

/// What can be found. Each kind has an index of its own, so that looking for a person reads no posts.
public enum SearchKind: String, Sendable, Storable, CaseIterable { case post, account, group }

/// Something that can be found.
public struct SearchEntry: Sendable {
  /// With `id` it names the entry.
  public let kind: SearchKind
  public let id: Int64
  /// The account it belongs to.
  public let owner: Int64?
  /// The space it stands in.
  public let space: Int64?
  public let at: Moment
  /// Plain words; they count for more than the body's.
  public let title: String
  /// Plain words.
  public let body: String

  public init(kind: SearchKind, id: Int64, owner: Int64?, space: Int64?, at: Moment, title: String, body: String) {
    self.kind = kind
    self.id = id
    self.owner = owner
    self.space = space
    self.at = at
    self.title = title
    self.body = body
  }
}

extension WriteTx {
  /// Makes something findable, or changes what it is found by.
  public func index(_ entry: SearchEntry) throws {
    // SQLite's index is kept by triggers; PostgreSQL's is a column, of words that are cut the same way.
    let isPostgres = engine == .postgres
    let words: Query = isPostgres ? ", \(Search.vector(title: entry.title, body: entry.body))" : ""
    let column: Query = isPostgres ? ", words" : ""
    let change: Query = isPostgres ? ", words = excluded.words" : ""
    try run(
      """
      INSERT INTO search_entry (kind, id, owner_id, space_id, at, title, body\(column))
      VALUES (\(entry.kind), \(entry.id), \(entry.owner), \(entry.space), \(entry.at),
        \(entry.title), \(entry.body)\(words))
      ON CONFLICT (kind, id) DO UPDATE SET owner_id = excluded.owner_id, space_id = excluded.space_id, at = excluded.at,
        title = excluded.title, body = excluded.body\(change)
      """)
  }

  /// Makes something unfindable.
  public func unindex(kind: SearchKind, id: Int64) throws {
    try run("DELETE FROM search_entry WHERE kind = \(kind) AND id = \(id)")
  }
}
