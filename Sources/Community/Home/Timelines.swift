package import Commons
package import Storehouse

/// Lists of posts by page, for programs: the same sources, the same rule of who may see what, and the same cards as the pages have.
package enum Timelines {
  /// Which part of a list is wanted, newest first.
  package struct Bounds: Sendable {
    /// Only what is older.
    package var before: Key<Post>?
    /// Only what is newer: the newest of it.
    package var since: Key<Post>?
    /// Only what is newer: the part just above.
    package var above: Key<Post>?
    package var limit: Int

    package init(before: Key<Post>? = nil, since: Key<Post>? = nil, above: Key<Post>? = nil, limit: Int) {
      self.before = before
      self.since = since
      self.above = above
      self.limit = limit
    }
  }

  // So many keys at most are read past for one page.
  static let mostRead = 6000

  /// A page of cards.
  /// - Parameters:
  ///   - keys: the newest keys below one, newest first.
  ///   - isPublicList: whether it is a list of what everyone says.
  ///   - isWanted: leaves cards out.
  package static func page(
    _ bounds: Bounds, for viewer: Key<Account>?, shownIn context: FilterContext = .public,
    isPublicList: Bool = false, in tx: ReadTx,
    where isWanted: (PostCard) throws -> Bool = { _ in true },
    keys: (_ before: Key<Post>, _ limit: Int) throws -> [Key<Post>]
  ) throws -> [PostCard] {
    var before = bounds.before ?? Key(.max)
    let floor = max(bounds.since ?? Key(0), bounds.above ?? Key(0))
    var found: [PostCard] = []
    var batch = bounds.limit + 4
    var read = 0
    while read < mostRead {
      let ids = try keys(before, batch)
      read += ids.count
      let above = floor.value == 0 ? ids : ids.filter { $0 > floor }
      var cards = try PostStore.cards(above, for: viewer, shownIn: context, isPublicList: isPublicList, in: tx)
      try cards.removeAll { try !isWanted($0) }
      if found.isEmpty { found = cards } else { found += cards }
      if bounds.above != nil {
        found.removeFirst(max(0, found.count - bounds.limit))
      } else if found.count >= bounds.limit {
        break
      }
      guard let last = ids.last, ids.count == batch, above.count == ids.count else { break }
      before = last
      batch = min(batch * 2, 500)
    }
    found.removeLast(max(0, found.count - bounds.limit))
    return found
  }

  /// What a member follows: people, organisations, groups and topics.
  package static func home(_ bounds: Bounds, for member: Key<Account>, in tx: ReadTx) throws -> [PostCard] {
    let apart = try PeopleListStore.exclusive(of: member, in: tx)
    var quiet: Set<Key<Account>>?
    let isWanted: (PostCard) throws -> Bool = { card in
      if apart.contains(card.author.id), card.author.id != member { return false }
      guard card.shareOf != nil else { return true }
      // Asked only where somebody has shared something.
      let without = try quiet ?? FollowStore.withoutShares(for: member, in: tx)
      quiet = without
      return !without.contains(card.author.id)
    }
    return try page(bounds, for: member, shownIn: .home, in: tx, where: isWanted) { before, limit in
      var sources = try HomeStore.sources(of: .following, for: member, before: before, limit: limit, in: tx)
      let topics = try HomeStore.sources(of: .topics, for: member, before: before, limit: limit, in: tx)
      guard !topics.isEmpty else { return try Timeline.newest(from: sources, before: before, limit: limit, in: tx) }
      sources = (sources + topics).sorted { $0.latest > $1.latest }
      return try Timeline.newest(from: Array(sources.map(\.source).prefix(limit)), before: before, limit: limit, in: tx)
    }
  }

  /// First posts for everyone.
  package static func everyone(_ bounds: Bounds, onlyMedia: Bool = false, for viewer: Key<Account>?, in tx: ReadTx)
    throws
    -> [PostCard]
  {
    try page(bounds, for: viewer, isPublicList: true, in: tx, where: { !onlyMedia || $0.hasMedia }) { before, limit in
      try PostStore.latestPublic(before: before, limit: limit, in: tx)
    }
  }

  /// What somebody said, replies and shares too where they are wanted.
  package struct Said: Sendable {
    package var leavesOutReplies = false
    package var leavesOutShares = false
    package var onlyMedia = false
    /// Only on this topic.
    package var topic: String?
    package init() {}
  }

  package static func of(
    _ account: Key<Account>, _ said: Said, _ bounds: Bounds, for viewer: Key<Account>?, in tx: ReadTx
  )
    throws -> [PostCard]
  {
    try page(bounds, for: viewer, shownIn: .account, in: tx) { before, limit in
      try HomeStore.said(by: account, said, before: before, limit: limit, in: tx)
    }
  }

  package static func topic(
    _ name: String, any others: [String] = [], all needed: [String] = [], none barred: [String] = [],
    onlyMedia: Bool = false, _ bounds: Bounds, for viewer: Key<Account>?, in tx: ReadTx
  ) throws -> [PostCard] {
    let sources = try HomeStore.topics(named: [name] + others, in: tx).map { TimelineSource.topic($0) }
    guard !sources.isEmpty else { return [] }
    let required = Set(try HomeStore.topics(named: needed, in: tx))
    // What is not there stands on no post.
    guard required.count == Set(needed.map { $0.lowercased() }).count else { return [] }
    let excluded = Set(try HomeStore.topics(named: barred, in: tx))
    var rejected: Set<Key<Post>> = []
    return try page(
      bounds, for: viewer, isPublicList: true, in: tx,
      where: {
        $0.audience == .everyone && (!onlyMedia || $0.hasMedia) && !rejected.contains($0.id)
      }
    ) { before, limit in
      let keys = try Timeline.newest(from: sources, before: before, limit: limit, in: tx)
      guard !required.isEmpty || !excluded.isEmpty else { return keys }
      let topics = try HomeStore.topics(of: keys, in: tx)
      for key in keys
      where !required.isSubset(of: topics[key] ?? []) || !excluded.isDisjoint(with: topics[key] ?? []) {
        rejected.insert(key)
      }
      return keys
    }
  }

  package static func list(_ list: Key<PeopleList>, _ bounds: Bounds, for member: Key<Account>, in tx: ReadTx) throws
    -> [PostCard]
  {
    try page(bounds, for: member, shownIn: .home, in: tx) { before, limit in
      try Timeline.newest(
        from: PeopleListStore.sources(of: list, before: before, limit: limit, in: tx), before: before, limit: limit,
        in: tx)
    }
  }

  package static func group(_ group: Key<Space>, _ bounds: Bounds, for viewer: Key<Account>?, in tx: ReadTx) throws
    -> [PostCard]
  {
    try page(bounds, for: viewer, in: tx) { before, limit in
      try Timeline.newest(from: [.space(group)], before: before, limit: limit, in: tx)
    }
  }

  // MARK: A conversation as a tree

  /// What came before a post, and what came after it, each reply under the post it answers.
  package static func context(of card: PostCard, limit: Int, for viewer: Key<Account>?, in tx: ReadTx) throws -> (
    ancestors: [PostCard], descendants: [PostCard]
  ) {
    var above: [Key<Post>] = []
    var next = card.parent
    while let parent = next, above.count < 200 {
      above.append(parent)
      next = try HomeStore.parent(of: parent, in: tx)
    }
    let replies = try HomeStore.replies(under: card, limit: limit, in: tx)
    var under: [Key<Post>: [Key<Post>]] = [:]
    for (id, parent) in replies { under[parent, default: []].append(id) }
    var order: [Key<Post>] = []
    var open = Array((under[card.id] ?? []).reversed())
    while let id = open.popLast() {
      order.append(id)
      open += (under[id] ?? []).reversed()
    }
    let cards = try PostStore.cards(inOrderOf: above.reversed() + order, for: viewer, shownIn: .thread, in: tx)
    let ancestors = Set(above)
    return (cards.filter { ancestors.contains($0.id) }, cards.filter { !ancestors.contains($0.id) })
  }
}
