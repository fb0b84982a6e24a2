public import Commons
public import Storehouse

/// What a member's home page shows.
public struct Homes: Sendable {
  let store: any Store

  public init(store: any Store) { self.store = store }

  /// The tabs of a home page.
  public enum Tab: String, Sendable, CaseIterable { case following, near, topics, everything }

  /// A home page's posts.
  public struct Reading: Sendable {
    public let tab: Tab
    public let cards: [PostCard]
    /// Where the next, older page begins; nil at the end.
    public let olderBefore: Key<Post>?
    public let speaksFor: [Face]
    public let groups: [HomeStore.GroupChoice]
    /// True for someone who follows fewer than three: their first tab is filled from everything.
    public let isFindingFeet: Bool
    public let toMeet: [Face]
    public let waiting: Waiting
  }

  /// What waits for a member's answer, in numbers.
  public struct Waiting: Sendable {
    public let followRequests: Int
    /// Into groups and organisations.
    public let invitations: Int
    /// Of others, into groups that the member looks after.
    public let joinRequests: Int
    /// Questions that somebody asked them to answer.
    public let questions: Int
    var isEmpty: Bool { followRequests + invitations + joinRequests + questions == 0 }
  }

  static let cardsOnAPage = 20

  public func read(_ tab: Tab, before: Key<Post>?, for member: Key<Account>) async throws -> Reading {
    try await store.read { tx in
      let before = before ?? Key(.max)
      // Some may be muted, blocked or taken down since: a few keys more, so that a page is seldom short. Their cards are made only when needed.
      let wanted = Homes.cardsOnAPage + 10
      var sources = try HomeStore.sources(of: tab, for: member, before: before, limit: wanted, in: tx)
      let isFindingFeet = try tab == .following && sources.count < 4 && HomeStore.followCount(of: member, in: tx) < 3
      let ids: [Key<Post>]
      if tab == .everything || isFindingFeet {
        sources = []
        ids = try PostStore.latest(before: before, limit: wanted, in: tx)
      } else {
        // On later pages of these tabs the latest post of a source may be one that stood on an earlier page.
        ids =
          tab == .following
          ? try Timeline.newest(from: sources, before: before, limit: wanted, in: tx)
          : try Timeline.newest(from: sources.map(\.source), before: before, limit: wanted, in: tx)
      }
      let likely = Homes.cardsOnAPage + 2
      let context = tab == .following ? FilterContext.home : .public
      let isPublic = tab != .following || isFindingFeet
      var cards = GatheredShares.of(
        try PostStore.cards(
          Array(ids.prefix(likely)), for: member, shownIn: context, isPublicList: isPublic, in: tx))
      if cards.count < Homes.cardsOnAPage {
        let rest = try PostStore.cards(
          Array(ids.dropFirst(likely)), for: member, shownIn: context, isPublicList: isPublic, in: tx)
        cards = GatheredShares.of(cards + rest)
      }
      cards = Array(cards.prefix(Homes.cardsOnAPage))
      let older: Key<Post>? = ids.count < wanted && cards.count < Homes.cardsOnAPage ? nil : cards.last?.id ?? ids.last
      return Reading(
        tab: tab, cards: cards, olderBefore: older, speaksFor: try Speaking.organisations(of: member, in: tx),
        groups: try HomeStore.groups(of: member, in: tx), isFindingFeet: isFindingFeet,
        toMeet: try HomeStore.toMeet(member, in: tx),
        waiting: try HomeStore.waiting(for: member, in: tx))
    }
  }

  /// A signed-out visitor's first page: what people are talking about just now.
  public struct Welcome: Sendable {
    public let questions: [PostCard]
    public let cards: [PostCard]
  }

  public func welcome() async throws -> Welcome {
    try await store.read { tx in
      let ids = try PostStore.latestPublic(before: Key(.max), limit: 40, in: tx)
      let cards = try PostStore.cards(ids, for: nil, isPublicList: true, in: tx)
      let questions = cards.filter { $0.kind == .question }
      return Welcome(
        questions: Array(questions.prefix(3)), cards: Array(cards.filter { $0.kind != .question }.prefix(6)))
    }
  }
}
