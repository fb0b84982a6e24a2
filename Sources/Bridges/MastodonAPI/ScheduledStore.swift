import Commons
import Community
import Storehouse

/// Posts that are to be published later.
enum ScheduledStore {
  struct Entity: Sendable {
    let id: Key<Scheduled>
    let account: Key<Account>
    let app: Key<App>?
    let dueAt: Moment
    /// What was sent, as a form.
    let parameters: String
  }
  /// The row of `scheduled_post` that a key points to.
  enum Scheduled {}

  static let most = 300

  static func insert(
    _ id: Key<Scheduled>, account: Key<Account>, app: Key<App>?, dueAt: Moment, parameters: String, in tx: WriteTx
  ) throws {
    let count: Int = try tx.value("SELECT count(*) FROM scheduled_post WHERE account_id = \(account)") ?? 0
    guard count < most else { throw Refusal(.invalid, "You have \(most) posts waiting, and that is as many as fit.") }
    try tx.run(
      """
      INSERT INTO scheduled_post (id, account_id, app_id, due_at, parameters)
      VALUES (\(id), \(account), \(app), \(dueAt), \(parameters))
      """)
  }

  private static let columns: Query = "id, account_id, app_id, due_at, parameters"

  private static func entity(_ row: inout Row) throws -> Entity {
    Entity(
      id: try row.take(), account: try row.take(), app: try row.take(), dueAt: try row.take(),
      parameters: try row.take())
  }

  static func page(of account: Key<Account>, before: Key<Scheduled>, since: Key<Scheduled>, limit: Int, in tx: ReadTx)
    throws -> [Entity]
  {
    try tx.all(
      """
      SELECT \(columns) FROM scheduled_post WHERE account_id = \(account) AND id < \(before) AND id > \(since)
      ORDER BY id DESC LIMIT \(limit)
      """, entity)
  }

  static func find(_ id: Key<Scheduled>, of account: Key<Account>, in tx: ReadTx) throws -> Entity? {
    try tx.first("SELECT \(columns) FROM scheduled_post WHERE id = \(id) AND account_id = \(account)", entity)
  }

  static func find(_ id: Key<Scheduled>, in tx: ReadTx) throws -> Entity? {
    try tx.first("SELECT \(columns) FROM scheduled_post WHERE id = \(id)", entity)
  }

  static func move(_ id: Key<Scheduled>, to dueAt: Moment, in tx: WriteTx) throws {
    try tx.run("UPDATE scheduled_post SET due_at = \(dueAt) WHERE id = \(id)")
  }

  static func delete(_ id: Key<Scheduled>, in tx: WriteTx) throws -> Bool {
    try tx.run("DELETE FROM scheduled_post WHERE id = \(id)") == 1
  }
}
