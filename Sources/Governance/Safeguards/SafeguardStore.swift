import Commons
public import Storehouse

extension Concern: Storable {}
extension ModerationAction: Storable {}

enum SafeguardStore {
  // MARK: Reports

  static func hasOpen(_ report: NewReport, by reporter: Key<Account>, in tx: ReadTx) throws -> Bool {
    try tx.exists(
      """
      SELECT 1 FROM report WHERE subject_kind = \(report.subjectKind) AND subject_id = \(report.subject) AND reporter_id = \(reporter)
        AND closed_at IS NULL
      """)
  }

  /// - Parameter category: what an app called the reason; nil is as the concern has it.
  static func insert(
    _ report: NewReport, category: ReportCategory? = nil, id: Key<ReportRow>, by reporter: Key<Account>?, at: Moment,
    in tx: WriteTx
  ) throws {
    let category = (category ?? report.concern.category).rawValue
    try tx.run(
      """
      INSERT INTO report (id, subject_kind, subject_id, reporter_id, concern, words, made_at, category)
      VALUES (\(id), \(report.subjectKind), \(report.subject), \(reporter), \(report.concern), \(report.words), \(at), \(category))
      """)
  }

  static func closeReports(
    about kind: String, _ id: Int64, by moderator: Key<Account>, at: Moment, in tx: WriteTx
  ) throws {
    try tx.run(
      """
      UPDATE report SET closed_by = \(moderator), closed_at = \(at) WHERE subject_kind = \(kind) AND subject_id = \(id) AND closed_at IS NULL
      """)
  }

  static func openCases(limit: Int, in tx: ReadTx) throws -> [Safeguards.Case] {
    struct Open {
      let kind: String
      let subject: Int64
      let concern: Concern
      let at: Moment
    }
    // The oldest thousand open reports are more than a team can look at in a day; they are gathered by what they are about.
    let open = try tx.all(
      "SELECT subject_kind, subject_id, concern, made_at FROM report WHERE closed_at IS NULL ORDER BY id LIMIT 1000"
    ) { row in
      Open(kind: try row.take(), subject: try row.take(), concern: try row.take(), at: try row.take())
    }
    var cases: [String: (first: Open, concerns: [Concern], count: Int)] = [:]
    for report in open {
      let name = "\(report.kind)/\(report.subject)"
      var found = cases[name] ?? (report, [], 0)
      found.count += 1
      if !found.concerns.contains(report.concern) { found.concerns.append(report.concern) }
      cases[name] = found
    }
    return cases.values.sorted { $0.first.at < $1.first.at }.prefix(limit).map {
      Safeguards.Case(
        kind: $0.first.kind, subject: $0.first.subject, reportCount: $0.count, firstAt: $0.first.at,
        concerns: $0.concerns, description: nil)
    }
  }

  static func reports(about kind: String, _ id: Int64, in tx: ReadTx) throws -> [Safeguards.Report] {
    try tx.all(
      """
      SELECT r.concern, r.words, a.name, r.made_at, r.closed_at IS NULL FROM report r LEFT JOIN account a ON a.id = r.reporter_id
      WHERE r.subject_kind = \(kind) AND r.subject_id = \(id) ORDER BY r.id DESC LIMIT 100
      """
    ) { row in
      Safeguards.Report(
        concern: try row.take(), words: try row.take(), reporter: try row.take(), at: try row.take(),
        isOpen: try row.take())
    }
  }

  // MARK: Decisions

  static func insert(
    _ decision: NewDecision, id: Key<ModerationRow>, about kind: String, _ subject: Int64,
    concerning account: Key<Account>,
    by moderator: Key<Account>, at: Moment, in tx: WriteTx
  ) throws {
    // The schema knew six actions before there were more.
    let action: ModerationAction =
      switch decision.action {
      case .limit, .disable, .cover: .warn
      case .unlimit, .enable, .uncover: .restore
      case .hide, .restore, .warn, .suspend, .unsuspend, .dismiss: decision.action
      }
    try tx.run(
      """
      INSERT INTO moderation (id, action, measure, subject_kind, subject_id, concerns_id, concern, reason, decided_by, decided_at)
      VALUES (\(id), \(action), \(action == decision.action ? nil : decision.action.rawValue), \(kind), \(subject), \(account), \(decision.concern), \(decision.reason), \(moderator), \(at))
      """)
  }

