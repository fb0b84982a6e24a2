import Commons
import Doors
import HTTPTypes
import Hummingbird
import Pages
import Storehouse

/// Saying which answers help, asking someone to answer, and questions like one's own.
struct AnswerRoutes: Sendable {
  let house: House
  let answers: Answers

  init(house: House) {
    self.house = house
    answers = Answers(store: house.store)
  }

  func add(to router: Router<VisitorContext>) {
    router.get("/talk/similar", use: similar)
    let members = router.group(context: MemberContext.self)
    members.post("/posts/{id}/helpful") { request, context in
      try await done(request, context) { id, on in try await answers.helpful(id, on, by: context.member.id) }
    }
    members.post("/posts/{id}/answer") { request, context in
      try await done(request, context) { id, on in try await answers.mark(id, on, by: context.member.id) }
    }
    members.get("/talk/{id}/ask", use: asking)
    members.post("/talk/{id}/ask", use: ask)
  }

  private func done(_ request: Request, _ context: MemberContext, _ work: (Key<Post>, Bool) async throws -> Void)
    async throws -> Response
  {
    let form = try await FormBody(request)
    let id = try context.parameters.key("id", of: Post.self)
    try await work(id, form["on"] != "no")
    return .see(localPath(form["next"], fallback: "/posts/\(id)") + "#post-\(id)")
  }

  @Sendable private func asking(_ request: Request, _ context: MemberContext) async throws -> Response {
    let asking = try await answers.asking(context.parameters.key("id"), for: context.member.id)
    return context.page(AnswerPages.ask(asking, context.fresh(), look: context.look(request)))
  }

  @Sendable private func ask(_ request: Request, _ context: MemberContext) async throws -> Response {
    let id = try context.parameters.key("id", of: Post.self)
    let form = try await FormBody(request)
    let page: (FormState) async throws -> Page = { state in
      AnswerPages.ask(try await answers.asking(id, for: context.member.id), state, look: context.look(request))
    }
    return try await context.mending(form, page: page) {
      try await answers.ask(form["handle"], toAnswer: id, by: context.member.id)
      return .see("/talk/\(id)")
    }
  }

  static let looking = RateLimits.Allowance("similar", burst: 60, per: .minutes(1))

  @Sendable private func similar(_ request: Request, _ context: VisitorContext) async throws -> Response {
    let typed = String(request.query("q").prefix(Opening.longestTitle))
    try house.limits.take(Self.looking, by: context.visit.address, at: context.now)
    let found = try await answers.similar(to: typed, for: context.viewer)
    let look = context.look(request)
    guard request.query("part") == "yes" else { return context.page(AnswerPages.similar(typed, found, look: look)) }
    return Response(
      status: .ok, headers: [.contentType: "text/html; charset=utf-8", .cacheControl: "private, no-store"],
      body: ResponseBody(bytes: AnswerPages.similarPart(found, look: look).bytes))
  }
}
