import Commons
import Community
import Storehouse

/// What the site says of itself, in numbers and rules.
enum InstanceStore {
  struct Rule: Sendable {
    let position: Int
    let title: String
    let text: String
  }

  struct Facts: Sendable {
    let counts: Counts
    let steward: AccountEntity?
    let rules: [Rule]
  }

  /// How many there are. Nobody who is suspended is counted.
  struct Counts: Sendable {
    let people: Int
    let posts: Int
    let activeThisMonth: Int
  }

  static func rules(in tx: ReadTx) throws -> [Rule] {
    try tx.all("SELECT position, title, text FROM rule ORDER BY position") { row in
      Rule(position: try row.take(), title: try row.take(), text: try row.take())
    }
  }

  static func facts(_ counts: Counts, in tx: ReadTx) throws -> Facts {
    let steward = try tx.first(
      "SELECT \(AccountStore.columns) FROM account a WHERE a.role = 2 AND a.standing = 0 ORDER BY a.id LIMIT 1",
      AccountStore.account)
    return Facts(counts: counts, steward: steward, rules: try rules(in: tx))
  }

  /// Reads every account: see `KeptFacts`.
  static func counts(at now: Moment, in tx: ReadTx) throws -> Counts {
    // Posts are counted on their authors anyway.
    let floor = key(at: now - .days(30))
    let found = try tx.first(
      """
      SELECT count(*), COALESCE(sum(post_count), 0), COALESCE(sum(CASE WHEN last_post_id > \(floor) THEN 1 ELSE 0 END), 0)
      FROM account WHERE standing = 0
      """
    ) { row in Counts(people: try row.take(), posts: try row.take(), activeThisMonth: try row.take()) }
    return found ?? Counts(people: 0, posts: 0, activeThisMonth: 0)
  }

  /// The smallest key that is minted at a moment.
  static func key(at moment: Moment) -> Int64 {
    max(0, moment.milliseconds - Moment.keyEpoch.milliseconds) << 21
  }

  static func blockedDomains(in tx: ReadTx) throws -> [(domain: String, severity: String, comment: String)] {
    try tx.all("SELECT domain, severity, public_comment FROM blocked_domain WHERE severity <> 'noop' ORDER BY domain") {
      row in
      (try row.take(), try row.take(), try row.take())
    }
  }

  struct Week: Sendable {
    let start: Moment
    let posts: Int
    let people: Int
    let newcomers: Int
  }

  /// The last twelve weeks, this one first.
  static func weeks(upTo now: Moment, in tx: ReadTx) throws -> [Week] {
    let length: Int64 = 7 * 86_400_000
    // Weeks begin on Mondays; 1970-01-01 was a Thursday.
    let this = (now.milliseconds + 3 * 86_400_000) / length * length - 3 * 86_400_000
    return try (0..<12).map { ago in
      let start = Moment(milliseconds: this - Int64(ago) * length)
      let (low, high) = (key(at: start), key(at: start + Span(milliseconds: length)))
      let counts = try tx.first(
        """
        SELECT count(*), count(DISTINCT author_id) FROM (SELECT author_id FROM post WHERE parent_id IS NULL AND share_of_id IS NULL
          AND state = 0 AND id >= \(low) AND id < \(high) LIMIT 100000) x
        """
      ) { row in (try row.take() as Int, try row.take() as Int) }
      let newcomers: Int =
        try tx.value("SELECT count(*) FROM account WHERE id >= \(low) AND id < \(high) AND standing = 0") ?? 0
      return Week(start: start, posts: counts?.0 ?? 0, people: counts?.1 ?? 0, newcomers: newcomers)
    }
  }
}
