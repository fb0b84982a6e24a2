import Commons
public import Doors
public import Hummingbird
import Pages
import Storehouse

/// A member's messages.
public struct MessageRoutes: Sendable {
  let house: House
  let messages: Messages

  public init(house: House) {
    self.house = house
    messages = Messages(store: house.store)
  }

  public func add(to router: Router<VisitorContext>) {
    let members = router.group(context: MemberContext.self)
    members.get("/messages", use: list)
    members.get("/messages/new", use: compose)
    members.post("/messages", use: start)
    members.get("/messages/settings", use: settings)
    members.post("/messages/settings", use: setDoor)
    members.post("/messages/lines/{id}/delete", use: delete)
    members.get("/messages/{id}", use: show)
    members.post("/messages/{id}", use: reply)
    members.post("/messages/{id}/open", use: open)
    members.post("/messages/{id}/leave", use: leave)
  }

  static let starting = RateLimits.Allowance("message-start", burst: 20, per: .hours(1))
  static let sending = RateLimits.Allowance("message", burst: 60, per: .minutes(10))

  @Sendable func list(_ request: Request, _ context: MemberContext) async throws -> Response {
    let threads = try await messages.list(before: request.queryKey("before"), for: context.member.id)
    return context.page(MessagePages.list(threads, member: context.member.id, look: context.look(request)))
  }

  @Sendable func compose(_ request: Request, _ context: MemberContext) async throws -> Response {
    let to = (try? Handle(request.query("to"))).map { "@\($0)" } ?? ""
    return context.page(try await composer(context.fresh(["to": to]), context))
  }

  private func composer(_ form: FormState, _ context: MemberContext) async throws -> Page {
    let member = context.member.id
    let speaksFor = try await house.store.read { tx in try Speaking.organisations(of: member, in: tx) }
    return MessagePages.start(form, speaksFor: speaksFor, once: context.once())
  }

  @Sendable func start(_ request: Request, _ context: MemberContext) async throws -> Response {
    let form = try await FormBody(request)
    return try await context.mending(form, page: { state in try await composer(state, context) }) {
      try house.limits.take(Self.starting, by: context.member.id.description, at: context.now)
      var problems = Problems()
      let text = problems.check { () throws(Refusal) in try MessageText(form["text"]) }
      let invitees = problems.check { () throws(Refusal) in try Invitees(form["to"]) }
      try problems.refuseIfAny()
      guard let text, let invitees else { throw Refusal.notFound }
      let thread = try await messages.start(
        text, to: invitees, by: context.member.id, as: Key(form["as"]), once: form["once"])
      return .see("/messages/\(thread)")
    }
  }

  private func page(_ id: Key<MessageThread>, _ form: FormState, _ request: Request, _ context: MemberContext)
    async throws -> Page
  {
    let reading = try await messages.read(id, before: request.queryKey("before"), for: context.member.id)
    return MessagePages.thread(
      reading, member: context.member.id, form: form, once: context.once(), look: context.look(request))
  }

  @Sendable func show(_ request: Request, _ context: MemberContext) async throws -> Response {
    context.page(try await page(context.parameters.key("id"), context.fresh(), request, context))
  }

  @Sendable func reply(_ request: Request, _ context: MemberContext) async throws -> Response {
    let id = try context.parameters.key("id", of: MessageThread.self)
    let form = try await FormBody(request)
    return try await context.mending(form, page: { state in try await page(id, state, request, context) }) {
      try house.limits.take(Self.sending, by: context.member.id.description, at: context.now)
      try await messages.reply(
        MessageText(form["text"]), to: id, by: context.member.id, as: Key(form["as"]), once: form["once"])
      return .see("/messages/\(id)#reply")
    }
  }

  @Sendable func open(_ request: Request, _ context: MemberContext) async throws -> Response {
    let id = try context.parameters.key("id", of: MessageThread.self)
    let form = try await FormBody(request)
    try await messages.markRead(id, upTo: Key(form["upTo"]), by: context.member.id)
    return .see("/messages/\(id)#reply")
  }

  @Sendable func leave(_ request: Request, _ context: MemberContext) async throws -> Response {
    try await messages.leave(context.parameters.key("id"), by: context.member.id)
    return .see("/messages")
  }

  @Sendable func delete(_ request: Request, _ context: MemberContext) async throws -> Response {
    let thread = try await messages.delete(context.parameters.key("id"), by: context.member.id)
    return .see("/messages/\(thread)")
  }

  @Sendable func settings(_ request: Request, _ context: MemberContext) async throws -> Response {
    context.page(MessagePages.settings(try await messages.door(of: context.member.id), form: context.fresh()))
  }

  @Sendable func setDoor(_ request: Request, _ context: MemberContext) async throws -> Response {
    let form = try await FormBody(request)
    let member = context.member.id
    return try await context.mending(
      form, page: { state in MessagePages.settings(try await messages.door(of: member), form: state) }
    ) {
      guard let door = Int(form["from"]).flatMap({ MessageDoor(rawValue: $0) }) else {
        throw Refusal.invalid("from", "Choose one of these.")
      }
      try await messages.setDoor(door, of: member)
      return .see("/messages/settings")
    }
  }
}
