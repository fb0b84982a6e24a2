import Commons
import Storehouse

enum ConversationStore {
  struct OpeningRow: Sendable {
    let id: Key<Post>
    let author: Key<Account>
    let kind: PostKind
    let audience: Audience
    let space: Key<Space>?
  }

  static func opening(_ id: Key<Post>, in tx: ReadTx) throws -> OpeningRow? {
    try tx.first(
      "SELECT id, author_id, kind, audience, space_id FROM post WHERE id = \(id) AND parent_id IS NULL AND share_of_id IS NULL"
    ) { row in
      OpeningRow(
        id: try row.take(), author: try row.take(), kind: try row.take(), audience: try row.take(),
        space: try row.take())
    }
  }

  /// People and organisations who wrote here, most recent first.
  static func people(in conversation: Key<Post>, limit: Int, in tx: ReadTx) throws -> [Face] {
    // The newest two hundred posts are enough to fill eight faces, and keep a page of a very long conversation cheap. Their writers are cut
    // down before their accounts are looked up: a few more, because some may be suspended.
    try tx.all(
      """
      SELECT \(FaceStore.columns) FROM (SELECT n.author_id, max(n.id) AS latest FROM
        (SELECT id, author_id FROM post WHERE conversation_id = \(conversation) AND share_of_id IS NULL AND state = 0 ORDER BY id DESC LIMIT 200) n
        GROUP BY n.author_id ORDER BY latest DESC LIMIT \(limit * 2)) w JOIN account a ON a.id = w.author_id WHERE a.standing IN (0, 1) ORDER BY w.latest DESC LIMIT \(limit)
      """, FaceStore.face)
  }

  /// The reply after which the page that shows `branch` begins, a few before it; nil when the first page shows it. Reads as many keys as a page
  /// holds, however long the conversation is.
  static func lastBranch(
    before branch: Key<Post>, pageSize: Int, leavingOut: [Key<Post>], in conversation: Key<Post>, tx: ReadTx
  ) throws -> Key<Post>? {
    let others: Query = leavingOut.isEmpty ? "TRUE" : "NOT (id \(anyOf: leavingOut))"
    let earlier: [Key<Post>] = try tx.all(
      """
      SELECT id FROM post WHERE parent_id = \(conversation) AND id < \(branch) AND (state <> 1 OR reply_count > 0) AND \(others)
      ORDER BY id DESC LIMIT \(pageSize)
      """
    ) { row in try row.take() }
    return earlier.count < pageSize ? nil : earlier[pageSize / 3]
  }

  /// The same within a branch.
  static func lastNested(before reply: Key<Post>, pageSize: Int, in branch: Key<Post>, tx: ReadTx) throws -> Key<Post>?
  {
    let earlier: [Key<Post>] = try tx.all(
      """
      SELECT id FROM post WHERE branch_id = \(branch) AND id > \(branch) AND id < \(reply) AND (state <> 1 OR reply_count > 0)
      ORDER BY id DESC LIMIT \(pageSize)
      """
    ) { row in try row.take() }
    return earlier.count < pageSize ? nil : earlier[pageSize / 3]
  }

  /// Whether `reply` is among the first `limit` of its branch.
  static func isAmongFirst(_ limit: Int, _ reply: Key<Post>, in branch: Key<Post>, tx: ReadTx) throws -> Bool {
    let earlier: Int =
      try tx.value(
        """
        SELECT count(*) FROM (SELECT 1 FROM post WHERE branch_id = \(branch) AND id > \(branch) AND id < \(reply)
          AND (state <> 1 OR reply_count > 0) ORDER BY id LIMIT \(limit)) x
        """) ?? 0
    return earlier < limit
  }

  /// Everyone who wrote here, by name; the first few hundred.
  static func everyone(in conversation: Key<Post>, limit: Int, in tx: ReadTx) throws -> [(face: Face, posts: Int)] {
    try tx.all(
      """
      SELECT \(FaceStore.columns), w.posts FROM
        (SELECT author_id, count(*) AS posts FROM post WHERE conversation_id = \(conversation) AND share_of_id IS NULL AND state = 0 GROUP BY author_id) w
        JOIN account a ON a.id = w.author_id WHERE a.standing IN (0, 1) ORDER BY w.posts DESC, a.name, a.id LIMIT \(limit)
      """
    ) { row in (try FaceStore.face(&row), try row.take()) }
  }

  static func list(_ order: Conversations.Order, before: Key<Post>, limit: Int, isPublicOnly: Bool, in tx: ReadTx)
    throws -> [Key<Post>]
  {
    switch order {
    case .latest:
      return isPublicOnly
        ? try PostStore.latestPublic(before: before, limit: limit, in: tx)
        : try PostStore.latest(before: before, limit: limit, in: tx)
    case .unanswered:
      return try tx.all(
        """
        SELECT p.id FROM post p WHERE p.kind = 1 AND p.answer_count = 0 AND p.state = 0 AND p.parent_id IS NULL AND p.share_of_id IS NULL
          AND p.id < \(before) ORDER BY p.id DESC LIMIT \(limit)
        """
      ) { row in try row.take() }
    case .busy:
      return try tx.all(
        """
        SELECT p.id FROM post p WHERE p.parent_id IS NULL AND p.share_of_id IS NULL AND p.state = 0 AND p.reply_count > 0
          AND p.last_reply_id < \(before) ORDER BY p.last_reply_id DESC LIMIT \(limit)
        """
      ) { row in try row.take() }
    }
  }

  /// - Returns: whether anything changed.
  static func setSupport(_ wanted: Bool, of post: Key<Post>, by member: Key<Account>, in tx: WriteTx) throws -> Bool {
    if wanted {
      let added =
        try tx.run(
          "INSERT INTO support (post_id, account_id, at) VALUES (\(post), \(member), \(tx.now)) ON CONFLICT DO NOTHING")
        == 1
      if added { try tx.run("UPDATE post SET support_count = support_count + 1 WHERE id = \(post)") }
      return added
    }
    let removed = try tx.run("DELETE FROM support WHERE post_id = \(post) AND account_id = \(member)") == 1
    if removed { try tx.run("UPDATE post SET support_count = support_count - 1 WHERE id = \(post)") }
    return removed
  }
}
