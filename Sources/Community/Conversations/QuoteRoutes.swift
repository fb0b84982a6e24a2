import Commons
import Doors
import Hummingbird
import Pages
import Storehouse

/// Who took a post up, who may, and taking it out again.
struct QuoteRoutes: Sendable {
  let quotes: Quotes

  init(house: House) { quotes = Quotes(store: house.store) }

  func add(to router: Router<VisitorContext>) {
    router.get("/posts/{id}/quotes", use: list)
    let members = router.group(context: MemberContext.self)
    members.post("/posts/{id}/quotes", use: setPolicy)
    members.get("/posts/{id}/quotes/{quoting}/revoke", use: askToRevoke)
    members.post("/posts/{id}/quotes/{quoting}/revoke", use: revoke)
  }

  @Sendable private func list(_ request: Request, _ context: VisitorContext) async throws -> Response {
    let reading = try await quotes.read(
      context.parameters.key("id"), before: request.queryKey("before"), for: context.viewer)
    return context.page(QuotePages.list(reading, context.fresh(), look: context.look(request)))
  }

  @Sendable private func setPolicy(_ request: Request, _ context: MemberContext) async throws -> Response {
    let id = try context.parameters.key("id", of: Post.self)
    let form = try await FormBody(request)
    return try await context.mending(form) { state in
      QuotePages.list(
        try await quotes.read(id, before: nil, for: context.member.id), state, look: context.look(request))
    } work: {
      guard let policy = QuotePolicy(name: form["who"]) else {
        throw Refusal.invalid("who", "Choose who may take it up.")
      }
      try await quotes.setPolicy(policy, of: id, by: context.member.id)
      return .see("/posts/\(id)/quotes")
    }
  }

  @Sendable private func askToRevoke(_ request: Request, _ context: MemberContext) async throws -> Response {
    let (quoted, quoting) = try await quotes.revocable(
      context.parameters.key("id"), from: context.parameters.key("quoting"), by: context.member.id)
    return context.page(
      QuotePages.askToRevoke(quoted, from: quoting, context.fresh(), look: context.look(request)))
  }

  @Sendable private func revoke(_ request: Request, _ context: MemberContext) async throws -> Response {
    let quoting = try context.parameters.key("quoting", of: Post.self)
    try await quotes.revoke(context.parameters.key("id"), from: quoting, by: context.member.id)
    return .see("/posts/\(quoting)")
  }
}
