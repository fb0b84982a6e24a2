import Commons
import Community
import Doors
import Governance
import Pages
import Storehouse

/// Reports, for moderators.
enum AdminReportOperations {
  private static let read = Operation.Access.moderator("admin:read:reports")
  private static let write = Operation.Access.moderator("admin:write:reports")

  static let all: [Operation] = [
    Operation(
      .get, "/api/v1/admin/reports", read, "Reports, the newest first.",
      [.flag("resolved"), .key("account_id", "Who reported."), .key("target_account_id", "Who is reported.")] + .paging,
      .list("AdminReport", isPaged: true), run: list),
    Operation(.get, "/api/v1/admin/reports/{id}", read, "One report.", [], .entity("AdminReport")) { call in
      try await one(call)
    },
    Operation(
      .put, "/api/v1/admin/reports/{id}", write, "Say what a report is about.",
      [.string("category", "spam, legal, violation or other."), .keys("rule_ids")], .entity("AdminReport")
    ) { call in
      let category = call.input["category"]
      let rules = call.input.list("rule_ids").map { Int(Input.trimmed($0)) ?? -1 }
      try await call.safeguards.classify(
        call.key(), category: category.isEmpty ? nil : category,
        rules: call.input.holds("rule_ids") ? rules.map { max(-1, min($0, 1000)) } : nil)
      return try await one(call)
    },
    Operation(
      .post, "/api/v1/admin/reports/{id}/assign_to_self", write, "Take a report on.", [], .entity("AdminReport")
    ) { call in
      try await call.safeguards.assign(call.key(), to: call.member.id)
      return try await one(call)
    },
    Operation(
      .post, "/api/v1/admin/reports/{id}/unassign", write, "Leave a report to others.", [], .entity("AdminReport")
    ) { call in
      try await call.safeguards.assign(call.key(), to: nil)
      return try await one(call)
    },
    Operation(
      .post, "/api/v1/admin/reports/{id}/resolve", write,
      "Close a report. Where nothing else was decided, that stands in the public log as a decision to leave things as they were.",
      [.string("text", "The reason, for the log.")], .entity("AdminReport")
    ) { call in
      let text = call.input["text"]
      try await call.safeguards.resolve(call.key(), reason: text.isEmpty ? call.unsaid : text, by: call.moderator)
      return try await one(call)
    },
    Operation(
      .post, "/api/v1/admin/reports/{id}/reopen", write, "Open a report again.", [], .entity("AdminReport")
    ) { call in
      try await call.safeguards.reopen(call.key())
      return try await one(call)
    },
  ]

  @Sendable private static func list(_ call: Call) async throws -> Reply {
    var filter = ReportFilter()
    filter.isClosed = try call.input.flag("resolved") ?? false
    filter.reporter = call.input.key("account_id")
    filter.owner = call.input.key("target_account_id")
    let reports = try await call.safeguards.reports(
      filter, before: call.input.key("max_id") ?? Key(.max),
      since: call.input.key("since_id") ?? call.input.key("min_id") ?? Key(0),
      limit: try call.input.limit(100, most: 200))
    let writing = Writing(call)
    let around = try await surroundings(of: reports, writing, call)
    return Reply.json { json in json.array(reports) { $0.adminReport($1, around, writing) } }
      .paged(call, first: reports.first?.id.description, last: reports.last?.id.description)
  }

  private static func one(_ call: Call) async throws -> Reply {
    let report = try await call.safeguards.report(call.key())
    let writing = Writing(call)
    let around = try await surroundings(of: [report], writing, call)
    return Reply.json { $0.adminReport(report, around, writing) }
  }

  /// The people, posts and rules that reports name. Of posts only those that the moderator may see: a private group’s stay in it.
  private static func surroundings(of reports: [ReportFile], _ writing: Writing, _ call: Call) async throws
    -> JSON.ReportSurroundings
  {
    let people = Set(
      reports.flatMap { [$0.reporter, $0.owner, $0.assignedTo, $0.closedBy] }.compactMap { $0 })
    let posts = Array(Set(reports.flatMap(\.posts)).map { Key<Post>($0) })
    let reader = try call.member.role
    return try await call.house.store.read { tx in
      var around = JSON.ReportSurroundings()
      around.accounts = try AdminAccountStore.find(Array(people), for: reader, in: tx)
      let cards = try PostStore.completed(
        PostStore.inOrder(posts, for: writing.viewer, in: tx).filter { $0.state != .deleted }, for: writing.viewer,
        in: tx)
      around.cards = Dictionary(cards.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
      around.statuses = try StatusStore.surroundings(of: cards, writing, in: tx)
      around.rules = Dictionary(
        try InstanceStore.rules(in: tx).map { ($0.position, $0) }, uniquingKeysWith: { first, _ in first })
      return around
    }
  }
}