  private static let columns: Query = """
    m.id, COALESCE(m.measure, m.action), m.subject_kind, m.subject_id, m.concerns_id, m.concern, m.reason, m.decided_by, d.name, m.decided_at,
    p.words, p.made_at, p.upheld, p.answer
    """
  private static let tables: Query =
    "moderation m JOIN account d ON d.id = m.decided_by LEFT JOIN appeal p ON p.moderation_id = m.id"

  private static func decision(_ row: inout Row) throws -> Safeguards.Decision {
    let id: Key<ModerationRow> = try row.take()
    let action: ModerationAction = try row.take()
    let kind: String = try row.take()
    let subject: Int64 = try row.take()
    let concerns: Key<Account>? = try row.take()
    let concern: Concern = try row.take()
    let reason: String = try row.take()
    let decidedBy: Key<Account> = try row.take()
    let deciderName: String = try row.take()
    let at: Moment = try row.take()
    let words: String? = try row.take()
    let appealedAt: Moment? = try row.take()
    let isUpheld: Bool? = try row.take()
    let answer: String? = try row.take()
    let appeal: Safeguards.Appeal? =
      if let words, let appealedAt {
        Safeguards.Appeal(words: words, at: appealedAt, isUpheld: isUpheld, answer: answer)
      } else { nil }
    return Safeguards.Decision(
      id: id, action: action, kind: kind, subject: subject, concerns: concerns, concern: concern, reason: reason,
      decidedBy: decidedBy,
      deciderName: deciderName, at: at, appeal: appeal)
  }

  static func decision(_ id: Key<ModerationRow>, in tx: ReadTx) throws -> Safeguards.Decision? {
    try tx.first("SELECT \(columns) FROM \(tables) WHERE m.id = \(id)", decision)
  }

  static func decisions(about kind: String, _ id: Int64, in tx: ReadTx) throws -> [Safeguards.Decision] {
    try tx.all(
      "SELECT \(columns) FROM \(tables) WHERE m.subject_kind = \(kind) AND m.subject_id = \(id) ORDER BY m.id DESC LIMIT 50",
      decision)
  }

  static func decisions(concerning account: Key<Account>, limit: Int, in tx: ReadTx) throws -> [Safeguards.Decision] {
    try tx.all(
      "SELECT \(columns) FROM \(tables) WHERE m.concerns_id = \(account) ORDER BY m.id DESC LIMIT \(limit)", decision)
  }

  static func latestDecisions(before: Key<ModerationRow>, limit: Int, in tx: ReadTx) throws -> [Safeguards.Decision] {
    try tx.all("SELECT \(columns) FROM \(tables) WHERE m.id < \(before) ORDER BY m.id DESC LIMIT \(limit)", decision)
  }

  static func openAppeals(in tx: ReadTx) throws -> [Safeguards.Decision] {
    try tx.all(
      "SELECT \(columns) FROM \(tables) WHERE p.made_at IS NOT NULL AND p.answered_at IS NULL ORDER BY p.made_at LIMIT 50",
      decision)
  }

  static func counts(in tx: ReadTx) throws -> [(action: ModerationAction, count: Int)] {
    try tx.all(
      "SELECT COALESCE(measure, action), count(*) FROM moderation GROUP BY COALESCE(measure, action) ORDER BY 1"
    ) { row in
      (action: try row.take() as ModerationAction, count: try row.take() as Int)
    }
  }

  // MARK: Accounts

  static func role(of account: Key<Account>, in tx: ReadTx) throws -> Role {
    Role(rawValue: try tx.value("SELECT role FROM account WHERE id = \(account)") ?? 0) ?? .member
  }

  static func isSuspended(_ account: Key<Account>, in tx: ReadTx) throws -> Bool {
    try tx.exists("SELECT 1 FROM account WHERE id = \(account) AND standing = 2")
  }

