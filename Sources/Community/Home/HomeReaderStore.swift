package import Commons
package import Storehouse

/// The home timeline from the other end: who of many has a post in theirs. What `Timelines.home` reads for one, this says for a crowd.
package enum HomeReaderStore {
  /// What decides whose home timeline a post stands in.
  package struct Placed: Sendable {
    package let id: Key<Post>
    package let author: Key<Account>
    package let space: Key<Space>?
    package let isReply: Bool
    package let isShare: Bool

    package init(id: Key<Post>, author: Key<Account>, space: Key<Space>?, isReply: Bool, isShare: Bool) {
      self.id = id
      self.author = author
      self.space = space
      self.isReply = isReply
      self.isShare = isShare
    }
  }

  /// Those who follow its author, its group or one of its topics, and the author; without those who keep the author on a list of their own,
  /// and those who do not want the author's shares.
  package static func readers(of post: Placed, among members: [Key<Account>], in tx: ReadTx) throws -> Set<Key<Account>>
  {
    guard !members.isEmpty else { return [] }
    let byTopic: Query = """
      SELECT f.account_id FROM post_topic t JOIN topic_follow f ON f.topic_id = t.topic_id
      WHERE t.post_id = \(post.id) AND f.account_id \(anyOf: members)
      """
    let sources: Query =
      post.isReply
      ? byTopic
      : """
      SELECT follower_id FROM follow WHERE followee_id = \(post.author) AND state = 0 AND follower_id \(anyOf: members)
      UNION SELECT account_id FROM membership WHERE space_id = \(post.space ?? Key(0)) AND state = 0
        AND account_id \(anyOf: members)
      UNION \(byTopic)
      """
    var readers = Set(try tx.all(sources) { row in try row.take() as Key<Account> })
    readers.subtract(
      try tx.all(
        """
        SELECT l.owner_id FROM people_list_member m JOIN people_list l ON l.id = m.list_id
        WHERE m.account_id = \(post.author) AND l.is_exclusive AND l.owner_id \(anyOf: Array(readers))
        """
      ) { row in try row.take() as Key<Account> })
    if post.isShare {
      readers.subtract(
        try tx.all(
          """
          SELECT follower_id FROM follow
          WHERE followee_id = \(post.author) AND NOT shows_shares AND follower_id \(anyOf: Array(readers))
          """
        ) { row in try row.take() as Key<Account> })
    }
    if !post.isReply, members.contains(post.author) { readers.insert(post.author) }
    return readers
  }
}
