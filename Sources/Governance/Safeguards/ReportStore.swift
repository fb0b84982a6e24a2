import Commons
import Storehouse

/// The rows of single reports.
enum ReportStore {
  private static let columns: Query = """
    r.id, r.subject_kind, r.subject_id, r.concern, r.category, r.words, r.reporter_id, r.made_at, r.closed_by, r.closed_at, r.assigned_to
    """

  private static func file(_ row: inout Row) throws -> ReportFile {
    ReportFile(
      id: try row.take(), kind: try row.take(), subject: try row.take(), concern: try row.take(),
      category: try row.take(), words: try row.take(), reporter: try row.take(), madeAt: try row.take(),
      closedBy: try row.take(), closedAt: try row.take(), assignedTo: try row.take())
  }

  static func find(_ id: Key<ReportRow>, in tx: ReadTx) throws -> ReportFile? {
    try tx.first("SELECT \(columns) FROM report r WHERE r.id = \(id)", file)
  }

  static func list(
    _ filter: ReportFilter, before: Key<ReportRow>, since: Key<ReportRow>, limit: Int, in tx: ReadTx
  ) throws -> [ReportFile] {
    let isOpen: Query = filter.isClosed ? "r.closed_at IS NOT NULL" : "r.closed_at IS NULL"
    let byReporter: Query = if let reporter = filter.reporter { "r.reporter_id = \(reporter)" } else { "TRUE" }
    let aboutOwner: Query =
      if let owner = filter.owner {
        """
        ((r.subject_kind = 'account' AND r.subject_id = \(owner))
          OR (r.subject_kind = 'post' AND EXISTS (SELECT 1 FROM post p WHERE p.id = r.subject_id AND p.author_id = \(owner))))
        """
      } else { "TRUE" }
    return try tx.all(
      """
      SELECT \(columns) FROM report r WHERE \(isOpen) AND \(byReporter) AND \(aboutOwner) AND r.id < \(before) AND r.id > \(since)
      ORDER BY r.id DESC LIMIT \(limit)
      """, file)
  }

  static func posts(of id: Key<ReportRow>, in tx: ReadTx) throws -> [Int64] {
    try tx.all("SELECT post_id FROM report_post WHERE report_id = \(id) ORDER BY post_id") { row in try row.take() }
  }

  static func rules(of id: Key<ReportRow>, in tx: ReadTx) throws -> [Int] {
    try tx.all("SELECT position FROM report_rule WHERE report_id = \(id) ORDER BY position") { row in try row.take() }
  }

  static func assign(_ id: Key<ReportRow>, to moderator: Key<Account>?, in tx: WriteTx) throws -> Bool {
    try tx.run("UPDATE report SET assigned_to = \(moderator) WHERE id = \(id)") == 1
  }

  static func setCategory(_ category: String, of id: Key<ReportRow>, in tx: WriteTx) throws {
    try tx.run("UPDATE report SET category = \(category) WHERE id = \(id)")
  }

  /// - Throws: a `Refusal` when there is no rule at one of these positions.
  static func setRules(_ positions: [Int], of id: Key<ReportRow>, in tx: WriteTx) throws {
    try tx.run("DELETE FROM report_rule WHERE report_id = \(id)")
    for position in positions {
      guard try tx.exists("SELECT 1 FROM rule WHERE position = \(position)") else {
        throw Refusal.invalid("rule_ids", "There is no such rule.")
      }
      try tx.run("INSERT INTO report_rule (report_id, position) VALUES (\(id), \(position))")
    }
  }

  static func close(_ id: Key<ReportRow>, by moderator: Key<Account>, in tx: WriteTx) throws {
    try tx.run(
      "UPDATE report SET closed_by = \(moderator), closed_at = \(tx.now) WHERE id = \(id) AND closed_at IS NULL")
  }

  static func reopen(_ id: Key<ReportRow>, in tx: WriteTx) throws -> Bool {
    try tx.run("UPDATE report SET closed_by = NULL, closed_at = NULL WHERE id = \(id)") == 1
  }

  /// Whether anything was decided about what the report is about, or about its owner's account, since it was made.
  static func isDecided(_ report: ReportFile, in tx: ReadTx) throws -> Bool {
    try tx.exists(
      """
      SELECT 1 FROM moderation m WHERE m.decided_at >= \(report.madeAt)
        AND ((m.subject_kind = \(report.kind) AND m.subject_id = \(report.subject))
          OR (\(report.kind) = 'post' AND m.subject_kind = 'account'
            AND m.subject_id = (SELECT p.author_id FROM post p WHERE p.id = \(report.subject))))
      """)
  }
}
