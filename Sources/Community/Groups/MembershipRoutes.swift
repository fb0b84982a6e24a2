import Commons
import Doors
import Hummingbird
import Pages

/// Joining and leaving a group, and looking after who is in it.
struct MembershipRoutes: Sendable {
  let house: House
  let groups: Groups
  let memberships: Memberships

  init(house: House) {
    self.house = house
    groups = Groups(store: house.store)
    memberships = Memberships(store: house.store)
  }

  func add(to router: Router<VisitorContext>) {
    router.get("/g/{handle}/members", use: directory)
    let members = router.group(context: MemberContext.self)
    members.post("/g/{handle}/join", use: join)
    members.post("/g/{handle}/ask", use: ask)
    members.post("/g/{handle}/withdraw", use: withdraw)
    members.get("/g/{handle}/leave", use: leavePage)
    members.post("/g/{handle}/leave", use: leave)
    members.post("/g/{handle}/invitees", use: invite)
    members.post("/g/{handle}/requests/{person}", use: answer)
    members.post("/g/{handle}/members/{person}/role", use: setRole)
    members.post("/g/{handle}/members/{person}/remove", use: remove)
    members.post("/g/{handle}/members/{person}/shut-out", use: shutOut)
    members.post("/g/{handle}/members/{person}/forgive", use: forgive)
  }

  static let asking = RateLimits.Allowance("ask-group", burst: 20, per: .hours(24))
  static let inviting = RateLimits.Allowance("invite-group", burst: 20, per: .hours(24))

  @Sendable func directory(_ request: Request, _ context: VisitorContext) async throws -> Response {
    let directory = try await memberships.directory(
      context.parameters.require("handle"), before: request.queryKey("before"), for: context.viewer)
    return context.page(MemberPages.directory(directory, form: context.fresh(), look: context.look(request)))
  }

  // MARK: Coming in and going out

  @Sendable func join(_ request: Request, _ context: MemberContext) async throws -> Response {
    let handle = try context.parameters.require("handle")
    try await memberships.join(handle, by: context.member.id)
    return .see("/g/\(Link.encoded(handle))")
  }

  @Sendable func ask(_ request: Request, _ context: MemberContext) async throws -> Response {
    let form = try await FormBody(request)
    let handle = try context.parameters.require("handle")
    return try await context.mending(form, page: { try await groupPage(handle, $0, request, context) }) {
      try house.limits.take(Self.asking, by: context.member.id.description, at: context.now)
      try await memberships.ask(handle, why: Reason(form["why"]), by: context.member.id)
      return .see("/g/\(Link.encoded(handle))")
    }
  }

  private func groupPage(_ handle: String, _ form: FormState, _ request: Request, _ context: MemberContext) async throws
    -> Page
  {
    let reading = try await groups.read(handle, before: nil, for: context.viewer)
    return GroupPages.group(reading, form: form, once: context.once(), look: context.look(request))
  }

  @Sendable func withdraw(_ request: Request, _ context: MemberContext) async throws -> Response {
    let handle = try context.parameters.require("handle")
    try await memberships.withdraw(handle, by: context.member.id)
    // Who says no to a hidden group no longer sees it.
    let isStillKnown = (try? await groups.find(handle, for: context.viewer)) != nil
    return .see(isStillKnown ? "/g/\(Link.encoded(handle))" : "/groups")
  }

  @Sendable func leavePage(_ request: Request, _ context: MemberContext) async throws -> Response {
    context.page(GroupDoorPages.leave(try await own(context), context.fresh(), look: context.look(request)))
  }

  @Sendable func leave(_ request: Request, _ context: MemberContext) async throws -> Response {
    let form = try await FormBody(request)
    let group = try await own(context)
    return try await context.mending(form, page: { GroupDoorPages.leave(group, $0, look: context.look(request)) }) {
      try await memberships.leave(group.handle.text, naming: form["successor"], by: context.member.id)
      return .see(group.door == .hidden ? "/groups" : group.path)
    }
  }

  private func own(_ context: MemberContext) async throws -> Groups.Summary {
    let group = try await groups.find(context.parameters.require("handle"), for: context.viewer)
    guard group.role != nil else { throw Refusal.notFound }
    return group
  }

  // MARK: Looking after it

  @Sendable func invite(_ request: Request, _ context: MemberContext) async throws -> Response {
    let form = try await FormBody(request)
    let handle = try context.parameters.require("handle")
    return try await context.mending(form, page: { try await directoryPage(handle, $0, request, context) }) {
      try house.limits.take(Self.inviting, by: context.member.id.description, at: context.now)
      let handles = form["handles"].split(whereSeparator: { " ,;\n".contains($0) }).map(String.init)
      try await memberships.invite(handles, to: handle, by: context.member.id)
      return .see("/g/\(Link.encoded(handle))/members")
    }
  }

  private func directoryPage(_ handle: String, _ form: FormState, _ request: Request, _ context: MemberContext)
    async throws -> Page
  {
    MemberPages.directory(
      try await memberships.directory(handle, before: nil, for: context.viewer), form: form, look: context.look(request)
    )
  }

  @Sendable func answer(_ request: Request, _ context: MemberContext) async throws -> Response {
    let form = try await FormBody(request)
    return try await managing(request, context, form) { handle, person in
      try await memberships.answer(person, form["answer"] == "yes", in: handle, by: context.member.id)
    }
  }

  @Sendable func setRole(_ request: Request, _ context: MemberContext) async throws -> Response {
    let form = try await FormBody(request)
    return try await managing(request, context, form) { handle, person in
      try await memberships.setRole(GroupRole(typed: form["role"]), of: person, in: handle, by: context.member.id)
    }
  }

  @Sendable func remove(_ request: Request, _ context: MemberContext) async throws -> Response {
    try await managing(request, context, FormBody()) { handle, person in
      try await memberships.remove(person, from: handle, shutOut: false, by: context.member.id)
    }
  }

  @Sendable func shutOut(_ request: Request, _ context: MemberContext) async throws -> Response {
    try await managing(request, context, FormBody()) { handle, person in
      try await memberships.remove(person, from: handle, shutOut: true, by: context.member.id)
    }
  }

  @Sendable func forgive(_ request: Request, _ context: MemberContext) async throws -> Response {
    try await managing(request, context, FormBody()) { handle, person in
      try await memberships.forgive(person, in: handle, by: context.member.id)
    }
  }

  /// Does something about one person, and shows the directory again, with what was wrong if anything was.
  private func managing(
    _ request: Request, _ context: MemberContext, _ form: FormBody,
    _ work: (String, Commons.Key<Account>) async throws -> Void
  ) async throws -> Response {
    let handle = try context.parameters.require("handle")
    let person = try context.parameters.key("person", of: Account.self)
    return try await context.mending(form, page: { try await directoryPage(handle, $0, request, context) }) {
      try await work(handle, person)
      // One who was a steward may have made themselves less, or nothing.
      return .see("/g/\(Link.encoded(handle))/members")
    }
  }
}
