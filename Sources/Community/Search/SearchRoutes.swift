import Commons
public import Doors
public import Hummingbird
import Pages
import Storehouse

public struct SearchRoutes: Sendable {
  let house: House
  let searches: Searches

  public init(house: House) {
    self.house = house
    searches = Searches(store: house.store)
  }

  public func add(to router: Router<VisitorContext>) {
    router.get("/search", use: search)
    router.group(context: MemberContext.self).get("/suggest", use: suggest)
  }

  static let suggesting = RateLimits.Allowance("suggest", burst: 240, per: .minutes(1))

  /// For compose.js, while a name is being typed.
  @Sendable func suggest(_ request: Request, _ context: MemberContext) async throws -> Response {
    try house.limits.take(Self.suggesting, by: context.member.id.description, at: context.now)
    let typed = request.query("q")
    let member = context.member.id
    let found = try await house.store.read { tx in try Suggestions.find(typed, for: member, in: tx) }
    return Response(
      status: .ok, headers: [.contentType: "application/json", .cacheControl: "private, no-store"],
      body: ResponseBody(bytes: Suggestions.json(found)))
  }

  static let searching = RateLimits.Allowance("search", burst: 60, per: .minutes(1))

  @Sendable func search(_ request: Request, _ context: VisitorContext) async throws -> Response {
    let typed = String(request.query("q").prefix(200))
    let page = max(1, Int(request.query("page")) ?? 1)
    let part = Searches.Part(rawValue: request.query("kind")) ?? .all
    guard !typed.isEmpty else {
      return context.page(SearchPages.results(nil, typed: "", part, page: 1, look: context.look(request)))
    }
    try house.limits.take(Self.searching, by: context.visit.address, at: context.now)
    let reading = try await searches.find(typed, part, page: page, for: context.viewer)
    return context.page(
      SearchPages.results(reading, typed: typed, part, page: page, look: context.look(request)), isRemembered: true)
  }
}
