import Commons
import Community
import Storehouse

/// What streams need to know of posts and tokens, asked anew for each happening.
enum StreamStore {
  /// Where a post belongs.
  struct Facts: Sendable {
    let id: Key<Post>
    let author: Key<Account>
    let writer: Key<Account>
    let conversation: Key<Post>
    let parent: Key<Post>?
    let shareOf: Key<Post>?
    let quoteOf: Key<Post>?
    let space: Key<Space>?
    let audience: Audience
    /// In no public list: because its writer said so, or because a moderator has limited its author.
    let isUnlisted: Bool
    let hasMedia: Bool

    var isOpening: Bool { parent == nil && shareOf == nil }
    /// Whether it stands where everyone looks.
    var isPublic: Bool { audience == .everyone && !isUnlisted && shareOf == nil }

    var placed: HomeReaderStore.Placed {
      HomeReaderStore.Placed(
        id: id, author: author, space: space, isReply: parent != nil, isShare: shareOf != nil)
    }
  }

  static func facts(_ post: Key<Post>, in tx: ReadTx) throws -> Facts? {
    try tx.first(
      """
      SELECT p.id, p.author_id, p.writer_id, p.conversation_id, p.parent_id, p.share_of_id, p.quote_of_id, p.space_id, p.audience,
        p.is_unlisted OR a.is_limited, p.has_media
      FROM post p JOIN account a ON a.id = p.author_id WHERE p.id = \(post)
      """
    ) { row in
      Facts(
        id: try row.take(), author: try row.take(), writer: try row.take(), conversation: try row.take(),
        parent: try row.take(), shareOf: try row.take(), quoteOf: try row.take(), space: try row.take(),
        audience: try row.take(), isUnlisted: try row.take(), hasMedia: try row.take())
    }
  }

  static func topics(of post: Key<Post>, in tx: ReadTx) throws -> [String] {
    try tx.all("SELECT n.name FROM post_topic t JOIN topic n ON n.id = t.topic_id WHERE t.post_id = \(post)") { row in
      try row.take()
    }
  }

  /// Of these lists those that somebody is on, with their owners.
  static func lists(_ lists: [Key<PeopleList>], holding account: Key<Account>, in tx: ReadTx) throws -> [Key<
    PeopleList
  >:
    Key<Account>]
  {
    guard !lists.isEmpty else { return [:] }
    let found: [(Key<PeopleList>, Key<Account>)] = try tx.all(
      """
      SELECT l.id, l.owner_id FROM people_list_member m JOIN people_list l ON l.id = m.list_id
      WHERE m.account_id = \(account) AND l.id \(anyOf: lists)
      """
    ) { row in (try row.take(), try row.take()) }
    return Dictionary(found, uniquingKeysWith: { first, _ in first })
  }

  /// Whom a conversation among named people is between.
  static func named(in conversation: Key<Post>, tx: ReadTx) throws -> [Key<Account>] {
    try tx.all(
      """
      SELECT account_id FROM post_named WHERE post_id = \(conversation)
      UNION SELECT author_id FROM post WHERE id = \(conversation) UNION SELECT writer_id FROM post WHERE id = \(conversation)
      """
    ) { row in try row.take() }
  }

  /// Those whom a post concerns beside those who follow it: who wrote it, who is mentioned in it, whom it answers.
  static func concerned(by post: Facts, in tx: ReadTx) throws -> Set<Key<Account>> {
    var people = Set<Key<Account>>([post.author, post.writer])
    people.formUnion(
      try tx.all(
        """
        SELECT account_id FROM mention WHERE post_id = \(post.id)
        UNION SELECT writer_id FROM post WHERE id = \(post.parent ?? Key(0))
        """
      ) { row in try row.take() as Key<Account> })
    return people
  }

  /// Of these people those who may see a post as nobody in particular: they did not write it, filter nothing, hide no words, and have not
  /// silenced the conversation. What a new post looks like is the same for all of them.
  static func plain(_ people: [Key<Account>], for post: Facts, in tx: ReadTx) throws -> Set<Key<Account>> {
    // A post that shows another one depends on what the reader has to do with that one.
    guard post.shareOf == nil, post.quoteOf == nil else { return [] }
    let particular: [Key<Account>] = try tx.all(
      """
      SELECT account_id FROM word_filter WHERE account_id \(anyOf: people)
      UNION SELECT account_id FROM conversation_attention WHERE conversation_id = \(post.conversation) AND account_id \(anyOf: people)
      UNION SELECT account_id FROM support WHERE post_id = \(post.id) AND account_id \(anyOf: people)
      UNION SELECT account_id FROM bookmark WHERE post_id = \(post.id) AND account_id \(anyOf: people)
      UNION SELECT account_id FROM check_vote WHERE post_id = \(post.id) AND account_id \(anyOf: people)
      UNION SELECT author_id FROM post WHERE share_of_id = \(post.id) AND author_id \(anyOf: people)
      """
    ) { row in try row.take() }
    return Set(people).subtracting(particular).subtracting([post.author, post.writer])
  }

  /// Of these tokens those that are good still.
  static func alive(_ tokens: Set<Key<AppToken>>, in tx: ReadTx) throws -> Set<Key<AppToken>> {
    guard !tokens.isEmpty else { return [] }
    return Set(
      try tx.all(
        """
        SELECT t.id FROM app_token t LEFT JOIN account a ON a.id = t.account_id LEFT JOIN login l ON l.account_id = t.account_id
        WHERE t.id \(anyOf: Array(tokens)) AND (t.account_id IS NULL OR (a.standing = 0 AND NOT COALESCE(l.is_disabled, FALSE)))
        """
      ) { row in try row.take() as Key<AppToken> })
  }

  /// The post that a moderator's decision is about, if it is about one.
  static func postDecided(by decision: Int64, in tx: ReadTx) throws -> Key<Post>? {
    try tx.value("SELECT subject_id FROM moderation WHERE id = \(decision) AND subject_kind = 'post'")
  }
}
