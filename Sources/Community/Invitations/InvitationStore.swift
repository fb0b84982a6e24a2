import Commons
import Storehouse

enum InvitationStore {
  struct Line: Sendable {
    let id: Key<Invitation>
    let maker: Key<Account>
    let target: InvitationTarget
    let note: String
    let mostUses: Int?
    let uses: Int
    let needsApproval: Bool
    let sentTo: String
    let madeAt: Moment
    let expiresAt: Moment
    let revokedAt: Moment?

    func isOpen(at now: Moment) -> Bool { revokedAt == nil && expiresAt > now && mostUses.map { uses < $0 } ?? true }
  }

  private static let columns: Query =
    "i.id, i.made_by, i.sort, i.space_id, i.post_id, i.note, i.most_uses, i.uses, i.needs_approval, i.sent_to, i.made_at, i.expires_at, i.revoked_at"

  private static func line(_ row: inout Row) throws -> Line {
    let id: Key<Invitation> = try row.take()
    let maker: Key<Account> = try row.take()
    let sort: Int = try row.take()
    let space: Key<Space>? = try row.take()
    let post: Key<Post>? = try row.take()
    let target: InvitationTarget =
      if sort == 1, let space { .group(space) } else if sort == 2, let post { .conversation(post) } else { .site }
    return Line(
      id: id, maker: maker, target: target, note: try row.take(), mostUses: try row.take(), uses: try row.take(),
      needsApproval: try row.take(),
      sentTo: try row.take(), madeAt: try row.take(), expiresAt: try row.take(), revokedAt: try row.take())
  }

  static func insert(
    _ id: Key<Invitation>, digest: String, _ invitation: NewInvitation, sentTo: String, by maker: Key<Account>,
    in tx: WriteTx
  ) throws {
    let (space, post): (Key<Space>?, Key<Post>?) =
      switch invitation.target {
      case .site: (nil, nil)
      case .group(let key): (key, nil)
      case .conversation(let key): (nil, key)
      }
    try tx.run(
      """
      INSERT INTO invitation (id, digest, made_by, sort, space_id, post_id, note, most_uses, needs_approval, sent_to, made_at, expires_at)
      VALUES (\(id), \(digest), \(maker), \(invitation.target.sort), \(space), \(post), \(invitation.note), \(invitation.mostUses),
        \(invitation.needsApproval), \(sentTo), \(tx.now), \(tx.now + invitation.lasting))
      """)
  }

  static func find(digest: String, in tx: ReadTx) throws -> Line? {
    try tx.first("SELECT \(columns) FROM invitation i WHERE i.digest = \(digest)", line)
  }

  static func made(by maker: Key<Account>, in tx: ReadTx) throws -> [Line] {
    try tx.all("SELECT \(columns) FROM invitation i WHERE i.made_by = \(maker) ORDER BY i.id DESC LIMIT 100", line)
  }

  static func revoke(_ id: Key<Invitation>, by maker: Key<Account>, in tx: WriteTx) throws -> Bool {
    try tx.run(
      "UPDATE invitation SET revoked_at = \(tx.now) WHERE id = \(id) AND made_by = \(maker) AND revoked_at IS NULL")
      == 1
  }

  static func isUsed(_ id: Key<Invitation>, by account: Key<Account>, in tx: ReadTx) throws -> Bool {
    try tx.exists("SELECT 1 FROM invitation_use WHERE invitation_id = \(id) AND account_id = \(account)")
  }

  /// Takes one of its places: of two who come for the last one, one finds none.
  /// - Returns: whether there was one.
  static func use(_ id: Key<Invitation>, by account: Key<Account>, in tx: WriteTx) throws -> Bool {
    let taken = try tx.run(
      """
      UPDATE invitation SET uses = uses + 1
      WHERE id = \(id) AND revoked_at IS NULL AND expires_at > \(tx.now) AND (most_uses IS NULL OR uses < most_uses)
      """)
    guard taken == 1 else { return false }
    try tx.run("INSERT INTO invitation_use (invitation_id, account_id, used_at) VALUES (\(id), \(account), \(tx.now))")
    return true
  }

  static func face(_ id: Key<Account>, in tx: ReadTx) throws -> Face? {
    try tx.first("SELECT \(FaceStore.columns) FROM account a WHERE a.id = \(id) AND a.standing = 0", FaceStore.face)
  }

  static func isActive(_ account: Key<Account>, in tx: ReadTx) throws -> Bool {
    try tx.exists("SELECT 1 FROM account WHERE id = \(account) AND standing = 0")
  }

  /// Groups to which the maker may invite.
  static func groups(for maker: Key<Account>, in tx: ReadTx) throws -> [Groups.Summary] {
    try GroupStore.mine(maker, in: tx).filter(Memberships.mayInvite)
  }

  /// Takes back what someone made and forgets whom they wrote to, when they are erased.
  static func forget(_ account: Key<Account>, in tx: WriteTx) throws {
    try tx.run(
      "UPDATE invitation SET revoked_at = COALESCE(revoked_at, \(tx.now)), note = '', sent_to = '' WHERE made_by = \(account)"
    )
    try tx.run("DELETE FROM invitation_use WHERE account_id = \(account)")
  }
}
