import Commons
import Storehouse

/// Shares and bookmarks in the store.
enum ShareStore {
  /// A row that stands in the sharer's timeline for the post it names.
  /// - Returns: its key; nil when it was shared before.
  static func add(of post: PostCard, by member: Key<Account>, dated: Key<Post>?, in tx: WriteTx) throws -> Key<Post>? {
    let id = dated ?? tx.mint(Post.self)
    let added = try tx.run(
      """
      INSERT INTO post (id, author_id, writer_id, conversation_id, share_of_id, kind, audience, text, html, published_at, last_reply_id)
      VALUES (\(id), \(member), \(member), \(id), \(post.id), 0, \(post.audience), '', '', \(id.moment), \(id)) ON CONFLICT DO NOTHING
      """)
    guard added == 1 else { return nil }
    try tx.run("UPDATE post SET share_count = share_count + 1 WHERE id = \(post.id)")
    try tx.run(
      "UPDATE account SET last_post_id = CASE WHEN last_post_id < \(id) THEN \(id) ELSE last_post_id END WHERE id = \(member)"
    )
    return id
  }

  /// - Returns: the key of the share that is gone; nil when there was none.
  static func remove(of post: Key<Post>, by member: Key<Account>, in tx: WriteTx) throws -> Key<Post>? {
    let share: Key<Post>? = try tx.value(
      "SELECT id FROM post WHERE share_of_id = \(post) AND author_id = \(member)")
    guard let share, try tx.run("DELETE FROM post WHERE id = \(share)") == 1 else { return nil }
    try tx.run("UPDATE post SET share_count = share_count - 1 WHERE id = \(post)")
    try noteLatest(of: member, in: tx)
    return share
  }

  /// Puts right which post of theirs is the newest, after one has gone.
  static func noteLatest(of account: Key<Account>, in tx: WriteTx) throws {
    try tx.run(
      """
      UPDATE account SET last_post_id = COALESCE((SELECT max(p.id) FROM post p WHERE p.author_id = \(account) AND p.parent_id IS NULL AND p.state = 0), 0)
      WHERE id = \(account)
      """)
  }

  static func setBookmark(_ wanted: Bool, of post: Key<Post>, by member: Key<Account>, in tx: WriteTx) throws {
    if wanted {
      try tx.run(
        "INSERT INTO bookmark (account_id, post_id, at) VALUES (\(member), \(post), \(tx.now)) ON CONFLICT DO NOTHING")
    } else {
      try tx.run("DELETE FROM bookmark WHERE account_id = \(member) AND post_id = \(post)")
    }
  }

  /// A page of someone's bookmarks, the newest first, with when each was made.
  static func bookmarks(of member: Key<Account>, before: Moment, limit: Int, in tx: ReadTx) throws -> [(
    post: Key<Post>, at: Moment
  )] {
    try tx.all(
      "SELECT post_id, at FROM bookmark WHERE account_id = \(member) AND at < \(before) ORDER BY at DESC LIMIT \(limit)"
    ) { row in (try row.take(), try row.take()) }
  }
}
