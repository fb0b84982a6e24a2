import Commons
public import Doors
public import Hummingbird
import Pages

/// The first page: for a visitor what this is and what is being said, for a member what they follow.
public struct HomeRoutes: Sendable {
  let house: House
  let homes: Homes

  public init(house: House) {
    self.house = house
    homes = Homes(store: house.store)
  }

  public func add(to router: Router<VisitorContext>) { router.get("/", use: home) }

  @Sendable func home(_ request: Request, _ context: VisitorContext) async throws -> Response {
    guard let member = context.visit.member else {
      let settings = try await house.settings.values()
      return context.page(
        HomePages.welcome(try await homes.welcome(), tagline: settings.tagline, look: context.look(request)),
        isRemembered: true)
    }
    let tab = Homes.Tab(rawValue: request.query("tab")) ?? .following
    let reading = try await homes.read(tab, before: request.queryKey("before"), for: member.id)
    let steps = try await Welcome(store: house.store).steps(of: member, at: context.now)
    let announced = try await Announcements(store: house.store).shown(to: member.id)
    return context.page(
      HomePages.home(
        reading, announced: announced, steps: steps, member: member, form: context.fresh(), once: context.once(),
        look: context.look(request)),
      isRemembered: true)
  }
}
