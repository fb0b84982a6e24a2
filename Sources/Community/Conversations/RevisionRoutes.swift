import Commons
import Doors
import Hummingbird
import Pages
import Storehouse

/// Changing a post, reading what it said before, and deleting it.
struct RevisionRoutes: Sendable {
  let revisions: Revisions
  let removals: Removals
  let attachments: Attachments

  init(house: House) {
    attachments = Attachments(house: house)
    revisions = Revisions(store: house.store)
    removals = Removals(store: house.store)
  }

  func add(to router: Router<VisitorContext>) {
    router.get("/posts/{id}/versions", use: versions)
    let members = router.group(context: MemberContext.self)
    members.get("/posts/{id}/edit", use: edit)
    members.post("/posts/{id}/edit", use: change)
    members.get("/posts/{id}/delete", use: askToDelete)
    members.post("/posts/{id}/delete", use: delete)
  }

  @Sendable private func versions(_ request: Request, _ context: VisitorContext) async throws -> Response {
    let reading = try await revisions.versions(
      of: context.parameters.key("id"),
      upTo: Int(request.query("upto")).flatMap { $0 > 0 && $0 < 1_000_000 ? $0 : nil }, for: context.viewer)
    return context.page(RevisionPages.versions(reading, look: context.look(request)))
  }

  @Sendable private func edit(_ request: Request, _ context: MemberContext) async throws -> Response {
    let draft = try await revisions.draft(of: context.parameters.key("id"), for: context.member.id)
    let form = context.fresh([
      "title": draft.card.title ?? "", "text": draft.text, "note": draft.card.contentNote ?? "",
      "language": draft.card.language, "seen": draft.seen,
    ])
    return context.page(
      RevisionPages.edit(draft, form, files: draft.files, once: context.once(), look: context.look(request)))
  }

  @Sendable private func change(_ request: Request, _ context: MemberContext) async throws -> Response {
    let id = try context.parameters.key("id", of: Post.self)
    let form = try await FormBody(request)
    let draft = try await revisions.draft(of: id, for: context.member.id)
    let staying = draft.files.filter { !form.ticked("drop-\($0.id)") }
    let uploads = try await attachments.receive(form, by: context.member.id, beside: staying)
    let page: (FormState) async throws -> Page = { state in
      var state = state
      // What is there now has been shown with the words about it: the next try is made from that.
      if state.problems.contains(where: { $0.field == nil }) { state.values["seen"] = draft.seen }
      return RevisionPages.edit(
        draft, state, files: draft.files + uploads.files, once: context.once(), look: context.look(request))
    }
    return try await context.mending(form, page: page) {
      var files = Revision.Files()
      for picture in staying where picture.isPicture && form.holds("alt-\(picture.id)") {
        files.alts[picture.id] = form["alt-\(picture.id)"]
      }
      files.dropped = draft.files.map(\.id).filter { id in !staying.contains { $0.id == id } }
      files.added = uploads.keys
      let revision = try Revision(
        of: draft.card, title: form["title"], text: form["text"], contentNote: form["note"], language: form["language"],
        files: files)
      try uploads.check(wasAsked: form.ticked("alt-asked"))
      try await revisions.change(
        id, to: revision, seen: form["seen"], by: context.member.id, once: form["once"])
      return .see("/posts/\(id)")
    }
  }

  @Sendable private func askToDelete(_ request: Request, _ context: MemberContext) async throws -> Response {
    let draft = try await revisions.draft(of: context.parameters.key("id"), for: context.member.id)
    return context.page(RevisionPages.askToDelete(draft.card, context.fresh(), look: context.look(request)))
  }

  @Sendable private func delete(_ request: Request, _ context: MemberContext) async throws -> Response {
    _ = try await FormBody(request)
    let conversation = try await removals.remove(context.parameters.key("id"), by: context.member.id)
    return .see(conversation ?? "/talk")
  }
}
