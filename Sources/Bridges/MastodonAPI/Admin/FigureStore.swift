import Commons
import Community
import Storehouse

/// What is counted for moderators. Read by keys, which tell the time, and never more than two hundred thousand rows.
enum FigureStore {
  /// The days of a period, by their number since 1970.
  struct Days: Sendable {
    let first: Int64
    let last: Int64

    static let most: Int64 = 400

    /// - Throws: a `Refusal` (422) when it ends before it begins, or is longer than four hundred days.
    init(from start: Moment, to end: Moment) throws(Refusal) {
      first = start.milliseconds / 86_400_000
      last = end.milliseconds / 86_400_000
      guard start.milliseconds >= 0, first <= last, last - first < Days.most else {
        throw Refusal.invalid("end_at", "The period ends after it begins, and has at most 400 days.")
      }
    }

    private init(first: Int64, last: Int64) {
      self.first = first
      self.last = last
    }

    var count: Int64 { last - first + 1 }
    var start: Moment { Moment(milliseconds: first * 86_400_000) }
    var end: Moment { Moment(milliseconds: (last + 1) * 86_400_000) }
    /// As many days just before.
    var before: Days { Days(first: max(0, first - count), last: max(0, first - 1)) }
    fileprivate var floor: Int64 { InstanceStore.key(at: start) }
    fileprivate var ceiling: Int64 { InstanceStore.key(at: end) }
  }

  enum Measure: String, Sendable, CaseIterable {
    case active_users, new_users, interactions, opened_reports, resolved_reports, tag_accounts, tag_uses, tag_servers
    case instance_accounts, instance_media_attachments, instance_reports, instance_statuses, instance_follows
    case instance_followers
  }

  private static let most = 200_000

  /// Counts by day.
  static func counts(_ measure: Measure, _ days: Days, topic: Int64?, in tx: ReadTx) throws -> [Int64: Int] {
    let posts: Query = "FROM post p WHERE p.id >= \(days.floor) AND p.id < \(days.ceiling) AND p.state = 0"
    switch measure {
    case .active_users:
      return try byDay(
        "SELECT d, count(*) FROM (SELECT DISTINCT p.published_at / 86400000 AS d, p.writer_id \(posts) LIMIT \(most)) x GROUP BY d",
        in: tx)
    case .new_users:
      return try byDay(
        """
        SELECT joined_at / 86400000, count(*) FROM account WHERE joined_at >= \(days.start) AND joined_at < \(days.end) AND standing <> 3
        GROUP BY joined_at / 86400000
        """, in: tx)
    case .interactions:
      let support = try byDay(
        """
        SELECT at / 86400000, count(*) FROM support WHERE at >= \(days.start) AND at < \(days.end) GROUP BY at / 86400000
        """, in: tx)
      let answers = try byDay(
        """
        SELECT p.published_at / 86400000, count(*) \(posts) AND (p.parent_id IS NOT NULL OR p.share_of_id IS NOT NULL)
        GROUP BY p.published_at / 86400000
        """, in: tx)
      return support.merging(answers) { $0 + $1 }
    case .opened_reports:
      return try byDay(
        """
        SELECT made_at / 86400000, count(*) FROM report WHERE made_at >= \(days.start) AND made_at < \(days.end) GROUP BY made_at / 86400000
        """, in: tx)
    case .resolved_reports:
      return try byDay(
        """
        SELECT closed_at / 86400000, count(*) FROM report WHERE closed_at >= \(days.start) AND closed_at < \(days.end)
        GROUP BY closed_at / 86400000
        """, in: tx)
    case .tag_uses, .tag_accounts:
      let counted: Query = measure == .tag_uses ? "count(*)" : "count(DISTINCT p.author_id)"
      return try byDay(
        """
        SELECT p.published_at / 86400000, \(counted) FROM post_topic t JOIN post p ON p.id = t.post_id
        WHERE t.topic_id = \(topic ?? 0) AND t.post_id >= \(days.floor) AND t.post_id < \(days.ceiling) AND p.state = 0 AND p.audience = 0
        GROUP BY p.published_at / 86400000
        """, in: tx)
    case .tag_servers:
      // Only this one.
      return try counts(.tag_uses, days, topic: topic, in: tx).mapValues { min($0, 1) }
    case .instance_accounts, .instance_media_attachments, .instance_reports, .instance_statuses, .instance_follows,
      .instance_followers:
      // Nothing here comes from another server.
      return [:]
    }
  }

