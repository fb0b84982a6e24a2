import Commons
public import Doors
public import Hummingbird
import Pages

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

  @Sendable func profile(_ request: Request, _ context: VisitorContext) async throws -> Response {
    let reading = try await people.profile(context.parameters.require("handle"), before: request.queryKey("before"), for: context.viewer)
    return context.page(PeoplePages.profile(reading, look: context.look(request)))
  }

  @Sendable func directory(_ request: Request, _ context: VisitorContext) async throws -> Response {
    try await list(request.query("kind") == "person" ? .person : nil, request, context)
  }

  @Sendable func organisations(_ request: Request, _ context: VisitorContext) async throws -> Response {
    try await list(.organisation, request, context)
  }

  private func list(_ kind: AccountKind?, _ request: Request, _ context: VisitorContext) async throws -> Response {
    let listings = try await people.directory(kind: kind, place: request.query("place"), before: nil, for: context.viewer)
    return context.page(PeoplePages.directory(listings, kind: kind, look: context.look(request)))
  }
}
