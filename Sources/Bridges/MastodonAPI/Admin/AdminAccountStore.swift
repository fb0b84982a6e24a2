import Commons
import Community
import Storehouse

/// An account as moderators are told of it.
struct AdminAccount: Sendable {
  let account: AccountEntity
  /// Nil for an organisation, which nobody signs in as, and for whoever may not know it.
  let email: String?
  let isConfirmed: Bool
  let isDisabled: Bool
  let isWaiting: Bool
  let coversPictures: Bool
  let language: String
  let invitedBy: Key<Account>?
  let joinedAt: Moment
}

enum AdminAccountStore {
  /// What is not for the reader to know is not read.
  private static func columns(for reader: Role) -> Query {
    let email: Query = reader.seesMailAddresses ? "l.email" : "NULL"
    return """
      \(AccountStore.columns), \(email), l.verified_at IS NOT NULL, COALESCE(l.is_disabled, FALSE), a.standing = 1, a.covers_pictures, a.language,
      (SELECT min(i.made_by) FROM invitation_use u JOIN invitation i ON i.id = u.invitation_id WHERE u.account_id = a.id)
      """
  }
  private static let tables: Query = "account a LEFT JOIN login l ON l.account_id = a.id"

  private static func account(_ row: inout Row) throws -> AdminAccount {
    let account = try AccountStore.account(&row)
    return AdminAccount(
      account: account, email: try row.take(), isConfirmed: try row.take(), isDisabled: try row.take(),
      isWaiting: try row.take(), coversPictures: try row.take(), language: try row.take(), invitedBy: try row.take(),
      joinedAt: account.joinedAt)
  }

  static func find(_ id: Key<Account>, for reader: Role, in tx: ReadTx) throws -> AdminAccount? {
    try tx.first("SELECT \(columns(for: reader)) FROM \(tables) WHERE a.id = \(id) AND a.standing <> 3", account)
  }

  static func find(_ ids: [Key<Account>], for reader: Role, in tx: ReadTx) throws -> [Key<Account>: AdminAccount] {
    guard !ids.isEmpty else { return [:] }
    let found = try tx.all("SELECT \(columns(for: reader)) FROM \(tables) WHERE a.id \(anyOf: ids)", account)
    return Dictionary(found.map { (Key($0.account.id), $0) }, uniquingKeysWith: { first, _ in first })
  }

  /// Which accounts are wanted. Nothing set: all.
  struct Filter: Sendable {
    var isActive = false
    var isWaiting = false
    var isDisabled = false
    var isLimited = false
    var isSuspended = false
    var coversPictures = false
    /// Moderators and stewards.
    var isStaff = false
    var roles: [Int] = []
    /// Nobody is from another server, and nobody’s address is kept: whoever asks for those finds none.
    var isImpossible = false
    var handle = ""
    var name = ""
    var email = ""
    var invitedBy: Key<Account>?
  }

  static func list(
    _ filter: Filter, before: Key<Account>, since: Key<Account>, limit: Int, for reader: Role, in tx: ReadTx
  ) throws -> [AdminAccount] {
    // Who may not know an address cannot find it out by looking for it either.
    guard !filter.isImpossible, filter.email.isEmpty || reader.seesMailAddresses else { return [] }
    var conditions: [Query] = ["a.standing <> 3", "a.id < \(before)", "a.id > \(since)"]
    if filter.isActive { conditions.append("a.standing = 0 AND NOT COALESCE(l.is_disabled, FALSE)") }
    if filter.isWaiting { conditions.append("a.standing = 1") }
    if filter.isDisabled { conditions.append("COALESCE(l.is_disabled, FALSE)") }
    if filter.isLimited { conditions.append("a.is_limited") }
    if filter.isSuspended { conditions.append("a.standing = 2") }
    if filter.coversPictures { conditions.append("a.covers_pictures") }
    if filter.isStaff { conditions.append("a.role > 0") }
    if !filter.roles.isEmpty { conditions.append("a.role \(anyOf: filter.roles.map(Int64.init))") }
    if !filter.handle.isEmpty {
      let stem = filter.handle.lowercased()
      conditions.append("a.handle >= \(stem) AND a.handle <= \(stem + "zzzzzzzzzz")")
    }
    if !filter.name.isEmpty { conditions.append("lower(a.name) LIKE \(pattern(filter.name)) ESCAPE '!'") }
    if !filter.email.isEmpty { conditions.append("l.email LIKE \(pattern(filter.email)) ESCAPE '!'") }
    if let inviter = filter.invitedBy {
      conditions.append(
        """
        EXISTS (SELECT 1 FROM invitation_use u JOIN invitation i ON i.id = u.invitation_id
          WHERE u.account_id = a.id AND i.made_by = \(inviter))
        """)
    }
    return try tx.all(
      "SELECT \(columns(for: reader)) FROM \(tables) WHERE \(Query.joined(conditions, separator: " AND ")) ORDER BY a.id DESC LIMIT \(limit)",
      account)
  }

  /// A pattern that finds a text anywhere, whatever signs are in it.
  private static func pattern(_ typed: String) -> String {
    "%" + typed.lowercased().map { "!%_".contains($0) ? "!\($0)" : String($0) }.joined() + "%"
  }
}
