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
    public let postCount: Int
    public let followerCount: Int
    public let followingCount: Int
  }

  public struct Reading: Sendable {
    public let profile: Profile
    public let cards: [PostCard]
    public let olderBefore: Key<Post>?
  }

  static let cardsOnAPage = 20

  /// - Throws: `Refusal.notFound` when there is nobody of that handle for the viewer.
  public func profile(_ handle: String, before: Key<Post>?, for viewer: Key<Account>?) async throws -> Reading {
    try await store.read { tx in
      guard let profile = try PeopleStore.profile(handle.lowercased(), for: viewer, in: tx) else { throw Refusal.notFound }
      let ids = try Timeline.newest(
        from: [.account(profile.face.id)], before: before ?? Key(.max), limit: People.cardsOnAPage + 10, in: tx)
      let cards = Array(try PostStore.cards(ids, for: viewer, in: tx).prefix(People.cardsOnAPage))
      let pinned = before == nil ? try Pins.cards(.profile(profile.face.id), for: viewer, in: tx) : []
      return Reading(profile: profile, cards: Pins.first(pinned, before: cards), olderBefore: cards.count < People.cardsOnAPage ? nil : cards.last?.id)
    }
  }

  /// People and organisations in the directory, those who posted last first.
  public func directory(kind: AccountKind?, place: String, before: Key<Post>?, for viewer: Key<Account>?) async throws -> [PeopleStore.Listing] {
    try await store.read { tx in try PeopleStore.directory(kind: kind, place: place, limit: 50, for: viewer, in: tx) }
  }
}
