public import Commons
import Storehouse

/// Reading a conversation, a branch of it, and lists of conversations: pages by key, so that the length of a conversation costs nothing.
extension Conversations {
  /// A conversation's page: the first post, a page of replies, those nested under them, and who is here.
  public struct Reading: Sendable {
    public let opening: PostCard
    public let branches: [Branch]
    public let people: [Face]
    /// Where the next page begins; nil at the end.
    public let olderAfter: Key<Post>?
    public let isFirstPage: Bool
    /// How the answers to a question stand.
    public let order: AnswerOrder
    /// Set when the page shows one branch alone.
    public var branch: Key<Post>?
    public let standing: Standing
  }

  /// What the viewer may do here, and how closely they follow.
  public struct Standing: Sendable {
    public let attention: Attention?
    public let mayMark: Bool
    /// The conversation's group, when the viewer may pin in it.
    public let mayPinInGroup: Bool
    public let isPinnedInGroup: Bool
    public let isPinnedToProfile: Bool
    public let asked: [Face]
  }

  /// A reply to the first post, and what was said under it.
  public struct Branch: Sendable {
    public let reply: PostCard
    public let nested: [PostCard]
    /// Whether there are more replies here than the page shows.
    public let hasMore: Bool
  }

  /// How the answers to a question stand: those marked and those found helpful first, or as they came.
  public enum AnswerOrder: String, Sendable, CaseIterable { case best, oldest }

  static let branchesOnAPage = 30
  static let nestedOnAPage = 8
  static let branchPage = 50

  /// - Parameter after: the last reply of the page before.
  /// - Throws: `Refusal.notFound` when the viewer may not see it.
  public func read(
    _ id: Key<Post>, after: Key<Post>?, branch: Key<Post>? = nil, order: AnswerOrder = .best, for viewer: Key<Account>?
  ) async throws -> Reading {
    try await store.read { tx in
      guard let found = try PostStore.find(id, for: viewer, in: tx), found.isOpening else { throw Refusal.notFound }
      // Deleted, and nothing hangs on it: it is gone.
      guard found.state != .deleted || found.replyCount > 0 else { throw Refusal.notFound }
      let page = try Conversations.page(of: found, after: after, branch: branch, order: order, for: viewer, in: tx)
      let nested = page.nested
      let whole = try PostStore.completed([found] + page.replies + nested, for: viewer, in: tx)
      var under: [Key<Post>: [PostCard]] = [:]
      for card in whole.dropFirst(1 + page.replies.count) {
        if let branch = card.branch { under[branch, default: []].append(card) }
      }
      let most = branch == nil ? Conversations.nestedOnAPage : Conversations.branchPage
      let branches = whole[1..<(1 + page.replies.count)].map { reply in
        let nested = under[reply.id] ?? []
        return Branch(reply: reply, nested: Array(nested.prefix(most)), hasMore: nested.count > most)
      }
      let older: Key<Post>? =
        if branch != nil { branches.first.flatMap { $0.hasMore ? $0.nested.last?.id : nil } } else {
          page.hasMore ? page.replies.last?.id : nil
        }
      return Reading(
        opening: whole[0], branches: branches, people: try ConversationStore.people(in: id, limit: 8, in: tx),
        olderAfter: older,
        isFirstPage: after == nil, order: order, branch: branch,
        standing: try Conversations.standing(of: found, for: viewer, in: tx))
    }
  }

  private static func page(
    of opening: PostCard, after: Key<Post>?, branch: Key<Post>?, order: AnswerOrder, for viewer: Key<Account>?,
    in tx: ReadTx
  ) throws -> (replies: [PostCard], nested: [PostCard], hasMore: Bool) {
    if let branch {
      guard let reply = try PostStore.find(branch, for: viewer, in: tx), reply.parent == opening.id else {
        throw Refusal.notFound
      }
      let nested = try BranchStore.branch(
        branch, after: max(after ?? branch, branch), limit: branchPage + 1, for: viewer, in: tx)
      return ([reply], nested, false)
    }
    let top = try best(of: opening, order, in: tx)
    var replies = try BranchStore.branches(
      of: opening.id, after: after ?? Key(0), leavingOut: top, limit: branchesOnAPage + 1, for: viewer, in: tx)
    let hasMore = replies.count > branchesOnAPage
    if hasMore { replies.removeLast() }
    if after == nil { replies = try PostStore.inOrder(top, for: viewer, in: tx) + replies }
    let nested = try BranchStore.nested(
      under: replies.filter { $0.replyCount > 0 }.map(\.id), limit: nestedOnAPage + 1, for: viewer, in: tx)
    return (replies, nested, hasMore)
  }

  /// The answers that stand first: those that were marked, then those most people found helpful.
  private static func best(of opening: PostCard, _ order: AnswerOrder, in tx: ReadTx) throws -> [Key<Post>] {
    guard opening.kind == .question, order == .best else { return [] }
    return try AnswerStore.best(of: opening.id, limit: 20, in: tx)
  }

