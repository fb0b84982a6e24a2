public import Commons
public import Storehouse

/// Finding things: only what the viewer may see.
public struct Searches: Sendable {
  let store: any Store

  public init(store: any Store) { self.store = store }

  /// What is looked for: everything, a little of each, or one kind by the page.
  public enum Part: String, Sendable, CaseIterable { case all, talk, questions, people, organisations, groups, topics }

  public struct Reading: Sendable {
    public let typed: String
    public let part: Part
    public var posts: [PostCard] = []
    public var people: [Face] = []
    public var organisations: [Face] = []
    public var groups: [Groups.Summary] = []
    public var topics: [TopicSummary] = []
    /// Whether there is a next page.
    public var hasMore = false
    /// Another spelling that would find something.
    public var didYouMean: String?

    public var isEmpty: Bool {
      posts.isEmpty && people.isEmpty && organisations.isEmpty && groups.isEmpty && topics.isEmpty
    }
  }

  static let onAPage = 20
  static let lastPage = 50
  /// How many of each other kind stand beside the posts.
  static let beside = 3

  /// - Parameter page: counted from 1.
  public func find(_ typed: String, _ part: Part = .all, page: Int = 1, for viewer: Key<Account>?) async throws
    -> Reading
  {
    try await store.read { tx in
      let page = max(1, min(page, Searches.lastPage))
      var reading = Reading(typed: typed, part: part)
      func look<Found>(
        _ kind: SearchKind, for parts: Set<Part>, beside: Int? = Searches.beside,
        find: ([Int64]) throws -> [Int64: Found]
      ) throws -> [Found] {
        guard parts.contains(part) || (part == .all && (page == 1 || beside == nil)) else { return [] }
        if part == .all, let beside { return try tx.search(typed, kind: kind, limit: beside, find: find) }
        let found = try tx.search(
          typed, kind: kind, limit: Searches.onAPage + 1, offset: (page - 1) * Searches.onAPage, find: find)
        reading.hasMore = found.count > Searches.onAPage && page < Searches.lastPage
        return Array(found.prefix(Searches.onAPage))
      }
      reading.posts = try look(.post, for: [.talk, .questions], beside: nil) { ids in
        let cards = try SearchStore.posts(ids, for: viewer, in: tx)
        return part == .questions ? cards.filter { $0.value.kind == .question && $0.value.isOpening } : cards
      }
      let faces = try look(.account, for: [.people, .organisations], beside: Searches.beside * 2) { ids in
        try SearchStore.faces(
          ids, part == .people ? .person : part == .organisations ? .organisation : nil, for: viewer, in: tx)
      }
      reading.people = faces.filter { $0.kind == .person }
      reading.organisations = faces.filter { $0.kind == .organisation }
      reading.groups = try look(.group, for: [.groups]) { try SearchStore.groups($0, for: viewer, in: tx) }
      if part == .topics || (part == .all && page == 1) {
        let most = part == .topics ? Searches.onAPage : Searches.beside
        reading.topics = try TopicStore.beginning(with: typed, limit: most, for: viewer, in: tx)
      }
      if reading.isEmpty { reading.didYouMean = try tx.suggest(typed) }
      return reading
    }
  }
}
