import Commons
public import Doors
public import Hummingbird
import Letterbox
import Pages

/// Links in letters: confirming an address, signing in, choosing a new password; and the code that may follow.
public struct MailLinkRoutes: Sendable {
  let house: House
  let proofs: EmailProofs
  let passwords: PasswordChanges
  let factors: SecondFactors

  public init(house: House) {
    self.house = house
    proofs = EmailProofs(house: house)
    passwords = PasswordChanges(house: house)
    factors = SecondFactors(house: house)
  }

  public func add(to router: Router<VisitorContext>) {
    router.get("/verify/{token}", use: verifyPage)
    router.post("/verify/{token}", use: verify)
    router.get("/verify/change/{token}", use: changePage)
    router.post("/verify/change/{token}", use: change)
    router.get("/verify/done", use: { request, context in Self.verified(request, context) })
    router.get("/sign-in/link", use: linkPage)
    router.post("/sign-in/link", use: askForLink)
    router.get("/sign-in/link/{token}", use: followPage)
    router.post("/sign-in/link/{token}", use: follow)
    router.get("/sign-in/code", use: codePage)
    router.post("/sign-in/code", use: code)
    router.get("/sign-in/sent", use: { _, context in context.page(MailLinkPages.sent(words: context.words)) })
    router.get("/reset", use: { _, context in context.page(MailLinkPages.askForReset(context.fresh())) })
    router.post("/reset", use: askForReset)
    router.get("/reset/done", use: { _, context in context.page(MailLinkPages.resetDone(words: context.words)) })
    router.get("/reset/{token}", use: resetPage)
    router.post("/reset/{token}", use: reset)
    router.group(context: AccountContext.self).post("/verify", use: resend)
  }

  static let asking = RateLimits.Allowance("letters", burst: 10, per: .minutes(30))

  // MARK: Confirming an address

  @Sendable func verifyPage(_ request: Request, _ context: VisitorContext) async throws -> Response {
    let token = try context.parameters.require("token")
    let words = context.words
    guard try await proofs.holds(token) else { return spent(context, "/settings/email", words("Ask for a new one")) }
    return context.page(
      MailLinkPages.press(
        words("Confirm your e-mail address"), words("Press the button, and your address is confirmed."),
        button: "Confirm my address",
        action: "/verify/\(token)", form: context.fresh()))
  }

  @Sendable func verify(_ request: Request, _ context: VisitorContext) async throws -> Response {
    let next = try await proofs.confirm(context.parameters.require("token"))
    return .see("/verify/done?next=" + Link.encoded(localPath(next)))
  }

  @Sendable static func verified(_ request: Request, _ context: VisitorContext) -> Response {
    let words = context.words
    return context.page(
      MailLinkPages.said(
        words("Your address is confirmed"), words("Thank you. Letters from here reach you now."),
        path: localPath(request.query("next")), label: words("Go on")))
  }

  @Sendable func resend(_ request: Request, _ context: AccountContext) async throws -> Response {
    try await proofs.resend(to: context.member.id, language: context.words.code)
    return .see("/sign-in/sent")
  }

  @Sendable func changePage(_ request: Request, _ context: VisitorContext) async throws -> Response {
    let token = try context.parameters.require("token")
    let words = context.words
    guard try await proofs.holdsChange(token) else {
      return spent(context, "/settings/email", words("Change it again"))
    }
    return context.page(
      MailLinkPages.press(
        words("Your new address"), words("Press the button to agree to the change."),
        button: "Yes, change my address",
        action: "/verify/change/\(token)", form: context.fresh()))
  }

  @Sendable func change(_ request: Request, _ context: VisitorContext) async throws -> Response {
    let words = context.words
    let page: Page =
      switch try await proofs.confirmChange(context.parameters.require("token")) {
      case .done:
        MailLinkPages.said(
          words("Your address is changed"), words("From now on letters go to the new address."), path: "/",
          label: words("Go on"))
      case .waitsForTheOther:
        MailLinkPages.said(
          words("One more step"),
          words("Now follow the link in the other letter, at your other address. Then the change is made."), path: "/",
          label: words("Go on"))
      }
    return context.page(page)
  }