  private static func standing(of opening: PostCard, for viewer: Key<Account>?, in tx: ReadTx) throws -> Standing {
    let asked = opening.kind == .question ? try AnswerStore.asked(opening.id, limit: 12, in: tx) : []
    guard let viewer else {
      return Standing(
        attention: nil, mayMark: false, mayPinInGroup: false, isPinnedInGroup: false, isPinnedToProfile: false,
        asked: asked)
    }
    return Standing(
      attention: try AttentionStore.level(of: opening.id, for: viewer, in: tx),
      mayMark: opening.kind == .question ? try AnswerStore.mayMark(opening.id, viewer, in: tx) : false,
      mayPinInGroup: try PinStore.mayPinInGroup(opening.id, viewer, in: tx),
      isPinnedInGroup: try PinStore.isPinned(opening.id, toProfile: false, in: tx),
      isPinnedToProfile: try PinStore.isPinned(opening.id, toProfile: true, in: tx), asked: asked)
  }

  /// Where a single post is to be read: its conversation, on the page that holds it.
  public func place(of id: Key<Post>, for viewer: Key<Account>?) async throws -> String {
    try await store.read { tx in
      guard let card = try PostStore.find(id, for: viewer, in: tx) else { throw Refusal.notFound }
      // A share is read where the shared post is.
      let shown = try card.shareOf.map { try PostStore.find($0, for: viewer, in: tx) } ?? card
      guard let shown, let opening = try PostStore.find(shown.conversation, for: viewer, in: tx) else {
        throw Refusal.notFound
      }
      if shown.isOpening { return opening.path }
      return try opening.path + Conversations.query(for: shown, in: opening, tx: tx) + "#post-\(shown.id)"
    }
  }

  private static func query(for card: PostCard, in opening: PostCard, tx: ReadTx) throws -> String {
    let branch = card.branch ?? card.id
    if card.id != branch, try !ConversationStore.isAmongFirst(nestedOnAPage, card.id, in: branch, tx: tx) {
      let before = try ConversationStore.lastNested(before: card.id, pageSize: branchPage, in: branch, tx: tx)
      return "?branch=\(branch)" + (before.map { "&after=\($0)" } ?? "")
    }
    let top = try best(of: opening, .best, in: tx)
    if top.contains(branch) { return "" }
    let before = try ConversationStore.lastBranch(
      before: branch, pageSize: branchesOnAPage, leavingOut: top, in: opening.id, tx: tx)
    return before.map { "?after=\($0)" } ?? ""
  }

  /// One post and its conversation's first, for pages about the post.
  /// - Throws: `Refusal.notFound` when the viewer may not see it, or it is not shown.
  public func post(_ id: Key<Post>, for viewer: Key<Account>?) async throws -> PostCard {
    try await store.read { tx in
      guard let card = try PostStore.find(id, for: viewer, in: tx), card.state == .shown, card.shareOf == nil else {
        throw Refusal.notFound
      }
      return try PostStore.whole(card, for: viewer, in: tx)
    }
  }

  /// The conversation that a post belongs to.
  public func conversation(of id: Key<Post>, for viewer: Key<Account>?) async throws -> Key<Post> {
    try await store.read { tx in
      guard let card = try PostStore.find(id, for: viewer, in: tx) else { throw Refusal.notFound }
      return card.conversation
    }
  }

  /// Everyone who wrote in a conversation, and how much.
  public func everyone(in id: Key<Post>, for viewer: Key<Account>?) async throws -> (
    opening: PostCard, people: [(face: Face, posts: Int)]
  ) {
    try await store.read { tx in
      guard let opening = try PostStore.find(id, for: viewer, in: tx), opening.isOpening else { throw Refusal.notFound }
      return (opening, try ConversationStore.everyone(in: id, limit: 300, in: tx))
    }
  }

  /// Lists of conversations for `/talk`.
  public enum Order: String, Sendable, CaseIterable { case latest, unanswered, busy }

  /// A page of first posts the viewer may see.
  public func list(_ order: Order, before: Key<Post>?, limit: Int = 20, for viewer: Key<Account>?) async throws
    -> [PostCard]
  {
    try await store.read { tx in
      // Some of what is fetched may not be for this viewer: fetch a little more, so that a page is seldom short.
      let ids = try ConversationStore.list(
        order, before: before ?? Key(.max), limit: limit + 10, isPublicOnly: viewer == nil, in: tx)
      let cards = try PostStore.cards(ids, for: viewer, isPublicList: true, in: tx)
      let rank = Dictionary(ids.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
      return Array(cards.sorted { (rank[$0.id] ?? 0) < (rank[$1.id] ?? 0) }.prefix(limit))
    }
  }
}
