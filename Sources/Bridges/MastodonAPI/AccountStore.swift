import Commons
import Community
import Storehouse

/// Everything an app is told of a person, organisation or group.
struct AccountEntity: Sendable {
  let id: Int64
  let kind: Kind
  let handle: Handle
  let name: String
  let aboutHTML: String
  let picture: String?
  let header: String?
  /// Names and values.
  let fields: [(name: String, value: String)]
  let isBot: Bool
  let isLocked: Bool
  let isDiscoverable: Bool
  let isLimited: Bool
  let isSuspended: Bool
  let role: Role
  let joinedAt: Moment
  let lastPost: Key<Post>
  let postCount: Int
  let followerCount: Int
  let followingCount: Int

  enum Kind: Sendable { case person, organisation, group }

  var path: String { kind == .group ? "/g/\(handle)" : "/@\(handle)" }
}

/// Reads accounts as apps see them. A group is an account too, with its members as followers.
enum AccountStore {
  static let columns: Query = """
    a.id, a.kind, a.handle, a.name, a.about_html, a.picture, a.header, a.fields, a.links, a.is_bot, a.approves_followers, a.in_directory,
    a.is_limited, a.standing, a.role, a.joined_at, a.last_post_id, a.post_count, a.follower_count, a.following_count
    """

  static func account(_ row: inout Row) throws -> AccountEntity {
    let id: Int64 = try row.take()
    let kind: Int = try row.take()
    let handle: Handle = try row.take()
    let name: String = try row.take()
    let about: String = try row.take()
    let picture: String? = try row.take()
    let header: String? = try row.take()
    var fields = ProfileFields.read(try row.take())
    let links: String = try row.take()
    // What the page shows as links is a field for an app.
    if !links.isEmpty, fields.isEmpty {
      fields = links.split(separator: "\n").map { ("Link", String($0)) }
    }
    let isBot: Bool = try row.take()
    let isLocked: Bool = try row.take()
    let isDiscoverable: Bool = try row.take()
    let isLimited: Bool = try row.take()
    let standing: Int = try row.take()
    return AccountEntity(
      id: id, kind: kind == 2 ? .organisation : .person, handle: handle, name: name, aboutHTML: about, picture: picture,
      header: header, fields: fields, isBot: isBot, isLocked: isLocked, isDiscoverable: isDiscoverable,
      isLimited: isLimited, isSuspended: standing == 2, role: try row.take(), joinedAt: try row.take(),
      lastPost: try row.take(), postCount: try row.take(), followerCount: try row.take(),
      followingCount: try row.take())
  }

  /// Accounts by key, whoever looks: for authors of what the viewer may see already.
  static func accounts(_ ids: some Collection<Key<Account>>, in tx: ReadTx) throws -> [Int64: AccountEntity] {
    guard !ids.isEmpty else { return [:] }
    let found = try tx.all("SELECT \(columns) FROM account a WHERE a.id \(anyOf: Array(ids))", account)
    return Dictionary(found.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
  }

  /// These accounts in the order of the keys, as far as the viewer may meet them.
  /// - Parameter isPublicList: whether those whom a moderator has limited are left out.
  static func accounts(
    inOrderOf ids: [Key<Account>], for viewer: Key<Account>?, isPublicList: Bool = false, in tx: ReadTx
  ) throws -> [AccountEntity] {
    guard !ids.isEmpty else { return [] }
    let isListed: Query = isPublicList ? Visibility.isListed(to: viewer) : "TRUE"
    let found = try tx.all(
      """
      SELECT \(columns) FROM account a WHERE a.id \(anyOf: ids) AND a.standing IN (0, 1)
        AND \(PeopleStore.isOpen(to: viewer)) AND \(isListed)
      """, account)
    let byID = Dictionary(found.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
    return ids.compactMap { byID[$0.value] }
  }

  /// One account or group that the viewer may meet.
  static func find(_ id: Int64, for viewer: Key<Account>?, in tx: ReadTx) throws -> AccountEntity? {
    let found = try tx.first(
      "SELECT \(columns) FROM account a WHERE a.id = \(id) AND a.standing IN (0, 1) AND \(PeopleStore.isOpen(to: viewer))",
      account)
    return try found ?? group("s.id = \(id)", for: viewer, in: tx)
  }

  static func find(handle: String, for viewer: Key<Account>?, in tx: ReadTx) throws -> AccountEntity? {
    let handle = handle.lowercased()
    let found = try tx.first(
      """
      SELECT \(columns) FROM account a WHERE a.handle = \(handle) AND a.standing IN (0, 1)
        AND \(PeopleStore.isOpen(to: viewer))
      """, account)
    return try found ?? group("s.handle = \(handle)", for: viewer, in: tx)
  }

  /// A group as an account, if the viewer may know of it.
  static func group(_ which: Query, for viewer: Key<Account>?, in tx: ReadTx) throws -> AccountEntity? {
    try tx.first(
      """
      SELECT s.id, s.handle, s.name, s.purpose, s.door, s.founded_at, s.last_post_id, s.member_count FROM space s
      WHERE \(which) AND \(GroupStore.isKnown(to: viewer))
      """
    ) { row in
      let id: Int64 = try row.take()
      let handle: Handle = try row.take()
      let name: String = try row.take()
      let purpose: String = try row.take()
      let door: Int = try row.take()
      let foundedAt: Moment = try row.take()
      let lastPost: Key<Post> = try row.take()
      return AccountEntity(
        id: id, kind: .group, handle: handle, name: name, aboutHTML: AccountStore.paragraph(purpose), picture: nil,
        header: nil, fields: [], isBot: false, isLocked: door > 0, isDiscoverable: door < 3, isLimited: false,
        isSuspended: false, role: .member, joinedAt: foundedAt, lastPost: lastPost, postCount: 0,
        followerCount: try row.take(), followingCount: 0)
    }
  }

  /// Text as one paragraph of HTML.
  static func paragraph(_ text: String) -> String {
    guard !text.isEmpty else { return "" }
    var html = ""
    for character in text {
      switch character {
      case "&": html += "&amp;"
      case "<": html += "&lt;"
      case ">": html += "&gt;"
      case "\"": html += "&quot;"
      default: html.append(character)
      }
    }
    return "<p>\(html)</p>"
  }

  /// What only the person themselves is told: the source of their profile, and what they have set.
  struct Source: Sendable {
    let about: String
    let language: String
    let privacy: String
    let isSensitive: Bool
    let requestCount: Int
    let hidesNetwork: Bool
    let isIndexable: Bool
    /// Who may take up what they say, unless they say otherwise there.
    let quotePolicy: QuotePolicy
  }

  static func source(of member: Key<Account>, in tx: ReadTx) throws -> Source? {
    let preferences = try PreferenceStore.all(of: member, in: tx)
    let requests: Int =
      try tx.value("SELECT count(*) FROM follow WHERE followee_id = \(member) AND state = 1") ?? 0
    return try tx.first("SELECT about, language FROM account WHERE id = \(member)") { row in
      let about: String = try row.take()
      let language: String = try row.take()
      return Source(
        about: about, language: preferences["api.language"] ?? language,
        privacy: preferences["api.privacy"] ?? "public", isSensitive: preferences["api.sensitive"] == "yes",
        requestCount: requests, hidesNetwork: preferences["api.hides-network"] == "yes",
        isIndexable: preferences["api.indexable"] != "no",
        quotePolicy: preferences["api.quote-policy"].flatMap(QuotePolicy.init(name:)) ?? .everyone)
    }
  }
}
