import Commons
public import Doors
public import Hummingbird
import Pages

/// A member's lists of people.
public struct PeopleListRoutes: Sendable {
  let house: House
  let lists: PeopleLists

  public init(house: House) {
    self.house = house
    lists = PeopleLists(store: house.store)
  }

  public func add(to router: Router<VisitorContext>) {
    let members = router.group(context: MemberContext.self)
    members.get("/lists", use: all)
    members.post("/lists", use: make)
    members.get("/lists/{id}", use: show)
    members.post("/lists/{id}", use: rename)
    members.post("/lists/{id}/members", use: change)
    members.post("/lists/{id}/delete", use: delete)
  }

  @Sendable func all(_ request: Request, _ context: MemberContext) async throws -> Response {
    let adding = (try? Handle(request.query("add")))?.text ?? ""
    return context.page(
      PeopleListPages.all(
        try await lists.all(of: context.member.id), adding: adding, form: context.fresh(), once: context.once()))
  }

  @Sendable func make(_ request: Request, _ context: MemberContext) async throws -> Response {
    let form = try await FormBody(request)
    let member = context.member.id
    return try await context.mending(
      form,
      page: { state in
        PeopleListPages.all(try await lists.all(of: member), adding: "", form: state, once: context.once())
      }
    ) {
      let id = try await lists.make(ListName(form["name"]), by: member, once: form["once"])
      return .see("/lists/\(id)")
    }
  }

  private func page(_ id: Key<PeopleList>, _ form: FormState, _ request: Request, _ context: MemberContext) async throws
    -> Page
  {
    let reading = try await lists.read(id, before: request.queryKey("before"), by: context.member.id)
    return PeopleListPages.list(reading, form: form, look: context.look(request))
  }

  @Sendable func show(_ request: Request, _ context: MemberContext) async throws -> Response {
    context.page(try await page(context.parameters.key("id"), context.fresh(), request, context))
  }

  @Sendable func rename(_ request: Request, _ context: MemberContext) async throws -> Response {
    let id = try context.parameters.key("id", of: PeopleList.self)
    let form = try await FormBody(request)
    return try await context.mending(form, page: { state in try await page(id, state, request, context) }) {
      try await lists.rename(id, to: ListName(form["name"]), by: context.member.id)
      return .see("/lists/\(id)")
    }
  }

  @Sendable func change(_ request: Request, _ context: MemberContext) async throws -> Response {
    let id = try context.parameters.key("id", of: PeopleList.self)
    let form = try await FormBody(request)
    return try await context.mending(form, page: { state in try await page(id, state, request, context) }) {
      if let gone = Key<Account>(form["remove"]) {
        try await lists.remove(gone, from: id, by: context.member.id)
      } else {
        try await lists.add(form["handle"], to: id, by: context.member.id)
      }
      return .see("/lists/\(id)")
    }
  }

  @Sendable func delete(_ request: Request, _ context: MemberContext) async throws -> Response {
    try await lists.delete(context.parameters.key("id"), by: context.member.id)
    return .see("/lists")
  }
}
