import Commons
import Community
import Storehouse

/// The rows of what is kept out.
enum AdminBlockStore {
  // MARK: Other servers

  struct Domain: Sendable {
    let id: Int64
    let domain: String
    let severity: String
    let rejectsMedia: Bool
    let rejectsReports: Bool
    let isObfuscated: Bool
    let privateComment: String
    let publicComment: String
    let madeAt: Moment
  }

  /// What may be said of a server's block; nil stays as it is.
  struct DomainFlags: Sendable {
    let rejectsMedia: Bool?
    let rejectsReports: Bool?
    let isObfuscated: Bool?
    let privateComment: String?
    let publicComment: String?
  }

  static func domains(_ condition: Query, limit: Int, in tx: ReadTx) throws -> [Domain] {
    try tx.all(
      """
      SELECT id, domain, severity, rejects_media, rejects_reports, is_obfuscated, private_comment, public_comment, made_at
      FROM blocked_domain WHERE \(condition) ORDER BY id DESC LIMIT \(limit)
      """
    ) { row in
      Domain(
        id: try row.take(), domain: try row.take(), severity: try row.take(), rejectsMedia: try row.take(),
        rejectsReports: try row.take(), isObfuscated: try row.take(), privateComment: try row.take(),
        publicComment: try row.take(), madeAt: try row.take())
    }
  }

  /// - Throws: a `Refusal` (422) when there is a block of it already.
  static func addDomain(_ domain: String, severity: String, _ flags: DomainFlags, in tx: WriteTx) throws -> Int64 {
    let id = tx.mint(Account.self).value
    let added = try tx.run(
      """
      INSERT INTO blocked_domain (id, domain, severity, rejects_media, rejects_reports, is_obfuscated, private_comment, public_comment, made_at)
      VALUES (\(id), \(domain), \(severity), \(flags.rejectsMedia ?? false), \(flags.rejectsReports ?? false), \(flags.isObfuscated ?? false),
        \(flags.privateComment ?? ""), \(flags.publicComment ?? ""), \(tx.now)) ON CONFLICT DO NOTHING
      """)
    guard added == 1 else { throw taken }
    return id
  }

  static func changeDomain(_ id: Int64, severity: String?, _ flags: DomainFlags, in tx: WriteTx) throws -> Bool {
    guard let old = try domains("id = \(id)", limit: 1, in: tx).first else { return false }
    return try tx.run(
      """
      UPDATE blocked_domain SET severity = \(severity ?? old.severity), rejects_media = \(flags.rejectsMedia ?? old.rejectsMedia),
        rejects_reports = \(flags.rejectsReports ?? old.rejectsReports), is_obfuscated = \(flags.isObfuscated ?? old.isObfuscated),
        private_comment = \(flags.privateComment ?? old.privateComment), public_comment = \(flags.publicComment ?? old.publicComment)
      WHERE id = \(id)
      """) == 1
  }

  // MARK: Lists of names

  enum List: Sendable { case domains, allows, mailDomains, mails, networks }

  struct Name: Sendable {
    let id: Int64
    let name: String
    let madeAt: Moment
  }

  private static func table(_ list: List) -> (name: Query, column: Query) {
    switch list {
    case .domains: ("blocked_domain", "domain")
    case .allows: ("allowed_domain", "domain")
    case .mailDomains: ("blocked_mail_domain", "domain")
    case .mails: ("blocked_mail", "digest")
    case .networks: ("blocked_network", "network")
    }
  }

  static func names(in list: List, _ condition: Query, limit: Int, _ tx: ReadTx) throws -> [Name] {
    let (name, column) = table(list)
    return try tx.all(
      "SELECT id, \(column), made_at FROM \(name) WHERE \(condition) ORDER BY id DESC LIMIT \(limit)"
    ) { row in Name(id: try row.take(), name: try row.take(), madeAt: try row.take()) }
  }

  /// - Throws: a `Refusal` (422) when it is there already.
  static func add(_ text: String, to list: List, in tx: WriteTx) throws -> Int64 {
    let (name, column) = table(list)
    let id = tx.mint(Account.self).value
    let added = try tx.run(
      "INSERT INTO \(name) (id, \(column), made_at) VALUES (\(id), \(text), \(tx.now)) ON CONFLICT DO NOTHING")
    guard added == 1 else { throw taken }
    return id
  }

  /// - Returns: whether it was there.
  static func remove(_ id: Int64, from list: List, in tx: WriteTx) throws -> Bool {
    try tx.run("DELETE FROM \(table(list).name) WHERE id = \(id)") == 1
  }

  private static let taken = Refusal(.invalid, "That is on the list already.")

  struct Day: Sendable {
    let start: Moment
    let accounts: Int
  }

  /// How many joined with an address of each domain in the last seven days, today first.
  static func withHistory(_ domains: [Name], in tx: ReadTx) throws -> [(Name, [Day])] {
    guard !domains.isEmpty else { return [] }
    let newest: Moment = try tx.value("SELECT max(joined_at) FROM account") ?? .keyEpoch
    let today = newest.milliseconds / 86_400_000
    let joined = try tx.all(
      """
      SELECT a.joined_at / 86400000, l.email FROM account a JOIN login l ON l.account_id = a.id
      WHERE a.id > \(InstanceStore.key(at: Moment(milliseconds: (today - 6) * 86_400_000))) LIMIT 10000
      """
    ) { row in (try row.take() as Int64, try row.take() as String) }
    return domains.map { domain in
      let days = (0..<7).map { ago in
        Day(
          start: Moment(milliseconds: (today - Int64(ago)) * 86_400_000),
          accounts: joined.count {
            $0.0 == today - Int64(ago) && ($0.1.hasSuffix("@\(domain.name)") || $0.1.hasSuffix(".\(domain.name)"))
          })
      }
      return (domain, days)
    }
  }

  // MARK: Networks

  struct NetworkChange: Sendable {
    /// Nil stays as it is.
    let comment: String?
    /// The outer nil stays as it is, the inner is for good.
    let endsAt: Moment??
  }

  static func addNetwork(_ network: Network, _ severity: Barriers.Severity, _ change: NetworkChange, in tx: WriteTx)
    throws -> Int64
  {
    let id = tx.mint(Account.self).value
    let end: Moment? = change.endsAt ?? nil
    let added = try tx.run(
      """
      INSERT INTO blocked_network (id, network, severity, comment, ends_at, made_at)
      VALUES (\(id), \(network.description), \(severity.rawValue), \(change.comment ?? ""), \(end), \(tx.now)) ON CONFLICT DO NOTHING
      """)
    guard added == 1 else { throw taken }
    return id
  }

  static func changeNetwork(
    _ id: Int64, _ network: Network, _ severity: Barriers.Severity, _ change: NetworkChange, in tx: WriteTx
  ) throws {
    let other: Query = "SELECT 1 FROM blocked_network WHERE network = \(network.description) AND id <> \(id)"
    guard try !tx.exists(other) else { throw taken }
    try tx.run(
      "UPDATE blocked_network SET network = \(network.description), severity = \(severity.rawValue) WHERE id = \(id)")
    if let comment = change.comment { try tx.run("UPDATE blocked_network SET comment = \(comment) WHERE id = \(id)") }
    if let end = change.endsAt { try tx.run("UPDATE blocked_network SET ends_at = \(end) WHERE id = \(id)") }
  }
}
