import Commons
import Community
import Storehouse

/// What statuses need beside their cards, read for all of them at once.
struct Surroundings: Sendable {
  var accounts: [Int64: AccountEntity] = [:]
  var mentions: [Key<Post>: [Mentioned]] = [:]
  var topics: [Key<Post>: [String]] = [:]
  /// Who wrote the post that a reply answers.
  var answered: [Key<Post>: Key<Account>] = [:]
  var checks: [Key<Post>: Check] = [:]
  var quoted: [Key<Post>: PostCard] = [:]
  /// Of those whose posts only who follows them may take up, whom the viewer follows.
  var followed: Set<Key<Account>> = []
  var apps: [Int64: (name: String, website: String)] = [:]
  /// Conversations that the viewer wants to hear nothing of.
  var muted: Set<Key<Post>> = []
  var pinned: Set<Key<Post>> = []
  var filtered: [Key<Post>: [FilterResult]] = [:]

  struct Mentioned: Sendable {
    let id: Key<Account>
    let handle: Handle
  }
}

/// Which filter a post met, and how.
struct FilterResult: Sendable {
  let filter: WordFilter
  let words: [String]
  let byStatus: [Key<Post>]
}

/// Reads what surrounds posts.
enum StatusStore {
  /// - Parameters:
  ///   - context: where they will be shown; nil where nothing is filtered.
  ///   - known: accounts that have been read already.
  static func surroundings(
    of cards: [PostCard], shownIn context: FilterContext? = nil, knowing known: [Int64: AccountEntity] = [:],
    _ writing: Writing, in tx: ReadTx
  ) throws -> Surroundings {
    let viewer = writing.viewer
    var around = Surroundings()
    var all = cards
    for card in cards { if let shared = card.shared { all.append(shared.card) } }
    let quotedIDs = all.compactMap(\.quoteOf)
    if !quotedIDs.isEmpty {
      let quoted = try PostStore.cards(quotedIDs, for: viewer, in: tx)
      around.quoted = Dictionary(quoted.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
      all += quoted
    }
    guard !all.isEmpty else { return around }
    let hasFilters = try readBeside(all, for: viewer, into: &around, in: tx)
    var authors = Set(all.map(\.author.id))
    around.accounts = known
    for id in authors where known[id.value] != nil { authors.remove(id) }
    around.accounts.merge(try AccountStore.accounts(authors, in: tx)) { old, _ in old }
    around.checks = try CheckStore.checks(of: all.filter(\.hasCheck).map(\.id), for: viewer, in: tx)
    guard let viewer else { return around }
    var guarded: Set<Key<Account>> = []
    for card in all where card.quotePolicy == .followers { guarded.insert(card.author.id) }
    if !guarded.isEmpty {
      let states = try FollowStore.states(of: Array(guarded), for: viewer, in: tx)
      around.followed = Set(states.filter { $0.value == .follows }.keys)
    }
    if let context, hasFilters {
      around.filtered = try FilterStore.results(for: all, in: context, of: viewer, at: writing.now, tx: tx)
    }
    return around
  }

  /// What is little for each post, in one question: whom it mentions and which topics it names, whom it answers, which app it was written
  /// with; and of the viewer, which conversations are muted and which posts pinned.
  /// - Returns: whether the viewer has filters at all.
  private static func readBeside(
    _ cards: [PostCard], for viewer: Key<Account>?, into around: inout Surroundings, in tx: ReadTx
  ) throws -> Bool {
    // What the page's own words say is read first; most posts mention nobody and name no topic.
    var (named, own): ([Key<Post>], [Key<Post>]) = ([], [])
    var (parents, conversations, apps): (Set<Key<Post>>, Set<Key<Post>>, Set<Int64>) = ([], [], [])
    for card in cards {
      if card.html.contains(ascii: "<a class=\"") { named.append(card.id) }
      if card.shareOf == nil, card.author.id == viewer { own.append(card.id) }
      if let parent = card.parent { parents.insert(parent) }
      if let app = card.app { apps.insert(app) }
      conversations.insert(card.conversation)
    }
    var questions: [Query] = []
    if !named.isEmpty {
      questions.append(
        """
        SELECT 0, m.post_id, a.id, a.handle, '' FROM mention m JOIN account a ON a.id = m.account_id
          WHERE m.post_id \(anyOf: named) AND a.standing IN (0, 1)
        UNION ALL SELECT 1, t.post_id, 0, n.name, '' FROM post_topic t JOIN topic n ON n.id = t.topic_id WHERE t.post_id \(anyOf: named)
        """)
    }
    if !parents.isEmpty {
      questions.append("SELECT 2, id, author_id, '', '' FROM post WHERE id \(anyOf: Array(parents))")
    }
    if !apps.isEmpty { questions.append("SELECT 3, id, 0, name, website FROM app WHERE id \(anyOf: Array(apps))") }
    if let viewer {
      questions.append(
        """
        SELECT 4, conversation_id, 0, '', '' FROM conversation_attention
          WHERE account_id = \(viewer) AND conversation_id \(anyOf: Array(conversations)) AND level = 0
        UNION ALL SELECT 6, id, 0, '', '' FROM word_filter WHERE account_id = \(viewer)
        """)
      if !own.isEmpty {
        questions.append("SELECT 5, post_id, 0, '', '' FROM pin WHERE account_id = \(viewer) AND post_id \(anyOf: own)")
      }
    }
    guard !questions.isEmpty else { return false }
    var hasFilters = false
    try tx.visit(Query.joined(questions, separator: " UNION ALL ")) { row in
      let sort: Int = try row.take()
      let id: Int64 = try row.take()
      let other: Int64 = try row.take()
      switch sort {
      case 0:
        around.mentions[Key(id), default: []].append(Surroundings.Mentioned(id: Key(other), handle: try row.take()))
      case 1: around.topics[Key(id), default: []].append(try row.take())
      case 2: around.answered[Key(id)] = Key(other)
      case 3: around.apps[id] = (try row.take(), try row.take())
      case 4: around.muted.insert(Key(id))
      case 5: around.pinned.insert(Key(id))
      default: hasFilters = true
      }
    }
    return hasFilters
  }

  /// One post as a status, which the viewer may see; nil when not. A share is one too.
  static func find(_ id: Key<Post>, for viewer: Key<Account>?, in tx: ReadTx) throws -> PostCard? {
    guard let card = try PostStore.find(id, for: viewer, in: tx), card.state == .shown else { return nil }
    return try PostStore.completed([card], for: viewer, in: tx).first
  }

  /// Counts that a page shows of an account’s followed state, for many accounts at once.
  static func supporters(of post: Key<Post>, before: Int64, limit: Int, in tx: ReadTx) throws -> [(
    account: Key<Account>, cursor: Int64
  )] {
    try tx.all(
      """
      SELECT account_id, at FROM support WHERE post_id = \(post) AND at < \(before) ORDER BY at DESC LIMIT \(limit)
      """
    ) { row in (try row.take(), try row.take()) }
  }

  static func sharers(of post: Key<Post>, before: Int64, limit: Int, in tx: ReadTx) throws -> [(
    account: Key<Account>, cursor: Int64
  )] {
    try tx.all(
      "SELECT author_id, id FROM post WHERE share_of_id = \(post) AND id < \(before) ORDER BY id DESC LIMIT \(limit)"
    ) { row in (try row.take(), try row.take()) }
  }

  /// The share that somebody made of a post.
  static func share(of post: Key<Post>, by account: Key<Account>, in tx: ReadTx) throws -> Key<Post>? {
    try tx.value("SELECT id FROM post WHERE share_of_id = \(post) AND author_id = \(account)")
  }

  static func supported(by member: Key<Account>, before: Moment, limit: Int, in tx: ReadTx) throws -> [(
    post: Key<Post>, at: Moment
  )] {
    try tx.all(
      "SELECT post_id, at FROM support WHERE account_id = \(member) AND at < \(before) ORDER BY at DESC LIMIT \(limit)"
    ) { row in (try row.take(), try row.take()) }
  }

  static func bookmarked(by member: Key<Account>, before: Moment, limit: Int, in tx: ReadTx) throws -> [(
    post: Key<Post>, at: Moment
  )] {
    try tx.all(
      "SELECT post_id, at FROM bookmark WHERE account_id = \(member) AND at < \(before) ORDER BY at DESC LIMIT \(limit)"
    ) { row in (try row.take(), try row.take()) }
  }

  /// The words of a post as they were typed.
  static func source(of post: Key<Post>, in tx: ReadTx) throws -> (title: String?, text: String, note: String?)? {
    try tx.first("SELECT title, text, content_note FROM post WHERE id = \(post)") { row in
      (try row.take(), try row.take(), try row.take())
    }
  }

  static func setSensitive(_ isSensitive: Bool, of post: Key<Post>, in tx: WriteTx) throws {
    try tx.run("UPDATE post SET is_sensitive = \(isSensitive) WHERE id = \(post)")
  }

  struct Version: Sendable {
    let title: String?
    let html: String
    let contentNote: String?
    let at: Moment
  }

  /// The versions of a post, the first one first; none of one that was never changed.
  static func versions(of post: Key<Post>, in tx: ReadTx) throws -> [Version] {
    try tx.all(
      "SELECT title, html, content_note, written_at FROM post_version WHERE post_id = \(post) ORDER BY number LIMIT 200"
    ) { row in
      Version(title: try row.take(), html: try row.take(), contentNote: try row.take(), at: try row.take())
    }
  }
}

extension StatusStore {
  /// The group of this handle, if the member is in it.
  static func group(_ handle: String, of member: Key<Account>, in tx: ReadTx) throws -> Key<Space>? {
    try tx.value(
      """
      SELECT s.id FROM space s JOIN membership m ON m.space_id = s.id
      WHERE s.handle = \(handle) AND m.account_id = \(member) AND m.state = 0
      """)
  }
}
