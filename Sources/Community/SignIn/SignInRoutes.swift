import Commons
public import Doors
public import Hummingbird
import Pages

/// Coming in and going out.
public struct SignInRoutes: Sendable {
  let house: House
  let signIns: SignIns
  let arrivals: Arrivals

  public init(house: House) {
    self.house = house
    signIns = SignIns(store: house.store)
    arrivals = Arrivals(house: house)
  }

  public func add(to router: Router<VisitorContext>) {
    router.get("/join", use: joinPage)
    router.post("/join", use: join)
    router.get("/sign-in", use: signInPage)
    router.post("/sign-in", use: signIn)
    router.group(context: AppealContext.self).post("/sign-out", use: signOut)
    router.group(context: MemberContext.self).get("/kept/{token}", use: kept)
    MailLinkRoutes(house: house).add(to: router)
    ApprovalRoutes(house: house).add(to: router)
    UnsubscribeRoutes(house: house).add(to: router)
  }

  package static let joining = RateLimits.Allowance("join", burst: 10, per: .hours(1))
  static let trying = RateLimits.Allowance("sign-in", burst: 30, per: .minutes(15))

  @Sendable func joinPage(_ request: Request, _ context: VisitorContext) async throws -> Response {
    if let waiting = context.visit.waiting { return .see(waiting.place) }
    guard context.visit.member == nil else { return .see(localPath(request.query("next"))) }
    let form = context.fresh(["next": request.query("next"), "invitation": request.query("invitation")])
    let registration = try await house.settings.values().registration
    return context.page(SignInPages.join(form, registration: registration, words: context.words))
  }

  @Sendable func join(_ request: Request, _ context: VisitorContext) async throws -> Response {
    let form = try await FormBody(request)
    let registration = try await house.settings.values().registration
    return try await context.mending(
      form, page: { SignInPages.join($0, registration: registration, words: context.words) }
    ) {
      let newcomer = try Newcomer(
        name: form["name"], handle: form["handle"], email: form["email"], password: form.exact("password"))
      try house.limits.take(Self.joining, by: context.visit.address, at: context.now)
      let next = localPath(form["next"])
      let arrival = try await arrivals.join(
        newcomer, invitation: form["invitation"], next: next, address: context.visit.address, device: request.device,
        language: context.words.code)
      // What they wrote before they had an account comes first; then what they were invited to.
      let leadsTo = next.hasPrefix("/kept/") ? next : arrival.invitedTo.map { localPath($0) } ?? next
      return .see(arrival.isWaiting ? "/waiting" : leadsTo).signing(
        arrival.opened.token, isSecure: house.address.isSecure)
    }
  }

  @Sendable func signInPage(_ request: Request, _ context: VisitorContext) async throws -> Response {
    let next = request.query("next")
    if let waiting = context.visit.waiting { return .see(waiting.place) }
    guard context.visit.member == nil else { return .see(localPath(next)) }
    return context.page(
      SignInPages.signIn(
        context.fresh(["next": next]), isSendingKeptForm: next.hasPrefix("/kept/"), words: context.words))
  }

  @Sendable func signIn(_ request: Request, _ context: VisitorContext) async throws -> Response {
    let form = try await FormBody(request)
    let isKept = form["next"].hasPrefix("/kept/")
    return try await context.mending(
      form, page: { SignInPages.signIn($0, isSendingKeptForm: isKept, words: context.words) }
    ) {
      guard !form["email"].isEmpty else { throw Refusal.invalid("email", "Enter your e-mail address or your handle.") }
      try house.limits.take(Self.trying, by: context.visit.address, at: context.now)
      let entry = try await signIns.signIn(
        name: form["email"], password: form.exact("password"), device: request.device, address: context.visit.address)
      return house.letIn(entry, next: form["next"], on: request)
    }
  }

  @Sendable func signOut(_ request: Request, _ context: AppealContext) async throws -> Response {
    try await signIns.signOut(context.member.session)
    return .see("/").signing(nil, isSecure: house.address.isSecure)
  }

  @Sendable func kept(_ request: Request, _ context: MemberContext) async throws -> Response {
    let kept = try await KeptForms(store: house.store).find(context.parameters.require("token"))
    return context.page(SignInPages.kept(path: kept.path, fields: kept.form.fields, words: context.words))
  }
}

extension House {
  /// Where someone goes who has proved who they are: on, or to the step that asks for a code.
  func letIn(_ entry: SignIns.Entry, next: String, on request: Request) -> Response {
    switch entry {
    case .session(let opened):
      .see(opened.isBarred ? "/suspended" : localPath(next)).signing(opened.token, isSecure: address.isSecure)
        .choosing(opened.choices.unknown(to: request), isSecure: address.isSecure)
    case .secondStep(let ticket): .see("/sign-in/code?ticket=\(ticket)&next=\(Link.encoded(localPath(next)))")
    }
  }
}

extension Request {
  /// What the browser says it is, so that a person can tell their sessions apart.
  var device: String { String((headers[.userAgent] ?? "").prefix(200)) }
}
