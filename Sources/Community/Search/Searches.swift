public import Commons
public import Storehouse

/// Finding things: only what the viewer may see.
public struct Searches: Sendable {
  let store: any Store

  public init(store: any Store) { self.store = store }

  public struct Reading: Sendable {
    public let typed: String
    public let posts: [PostCard]
    public let people: [Face]
    public let groups: [Groups.Summary]
    public let hasMore: Bool
    /// Another spelling that would find something.
    public let didYouMean: String?
  }

  static let postsOnAPage = 20

  public func find(_ typed: String, page: Int, for viewer: Key<Account>?) async throws -> Reading {
    try await store.read { tx in
      let offset = (max(1, min(page, 50)) - 1) * Searches.postsOnAPage
      let hits = try tx.search(
        typed, kinds: ["post"], filter: SearchStore.visiblePosts(to: viewer), limit: Searches.postsOnAPage + 1,
        offset: offset)
      let posts = try SearchStore.posts(hits.prefix(Searches.postsOnAPage).map { Key($0.id) }, for: viewer, in: tx)
      let people =
        offset > 0
        ? []
        : try SearchStore.people(
          tx.search(typed, kinds: ["account"], filter: "TRUE", limit: 6, offset: 0).map { Key($0.id) }, in: tx)
      let groups = offset > 0 ? [] : try SearchStore.groups(typed, for: viewer, in: tx)
      let suggestion = posts.isEmpty && people.isEmpty && groups.isEmpty ? try tx.suggest(typed) : nil
      return Reading(
        typed: typed, posts: posts, people: people, groups: groups, hasMore: hits.count > Searches.postsOnAPage,
        didYouMean: suggestion)
    }
  }
}
