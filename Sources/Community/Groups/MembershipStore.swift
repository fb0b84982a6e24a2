import Commons
import Storehouse

enum MembershipStore {
  /// One line of a group's member directory, or of those who wait.
  struct Line: Sendable {
    let face: Face
    let role: GroupRole
    let state: MembershipState
    let why: String
    let since: Moment
    /// Who asked them in.
    let broughtBy: String?
  }

  struct Place: Sendable {
    let role: GroupRole
    let state: MembershipState
  }

  static func place(of account: Key<Account>, in group: Key<Space>, tx: ReadTx) throws -> Place? {
    try tx.first("SELECT role, state FROM membership WHERE space_id = \(group) AND account_id = \(account)") { row in
      Place(role: try row.take(), state: try row.take())
    }
  }

  /// Makes someone a member, unless they are one or were shut out.
  /// - Returns: whether they were not in it before.
  static func addMember(_ member: Key<Account>, to group: Key<Space>, role: GroupRole, in tx: WriteTx) throws -> Bool {
    let added = try tx.run(
      """
      INSERT INTO membership (space_id, account_id, role, state, since, reads_from)
      SELECT s.id, \(member), \(role), 0, \(tx.now), s.sealed_before FROM space s WHERE s.id = \(group)
      ON CONFLICT (space_id, account_id) DO UPDATE SET state = 0, role = excluded.role, since = excluded.since, reads_from = excluded.reads_from
        WHERE membership.state IN (1, 2)
      """)
    if added == 1 { try tx.run("UPDATE space SET member_count = member_count + 1 WHERE id = \(group)") }
    return added == 1
  }

  /// Notes that someone asked or was invited. Nothing happens when they stand in any relation to the group already.
  static func addWaiting(
    _ account: Key<Account>, to group: Key<Space>, _ state: MembershipState, why: String = "",
    by bringer: Key<Account>? = nil, in tx: WriteTx
  ) throws -> Bool {
    try tx.run(
      """
      INSERT INTO membership (space_id, account_id, role, state, why, brought_by, since)
      VALUES (\(group), \(account), 0, \(state), \(why), \(bringer), \(tx.now)) ON CONFLICT DO NOTHING
      """) == 1
  }

  /// - Returns: whether there was such a row.
  static func remove(_ account: Key<Account>, from group: Key<Space>, whoIs state: MembershipState, in tx: WriteTx)
    throws -> Bool
  {
    let removed =
      try tx.run("DELETE FROM membership WHERE space_id = \(group) AND account_id = \(account) AND state = \(state)")
      == 1
    if removed, state == .member { try tx.run("UPDATE space SET member_count = member_count - 1 WHERE id = \(group)") }
    return removed
  }

  static func shutOut(_ account: Key<Account>, from group: Key<Space>, by keeper: Key<Account>, in tx: WriteTx) throws {
    let wasMember = try tx.exists(
      "SELECT 1 FROM membership WHERE space_id = \(group) AND account_id = \(account) AND state = 0")
    try tx.run(
      """
      INSERT INTO membership (space_id, account_id, role, state, brought_by, since) VALUES (\(group), \(account), 0, 3, \(keeper), \(tx.now))
      ON CONFLICT (space_id, account_id) DO UPDATE SET state = 3, role = 0, why = '', brought_by = excluded.brought_by, since = excluded.since
      """)
    if wasMember { try tx.run("UPDATE space SET member_count = member_count - 1 WHERE id = \(group)") }
  }

  static func setRole(_ role: GroupRole, of account: Key<Account>, in group: Key<Space>, tx: WriteTx) throws {
    try tx.run(
      "UPDATE membership SET role = \(role) WHERE space_id = \(group) AND account_id = \(account) AND state = 0")
  }

  /// Whether there is a steward besides this one who can still sign in.
  static func hasSteward(_ group: Key<Space>, besides account: Key<Account>, in tx: ReadTx) throws -> Bool {
    try tx.exists(
      """
      SELECT 1 FROM membership m JOIN account a ON a.id = m.account_id
      WHERE m.space_id = \(group) AND m.state = 0 AND m.role = 2 AND m.account_id <> \(account) AND a.standing = 0
      """)
  }

  /// Members who are neither shown as erased nor suspended, stewards first, then by how lately they came to the site.
  static func members(of group: Key<Space>, before: Key<Account>?, limit: Int, for viewer: Key<Account>?, in tx: ReadTx)
    throws -> [Line]
  {
    let place = try before.flatMap { before in try self.place(of: before, in: group, tx: tx).map { ($0.role, before) } }
    let further: Query =
      if let place { "(m.role < \(place.0) OR (m.role = \(place.0) AND m.account_id < \(place.1)))" } else { "TRUE" }
    return try lines(
      """
      WHERE m.space_id = \(group) AND m.state = 0 AND a.standing = 0 AND \(further) AND \(PeopleStore.isOpen(to: viewer))
      ORDER BY m.role DESC, m.account_id DESC LIMIT \(limit)
      """, in: tx)
  }

  /// Those who asked, who are invited, or who were shut out; the longest waiting first.
  static func waiting(in group: Key<Space>, _ state: MembershipState, tx: ReadTx) throws -> [Line] {
    try lines(
      "WHERE m.space_id = \(group) AND m.state = \(state) AND a.standing IN (0, 1) ORDER BY m.since, m.account_id LIMIT 200",
      in: tx)
  }

  private static func lines(_ rest: Query, in tx: ReadTx) throws -> [Line] {
    try tx.all(
      """
      SELECT \(FaceStore.columns), m.role, m.state, m.why, m.since, b.name
      FROM membership m JOIN account a ON a.id = m.account_id LEFT JOIN account b ON b.id = m.brought_by \(rest)
      """
    ) { row in
      Line(
        face: try FaceStore.face(&row), role: try row.take(), state: try row.take(), why: try row.take(),
        since: try row.take(), broughtBy: try row.take())
    }
  }

  static func waitingCount(in group: Key<Space>, tx: ReadTx) throws -> Int {
    try tx.value("SELECT count(*) FROM membership WHERE space_id = \(group) AND state = 1") ?? 0
  }
}
