import Commons
import Community
import Storehouse

enum PageDataStore {
  /// The replies of a conversation, oldest first.
  static func replies(in conversation: Key<Post>, after: Key<Post>, limit: Int, in tx: ReadTx) throws -> [Key<Post>] {
    try tx.all(
      """
      SELECT p.id FROM post p WHERE p.conversation_id = \(conversation) AND p.share_of_id IS NULL AND p.parent_id IS NOT NULL
        AND p.state = 0 AND p.id > \(after)
      ORDER BY p.id LIMIT \(limit)
      """
    ) { row in try row.take() }
  }
}
