import Commons
import Community
import Doors
import Pages
import Storehouse

/// Lists of statuses.
enum TimelineOperations {
  static let all: [Operation] = [
    Operation(
      .get, "/api/v1/timelines/home", .member("read:statuses"), "What somebody follows, newest first.", .paging,
      .list("Status", isPaged: true)
    ) { call in
      let member = try call.member.id
      return try await call.statuses(shownIn: .home) { bounds, tx in
        try Timelines.home(bounds, for: member, in: tx)
      }
    },
    Operation(
      .get, "/api/v1/timelines/public", .visitor("read:statuses"), "What everyone may read, newest first.",
      [.flag("local"), .flag("remote"), .flag("only_media")] + .paging, .list("Status", isPaged: true)
    ) { call in
      let onlyMedia = try call.input.flag("only_media") ?? false
      // Nothing here comes from other servers yet.
      let isEmpty = try call.input.flag("remote") ?? false
      return try await call.statuses(shownIn: .public) { bounds, tx in
        isEmpty ? [] : try Timelines.everyone(bounds, onlyMedia: onlyMedia, for: call.viewer, in: tx)
      }
    },
    Operation(
      .get, "/api/v1/timelines/tag/{tag}", .visitor("read:statuses"), "What was said on a topic.",
      [.texts("any"), .texts("all"), .texts("none"), .flag("local"), .flag("remote"), .flag("only_media")] + .paging,
      .list("Status", isPaged: true)
    ) { call in
      let onlyMedia = try call.input.flag("only_media") ?? false
      let (any, all, none) = (call.input.list("any"), call.input.list("all"), call.input.list("none"))
      let tag = call.place("tag")
      return try await call.statuses(shownIn: .public) { bounds, tx in
        try Timelines.topic(
          tag, any: Array(any.prefix(4)), all: Array(all.prefix(4)), none: Array(none.prefix(4)), onlyMedia: onlyMedia,
          bounds, for: call.viewer, in: tx)
      }
    },
    Operation(
      .get, "/api/v1/timelines/list/{id}", .member("read:lists"), "What the people on a list say.", .paging,
      .list("Status", isPaged: true)
    ) { call in
      let member = try call.member.id
      let list = try call.key(of: PeopleList.self)
      return try await call.statuses(shownIn: .home) { bounds, tx in
        try PeopleListStore.check(list, owner: member, in: tx)
        return try Timelines.list(list, bounds, for: member, in: tx)
      }
    },
    Operation(
      .get, "/api/v1/timelines/link", .visitor("read:statuses"), "What was said about a page elsewhere.",
      [.string("url", required: true)] + .paging, .list("Status", isPaged: true)
    ) { call in try await call.statuses(shownIn: .public) { _, _ in [] } },
    Operation(
      .get, "/api/v1/bookmarks", .member("read:bookmarks"), "What somebody keeps.", .paging,
      .list("Status", isPaged: true)
    ) { call in
      let member = try call.member.id
      return try await call.statuses(keptBy: { before, limit, tx in
        try StatusStore.bookmarked(by: member, before: before, limit: limit, in: tx)
      })
    },
    Operation(
      .get, "/api/v1/favourites", .member("read:favourites"), "What somebody supports.", .paging,
      .list("Status", isPaged: true)
    ) { call in
      let member = try call.member.id
      return try await call.statuses(keptBy: { before, limit, tx in
        try StatusStore.supported(by: member, before: before, limit: limit, in: tx)
      })
    },
  ]
}

extension Call {
  /// The bounds of a page, as a call gives them.
  func bounds(usual: Int = 20, most: Int = 40) throws(Refusal) -> Timelines.Bounds {
    Timelines.Bounds(
      before: input.key("max_id"), since: input.key("since_id"), above: input.key("min_id"),
      limit: try input.limit(usual, most: most))
  }

  /// A page of statuses with links to the pages beside it.
  func statuses(
    shownIn context: FilterContext?, _ read: @escaping @Sendable (Timelines.Bounds, ReadTx) throws -> [PostCard]
  ) async throws -> Reply {
    let bounds = try bounds()
    let writing = Writing(self)
    let (cards, around) = try await house.store.read { tx in
      let cards = try read(bounds, tx)
      return (cards, try StatusStore.surroundings(of: cards, shownIn: context, writing, in: tx))
    }
    return Call.reply(cards, around, writing).paged(
      self, first: cards.first?.id.description, last: cards.last?.id.description)
  }

  /// The same for what is in order of when it was kept; only links lead to further pages.
  func statuses(
    keptBy read: @escaping @Sendable (Moment, Int, ReadTx) throws -> [(post: Key<Post>, at: Moment)]
  ) async throws -> Reply {
    let limit = try input.limit(20, most: 40)
    let before = Moment(milliseconds: try input.number("max_id").map(Int64.init) ?? .max)
    let since = Moment(milliseconds: try (input.number("since_id") ?? input.number("min_id")).map(Int64.init) ?? .min)
    let writing = Writing(self)
    let (kept, cards, around) = try await house.store.read { tx in
      let kept = try read(before, limit, tx).filter { $0.at > since }
      let cards = try PostStore.cards(inOrderOf: kept.map(\.post), for: viewer, in: tx)
      return (kept, cards, try StatusStore.surroundings(of: cards, writing, in: tx))
    }
    return Call.reply(cards, around, writing).paged(
      self, first: kept.first.map { String($0.at.milliseconds) }, last: kept.last.map { String($0.at.milliseconds) })
  }

  static func reply(_ cards: [PostCard], _ around: Surroundings, _ writing: Writing) -> Reply {
    // What a filter hides is left out of lists. Most people have no filters, and a card is large to copy.
    let shown =
      around.filtered.isEmpty
      ? cards
      : cards.filter { card in
        !(around.filtered[card.shareOf ?? card.id] ?? []).contains { $0.filter.action == .hide }
      }
    return Reply.json(capacity: 2048 + shown.count * 2600) { json in
      json.array(shown) { $0.status($1, around, writing) }
    }
  }

  /// One status as the viewer sees it.
  func status(_ id: Key<Post>) async throws -> Reply {
    let writing = Writing(self)
    let found = try await house.store.read { tx in
      try StatusStore.find(id, for: viewer, in: tx).map { card in
        (card, try StatusStore.surroundings(of: [card], shownIn: .thread, writing, in: tx))
      }
    }
    guard let (card, around) = found else {
      guard let message = try await ConversationOperations.status(Key(id.value), self) else { throw Refusal.notFound }
      return message
    }
    return Reply.json { $0.status(card, around, writing) }
  }
}
