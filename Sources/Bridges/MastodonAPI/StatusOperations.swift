import Commons
import Community
import Doors
import Pages
import Storehouse

/// One status: reading, writing and changing it.
enum StatusOperations {
  static let all: [Operation] = [
    Operation(
      .post, "/api/v1/statuses", .member("write:statuses"), "Publish a status, or schedule one.",
      [
        .string("status"), .string("spoiler_text"), .flag("sensitive"), .string("visibility"), .string("language"),
        .key("in_reply_to_id"), .keys("media_ids"), .key("quoted_status_id"), .moment("scheduled_at"),
        .texts("poll[options]"), .integer("poll[expires_in]"), .flag("poll[multiple]"), .flag("poll[hide_totals]"),
        .quotePolicy,
      ], .entity("Status"), run: publish),
    Operation(
      .get, "/api/v1/statuses", .visitor("read:statuses"), "Several statuses at once.", [.keys("id")],
      .list("Status", isPaged: false)
    ) { call in
      let ids = Array(call.input.keys("id", of: Post.self).prefix(40))
      let writing = Writing(call)
      let (cards, around) = try await call.house.store.read { tx in
        let cards = try PostStore.cards(inOrderOf: ids, for: call.viewer, in: tx)
        return (cards, try StatusStore.surroundings(of: cards, writing, in: tx))
      }
      return Call.reply(cards, around, writing)
    },
    Operation(
      .get, "/api/v1/statuses/{id}", .visitor("read:statuses"), "One status.", [], .entity("Status")
    ) { call in try await call.status(call.key()) },
    Operation(
      .put, "/api/v1/statuses/{id}", .member("write:statuses"), "Change a status.",
      [
        .string("status"), .string("spoiler_text"), .flag("sensitive"), .string("language"), .keys("media_ids"),
        .objects("media_attributes"), .quotePolicy,
      ], .entity("Status"), run: change),
    Operation(
      .delete, "/api/v1/statuses/{id}", .member("write:statuses"),
      "Delete a status; its source comes back, to be written anew.", [.flag("delete_media")], .entity("Status"),
      run: delete),
    Operation(
      .get, "/api/v1/statuses/{id}/context", .visitor("read:statuses"),
      "What came before a status, and what after it.",
      [], .entity("Context"), run: context),
    Operation(
      .get, "/api/v1/statuses/{id}/source", .member("read:statuses"), "A status as it was typed.", [],
      .entity("StatusSource")
    ) { call in
      let id = try call.key(of: Post.self)
      let member = try call.member.id
      let draft = try await Revisions(store: call.house.store).draft(of: id, for: member)
      return Reply.json {
        $0.object {
          $0.field("id", id)
          $0.field("text", TitledText.joined(draft.card.title, draft.text))
          $0.field("spoiler_text", draft.card.contentNote ?? "")
        }
      }
    },
    Operation(
      .get, "/api/v1/statuses/{id}/history", .visitor("read:statuses"), "What a status said before.", [],
      .list("StatusEdit", isPaged: false), run: history),
    Operation(
      .get, "/api/v1/statuses/{id}/card", .visitor("read:statuses"), "The preview of a status’s page.", [], .nothing
    ) { call in
      let id = try call.key(of: Post.self)
      _ = try await call.status(id)
      return .empty
    },
    Operation(
      .get, "/api/v1/statuses/{id}/favourited_by", .visitor("read:accounts"), "Who supports a status.", .paging,
      .list("Account", isPaged: true)
    ) { call in try await call.people(of: call.key(), StatusStore.supporters) },
    Operation(
      .get, "/api/v1/statuses/{id}/reblogged_by", .visitor("read:accounts"), "Who shared a status.", .paging,
      .list("Account", isPaged: true)
    ) { call in try await call.people(of: call.key(), StatusStore.sharers) },
  ]

  // MARK: Writing

