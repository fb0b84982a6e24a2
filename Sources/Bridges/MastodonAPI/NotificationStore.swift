import Commons
import Community
import Storehouse

/// What apps call our notices. Kinds that are in none of these have no word there: they stand on the page of notifications.
enum NotificationType: String, Sendable, CaseIterable {
  case mention, status, reblog, follow, favourite, poll, update, quote
  case followRequest = "follow_request"
  case quotedUpdate = "quoted_update"
  case moderationWarning = "moderation_warning"

  var kinds: [NoticeKind] {
    switch self {
    case .mention: [.mention, .reply, .answer, .asked, .marked, .message]
    // Somebody asked to hear of all that is said by somebody, or in a conversation.
    case .status: [.post, .conversation]
    case .reblog: [.share]
    case .follow: [.follow]
    case .followRequest: [.followRequest]
    case .favourite: [.support]
    case .poll: [.check]
    case .update: [.changed]
    case .quote: [.quote]
    case .quotedUpdate: [.quotedChanged]
    case .moderationWarning: [.moderation]
    }
  }

  /// Whether several are told as one.
  var isGrouped: Bool { self == .favourite || self == .reblog || self == .follow }

  private static let byKind: [NoticeKind: NotificationType] = Dictionary(
    allCases.flatMap { type in type.kinds.map { ($0, type) } }, uniquingKeysWith: { first, _ in first })

  init?(_ kind: NoticeKind) {
    guard let type = NotificationType.byKind[kind] else { return nil }
    self = type
  }
}

/// A notice as an app is told of it.
struct NotificationEntity: Sendable {
  let id: Key<Notice>
  let kind: NoticeKind
  let type: NotificationType
  /// What is told as one has the same key.
  fileprivate(set) var groupKey: String
  let at: Moment
  let actor: Key<Account>
  let post: Key<Post>?
  let about: Int64?
}

/// What a moderator decided, as the person whom it concerns is told.
struct WarningEntity: Sendable {
  let id: Int64
  let action: String
  let reason: String
  let at: Moment
  let post: Int64?
}

/// Which notices are wanted.
struct NotificationFilter: Sendable {
  var types: [NotificationType] = NotificationType.allCases
  var from: Key<Account>?
  /// Also those that the reader's policy keeps apart.
  var includesFiltered = false
  var groupKey: String?
  var id: Key<Notice>?

  var query: Query {
    let ofKind = types.count == NotificationType.allCases.count ? NotificationFilter.everyKind : Self.ofKind(types)
    // Whoever has left is spoken of no longer. What moderators decide is said by nobody.
    let ofAccount: Query =
      if let from { "n.actor_id = \(from)" } else { "(n.actor_id IS NOT NULL OR n.kind = 'moderation')" }
    let apart: Query = includesFiltered ? "NOT n.is_kept_back" : "NOT n.is_filtered"
    let ofGroup: Query = if let groupKey { "n.group_key = \(groupKey)" } else { "TRUE" }
    let one: Query = if let id { "n.id = \(id)" } else { "TRUE" }
    return "\(ofKind) AND \(ofAccount) AND \(apart) AND \(ofGroup) AND \(one)"
  }

  private static let everyKind = ofKind(NotificationType.allCases)

  private static func ofKind(_ types: [NotificationType]) -> Query {
    let kinds = types.flatMap(\.kinds).map { kind -> Query in "\(kind)" }
    return kinds.isEmpty ? "FALSE" : "n.kind IN (\(Query.joined(kinds, separator: ", ")))"
  }
}

/// A page of notices with everything they speak of.
struct NotificationPage: Sendable {
  var entries: [NotificationEntity] = []
  var cards: [Key<Post>: PostCard.Shared] = [:]
  var messages: [Key<MessageThread>: MessageEntity] = [:]
  var warnings: [Int64: WarningEntity] = [:]
  var accounts: [Int64: AccountEntity] = [:]
  var around = Surroundings()
}

enum NotificationStore {
  private static let mostRead = 2000

  /// A page of notices, newest first, as far as the reader may still see what they are about.
  /// The limit counts groups, so that one page of them never ends in the middle of one.
  /// - Parameter types: the types of which several are one group; nil is all that can be.
  static func page(
    _ filter: NotificationFilter, _ bounds: Timelines.Bounds, grouping types: Set<String>? = [],
    for reader: Key<Account>, _ writing: Writing, in tx: ReadTx
  ) throws -> NotificationPage {
    var page = NotificationPage()
    var keys: Set<String> = []
    var before = bounds.before?.value ?? .max
    var floor = max(bounds.since?.value ?? 0, bounds.above?.value ?? 0)
    let climbs = bounds.above != nil
    var read = 0
    reading: while read < mostRead {
      let batch = bounds.limit + 2
      let rows = try rows(filter, before: before, above: floor, oldestFirst: climbs, limit: batch, of: reader, in: tx)
      read += rows.count
      for entry in try complete(rows, &page, for: reader, writing, in: tx) {
        let isGrouped = entry.type.isGrouped && (types?.contains(entry.type.rawValue) ?? true)
        let key = isGrouped ? entry.groupKey : "ungrouped-\(entry.id)"
        if !keys.contains(key), keys.count == bounds.limit { break reading }
        keys.insert(key)
        var entry = entry
        if let types, !types.isEmpty { entry.groupKey = key }
        page.entries.append(entry)
      }
      guard rows.count == batch, let last = rows.last else { break }
      if climbs { floor = last.id.value } else { before = last.id.value }
    }
    if climbs { page.entries.reverse() }
    page.around = try StatusStore.surroundings(
      of: page.cards.values.map(\.card), shownIn: .notifications, knowing: page.accounts, writing, in: tx)
    // What a filter hides among notices is left out.
    guard !page.around.filtered.isEmpty else { return page }
    page.entries.removeAll { entry in
      guard let post = entry.post, let card = page.cards[post]?.card else { return false }
      return (page.around.filtered[card.shareOf ?? card.id] ?? []).contains { $0.filter.action == .hide }
    }
    return page
  }

