import Commons
public import Doors
public import Hummingbird
import Pages

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
  }

  @Sendable func list(_ request: Request, _ context: VisitorContext) async throws -> Response {
    context.page(GroupPages.list(try await groups.list(for: context.viewer), look: context.look(request)))
  }

  @Sendable func show(_ request: Request, _ context: VisitorContext) async throws -> Response {
    let reading = try await groups.read(context.parameters.require("handle"), before: request.queryKey("before"), for: context.viewer)
    var look = context.look(request)
    look.inside = reading.group.handle
    return context.page(GroupPages.group(reading, look: look))
  }
}
