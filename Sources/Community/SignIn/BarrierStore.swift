package import Commons
package import Storehouse

package enum BarrierStore {
  package struct BlockedNetwork: Sendable {
    package let id: Int64
    package let network: Network
    package let severity: Barriers.Severity
    package let comment: String
    package let endsAt: Moment?
    package let madeAt: Moment
  }

  /// Every network there is a rule for: few, because moderators type them.
  package static func networks(in tx: ReadTx) throws -> [BlockedNetwork] {
    try tx.all(
      "SELECT id, network, severity, comment, ends_at, made_at FROM blocked_network ORDER BY id DESC LIMIT 10000"
    ) { row -> BlockedNetwork? in
      let id: Int64 = try row.take()
      let network: String = try row.take()
      let severity: String = try row.take()
      let comment: String = try row.take()
      guard let known = Network(network), let severity = Barriers.Severity(rawValue: severity) else { return nil }
      return BlockedNetwork(
        id: id, network: known, severity: severity, comment: comment, endsAt: try row.take(), madeAt: try row.take())
    }.compactMap { $0 }
  }

  static func isBarred(digest: String, in tx: ReadTx) throws -> Bool {
    try tx.exists("SELECT 1 FROM blocked_mail WHERE digest = \(digest)")
  }

  static func isBarred(domains: [String], in tx: ReadTx) throws -> Bool {
    try domains.contains { domain in try tx.exists("SELECT 1 FROM blocked_mail_domain WHERE domain = \(domain)") }
  }
}
