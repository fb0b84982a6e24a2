import Commons
public import Doors
public import Hummingbird
import Pages

/// First steps of someone who has just joined.
public struct WelcomeRoutes: Sendable {
  let welcome: Welcome

  public init(house: House) { welcome = Welcome(store: house.store) }

  public func add(to router: Router<VisitorContext>) {
    let members = router.group(context: MemberContext.self)
    members.get("/welcome", use: page)
    members.post("/welcome", use: choose)
    members.post("/welcome/skip", use: skip)
  }

  private func page(_ form: FormState, _ context: MemberContext) async throws -> Page {
    let (topics, people, place) = try await welcome.choices(for: context.member.id)
    return WelcomePages.page(context.member, topics: topics, people: people, place: place, form: form)
  }

  @Sendable func page(_ request: Request, _ context: MemberContext) async throws -> Response {
    context.page(try await page(context.fresh(), context))
  }

  @Sendable func choose(_ request: Request, _ context: MemberContext) async throws -> Response {
    let form = try await FormBody(request)
    return try await context.mending(form, page: { try await page($0, context) }) {
      try await welcome.choose(
        topics: form.all("topics").compactMap { Int64($0) }, people: form.all("people").compactMap { Key($0) },
        place: form["place"], by: context.member.id)
      return .see("/")
    }
  }

  @Sendable func skip(_ request: Request, _ context: MemberContext) async throws -> Response {
    try await welcome.putAway(context.member.id)
    return .see("/")
  }
}
