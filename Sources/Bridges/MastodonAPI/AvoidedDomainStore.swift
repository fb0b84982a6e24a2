import Commons
import Storehouse

enum AvoidedDomainStore {
  static func domains(of member: Key<Account>, after: String, limit: Int, in tx: ReadTx) throws -> [String] {
    try tx.all(
      """
      SELECT domain FROM avoided_domain WHERE account_id = \(member) AND domain > \(after) ORDER BY domain LIMIT \(limit)
      """
    ) { row in try row.take() }
  }

  static let most = 1000

  static func add(_ domain: String, by member: Key<Account>, in tx: WriteTx) throws {
    let count: Int = try tx.value("SELECT count(*) FROM avoided_domain WHERE account_id = \(member)") ?? 0
    guard count < most else { throw Refusal(.invalid, "You can block at most \(most) servers.") }
    try tx.run(
      "INSERT INTO avoided_domain (account_id, domain, since) VALUES (\(member), \(domain), \(tx.now)) ON CONFLICT DO NOTHING"
    )
  }

  static func remove(_ domain: String, by member: Key<Account>, in tx: WriteTx) throws {
    try tx.run("DELETE FROM avoided_domain WHERE account_id = \(member) AND domain = \(domain)")
  }
}
