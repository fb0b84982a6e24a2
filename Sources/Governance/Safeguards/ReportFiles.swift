package import Commons
import Storehouse

/// One report with everything that is known of it, for moderators.
package struct ReportFile: Sendable {
  package let id: Key<ReportRow>
  package let kind: String
  package let subject: Int64
  package let concern: Concern
  /// In the words of the Mastodon API: `spam`, `legal`, `violation` or `other`.
  package let category: String
  package let words: String
  package let reporter: Key<Account>?
  package let madeAt: Moment
  package let closedBy: Key<Account>?
  package let closedAt: Moment?
  package let assignedTo: Key<Account>?
  /// Whose doing it is about.
  package var owner: Key<Account>?
  package var posts: [Int64] = []
  /// Positions of the rules that were broken.
  package var rules: [Int] = []

  package static let categories = ["spam", "legal", "violation", "other"]
}

/// Which reports are wanted.
package struct ReportFilter: Sendable {
  package var isClosed = false
  package var reporter: Key<Account>?
  package var owner: Key<Account>?
  package init() {}
}

/// Reports one by one, as apps for moderators work on them.
extension Safeguards {
  package func reports(_ filter: ReportFilter, before: Key<ReportRow>, since: Key<ReportRow>, limit: Int) async throws
    -> [ReportFile]
  {
    try await store.read { tx in
      try ReportStore.list(filter, before: before, since: since, limit: limit, in: tx).map { try whole($0, in: tx) }
    }
  }

  /// - Throws: `Refusal.notFound`.
  package func report(_ id: Key<ReportRow>) async throws -> ReportFile {
    try await store.read { tx in
      guard let found = try ReportStore.find(id, in: tx) else { throw Refusal.notFound }
      return try whole(found, in: tx)
    }
  }

  private func whole(_ report: ReportFile, in tx: ReadTx) throws -> ReportFile {
    var report = report
    report.owner = try subjects[report.kind]?.describe(report.subject, tx)?.owner
    report.posts = try ReportStore.posts(of: report.id, in: tx)
    if report.kind == "post", !report.posts.contains(report.subject) { report.posts.insert(report.subject, at: 0) }
    report.rules = try ReportStore.rules(of: report.id, in: tx)
    return report
  }

  /// Says who looks into a report; nil is nobody.
  package func assign(_ id: Key<ReportRow>, to moderator: Key<Account>?) async throws {
    try await store.write { tx in
      guard try ReportStore.assign(id, to: moderator, in: tx) else { throw Refusal.notFound }
    }
  }

  /// Sets what a report is about.
  /// - Throws: a `Refusal` when there is no such category or rule.
  package func classify(_ id: Key<ReportRow>, category: String?, rules: [Int]?) async throws {
    if let category, !ReportFile.categories.contains(category) {
      throw Refusal.invalid("category", "The category is spam, legal, violation or other.")
    }
    try await store.write { tx in
      guard try ReportStore.find(id, in: tx) != nil else { throw Refusal.notFound }
      if let category { try ReportStore.setCategory(category, of: id, in: tx) }
      if let rules { try ReportStore.setRules(Array(Set(rules)).sorted(), of: id, in: tx) }
    }
  }

  /// Closes a report. Where nothing was decided about its subject since it was made, that is a decision too: to leave it as it was, which
  /// stands in the public log with its reason.
  package func resolve(_ id: Key<ReportRow>, reason: String, by moderator: Moderator) async throws {
    guard moderator.role >= .moderator else { throw Refusal.forbidden("Only moderators may do that.") }
    try await store.write { tx in
      guard let report = try ReportStore.find(id, in: tx) else { throw Refusal.notFound }
      guard report.closedAt == nil else { return }
      try ReportStore.close(id, by: moderator.id, in: tx)
      guard try !ReportStore.isDecided(report, in: tx),
        let description = try subjects[report.kind]?.describe(report.subject, tx)
      else { return }
      let decision = try NewDecision(
        action: ModerationAction.dismiss.rawValue, concern: report.concern.rawValue, reason: reason)
      let key = tx.mint(ModerationRow.self)
      try SafeguardStore.insert(
        decision, id: key, about: report.kind, report.subject, concerning: description.owner, by: moderator.id,
        at: tx.now, in: tx)
      try tx.record(
        Happening(
          .moderated, key.value, by: moderator.id, about: description.owner.value, note: decision.action.rawValue))
    }
  }

  /// Opens a report that was closed.
  package func reopen(_ id: Key<ReportRow>) async throws {
    try await store.write { tx in
      guard try ReportStore.reopen(id, in: tx) else { throw Refusal.notFound }
    }
  }
}
