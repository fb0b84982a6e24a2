import Commons
public import Doors
public import Hummingbird
import Pages

/// Profiles of people and organisations, and the directory of both.
public struct PeopleRoutes: Sendable {
  let house: House
  let people: People

  public init(house: House) {
    self.house = house
    people = People(store: house.store)
  }

  public func add(to router: Router<VisitorContext>) {
    router.get("/people", use: directory)
    router.get("/organisations", use: organisations)
    router.get("/@{handle}", use: profile)
  }

  static let searching = RateLimits.Allowance("search", burst: 60, per: .minutes(1))

  @Sendable func profile(_ request: Request, _ context: VisitorContext) async throws -> Response {
    let tab = People.Tab(rawValue: request.query("tab")) ?? .posts
    let reading = try await people.profile(
      context.parameters.require("handle"), tab, before: request.queryKey("before"), for: context.viewer)
    return context.page(
      PeoplePages.profile(reading, form: context.fresh(), viewer: context.visit.member, look: context.look(request)),
      isRemembered: true)
  }

  @Sendable func directory(_ request: Request, _ context: VisitorContext) async throws -> Response {
    var filter = People.Filter()
    filter.relation = Relation.allCases.first {
      $0 != .unsaid && PeoplePages.relationName($0) == request.query("relation")
    }
    return try await list(filter, request, context)
  }

  @Sendable func organisations(_ request: Request, _ context: VisitorContext) async throws -> Response {
    var filter = People.Filter()
    filter.kind = .organisation
    filter.sort = OrganisationKind(name: request.query("kind"))
    return try await list(filter, request, context)
  }

  private func list(_ filter: People.Filter, _ request: Request, _ context: VisitorContext) async throws -> Response {
    var filter = filter
    filter.place = String(request.query("place").prefix(80))
    filter.typed = String(request.query("q").prefix(200))
    if !filter.typed.isEmpty { try house.limits.take(Self.searching, by: context.visit.address, at: context.now) }
    let directory = try await people.directory(
      filter, before: request.queryKey("before"), page: Int(request.query("page")) ?? 1, for: context.viewer)
    return context.page(
      PeoplePages.directory(directory, form: context.fresh(), look: context.look(request)), isRemembered: true)
  }
}
