import Commons
public import Doors
public import Hummingbird
import Pages

/// One's password, second factor and sessions.
public struct SecurityRoutes: Sendable {
  let house: House
  let factors: SecondFactors
  let sessions: Sessions

  public init(house: House) {
    self.house = house
    factors = SecondFactors(house: house)
    sessions = Sessions(store: house.store)
  }

  public func add(to router: Router<VisitorContext>) {
    let accounts = router.group(context: AccountContext.self)
    accounts.get("/settings/security", use: page)
    accounts.post("/settings/security/password", use: changePassword)
    accounts.post("/settings/security/code/begin", use: begin)
    accounts.get("/settings/security/code", use: setUp)
    accounts.post("/settings/security/code/confirm", use: confirm)
    accounts.post("/settings/security/code/off", use: turnOff)
    accounts.post("/settings/security/sessions/close", use: closeAll)
    accounts.post("/settings/security/sessions/{id}/close", use: close)
  }

  private func security(_ context: AccountContext, form: FormState) async throws -> Page {
    let member = context.member
    return SecurityPages.security(
      try await factors.state(of: member.id), places: try await sessions.list(of: member.id), current: member.session,
      form: form, now: context.now)
  }

  @Sendable func page(_ request: Request, _ context: AccountContext) async throws -> Response {
    context.page(try await security(context, form: context.fresh()))
  }

  @Sendable func changePassword(_ request: Request, _ context: AccountContext) async throws -> Response {
    let form = try await FormBody(request)
    return try await context.mending(
      form, page: { try await security(context, form: FormSides.named($0, "password", "new-password")) }
    ) {
      try await PasswordChanges(house: house).change(
        from: form.exact("old-password"), to: form.exact("new-password"), by: context.member)
      return .see("/settings/security")
    }
  }

  @Sendable func begin(_ request: Request, _ context: AccountContext) async throws -> Response {
    let form = try await FormBody(request)
    return try await context.mending(form, page: { try await security(context, form: $0) }) {
      try await factors.begin(context.member)
      return .see("/settings/security/code")
    }
  }

  @Sendable func setUp(_ request: Request, _ context: AccountContext) async throws -> Response {
    guard let setup = try await factors.pending(context.member) else { return .see("/settings/security") }
    return context.page(SecurityPages.setUp(setup, form: context.fresh()))
  }

  @Sendable func confirm(_ request: Request, _ context: AccountContext) async throws -> Response {
    let form = try await FormBody(request)
    guard let setup = try await factors.pending(context.member) else { return .see("/settings/security") }
    return try await context.mending(form, page: { SecurityPages.setUp(setup, form: $0) }) {
      let codes = try await factors.confirm(form["code"], by: context.member)
      // Not a redirect: the codes are in no store, so this answer is the only place they are.
      return context.page(SecurityPages.codes(codes, words: context.words))
    }
  }

  @Sendable func turnOff(_ request: Request, _ context: AccountContext) async throws -> Response {
    let form = try await FormBody(request)
    return try await context.mending(form, page: { try await security(context, form: $0) }) {
      try await factors.turnOff(password: form.exact("password"), by: context.member)
      return .see("/settings/security")
    }
  }

  @Sendable func close(_ request: Request, _ context: AccountContext) async throws -> Response {
    try await sessions.close(context.parameters.key("id"), by: context.member.id)
    return .see("/settings/security")
  }

  @Sendable func closeAll(_ request: Request, _ context: AccountContext) async throws -> Response {
    try await sessions.closeAll(of: context.member.id)
    return .see("/").signing(nil, isSecure: house.address.isSecure)
  }
}

enum FormSides {
  /// A form's state whose problems about `field` stand beside `other`: for a page where two forms have the same rule under different names.
  static func named(_ form: FormState, _ field: String, _ other: String) -> FormState {
    var form = form
    form.problems = form.problems.map { $0.field == field ? .init(field: other, $0.words) : $0 }
    return form
  }
}
