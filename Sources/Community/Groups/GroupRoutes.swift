import Commons
public import Doors
public import Hummingbird
import Pages

/// Groups: the list, one group's pages, founding and changing one.
public struct GroupRoutes: Sendable {
  let house: House
  let groups: Groups

  public init(house: House) {
    self.house = house
    groups = Groups(store: house.store)
  }

  public func add(to router: Router<VisitorContext>) {
    router.get("/groups", use: list)
    router.get("/g/{handle}", use: show)
    router.get("/g/{handle}/about", use: about)
    let members = router.group(context: MemberContext.self)
    members.get("/groups/new", use: newGroup)
    members.post("/groups", use: found)
    members.get("/g/{handle}/settings", use: settings)
    members.post("/g/{handle}/settings", use: change)
    MembershipRoutes(house: house).add(to: router)
  }

  static let founding = RateLimits.Allowance("found-group", burst: 5, per: .hours(24))

  @Sendable func list(_ request: Request, _ context: VisitorContext) async throws -> Response {
    let listing = try await groups.list(page: Int(request.query("page")) ?? 1, for: context.viewer)
    return context.page(GroupPages.list(listing, isSignedIn: context.viewer != nil, look: context.look(request)))
  }

  @Sendable func show(_ request: Request, _ context: VisitorContext) async throws -> Response {
    let reading = try await groups.read(
      context.parameters.require("handle"), before: request.queryKey("before"), for: context.viewer)
    var look = context.look(request)
    look.inside = reading.group.handle
    let page = GroupPages.group(reading, form: context.fresh(), once: context.once(), look: look)
    return context.page(
      page.hearing(.group(reading.group.id.value), path: reading.group.path, words: context.words),
      isRemembered: true)
  }

  @Sendable func about(_ request: Request, _ context: VisitorContext) async throws -> Response {
    context.page(
      GroupPages.about(
        try await groups.find(context.parameters.require("handle"), for: context.viewer), look: context.look(request)))
  }

  @Sendable func newGroup(_ request: Request, _ context: MemberContext) async throws -> Response {
    context.page(GroupDoorPages.found(context.fresh(), once: context.once(), words: context.words))
  }

  @Sendable func found(_ request: Request, _ context: MemberContext) async throws -> Response {
    let form = try await FormBody(request)
    return try await context.mending(
      form, page: { GroupDoorPages.found($0, once: context.once(), words: context.words) }
    ) {
      let group = try NewGroup(
        handle: form["handle"], name: form["name"], purpose: form["purpose"], rules: form["rules"],
        typedDoor: form["door"])
      try house.limits.take(Self.founding, by: context.member.id.description, at: context.now)
      return .see("/g/\(try await groups.found(group, by: context.member.id, once: form["once"]))")
    }
  }

  @Sendable func settings(_ request: Request, _ context: MemberContext) async throws -> Response {
    context.page(GroupDoorPages.settings(try await stewarded(context), context.fresh(), look: context.look(request)))
  }

  @Sendable func change(_ request: Request, _ context: MemberContext) async throws -> Response {
    let form = try await FormBody(request)
    let group = try await stewarded(context)
    return try await context.mending(form, page: { GroupDoorPages.settings(group, $0, look: context.look(request)) }) {
      let profile = try GroupProfile(
        name: form["name"], purpose: form["purpose"], rules: form["rules"], door: GroupDoor(typed: form["door"]))
      try await groups.change(group.handle.text, to: profile, by: context.member.id)
      return .see(group.path)
    }
  }

  private func stewarded(_ context: MemberContext) async throws -> Groups.Summary {
    let group = try await groups.find(context.parameters.require("handle"), for: context.viewer)
    guard group.isStewarded else { throw Refusal.notFound }
    return group
  }
}
