import Commons
public import Doors
public import Hummingbird
import Pages
import Storehouse

/// Lists of topics, a topic's page, following one.
public struct TopicRoutes: Sendable {
  let topics: Topics

  public init(house: House) { topics = Topics(store: house.store) }

  public func add(to router: Router<VisitorContext>) {
    router.get("/topics", use: list)
    router.get("/topics/{name}", use: show)
    router.group(context: MemberContext.self).post("/topics/{name}/follow", use: follow)
  }

  @Sendable func list(_ request: Request, _ context: VisitorContext) async throws -> Response {
    let order = Topics.Order(rawValue: request.query("order")) ?? .busy
    let reading = try await topics.list(order, before: request.queryKey("before"), for: context.viewer)
    return context.page(TopicPages.list(reading, look: context.look(request)), isRemembered: true)
  }

  @Sendable func show(_ request: Request, _ context: VisitorContext) async throws -> Response {
    let (typed, name) = try TopicRoutes.name(in: context)
    // One address for a topic, however it was written.
    if typed != name.text { return .moved(to: name.path + (request.uri.query.map { "?" + $0 } ?? "")) }
    let reading = try await topics.read(name, before: request.queryKey("before"), for: context.viewer)
    return context.page(TopicPages.topic(reading, look: context.look(request)), isRemembered: true)
  }

  @Sendable func follow(_ request: Request, _ context: MemberContext) async throws -> Response {
    let form = try await FormBody(request)
    let (_, name) = try TopicRoutes.name(in: context)
    try await topics.follow(name, form["on"] != "no", by: context.member.id)
    return .see(localPath(form["next"], fallback: name.path))
  }

  private static func name(in context: some DoorContext) throws -> (String, TopicName) {
    let part = try context.parameters.require("name")
    // What a form's value would be: `%C3%A9` and such are decoded, and what is not UTF-8 is refused. A plus sign is itself.
    guard !part.contains("&") else { throw Refusal.notFound }
    let typed = try FormBody(
      urlencoded: "name=" + part.split(separator: "+", omittingEmptySubsequences: false).joined(separator: "%2B"))[
        "name"]
    guard let name = TopicName(typed) else { throw Refusal.notFound }
    return (typed, name)
  }
}
