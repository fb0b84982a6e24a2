package import Commons
public import Storehouse

extension Happening.Kind {
  /// Subject: the post whose check is over.
  package static let checkEnded = Self("check.ended")
}

/// Voting on a check.
public struct Checks: Sendable {
  let store: any Store

  package init(store: any Store) { self.store = store }

  static let ending = "check.end"

  /// Votes, once: a check shows where people stood when they were asked.
  /// - Throws: a `Refusal`: not found; or it is over, one's own, or voted on already; or these are no options of it.
  package func vote(_ positions: [Int], on post: Key<Post>, by member: Key<Account>) async throws {
    try await store.write { tx in
      guard let card = try PostStore.find(post, for: member, in: tx), card.state == .shown, card.hasCheck else {
        throw Refusal.notFound
      }
      try CheckStore.lock(post, in: tx)
      guard let check = try CheckStore.checks(of: [post], for: member, in: tx)[post] else { throw Refusal.notFound }
      guard !check.isOver(at: tx.now) else { throw Refusal(.invalid, "This check is over.") }
      guard !check.isOwn else { throw Refusal(.invalid, "You cannot vote on what you asked yourself.") }
      guard check.ownVotes == nil else { throw Refusal(.invalid, "You have voted on this already.") }
      let chosen = Set(positions)
      guard !chosen.isEmpty, chosen.allSatisfy({ check.options.indices.contains($0) }) else {
        throw Refusal.invalid("choice", "Choose one of the options.")
      }
      guard check.isMultiple || chosen.count == 1 else {
        throw Refusal.invalid("choice", "Choose one option only.")
      }
      try CheckStore.vote(chosen.sorted(), on: post, by: member, in: tx)
    }
  }

  /// The post with its check, as the member finds it.
  /// - Throws: a `Refusal`: not found.
  func asked(on post: Key<Post>, of member: Key<Account>) async throws -> PostCard {
    try await store.read { tx in
      guard let card = try PostStore.find(post, for: member, in: tx), card.state == .shown, card.hasCheck,
        let whole = try PostStore.completed([card], for: member, in: tx).first
      else { throw Refusal.notFound }
      return whole
    }
  }

  /// What this room does beside answering requests.
  public static let room = Room(
    "checks",
    jobs: [
      ending: { run in
        guard let post = Key<Post>(run.payload) else { return }
        try await run.store.write { tx in
          guard try tx.exists("SELECT 1 FROM post_check WHERE post_id = \(post)") else { return }
          try tx.record(Happening(.checkEnded, post.value, by: nil))
        }
      }
    ],
    export: CheckExport.checks,
    erase: { account, tx in try CheckStore.erase(account, in: tx) })
}
