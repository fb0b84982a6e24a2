import Commons
import Community
import Storehouse

/// How two stand to each other, as one of them is told.
struct Relationship: Sendable {
  let id: Int64
  var isFollowing = false
  var hasRequested = false
  var showsShares = true
  var tellsPosts = false
  var languages: [String] = []
  var isFollowedBy = false
  var isRequestedBy = false
  var isBlocking = false
  var isBlockedBy = false
  var isMuting = false
  var mutesNotices = false
  var mutedUntil: Moment?
  var isEndorsed = false
  var note = ""
}

enum RelationshipStore {
  /// For each key, how it stands to the member; groups too, where membership is following.
  static func relationships(of ids: [Int64], for member: Key<Account>, in tx: ReadTx) throws -> [Relationship] {
    guard !ids.isEmpty else { return [] }
    var found = Dictionary(ids.map { ($0, Relationship(id: $0)) }, uniquingKeysWith: { first, _ in first })
    try tx.visit(
      """
      SELECT followee_id, state, shows_shares, tells_posts, languages FROM follow
      WHERE follower_id = \(member) AND followee_id \(anyOf: ids)
      """
    ) { row in
      let id: Int64 = try row.take()
      let state: Int = try row.take()
      found[id]?.isFollowing = state == 0
      found[id]?.hasRequested = state == 1
      found[id]?.showsShares = try row.take()
      found[id]?.tellsPosts = try row.take()
      found[id]?.languages = (try row.take() as String).split(separator: " ").map(String.init)
    }
    try tx.visit("SELECT follower_id, state FROM follow WHERE followee_id = \(member) AND follower_id \(anyOf: ids)") {
      row in
      let id: Int64 = try row.take()
      let state: Int = try row.take()
      found[id]?.isFollowedBy = state == 0
      found[id]?.isRequestedBy = state == 1
    }
    try tx.visit(
      """
      SELECT other_id, kind, hides_notices, until FROM avoidance
      WHERE account_id = \(member) AND other_id \(anyOf: ids) AND (until IS NULL OR until > \(tx.now))
      """
    ) { row in
      let id: Int64 = try row.take()
      let kind: Int = try row.take()
      let hidesNotices: Bool = try row.take()
      let until: Moment? = try row.take()
      if kind == 1 {
        found[id]?.isBlocking = true
      } else {
        found[id]?.isMuting = true
        found[id]?.mutesNotices = hidesNotices
        found[id]?.mutedUntil = until
      }
    }
    try tx.visit(
      "SELECT account_id FROM avoidance WHERE other_id = \(member) AND kind = 1 AND account_id \(anyOf: ids)"
    ) { row in found[try row.take()]?.isBlockedBy = true }
    try tx.visit("SELECT other_id FROM endorsement WHERE account_id = \(member) AND other_id \(anyOf: ids)") { row in
      found[try row.take()]?.isEndorsed = true
    }
    try tx.visit("SELECT other_id, note FROM account_note WHERE account_id = \(member) AND other_id \(anyOf: ids)") {
      row in
      let id: Int64 = try row.take()
      found[id]?.note = try row.take()
    }
    try tx.visit("SELECT space_id, state FROM membership WHERE account_id = \(member) AND space_id \(anyOf: ids)") {
      row in
      let id: Int64 = try row.take()
      let state: Int = try row.take()
      found[id]?.isFollowing = state == 0
      found[id]?.hasRequested = state == 1
    }
    return ids.compactMap { found[$0] }
  }

  static func setNote(_ note: String, on other: Int64, by member: Key<Account>, in tx: WriteTx) throws {
    if note.isEmpty {
      try tx.run("DELETE FROM account_note WHERE account_id = \(member) AND other_id = \(other)")
    } else {
      try tx.run(
        """
        INSERT INTO account_note (account_id, other_id, note) VALUES (\(member), \(other), \(note))
        ON CONFLICT (account_id, other_id) DO UPDATE SET note = excluded.note
        """)
    }
  }

  static func setEndorsed(_ wanted: Bool, _ other: Key<Account>, by member: Key<Account>, in tx: WriteTx) throws {
    if wanted {
      try tx.run(
        """
        INSERT INTO endorsement (account_id, other_id, since) VALUES (\(member), \(other), \(tx.now)) ON CONFLICT DO NOTHING
        """)
    } else {
      try tx.run("DELETE FROM endorsement WHERE account_id = \(member) AND other_id = \(other)")
    }
  }

  /// How closely somebody is followed.
  static func setFollow(
    _ other: Key<Account>, showsShares: Bool?, tellsPosts: Bool?, languages: [String]?, by member: Key<Account>,
    in tx: WriteTx
  ) throws {
    let condition: Query = "follower_id = \(member) AND followee_id = \(other)"
    if let showsShares { try tx.run("UPDATE follow SET shows_shares = \(showsShares) WHERE \(condition)") }
    if let tellsPosts { try tx.run("UPDATE follow SET tells_posts = \(tellsPosts) WHERE \(condition)") }
    if let languages {
      try tx.run("UPDATE follow SET languages = \(languages.joined(separator: " ")) WHERE \(condition)")
    }
  }