  @Sendable private static func publish(_ call: Call) async throws -> Reply {
    if let at = try call.moment("scheduled_at") { return try await ScheduledOperations.schedule(at, call) }
    if let message = try await ConversationOperations.answer(call) { return message }
    let draft = try await StatusDraft(call.input, call)
    return try await call.status(draft.publish(in: call, once: call.idempotencyKey))
  }

  @Sendable private static func change(_ call: Call) async throws -> Reply {
    let id = try call.key(of: Post.self)
    let member = try call.member.id
    let revisions = Revisions(store: call.house.store)
    let draft = try await revisions.draft(of: id, for: member)
    let input = call.input
    let typed = input.text("status").map { Input.trimmed($0) }
    let (title, text) =
      typed.map { TitledText.split($0, wasTitled: draft.card.title != nil) } ?? (draft.card.title, draft.text)
    let files = try revisedFiles(of: draft, input)
    let revision = try Revision(
      of: draft.card, title: title ?? "", text: text,
      contentNote: input.text("spoiler_text").map { Input.trimmed($0) } ?? draft.card.contentNote ?? "",
      language: input["language"].isEmpty ? draft.card.language : input["language"], files: files,
      mayBeEmpty: !draft.card.media.isEmpty || draft.card.hasCheck)
    let policy = try QuotePolicy(asked: input, "quote_approval_policy")
    try call.limitPublishing()
    try await revisions.change(id, to: revision, by: member)
    if let policy { try await Quotes(store: call.house.store).setPolicy(policy, of: id, by: member) }
    if let isSensitive = try input.flag("sensitive") {
      try await call.house.store.write { tx in try StatusStore.setSensitive(isSensitive, of: id, in: tx) }
    }
    return try await call.status(id)
  }

  private static func revisedFiles(of draft: Revisions.Draft, _ input: Input) throws -> Revision.Files {
    var files = Revision.Files()
    for attributes in input.objects("media_attributes") {
      if let file = attributes.key("id", of: MediaFile.self), let words = attributes.text("description") {
        files.alts[file] = words
      }
    }
    guard input.holds("media_ids") else { return files }
    let wanted = input.keys("media_ids", of: MediaFile.self)
    let there = draft.card.media.map(\.id)
    files.dropped = there.filter { !wanted.contains($0) }
    files.added = wanted.filter { !there.contains($0) }
    return files
  }

  @Sendable private static func delete(_ call: Call) async throws -> Reply {
    let id = try call.key(of: Post.self)
    let member = try call.member.id
    let writing = Writing(call)
    if let message = try await ConversationOperations.takeBack(Key(id.value), call) { return message }
    // A share is taken back; what it shares stays.
    let (card, around, source) = try await call.house.store.read { tx in
      guard let card = try StatusStore.find(id, for: member, in: tx), card.author.id == member || card.writer == member
      else { throw Refusal.notFound }
      return (
        card, try StatusStore.surroundings(of: [card], writing, in: tx), try StatusStore.source(of: id, in: tx)
      )
    }
    if let shared = card.shareOf {
      try await Shares(store: call.house.store).share(shared, false, by: member)
    } else {
      _ = try await Removals(store: call.house.store).remove(id, by: member)
    }
    return Reply.json { json in
      json.object {
        $0.members(of: card, around, writing)
        $0.field("text", TitledText.joined(source?.title, source?.text ?? ""))
      }
    }
  }

  // MARK: Reading

  @Sendable private static func context(_ call: Call) async throws -> Reply {
    let id = try call.key(of: Post.self)
    let writing = Writing(call)
    let most = call.viewer == nil ? 400 : 4000
    let found = try await call.house.store.read {
      tx -> (context: (ancestors: [PostCard], descendants: [PostCard]), around: Surroundings)? in
      guard let card = try PostStore.find(id, for: call.viewer, in: tx) else { return nil }
      let context = try Timelines.context(of: card, limit: most, for: call.viewer, in: tx)
      return (
        context,
        try StatusStore.surroundings(of: context.ancestors + context.descendants, shownIn: .thread, writing, in: tx)
      )
    }
    guard let (context, around) = found else {
      guard let thread = try await ConversationOperations.context(Key(id.value), call) else { throw Refusal.notFound }
      return thread
    }
    return Reply.json(capacity: 1024 + (context.ancestors.count + context.descendants.count) * 2600) { json in
      json.object {
        $0.field("ancestors", each: context.ancestors) { $0.status($1, around, writing) }
        $0.field("descendants", each: context.descendants) { $0.status($1, around, writing) }
      }
    }
  }

