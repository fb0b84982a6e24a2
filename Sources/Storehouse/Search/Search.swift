public import Commons

/// Something that can be found.
public struct SearchEntry: Sendable {
  /// What it is: `post`, `account`. With `id` it names the entry.
  public let kind: String
  public let id: Int64
  /// The account it belongs to.
  public let owner: Int64?
  /// The space it stands in.
  public let space: Int64?
  public let at: Moment
  public let title: String
  /// Plain words.
  public let body: String

  public init(kind: String, id: Int64, owner: Int64?, space: Int64?, at: Moment, title: String, body: String) {
    self.kind = kind
    self.id = id
    self.owner = owner
    self.space = space
    self.at = at
    self.title = title
    self.body = body
  }
}

/// Something that was found.
public struct SearchHit: Sendable, Hashable {
  public let kind: String
  public let id: Int64
  /// Greater is better; only hits of one search can be compared.
  public let rank: Double
  /// A few plain words around what was found. Not HTML: escape them.
  public let snippet: String
}

extension WriteTx {
  /// Makes something findable, or changes what it is found by.
  public func index(_ entry: SearchEntry) throws {
    try run(
      """
      INSERT INTO search_entry (kind, id, owner_id, space_id, at, title, body)
      VALUES (\(entry.kind), \(entry.id), \(entry.owner), \(entry.space), \(entry.at), \(entry.title), \(entry.body))
      ON CONFLICT (kind, id) DO UPDATE SET owner_id = excluded.owner_id, space_id = excluded.space_id, at = excluded.at,
        title = excluded.title, body = excluded.body
      """)
  }

  /// Makes something unfindable.
  public func unindex(kind: String, id: Int64) throws { try run("DELETE FROM search_entry WHERE kind = \(kind) AND id = \(id)") }
}

extension ReadTx {
  /// What matches the words that were typed, best first.
  public func search(_ typed: String, kinds: [String], filter: Query = "TRUE", limit: Int, offset: Int = 0) throws -> [SearchHit] { [] }

  /// Another spelling of what was typed that would find more; nil when there is none.
  public func suggest(_ typed: String) throws -> String? { nil }
}
