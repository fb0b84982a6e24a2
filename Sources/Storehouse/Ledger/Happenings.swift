public import Commons

/// A happening as the Ledger keeps it: with its number and its moment.
public struct RecordedHappening: Sendable {
  /// Numbers only grow, with gaps. On PostgreSQL a lower number may be committed after a higher one.
  public let seq: Int64
  public let happening: Happening
  public let at: Moment

  static let columns: Query = "seq, kind, subject, actor_id, speaking_as_id, about, note, at"

  init(row: inout Row) throws {
    seq = try row.take()
    let kind = Happening.Kind(stored: try row.take())
    let subject: Int64 = try row.take()
    happening = Happening(
      kind, subject, by: try row.take(), as: try row.take(), about: try row.take(), note: try row.take())
    at = try row.take()
  }
}

extension WriteTx {
  /// Writes a line into the Ledger, in this transaction.
  public func record(_ happening: Happening) throws {
    try run(
      """
      INSERT INTO happening (kind, subject, actor_id, speaking_as_id, about, note, at)
      VALUES (\(happening.kind.name), \(happening.subject), \(happening.actor), \(happening.speakingAs), \(happening.about),
        \(happening.note), \(now))
      """)
    hasRecorded = true
  }
}
