import Commons
package import Storehouse

/// Putting a post into its place: its row, what counts it, its topics and whom it names.
package enum PublishingStore {
  struct NewRow {
    let id: Key<Post>
    let author: Key<Account>
    let writer: Key<Account>
    let conversation: Key<Post>
    let parent: Key<Post>?
    let branch: Key<Post>?
    let space: Key<Space>?
    let kind: PostKind
    let audience: Audience
    let title: String?
    let text: String
    let html: String
    let contentNote: String?
    let language: String
    var extras = PostExtras()
  }

  static func insert(_ post: NewRow, in tx: WriteTx) throws {
    try tx.run(
      """
      INSERT INTO post (id, author_id, writer_id, conversation_id, parent_id, branch_id, space_id, kind, audience, title, text, html, content_note,
        language, published_at, last_reply_id, is_unlisted, is_sensitive, quote_of_id, quote_policy, app_id, has_check)
      VALUES (\(post.id), \(post.author), \(post.writer), \(post.conversation), \(post.parent), \(post.branch), \(post.space), \(post.kind),
        \(post.audience), \(post.title), \(post.text), \(post.html), \(post.contentNote), \(post.language), \(post.id.moment), \(post.id),
        \(post.extras.isUnlisted), \(post.extras.isSensitive), \(post.extras.quoteOf), \(post.extras.quotePolicy), \(post.extras.app), \(post.extras.check != nil))
      """)
  }

  /// Counts a first post on its author and its group.
  static func noteOpening(_ id: Key<Post>, author: Key<Account>, space: Key<Space>?, in tx: WriteTx) throws {
    try tx.run(
      "UPDATE account SET last_post_id = CASE WHEN last_post_id < \(id) THEN \(id) ELSE last_post_id END, post_count = post_count + 1 WHERE id = \(author)"
    )
    if let space {
      try tx.run(
        "UPDATE space SET last_post_id = CASE WHEN last_post_id < \(id) THEN \(id) ELSE last_post_id END WHERE id = \(space)"
      )
    }
  }

  /// Counts a reply on the post it answers and on the conversation.
  static func noteReply(
    _ id: Key<Post>, to parent: Key<Post>, in conversation: Key<Post>, author: Key<Account>, in tx: WriteTx
  ) throws {
    try tx.run("UPDATE account SET post_count = post_count + 1 WHERE id = \(author)")
    if parent != conversation { try tx.run("UPDATE post SET reply_count = reply_count + 1 WHERE id = \(parent)") }
    try tx.run("UPDATE post SET reply_count = reply_count + 1, last_reply_id = \(id) WHERE id = \(conversation)")
  }

  /// Counts an answer: a reply directly under a question, by someone else than the asker.
  static func noteAnswer(to question: Key<Post>, in tx: WriteTx) throws {
    try tx.run("UPDATE post SET answer_count = answer_count + 1 WHERE id = \(question)")
  }

  static func addMention(of account: Key<Account>, in post: Key<Post>, tx: WriteTx) throws {
    try tx.run("INSERT INTO mention (account_id, post_id) VALUES (\(account), \(post)) ON CONFLICT DO NOTHING")
  }

  static func addNamed(_ account: Key<Account>, to post: Key<Post>, in tx: WriteTx) throws {
    try tx.run("INSERT INTO post_named (post_id, account_id) VALUES (\(post), \(account)) ON CONFLICT DO NOTHING")
  }

  /// The topic of this name, made if it is new.
  package static func topic(named shown: String, in tx: WriteTx) throws -> Int64 {
    let name = shown.lowercased()
    if let id: Int64 = try tx.value("SELECT id FROM topic WHERE name = \(name)") { return id }
    let id = tx.mint(Post.self)
    try tx.run("INSERT INTO topic (id, name, shown) VALUES (\(id), \(name), \(shown)) ON CONFLICT DO NOTHING")
    return try tx.value("SELECT id FROM topic WHERE name = \(name)") ?? id.value
  }

  /// Puts a post under a topic. A topic counts only what everyone can read, so that its place in a list tells nothing of what is private.
  static func addTopic(_ topic: Int64, to post: Key<Post>, isPublic: Bool, in tx: WriteTx) throws {
    let added = try tx.run(
      "INSERT INTO post_topic (topic_id, post_id) VALUES (\(topic), \(post)) ON CONFLICT DO NOTHING")
    guard added == 1, isPublic else { return }
    try tx.run(
      """
      UPDATE topic SET post_count = post_count + 1, last_post_id = CASE WHEN last_post_id < \(post) THEN \(post) ELSE last_post_id END
      WHERE id = \(topic)
      """)
  }
}
