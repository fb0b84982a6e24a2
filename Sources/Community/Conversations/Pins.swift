public import Commons
public import Storehouse

/// Pinning: a post stands first on its author's profile, or on its group's page.
public struct Pins: Sendable {
  let store: any Store

  public init(store: any Store) { self.store = store }

  public enum Place: String, Sendable { case profile, group }

  /// Pins a first post, or takes it down. Twice is once.
  /// - Throws: a `Refusal`: not found; not the member's to pin; or there are enough pins already.
  public func pin(_ id: Key<Post>, to place: Place, _ wanted: Bool, by member: Key<Account>) async throws {
    try await store.write { tx in try Pins.pin(id, to: place, wanted, by: member, in: tx) }
  }

  /// The same inside a transaction of the caller's.
  public static func pin(
    _ id: Key<Post>, to place: Place, _ wanted: Bool = true, by member: Key<Account>, in tx: WriteTx
  ) throws {
    guard let card = try PostStore.find(id, for: member, in: tx), card.isOpening, card.state == .shown else {
      throw Refusal.notFound
    }
    let spot: PinStore.Place
    switch place {
    case .profile:
      guard try Authorship.mayChange(card, member, in: tx) else {
        throw Refusal.forbidden("You can pin what you wrote yourself.")
      }
      spot = .profile(card.author.id)
    case .group:
      guard let space = try ConversationStore.opening(id, in: tx)?.space else { throw Refusal.notFound }
      guard try PinStore.mayPinInGroup(id, member, in: tx) else {
        throw Refusal.forbidden("Only the group’s stewards and moderators can pin in it.")
      }
      spot = .group(space)
    }
    guard wanted else { return try PinStore.remove(id, from: spot, in: tx) }
    let there = try PinStore.pinned(spot, in: tx)
    if !there.contains(id), there.count >= spot.most {
      throw Refusal.conflict("There are \(spot.most) pinned posts already. Take one down first.")
    }
    try PinStore.add(id, to: spot, by: member, in: tx)
  }

  /// The pinned posts of a place that the viewer may see, marked as pinned.
  package static func cards(_ place: PinStore.Place, for viewer: Key<Account>?, in tx: ReadTx) throws -> [PostCard] {
    let ids = try PinStore.pinned(place, in: tx)
    guard !ids.isEmpty else { return [] }
    return try PostStore.cards(inOrderOf: ids, for: viewer, in: tx).map { card in
      var card = card
      card.isPinned = true
      return card
    }
  }

  /// Pinned posts, and then the others: a post stands in a list once.
  static func first(_ pinned: [PostCard], before cards: [PostCard]) -> [PostCard] {
    let keys = Set(pinned.map(\.id))
    return pinned + cards.filter { !keys.contains($0.id) }
  }
}

/// Whose a post is to change.
enum Authorship {
  /// Whoever wrote it, under whatever name; and the editors and owners of the organisation it was said for.
  static func mayChange(_ card: PostCard, _ member: Key<Account>, in tx: ReadTx) throws -> Bool {
    if card.writer == member || card.author.id == member { return true }
    guard card.author.kind == .organisation else { return false }
    return try tx.exists(
      """
      SELECT 1 FROM organisation_member WHERE organisation_id = \(card.author.id) AND person_id = \(member) AND state = 0 AND role >= 2
      """)
  }
}
