package import Commons
public import Storehouse

extension GroupDoor: Storable {}
extension GroupRole: Storable {}
extension MembershipState: Storable {}

package enum GroupStore {
  static func insert(_ group: NewGroup, id: Key<Space>, by founder: Key<Account>, in tx: WriteTx) throws {
    let claimed = try tx.run(
      "INSERT INTO handle_claim (handle, holder_id, claimed_at) VALUES (\(group.handle), \(id), \(tx.now)) ON CONFLICT DO NOTHING"
    )
    guard claimed == 1 else { throw Refusal.invalid("handle", "That handle is taken. Choose another one.") }
    let profile = group.profile
    try tx.run(
      """
      INSERT INTO space (id, kind, handle, name, purpose, rules, door, founded_by, founded_at)
      VALUES (\(id), 1, \(group.handle), \(profile.name), \(profile.purpose), \(profile.rules), \(profile.door), \(founder), \(id.moment))
      """)
  }

  /// Makes everyone else who would change this group wait until this transaction is done: two stewards who leave at the same moment, or a post
  /// and a change of the door, come one after the other.
  static func hold(_ group: Key<Space>, in tx: WriteTx) throws {
    try tx.run("UPDATE space SET last_post_id = last_post_id WHERE id = \(group)")
  }

  static func update(_ profile: GroupProfile, of group: Key<Space>, in tx: WriteTx) throws {
    try tx.run(
      """
      UPDATE space SET name = \(profile.name), purpose = \(profile.purpose), rules = \(profile.rules), door = \(profile.door) WHERE id = \(group)
      """)
  }

  /// What was said here, first posts and replies, is for the group alone from now on.
  static func closePosts(of group: Key<Space>, in tx: WriteTx) throws {
    try tx.run(
      """
      UPDATE post SET audience = 3 WHERE audience <> 3 AND conversation_id IN
        (SELECT o.id FROM post o WHERE o.space_id = \(group) AND o.parent_id IS NULL)
      """)
    try QuoteStore.recount(in: group, tx: tx)
  }

  /// What was said here so far stays with those who are in the group now.
  static func seal(_ group: Key<Space>, in tx: WriteTx) throws {
    try tx.run("UPDATE space SET sealed_before = \(tx.mint(Post.self)) WHERE id = \(group)")
  }

  // MARK: Reading

  /// A condition on the space `s`: the viewer may know that it is there.
  package static func isKnown(to viewer: Key<Account>?) -> Query {
    guard let viewer else { return "s.door <> 3" }
    return
      "(s.door <> 3 OR EXISTS (SELECT 1 FROM membership k WHERE k.space_id = s.id AND k.account_id = \(viewer) AND k.state IN (0, 2)))"
  }

  /// A condition on the space `s`: the viewer may see what is said there and who is in it.
  package static func isOpen(to viewer: Key<Account>?) -> Query {
    guard let viewer else { return "s.door <= 1" }
    return
      "(s.door <= 1 OR EXISTS (SELECT 1 FROM membership k WHERE k.space_id = s.id AND k.account_id = \(viewer) AND k.state = 0))"
  }

  private static func columns(for viewer: Key<Account>?) -> Query {
    let mine: Query =
      if let viewer {
        """
        (SELECT k.role FROM membership k WHERE k.space_id = s.id AND k.account_id = \(viewer) AND k.state = 0),
        (SELECT k.state FROM membership k WHERE k.space_id = s.id AND k.account_id = \(viewer))
        """
      } else {
        "NULL, NULL"
      }
    return "s.id, s.handle, s.name, s.purpose, s.rules, s.door, s.member_count, s.founded_at, \(mine)"
  }

  private static func summary(_ row: inout Row) throws -> Groups.Summary {
    Groups.Summary(
      id: try row.take(), handle: try row.take(), name: try row.take(), purpose: try row.take(), rules: try row.take(),
      door: try row.take(),
      memberCount: try row.take(), foundedAt: try row.take(), role: try row.take(), state: try row.take())
  }

  static func find(_ handle: String, for viewer: Key<Account>?, in tx: ReadTx) throws -> Groups.Summary? {
    try tx.first(
      "SELECT \(columns(for: viewer)) FROM space s WHERE s.handle = \(handle) AND \(isKnown(to: viewer))", summary)
  }

  static func find(_ id: Key<Space>, for viewer: Key<Account>?, in tx: ReadTx) throws -> Groups.Summary? {
    try tx.first("SELECT \(columns(for: viewer)) FROM space s WHERE s.id = \(id) AND \(isKnown(to: viewer))", summary)
  }

  /// A group whoever asks: for the invited, who carry a token instead of a membership.
  static func findUnseen(_ id: Key<Space>, in tx: ReadTx) throws -> Groups.Summary? {
    try tx.first("SELECT \(columns(for: nil)) FROM space s WHERE s.id = \(id)", summary)
  }

  /// Groups the viewer is not in but may know of. What happens behind a closed door does not move a group up: it stands where its founding put it.
  static func list(for viewer: Key<Account>?, after: Int, limit: Int, in tx: ReadTx) throws -> [Groups.Summary] {
    let notMine: Query =
      if let viewer {
        "NOT EXISTS (SELECT 1 FROM membership n WHERE n.space_id = s.id AND n.account_id = \(viewer) AND n.state IN (0, 2))"
      } else { "TRUE" }
    return try tx.all(
      """
      SELECT \(columns(for: viewer)) FROM space s WHERE s.door <> 3 AND \(notMine)
      ORDER BY CASE WHEN s.door <= 1 AND s.last_post_id > s.id THEN s.last_post_id ELSE s.id END DESC LIMIT \(limit) OFFSET \(after)
      """, summary)
  }

  /// Groups someone is in or is invited to, the invitations first.
  static func mine(_ viewer: Key<Account>, in tx: ReadTx) throws -> [Groups.Summary] {
    try tx.all(
      """
      SELECT \(columns(for: viewer)) FROM membership m JOIN space s ON s.id = m.space_id
      WHERE m.account_id = \(viewer) AND m.state IN (0, 2) ORDER BY m.state DESC, s.last_post_id DESC, s.id DESC LIMIT 200
      """, summary)
  }

  /// Groups a person is in that the viewer may see them in: open ones, and those they share.
  static func groups(of person: Key<Account>, for viewer: Key<Account>?, in tx: ReadTx) throws -> [Groups.Summary] {
    try tx.all(
      """
      SELECT \(columns(for: viewer)) FROM membership m JOIN space s ON s.id = m.space_id
      WHERE m.account_id = \(person) AND m.state = 0 AND \(isOpen(to: viewer)) ORDER BY s.name, s.id LIMIT 200
      """, summary)
  }

  static func named(_ ids: [Key<Space>], for viewer: Key<Account>?, in tx: ReadTx) throws -> [Groups.Summary] {
    guard !ids.isEmpty else { return [] }
    let found = try tx.all(
      "SELECT \(columns(for: viewer)) FROM space s WHERE s.id \(anyOf: ids) AND \(isKnown(to: viewer))", summary)
    let byID = Dictionary(found.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
    return ids.compactMap { byID[$0] }
  }
}
