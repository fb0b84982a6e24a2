import Commons
import Community
import Doors
import Pages
import Storehouse

/// What everyone may read of a person, a group, a topic, a conversation or a search, as a feed. Always as a visitor sees it, whoever asks: a feed
/// is fetched by a program that nobody is signed in with, and is kept by others on the way.
enum Feeds {
  static let entriesInAFeed = 20
  /// A reader asks every hour or so; what is in between may come from a cache.
  static let keptFor = 300

  /// - Throws: `Refusal.notFound` when a visitor may not meet them.
  static func person(_ call: Call) async throws -> FeedDocument {
    let account = try await call.account(call.place("handle"))
    var said = Timelines.Said()
    said.leavesOutReplies = true
    said.leavesOutShares = true
    let (cards, more) = try await call.page { [said] bounds, tx in
      try Timelines.of(Key(account.id), said, bounds, for: nil, in: tx)
    }
    let site = try await call.house.settings.values().siteName
    return FeedDocument(
      title: account.name, about: FeedText.plain(account.aboutHTML), page: account.path, path: account.path,
      query: call.ownQuery, picture: account.picture ?? "/avatars/\(account.id).png", siteName: site,
      since: account.joinedAt, entries: more.entries(cards), next: more.next)
  }

  /// - Throws: `Refusal.notFound` for a group where not everyone may read.
  static func group(_ call: Call) async throws -> FeedDocument {
    let group = try await Groups(store: call.house.store).find(call.place("handle"), for: nil)
    guard group.isReadable else { throw Refusal.notFound }
    let (cards, more) = try await call.page { bounds, tx in
      try Timelines.group(group.id, bounds, for: nil, in: tx)
    }
    return FeedDocument(
      title: group.name, about: group.purpose, page: group.path, path: group.path, query: call.ownQuery,
      picture: "/avatars/\(group.id).png", siteName: try await call.house.settings.values().siteName,
      since: group.foundedAt, entries: more.entries(cards), next: more.next)
  }

  /// A topic that nobody has used gives an empty feed, as its page is empty: it may come to be used.
  static func topic(_ call: Call) async throws -> FeedDocument {
    guard let name = TopicName(call.place("name")) else { throw Refusal.notFound }
    let (cards, more) = try await call.page { bounds, tx in try Timelines.topic(name.text, bounds, for: nil, in: tx) }
    return FeedDocument(
      title: "#\(name.text)", about: "", page: name.path, path: name.path, query: call.ownQuery,
      siteName: try await call.house.settings.values().siteName, since: .keyEpoch, entries: more.entries(cards),
      next: more.next)
  }

  /// What is said in a conversation, the newest first.
  static func conversation(_ call: Call) async throws -> FeedDocument {
    let opening = try await call.opening()
    let (cards, more) = try await call.page { bounds, tx in
      try Timelines.page(bounds, for: nil, in: tx) { before, limit in
        try FeedStore.conversation(opening.id, before: before, limit: limit, in: tx)
      }
    }
    return FeedDocument(
      title: opening.title ?? FeedText.beginning(of: opening), about: "", page: opening.path,
      path: "/talk/\(opening.id)", query: call.ownQuery, language: opening.language,
      siteName: try await call.house.settings.values().siteName, since: opening.publishedAt,
      entries: more.entries(cards), next: more.next)
  }

  /// Everything that has what was typed, newest first: for who wants to know when something is said about it. What matches best is for the page;
  /// here a better match that is old must not keep out what is new.
  static func search(_ call: Call) async throws -> FeedDocument {
    let typed = String(call.input["q"].prefix(200))
    guard !typed.isEmpty else { throw Refusal.invalid("q", "Say what to look for.") }
    try call.house.limits.take(SearchOperations.searching, by: call.address, at: call.now)
    let (cards, more) = try await call.page { bounds, tx in
      try Timelines.page(bounds, for: nil, isPublicList: true, in: tx) { before, limit in
        try tx.newest(typed, kind: .post, before: before.value, limit: limit).map { Key($0) }
      }
    }
    let query = "q=\(Link.encoded(typed))"
    return FeedDocument(
      title: typed, about: "", page: "/search?\(query)", path: "/search",
      query: call.ownQuery.isEmpty ? query : "\(query)&\(call.ownQuery)",
      siteName: try await call.house.settings.values().siteName, since: .keyEpoch, entries: more.entries(cards),
      next: more.next.map { "\(query)&\($0)" })
  }

  /// What entries need beside their cards.
  struct Surrounding: Sendable {
    let topics: [Key<Post>: [String]]
    let checks: [Key<Post>: Check]

    init(of cards: [PostCard], in tx: ReadTx) throws {
      topics = try FeedStore.topics(of: cards.map(\.id), in: tx)
      checks = try CheckStore.checks(of: cards.filter(\.hasCheck).map(\.id), for: nil, in: tx)
    }
  }

  struct More: Sendable {
    let around: Surrounding
    let site: String
    var next: String?

    func entries(_ cards: [PostCard]) -> [FeedDocument.Entry] {
      cards.map { card in
        FeedDocument.Entry(
          id: card.id, path: card.path, title: card.title, beginning: FeedText.beginning(of: card),
          html: FeedText.content(of: card, around.checks[card.id], site: site), contentNote: card.contentNote,
          author: card.author, publishedAt: card.publishedAt, editedAt: card.editedAt, language: card.language,
          topics: around.topics[card.id] ?? [], files: card.media, parent: card.parent)
      }
    }
  }
}

extension Call {
  /// A person or organisation whom a visitor may meet.
  /// - Throws: `Refusal.notFound`, for a group too.
  func account(_ handle: String) async throws -> AccountEntity {
    let found = try await house.store.read { tx in try AccountStore.find(handle: handle, for: nil, in: tx) }
    guard let found, found.kind != .group else { throw Refusal.notFound }
    return found
  }

  /// The first post that a place like `123-has-anyone-got` names.
  /// - Throws: `Refusal.notFound` unless everyone may read it.
  func opening() async throws -> PostCard {
    guard let id = Key<Post>(String(place("id").prefix { $0 != "-" })) else { throw Refusal.notFound }
    let card = try await house.store.read { tx in try StatusStore.find(id, for: nil, in: tx) }
    guard let card, card.isOpening else { throw Refusal.notFound }
    return card
  }

  /// The query of this very page of a feed.
  fileprivate var ownQuery: String { input.key("before", of: Post.self).map { "before=\($0)" } ?? "" }

  /// A page of cards as a visitor sees them, and where the next one begins.
  fileprivate func page(_ read: @escaping @Sendable (Timelines.Bounds, ReadTx) throws -> [PostCard]) async throws -> (
    [PostCard], Feeds.More
  ) {
    let bounds = Timelines.Bounds(before: input.key("before"), limit: Feeds.entriesInAFeed + 1)
    let site = house.address.text
    return try await house.store.read { tx in
      let cards = try read(bounds, tx)
      let shown = Array(cards.prefix(Feeds.entriesInAFeed))
      var more = Feeds.More(around: try Feeds.Surrounding(of: shown, in: tx), site: site)
      if cards.count > shown.count, let last = shown.last { more.next = "before=\(last.id)" }
      return (shown, more)
    }
  }
}
