public import Commons
public import Storehouse

extension Happening.Kind {
  /// Subject: the report.
  public static let reportMade = Self("report.made")
  /// Subject: the decision. About: the account it concerns. Note: the action.
  public static let moderated = Self("moderation.decided")
  /// Subject: the decision.
  public static let appealMade = Self("appeal.made")
  /// Subject: the decision. About: the account it concerns.
  public static let appealAnswered = Self("appeal.answered")
}

/// Reports, what moderators do about them, and appeals.
public struct Safeguards: Sendable {
  let store: any Store
  let subjects: [String: Subject]

  public init(store: any Store, rooms: [Room]) {
    self.store = store
    subjects = Dictionary(rooms.flatMap(\.subjects).map { ($0.kind, $0) }, uniquingKeysWith: { first, _ in first })
  }

  // MARK: Reporting

  /// What is being reported, if the viewer may see it.
  public func subject(_ kind: String, _ id: Int64, for viewer: Key<Account>?) async throws -> Described {
    guard let subject = subjects[kind] else { throw Refusal.notFound }
    return try await store.read { tx in
      guard try subject.isSeen(id, viewer, tx), let description = try subject.describe(id, tx) else {
        throw Refusal.notFound
      }
      return description
    }
  }

  /// Makes a report. The same person reporting the same thing again adds nothing while the first is open.
  /// - Throws: `Refusal.notFound` for what the reporter may not see.
  public func report(_ report: NewReport, by reporter: Key<Account>?) async throws {
    guard let subject = subjects[report.subjectKind] else { throw Refusal.notFound }
    try await store.write { tx in
      guard try subject.isSeen(report.subject, reporter, tx) else { throw Refusal.notFound }
      if let reporter, try SafeguardStore.hasOpen(report, by: reporter, in: tx) { return }
      let id = tx.mint(ReportRow.self)
      try SafeguardStore.insert(report, id: id, by: reporter, at: tx.now, in: tx)
      try tx.record(Happening(.reportMade, id.value, by: reporter))
    }
  }

  // MARK: Moderating

  /// A line of the queue: everything open about one thing.
  public struct Case: Sendable {
    public let kind: String
    public let subject: Int64
    public let reportCount: Int
    public let firstAt: Moment
    public let concerns: [Concern]
    public var description: Described?
  }

  /// What waits, most reported first; danger before everything.
  public func queue() async throws -> (cases: [Case], appeals: [Decision]) {
    try await store.read { tx in
      let cases = try SafeguardStore.openCases(limit: 100, in: tx).map { found in
        var found = found
        found.description = try subjects[found.kind]?.describe(found.subject, tx)
        return found
      }
      let sorted = cases.sorted { left, right in
        let (leftDanger, rightDanger) = (left.concerns.contains(.danger), right.concerns.contains(.danger))
        if leftDanger != rightDanger { return leftDanger }
        return left.reportCount != right.reportCount
          ? left.reportCount > right.reportCount : left.firstAt < right.firstAt
      }
      return (sorted, try SafeguardStore.openAppeals(in: tx))
    }
  }

  /// One thing with everything reported and decided about it.
  public struct File: Sendable {
    public let kind: String
    public let subject: Int64
    public let description: Described
    public let canBeHidden: Bool
    public let isSuspended: Bool
    public let restraints: Restraints
    public let reports: [Report]
    public let decisions: [Decision]
  }

  /// What a moderator has done to an account, short of suspending it.
  public struct Restraints: Sendable {
    public let isLimited: Bool
    public let isDisabled: Bool
    public let coversPictures: Bool
  }

  public struct Report: Sendable {
    public let concern: Concern
    public let words: String
    public let reporter: String?
    public let at: Moment
    public let isOpen: Bool
  }

  public struct Decision: Sendable {
    public let id: Key<ModerationRow>
    public let action: ModerationAction
    public let kind: String
    public let subject: Int64
    public let concerns: Key<Account>?
    public let concern: Concern
    public let reason: String
    public let decidedBy: Key<Account>
    public let deciderName: String
    public let at: Moment
    public let appeal: Appeal?
  }

  public struct Appeal: Sendable {
    public let words: String
    public let at: Moment
    public let isUpheld: Bool?
    public let answer: String?
  }

  public func file(_ kind: String, _ id: Int64) async throws -> File {
    guard let subject = subjects[kind] else { throw Refusal.notFound }
    return try await store.read { tx in
      guard let description = try subject.describe(id, tx) else { throw Refusal.notFound }
      return File(
        kind: kind, subject: id, description: description, canBeHidden: subject.setHidden != nil,
        isSuspended: try SafeguardStore.isSuspended(description.owner, in: tx),
        restraints: try SafeguardStore.restraints(on: description.owner, in: tx),
        reports: try SafeguardStore.reports(about: kind, id, in: tx),
        decisions: try SafeguardStore.decisions(about: kind, id, in: tx))
    }
  }

