import Commons
public import Doors
public import Hummingbird
import Pages

/// Waiting to be let in, and letting in.
public struct ApprovalRoutes: Sendable {
  let house: House
  let approvals: Approvals

  public init(house: House) {
    self.house = house
    approvals = Approvals(house: house)
  }

  public func add(to router: Router<VisitorContext>) {
    router.group(context: AccountContext.self).get("/waiting", use: waiting)
    let stewards = router.group(context: StewardContext.self)
    stewards.get("/steward/approvals", use: list)
    stewards.post("/steward/approvals/{id}/accept", use: accept)
    stewards.get("/steward/approvals/{id}/decline", use: declinePage)
    stewards.post("/steward/approvals/{id}/decline", use: decline)
  }

  @Sendable func waiting(_ request: Request, _ context: AccountContext) async throws -> Response {
    guard context.member.isWaiting else { return .see(context.member.isBarred ? context.member.place : "/") }
    return context.page(ApprovalPages.waiting(context.member, words: context.words))
  }

  @Sendable func list(_ request: Request, _ context: StewardContext) async throws -> Response {
    context.page(ApprovalPages.list(try await approvals.waiting(), words: context.words, now: context.now))
  }

  @Sendable func accept(_ request: Request, _ context: StewardContext) async throws -> Response {
    try await approvals.accept(context.parameters.key("id"), by: context.member.id)
    return .see("/steward/approvals")
  }

  private func applicant(_ context: StewardContext) async throws -> Approvals.Applicant {
    let id = try context.parameters.key("id", of: Account.self)
    guard let found = try await approvals.waiting().first(where: { $0.id == id }) else { throw Refusal.notFound }
    return found
  }

  @Sendable func declinePage(_ request: Request, _ context: StewardContext) async throws -> Response {
    context.page(ApprovalPages.decline(try await applicant(context), form: context.fresh()))
  }

  @Sendable func decline(_ request: Request, _ context: StewardContext) async throws -> Response {
    let form = try await FormBody(request)
    let applicant = try await applicant(context)
    return try await context.mending(form, page: { ApprovalPages.decline(applicant, form: $0) }) {
      try await approvals.decline(applicant.id, reason: form["reason"], by: context.member.id)
      return .see("/steward/approvals")
    }
  }
}

enum ApprovalPages {
  static func waiting(_ member: Member, words: Words) -> Page {
    Page(
      title: words("Nearly there"),
      main: """
        <h1>\(words("Nearly there"))</h1><section class="card stack"><p>\(words("Hello \(member.name), your account is made. A steward of this site looks at each new account before it can take part. You get a letter when yours has been accepted."))</p>
        <p>\(words("Meanwhile you can read everything that is open to all."))</p>
        <div class="row"><a class="btn" href="/talk">\(words("Read what people say"))</a>\(actionButton("/sign-out", words("Sign out"), icon: .exit, look: .quiet))</div>
        <p><a href="/settings/data">\(words("Changed your mind? Delete the account"))</a></p></section>
        """, isUnlisted: true)
  }

  static func list(_ applicants: [Approvals.Applicant], words: Words, now: Moment) -> Page {
    let rows = applicants.markup { one in
      """
      <li class="row"><span class="grow"><strong dir="auto">\(one.name)</strong> <span class="meta">@\(one.handle) · \(one.email) · \(words.time(one.joinedAt, now: now))</span>
      \(one.isVerified ? tag(words("Address confirmed"), .teal) : tag(words("Address not confirmed")))</span>
      <div class="row">\(actionButton("/steward/approvals/\(one.id)/accept", words("Accept"), icon: .check, look: .quiet, hidden: one.name))
      <a class="btn plain" href="/steward/approvals/\(one.id)/decline">\(words("Decline"))\(quietly(one.name))</a></div></li>
      """
    }
    let title = words("People who want to join")
    let list: Markup =
      applicants.isEmpty
      ? emptyState(
        .users, words("Nobody is waiting"),
        words("When someone creates an account, they stand here until a steward has looked."))
      : "<section class=\"card\"><ul class=\"rows\">\(rows)</ul></section>"
    return Page(
      title: title, main: "\(crumbs([(words("Steward"), "/steward")], words: words))<h1>\(title)</h1>\(list)",
      isUnlisted: true)
  }

  static func decline(_ one: Approvals.Applicant, form: FormState) -> Page {
    let words = form.words
    let title = words("Decline \(one.name)?")
    return Page(
      title: title,
      main: """
        \(crumbs([(words("Steward"), "/steward"), (words("People who want to join"), "/steward/approvals")], words: words))<h1>\(title)</h1>
        <section class="card stack"><p>\(words("They get a letter with your reason, and what they told us about themselves is deleted."))</p>
        \(form.start("/steward/approvals/\(one.id)/decline"))\(form.area("reason", "Why", limit: 1000))
        <div class="row">\(form.button("Decline", .danger))<a class="btn quiet" href="/steward/approvals">\(words("Not now"))</a></div>\(form.end)</section>
        """, problems: form.problems, isUnlisted: true)
  }
}
