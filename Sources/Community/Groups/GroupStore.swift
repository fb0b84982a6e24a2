import Commons
public import Storehouse

extension GroupDoor: Storable {}
extension GroupRole: Storable {}

enum GroupStore {
  static func insert(_ group: NewGroup, id: Key<Space>, by founder: Key<Account>, in tx: WriteTx) throws {
    let claimed = try tx.run(
      "INSERT INTO handle_claim (handle, holder_id, claimed_at) VALUES (\(group.handle), \(id), \(tx.now)) ON CONFLICT DO NOTHING")
    guard claimed == 1 else { throw Refusal.invalid("handle", "That handle is taken. Choose another one.") }
    try tx.run(
      """
      INSERT INTO space (id, kind, handle, name, purpose, rules, door, founded_by, founded_at)
      VALUES (\(id), 1, \(group.handle), \(group.name), \(group.purpose), \(group.rules), \(group.door), \(founder), \(id.moment))
      """)
  }

  /// - Returns: whether they were not in it before.
  static func addMember(_ member: Key<Account>, to group: Key<Space>, role: GroupRole, in tx: WriteTx) throws -> Bool {
    let added = try tx.run(
      """
      INSERT INTO membership (space_id, account_id, role, state, since) VALUES (\(group), \(member), \(role), 0, \(tx.now))
      ON CONFLICT (space_id, account_id) DO UPDATE SET state = 0, role = excluded.role, since = excluded.since WHERE membership.state IN (1, 2)
      """)
    if added == 1 { try tx.run("UPDATE space SET member_count = member_count + 1 WHERE id = \(group)") }
    return added == 1
  }

  /// A condition on the space `s`: the viewer may know that it is there.
  static func isKnown(to viewer: Key<Account>?) -> Query {
    guard let viewer else { return "s.door <> 3" }
    return "(s.door <> 3 OR EXISTS (SELECT 1 FROM membership k WHERE k.space_id = s.id AND k.account_id = \(viewer) AND k.state IN (0, 2)))"
  }

  private static func columns(for viewer: Key<Account>?) -> Query {
    let role: Query =
      if let viewer { "(SELECT k.role FROM membership k WHERE k.space_id = s.id AND k.account_id = \(viewer) AND k.state = 0)" } else { "NULL" }
    return "s.id, s.handle, s.name, s.purpose, s.rules, s.door, s.member_count, s.founded_at, \(role)"
  }

  private static func summary(_ row: inout Row) throws -> Groups.Summary {
    Groups.Summary(
      id: try row.take(), handle: try row.take(), name: try row.take(), purpose: try row.take(), rules: try row.take(), door: try row.take(),
      memberCount: try row.take(), foundedAt: try row.take(), role: try row.take())
  }

  static func find(_ handle: String, for viewer: Key<Account>?, in tx: ReadTx) throws -> Groups.Summary? {
    try tx.first("SELECT \(columns(for: viewer)) FROM space s WHERE s.handle = \(handle) AND \(isKnown(to: viewer))", summary)
  }

  static func list(for viewer: Key<Account>?, limit: Int, in tx: ReadTx) throws -> [Groups.Summary] {
    try tx.all(
      "SELECT \(columns(for: viewer)) FROM space s WHERE \(isKnown(to: viewer)) ORDER BY s.last_post_id DESC, s.id DESC LIMIT \(limit)", summary)
  }

  static func members(of group: Key<Space>, limit: Int, in tx: ReadTx) throws -> [Face] {
    try tx.all(
      """
      SELECT \(FaceStore.columns) FROM membership m JOIN account a ON a.id = m.account_id
      WHERE m.space_id = \(group) AND m.state = 0 AND a.standing = 0 ORDER BY m.role DESC, m.since LIMIT \(limit)
      """, FaceStore.face)
  }
}
