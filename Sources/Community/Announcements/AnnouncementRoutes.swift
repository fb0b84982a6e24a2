import Commons
public import Doors
public import Hummingbird
import Pages

/// Announcements: what stewards write, and what members put away.
public struct AnnouncementRoutes: Sendable {
  let announcements: Announcements

  public init(house: House) { announcements = Announcements(store: house.store) }

  public func add(to router: Router<VisitorContext>) {
    router.group(context: MemberContext.self).post("/announcements/{id}/dismiss", use: dismiss)
    let stewards = router.group(context: StewardContext.self)
    stewards.get("/steward/announcements", use: list)
    stewards.post("/steward/announcements", use: announce)
    stewards.get("/steward/announcements/{id}", use: changePage)
    stewards.post("/steward/announcements/{id}", use: change)
    stewards.post("/steward/announcements/{id}/remove", use: takeDown)
  }

  @Sendable func dismiss(_ request: Request, _ context: MemberContext) async throws -> Response {
    try await announcements.dismiss(context.parameters.key("id"), by: context.member.id)
    return .see("/")
  }

  @Sendable func list(_ request: Request, _ context: StewardContext) async throws -> Response {
    context.page(AnnouncementPages.list(try await announcements.all(), form: context.fresh(), now: context.now))
  }

  @Sendable func announce(_ request: Request, _ context: StewardContext) async throws -> Response {
    let form = try await FormBody(request)
    let all = try await announcements.all()
    return try await context.mending(form, page: { AnnouncementPages.list(all, form: $0, now: context.now) }) {
      let new = try NewAnnouncement(text: form["text"], from: form["from"], until: form["until"], now: context.now)
      try await announcements.announce(new, by: context.member.id)
      return .see("/steward/announcements")
    }
  }

  @Sendable func changePage(_ request: Request, _ context: StewardContext) async throws -> Response {
    let found = try await announcements.find(context.parameters.key("id"))
    return context.page(AnnouncementPages.change(found, form: context.fresh()))
  }

  @Sendable func change(_ request: Request, _ context: StewardContext) async throws -> Response {
    let form = try await FormBody(request)
    let found = try await announcements.find(context.parameters.key("id"))
    return try await context.mending(form, page: { AnnouncementPages.change(found, form: $0) }) {
      let new = try NewAnnouncement(text: form["text"], from: form["from"], until: form["until"], now: context.now)
      try await announcements.change(found.id, to: new, by: context.member.id)
      return .see("/steward/announcements")
    }
  }

  @Sendable func takeDown(_ request: Request, _ context: StewardContext) async throws -> Response {
    try await announcements.takeDown(context.parameters.key("id"), by: context.member.id)
    return .see("/steward/announcements")
  }
}
