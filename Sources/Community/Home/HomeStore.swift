public import Commons
import Storehouse

public enum HomeStore {
  /// A group one may post to from the home page.
  public struct GroupChoice: Sendable {
    public let id: Key<Space>
    public let name: String
    /// Whether only members read it.
    public let isClosed: Bool
  }

  /// Where a tab's posts come from, those that posted last (before `before`) first, with the key of that post.
  static func sources(of tab: Homes.Tab, for member: Key<Account>, before: Key<Post>, limit: Int, in tx: ReadTx) throws
    -> [(source: TimelineSource, latest: Key<Post>)]
  {
    let isFirstPage = before.value == .max
    switch tab {
    case .everything: return []
    case .following:
      let lastOfAccount: Query =
        isFirstPage
        ? "a.last_post_id"
        : "COALESCE((SELECT max(q.id) FROM post q WHERE q.author_id = a.id AND q.parent_id IS NULL AND q.id < \(before)), 0)"
      let lastOfSpace: Query =
        isFirstPage
        ? "s.last_post_id"
        : "COALESCE((SELECT max(q.id) FROM post q WHERE q.space_id = s.id AND q.parent_id IS NULL AND q.id < \(before)), 0)"
      return try tx.all(
        """
        SELECT sort, id, latest FROM (
          SELECT 1 AS sort, a.id AS id, \(lastOfAccount) AS latest FROM follow f JOIN account a ON a.id = f.followee_id
            WHERE f.follower_id = \(member) AND f.state = 0
          UNION ALL SELECT 1, a.id, \(lastOfAccount) FROM account a WHERE a.id = \(member)
          UNION ALL SELECT 2, s.id, \(lastOfSpace) FROM membership m JOIN space s ON s.id = m.space_id
            WHERE m.account_id = \(member) AND m.state = 0) x
        WHERE latest > 0 ORDER BY latest DESC LIMIT \(limit)
        """, source)
    case .near:
      // By the index account_by_place: those of the same place who posted last.
      return try tx.all(
        """
        SELECT 1, a.id, a.last_post_id FROM account me JOIN account a ON a.place_key = me.place_key AND a.standing = 0
        WHERE me.id = \(member) AND me.place_key <> '' ORDER BY a.last_post_id DESC LIMIT \(limit)
        """, source)
    case .topics:
      return try tx.all(
        """
        SELECT 3, t.id, t.last_post_id FROM topic_follow f JOIN topic t ON t.id = f.topic_id WHERE f.account_id = \(member) ORDER BY t.last_post_id DESC LIMIT \(limit)
        """, source)
    }
  }

  private static func source(_ row: inout Row) throws -> (source: TimelineSource, latest: Key<Post>) {
    let sort: Int = try row.take()
    let id: Int64 = try row.take()
    let source: TimelineSource =
      switch sort {
      case 1: .account(Key(id))
      case 2: .space(Key(id))
      default: .topic(id)
      }
    return (source, try row.take())
  }

  /// Everything an account said, newest first: by its index, and past what is not wanted.
  static func said(by account: Key<Account>, _ said: Timelines.Said, before: Key<Post>, limit: Int, in tx: ReadTx)
    throws
    -> [Key<Post>]
  {
    let noReplies: Query = said.leavesOutReplies ? "p.parent_id IS NULL" : "TRUE"
    let noShares: Query = said.leavesOutShares ? "p.share_of_id IS NULL" : "TRUE"
    let media: Query = said.onlyMedia ? "p.has_media" : "TRUE"
    let topic: Query =
      if let name = said.topic {
        """
        EXISTS (SELECT 1 FROM post_topic t JOIN topic n ON n.id = t.topic_id
          WHERE t.post_id = p.id AND n.name = \(name.lowercased()))
        """
      } else { "TRUE" }
    return try tx.all(
      """
      SELECT p.id FROM post p WHERE p.author_id = \(account) AND p.id < \(before) AND p.state = 0
        AND \(noReplies) AND \(noShares) AND \(media) AND \(topic) ORDER BY p.id DESC LIMIT \(limit)
      """
    ) { row in try row.take() }
  }

  static func topics(named names: [String], in tx: ReadTx) throws -> [Int64] {
    try Set(names.map { $0.lowercased() }).compactMap { name in
      try tx.value("SELECT id FROM topic WHERE name = \(name)")
    }
  }