  /// Accounts on one side of following, by a cursor that only the links tell.
  enum Side: Sendable { case followers, following, requests, blocks, mutes, endorsements }

  static func page(
    _ side: Side, of owner: Key<Account>, before: Int64, limit: Int, for viewer: Key<Account>?, in tx: ReadTx
  ) throws -> [(account: Key<Account>, cursor: Int64)] {
    let query: Query =
      switch side {
      case .followers:
        """
        SELECT f.follower_id, f.follower_id AS cursor FROM follow f JOIN account a ON a.id = f.follower_id
        WHERE f.followee_id = \(owner) AND f.state = 0 AND f.follower_id < \(before)
        """
      case .following:
        """
        SELECT f.followee_id, f.followee_id AS cursor FROM follow f JOIN account a ON a.id = f.followee_id
        WHERE f.follower_id = \(owner) AND f.state = 0 AND f.followee_id < \(before)
        """
      case .requests:
        """
        SELECT f.follower_id, f.follower_id AS cursor FROM follow f JOIN account a ON a.id = f.follower_id
        WHERE f.followee_id = \(owner) AND f.state = 1 AND f.follower_id < \(before)
        """
      case .blocks, .mutes:
        """
        SELECT v.other_id, v.other_id AS cursor FROM avoidance v JOIN account a ON a.id = v.other_id
        WHERE v.account_id = \(owner) AND v.kind = \(side == .blocks ? 1 : 2) AND v.other_id < \(before)
          AND (v.until IS NULL OR v.until > \(tx.now))
        """
      case .endorsements:
        """
        SELECT e.other_id, e.other_id AS cursor FROM endorsement e JOIN account a ON a.id = e.other_id
        WHERE e.account_id = \(owner) AND e.other_id < \(before)
        """
      }
    let isShown: Query = side == .blocks ? "TRUE" : PeopleStore.isOpen(to: viewer)
    return try tx.all("\(query) AND a.standing IN (0, 1) AND \(isShown) ORDER BY cursor DESC LIMIT \(limit)") { row in
      (try row.take(), try row.take())
    }
  }

  /// Members of a group, as its followers.
  static func members(of group: Key<Space>, before: Int64, limit: Int, for viewer: Key<Account>?, in tx: ReadTx) throws
    -> [(account: Key<Account>, cursor: Int64)]
  {
    try tx.all(
      """
      SELECT m.account_id, m.account_id FROM membership m JOIN space s ON s.id = m.space_id
      WHERE m.space_id = \(group) AND m.state = 0 AND m.account_id < \(before) AND \(GroupStore.isOpen(to: viewer))
      ORDER BY m.account_id DESC LIMIT \(limit)
      """
    ) { row in (try row.take(), try row.take()) }
  }

  /// Of those who follow `account`, the ones the member follows too.
  static func familiar(with account: Key<Account>, for member: Key<Account>, in tx: ReadTx) throws -> [Key<Account>] {
    try tx.all(
      """
      SELECT f.follower_id FROM follow f JOIN follow m ON m.followee_id = f.follower_id
      WHERE f.followee_id = \(account) AND f.state = 0 AND m.follower_id = \(member) AND m.state = 0 LIMIT 40
      """
    ) { row in try row.take() }
  }

  static func lists(of owner: Key<Account>, with account: Key<Account>, in tx: ReadTx) throws -> [Key<PeopleList>] {
    try tx.all(
      """
      SELECT l.id FROM people_list l JOIN people_list_member m ON m.list_id = l.id
      WHERE l.owner_id = \(owner) AND m.account_id = \(account) ORDER BY l.id
      """
    ) { row in try row.take() }
  }

  static func featuredTopics(of account: Key<Account>, in tx: ReadTx) throws -> [(
    id: Int64, name: String, count: Int, last: Key<Post>?
  )] {
    try tx.all(
      """
      SELECT f.id, t.name, (SELECT count(*) FROM post_topic x JOIN post p ON p.id = x.post_id
          WHERE x.topic_id = t.id AND p.author_id = \(account) AND p.state = 0 AND p.audience = 0),
        (SELECT max(p.id) FROM post_topic x JOIN post p ON p.id = x.post_id
          WHERE x.topic_id = t.id AND p.author_id = \(account) AND p.state = 0 AND p.audience = 0)
      FROM featured_topic f JOIN topic t ON t.id = f.topic_id WHERE f.account_id = \(account) ORDER BY f.id LIMIT 40
      """
    ) { row in (try row.take(), try row.take(), try row.take(), try row.take()) }
  }
}
