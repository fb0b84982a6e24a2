import Commons
public import Doors
public import Hummingbird
import Pages

/// Bringing in an organisation, editing it, and looking after who belongs to it. Its public page is its profile, which the room People shows.
public struct OrganisationRoutes: Sendable {
  let house: House
  let organisations: Organisations

  public init(house: House) {
    self.house = house
    organisations = Organisations(store: house.store)
  }

  public func add(to router: Router<VisitorContext>) {
    router.get("/organisations/{handle}", use: place)
    let members = router.group(context: MemberContext.self)
    members.get("/organisations/new", use: newOrganisation)
    members.post("/organisations", use: found)
    members.get("/organisations/{handle}/edit", use: editPage)
    members.post("/organisations/{handle}/edit", use: edit)
    members.get("/organisations/{handle}/people", use: people)
    members.post("/organisations/{handle}/ask", use: ask)
    members.post("/organisations/{handle}/join", use: join)
    members.post("/organisations/{handle}/leave", use: leave)
    members.post("/organisations/{handle}/shown", use: show)
    members.post("/organisations/{handle}/invitees", use: invite)
    members.post("/organisations/{handle}/requests/{person}", use: answer)
    members.post("/organisations/{handle}/people/{person}/role", use: setRole)
    members.post("/organisations/{handle}/people/{person}/remove", use: remove)
  }

  static let founding = RateLimits.Allowance("found-organisation", burst: 5, per: .hours(24))
  static let asking = RateLimits.Allowance("ask-organisation", burst: 30, per: .hours(24))

  @Sendable func place(_ request: Request, _ context: VisitorContext) async throws -> Response {
    .see(try await organisations.find(context.parameters.require("handle"), for: context.viewer).face.path)
  }

  // MARK: Bringing in and editing

  @Sendable func newOrganisation(_ request: Request, _ context: MemberContext) async throws -> Response {
    context.page(OrganisationPages.found(context.fresh(), once: context.once(), words: context.words))
  }

  @Sendable func found(_ request: Request, _ context: MemberContext) async throws -> Response {
    let form = try await FormBody(request)
    return try await context.mending(
      form, page: { OrganisationPages.found($0, once: context.once(), words: context.words) }
    ) {
      let new = try NewOrganisation(
        handle: form["handle"], name: form["name"], kind: form["kind"], number: form["number"], about: form["about"],
        place: form["place"],
        services: form["services"], links: form["links"])
      try house.limits.take(Self.founding, by: context.member.id.description, at: context.now)
      return .see(
        "/@\(try await organisations.found(new, by: context.member.id, isShown: form.ticked("shown"), once: form["once"]))"
      )
    }
  }

  @Sendable func editPage(_ request: Request, _ context: MemberContext) async throws -> Response {
    context.page(OrganisationPages.edit(try await edited(context), context.fresh(), words: context.words))
  }

  @Sendable func edit(_ request: Request, _ context: MemberContext) async throws -> Response {
    let form = try await FormBody(request)
    let organisation = try await edited(context)
    return try await context.mending(form, page: { OrganisationPages.edit(organisation, $0, words: context.words) }) {
      let profile = try OrganisationProfile(
        name: form["name"], kind: form["kind"], number: form["number"], about: form["about"], place: form["place"],
        services: form["services"],
        links: form["links"])
      try await organisations.change(organisation.face.handle.text, to: profile, by: context.member.id)
      return .see(organisation.face.path)
    }
  }

  private func edited(_ context: MemberContext) async throws -> Organisations.Summary {
    let organisation = try await organisations.find(context.parameters.require("handle"), for: context.viewer)
    guard organisation.mayEdit else { throw Refusal.notFound }
    return organisation
  }

  // MARK: Belonging

  @Sendable func people(_ request: Request, _ context: MemberContext) async throws -> Response {
    context.page(try await circlePage(context.parameters.require("handle"), context.fresh(), request, context))
  }

