import Commons
import Community
import Storehouse

enum FeedStore {
  /// The newest posts of a conversation.
  static func conversation(_ id: Key<Post>, before: Key<Post>, limit: Int, in tx: ReadTx) throws -> [Key<Post>] {
    try tx.all(
      """
      SELECT p.id FROM post p WHERE p.conversation_id = \(id) AND p.share_of_id IS NULL AND p.state = 0 AND p.id < \(before)
      ORDER BY p.id DESC LIMIT \(limit)
      """
    ) { row in try row.take() }
  }

  /// The topics of these posts, in the order of their names.
  static func topics(of posts: [Key<Post>], in tx: ReadTx) throws -> [Key<Post>: [String]] {
    guard !posts.isEmpty else { return [:] }
    var topics: [Key<Post>: [String]] = [:]
    try tx.visit(
      """
      SELECT t.post_id, n.name FROM post_topic t JOIN topic n ON n.id = t.topic_id WHERE t.post_id \(anyOf: posts)
      ORDER BY n.name
      """
    ) { row in topics[try row.take(), default: []].append(try row.take()) }
    return topics
  }

  /// Whose checks are wanted.
  enum Asker: Sendable {
    case account(Key<Account>), group(Key<Space>)
  }

  /// The newest posts with a check of somebody, or in a group.
  static func checks(of asker: Asker, before: Key<Post>, limit: Int, in tx: ReadTx) throws -> [Key<Post>] {
    let which: Query =
      switch asker {
      case .account(let account): "p.author_id = \(account)"
      case .group(let group): "p.space_id = \(group)"
      }
    return try tx.all(
      """
      SELECT p.id FROM post p WHERE \(which) AND p.has_check AND p.state = 0 AND p.id < \(before)
      ORDER BY p.id DESC LIMIT \(limit)
      """
    ) { row in try row.take() }
  }
}
