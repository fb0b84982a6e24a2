public import Commons

/// A happening as the Ledger keeps it: with its number and its moment.
public struct RecordedHappening: Sendable {
  /// Numbers only grow, with gaps. On PostgreSQL a lower number may become visible after a higher one; each is handed
  /// over once all the same.
  public let seq: Int64
  public let happening: Happening
  public let at: Moment
  let place: LedgerPlace

  init(row: inout Row) throws {
    let turn: Int64 = try row.take()
    seq = try row.take()
    place = LedgerPlace(turn: turn, seq: seq)
    let kind = Happening.Kind(stored: try row.take())
    let subject: Int64 = try row.take()
    happening = Happening(
      kind, subject, by: try row.take(), as: try row.take(), about: try row.take(), note: try row.take())
    at = try row.take()
  }
}

/// How far somebody has read in the Ledger.
///
/// On PostgreSQL numbers are drawn before the commit, so a lower one may appear after a higher one has been read. What
/// is read is therefore ordered by the transaction that wrote it (`turn`), and only as far as every transaction is
/// over. SQLite has one writer: its turn is 0.
struct LedgerPlace: Sendable, Hashable {
  var turn: Int64
  var seq: Int64
  static let start = LedgerPlace(turn: 0, seq: 0)
}

extension WriteTx {
  /// Writes a line into the Ledger, in this transaction: what happened, and that it happened, are one.
  public func record(_ happening: Happening) throws {
    // The server's transaction numbers start anew when a backup is restored elsewhere: `ledger_era` lifts them above
    // the old ones.
    let turn: Query =
      engine == .postgres ? "(SELECT turn FROM ledger_era) + CAST(CAST(pg_current_xact_id() AS TEXT) AS BIGINT)" : "0"
    try run(
      """
      INSERT INTO happening (turn, kind, subject, actor_id, speaking_as_id, about, note, at)
      VALUES (\(turn), \(happening.kind.name), \(happening.subject), \(happening.actor), \(happening.speakingAs),
        \(happening.about),        \(happening.note), \(now))
      """)
    hasRecorded = true
  }
}

extension ReadTx {
  /// What has happened after `place`, in order; nothing that an unfinished transaction could still come before.
  func happenings(after place: LedgerPlace, of kinds: Set<Happening.Kind>?, limit: Int) throws -> [RecordedHappening] {
    try all(
      """
      SELECT turn, seq, kind, subject, actor_id, speaking_as_id, about, note, at FROM happening
      WHERE \(isAfter(place)) AND \(isSettled) AND \(isOne(of: kinds)) ORDER BY \(order) LIMIT \(limit)
      """
    ) { row in try RecordedHappening(row: &row) }
  }

  /// Whether there is anything to hear after `place`.
  func hasHappenings(after place: LedgerPlace, of kinds: Set<Happening.Kind>) throws -> Bool {
    try exists("SELECT 1 FROM happening WHERE \(isAfter(place)) AND \(isSettled) AND \(isOne(of: kinds))")
  }

  /// Whether something is committed that cannot be read yet, because an older transaction is not over.
  func hasUnsettledHappenings() throws -> Bool {
    engine == .postgres ? try exists("SELECT 1 FROM happening WHERE NOT (\(isSettled))") : false
  }

  /// The end of what can be read now.
  func ledgerEnd() throws -> LedgerPlace {
    try first("SELECT turn, seq FROM happening WHERE \(isSettled) ORDER BY \(lastFirst) LIMIT 1") { row in
      LedgerPlace(turn: try row.take(), seq: try row.take())
    } ?? .start
  }

  /// The place of the happening with this number.
  func ledgerPlace(of seq: Int64) throws -> LedgerPlace {
    if engine == .sqlite { return LedgerPlace(turn: 0, seq: seq) }
    // A number nobody drew, or whose line is gone: after the one before it.
    return try first("SELECT turn, seq FROM happening WHERE seq <= \(seq) ORDER BY seq DESC LIMIT 1") { row in
      LedgerPlace(turn: try row.take(), seq: try row.take())
    } ?? .start
  }

  private func isAfter(_ place: LedgerPlace) -> Query {
    engine == .postgres ? "(turn, seq) > (\(place.turn), \(place.seq))" : "seq > \(place.seq)"
  }

  private var isSettled: Query {
    engine == .postgres
      ? "turn < (SELECT turn FROM ledger_era) + CAST(CAST(pg_snapshot_xmin(pg_current_snapshot()) AS TEXT) AS BIGINT)"
      : "TRUE"
  }

  private var order: Query { engine == .postgres ? "turn, seq" : "seq" }
  private var lastFirst: Query { engine == .postgres ? "turn DESC, seq DESC" : "seq DESC" }

  private func isOne(of kinds: Set<Happening.Kind>?) -> Query {
    guard let kinds else { return "TRUE" }
    if kinds.isEmpty { return "FALSE" }
    // In order, so that the same set is always the same statement.
    return "kind IN (" + kinds.map(\.name).sorted().map { "\($0)" as Query }.joined(separator: ", ") + ")"
  }
}

extension ReadTx {
  /// Whether new turns are above those there are.
  func isLedgerInOrder() throws -> Bool {
    guard engine == .postgres, try exists("SELECT 1 WHERE to_regclass('ledger_era') IS NOT NULL") else { return true }
    return try !exists(
      """
      SELECT 1 FROM ledger_era WHERE turn + CAST(CAST(pg_snapshot_xmax(pg_current_snapshot()) AS TEXT) AS BIGINT)
        <= (SELECT max(turn) FROM happening)
      """)
  }
}

extension WriteTx {
  /// Lifts the turns to come above those there are: the server's transaction numbers may have started anew.
  func prepareLedger() throws {
    guard engine == .postgres else { return }
    try run(
      """
      UPDATE ledger_era SET turn = (SELECT max(turn) FROM happening), since = \(now)
      WHERE turn + CAST(CAST(pg_current_xact_id() AS TEXT) AS BIGINT) <= (SELECT max(turn) FROM happening)
      """)
  }
}
