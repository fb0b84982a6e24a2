package import Commons
public import Doors
public import Hummingbird
import Pages
import Storehouse

/// Reading, starting and joining conversations.
public struct ConversationRoutes: Sendable {
  let house: House
  let conversations: Conversations
  let attachments: Attachments
  let answers: Answers

  public init(house: House) {
    self.house = house
    conversations = Conversations(store: house.store)
    attachments = Attachments(house: house)
    answers = Answers(store: house.store)
  }

  public func add(to router: Router<VisitorContext>) {
    router.get("/talk", use: list)
    router.get("/talk/{id}", use: show)
    router.get("/talk/{id}/people", use: everyone)
    router.get("/posts/{id}", use: place)
    let members = router.group(context: MemberContext.self)
    members.get("/talk/new", use: compose)
    members.post("/talk", use: publish)
    members.post("/posts/{id}/replies", use: reply)
    GestureRoutes(house: house).add(to: router)
    RevisionRoutes(house: house).add(to: router)
    QuoteRoutes(house: house).add(to: router)
    AnswerRoutes(house: house).add(to: router)
  }

  /// How often one person may publish: a burst for a lively evening, then one every two minutes; newcomers a third of that.
  static let publishing = RateLimits.Allowance("publish", burst: 30, per: .hours(1))
  static let newcomerPublishing = RateLimits.Allowance("publish-new", burst: 10, per: .hours(1))
  static let newcomerFor = Span.days(3)

  func limit(_ context: MemberContext) throws {
    let member = context.member
    try house.limits.take(
      Self.publishing(joinedAt: member.joinedAt, role: member.role, at: context.now), by: member.id.description,
      at: context.now)
  }

  /// How often this person may publish.
  package static func publishing(joinedAt: Moment, role: Role, at now: Moment) -> RateLimits.Allowance {
    now - joinedAt < newcomerFor && role == .member ? newcomerPublishing : publishing
  }

  // MARK: Reading

  @Sendable func list(_ request: Request, _ context: VisitorContext) async throws -> Response {
    let order = Conversations.Order(rawValue: request.query("order")) ?? .latest
    let cards = try await conversations.list(order, before: request.queryKey("before"), for: context.viewer)
    let older = cards.count < 20 ? nil : cards.last.map { order == .busy ? $0.lastReply : $0.id }
    let page = ConversationPages.list(order, cards, older: older, look: context.look(request))
    return context.page(
      order == .latest ? page.hearing(.talk, path: "/talk", words: context.words) : page, isRemembered: true)
  }

  @Sendable func show(_ request: Request, _ context: VisitorContext) async throws -> Response {
    let id = try context.parameters.key("id", of: Post.self)
    let reading = try await conversations.read(
      id, after: request.queryKey("after"), branch: request.queryKey("branch"),
      order: Conversations.AnswerOrder(rawValue: request.query("order")) ?? .best, for: context.viewer)
    // The key decides; a wrong or old title in the address is put right.
    if request.uri.path != reading.opening.path {
      return .moved(to: reading.opening.path + (request.uri.query.map { "?" + $0 } ?? ""))
    }
    let box = try await replyBox(context.fresh(), parent: request.queryKey("to") ?? id, in: context)
    let page = ConversationPages.conversation(reading, box: box, look: look(request, context, box))
    return context.page(
      page.hearing(.conversation(reading.opening.id.value), path: reading.opening.path, words: context.words),
      isRemembered: true)
  }

  private func look(_ request: Request, _ context: some DoorContext, _ box: ReplyPages.Box?) -> PostMarkup {
    var look = context.look(request)
    look.speaksFor = Set(box?.speaksFor.map(\.id) ?? [])
    return look
  }

  @Sendable func everyone(_ request: Request, _ context: VisitorContext) async throws -> Response {
    let found = try await conversations.everyone(in: context.parameters.key("id"), for: context.viewer)
    return context.page(ConversationPages.everyone(found.opening, found.people, look: context.look(request)))
  }

  @Sendable func place(_ request: Request, _ context: VisitorContext) async throws -> Response {
    .see(try await conversations.place(of: context.parameters.key("id"), for: context.viewer))
  }

  private func replyBox(_ form: FormState, parent: Key<Post>, files: [WaitingFile] = [], in context: some DoorContext)
    async throws -> ReplyPages.Box?
  {
    guard let member = context.visit.member else { return nil }
    let speaksFor = try await house.store.read { tx in try Speaking.organisations(of: member.id, in: tx) }
    return ReplyPages.Box(form: form, parent: parent, speaksFor: speaksFor, once: context.once(), files: files)
  }

  // MARK: Writing

  @Sendable func compose(_ request: Request, _ context: MemberContext) async throws -> Response {
    let form = context.fresh([
      "kind": request.query("kind"), "title": request.query("title"), "audience": request.query("audience"),
      "text": request.query("text"), "quote": request.query("quote"),
    ])
    return context.page(ComposePages.start(try await composer(form, context), look: context.look(request)))
  }

