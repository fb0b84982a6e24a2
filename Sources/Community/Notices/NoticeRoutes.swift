import Commons
public import Doors
public import Hummingbird
import Pages

/// A member's notices.
public struct NoticeRoutes: Sendable {
  let notices: Notices

  public init(house: House) { notices = Notices(store: house.store) }

  public func add(to router: Router<VisitorContext>) {
    let members = router.group(context: MemberContext.self)
    members.get("/notifications", use: all)
    members.post("/notifications/read-all", use: readAll)
    // Old letters lead here.
    members.get("/notifications/letters", use: { _, _ in Response.see("/settings/email#letters") })
    members.post("/notifications/{id}/open", use: open)
    members.post("/notifications/{id}/read", use: read)
  }

  @Sendable func all(_ request: Request, _ context: MemberContext) async throws -> Response {
    context.page(
      NoticePages.all(
        try await notices.read(before: request.queryKey("before"), for: context.member.id), look: context.look(request))
    )
  }

  @Sendable func open(_ request: Request, _ context: MemberContext) async throws -> Response {
    .see(try await notices.open(context.parameters.key("id"), by: context.member.id))
  }

  @Sendable func read(_ request: Request, _ context: MemberContext) async throws -> Response {
    try await notices.open(context.parameters.key("id"), by: context.member.id)
    return .see("/notifications")
  }

  @Sendable func readAll(_ request: Request, _ context: MemberContext) async throws -> Response {
    let form = try await FormBody(request)
    try await notices.markAllRead(upTo: Key(form["upTo"]), by: context.member.id)
    return .see("/notifications")
  }
}
