import Commons
import Storehouse

/// What becomes of posts when their writer goes.
enum PostLeaving {
  /// Takes out what someone did with other people's posts. What they wrote stays, under “a former member”, unless `removeAll` went before.
  static func eraseMarks(_ id: Key<Account>, in tx: WriteTx) throws {
    try tx.run(
      "UPDATE post SET support_count = support_count - 1 WHERE support_count > 0 AND id IN (SELECT post_id FROM support WHERE account_id = \(id))"
    )
    try tx.run("DELETE FROM support WHERE account_id = \(id)")
    try tx.run("DELETE FROM bookmark WHERE account_id = \(id)")
    try tx.run(
      "UPDATE post SET helpful_count = helpful_count - 1 WHERE helpful_count > 0 AND id IN (SELECT post_id FROM helpful_vote WHERE account_id = \(id))"
    )
    try tx.run("DELETE FROM helpful_vote WHERE account_id = \(id)")
    try tx.run("DELETE FROM mention WHERE account_id = \(id)")
    try tx.run("DELETE FROM post_named WHERE account_id = \(id)")
    try tx.run("DELETE FROM answer_request WHERE account_id = \(id) OR asked_by = \(id)")
    try tx.run("DELETE FROM conversation_attention WHERE account_id = \(id)")
    try tx.run("DELETE FROM pin WHERE account_id = \(id)")
    // Shares say only who shared: they go.
    try tx.run(
      """
      UPDATE post SET share_count = share_count - 1 WHERE share_count > 0
        AND id IN (SELECT q.share_of_id FROM post q WHERE q.author_id = \(id) AND q.share_of_id IS NOT NULL AND q.state = 0)
      """)
    try tx.run("UPDATE post SET state = 1 WHERE author_id = \(id) AND share_of_id IS NOT NULL AND state = 0")
    // Pictures uploaded for a post that was never published.
    let files = try tx.all("SELECT file, small_file FROM media WHERE owner_id = \(id) AND post_id IS NULL") { row in
      [try row.take() as String?, try row.take() as String?].compactMap { $0 }
    }
    try tx.run("DELETE FROM media WHERE owner_id = \(id) AND post_id IS NULL")
    try AccountLeaving.forget(files.flatMap { $0 }, in: tx)
  }
}
