package import Commons
package import Storehouse

extension Happening.Kind {
  /// Subject: the post that took another up. About: the other.
  package static let quoteRevoked = Self("quote.revoked")
}

/// Who may take a post up in one of their own, beside whoever wrote it.
package enum QuotePolicy: Int, Sendable, Bindable, Storable {
  case everyone = 0, followers = 1, nobody = 2

  /// As forms and the API name it.
  package var name: String {
    switch self {
    case .everyone: "public"
    case .followers: "followers"
    case .nobody: "nobody"
    }
  }

  package init?(name: String) {
    guard let found = [Self.everyone, .followers, .nobody].first(where: { $0.name == name }) else { return nil }
    self = found
  }
}

/// Posts that take up another one.
package struct Quotes: Sendable {
  let store: any Store

  package init(store: any Store) { self.store = store }

  /// A post that somebody may take up in one of their own: what everyone here may read, and whose writer lets them.
  /// - Throws: a `Refusal`: not found; or it was not said to everyone, or its writer does not want that.
  package func quotable(_ id: Key<Post>, for member: Key<Account>) async throws -> PostCard {
    try await store.read { tx in
      guard let found = try PostStore.find(id, for: member, in: tx), found.state == .shown,
        let card = try found.shareOf.map({ try PostStore.find($0, for: member, in: tx) }) ?? found, card.state == .shown
      else { throw Refusal.notFound }
      guard card.audience == .everyone || card.audience == .members else {
        throw Refusal.forbidden("This was not said to everyone, so it cannot be shared.")
      }
      guard try Quotes.mayQuote(card, member, in: tx) else {
        throw Refusal.forbidden("Whoever wrote this does not want it taken up in other posts.")
      }
      return card
    }
  }

  private static func mayQuote(_ card: PostCard, _ member: Key<Account>, in tx: ReadTx) throws -> Bool {
    if card.quotePolicy == .everyone { return true }
    if try Authorship.mayChange(card, member, in: tx) { return true }
    return try card.quotePolicy == .followers && FollowStore.state(of: card.author.id, for: member, in: tx) == .follows
  }

  /// A post and those that take it up.
  struct Reading: Sendable {
    let quoted: PostCard
    let cards: [PostCard]
    let older: Key<Post>?
    /// Whether the viewer may take it out of them.
    let isOwn: Bool
  }

  /// Who took a post up, newest first, as far as the viewer may see it.
  /// - Throws: a `Refusal`: not found.
  func read(_ id: Key<Post>, before: Key<Post>?, limit: Int = 20, for viewer: Key<Account>?) async throws -> Reading {
    try await store.read { tx in
      guard let found = try PostStore.find(id, for: viewer, in: tx),
        let card = try found.shareOf.map({ try PostStore.find($0, for: viewer, in: tx) }) ?? found, card.state == .shown
      else { throw Refusal.notFound }
      let cards = try Timelines.page(.init(before: before, limit: limit + 1), for: viewer, in: tx) { before, limit in
        try QuoteStore.quoting(card.id, before: before, limit: limit, in: tx)
      }
      return Reading(
        quoted: card, cards: Array(cards.prefix(limit)), older: cards.count > limit ? cards[limit - 1].id : nil,
        isOwn: try viewer.map { try Authorship.mayChange(card, $0, in: tx) } ?? false)
    }
  }

  /// A post of the member's and another that takes it up.
  /// - Throws: a `Refusal`: not found, or the post that was taken up is not the member's.
  func revocable(_ quoted: Key<Post>, from quoting: Key<Post>, by member: Key<Account>) async throws
    -> (quoted: PostCard, quoting: PostCard)
  {
    try await store.read { tx in
      let pair = try Quotes.pair(quoted, quoting, by: member, in: tx)
      guard pair.quoting.quoteOf == quoted else { throw Refusal.notFound }
      return (pair.quoted, try PostStore.whole(pair.quoting, for: member, in: tx))
    }
  }

  private static func pair(_ quoted: Key<Post>, _ quoting: Key<Post>, by member: Key<Account>, in tx: ReadTx) throws
    -> (quoted: PostCard, quoting: PostCard)
  {
    guard let card = try PostStore.find(quoted, for: member, in: tx), card.state == .shown, card.shareOf == nil,
      let other = try PostStore.find(quoting, for: member, in: tx), other.state == .shown
    else { throw Refusal.notFound }
    guard try Authorship.mayChange(card, member, in: tx) else {
      throw Refusal.forbidden("Only whoever wrote a post can take it out of another.")
    }
    return (card, other)
  }

  /// Takes a post out of another that took it up. It stays out; whose post it stood in keeps their words. Twice is once.
  /// - Throws: a `Refusal`: not found, or the post that was taken up is not the member's.
  package func revoke(_ quoted: Key<Post>, from quoting: Key<Post>, by member: Key<Account>) async throws {
    try await store.write { tx in
      let other = try Quotes.pair(quoted, quoting, by: member, in: tx).quoting
      guard other.quoteOf == quoted else {
        guard other.isQuoteRevoked else { throw Refusal.notFound }
        return
      }
      try QuoteStore.countOne(lessFor: quoting, in: tx)
      try QuoteStore.revoke(quoting, in: tx)
      try tx.record(Happening(.quoteRevoked, quoting.value, by: member, about: quoted.value))
    }
  }

  /// Says who may take a post up from now on. What took it up before stays.
  /// - Throws: a `Refusal`: not found, or not the member's.
  package func setPolicy(_ policy: QuotePolicy, of post: Key<Post>, by member: Key<Account>) async throws {
    try await store.write { tx in
      guard let card = try PostStore.find(post, for: member, in: tx), card.state == .shown, card.shareOf == nil else {
        throw Refusal.notFound
      }
      guard try Authorship.mayChange(card, member, in: tx) else {
        throw Refusal.forbidden("Only whoever wrote a post can change it.")
      }
      try QuoteStore.setPolicy(policy, of: post, in: tx)
    }
  }
}
