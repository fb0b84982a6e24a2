package import Commons
public import Storehouse

extension Follows.Avoidance: Storable {}

package enum FollowStore {
  // MARK: Who

  package static func id(of handle: String, in tx: ReadTx) throws -> Key<Account>? {
    try tx.value("SELECT id FROM account WHERE handle = \(handle.lowercased()) AND standing <> 3")
  }

  package static func find(_ handle: String, for viewer: Key<Account>?, in tx: ReadTx) throws -> Face {
    let found = try tx.first(
      "SELECT \(FaceStore.columns) FROM account a WHERE a.handle = \(handle.lowercased()) AND a.standing IN (0, 1) AND \(PeopleStore.isOpen(to: viewer))",
      FaceStore.face)
    guard let found else { throw Refusal.notFound }
    return found
  }

  package static func isBlocked(between one: Key<Account>, _ other: Key<Account>, in tx: ReadTx) throws -> Bool {
    try tx.exists(
      """
      SELECT 1 FROM avoidance WHERE kind = 1
        AND ((account_id = \(one) AND other_id = \(other)) OR (account_id = \(other) AND other_id = \(one)))
      """)
  }

  /// Makes whatever else is about to happen between these two wait: what one reads, the other cannot change before the end.
  package static func lock(_ one: Key<Account>, _ other: Key<Account>, in tx: WriteTx) throws {
    for account in [one, other].sorted() {
      try tx.run("UPDATE account SET follower_count = follower_count WHERE id = \(account)")
    }
  }

  package static func approvesFollowers(_ account: Key<Account>, in tx: ReadTx) throws -> Bool {
    try tx.value("SELECT approves_followers FROM account WHERE id = \(account)") ?? false
  }

  // MARK: Following

  /// - Returns: whether there was nothing before.
  package static func insert(_ followee: Key<Account>, by follower: Key<Account>, state: FollowState, in tx: WriteTx)
    throws
    -> Bool
  {
    try tx.run(
      """
      INSERT INTO follow (follower_id, followee_id, state, since) VALUES (\(follower), \(followee), \(state), \(tx.now)) ON CONFLICT DO NOTHING
      """) == 1
  }

  package static func delete(_ followee: Key<Account>, by follower: Key<Account>, state: FollowState, in tx: WriteTx)
    throws
    -> Bool
  {
    try tx.run("DELETE FROM follow WHERE follower_id = \(follower) AND followee_id = \(followee) AND state = \(state)")
      == 1
  }

  package static func accept(_ follower: Key<Account>, to followee: Key<Account>, in tx: WriteTx) throws -> Bool {
    try tx.run(
      "UPDATE follow SET state = 0, since = \(tx.now) WHERE follower_id = \(follower) AND followee_id = \(followee) AND state = 1"
    ) == 1
  }

  package static func count(_ change: Int, of followee: Key<Account>, by follower: Key<Account>, in tx: WriteTx) throws
  {
    try tx.run("UPDATE account SET follower_count = follower_count + \(change) WHERE id = \(followee)")
    try tx.run("UPDATE account SET following_count = following_count + \(change) WHERE id = \(follower)")
  }

  package static func state(of followee: Key<Account>, for viewer: Key<Account>?, in tx: ReadTx) throws -> FollowState?
  {
    guard let viewer else { return nil }
    return try tx.value("SELECT state FROM follow WHERE follower_id = \(viewer) AND followee_id = \(followee)")
  }

  /// Those whose shares a member does not want at home.
  package static func withoutShares(for member: Key<Account>, in tx: ReadTx) throws -> Set<Key<Account>> {
    Set(
      try tx.all("SELECT followee_id FROM follow WHERE follower_id = \(member) AND NOT shows_shares") { row in
        try row.take()
      })
  }

  package static func states(of followees: [Key<Account>], for viewer: Key<Account>?, in tx: ReadTx) throws -> [Key<
    Account
  >:
    FollowState]
  {
    guard let viewer, !followees.isEmpty else { return [:] }
    let found = try tx.all(
      "SELECT followee_id, state FROM follow WHERE follower_id = \(viewer) AND followee_id \(anyOf: followees)"
    ) { row in
      (try row.take() as Key<Account>, try row.take() as FollowState)
    }
    return Dictionary(found, uniquingKeysWith: { first, _ in first })
  }

  private static func answerable(by member: Key<Account>) -> Query {
    """
    (f.followee_id = \(member) OR f.followee_id IN
      (SELECT organisation_id FROM organisation_member WHERE person_id = \(member) AND role >= 1 AND state = 0))
    """
  }

  package static func requests(for member: Key<Account>, limit: Int, in tx: ReadTx) throws -> [Follows.Request] {
    try tx.all(
      """
      SELECT \(FaceStore.columns), o.id, o.kind, o.handle, o.name, o.relation, o.picture, f.since
      FROM follow f JOIN account a ON a.id = f.follower_id JOIN account o ON o.id = f.followee_id
      WHERE \(answerable(by: member)) AND f.state = 1 AND a.standing IN (0, 1) ORDER BY f.since, f.follower_id LIMIT \(limit)
      """
    ) { row in
      Follows.Request(follower: try FaceStore.face(&row), followee: try FaceStore.face(&row), since: try row.take())
    }
  }

  package static func requestCount(for member: Key<Account>, in tx: ReadTx) throws -> Int {
    try tx.value(
      """
      SELECT count(*) FROM follow f JOIN account a ON a.id = f.follower_id WHERE \(answerable(by: member)) AND f.state = 1 AND a.standing IN (0, 1)
      """) ?? 0
  }

  package static func count(_ side: Follows.Side, of owner: Key<Account>, in tx: ReadTx) throws -> Int {
    switch side {
    case .followers: try tx.value("SELECT follower_count FROM account WHERE id = \(owner)") ?? 0
    case .following: try tx.value("SELECT following_count FROM account WHERE id = \(owner)") ?? 0
    }
  }

  package static func faces(
    _ side: Follows.Side, of owner: Key<Account>, before: Key<Account>, limit: Int, for viewer: Key<Account>?,
    in tx: ReadTx
  ) throws -> [Face] {
    let link: Query =
      switch side {
      case .followers: "f.followee_id = \(owner) AND f.follower_id = a.id"
      case .following: "f.follower_id = \(owner) AND f.followee_id = a.id"
      }
    return try tx.all(
      """
      SELECT \(FaceStore.columns) FROM follow f JOIN account a ON \(link)
      WHERE f.state = 0 AND a.id < \(before) AND a.standing IN (0, 1) AND \(PeopleStore.isOpen(to: viewer)) ORDER BY a.id DESC LIMIT \(limit)
      """, FaceStore.face)
  }

  // MARK: Keeping away

  /// - Returns: whether it is new.
  package static func avoid(_ other: Key<Account>, _ kind: Follows.Avoidance, by member: Key<Account>, in tx: WriteTx)
    throws
    -> Bool
  {
    try tx.run(
      "INSERT INTO avoidance (account_id, other_id, kind, since) VALUES (\(member), \(other), \(kind), \(tx.now)) ON CONFLICT DO NOTHING"
    ) == 1
  }

  static func setMute(
    _ other: Key<Account>, hidesNotices: Bool, until: Moment?, by member: Key<Account>, in tx: WriteTx
  ) throws {
    try tx.run(
      """
      UPDATE avoidance SET hides_notices = \(hidesNotices), until = \(until)
      WHERE account_id = \(member) AND other_id = \(other) AND kind = 2
      """)
  }

  /// Ends the mutes of somebody whose time is over.
  static func endMutes(by member: Key<Account>, in tx: WriteTx) throws {
    try tx.run("DELETE FROM avoidance WHERE account_id = \(member) AND kind = 2 AND until <= \(tx.now)")
  }

  package static func endAvoiding(
    _ other: Key<Account>, _ kind: Follows.Avoidance, by member: Key<Account>, in tx: WriteTx
  )
    throws
  {
    try tx.run("DELETE FROM avoidance WHERE account_id = \(member) AND other_id = \(other) AND kind = \(kind)")
    guard kind == .block else { return }
    try tx.run(
      """
      UPDATE notice SET is_filtered = FALSE, is_kept_back = FALSE
      WHERE account_id = \(other) AND actor_id = \(member) AND is_kept_back
      """)
  }

  /// What `account` was told of `other` goes, and they are on none of the account's lists.
  package static func forget(_ other: Key<Account>, for account: Key<Account>, in tx: WriteTx) throws {
    try tx.run("DELETE FROM notice WHERE account_id = \(account) AND actor_id = \(other)")
    try takeOffLists(other, of: account, in: tx)
  }

  /// What `account` was told of `other`, who blocks them, is not shown while that lasts; they are on none of the account's lists.
  package static func keepBack(_ other: Key<Account>, from account: Key<Account>, in tx: WriteTx) throws {
    try tx.run(
      """
      UPDATE notice SET is_filtered = TRUE, is_kept_back = TRUE
      WHERE account_id = \(account) AND actor_id = \(other) AND NOT is_filtered
      """)
    try takeOffLists(other, of: account, in: tx)
  }

  private static func takeOffLists(_ other: Key<Account>, of account: Key<Account>, in tx: WriteTx) throws {
    try tx.run(
      "DELETE FROM people_list_member WHERE account_id = \(other) AND list_id IN (SELECT id FROM people_list WHERE owner_id = \(account))"
    )
  }

  package static func isMuted(_ other: Key<Account>, by member: Key<Account>?, in tx: ReadTx) throws -> Bool {
    guard let member else { return false }
    return try tx.exists(
      """
      SELECT 1 FROM avoidance WHERE account_id = \(member) AND other_id = \(other) AND kind = 2
        AND (until IS NULL OR until > \(tx.now))
      """)
  }

  package static func avoided(by member: Key<Account>, in tx: ReadTx) throws -> [(face: Face, kind: Follows.Avoidance)]
  {
    try tx.all(
      """
      SELECT \(FaceStore.columns), v.kind FROM avoidance v JOIN account a ON a.id = v.other_id
      WHERE v.account_id = \(member) AND v.kind IN (1, 2) AND (v.until IS NULL OR v.until > \(tx.now)) AND a.standing <> 3
      ORDER BY a.name, v.kind
      """
    ) { row in (try FaceStore.face(&row), try row.take()) }
  }
}
