import Commons
import Community
import Storehouse

/// Subscriptions in the store.
enum PushStore {
  private static let columns: Query = """
    s.id, s.account_id, s.token_id, s.session_id, s.endpoint, s.p256dh, s.auth, s.alerts, s.policy, s.is_standard, s.failures
    """

  private static func subscription(_ row: inout Row) throws -> PushSubscription {
    PushSubscription(
      id: try row.take(), account: try row.take(), token: try row.take(), session: try row.take(),
      endpoint: try row.take(), key: try row.take(), secret: try row.take(),
      alerts: Set((try row.take() as String).split(separator: " ").map(String.init)),
      policy: PushSubscription.Policy(rawValue: try row.take()) ?? .all, isStandard: try row.take(),
      failures: try row.take())
  }

  static func find(token: Key<AppToken>, in tx: ReadTx) throws -> PushSubscription? {
    try tx.first("SELECT \(columns) FROM push_subscription s WHERE s.token_id = \(token)", subscription)
  }

  static func find(session: Key<Session>, in tx: ReadTx) throws -> PushSubscription? {
    try tx.first("SELECT \(columns) FROM push_subscription s WHERE s.session_id = \(session)", subscription)
  }

  /// One that may be used: of somebody who is here, and lets apps in.
  static func usable(_ id: Key<PushSubscription>, in tx: ReadTx) throws -> PushSubscription? {
    try tx.first(
      """
      SELECT \(columns) FROM push_subscription s JOIN account a ON a.id = s.account_id JOIN login l ON l.account_id = a.id
      WHERE s.id = \(id) AND a.standing = 0 AND NOT l.is_disabled
      """, subscription)
  }

  static func all(of account: Key<Account>, in tx: ReadTx) throws -> [PushSubscription] {
    try tx.all("SELECT \(columns) FROM push_subscription s WHERE s.account_id = \(account) ORDER BY s.id", subscription)
  }

  /// Puts a subscription in the place of the one before it.
  static func insert(
    _ new: NewPushSubscription, of account: Key<Account>, token: Key<AppToken>?, session: Key<Session>?,
    alerts: Set<String>, policy: PushSubscription.Policy, in tx: WriteTx
  ) throws {
    if let token { try delete(token: token, in: tx) }
    if let session { try delete(session: session, in: tx) }
    try tx.run(
      """
      INSERT INTO push_subscription (id, account_id, token_id, session_id, endpoint, p256dh, auth, alerts, policy, is_standard, made_at)
      VALUES (\(tx.mint(PushSubscription.self)), \(account), \(token), \(session), \(new.endpoint.text), \(new.key), \(new.secret),
        \(alerts.sorted().joined(separator: " ")), \(policy.rawValue), \(new.isStandard), \(tx.now))
      """)
  }

  static func set(
    _ alerts: Set<String>, _ policy: PushSubscription.Policy, of id: Key<PushSubscription>, in tx: WriteTx
  )
    throws
  {
    try tx.run(
      """
      UPDATE push_subscription SET alerts = \(alerts.sorted().joined(separator: " ")), policy = \(policy.rawValue)
      WHERE id = \(id)
      """)
  }

  static func delete(token: Key<AppToken>, in tx: WriteTx) throws {
    try tx.run("DELETE FROM push_subscription WHERE token_id = \(token)")
  }

  static func delete(session: Key<Session>, in tx: WriteTx) throws {
    try tx.run("DELETE FROM push_subscription WHERE session_id = \(session)")
  }

  /// Whatever browser of our own pages is pushed to there.
  static func delete(browser endpoint: String, in tx: WriteTx) throws {
    try tx.run("DELETE FROM push_subscription WHERE endpoint = \(endpoint) AND session_id IS NOT NULL")
  }

  static func delete(_ id: Key<PushSubscription>, in tx: WriteTx) throws {
    try tx.run("DELETE FROM push_subscription WHERE id = \(id)")
  }

  static func noteDelivered(_ id: Key<PushSubscription>, in tx: WriteTx) throws {
    try tx.run("UPDATE push_subscription SET failures = 0 WHERE id = \(id) AND failures > 0")
  }

  /// Counts a failure, and gives the subscription up after too many in a row.
  static func noteFailure(of id: Key<PushSubscription>, most: Int, in tx: WriteTx) throws {
    try tx.run("UPDATE push_subscription SET failures = failures + 1 WHERE id = \(id)")
    try tx.run("DELETE FROM push_subscription WHERE id = \(id) AND failures >= \(most)")
  }

  struct Occasion: Sendable {
    let kind: NoticeKind
    let actor: Key<Account>?
  }

  static func occasion(_ notice: Key<Notice>, in tx: ReadTx) throws -> Occasion? {
    try tx.first("SELECT kind, actor_id FROM notice WHERE id = \(notice) AND NOT is_filtered") { row in
      Occasion(kind: try row.take(), actor: try row.take())
    }
  }

  static func follows(_ follower: Key<Account>, _ followee: Key<Account>, in tx: ReadTx) throws -> Bool {
    try tx.exists("SELECT 1 FROM follow WHERE follower_id = \(follower) AND followee_id = \(followee) AND state = 0")
  }

  static func language(of account: Key<Account>, in tx: ReadTx) throws -> String {
    try tx.value("SELECT language FROM account WHERE id = \(account)") ?? "en"
  }
}
