import Commons
public import Doors
public import Hummingbird
import Pages

/// Coming in and going out.
public struct SignInRoutes: Sendable {
  let house: House
  let signIns: SignIns

  public init(house: House) {
    self.house = house
    signIns = SignIns(store: house.store)
  }

  public func add(to router: Router<VisitorContext>) {
    router.get("/join", use: joinPage)
    router.post("/join", use: join)
    router.get("/sign-in", use: signInPage)
    router.post("/sign-in", use: signIn)
    let members = router.group(context: MemberContext.self)
    members.post("/sign-out", use: signOut)
    members.get("/kept/{token}", use: kept)
  }

  static let joining = RateLimits.Allowance("join", burst: 10, per: .hours(1))
  static let trying = RateLimits.Allowance("sign-in", burst: 30, per: .minutes(15))

  @Sendable func joinPage(_ request: Request, _ context: VisitorContext) async throws -> Response {
    guard context.visit.member == nil else { return .see(localPath(request.query("next"))) }
    return context.page(SignInPages.join(context.fresh(["next": request.query("next")]), words: context.words))
  }

  @Sendable func join(_ request: Request, _ context: VisitorContext) async throws -> Response {
    let form = try await FormBody(request)
    return try await context.mending(form, page: { SignInPages.join($0, words: context.words) }) {
      let newcomer = try Newcomer(name: form["name"], handle: form["handle"], email: form["email"], password: form.exact("password"))
      try house.limits.take(Self.joining, by: context.visit.address, at: context.now)
      let opened = try await signIns.join(newcomer, device: device(request), language: context.words.code)
      return .see(localPath(form["next"])).signing(opened.token, isSecure: house.address.isSecure)
    }
  }

  @Sendable func signInPage(_ request: Request, _ context: VisitorContext) async throws -> Response {
    let next = request.query("next")
    guard context.visit.member == nil else { return .see(localPath(next)) }
    return context.page(SignInPages.signIn(context.fresh(["next": next]), isSendingKeptForm: next.hasPrefix("/kept/"), words: context.words))
  }

  @Sendable func signIn(_ request: Request, _ context: VisitorContext) async throws -> Response {
    let form = try await FormBody(request)
    let isKept = form["next"].hasPrefix("/kept/")
    return try await context.mending(form, page: { SignInPages.signIn($0, isSendingKeptForm: isKept, words: context.words) }) {
      guard !form["email"].isEmpty else { throw Refusal.invalid("email", "Enter your e-mail address or your handle.") }
      try house.limits.take(Self.trying, by: context.visit.address, at: context.now)
      let opened = try await signIns.signIn(name: form["email"], password: form.exact("password"), device: device(request))
      return .see(localPath(form["next"])).signing(opened.token, isSecure: house.address.isSecure)
    }
  }

  @Sendable func signOut(_ request: Request, _ context: MemberContext) async throws -> Response {
    try await signIns.signOut(context.member.session)
    return .see("/").signing(nil, isSecure: house.address.isSecure)
  }

  @Sendable func kept(_ request: Request, _ context: MemberContext) async throws -> Response {
    let kept = try await KeptForms(store: house.store).find(context.parameters.require("token"))
    return context.page(SignInPages.kept(path: kept.path, fields: kept.form.fields, words: context.words))
  }

  /// What the browser says it is, so that a person can tell their sessions apart.
  private func device(_ request: Request) -> String { String((request.headers[.userAgent] ?? "").prefix(200)) }
}