  @Sendable private static func history(_ call: Call) async throws -> Reply {
    let id = try call.key(of: Post.self)
    let writing = Writing(call)
    let (card, around, versions) = try await call.house.store.read { tx in
      guard let card = try StatusStore.find(id, for: call.viewer, in: tx) else { throw Refusal.notFound }
      return (
        card, try StatusStore.surroundings(of: [card], writing, in: tx), try StatusStore.versions(of: id, in: tx)
      )
    }
    let now = StatusStore.Version(
      title: card.title, html: card.html, contentNote: card.contentNote, at: card.publishedAt)
    return Reply.json { json in
      json.array(versions.isEmpty ? [now] : versions) { json, version in
        json.object {
          $0.name("content")
          $0.html(
            version.html.isEmpty && version.title == nil ? "<p></p>" : version.html, title: version.title,
            link: card.path, writing)
          $0.field("spoiler_text", version.contentNote ?? "")
          $0.field("sensitive", version.contentNote != nil || card.isSensitive)
          $0.field("created_at", version.at)
          $0.name("account")
          if let author = around.accounts[card.author.id.value] { $0.account(author, writing) } else { $0.null() }
          $0.field("media_attachments", each: card.media) { $0.attachment($1, writing) }
          $0.field("emojis", [])
          if let check = around.checks[id] {
            $0.field(
              "poll",
              object: {
                $0.field("options", each: check.options) { json, option in
                  json.object { $0.field("title", option.words) }
                }
              })
          }
        }
      }
    }
  }
}

extension Call {
  /// A moment in the input (ISO 8601); nil when it was not sent.
  /// - Throws: a `Refusal` (422) when it is none.
  func moment(_ name: String) throws(Refusal) -> Moment? {
    let typed = input[name]
    guard !typed.isEmpty else { return nil }
    guard let moment = Moment(iso8601: typed) else { throw Refusal.invalid(name, "\(name) is a date and time.") }
    return moment
  }

  /// As often as the pages allow, and not more.
  func limitPublishing() throws {
    let person = try member
    try house.limits.take(
      ConversationRoutes.publishing(joinedAt: person.joinedAt, role: person.role, at: now), by: person.id.description,
      at: now)
  }

  /// A page of people about a post, in the order of a cursor that only the links tell.
  func people(
    of post: Key<Post>,
    _ read: @escaping @Sendable (Key<Post>, Int64, Int, ReadTx) throws -> [(account: Key<Account>, cursor: Int64)]
  ) async throws -> Reply {
    let limit = try input.limit(40, most: 80)
    let before = try input.number("max_id").map(Int64.init) ?? .max
    let since = try (input.number("since_id") ?? input.number("min_id")).map(Int64.init) ?? .min
    let writing = Writing(self)
    let (found, accounts) = try await house.store.read { tx in
      guard let card = try PostStore.find(post, for: viewer, in: tx), card.state == .shown else {
        throw Refusal.notFound
      }
      let found = try read(card.shareOf ?? post, before, limit, tx).filter { $0.cursor > since }
      return (found, try AccountStore.accounts(inOrderOf: found.map(\.account), for: viewer, in: tx))
    }
    return Reply.json { json in json.array(accounts) { $0.account($1, writing) } }.paged(
      self, first: found.first.map { String($0.cursor) }, last: found.last.map { String($0.cursor) })
  }
}
