import Commons
import Storehouse

enum TopicStore {
  private static func columns(for viewer: Key<Account>?) -> Query {
    let followed: Query =
      if let viewer {
        "EXISTS (SELECT 1 FROM topic_follow f WHERE f.account_id = \(viewer) AND f.topic_id = t.id)"
      } else { "FALSE" }
    return "t.id, t.name, t.shown, t.post_count, t.follower_count, t.last_post_id, \(followed)"
  }

  private static func summary(_ row: inout Row) throws -> TopicSummary {
    TopicSummary(
      id: try row.take(), name: try row.take(), shown: try row.take(), postCount: try row.take(),
      followerCount: try row.take(),
      lastPost: try row.take(), isFollowed: try row.take())
  }

  static func find(_ name: TopicName, for viewer: Key<Account>?, in tx: ReadTx) throws -> TopicSummary? {
    try tx.first("SELECT \(columns(for: viewer)) FROM topic t WHERE t.name = \(name.text)", summary)
  }

  /// Topics that everyone can read something about. Those of private groups alone are in no list.
  static func list(_ order: Topics.Order, before: Key<Post>, limit: Int, for viewer: Key<Account>?, in tx: ReadTx)
    throws -> [TopicSummary]
  {
    switch order {
    case .busy:
      try tx.all(
        """
        SELECT \(columns(for: viewer)) FROM topic t WHERE t.last_post_id > 0 AND t.post_count > 0 AND t.last_post_id < \(before)
        ORDER BY t.last_post_id DESC LIMIT \(limit)
        """, summary)
    case .followed:
      try tx.all(
        """
        SELECT \(columns(for: viewer)) FROM topic t WHERE t.post_count > 0 ORDER BY t.follower_count DESC, t.id LIMIT \(limit)
        """, summary)
    }
  }

  /// Topics whose name begins as what was typed, run together, or as one of its words; the most followed first. Only those
  /// that everyone can read something about.
  static func beginning(with typed: String, limit: Int, for viewer: Key<Account>?, in tx: ReadTx) throws
    -> [TopicSummary]
  {
    let words = typed.lowercased().split { !$0.isLetter && !$0.isNumber }.map(String.init)
    let stems = Set([words.joined()] + words.filter { $0.count > 3 }).filter { !$0.isEmpty }.sorted().prefix(6)
    guard !stems.isEmpty else { return [] }
    // A range of the index: what begins with the stem stands between it and the stem with the last letters after it.
    let begins = stems.map { "(t.name >= \($0) AND t.name <= \($0 + "zzzzzzzzzz"))" as Query }.joined(separator: " OR ")
    return try tx.all(
      """
      SELECT \(columns(for: viewer)) FROM topic t WHERE t.post_count > 0 AND (\(begins)) ORDER BY t.follower_count DESC, t.id LIMIT \(limit)
      """, summary)
  }

  static func followed(by member: Key<Account>, limit: Int, in tx: ReadTx) throws -> [TopicSummary] {
    try tx.all(
      """
      SELECT \(columns(for: member)) FROM topic_follow w JOIN topic t ON t.id = w.topic_id WHERE w.account_id = \(member)
      ORDER BY t.name LIMIT \(limit)
      """, summary)
  }

  /// Topics that stand on the same posts: of the newest hundred that everyone can read.
  static func related(to topic: Key<Topic>, limit: Int, in tx: ReadTx) throws -> [TopicSummary] {
    try tx.all(
      """
      SELECT \(columns(for: nil)) FROM (
        SELECT o.topic_id AS id, count(*) AS together
        FROM (SELECT k.post_id FROM post_topic k WHERE k.topic_id = \(topic) ORDER BY k.post_id DESC LIMIT 100) r
        JOIN post p ON p.id = r.post_id AND p.state = 0 AND p.audience = 0
        JOIN post_topic o ON o.post_id = r.post_id AND o.topic_id <> \(topic) GROUP BY o.topic_id) w
      JOIN topic t ON t.id = w.id ORDER BY w.together DESC, t.last_post_id DESC LIMIT \(limit)
      """, summary)
  }

  /// - Returns: whether anything changed.
  static func setFollow(_ wanted: Bool, of topic: Key<Topic>, by member: Key<Account>, in tx: WriteTx) throws -> Bool {
    let changed =
      wanted
      ? try tx.run(
        "INSERT INTO topic_follow (account_id, topic_id, since) VALUES (\(member), \(topic), \(tx.now)) ON CONFLICT DO NOTHING"
      )
      : try tx.run("DELETE FROM topic_follow WHERE account_id = \(member) AND topic_id = \(topic)")
    guard changed == 1 else { return false }
    try tx.run("UPDATE topic SET follower_count = follower_count + \(wanted ? 1 : -1) WHERE id = \(topic)")
    return true
  }
}
