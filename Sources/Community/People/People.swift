public import Commons
public import Storehouse

/// People and organisations: their profiles and the directory.
public struct People: Sendable {
  let store: any Store

  public init(store: any Store) { self.store = store }

  /// What a profile page shows.
  public struct Profile: Sendable {
    public let face: Face
    public let aboutHTML: String
    public let place: String
    public let links: [String]
    public let joinedAt: Moment
    public let followerCount: Int
    public let followingCount: Int
    /// The address of the wide picture above it, if there is one.
    package let header: String?
    /// Names and values.
    package let fields: [(name: String, value: String)]
  }

  /// The parts of a profile.
  public enum Tab: String, Sendable, CaseIterable { case posts, answers, groups }

  public struct Reading: Sendable {
    public let profile: Profile
    public let tab: Tab
    public let cards: [PostCard]
    public let olderBefore: Key<Post>?
    /// Groups they are in that are open or that the viewer is in too: on their own tab.
    public let groups: [Groups.Summary]
    /// Set for an organisation.
    public let organisation: Organisations.Summary?
    /// Those who chose to be shown as speaking for it.
    public let speakers: [Organisations.Line]
    /// Whether the viewer follows them, or has asked to.
    public let followState: FollowState?
    public let isMuted: Bool
  }

  static let cardsOnAPage = 20

  /// - Throws: `Refusal.notFound` when there is nobody of that handle for the viewer.
  public func profile(_ handle: String, _ tab: Tab = .posts, before: Key<Post>?, for viewer: Key<Account>?) async throws
    -> Reading
  {
    try await store.read { tx in
      let handle = handle.lowercased()
      guard let profile = try PeopleStore.profile(handle, for: viewer, in: tx) else { throw Refusal.notFound }
      let id = profile.face.id
      let page: (cards: [PostCard], olderBefore: Key<Post>?) =
        switch tab {
        case .posts:
          try Timeline.page(
            People.cardsOnAPage, from: { try Timeline.newest(from: [.account(id)], before: $0, limit: $1, in: tx) },
            before: before, for: viewer, shownIn: .account, in: tx)
        case .answers:
          try Timeline.page(
            People.cardsOnAPage, from: { try PeopleStore.answers(by: id, before: $0, limit: $1, in: tx) },
            before: before, for: viewer, shownIn: .account, in: tx)
        case .groups: ([], nil)
        }
      let pinned = before == nil && tab == .posts ? try Pins.cards(.profile(id), for: viewer, in: tx) : []
      let organisation =
        profile.face.kind == .organisation ? try OrganisationStore.find(handle, for: viewer, in: tx) : nil
      return Reading(
        profile: profile, tab: tab, cards: Pins.first(pinned, before: page.cards), olderBefore: page.olderBefore,
        groups: tab == .groups ? try GroupStore.groups(of: id, for: viewer, in: tx) : [], organisation: organisation,
        speakers: organisation == nil
          ? [] : try OrganisationStore.members(of: id, .accepted, onlyShown: true, for: viewer, in: tx),
        followState: try FollowStore.state(of: id, for: viewer, in: tx),
        isMuted: try FollowStore.isMuted(id, by: viewer, in: tx))
    }
  }

  /// What the directory is narrowed to.
  public struct Filter: Sendable {
    public var kind: AccountKind = .person
    public var relation: Relation?
    public var sort: OrganisationKind?
    public var place = ""
    /// Words typed into the search box.
    public var typed = ""
  }

  public struct Directory: Sendable {
    public let filter: Filter
    public let listings: [PeopleStore.Listing]
    public let olderBefore: Key<Account>?
    /// Set when words were searched for: results go by page then.
    public let nextPage: Int?
    public let places: [String]
  }

  static let listingsOnAPage = 40

  /// People or organisations in the directory: those who posted last first, or what matches the typed words best.
  public func directory(_ filter: Filter, before: Key<Account>?, page: Int, for viewer: Key<Account>?) async throws
    -> Directory
  {
    try await store.read { tx in
      let most = People.listingsOnAPage
      let places = try PeopleStore.places(of: filter.kind, in: tx)
      guard filter.typed.isEmpty else {
        let page = max(1, min(page, 50))
        let found = try tx.search(filter.typed, kind: .account, limit: most + 1, offset: (page - 1) * most) {
          try PeopleStore.listings($0, filter, for: viewer, in: tx)
        }
        return Directory(
          filter: filter, listings: Array(found.prefix(most)), olderBefore: nil,
          nextPage: found.count > most ? page + 1 : nil,
          places: places)
      }
      let listings = try PeopleStore.directory(filter, before: before, limit: most + 1, for: viewer, in: tx)
      let shown = Array(listings.prefix(most))
      return Directory(
        filter: filter, listings: shown, olderBefore: listings.count > most ? shown.last?.face.id : nil, nextPage: nil,
        places: places)
    }
  }
}
