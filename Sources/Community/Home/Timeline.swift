public import Commons
import Storehouse

/// Where a home page's posts come from: someone's first posts and shares, a group's, or a topic's.
public enum TimelineSource: Sendable, Hashable {
  case account(Key<Account>), space(Key<Space>), topic(Int64)
}

/// Reads the newest posts of many sources without reading all of any: the sources that posted last are found by a number kept on each, and
/// from each of those only as many posts as a page holds are read, by index. The cost depends on how many one follows, not on how much was written.
enum Timeline {
  // Most of a page's posts come from many sources, a few from each: so a few are read first, and more only of those that have more to give.
  static let firstOfEach = 4

  // More than this above the horizon means that somebody writes very much: then a few of each are read.
  static let mostAboveHorizon = 300

  /// The same when it is known which is the latest post of each source below `before`, newest first: nothing older than
  /// the last of as many as are wanted can be among them, so all above that is read at once.
  static func newest(
    from sources: [(source: TimelineSource, latest: Key<Post>)], before: Key<Post>, limit: Int, in tx: ReadTx
  ) throws -> [Key<Post>] {
    let sources = sources.prefix(limit)
    guard sources.count == limit, let horizon = sources.last?.latest else {
      return try newest(from: sources.map(\.source), before: before, limit: limit, in: tx)
    }
    var (accounts, spaces): ([Int64], [Int64]) = ([], [])
    for (source, _) in sources {
      switch source {
      case .account(let id): accounts.append(id.value)
      case .space(let id): spaces.append(id.value)
      case .topic: return try newest(from: sources.map(\.source), before: before, limit: limit, in: tx)
      }
    }
    let found: [Key<Post>] = try tx.all(
      """
      SELECT * FROM (SELECT id FROM post WHERE author_id \(anyOf: accounts) AND parent_id IS NULL AND id >= \(horizon) AND id < \(before)
        LIMIT \(mostAboveHorizon)) x
      UNION ALL
      SELECT * FROM (SELECT id FROM post WHERE space_id \(anyOf: spaces) AND parent_id IS NULL AND id >= \(horizon) AND id < \(before)
        LIMIT \(mostAboveHorizon)) y
      """
    ) { row in try row.take() }
    if found.count >= mostAboveHorizon {
      return try newest(from: sources.map(\.source), before: before, limit: limit, in: tx)
    }
    return newest(limit, of: [found])
  }

  /// The newest keys of first posts and shares below `before`, from sources given in order of their latest post.
  static func newest(from sources: [TimelineSource], before: Key<Post>, limit: Int, in tx: ReadTx) throws -> [Key<Post>]
  {
    let sources = Array(sources.prefix(limit))
    let few = sources.count == 1 ? limit : min(limit, firstOfEach)
    var found = try keys(of: sources, before: before, limit: few, in: tx)
    var newest = Timeline.newest(limit, of: found)
    let lastShown = newest.count < limit ? Key<Post>(0) : newest.last ?? Key(0)
    let deeper = sources.indices.filter { found[$0].count == few && (found[$0].last ?? lastShown) > lastShown }
    guard few < limit, !deeper.isEmpty else { return newest }
    for (index, more) in zip(deeper, try keys(of: deeper.map { sources[$0] }, before: before, limit: limit, in: tx)) {
      found[index] = more
    }
    newest = Timeline.newest(limit, of: found)
    return newest
  }

  private static func newest(_ limit: Int, of found: [[Key<Post>]]) -> [Key<Post>] {
    var newest: [Key<Post>] = []
    newest.reserveCapacity(limit)
    for key in found.joined().sorted(by: >) where newest.last != key {
      newest.append(key)
      if newest.count == limit { break }
    }
    return newest
  }

  /// For each source its newest keys, newest first: in one query, by index.
  private static func keys(of sources: [TimelineSource], before: Key<Post>, limit: Int, in tx: ReadTx) throws -> [[Key<
    Post
  >]] {
    guard !sources.isEmpty else { return [] }
    let parts = sources.enumerated().map { index, source -> Query in
      switch source {
      case .account(let id):
        """
        SELECT * FROM (SELECT \(index) AS source, id FROM post WHERE author_id = \(id) AND parent_id IS NULL AND id < \(before)
          ORDER BY id DESC LIMIT \(limit)) x
        """
      case .space(let id):
        """
        SELECT * FROM (SELECT \(index) AS source, id FROM post WHERE space_id = \(id) AND parent_id IS NULL AND id < \(before)
          ORDER BY id DESC LIMIT \(limit)) x
        """
      case .topic(let id):
        """
        SELECT * FROM (SELECT \(index) AS source, post_id AS id FROM post_topic WHERE topic_id = \(id) AND post_id < \(before)
          ORDER BY post_id DESC LIMIT \(limit)) x
        """
      }
    }
    var found = [[Key<Post>]](repeating: [], count: sources.count)
    try tx.visit(Query.joined(parts, separator: " UNION ALL ")) { row in
      let source: Int = try row.take()
      found[source].append(try row.take())
    }
    return found.map { $0.sorted(by: >) }
  }

  /// A page of cards that the viewer may see, and the key below which the next page begins; nil at the end.
  ///
  /// What the viewer may not see is read past, so that a hundred posts in a private group do not hide what somebody said in public before; and
  /// the key is always that of a card on the page, because the key of any other post would tell that it is there.
  static func page(
    _ most: Int, from keys: (_ before: Key<Post>, _ limit: Int) throws -> [Key<Post>], before: Key<Post>?,
    for viewer: Key<Account>?, shownIn context: FilterContext = .public, in tx: ReadTx
  ) throws -> (cards: [PostCard], olderBefore: Key<Post>?) {
    var cards: [PostCard] = []
    var before = before ?? Key(.max)
    var batch = most + 10
    while batch <= 2000 {
      let ids = try keys(before, batch)
      cards = GatheredShares.of(cards + (try PostStore.cards(ids, for: viewer, shownIn: context, in: tx)))
      guard let last = ids.last, ids.count == batch, cards.count <= most else { break }
      before = last
      batch *= 2
    }
    let shown = Array(cards.prefix(most))
    return (shown, cards.count > most ? shown.last?.id : nil)
  }
}