  /// Suspends an account, closing its sessions, or ends that.
  /// - Returns: whether anything changed.
  static func setSuspended(_ isSuspended: Bool, _ account: Key<Account>, in tx: WriteTx) throws -> Bool {
    if isSuspended {
      guard try tx.run("UPDATE account SET standing = 2 WHERE id = \(account) AND standing = 0") == 1 else {
        return false
      }
      try tx.run("DELETE FROM session WHERE account_id = \(account)")
      return true
    }
    return try tx.run("UPDATE account SET standing = 0 WHERE id = \(account) AND standing = 2") == 1
  }

  static func restraints(on account: Key<Account>, in tx: ReadTx) throws -> Safeguards.Restraints {
    try tx.first(
      """
      SELECT a.is_limited, COALESCE(l.is_disabled, FALSE), a.covers_pictures FROM account a
      LEFT JOIN login l ON l.account_id = a.id WHERE a.id = \(account)
      """
    ) { row in
      Safeguards.Restraints(isLimited: try row.take(), isDisabled: try row.take(), coversPictures: try row.take())
    } ?? Safeguards.Restraints(isLimited: false, isDisabled: false, coversPictures: false)
  }

  /// Limits, disables or covers an account, or ends that. Whoever is disabled is signed out everywhere.
  /// - Returns: whether anything changed.
  static func set(_ action: ModerationAction, _ account: Key<Account>, in tx: WriteTx) throws -> Bool {
    switch action {
    case .limit, .unlimit:
      let isLimited = action == .limit
      return try tx.run(
        "UPDATE account SET is_limited = \(isLimited) WHERE id = \(account) AND is_limited <> \(isLimited)") == 1
    case .cover, .uncover:
      let covers = action == .cover
      return try tx.run(
        "UPDATE account SET covers_pictures = \(covers) WHERE id = \(account) AND covers_pictures <> \(covers)") == 1
    case .disable, .enable:
      let isDisabled = action == .disable
      let changed =
        try tx.run(
          "UPDATE login SET is_disabled = \(isDisabled) WHERE account_id = \(account) AND is_disabled <> \(isDisabled)")
        == 1
      if changed, isDisabled { try tx.run("DELETE FROM session WHERE account_id = \(account)") }
      return changed
    case .hide, .restore, .warn, .suspend, .unsuspend, .dismiss: return false
    }
  }

  static func hasOtherModerator(than account: Key<Account>, in tx: ReadTx) throws -> Bool {
    try tx.exists("SELECT 1 FROM account WHERE role >= 1 AND standing = 0 AND id <> \(account)")
  }

  // MARK: Appeals

  static func insertAppeal(_ id: Key<ModerationRow>, words: String, by member: Key<Account>, in tx: WriteTx) throws {
    try tx.run(
      "INSERT INTO appeal (moderation_id, words, made_by, made_at) VALUES (\(id), \(words), \(member), \(tx.now))")
  }

  static func answerAppeal(
    _ id: Key<ModerationRow>, isUpheld: Bool, words: String, by moderator: Key<Account>, in tx: WriteTx
  ) throws {
    try tx.run(
      """
      UPDATE appeal SET upheld = \(isUpheld), answer = \(words), answered_by = \(moderator), answered_at = \(tx.now) WHERE moderation_id = \(id)
      """)
  }

  // MARK: Rules

  static func rules(in tx: ReadTx) throws -> [Rules.Rule] {
    try tx.all("SELECT title, text FROM rule ORDER BY position") { row in
      Rules.Rule(title: try row.take(), text: try row.take())
    }
  }

  static func setRules(_ rules: [Rules.Rule], by steward: Key<Account>?, in tx: WriteTx) throws {
    try tx.run("DELETE FROM rule")
    for (index, rule) in rules.enumerated() {
      try tx.run(
        "INSERT INTO rule (position, title, text, set_by, set_at) VALUES (\(index + 1), \(rule.title), \(rule.text), \(steward), \(tx.now))"
      )
    }
  }
}
