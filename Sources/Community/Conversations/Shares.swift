public import Commons
public import Storehouse

extension Happening.Kind {
  /// Subject: the post. About: the share.
  public static let postShared = Self("post.shared")
  /// Subject: the post. About: the share that was taken back.
  public static let postUnshared = Self("post.unshared")
}

/// Passing a post on to those who follow you, and keeping one for yourself.
public struct Shares: Sendable {
  let store: any Store

  public init(store: any Store) { self.store = store }

  /// Shares a post, or takes the share back. Twice is once.
  /// - Throws: a `Refusal`: not found; or it was not said to everyone, so it is not the member's to pass on.
  public func share(_ id: Key<Post>, _ wanted: Bool, by member: Key<Account>) async throws {
    try await store.write { tx in try Shares.share(id, wanted, by: member, in: tx) }
  }

  /// The same inside a transaction of the caller's.
  /// - Parameter dated: a key minted for when it was shared, for what is imported; nil is now.
  public static func share(
    _ id: Key<Post>, _ wanted: Bool = true, by member: Key<Account>, dated: Key<Post>? = nil, in tx: WriteTx
  ) throws {
    guard let card = try PostStore.find(id, for: member, in: tx), card.shareOf == nil else { throw Refusal.notFound }
    guard wanted else {
      guard let share = try ShareStore.remove(of: id, by: member, in: tx) else { return }
      return try tx.record(Happening(.postUnshared, id.value, by: member, about: share.value))
    }
    guard card.state == .shown else { throw Refusal.notFound }
    guard card.audience == .everyone || card.audience == .members else {
      throw Refusal.forbidden("This was not said to everyone, so it cannot be shared.")
    }
    guard let share = try ShareStore.add(of: card, by: member, dated: dated, in: tx) else { return }
    try tx.record(Happening(.postShared, id.value, by: member, about: share.value))
  }

  /// Keeps a post where only the member finds it, or lets it go. Twice is once.
  public func bookmark(_ id: Key<Post>, _ wanted: Bool, by member: Key<Account>) async throws {
    try await store.write { tx in
      // What one may no longer see can still be let go.
      if wanted {
        guard let card = try PostStore.find(id, for: member, in: tx), card.shareOf == nil, card.state == .shown else {
          throw Refusal.notFound
        }
      }
      try ShareStore.setBookmark(wanted, of: id, by: member, in: tx)
    }
  }

  /// What someone kept, the newest first; only what they may still see.
  public struct Bookmarks: Sendable {
    public let cards: [PostCard]
    /// Where the next page begins; nil at the end.
    public let olderBefore: Moment?
  }

  public func bookmarks(of member: Key<Account>, before: Moment?) async throws -> Bookmarks {
    try await store.read { tx in
      let kept = try ShareStore.bookmarks(of: member, before: before ?? Moment(milliseconds: .max), limit: 20, in: tx)
      return Bookmarks(
        cards: try PostStore.cards(inOrderOf: kept.map(\.post), for: member, in: tx),
        olderBefore: kept.count < 20 ? nil : kept.last?.at)
    }
  }
}
