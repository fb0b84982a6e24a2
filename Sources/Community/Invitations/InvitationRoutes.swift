import Commons
public import Doors
public import Hummingbird
import Pages
import Storehouse

/// Making invitations and following one.
public struct InvitationRoutes: Sendable {
  let house: House
  let invitations: Invitations

  public init(house: House) {
    self.house = house
    invitations = Invitations(store: house.store, secret: house.secret)
  }

  public func add(to router: Router<VisitorContext>) {
    router.get("/i/{token}", use: land)
    router.post("/i/{token}/answer", use: answer)
    let members = router.group(context: MemberContext.self)
    members.post("/i/{token}", use: accept)
    members.get("/invitations", use: list)
    members.get("/invitations/new", use: newInvitation)
    members.post("/invitations", use: make)
    members.post("/invitations/{id}/revoke", use: revoke)
  }

  static let making = RateLimits.Allowance("invite", burst: 30, per: .hours(24))
  static let mailing = RateLimits.Allowance("invite-mail", burst: 20, per: .hours(24))

  // MARK: Making

  @Sendable func list(_ request: Request, _ context: MemberContext) async throws -> Response {
    let made = try await invitations.made(by: context.member.id)
    return context.page(InvitationPages.list(made, site: house.address.text, look: context.look(request)))
  }

  @Sendable func newInvitation(_ request: Request, _ context: MemberContext) async throws -> Response {
    let offer = try await offer(group: request.query("group"), talk: request.queryKey("talk"), context)
    let to: String? =
      offer.conversation.map { "talk-\($0.key)" }
      ?? offer.groups.first { $0.handle.text == request.query("group") }.map { "group-\($0.id)" }
    return context.page(
      InvitationPages.make(
        context.fresh(to.map { ["to": $0] } ?? [:]), offer, once: context.once(), words: context.words))
  }

  private func offer(group: String, talk: Commons.Key<Post>?, _ context: MemberContext) async throws
    -> InvitationPages.Offer
  {
    let member = context.member
    let registration = try await house.settings.values().registration
    return try await house.store.read { tx in
      var conversation: (key: Commons.Key<Post>, title: String)?
      if let talk, try Invitations.mayInvite(member.id, to: .conversation(talk), in: tx),
        let card = try PostStore.find(talk, for: member.id, in: tx)
      {
        conversation = (talk, card.title ?? "@\(card.author.handle)")
      }
      return InvitationPages.Offer(
        groups: try InvitationStore.groups(for: member.id, in: tx), conversation: conversation,
        isApprovalForced: registration == .approval && member.role < .steward)
    }
  }

  @Sendable func make(_ request: Request, _ context: MemberContext) async throws -> Response {
    let form = try await FormBody(request)
    let talk = form["to"].hasPrefix("talk-") ? Commons.Key<Post>(String(form["to"].dropFirst(5))) : nil
    let offer = try await offer(group: "", talk: talk, context)
    return try await context.mending(
      form, page: { InvitationPages.make($0, offer, once: context.once(), words: context.words) }
    ) {
      var new = try NewInvitation(
        to: form["to"], note: form["note"], uses: form["uses"], days: form["days"],
        needsApproval: form.ticked("approval"),
        addresses: form["emails"])
      // Where stewards look at everyone, an invitation is no way round them.
      if offer.isApprovalForced { new = new.withApproval() }
      let member = context.member
      if !new.addresses.isEmpty, !member.isVerified {
        throw Refusal.invalid(
          "emails", "Before you send mail from here, follow the link in the letter that we sent to you.")
      }
      try house.limits.take(Self.making, by: member.id.description, at: context.now)
      for _ in new.addresses { try house.limits.take(Self.mailing, by: member.id.description, at: context.now) }
      let letter = try await writing(new, context)
      try await invitations.make(new, by: member.id, once: form["once"], letter: letter)
      return .see("/invitations")
    }
  }

  private func writing(_ new: NewInvitation, _ context: MemberContext) async throws -> Invitations.Writing {
    let words = context.words
    let name = context.member.name
    let site = try await house.settings.values().siteName
    let address = house.address
    let target = new.target
    let note = new.note.isEmpty ? "" : new.note + "\n\n"
    return { thing, path, expiresAt in
      let subject: String =
        switch target {
        case .site: words("\(name) invites you to \(site)")
        case .group: words("\(name) invites you to the group \(thing)")
        case .conversation:
          thing.isEmpty ? words("\(name) invites you to a conversation") : words("\(name) asks you about “\(thing)”")
        }
      let end = words(
        "The link works once, until \(words.date(expiresAt)). If you do not want to come, you need do nothing: we will not write again."
      )
      return (subject, "\(subject)\n\n\(note)\(address.url(path))\n\n\(end)\n", words.code)
    }
  }

  @Sendable func revoke(_ request: Request, _ context: MemberContext) async throws -> Response {
    try await invitations.revoke(context.parameters.key("id"), by: context.member.id)
    return .see("/invitations")
  }

  // MARK: Following one

  @Sendable func land(_ request: Request, _ context: VisitorContext) async throws -> Response {
    let token = try context.parameters.require("token")
    let landing = try await invitations.landing(token, for: context.viewer)
    // Its maker looks at it as others will; whoever came in by it goes on to where it leads.
    if landing.isIn, let viewer = context.viewer, viewer != landing.inviter.id, try await isKnown(landing, for: viewer)
    {
      return .see(landing.path)
    }
    return context.page(try await landingPage(landing, token, context.fresh(), request, context))
  }

  private func landingPage(
    _ landing: Invitations.Landing, _ token: String, _ form: FormState, _ request: Request, _ context: VisitorContext
  ) async throws -> Page {
    let siteName = try await house.settings.values().siteName
    return InvitationPages.landing(
      landing, token: token, form: form, once: context.once(), siteName: siteName, look: context.look(request))
  }

  @Sendable func accept(_ request: Request, _ context: MemberContext) async throws -> Response {
    let token = try context.parameters.require("token")
    let member = context.member.id
    let path = try await house.store.write { tx in
      guard let path = try Invitations.redeem(token, by: member, in: tx) else { throw Invitations.over }
      return path
    }
    return .see(path)
  }

  /// A hidden group that one has asked to join is not seen before somebody says yes.
  private func isKnown(_ landing: Invitations.Landing, for member: Commons.Key<Account>) async throws -> Bool {
    guard case .group(let group) = landing.thing else { return true }
    return try await house.store.read { tx in try GroupStore.find(group.id, for: member, in: tx) != nil }
  }

  /// Takes an answer from whoever holds the link. Who is signed out makes an account first, and finds what they wrote there.
  @Sendable func answer(_ request: Request, _ context: VisitorContext) async throws -> Response {
    let token = try context.parameters.require("token")
    let form = try await FormBody(request)
    let landing = try await invitations.landing(token, for: context.viewer)
    return try await context.mending(form, page: { try await landingPage(landing, token, $0, request, context) }) {
      let text = try PostText(form["text"])
      guard let member = context.visit.member else {
        let kept = try await KeptForms(store: house.store).keep(form, for: "/i/\(token)/answer")
        return .see("/join?invitation=\(token)&next=" + Link.encoded("/kept/\(kept)"))
      }
      try house.limits.take(ConversationRoutes.newcomerPublishing, by: member.id.description, at: context.now)
      let reply = try await invitations.answer(
        token, text, language: form["language"], by: member.id, once: form["once"])
      guard let reply else { return .see(landing.path) }
      return .see(try await Conversations(store: house.store).place(of: reply, for: member.id))
    }
  }
}