  /// Does what a moderator decided, tells the person concerned, closes the reports and writes the log: all of it or nothing.
  /// - Throws: a `Refusal` when it makes no sense (hiding what is hidden), or is about oneself or someone of a higher role.
  public func decide(_ decision: NewDecision, about kind: String, _ id: Int64, by moderator: Member) async throws
    -> Key<ModerationRow>
  {
    try await decide(decision, about: kind, id, by: Moderator(id: moderator.id, role: moderator.role))
  }

  /// Whoever decides: what of a member counts here.
  public struct Moderator: Sendable {
    let id: Key<Account>
    let role: Role
    public init(id: Key<Account>, role: Role) {
      self.id = id
      self.role = role
    }
  }

  /// The same for a moderator who comes with an app.
  @discardableResult public func decide(
    _ decision: NewDecision, about kind: String, _ id: Int64, by moderator: Moderator
  ) async throws -> Key<ModerationRow> {
    guard moderator.role >= .moderator else { throw Refusal.forbidden("Only moderators may do that.") }
    guard let subject = subjects[kind] else { throw Refusal.notFound }
    return try await store.write { tx in
      guard let description = try subject.describe(id, tx) else { throw Refusal.notFound }
      try Safeguards.act(decision.action, on: subject, id, description, reason: decision.reason, by: moderator, in: tx)
      try SafeguardStore.closeReports(about: kind, id, by: moderator.id, at: tx.now, in: tx)
      let key = tx.mint(ModerationRow.self)
      try SafeguardStore.insert(
        decision, id: key, about: kind, id, concerning: description.owner, by: moderator.id, at: tx.now, in: tx)
      try tx.record(
        Happening(
          .moderated, key.value, by: moderator.id, about: description.owner.value, note: decision.action.rawValue))
      return key
    }
  }

  /// A report and what was decided about it, for what comes with a demonstration.
  public static func load(
    _ report: NewReport, by reporter: Key<Account>, decided decision: NewDecision, by moderator: Key<Account>,
    subject: Subject, reportedAt: Moment, decidedAt: Moment, in tx: WriteTx
  ) throws {
    guard let description = try subject.describe(report.subject, tx) else { return }
    try SafeguardStore.insert(report, id: tx.mint(), by: reporter, at: reportedAt, in: tx)
    if decision.action == .hide { try subject.setHidden?(report.subject, true, moderator, decision.reason, tx) }
    try SafeguardStore.closeReports(about: report.subjectKind, report.subject, by: moderator, at: decidedAt, in: tx)
    let id = tx.mint(ModerationRow.self)
    try SafeguardStore.insert(
      decision, id: id, about: report.subjectKind, report.subject, concerning: description.owner, by: moderator,
      at: decidedAt, in: tx)
    try tx.record(
      Happening(.moderated, id.value, by: moderator, about: description.owner.value, note: decision.action.rawValue))
  }

  private static func act(
    _ action: ModerationAction, on subject: Subject, _ id: Int64, _ description: Described, reason: String,
    by moderator: Moderator, in tx: WriteTx
  ) throws {
    switch action {
    case .hide, .restore:
      guard let setHidden = subject.setHidden else { throw Refusal.invalid("action", "That cannot be hidden.") }
      guard description.isHidden != (action == .hide) else {
        throw Refusal.invalid("action", action == .hide ? "It is hidden already." : "It is not hidden.")
      }
      try setHidden(id, action == .hide, moderator.id, reason, tx)
    case .suspend, .unsuspend:
      guard description.owner != moderator.id else { throw Refusal.invalid("action", "You cannot suspend yourself.") }
      let role = try SafeguardStore.role(of: description.owner, in: tx)
      guard role < moderator.role || moderator.role == .steward && role < .steward else {
        throw Refusal.invalid("action", "Only a steward can suspend a moderator, and nobody a steward.")
      }
      guard try SafeguardStore.setSuspended(action == .suspend, description.owner, in: tx) else {
        throw Refusal.invalid(
          "action", action == .suspend ? "The account is suspended already." : "The account is not suspended.")
      }
    case .limit, .unlimit, .disable, .enable, .cover, .uncover:
      guard description.owner != moderator.id else {
        throw Refusal.invalid("action", "You cannot do that to your own account.")
      }
      guard try SafeguardStore.role(of: description.owner, in: tx) < moderator.role else {
        throw Refusal.invalid("action", "Only a steward can do that to a moderator, and nobody to a steward.")
      }
      guard try SafeguardStore.set(action, description.owner, in: tx) else {
        throw Refusal.invalid("action", "That is so already.")
      }
    case .warn, .dismiss: break
    }
  }
}