  // MARK: A link in place of a password

  @Sendable func linkPage(_ request: Request, _ context: VisitorContext) async throws -> Response {
    context.page(MailLinkPages.askForLink(context.fresh(["next": request.query("next")])))
  }

  @Sendable func askForLink(_ request: Request, _ context: VisitorContext) async throws -> Response {
    let form = try await FormBody(request)
    return try await context.mending(form, page: { MailLinkPages.askForLink($0) }) {
      let email = try MailAddress(form["email"])
      try house.limits.take(Self.asking, by: context.visit.address, at: context.now)
      try await passwords.askForLink(
        email, next: localPath(form["next"]), address: context.visit.address, language: context.words.code)
      return .see("/sign-in/sent")
    }
  }

  @Sendable func followPage(_ request: Request, _ context: VisitorContext) async throws -> Response {
    let token = try context.parameters.require("token")
    let words = context.words
    guard try await passwords.holds(link: token) else {
      return spent(context, "/sign-in/link", words("Send me a new link"))
    }
    return context.page(
      MailLinkPages.press(
        words("Sign in"), words("Press the button, and you are in."), button: "Sign in",
        action: "/sign-in/link/\(token)", form: context.fresh()))
  }

  @Sendable func follow(_ request: Request, _ context: VisitorContext) async throws -> Response {
    let (entry, next) = try await passwords.follow(context.parameters.require("token"), device: request.device)
    return house.letIn(entry, next: next, on: request)
  }

  // MARK: A new password

  @Sendable func askForReset(_ request: Request, _ context: VisitorContext) async throws -> Response {
    let form = try await FormBody(request)
    return try await context.mending(form, page: { MailLinkPages.askForReset($0) }) {
      let email = try MailAddress(form["email"])
      try house.limits.take(Self.asking, by: context.visit.address, at: context.now)
      try await passwords.askForReset(email, address: context.visit.address, language: context.words.code)
      return .see("/sign-in/sent")
    }
  }

  @Sendable func resetPage(_ request: Request, _ context: VisitorContext) async throws -> Response {
    let token = try context.parameters.require("token")
    guard try await passwords.holds(reset: token) else {
      return spent(context, "/reset", context.words("Ask for a new one"))
    }
    return context.page(MailLinkPages.reset(context.fresh(), token: token))
  }

  @Sendable func reset(_ request: Request, _ context: VisitorContext) async throws -> Response {
    let token = try context.parameters.require("token")
    let form = try await FormBody(request)
    return try await context.mending(form, page: { MailLinkPages.reset($0, token: token) }) {
      try await passwords.reset(token, to: form.exact("password"))
      return .see("/reset/done").signing(nil, isSecure: house.address.isSecure)
    }
  }

  // MARK: The second step

  @Sendable func codePage(_ request: Request, _ context: VisitorContext) async throws -> Response {
    let ticket = request.query("ticket")
    guard try await factors.holds(ticket) else { return .see("/sign-in") }
    return context.page(MailLinkPages.code(context.fresh(["ticket": ticket, "next": request.query("next")])))
  }

  @Sendable func code(_ request: Request, _ context: VisitorContext) async throws -> Response {
    let form = try await FormBody(request)
    return try await context.mending(form, page: { MailLinkPages.code($0) }) {
      let opened = try await factors.enter(ticket: form["ticket"], typed: form["code"], device: request.device)
      return house.letIn(.session(opened), next: form["next"], on: request)
    }
  }

  private func spent(_ context: VisitorContext, _ again: String, _ label: String) -> Response {
    context.page(MailLinkPages.spent(words: context.words, again: again, label: label), status: .gone)
  }
}
