public import Commons
public import Storehouse

/// How closely someone follows a conversation.
public enum Attention: Int, Sendable, CaseIterable {
  /// Nothing of it, not even a mention.
  case mute = 0
  /// Mentions and answers to oneself only.
  case quiet = 1
  /// What is normal for those who wrote in it.
  case normal = 2
  /// Every reply.
  case loud = 3

  /// The name in a form.
  public var name: String { String(describing: self) }

  public init?(name: String) {
    guard let level = Attention.allCases.first(where: { $0.name == name }) else { return nil }
    self = level
  }
}

extension Attention: Storable {}

enum AttentionStore {
  static func level(of conversation: Key<Post>, for member: Key<Account>, in tx: ReadTx) throws -> Attention? {
    try tx.value(
      "SELECT level FROM conversation_attention WHERE account_id = \(member) AND conversation_id = \(conversation)")
  }

  static func set(_ level: Attention, of conversation: Key<Post>, for member: Key<Account>, in tx: WriteTx) throws {
    try tx.run(
      """
      INSERT INTO conversation_attention (account_id, conversation_id, level, since) VALUES (\(member), \(conversation), \(level), \(tx.now))
      ON CONFLICT (account_id, conversation_id) DO UPDATE SET level = excluded.level, since = excluded.since
      """)
  }
}

extension Conversations {
  /// Sets how closely someone follows a conversation: what notices of it they get.
  /// - Throws: `Refusal.notFound` when they may not see it.
  public func follow(_ conversation: Key<Post>, _ level: Attention, by member: Key<Account>) async throws {
    try await store.write { tx in
      guard let card = try PostStore.find(conversation, for: member, in: tx), card.isOpening else {
        throw Refusal.notFound
      }
      try AttentionStore.set(level, of: conversation, for: member, in: tx)
    }
  }
}
