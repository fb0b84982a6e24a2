package import Commons
package import Storehouse

/// From whom somebody wants to be told things: what comes from the others is kept apart, or not noted at all.
package struct NoticePolicy: Sendable, Equatable {
  package enum Treatment: String, Sendable, CaseIterable, Comparable {
    case accept, filter, drop

    private var severity: Int { self == .accept ? 0 : self == .filter ? 1 : 2 }
    package static func < (left: Self, right: Self) -> Bool { left.severity < right.severity }
  }

  /// Those who can be treated apart: the preference `notices.<name>`.
  package enum Sort: String, Sendable, CaseIterable {
    /// Whom the reader does not follow.
    case notFollowing = "not-following"
    /// Who does not follow the reader, or has for less than three days.
    case notFollowers = "not-followers"
    /// Who joined less than thirty days ago.
    case newAccounts = "new-accounts"
    /// Who names the reader in a conversation of named people, without being followed and without answering them.
    case privateMentions = "private-mentions"
    /// Whom the moderators have limited, unless the reader follows them.
    case limitedAccounts = "limited-accounts"

    var preference: String { "notices.\(rawValue)" }
    var usual: Treatment { self == .limitedAccounts ? .filter : .accept }
  }

  static let newAccount = Span.days(30)
  static let newFollower = Span.days(3)

  private var chosen: [Sort: Treatment] = [:]

  package subscript(sort: Sort) -> Treatment {
    get { chosen[sort] ?? sort.usual }
    set { chosen[sort] = newValue }
  }

  package static func of(_ reader: Key<Account>, in tx: ReadTx) throws -> NoticePolicy {
    var policy = NoticePolicy()
    try tx.visit("SELECT name, value FROM preference WHERE account_id = \(reader) AND name LIKE 'notices.%'") { row in
      let name: String = try row.take()
      let value: String = try row.take()
      guard let sort = Sort.allCases.first(where: { $0.preference == name }) else { return }
      policy[sort] = Treatment(rawValue: value) ?? sort.usual
    }
    return policy
  }

  package func save(for reader: Key<Account>, in tx: WriteTx) throws {
    for sort in Sort.allCases { try PreferenceStore.set(sort.preference, to: self[sort].rawValue, of: reader, in: tx) }
  }

  /// How one who would cause a notice stands to its reader.
  struct Sender: Sendable {
    let isLimited: Bool
    let joinedAt: Moment
    let role: Role
    let isFollowed: Bool
    let isFollower: Bool
    /// The reader has let their notices through.
    let isPermitted: Bool
  }

  func treatment(of sender: Sender, isPrivateMention: Bool, at now: Moment) -> Treatment {
    if sender.isPermitted || sender.role >= .moderator { return .accept }
    var treatment = Treatment.accept
    if !sender.isFollowed {
      treatment = max(treatment, self[.notFollowing])
      if sender.isLimited { treatment = max(treatment, self[.limitedAccounts]) }
      if isPrivateMention { treatment = max(treatment, self[.privateMentions]) }
    }
    if !sender.isFollower { treatment = max(treatment, self[.notFollowers]) }
    if now - sender.joinedAt < NoticePolicy.newAccount { treatment = max(treatment, self[.newAccounts]) }
    return treatment
  }
}

extension NoticeKind {
  /// Whether the reader's policy decides about it. What they asked for, and what the site has to tell them, always comes.
  var isUnderPolicy: Bool {
    switch self {
    case .reply, .conversation, .mention, .answer, .marked, .asked, .support, .share, .follow, .followRequest, .quote:
      true
    case .followAccepted, .groupRequest, .groupAccepted, .groupInvited, .organisationRequest, .organisationAccepted,
      .organisationInvited, .message, .moderation, .appeal, .check, .post, .changed,
      .quotedChanged:
      false
    }
  }
}

package enum NoticePolicyStore {
  static func sender(_ account: Key<Account>, to reader: Key<Account>, in tx: ReadTx) throws -> NoticePolicy.Sender? {
    try tx.first(
      """
      SELECT a.is_limited, a.joined_at, a.role,
        EXISTS (SELECT 1 FROM follow f WHERE f.follower_id = \(reader) AND f.followee_id = a.id AND f.state = 0),
        EXISTS (SELECT 1 FROM follow f WHERE f.follower_id = a.id AND f.followee_id = \(reader) AND f.state = 0
          AND f.since <= \(tx.now - NoticePolicy.newFollower)),
        EXISTS (SELECT 1 FROM notice_permission n WHERE n.account_id = \(reader) AND n.from_id = a.id)
      FROM account a WHERE a.id = \(account)
      """
    ) { row in
      NoticePolicy.Sender(
        isLimited: try row.take(), joinedAt: try row.take(), role: try row.take(), isFollowed: try row.take(),
        isFollower: try row.take(), isPermitted: try row.take())
    }
  }

  // MARK: What was kept apart

  /// Somebody whose notices were kept apart.
  package struct Waiting: Sendable {
    package let from: Key<Account>
    package let count: Int
    package let first: Key<Notice>
    package let last: Key<Notice>
    /// The newest post that they told of.
    package let post: Key<Post>?
  }

  /// Those whose notices were kept apart, the last one first, below a notice's key.
  package static func waiting(
    for reader: Key<Account>, from: Key<Account>? = nil, before: Key<Notice> = Key(.max), limit: Int, in tx: ReadTx
  ) throws -> [Waiting] {
    let which: Query = if let from { "n.actor_id = \(from)" } else { "n.actor_id IS NOT NULL" }
    return try tx.all(
      """
      SELECT n.actor_id, count(*), min(n.id), max(n.id), max(n.post_id) FROM notice n
      WHERE n.account_id = \(reader) AND n.is_filtered AND NOT n.is_kept_back AND \(which) GROUP BY n.actor_id HAVING max(n.id) < \(before)
      ORDER BY max(n.id) DESC LIMIT \(limit)
      """
    ) { row in
      Waiting(
        from: try row.take(), count: try row.take(), first: try row.take(), last: try row.take(), post: try row.take())
    }
  }

  /// How many people's notices, and how many notices, were kept apart.
  package static func counts(for reader: Key<Account>, in tx: ReadTx) throws -> (people: Int, notices: Int) {
    try tx.first(
      "SELECT count(DISTINCT actor_id), count(*) FROM notice WHERE account_id = \(reader) AND is_filtered AND NOT is_kept_back"
    ) { row in (try row.take(), try row.take()) } ?? (0, 0)
  }

  /// Lets through what somebody's notices said, and what they will say.
  package static func letThrough(_ from: Key<Account>, for reader: Key<Account>, in tx: WriteTx) throws {
    try tx.run(
      """
      INSERT INTO notice_permission (account_id, from_id, since) VALUES (\(reader), \(from), \(tx.now)) ON CONFLICT DO NOTHING
      """)
    try tx.run(
      "UPDATE notice SET is_filtered = FALSE WHERE account_id = \(reader) AND actor_id = \(from) AND is_filtered AND NOT is_kept_back"
    )
    try tx.record(Happening(.noticesRead, reader.value, by: reader))
    try tx.record(Happening(.noticesLetThrough, reader.value, by: reader, about: from.value))
  }

  /// Takes out what somebody's notices said; what they say next is kept apart again.
  package static func dismiss(_ from: Key<Account>, for reader: Key<Account>, in tx: WriteTx) throws {
    try tx.run(
      "DELETE FROM notice WHERE account_id = \(reader) AND actor_id = \(from) AND is_filtered AND NOT is_kept_back")
  }
}
