import Commons
import Community
import Storehouse

/// Topics as apps see them. Only those that everyone can read something about are found; the others tell of private groups.
enum TagStore {
  struct Entity: Sendable {
    let id: Int64
    let name: String
    let isFollowed: Bool
    let isFeatured: Bool
    /// Public posts on the topic, and who wrote them, by day since 1970.
    var uses: [Int64: (posts: Int, people: Int)] = [:]
    var postCount: Int { uses.values.reduce(0) { $0 + $1.posts } }
    /// Whoever wrote on two days counts twice.
    var peopleByDay: Int { uses.values.reduce(0) { $0 + $1.people } }

    struct Day: Sendable {
      let start: Moment
      let posts: Int
      let people: Int
    }

    /// The last seven days, today first.
    func history(upTo now: Moment) -> [Day] {
      let today = now.milliseconds / 86_400_000
      return (0..<7).map { ago in
        let day = today - Int64(ago)
        return Day(
          start: Moment(milliseconds: day * 86_400_000), posts: uses[day]?.posts ?? 0, people: uses[day]?.people ?? 0)
      }
    }
  }

  private static func columns(for viewer: Key<Account>?) -> Query {
    guard let viewer else { return "t.id, t.name, FALSE, FALSE" }
    return """
      t.id, t.name, EXISTS (SELECT 1 FROM topic_follow f WHERE f.account_id = \(viewer) AND f.topic_id = t.id),
      EXISTS (SELECT 1 FROM featured_topic f WHERE f.account_id = \(viewer) AND f.topic_id = t.id)
      """
  }

  private static func entity(_ row: inout Row) throws -> Entity {
    Entity(id: try row.take(), name: try row.take(), isFollowed: try row.take(), isFeatured: try row.take())
  }

  /// These topics with what was said on them in the last seven days; of a very busy one, the last thousand posts.
  private static func withUses(_ topics: [Entity], in tx: ReadTx) throws -> [Entity] {
    guard !topics.isEmpty else { return [] }
    let since = try newest(in: tx) - .days(7)
    // A key is minted at a time, so what is younger has a greater one.
    let floor = Int64(max(0, since.milliseconds - Moment.keyEpoch.milliseconds)) << 21
    return try topics.map { topic in
      var topic = topic
      try tx.visit(
        """
        SELECT p.published_at / 86400000 AS day, count(*), count(DISTINCT p.author_id)
        FROM (SELECT post_id FROM post_topic WHERE topic_id = \(topic.id) AND post_id > \(floor) ORDER BY post_id DESC LIMIT 1000) r
        JOIN post p ON p.id = r.post_id WHERE p.state = 0 AND p.audience = 0 GROUP BY p.published_at / 86400000
        """
      ) { row in topic.uses[try row.take()] = (try row.take(), try row.take()) }
      return topic
    }
  }

  /// Topics whose name begins with what was typed.
  static func found(_ typed: String, limit: Int, offset: Int, for viewer: Key<Account>?, in tx: ReadTx) throws
    -> [Entity]
  {
    let stem = typed.lowercased().filter { $0.isLetter || $0.isNumber || $0 == "_" }
    guard !stem.isEmpty else { return [] }
    let topics = try tx.all(
      """
      SELECT \(columns(for: viewer)) FROM topic t WHERE t.post_count > 0 AND t.name >= \(stem) AND t.name <= \(stem + "zzzzzzzzzz")
      ORDER BY t.follower_count DESC, t.id LIMIT \(limit) OFFSET \(offset)
      """, entity)
    return try withUses(topics, in: tx)
  }

  /// One topic by its name, whether anything was said on it or not. One that only private groups speak of answers as one that is nowhere.
  static func find(_ name: String, for viewer: Key<Account>?, in tx: ReadTx) throws -> Entity? {
    let found = try tx.first(
      "SELECT t.post_count, \(columns(for: viewer)) FROM topic t WHERE t.name = \(name.lowercased())"
    ) { row in (try row.take() as Int, try entity(&row)) }
    guard let (publicPosts, topic) = found else { return nil }
    guard publicPosts > 0 else {
      return Entity(id: 0, name: topic.name, isFollowed: topic.isFollowed, isFeatured: topic.isFeatured)
    }
    return try withUses([topic], in: tx).first
  }

  static func followed(by member: Key<Account>, before: Int64, limit: Int, in tx: ReadTx) throws -> [Entity] {
    try tx.all(
      """
      SELECT \(columns(for: member)) FROM topic_follow w JOIN topic t ON t.id = w.topic_id
      WHERE w.account_id = \(member) AND w.topic_id < \(before) ORDER BY w.topic_id DESC LIMIT \(limit)
      """, entity)
  }

  /// Topics that many spoke about lately: of those used last.
  static func busy(limit: Int, offset: Int, for viewer: Key<Account>?, in tx: ReadTx) throws -> [Entity] {
    let topics = try tx.all(
      """
      SELECT \(columns(for: viewer)) FROM topic t WHERE t.last_post_id > 0 AND t.post_count > 0
      ORDER BY t.last_post_id DESC LIMIT 60
      """, entity)
    let ranked = try withUses(topics, in: tx).sorted {
      ($0.peopleByDay, $0.postCount, $0.id) > ($1.peopleByDay, $1.postCount, $1.id)
    }
    return Array(ranked.dropFirst(offset).prefix(limit))
  }

  /// When something was said last: what time it is, as far as topics know.
  private static func newest(in tx: ReadTx) throws -> Moment {
    let id: Key<Post>? = try tx.value("SELECT max(id) FROM post")
    return id?.moment ?? .keyEpoch
  }
}
