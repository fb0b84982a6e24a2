import Commons
import Storehouse

enum RemovalStore {
  /// Takes the words out of a post and notes who did it. The row stays, because replies, notices and the record point to it.
  /// - Returns: whether it was shown until now.
  static func blank(_ id: Key<Post>, at now: Moment, by member: Key<Account>, in tx: WriteTx) throws -> Bool {
    let blanked = try tx.run(
      """
      UPDATE post SET state = 1, title = NULL, text = '', html = '', content_note = NULL, has_media = FALSE, has_check = FALSE, quote_of_id = NULL, quote_revoked_at = NULL, quote_count = 0, support_count = 0, share_count = 0,
        helpful_count = 0, edited_at = NULL WHERE id = \(id) AND state <> 1
      """)
    guard blanked == 1 else { return false }
    try tx.run(
      "INSERT INTO post_removal (post_id, removed_by, removed_at) VALUES (\(id), \(member), \(now)) ON CONFLICT DO NOTHING"
    )
    return true
  }

  static func posts(of author: Key<Account>, in tx: ReadTx) throws -> [Key<Post>] {
    try tx.all(
      "SELECT id FROM post WHERE author_id = \(author) AND share_of_id IS NULL AND state <> 1 ORDER BY id DESC"
    ) { row in try row.take() }
  }

  /// Everything that others hung on the post itself; not the replies.
  static func removeTraces(of id: Key<Post>, in tx: WriteTx) throws {
    let sharers: [Key<Account>] = try tx.all("SELECT author_id FROM post WHERE share_of_id = \(id)") { row in
      try row.take()
    }
    try tx.run("DELETE FROM post WHERE share_of_id = \(id)")
    for sharer in sharers { try ShareStore.noteLatest(of: sharer, in: tx) }
    try tx.run("DELETE FROM post_version_file WHERE post_id = \(id)")
    try tx.run("DELETE FROM post_version WHERE post_id = \(id)")
    try tx.run("DELETE FROM mention WHERE post_id = \(id)")
    try tx.run("DELETE FROM support WHERE post_id = \(id)")
    try tx.run("DELETE FROM bookmark WHERE post_id = \(id)")
    try tx.run("DELETE FROM helpful_vote WHERE post_id = \(id)")
    try tx.run("DELETE FROM answer_mark WHERE post_id = \(id)")
    try tx.run("DELETE FROM answer_request WHERE question_id = \(id)")
    try tx.run("DELETE FROM pin WHERE post_id = \(id)")
  }

  static func countOne(lessOf author: Key<Account>, in tx: WriteTx) throws {
    try tx.run(
      "UPDATE account SET post_count = CASE WHEN post_count > 0 THEN post_count - 1 ELSE 0 END WHERE id = \(author)")
  }

  static func noteLatestInSpace(of id: Key<Post>, in tx: WriteTx) throws {
    try tx.run(
      """
      UPDATE space SET last_post_id = COALESCE((SELECT max(p.id) FROM post p WHERE p.space_id = space.id AND p.parent_id IS NULL AND p.state = 0), 0)
      WHERE id = (SELECT space_id FROM post WHERE id = \(id))
      """)
  }

  /// Whether a reply counted as an answer: directly under a question, by someone else than the asker.
  static func wasAnswer(_ id: Key<Post>, in tx: ReadTx) throws -> Bool {
    try tx.exists(
      """
      SELECT 1 FROM post p JOIN post q ON q.id = p.conversation_id
      WHERE p.id = \(id) AND p.parent_id = q.id AND q.kind = 1 AND p.author_id <> q.author_id
      """)
  }

  static func countReply(lessIn conversation: Key<Post>, wasAnswer: Bool, in tx: WriteTx) throws {
    try tx.run(
      """
      UPDATE post SET reply_count = CASE WHEN reply_count > 0 THEN reply_count - 1 ELSE 0 END,
        answer_count = CASE WHEN answer_count > 0 THEN answer_count - \(wasAnswer ? 1 : 0) ELSE 0 END,
        last_reply_id = COALESCE((SELECT max(n.id) FROM post n
          WHERE n.conversation_id = \(conversation) AND n.share_of_id IS NULL AND n.state = 0 AND n.id <> \(conversation)), \(conversation))
      WHERE id = \(conversation)
      """)
  }

  static func countReply(lessUnder parent: Key<Post>, in tx: WriteTx) throws {
    try tx.run(
      "UPDATE post SET reply_count = CASE WHEN reply_count > 0 THEN reply_count - 1 ELSE 0 END WHERE id = \(parent)")
  }

  static func hasNothingUnder(_ id: Key<Post>, in tx: ReadTx) throws -> Bool {
    try !tx.exists("SELECT 1 FROM post WHERE id = \(id) AND reply_count > 0")
  }

  static func isDeleted(_ id: Key<Post>, in tx: ReadTx) throws -> Bool {
    try tx.exists("SELECT 1 FROM post WHERE id = \(id) AND state = 1")
  }

  static func parent(of id: Key<Post>, in tx: ReadTx) throws -> Key<Post>? {
    try tx.value("SELECT parent_id FROM post WHERE id = \(id)")
  }
}