  private func composer(_ form: FormState, files: [WaitingFile] = [], _ context: MemberContext) async throws
    -> ComposePages.Composer
  {
    let member = context.member.id
    let (speaksFor, groups) = try await house.store.read { tx in
      (try Speaking.organisations(of: member, in: tx), try HomeStore.groups(of: member, in: tx))
    }
    var composer = ComposePages.Composer(
      form: form, speaksFor: speaksFor, groups: groups, once: context.once(), files: files)
    if let quote = Key<Post>(form["quote"]) {
      composer.quoted = try await Quotes(store: house.store).quotable(quote, for: context.member.id)
    }
    return composer
  }

  @Sendable func publish(_ request: Request, _ context: MemberContext) async throws -> Response {
    let form = try await FormBody(request)
    let uploads = try await attachments.receive(form, by: context.member.id)
    let page: (FormState) async throws -> Page = { state in
      ComposePages.start(try await composer(state, files: uploads.files, context), look: context.look(request))
    }
    return try await context.mending(form, page: page) {
      let (opening, extras) = try await draft(form, context)
      try uploads.check(wasAsked: form.ticked("alt-asked"))
      if opening.kind == .question, !form.ticked("sure") {
        let similar = try await answers.similar(to: opening.title ?? "", for: context.member.id)
        if !similar.isEmpty { return try await askAgain(form, uploads, similar, request, context) }
      }
      try limit(context)
      let card = try await conversations.start(
        opening, by: context.member.id, as: Key(form["as"]), with: uploads.keys, extras: extras,
        once: form["once"])
      return .see(card.path)
    }
  }

  /// What a composer was filled in with.
  /// - Throws: a `Refusal` with every problem at once.
  private func draft(_ form: FormBody, _ context: MemberContext) async throws -> (Opening, PostExtras) {
    let (audience, space) = try ComposePages.audience(form["audience"])
    var problems = Problems()
    let opening = problems.check { () throws(Refusal) in
      try Opening(
        kind: form["kind"] == "question" ? .question : .post, title: form["title"], text: form["text"],
        contentNote: form["note"],
        language: form["language"], audience: audience, space: space,
        named: form["named"].split(whereSeparator: { " ,\n".contains($0) }).map(String.init))
    }
    let check = problems.check { () throws(Refusal) in
      try CheckFields.read(
        options: form["options"], ends: form["ends"], isMultiple: form.ticked("multiple"),
        hidesTotals: form.ticked("hides"))
    }
    try problems.refuseIfAny()
    guard let opening else { throw Refusal.notFound }
    var extras = PostExtras()
    extras.check = check ?? nil
    extras.isUnlisted = form["audience"] == "unlisted"
    extras.isSensitive = form.ticked("sensitive")
    if let quote = Key<Post>(form["quote"]) {
      extras.quoteOf = try await Quotes(store: house.store).quotable(quote, for: context.member.id).id
    }
    return (opening, extras)
  }

  /// The question was asked before, perhaps: the form comes again, with those that sound like it above.
  private func askAgain(
    _ form: FormBody, _ uploads: Uploads, _ similar: [PostCard], _ request: Request, _ context: MemberContext
  ) async throws -> Response {
    var composer = try await composer(
      FormState(words: context.words, values: form.typed), files: uploads.files, context)
    composer.similar = similar
    // Not taken yet: with this status a kept draft stays.
    return context.page(ComposePages.start(composer, look: context.look(request)), status: .unprocessableContent)
  }

  @Sendable func reply(_ request: Request, _ context: MemberContext) async throws -> Response {
    let parent = try context.parameters.key("id", of: Post.self)
    let form = try await FormBody(request)
    let uploads = try await attachments.receive(form, by: context.member.id)
    return try await context.mending(
      form, page: { state in try await mendReply(state, uploads.files, to: parent, request, context) }
    ) {
      let text = try PostText(form["text"])
      let note = try ContentNote(form["note"])
      try uploads.check(wasAsked: form.ticked("alt-asked"))
      try limit(context)
      let card = try await conversations.reply(
        to: parent, text, contentNote: note.text, language: form["language"], by: context.member.id,
        as: Key(form["as"]), with: uploads.keys,
        once: form["once"])
      return .see(try await conversations.place(of: card.id, for: context.member.id))
    }
  }

  private func mendReply(
    _ state: FormState, _ files: [WaitingFile], to parent: Key<Post>, _ request: Request, _ context: MemberContext
  ) async throws -> Page {
    let conversation = try await conversations.conversation(of: parent, for: context.member.id)
    let reading = try await conversations.read(conversation, after: nil, for: context.member.id)
    let box = try await replyBox(state, parent: parent, files: files, in: context)
    return ConversationPages.conversation(reading, box: box, look: look(request, context, box))
  }
}

extension DoorContext {
  /// How posts look to whoever asked for this page.
  func look(_ request: Request) -> PostMarkup {
    PostMarkup(
      words: words, now: now, viewer: viewer, next: request.method == .get ? request.uri.description : request.uri.path)
  }
}
