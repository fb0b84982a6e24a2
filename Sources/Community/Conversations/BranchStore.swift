import Commons
import Storehouse

/// The replies on the page of a conversation: the branches under the first post, and what hangs on each.
enum BranchStore {
  /// Replies directly under the first post, oldest first, after a key.
  /// - Parameter leavingOut: replies that stand at the top of the page already.
  static func branches(
    of conversation: Key<Post>, after: Key<Post>, leavingOut: [Key<Post>] = [], limit: Int, for viewer: Key<Account>?,
    in tx: ReadTx
  ) throws -> [PostCard] {
    let others: Query = leavingOut.isEmpty ? "TRUE" : "NOT (p.id \(anyOf: leavingOut))"
    return try tx.all(
      """
      SELECT \(PostStore.columns(for: viewer)) FROM \(PostStore.tables)
      WHERE p.parent_id = \(conversation) AND p.id > \(after) AND (p.state <> 1 OR p.reply_count > 0) AND \(others) AND \(Visibility.of(viewer))
      ORDER BY p.id LIMIT \(limit)
      """, PostStore.card)
  }

  /// The first few replies under each of these branches, oldest first: by index, `limit` from each however many there are.
  static func nested(under branches: [Key<Post>], limit: Int, for viewer: Key<Account>?, in tx: ReadTx) throws
    -> [PostCard]
  {
    guard !branches.isEmpty else { return [] }
    let parts = branches.map { branch -> Query in
      """
      SELECT * FROM (SELECT id FROM post WHERE branch_id = \(branch) AND id > \(branch) AND (state <> 1 OR reply_count > 0)
        ORDER BY id LIMIT \(limit)) x
      """
    }
    let ids: [Key<Post>] = try tx.all(Query.joined(parts, separator: " UNION ALL ")) { row in try row.take() }
    return try tx.all(
      "SELECT \(PostStore.columns(for: viewer)) FROM \(PostStore.tables) WHERE p.id \(anyOf: ids) AND \(Visibility.of(viewer)) ORDER BY p.id",
      PostStore.card)
  }

  /// A page of one branch, oldest first, after a key.
  static func branch(_ branch: Key<Post>, after: Key<Post>, limit: Int, for viewer: Key<Account>?, in tx: ReadTx) throws
    -> [PostCard]
  {
    try tx.all(
      """
      SELECT \(PostStore.columns(for: viewer)) FROM \(PostStore.tables)
      WHERE p.branch_id = \(branch) AND p.id > \(after) AND (p.state <> 1 OR p.reply_count > 0) AND \(Visibility.of(viewer))
      ORDER BY p.id LIMIT \(limit)
      """, PostStore.card)
  }
}
