package import Commons
package import Storehouse

/// What an app calls the reason of a report.
package enum ReportCategory: String, Sendable, CaseIterable {
  case spam, legal, violation, other

  /// The nearest of the reasons that the page of reporting offers.
  var concern: Concern {
    switch self {
    case .spam: .advert
    case .legal: .unlawful
    case .violation, .other: .other
    }
  }
}

extension Concern {
  /// What an app calls it.
  package var category: ReportCategory {
    switch self {
    case .advert: .spam
    case .unlawful: .legal
    case .unkind, .private, .danger, .untrue: .violation
    case .other: .other
    }
  }
}

/// A report as an app makes it: about one thing, with posts that show it and rules that it is against.
package struct Filing: Sendable {
  package static let mostPosts = 100

  let subject: Subject
  let id: Int64
  let category: ReportCategory
  let words: String
  let posts: [Int64]
  let rules: [Int]

  /// - Parameter posts: keys of posts that the reporter may see: the caller has looked.
  /// - Throws: a `Refusal` when the words are too long.
  package init(
    about subject: Subject, _ id: Int64, category: ReportCategory, words: String, posts: [Int64], rules: [Int]
  ) throws(Refusal) {
    guard words.count <= 2000 else {
      throw .invalid("comment", "That is too long. Say it in at most 2,000 characters.")
    }
    self.subject = subject
    self.id = id
    self.category = category
    self.words = words
    self.posts = Array(posts.prefix(Filing.mostPosts))
    self.rules = rules
  }
}

/// A report as the one who made it is told of it.
package struct FiledReport: Sendable {
  package let id: Key<ReportRow>
  package let category: ReportCategory
  package let words: String
  package let at: Moment
  package let closedAt: Moment?
  package let posts: [Int64]
  package let rules: [Int]
}

extension Safeguards {
  /// Puts a report into the moderators' queue. The same person reporting the same thing again adds what is new to the open report.
  /// - Throws: `Refusal.notFound` for what the reporter may not see; a `Refusal` when there is no such rule.
  package static func file(_ filing: Filing, by reporter: Key<Account>, in tx: WriteTx) throws -> FiledReport {
    guard try filing.subject.isSeen(filing.id, reporter, tx) else { throw Refusal.notFound }
    let rules = try SafeguardStore.rulePositions(in: tx)
    guard filing.rules.allSatisfy(rules.contains) else {
      throw Refusal.invalid("rule_ids", "There is no such rule.")
    }
    let report = NewReport(
      subjectKind: filing.subject.kind, subject: filing.id, concern: filing.category.concern, words: filing.words)
    let id: Key<ReportRow>
    if let open = try SafeguardStore.open(report, by: reporter, in: tx) {
      id = open
    } else {
      id = tx.mint(ReportRow.self)
      try SafeguardStore.insert(report, category: filing.category, id: id, by: reporter, at: tx.now, in: tx)
      try tx.record(Happening(.reportMade, id.value, by: reporter))
    }
    for post in filing.posts { try SafeguardStore.add(post: post, to: id, in: tx) }
    for rule in filing.rules { try SafeguardStore.add(rule: rule, to: id, in: tx) }
    guard let filed = try SafeguardStore.filed(id, in: tx) else { throw Refusal.notFound }
    return filed
  }
}

extension SafeguardStore {
  static func rulePositions(in tx: ReadTx) throws -> Set<Int> {
    Set(try tx.all("SELECT position FROM rule") { row in try row.take() })
  }

  static func open(_ report: NewReport, by reporter: Key<Account>, in tx: ReadTx) throws -> Key<ReportRow>? {
    try tx.value(
      """
      SELECT id FROM report WHERE subject_kind = \(report.subjectKind) AND subject_id = \(report.subject)
        AND reporter_id = \(reporter) AND closed_at IS NULL ORDER BY id LIMIT 1
      """)
  }

  static func add(post: Int64, to report: Key<ReportRow>, in tx: WriteTx) throws {
    try tx.run("INSERT INTO report_post (report_id, post_id) VALUES (\(report), \(post)) ON CONFLICT DO NOTHING")
  }

  static func add(rule position: Int, to report: Key<ReportRow>, in tx: WriteTx) throws {
    try tx.run("INSERT INTO report_rule (report_id, position) VALUES (\(report), \(position)) ON CONFLICT DO NOTHING")
  }

  static func filed(_ id: Key<ReportRow>, in tx: ReadTx) throws -> FiledReport? {
    let posts: [Int64] = try tx.all("SELECT post_id FROM report_post WHERE report_id = \(id) ORDER BY post_id") { row in
      try row.take()
    }
    let rules: [Int] = try tx.all("SELECT position FROM report_rule WHERE report_id = \(id) ORDER BY position") { row in
      try row.take()
    }
    return try tx.first("SELECT category, words, made_at, closed_at FROM report WHERE id = \(id)") { row in
      let category: String = try row.take()
      return FiledReport(
        id: id, category: ReportCategory(rawValue: category) ?? .other, words: try row.take(), at: try row.take(),
        closedAt: try row.take(), posts: posts, rules: rules)
    }
  }
}
