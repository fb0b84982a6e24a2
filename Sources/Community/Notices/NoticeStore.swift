package import Commons
package import Storehouse

package enum NoticeStore {
  struct PostFacts {
    let id: Key<Post>
    let conversation: Key<Post>
    let parent: Key<Post>?
    let author: Key<Account>
    let writer: Key<Account>
    let isQuestion: Bool
    let quoteOf: Key<Post>?
    let audience: Audience
  }

  // MARK: Whom it concerns

  static func post(_ id: Key<Post>, in tx: ReadTx) throws -> PostFacts? {
    try tx.first(
      """
      SELECT id, conversation_id, parent_id, author_id, writer_id, kind = 1, quote_of_id, audience FROM post WHERE id = \(id)
      """
    ) { row in
      PostFacts(
        id: try row.take(), conversation: try row.take(), parent: try row.take(), author: try row.take(),
        writer: try row.take(), isQuestion: try row.take(), quoteOf: try row.take(), audience: try row.take())
    }
  }

  /// Those who asked to hear of everything that somebody publishes, and followed by then: what was said before is not told them.
  static func attentiveFollowers(of author: Key<Account>, by moment: Moment, in tx: ReadTx) throws -> [Key<Account>] {
    try tx.all(
      """
      SELECT follower_id FROM follow WHERE followee_id = \(author) AND tells_posts AND state = 0 AND since <= \(moment)
      ORDER BY follower_id
      """
    ) { row in try row.take() as Key<Account> }.flatMap { try readers(of: $0, in: tx) }
  }

  /// Those who passed a post on.
  static func sharers(of post: Key<Post>, in tx: ReadTx) throws -> [Key<Account>] {
    try tx.all("SELECT DISTINCT writer_id FROM post WHERE share_of_id = \(post) AND state = 0 ORDER BY writer_id") {
      row in
      try row.take()
    }
  }

  static func mentioned(in post: Key<Post>, tx: ReadTx) throws -> [Key<Account>] {
    try tx.all("SELECT account_id FROM mention WHERE post_id = \(post) ORDER BY account_id") { row in try row.take() }
  }

  /// Who reads what is for an account: a person themselves, for an organisation those who speak for it.
  static func readers(of account: Key<Account>, in tx: ReadTx) throws -> [Key<Account>] {
    let kind: Int? = try tx.value("SELECT kind FROM account WHERE id = \(account)")
    guard kind == 2 else { return kind == nil ? [] : [account] }
    return try tx.all(
      "SELECT person_id FROM organisation_member WHERE organisation_id = \(account) AND role >= 1 AND state = 0 ORDER BY role DESC, since LIMIT 20"
    ) { row in try row.take() }
  }

  /// Those who let people into a group.
  static func keepers(ofGroup group: Key<Space>, in tx: ReadTx) throws -> [Key<Account>] {
    try tx.all("SELECT account_id FROM membership WHERE space_id = \(group) AND role >= 1 AND state = 0 LIMIT 50") {
      row in try row.take()
    }
  }

  static func owners(ofOrganisation organisation: Key<Account>, in tx: ReadTx) throws -> [Key<Account>] {
    try tx.all(
      "SELECT person_id FROM organisation_member WHERE organisation_id = \(organisation) AND role = 3 AND state = 0 LIMIT 50"
    ) { row in
      try row.take()
    }
  }

  /// Those who follow a conversation, and how closely: who asked to, and who wrote in it and did not ask for less.
  static func followers(of conversation: Key<Post>, in tx: ReadTx) throws -> [(reader: Key<Account>, level: Int)] {
    try tx.all(
      """
      SELECT account_id, level FROM conversation_attention WHERE conversation_id = \(conversation) AND level >= 2
      UNION SELECT w.writer_id, 2 FROM (SELECT DISTINCT writer_id FROM post WHERE conversation_id = \(conversation) AND share_of_id IS NULL AND state = 0) w
        WHERE NOT EXISTS (SELECT 1 FROM conversation_attention c WHERE c.account_id = w.writer_id AND c.conversation_id = \(conversation))
      LIMIT 1000
      """
    ) { row in (try row.take(), try row.take()) }
  }

  // MARK: Who may know

  /// Whether somebody is there to be told. Whoever is suspended is told what moderators decided, and nothing else.
  static func isHere(_ account: Key<Account>, for kind: NoticeKind, in tx: ReadTx) throws -> Bool {
    let standings: Query = kind.letters == .moderation ? "(0, 1, 2)" : "(0, 1)"
    return try tx.exists("SELECT 1 FROM account WHERE id = \(account) AND kind = 1 AND standing IN \(standings)")
  }

  static func isAvoided(_ other: Key<Account>, by reader: Key<Account>, in tx: ReadTx) throws -> Bool {
    try tx.exists(
      """
      SELECT 1 FROM avoidance WHERE (account_id = \(reader) AND other_id = \(other)
          AND (kind = 1 OR (hides_notices AND (until IS NULL OR until > \(tx.now)))))
        OR (account_id = \(other) AND other_id = \(reader) AND kind = 1)
      """)
  }

  static func attention(of reader: Key<Account>, to conversation: Key<Post>, in tx: ReadTx) throws -> Int? {
    try tx.value(
      "SELECT level FROM conversation_attention WHERE account_id = \(reader) AND conversation_id = \(conversation)")
  }

  static func isSeen(_ post: Key<Post>, by reader: Key<Account>, in tx: ReadTx) throws -> Bool {
    try tx.exists(
      "SELECT 1 FROM post p JOIN account a ON a.id = p.author_id WHERE p.id = \(post) AND p.state = 0 AND \(Visibility.inNotices(of: reader, at: tx.now))"
    )
  }

  static func knows(_ group: Key<Space>, _ person: Key<Account>, in tx: ReadTx) throws -> Bool {
    try tx.exists("SELECT 1 FROM space s WHERE s.id = \(group) AND \(GroupStore.isKnown(to: person))")
  }

  // MARK: Writing

  static func hasUnread(_ group: String, for reader: Key<Account>, in tx: ReadTx) throws -> Bool {
    try tx.exists(
      """
      SELECT 1 FROM notice WHERE account_id = \(reader) AND group_key = \(group) AND read_at IS NULL AND NOT is_filtered
      """)
  }

  static func has(_ group: String, by actor: Key<Account>, for reader: Key<Account>, in tx: ReadTx) throws -> Bool {
    try tx.exists("SELECT 1 FROM notice WHERE account_id = \(reader) AND group_key = \(group) AND actor_id = \(actor)")
  }

  static func insert(_ notice: NewNotice, in tx: WriteTx) throws -> Key<Notice> {
    let id = tx.mint(Notice.self)
    // What is kept apart gets no letter. A loud conversation's letters come at once: the words tell the one who writes them.
    try tx.run(
      """
      INSERT INTO notice (id, account_id, kind, actor_id, post_id, space_id, about_id, group_key, words, at, is_filtered, mailed_at)
      VALUES (\(id), \(notice.reader), \(notice.kind), \(notice.actor), \(notice.post?.id), \(notice.space), \(notice.about), \(notice.group),
        \(notice.isLoud ? "loud" : ""), \(notice.at), \(notice.isFiltered), \(notice.isFiltered ? tx.now : nil as Moment?))
      """)
    return id
  }

  static func forget(post: Key<Post>, in tx: WriteTx) throws {
    try tx.run("DELETE FROM notice WHERE post_id = \(post)")
  }

  /// What somebody was told of a group that they have left: its posts, and the group itself.
  static func forget(group: Key<Space>, for person: Key<Account>, in tx: WriteTx) throws {
    try tx.run(
      """
      DELETE FROM notice WHERE account_id = \(person)
        AND (space_id = \(group) OR post_id IN (SELECT id FROM post WHERE space_id = \(group) AND audience = 3))
      """)
  }

  static func settle(_ kind: NoticeKind, group: Key<Space>, for person: Key<Account>, in tx: WriteTx) throws {
    try markRead("account_id = \(person) AND kind = \(kind) AND space_id = \(group)", in: tx)
  }

  static func settle(_ kind: NoticeKind, about: Int64, for person: Key<Account>, in tx: WriteTx) throws {
    try markRead("account_id = \(person) AND kind = \(kind) AND about_id = \(about)", in: tx)
  }

  @discardableResult private static func markRead(_ which: Query, in tx: WriteTx) throws -> Int {
    // What has been read needs no letter any more.
    try tx.run(
      "UPDATE notice SET read_at = \(tx.now), mailed_at = COALESCE(mailed_at, \(tx.now)) WHERE read_at IS NULL AND \(which)"
    )
  }

  package static func markRead(_ group: String, for reader: Key<Account>, in tx: WriteTx) throws -> Int {
    try markRead("account_id = \(reader) AND group_key = \(group)", in: tx)
  }

  package static func markAllRead(upTo: Key<Notice>, for reader: Key<Account>, in tx: WriteTx) throws -> Int {
    try markRead("account_id = \(reader) AND id <= \(upTo) AND NOT is_filtered", in: tx)
  }

  static func unreadCount(of reader: Key<Account>, in tx: ReadTx) throws -> Int {
    try tx.value("SELECT count(*) FROM notice WHERE account_id = \(reader) AND read_at IS NULL AND NOT is_filtered")
      ?? 0
  }

  // MARK: Reading

  struct Line {
    let id: Key<Notice>
    let kind: NoticeKind
    let groupKey: String
    let at: Moment
    let isUnread: Bool
    let words: String
    let actor: Face?
    let title: String
    let excerpt: String
    let path: String
    let isGone: Bool
  }

  /// A reader's notices, newest first, as far as they may still see what they are about.
  static func lines(of reader: Key<Account>, where which: Query, limit: Int, in tx: ReadTx) throws -> [Line] {
    try tx.all(
      """
      SELECT n.id, n.kind, n.group_key, n.at, n.read_at IS NULL, n.words, n.post_id, n.about_id,
        w.id, w.kind, w.handle, w.name, w.relation, w.picture,
        substr(COALESCE(o.title, o.text, ''), 1, 90), substr(COALESCE(p.text, ''), 1, 160),
        s.handle, s.name, b.handle, b.name,
        CASE WHEN n.post_id IS NOT NULL THEN (p.state = 0 AND \(Visibility.inNotices(of: reader, at: tx.now)))
          WHEN n.space_id IS NOT NULL THEN \(GroupStore.isKnown(to: reader)) ELSE TRUE END
      FROM notice n LEFT JOIN account w ON w.id = n.actor_id LEFT JOIN post p ON p.id = n.post_id LEFT JOIN account a ON a.id = p.author_id
        LEFT JOIN post o ON o.id = p.conversation_id LEFT JOIN space s ON s.id = n.space_id
        LEFT JOIN account b ON b.id = n.about_id AND n.kind IN ('organisation-request', 'organisation-accepted', 'organisation-invited', 'follow', 'follow-request')
      WHERE n.account_id = \(reader) AND NOT n.is_filtered AND \(which) ORDER BY n.id DESC LIMIT \(limit)
      """, line)
  }

  private static func line(_ row: inout Row) throws -> Line {
    let id: Key<Notice> = try row.take()
    let kind: NoticeKind = try row.take()
    let groupKey: String = try row.take()
    let at: Moment = try row.take()
    let isUnread: Bool = try row.take()
    let words: String = try row.take()
    let post: Key<Post>? = try row.take()
    let about: Int64? = try row.take()
    let actorID: Key<Account>? = try row.take()
    var actor: Face?
    if let actorID {
      actor = Face(
        id: actorID, kind: try row.take(), handle: try row.take(), name: try row.take(), relation: try row.take(),
        picture: try row.take())
    } else {
      for _ in 0..<5 { row.skip() }
    }
    let title: String = try row.take()
    let excerpt: String = try row.take()
    let groupHandle: String? = try row.take()
    let groupName: String? = try row.take()
    let aboutHandle: String? = try row.take()
    let aboutName: String? = try row.take()
    let isSeen: Bool = try row.take() ?? false
    let path: String =
      switch kind {
      case .followRequest: "/follow-requests"
      case .followAccepted: actor?.path ?? "/people"
      case .follow: aboutHandle.map { "/@\($0)/followers" } ?? "/people"
      case .message: about.map { "/messages/\($0)" } ?? "/messages"
      case .moderation, .appeal: about.map { "/moderation/decisions/\($0)" } ?? "/moderation"
      default:
        post.map { "/posts/\($0)" } ?? groupHandle.map { "/g/\($0)" } ?? aboutHandle.map { "/@\($0)" }
          ?? "/notifications"
      }
    let name = groupName ?? (post == nil ? aboutName : nil) ?? title
    return Line(
      id: id, kind: kind, groupKey: groupKey, at: at, isUnread: isUnread, words: words, actor: actor,
      title: isSeen ? String(name.split(whereSeparator: \.isNewline).first ?? "") : "", excerpt: isSeen ? excerpt : "",
      path: path, isGone: !isSeen)
  }
}
