public import Commons
public import Storehouse

extension Happening.Kind {
  /// Subject: the post. About: its conversation.
  public static let postDeleted = Self("post.deleted")
}

/// Taking back what one has said: the words go for good, and with them every trace that led to them.
public struct Removals: Sendable {
  let store: any Store

  public init(store: any Store) { self.store = store }

  /// Deletes a post. Where replies hang on it a stub keeps their place.
  /// - Returns: where to go now: the conversation, or nil when the whole conversation is gone.
  /// - Throws: a `Refusal`: not found, or not the member's to delete.
  public func remove(_ id: Key<Post>, by member: Key<Account>) async throws -> String? {
    try await store.write { tx in
      guard let card = try PostStore.find(id, for: member, in: tx), card.shareOf == nil else { throw Refusal.notFound }
      // Twice is once.
      if card.state == .shown {
        guard try Authorship.mayChange(card, member, in: tx) else {
          throw Refusal.forbidden("Only whoever wrote a post can delete it.")
        }
        try Removals.remove(card, by: member, in: tx)
      } else {
        guard card.state == .deleted else { throw Refusal.notFound }
      }
      guard let opening = try PostStore.find(card.conversation, for: member, in: tx),
        opening.state != .deleted || opening.replyCount > 0
      else {
        return nil
      }
      return opening.path
    }
  }

  /// The same inside a transaction of the caller's, whoever asks: for a person who leaves.
  static func remove(_ card: PostCard, by member: Key<Account>, in tx: WriteTx) throws {
    let id = card.id
    try QuoteStore.countOne(lessFor: id, in: tx)
    guard try RemovalStore.blank(id, at: tx.now, by: member, in: tx) else { return }
    for topic in try RevisionStore.topics(of: id, in: tx) {
      try RevisionStore.removeTopic(topic.id, from: id, wasPublic: card.isInPublicLists, in: tx)
    }
    try AttachmentStore.discard(of: id, in: tx)
    try RemovalStore.removeTraces(of: id, in: tx)
    try CheckStore.remove(of: id, in: tx)
    try tx.unindex(kind: .post, id: id.value)
    try putCountsRight(card, in: tx)
    try tx.record(Happening(.postDeleted, id.value, by: member, about: card.conversation.value))
  }

  /// Deletes everything that someone said under their own name, the newest first, so that as few stubs as can be stay. For a person who leaves.
  static func removeAll(of author: Key<Account>, in tx: WriteTx) throws {
    for id in try RemovalStore.posts(of: author, in: tx) {
      if let card = try PostStore.find(id, for: author, in: tx) { try remove(card, by: author, in: tx) }
    }
  }

  private static func putCountsRight(_ card: PostCard, in tx: WriteTx) throws {
    try RemovalStore.countOne(lessOf: card.author.id, in: tx)
    guard let parent = card.parent else {
      try ShareStore.noteLatest(of: card.author.id, in: tx)
      return try RemovalStore.noteLatestInSpace(of: card.id, in: tx)
    }
    try RemovalStore.countReply(
      lessIn: card.conversation, wasAnswer: try RemovalStore.wasAnswer(card.id, in: tx), in: tx)
    // A stub that nothing hangs on any more goes too, and then perhaps the one above it.
    var above = parent
    var gone = card.id
    while above != card.conversation, try RemovalStore.hasNothingUnder(gone, in: tx) {
      try RemovalStore.countReply(lessUnder: above, in: tx)
      guard try RemovalStore.isDeleted(above, in: tx), let next = try RemovalStore.parent(of: above, in: tx) else {
        return
      }
      gone = above
      above = next
    }
  }
}
