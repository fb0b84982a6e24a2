import Commons
import Community
import Storehouse

/// What many talk about and who might be met, from rows that are read by index and never more than a few hundred.
enum DiscoveryStore {
  struct Suggestion: Sendable {
    let account: AccountEntity
    /// Followed by somebody whom one follows.
    let isFriendOfFriend: Bool
  }

  /// First posts for everyone, of the newest thousand since a moment those that most people supported, shared and answered.
  static func busiest(since: Moment, limit: Int, offset: Int, in tx: ReadTx) throws -> [Key<Post>] {
    let floor = InstanceStore.key(at: since)
    return try tx.all(
      """
      SELECT id FROM (SELECT id, support_count + 2 * share_count + reply_count AS weight FROM post
        WHERE parent_id IS NULL AND share_of_id IS NULL AND state = 0 AND audience = 0 AND id > \(floor) AND NOT is_unlisted
        ORDER BY id DESC LIMIT 1000) p WHERE weight > 0 ORDER BY weight DESC, id DESC LIMIT \(limit) OFFSET \(offset)
      """
    ) { row in try row.take() }
  }

  /// Those whom the people one follows follow, the most of them first; then those who posted last.
  static func suggestions(to member: Key<Account>, limit: Int, in tx: ReadTx) throws -> [Suggestion] {
    let near: [Key<Account>] = try tx.all(
      """
      SELECT a.id FROM (SELECT g.followee_id AS id, count(*) AS ties FROM
          (SELECT followee_id FROM follow WHERE follower_id = \(member) AND state = 0 LIMIT 300) f
          JOIN follow g ON g.follower_id = f.followee_id AND g.state = 0 GROUP BY g.followee_id ORDER BY ties DESC LIMIT 300) t
      JOIN account a ON a.id = t.id WHERE \(isWanted(by: member, at: tx.now)) ORDER BY t.ties DESC, a.id LIMIT \(limit)
      """
    ) { row in try row.take() }
    let others: [Key<Account>] = try tx.all(
      """
      SELECT a.id FROM (SELECT id FROM account WHERE standing = 0 AND last_post_id > 0 ORDER BY last_post_id DESC, id DESC LIMIT 300) r
      JOIN account a ON a.id = r.id WHERE \(isWanted(by: member, at: tx.now)) ORDER BY a.last_post_id DESC LIMIT \(limit)
      """
    ) { row in try row.take() }
    let known = Set(near)
    let ids = Array((near + others.filter { !known.contains($0) }).prefix(limit))
    return try AccountStore.accounts(inOrderOf: ids, for: member, in: tx).map {
      Suggestion(account: $0, isFriendOfFriend: known.contains(Key($0.id)))
    }
  }

  /// A condition on the account `a`.
  private static func isWanted(by member: Key<Account>, at now: Moment) -> Query {
    """
    a.standing = 0 AND a.in_directory AND a.id <> \(member) AND \(Visibility.isListed(to: member))
      AND NOT EXISTS (SELECT 1 FROM follow x WHERE x.follower_id = \(member) AND x.followee_id = a.id)
      AND \(Visibility.isWelcome(to: member, at: now))
      AND NOT EXISTS (SELECT 1 FROM dismissed_suggestion x WHERE x.account_id = \(member) AND x.other_id = a.id)
    """
  }

  static func dismiss(_ other: Key<Account>, by member: Key<Account>, in tx: WriteTx) throws {
    try tx.run(
      "INSERT INTO dismissed_suggestion (account_id, other_id) VALUES (\(member), \(other)) ON CONFLICT DO NOTHING")
  }

  /// People and organisations who want to be found: those who posted last first, or the newest.
  static func directory(isNewestFirst: Bool, limit: Int, offset: Int, for viewer: Key<Account>?, in tx: ReadTx) throws
    -> [AccountEntity]
  {
    let order: Query = isNewestFirst ? "a.id DESC" : "a.last_post_id DESC, a.id DESC"
    return try tx.all(
      """
      SELECT \(AccountStore.columns) FROM account a
      WHERE a.standing = 0 AND a.in_directory AND \(PeopleStore.isOpen(to: viewer)) AND \(Visibility.isListed(to: viewer))
      ORDER BY \(order) LIMIT \(limit) OFFSET \(offset)
      """, AccountStore.account)
  }
}
