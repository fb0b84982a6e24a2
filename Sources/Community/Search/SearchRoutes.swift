import Commons
public import Doors
public import Hummingbird
import Pages

public struct SearchRoutes: Sendable {
  let house: House
  let searches: Searches

  public init(house: House) {
    self.house = house
    searches = Searches(store: house.store)
  }

  public func add(to router: Router<VisitorContext>) { router.get("/search", use: search) }

  static let searching = RateLimits.Allowance("search", burst: 60, per: .minutes(1))

  @Sendable func search(_ request: Request, _ context: VisitorContext) async throws -> Response {
    let typed = String(request.query("q").prefix(200))
    let page = max(1, Int(request.query("page")) ?? 1)
    guard !typed.isEmpty else { return context.page(SearchPages.results(nil, typed: "", page: 1, look: context.look(request))) }
    try house.limits.take(Self.searching, by: context.visit.address, at: context.now)
    let reading = try await searches.find(typed, page: page, for: context.viewer)
    return context.page(SearchPages.results(reading, typed: typed, page: page, look: context.look(request)))
  }
}