  private static func rows(
    _ filter: NotificationFilter, before: Int64, above floor: Int64, oldestFirst: Bool, limit: Int,
    of reader: Key<Account>, in tx: ReadTx
  ) throws -> [NotificationEntity] {
    let order: Query = oldestFirst ? "n.id" : "n.id DESC"
    return try tx.all(
      """
      SELECT n.id, n.kind, n.group_key, n.at, n.actor_id, n.post_id, n.about_id FROM notice n
      WHERE n.account_id = \(reader) AND n.id < \(before) AND n.id > \(floor) AND \(filter.query)
      ORDER BY \(order) LIMIT \(limit)
      """
    ) { row in
      let id: Key<Notice> = try row.take()
      let kind: NoticeKind = try row.take()
      let groupKey: String = try row.take()
      let type = NotificationType(kind) ?? .mention
      return NotificationEntity(
        id: id, kind: kind, type: type, groupKey: type.isGrouped ? groupKey : "ungrouped-\(id)", at: try row.take(),
        // What the site itself says is said by nobody; an app wants somebody all the same.
        actor: try row.take() ?? reader, post: try row.take(), about: try row.take())
    }
  }

  /// Those of these notices whose things can still be seen; what they speak of goes into the page.
  private static func complete(
    _ rows: [NotificationEntity], _ page: inout NotificationPage, for reader: Key<Account>, _ writing: Writing,
    in tx: ReadTx
  ) throws -> [NotificationEntity] {
    guard !rows.isEmpty else { return [] }
    for card in try PostStore.told(Array(Set(rows.compactMap(\.post))), to: reader, in: tx) {
      page.cards[card.id] = PostCard.Shared(card)
    }
    let threads = Set(rows.filter { $0.kind == .message }.compactMap { $0.about.map { Key<MessageThread>($0) } })
    page.messages.merge(try DirectStore.newest(in: Array(threads), byOthers: true, for: reader, tx: tx)) { old, _ in old
    }
    let decisions = rows.filter { $0.kind == .moderation }.compactMap(\.about)
    for warning in try warnings(decisions, for: reader, in: tx) { page.warnings[warning.id] = warning }
    let people = Set(rows.map(\.actor) + page.messages.values.flatMap(\.people))
    page.accounts.merge(try AccountStore.accounts(people, in: tx)) { old, _ in old }
    return rows.filter { row in
      guard page.accounts[row.actor.value].map({ !$0.isSuspended }) == true else { return false }
      switch row.kind {
      case .message: return row.about.map { page.messages[Key($0)] != nil } ?? false
      case .moderation: return row.about.map { page.warnings[$0] != nil } ?? false
      default: return row.post.map { page.cards[$0] != nil } ?? true
      }
    }
  }

  private static func warnings(_ ids: [Int64], for reader: Key<Account>, in tx: ReadTx) throws -> [WarningEntity] {
    guard !ids.isEmpty else { return [] }
    return try tx.all(
      """
      SELECT id, action, reason, decided_at, CASE WHEN subject_kind = 'post' THEN subject_id END FROM moderation
      WHERE id \(anyOf: ids) AND concerns_id = \(reader)
      """
    ) { row in
      WarningEntity(
        id: try row.take(), action: try row.take(), reason: try row.take(), at: try row.take(), post: try row.take())
    }
  }

  // MARK: Counting

  /// How many each of these groups holds.
  static func counts(of groups: [String], for reader: Key<Account>, in tx: ReadTx) throws -> [String: Int] {
    guard !groups.isEmpty else { return [:] }
    let names = groups.map { name -> Query in "\(name)" }
    let found = try tx.all(
      """
      SELECT group_key, count(*) FROM notice WHERE account_id = \(reader) AND NOT is_filtered
        AND group_key IN (\(Query.joined(names, separator: ", "))) GROUP BY group_key
      """
    ) { row in (try row.take() as String, try row.take() as Int) }
    return Dictionary(found, uniquingKeysWith: { first, _ in first })
  }

  /// How many the reader has not read, up to `limit`.
  static func unread(
    _ filter: NotificationFilter, isGrouped: Bool, limit: Int, for reader: Key<Account>, in tx: ReadTx
  ) throws -> Int {
    let kinds = NotificationType.allCases.filter(\.isGrouped).flatMap(\.kinds).map { kind -> Query in "\(kind)" }
    let key: Query =
      isGrouped
      ? """
      CASE WHEN n.kind IN (\(Query.joined(kinds, separator: ", "))) THEN n.group_key ELSE CAST(n.id AS TEXT) END
      """ : "n.id"
    return try tx.value(
      """
      SELECT count(*) FROM (SELECT DISTINCT \(key) FROM notice n WHERE n.account_id = \(reader) AND n.read_at IS NULL
        AND \(filter.query) LIMIT \(limit)) x
      """) ?? 0
  }

  // MARK: Letting go

  /// - Returns: how many there were.
  static func delete(_ filter: NotificationFilter, of reader: Key<Account>, in tx: WriteTx) throws -> Int {
    try tx.run(
      "DELETE FROM notice WHERE id IN (SELECT n.id FROM notice n WHERE n.account_id = \(reader) AND \(filter.query))")
  }
}
