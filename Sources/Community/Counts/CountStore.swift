import Commons
import Storehouse

enum CountStore {
  /// A number that is kept on a row, and the question that counts it again.
  struct Kept {
    let name: String
    /// Gives the rows that are wrong: their key, what is kept, what is true.
    let wrong: Query
  }

  static let kept: [Kept] = [
    Kept(
      name: "account.post_count",
      wrong: """
        SELECT a.id, a.post_count, COALESCE(c.n, 0) FROM account a
        LEFT JOIN (SELECT author_id, count(*) AS n FROM post WHERE share_of_id IS NULL AND state <> 1 GROUP BY author_id) c ON c.author_id = a.id
        WHERE a.standing <> 3 AND a.post_count <> COALESCE(c.n, 0)
        """),
    Kept(
      name: "account.follower_count",
      wrong: """
        SELECT a.id, a.follower_count, COALESCE(c.n, 0) FROM account a
        LEFT JOIN (SELECT followee_id, count(*) AS n FROM follow WHERE state = 0 GROUP BY followee_id) c ON c.followee_id = a.id
        WHERE a.follower_count <> COALESCE(c.n, 0)
        """),
    Kept(
      name: "account.following_count",
      wrong: """
        SELECT a.id, a.following_count, COALESCE(c.n, 0) FROM account a
        LEFT JOIN (SELECT follower_id, count(*) AS n FROM follow WHERE state = 0 GROUP BY follower_id) c ON c.follower_id = a.id
        WHERE a.following_count <> COALESCE(c.n, 0)
        """),
    // A first post or share that this number does not reach would be missing from its followers' home pages.
    Kept(
      name: "account.last_post_id",
      wrong: """
        SELECT a.id, a.last_post_id, c.latest FROM account a
        JOIN (SELECT author_id, max(id) AS latest FROM post WHERE parent_id IS NULL AND state = 0 GROUP BY author_id) c ON c.author_id = a.id
        WHERE a.last_post_id < c.latest
        """),
    Kept(
      name: "group.last_post_id",
      wrong: """
        SELECT s.id, s.last_post_id, c.latest FROM space s
        JOIN (SELECT space_id, max(id) AS latest FROM post WHERE space_id IS NOT NULL AND parent_id IS NULL AND state = 0 GROUP BY space_id) c
          ON c.space_id = s.id
        WHERE s.last_post_id < c.latest
        """),
    Kept(
      name: "group.member_count",
      wrong: """
        SELECT s.id, s.member_count, COALESCE(c.n, 0) FROM space s
        LEFT JOIN (SELECT space_id, count(*) AS n FROM membership WHERE state = 0 GROUP BY space_id) c ON c.space_id = s.id
        WHERE s.member_count <> COALESCE(c.n, 0)
        """),
    Kept(
      name: "conversation.reply_count",
      wrong: """
        SELECT p.id, p.reply_count, COALESCE(c.n, 0) FROM post p
        LEFT JOIN (SELECT conversation_id, count(*) AS n FROM post WHERE parent_id IS NOT NULL AND state <> 1 GROUP BY conversation_id) c
          ON c.conversation_id = p.id
        WHERE p.parent_id IS NULL AND p.share_of_id IS NULL AND p.reply_count <> COALESCE(c.n, 0)
        """),
    Kept(
      name: "reply.reply_count",
      wrong: """
        SELECT p.id, p.reply_count, COALESCE(c.n, 0) FROM post p
        LEFT JOIN (SELECT parent_id, count(*) AS n FROM post WHERE parent_id IS NOT NULL AND state <> 1 GROUP BY parent_id) c ON c.parent_id = p.id
        WHERE p.parent_id IS NOT NULL AND p.reply_count <> COALESCE(c.n, 0)
        """),
    Kept(
      name: "question.answer_count",
      wrong: """
        SELECT p.id, p.answer_count, COALESCE(c.n, 0) FROM post p
        LEFT JOIN (SELECT q.id, count(*) AS n FROM post q JOIN post r ON r.parent_id = q.id AND r.author_id <> q.author_id AND r.state <> 1
          WHERE q.kind = 1 GROUP BY q.id) c ON c.id = p.id
        WHERE p.kind = 1 AND p.state <> 1 AND p.answer_count <> COALESCE(c.n, 0)
        """),
    Kept(
      name: "post.support_count",
      wrong: """
        SELECT p.id, p.support_count, COALESCE(c.n, 0) FROM post p
        LEFT JOIN (SELECT post_id, count(*) AS n FROM support GROUP BY post_id) c ON c.post_id = p.id
        WHERE p.state <> 1 AND p.support_count <> COALESCE(c.n, 0)
        """),
    Kept(
      name: "post.share_count",
      wrong: """
        SELECT p.id, p.share_count, COALESCE(c.n, 0) FROM post p
        LEFT JOIN (SELECT share_of_id, count(*) AS n FROM post WHERE share_of_id IS NOT NULL GROUP BY share_of_id) c ON c.share_of_id = p.id
        WHERE p.state <> 1 AND p.share_count <> COALESCE(c.n, 0)
        """),
    Kept(
      name: "post.quote_count",
      wrong: """
        SELECT p.id, p.quote_count, COALESCE(c.n, 0) FROM post p
        LEFT JOIN (SELECT p.id, count(*) AS n FROM post q JOIN post p ON p.id = q.quote_of_id WHERE \(QuoteStore.isCounted) GROUP BY p.id) c
          ON c.id = p.id
        WHERE p.state <> 1 AND p.quote_count <> COALESCE(c.n, 0)
        """),
    Kept(
      name: "topic.post_count",
      wrong: """
        SELECT t.id, t.post_count, COALESCE(c.n, 0) FROM topic t
        LEFT JOIN (SELECT topic_id, count(*) AS n FROM post_topic GROUP BY topic_id) c ON c.topic_id = t.id
        WHERE t.post_count <> COALESCE(c.n, 0)
        """),
    Kept(
      name: "topic.follower_count",
      wrong: """
        SELECT t.id, t.follower_count, COALESCE(c.n, 0) FROM topic t
        LEFT JOIN (SELECT topic_id, count(*) AS n FROM topic_follow GROUP BY topic_id) c ON c.topic_id = t.id
        WHERE t.follower_count <> COALESCE(c.n, 0)
        """),
  ]

  static func files(in tx: ReadTx) throws -> [(row: Int64, name: String)] {
    var files: [(row: Int64, name: String)] = []
    try tx.each("SELECT id, file, small_file FROM media ORDER BY id") { row in
      let id: Int64 = try row.take()
      files.append((id, try row.take()))
      if let small: String = try row.take() { files.append((id, small)) }
    }
    return files
  }
}