  static func topics(of posts: [Key<Post>], in tx: ReadTx) throws -> [Key<Post>: Set<Int64>] {
    var topics: [Key<Post>: Set<Int64>] = [:]
    try tx.visit("SELECT post_id, topic_id FROM post_topic WHERE post_id \(anyOf: posts)") { row in
      topics[try row.take(), default: []].insert(try row.take())
    }
    return topics
  }

  static func parent(of post: Key<Post>, in tx: ReadTx) throws -> Key<Post>? {
    try tx.value("SELECT parent_id FROM post WHERE id = \(post)")
  }

  /// Replies under a post with the post each answers, oldest first. A first post has its whole conversation under it, a reply to it
  /// its branch, and any other what is younger in its branch, of which those under it are picked later.
  static func replies(under card: PostCard, limit: Int, in tx: ReadTx) throws -> [(id: Key<Post>, parent: Key<Post>)] {
    let which: Query
    if card.isOpening {
      which = "conversation_id = \(card.id) AND share_of_id IS NULL AND id > \(card.id)"
    } else {
      guard let branch = card.branch else { return [] }
      which = "branch_id = \(branch) AND id > \(card.id)"
    }
    return try tx.all(
      "SELECT id, parent_id FROM post WHERE \(which) AND parent_id IS NOT NULL ORDER BY id LIMIT \(limit)"
    ) { row in (try row.take(), try row.take()) }
  }

  static func followCount(of member: Key<Account>, in tx: ReadTx) throws -> Int {
    try tx.value("SELECT count(*) FROM (SELECT 1 FROM follow WHERE follower_id = \(member) LIMIT 3) x") ?? 0
  }

  static func groups(of member: Key<Account>, in tx: ReadTx) throws -> [GroupChoice] {
    try tx.all(
      """
      SELECT s.id, s.name, s.door >= 2 FROM membership m JOIN space s ON s.id = m.space_id
      WHERE m.account_id = \(member) AND m.state = 0 ORDER BY s.name LIMIT 50
      """
    ) { row in GroupChoice(id: try row.take(), name: try row.take(), isClosed: try row.take()) }
  }

  /// A few people and organisations who post, whom the member does not follow yet.
  static func toMeet(_ member: Key<Account>, in tx: ReadTx) throws -> [Face] {
    try tx.all(
      """
      SELECT \(FaceStore.columns) FROM (SELECT id FROM account WHERE standing = 0 AND last_post_id > 0 ORDER BY last_post_id DESC, id DESC LIMIT 16) r
      JOIN account a ON a.id = r.id
      WHERE a.id <> \(member) AND a.in_directory AND \(Visibility.isListed(to: member))
        AND NOT EXISTS (SELECT 1 FROM follow f WHERE f.follower_id = \(member) AND f.followee_id = a.id)
        AND \(Visibility.isWelcome(to: member, at: tx.now))
      ORDER BY a.last_post_id DESC LIMIT 3
      """, FaceStore.face)
  }

  /// What waits for the member's answer, each by index.
  static func waiting(for member: Key<Account>, in tx: ReadTx) throws -> Homes.Waiting {
    let counts = try tx.first(
      """
      SELECT
        (SELECT count(*) FROM membership m WHERE m.account_id = \(member) AND m.state = 2),
        (SELECT count(*) FROM organisation_member m WHERE m.person_id = \(member) AND m.state = 2),
        (SELECT count(*) FROM membership k JOIN membership m ON m.space_id = k.space_id
          WHERE k.account_id = \(member) AND k.role >= 1 AND k.state = 0 AND m.state = 1),
        (SELECT count(*) FROM answer_request r JOIN post q ON q.id = r.question_id
          WHERE r.account_id = \(member) AND q.state = 0
            AND NOT EXISTS (SELECT 1 FROM post y WHERE y.parent_id = q.id AND y.writer_id = \(member)))
      """
    ) { row in (try row.take() as Int, try row.take() as Int, try row.take() as Int, try row.take() as Int) }
    let (invitations, belonging, joining, questions) = counts ?? (0, 0, 0, 0)
    return Homes.Waiting(
      followRequests: try FollowStore.requestCount(for: member, in: tx), invitations: invitations + belonging,
      joinRequests: joining,
      questions: questions)
  }
}