  /// Where one person counts once for the whole period, the sum of days is no total.
  static func total(_ measure: Measure, _ days: Days, topic: Int64?, in tx: ReadTx) throws -> Int {
    switch measure {
    case .active_users:
      return try tx.value(
        "SELECT count(DISTINCT writer_id) FROM post WHERE id >= \(days.floor) AND id < \(days.ceiling) AND state = 0")
        ?? 0
    case .tag_accounts:
      return try tx.value(
        """
        SELECT count(DISTINCT p.author_id) FROM post_topic t JOIN post p ON p.id = t.post_id WHERE t.topic_id = \(topic ?? 0)
          AND t.post_id >= \(days.floor) AND t.post_id < \(days.ceiling) AND p.state = 0 AND p.audience = 0
        """) ?? 0
    case .tag_servers: return try counts(.tag_uses, days, topic: topic, in: tx).isEmpty ? 0 : 1
    default: return try counts(measure, days, topic: topic, in: tx).values.reduce(0, +)
    }
  }

  private static func byDay(_ query: Query, in tx: ReadTx) throws -> [Int64: Int] {
    var found: [Int64: Int] = [:]
    try tx.each(query) { row in found[try row.take()] = try row.take() }
    return found
  }

  // MARK: What things are made of

  /// Languages that people read the site in who wrote something in these days.
  static func languages(_ days: Days, limit: Int, in tx: ReadTx) throws -> [(String, Int)] {
    try tx.all(
      """
      SELECT a.language, count(*) FROM account a WHERE a.id IN (SELECT DISTINCT p.writer_id FROM post p
        WHERE p.id >= \(days.floor) AND p.id < \(days.ceiling) AND p.state = 0) GROUP BY a.language ORDER BY count(*) DESC, a.language LIMIT \(limit)
      """, pair)
  }

  /// With what people wrote: the names of apps, and the pages of this site as an empty name.
  static func sources(_ days: Days, limit: Int, in tx: ReadTx) throws -> [(String, Int)] {
    try tx.all(
      """
      SELECT COALESCE(x.name, ''), count(*) FROM post p LEFT JOIN app x ON x.id = p.app_id
      WHERE p.id >= \(days.floor) AND p.id < \(days.ceiling) AND p.state = 0 AND p.share_of_id IS NULL
      GROUP BY COALESCE(x.name, '') ORDER BY count(*) DESC LIMIT \(limit)
      """, pair)
  }

  static func topicLanguages(_ days: Days, topic: Int64, limit: Int, in tx: ReadTx) throws -> [(String, Int)] {
    try tx.all(
      """
      SELECT p.language, count(*) FROM post_topic t JOIN post p ON p.id = t.post_id WHERE t.topic_id = \(topic)
        AND t.post_id >= \(days.floor) AND t.post_id < \(days.ceiling) AND p.state = 0 AND p.audience = 0
      GROUP BY p.language ORDER BY count(*) DESC, p.language LIMIT \(limit)
      """, pair)
  }

  static func postCount(_ days: Days, in tx: ReadTx) throws -> Int {
    try tx.value(
      "SELECT count(*) FROM post p WHERE p.id >= \(days.floor) AND p.id < \(days.ceiling) AND p.state = 0") ?? 0
  }

  static func mediaBytes(in tx: ReadTx) throws -> Int { try tx.value("SELECT COALESCE(sum(bytes), 0) FROM media") ?? 0 }

  /// How large the database is, as it says itself.
  static func databaseBytes(in tx: ReadTx) throws -> Int {
    switch tx.engine {
    case .postgres: try tx.value("SELECT pg_database_size(current_database())") ?? 0
    case .sqlite:
      try tx.value("SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()") ?? 0
    }
  }

  private static func pair(_ row: inout Row) throws -> (String, Int) { (try row.take(), try row.take()) }

  // MARK: Who stays

  struct Person: Sendable {
    let id: Key<Account>
    let day: Int64
  }

  static func joined(_ days: Days, in tx: ReadTx) throws -> [Person] {
    try tx.all(
      """
      SELECT id, joined_at / 86400000 FROM account WHERE joined_at >= \(days.start) AND joined_at < \(days.end) AND standing <> 3 AND kind = 1
      ORDER BY id LIMIT \(most)
      """
    ) { row in Person(id: try row.take(), day: try row.take()) }
  }

  /// On which days people wrote something.
  static func writing(_ days: Days, in tx: ReadTx) throws -> [Person] {
    try tx.all(
      """
      SELECT DISTINCT p.writer_id, p.published_at / 86400000 FROM post p
      WHERE p.id >= \(days.floor) AND p.id < \(days.ceiling) AND p.state = 0 LIMIT \(most)
      """
    ) { row in Person(id: try row.take(), day: try row.take()) }
  }
}