  private func circlePage(_ handle: String, _ form: FormState, _ request: Request, _ context: MemberContext)
    async throws -> Page
  {
    let circle = try await organisations.circle(handle, for: context.member.id)
    return OrganisationPages.circle(circle, form: form, viewer: context.member.id, look: context.look(request))
  }

  @Sendable func ask(_ request: Request, _ context: MemberContext) async throws -> Response {
    let form = try await FormBody(request)
    let handle = try context.parameters.require("handle")
    return try await context.mending(form, page: { try await profilePage(handle, $0, request, context) }) {
      try house.limits.take(Self.asking, by: context.member.id.description, at: context.now)
      try await organisations.ask(handle, why: Reason(form["why"]), by: context.member.id)
      return .see("/@\(Link.encoded(handle))")
    }
  }

  private func profilePage(_ handle: String, _ form: FormState, _ request: Request, _ context: MemberContext)
    async throws -> Page
  {
    let reading = try await People(store: house.store).profile(handle, .posts, before: nil, for: context.viewer)
    return PeoplePages.profile(reading, form: form, viewer: context.visit.member, look: context.look(request))
  }

  @Sendable func join(_ request: Request, _ context: MemberContext) async throws -> Response {
    let handle = try context.parameters.require("handle")
    try await organisations.accept(handle, by: context.member.id)
    return .see("/@\(Link.encoded(handle))")
  }

  @Sendable func leave(_ request: Request, _ context: MemberContext) async throws -> Response {
    let handle = try context.parameters.require("handle")
    return try await context.mending(FormBody(), page: { try await circlePage(handle, $0, request, context) }) {
      try await organisations.leave(handle, by: context.member.id)
      return .see("/@\(Link.encoded(handle))")
    }
  }

  @Sendable func show(_ request: Request, _ context: MemberContext) async throws -> Response {
    let form = try await FormBody(request)
    return try await looking(request, context, form) { handle in
      try await organisations.show(form["shown"] == "yes", in: handle, by: context.member.id)
    }
  }

  @Sendable func invite(_ request: Request, _ context: MemberContext) async throws -> Response {
    let form = try await FormBody(request)
    return try await looking(request, context, form) { handle in
      try house.limits.take(Self.asking, by: context.member.id.description, at: context.now)
      try await organisations.invite(
        form["handle"], as: OrganisationRole(typed: form["role"]), to: handle, by: context.member.id)
    }
  }

  @Sendable func answer(_ request: Request, _ context: MemberContext) async throws -> Response {
    let form = try await FormBody(request)
    let person = try context.parameters.key("person", of: Account.self)
    return try await looking(request, context, form) { handle in
      try await organisations.answer(person, form["answer"] == "yes", in: handle, by: context.member.id)
    }
  }

  @Sendable func setRole(_ request: Request, _ context: MemberContext) async throws -> Response {
    let form = try await FormBody(request)
    let person = try context.parameters.key("person", of: Account.self)
    return try await looking(request, context, form) { handle in
      try await organisations.setRole(
        OrganisationRole(typed: form["role"]), of: person, in: handle, by: context.member.id)
    }
  }

  @Sendable func remove(_ request: Request, _ context: MemberContext) async throws -> Response {
    let person = try context.parameters.key("person", of: Account.self)
    return try await looking(request, context, FormBody()) { handle in
      try await organisations.remove(person, from: handle, by: context.member.id)
    }
  }

  /// Does something about who belongs to it, and shows who does, with what was wrong if anything was.
  private func looking(
    _ request: Request, _ context: MemberContext, _ form: FormBody, _ work: (String) async throws -> Void
  ) async throws -> Response {
    let handle = try context.parameters.require("handle")
    return try await context.mending(form, page: { try await circlePage(handle, $0, request, context) }) {
      try await work(handle)
      return .see("/organisations/\(Link.encoded(handle))/people")
    }
  }
}
