public import Storehouse

/// Counts again what is kept on rows so that pages need not count it.
public struct Counts: Sendable {
  let store: any Store

  public init(store: any Store) { self.store = store }

  /// A number on a row that is not what counting gives.
  public struct Mistake: Sendable {
    /// Which number: `account.post_count`.
    public let name: String
    public let row: Int64
    public let kept: Int
    public let counted: Int
  }

  /// Every number that is not true. Reads whole tables: for an operator, not for a page.
  public func mistakes() async throws -> [Mistake] {
    try await store.read { tx in
      try CountStore.kept.flatMap { kept in
        try tx.all(kept.wrong) { row in
          Mistake(name: kept.name, row: try row.take(), kept: try row.take(), counted: try row.take())
        }
      }
    }
  }

  /// The files that rows say were uploaded, with the key of the row.
  public func files() async throws -> [(row: Int64, name: String)] {
    try await store.read { tx in try CountStore.files(in: tx) }
  }
}
