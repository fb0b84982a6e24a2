import Commons
public import Doors
public import Hummingbird
import Pages
public import Storehouse

/// Reporting, moderating, appealing, and what everyone may read of it.
public struct SafeguardRoutes: Sendable {
  let house: House
  let safeguards: Safeguards
  let rules: Rules

  public init(house: House, rooms: [Room]) {
    self.house = house
    safeguards = Safeguards(store: house.store, rooms: rooms)
    rules = Rules(store: house.store)
  }

  public func add(to router: Router<VisitorContext>) {
    router.get("/report", use: reportPage)
    router.post("/report", use: report)
    router.get("/report/thanks", use: { _, context in context.page(SafeguardPages.thanks(words: context.words)) })
    router.get("/moderation", use: log)
    router.get("/rules", use: rulesPage)
    let accounts = router.group(context: AppealContext.self)
    accounts.get("/suspended", use: suspended)
    accounts.get("/moderation/decisions/{id}", use: decision)
    accounts.post("/moderation/decisions/{id}/appeal", use: appeal)
    let moderators = router.group(context: ModeratorContext.self)
    moderators.get("/moderation/queue", use: queue)
    moderators.get("/moderation/{kind}/{subject}", use: file)
    moderators.post("/moderation/{kind}/{subject}", use: decide)
    moderators.post("/moderation/decisions/{id}/answer", use: answer)
    let stewards = router.group(context: StewardContext.self)
    stewards.get("/rules/edit", use: editRules)
    stewards.post("/rules", use: setRules)
  }

  static let reporting = RateLimits.Allowance("report", burst: 10, per: .hours(1))

  // MARK: Reporting

  @Sendable func reportPage(_ request: Request, _ context: VisitorContext) async throws -> Response {
    let kind = request.query("kind")
    guard let id = Int64(request.query("id")) else { throw Refusal.notFound }
    let description = try await safeguards.subject(kind, id, for: context.viewer)
    return context.page(
      SafeguardPages.report(description, kind: kind, id: id, form: context.fresh(), words: context.words))
  }

  @Sendable func report(_ request: Request, _ context: VisitorContext) async throws -> Response {
    let form = try await FormBody(request)
    guard let id = Int64(form["id"]) else { throw Refusal.notFound }
    let kind = form["kind"]
    let description = try await safeguards.subject(kind, id, for: context.viewer)
    return try await context.mending(
      form, page: { SafeguardPages.report(description, kind: kind, id: id, form: $0, words: context.words) }
    ) {
      let report = try NewReport(kind: kind, subject: id, concern: form["concern"], words: form["words"])
      try house.limits.take(Self.reporting, by: context.viewer?.description ?? context.visit.address, at: context.now)
      try await safeguards.report(report, by: context.viewer)
      return .see("/report/thanks")
    }
  }

  // MARK: Moderating

  @Sendable func queue(_ request: Request, _ context: ModeratorContext) async throws -> Response {
    let (cases, appeals) = try await safeguards.queue()
    return context.page(SafeguardPages.queue(cases, appeals: appeals, now: context.now, words: context.words))
  }

  private func place(_ context: some DoorContext) throws -> (kind: String, id: Int64) {
    guard let id = Int64(try context.parameters.require("subject")) else { throw Refusal.notFound }
    return (try context.parameters.require("kind"), id)
  }

  @Sendable func file(_ request: Request, _ context: ModeratorContext) async throws -> Response {
    let (kind, id) = try place(context)
    let file = try await safeguards.file(kind, id)
    return context.page(SafeguardPages.file(file, form: context.fresh(), now: context.now, words: context.words))
  }

  @Sendable func decide(_ request: Request, _ context: ModeratorContext) async throws -> Response {
    let (kind, id) = try place(context)
    let form = try await FormBody(request)
    return try await context.mending(
      form,
      page: { state in
        SafeguardPages.file(try await safeguards.file(kind, id), form: state, now: context.now, words: context.words)
      }
    ) {
      let decision = try NewDecision(action: form["action"], concern: form["concern"], reason: form["reason"])
      _ = try await safeguards.decide(decision, about: kind, id, by: context.member)
      return .see("/moderation/queue")
    }
  }

  // MARK: Appeals

  private func decisionPage(_ id: Key<ModerationRow>, _ form: FormState, _ member: Member, _ context: some DoorContext)
    async throws -> Page
  {
    let (decision, description) = try await safeguards.decision(id, for: member)
    let undoable = !decision.action.isLenient
    return SafeguardPages.decision(
      decision, description, form: form, mayAppeal: decision.concerns == member.id && undoable,
      mayAnswer: member.role >= .moderator && decision.concerns != member.id, now: context.now, words: context.words)
  }

  /// Where somebody comes who signs in and is suspended, or whose sign-in is shut.
  @Sendable func suspended(_ request: Request, _ context: AppealContext) async throws -> Response {
    guard context.member.isBarred else { return .see("/") }
    let decisions = try await safeguards.decisions(concerning: context.member.id)
    return context.page(
      SafeguardPages.barred(
        decisions, isSignInShut: context.member.isSignInShut, now: context.now, words: context.words))
  }

  @Sendable func decision(_ request: Request, _ context: AppealContext) async throws -> Response {
    context.page(try await decisionPage(context.parameters.key("id"), context.fresh(), context.member, context))
  }

  @Sendable func appeal(_ request: Request, _ context: AppealContext) async throws -> Response {
    let id = try context.parameters.key("id", of: ModerationRow.self)
    let form = try await FormBody(request)
    return try await context.mending(form, page: { try await decisionPage(id, $0, context.member, context) }) {
      try await safeguards.appeal(id, words: form["words"], by: context.member)
      return .see("/moderation/decisions/\(id)")
    }
  }

  @Sendable func answer(_ request: Request, _ context: ModeratorContext) async throws -> Response {
    let id = try context.parameters.key("id", of: ModerationRow.self)
    let form = try await FormBody(request)
    return try await context.mending(form, page: { try await decisionPage(id, $0, context.member, context) }) {
      guard form["upheld"] == "yes" || form["upheld"] == "no" else {
        throw Refusal.invalid("upheld", "Choose what you decide.")
      }
      try await safeguards.answer(id, isUpheld: form["upheld"] == "yes", words: form["answer"], by: context.member)
      return .see("/moderation/queue")
    }
  }

  // MARK: Everyone

  @Sendable func log(_ request: Request, _ context: VisitorContext) async throws -> Response {
    let log = try await safeguards.log(before: request.queryKey("before"))
    let isModerator = (context.visit.member?.role ?? .member) >= .moderator
    return context.page(SafeguardPages.log(log, isModerator: isModerator, now: context.now, words: context.words))
  }

  @Sendable func rulesPage(_ request: Request, _ context: VisitorContext) async throws -> Response {
    context.page(
      SafeguardPages.rules(
        try await rules.all(), isSteward: context.visit.member?.role == .steward, words: context.words))
  }

  @Sendable func editRules(_ request: Request, _ context: StewardContext) async throws -> Response {
    let now = try await rules.all()
    let shown = now.isEmpty ? SafeguardPages.beginning(context.words) : now
    return context.page(SafeguardPages.editRules(context.fresh(["rules": Rules.typed(shown)]), words: context.words))
  }

  @Sendable func setRules(_ request: Request, _ context: StewardContext) async throws -> Response {
    let form = try await FormBody(request)
    return try await context.mending(form, page: { SafeguardPages.editRules($0, words: context.words) }) {
      try await rules.set(typed: form["rules"], by: context.member.id)
      return .see("/rules")
    }
  }
}
