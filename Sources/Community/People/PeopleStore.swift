package import Commons
package import Storehouse

public enum PeopleStore {
  /// One line of the directory.
  public struct Listing: Sendable {
    public let face: Face
    public let place: String
    public let sort: OrganisationKind?
    /// The beginning of what they say of themselves.
    public let about: String
  }

  /// A condition on the account `a`: neither it nor the viewer has blocked the other.
  package static func isOpen(to viewer: Key<Account>?) -> Query {
    guard let viewer else { return "TRUE" }
    return """
      (NOT EXISTS (SELECT 1 FROM avoidance b WHERE b.kind = 1 AND b.account_id = a.id AND b.other_id = \(viewer))
       AND NOT EXISTS (SELECT 1 FROM avoidance b WHERE b.kind = 1 AND b.account_id = \(viewer) AND b.other_id = a.id))
      """
  }

  /// Whether someone is there, for the viewer.
  static func isThere(_ account: Key<Account>, for viewer: Key<Account>?, in tx: ReadTx) throws -> Bool {
    try tx.exists("SELECT 1 FROM account a WHERE a.id = \(account) AND a.standing = 0 AND \(isOpen(to: viewer))")
  }

  /// The people who may speak for an organisation.
  static func speakers(of organisation: Key<Account>, limit: Int, in tx: ReadTx) throws -> [Key<Account>] {
    try tx.all(
      """
      SELECT person_id FROM organisation_member WHERE organisation_id = \(organisation) AND role >= 1 AND state = 0 ORDER BY role DESC LIMIT \(limit)
      """
    ) { row in try row.take() }
  }

  /// Whoever has this handle, can be asked into something, and has not shut the one who asks out.
  static func invitable(_ handle: String, by asker: Key<Account>, in tx: ReadTx) throws -> Key<Account>? {
    try tx.value(
      "SELECT a.id FROM account a WHERE a.handle = \(handle.lowercased()) AND a.standing = 0 AND \(isOpen(to: asker))")
  }

  static func profile(_ handle: String, for viewer: Key<Account>?, in tx: ReadTx) throws -> People.Profile? {
    try tx.first(
      """
      SELECT \(FaceStore.columns), a.about_html, a.place, a.links, a.joined_at, a.follower_count, a.following_count,
        a.header, a.fields
      FROM account a WHERE a.handle = \(handle) AND a.standing IN (0, 1) AND \(isOpen(to: viewer))
      """
    ) { row in
      People.Profile(
        face: try FaceStore.face(&row), aboutHTML: try row.take(), place: try row.take(),
        links: (try row.take() as String).split(separator: "\n").map(String.init), joinedAt: try row.take(),
        followerCount: try row.take(),
        followingCount: try row.take(), header: try row.take(), fields: ProfileFields.read(try row.take()))
    }
  }

  /// Replies directly under questions that somebody else asked, newest first.
  static func answers(by author: Key<Account>, before: Key<Post>, limit: Int, in tx: ReadTx) throws -> [Key<Post>] {
    try tx.all(
      """
      SELECT p.id FROM post p JOIN post q ON q.id = p.conversation_id
      WHERE p.author_id = \(author) AND p.id < \(before) AND p.parent_id = p.conversation_id AND p.share_of_id IS NULL AND p.state = 0
        AND q.kind = 1 AND q.author_id <> \(author) ORDER BY p.id DESC LIMIT \(limit)
      """
    ) { row in try row.take() }
  }

  // MARK: The directory

  private static func conditions(_ filter: People.Filter, for viewer: Key<Account>?) -> Query {
    let related: Query = if let relation = filter.relation { "a.relation = \(relation)" } else { "TRUE" }
    let sorted: Query = if let sort = filter.sort { "o.sort = \(sort)" } else { "TRUE" }
    let inPlace: Query = filter.place.isEmpty ? "TRUE" : "a.place_key = \(filter.place.lowercased())"
    return
      "a.standing = 0 AND a.in_directory AND a.kind = \(filter.kind) AND \(related) AND \(sorted) AND \(inPlace) AND \(isOpen(to: viewer)) AND \(Visibility.isListed(to: viewer))"
  }

  static func directory(
    _ filter: People.Filter, before: Key<Account>?, limit: Int, for viewer: Key<Account>?, in tx: ReadTx
  ) throws -> [Listing] {
    // The page goes on below an account, not below its latest post: that may be one the viewer must not know of.
    let further: Query =
      if let before {
        "(a.last_post_id, a.id) < ((SELECT z.last_post_id FROM account z WHERE z.id = \(before)), \(before))"
      } else { "TRUE" }
    return try tx.all(
      """
      SELECT \(FaceStore.columns), a.place, o.sort, substr(a.about, 1, 160) FROM account a LEFT JOIN organisation o ON o.account_id = a.id
      WHERE \(conditions(filter, for: viewer)) AND \(further) ORDER BY a.last_post_id DESC, a.id DESC LIMIT \(limit)
      """, listing)
  }

  /// Those of these accounts that belong in the directory, by key.
  static func listings(_ ids: [Int64], _ filter: People.Filter, for viewer: Key<Account>?, in tx: ReadTx) throws
    -> [Int64: Listing]
  {
    let found = try tx.all(
      """
      SELECT \(FaceStore.columns), a.place, o.sort, substr(a.about, 1, 160) FROM account a LEFT JOIN organisation o ON o.account_id = a.id
      WHERE a.id \(anyOf: ids) AND \(conditions(filter, for: viewer))
      """, listing)
    return Dictionary(found.map { ($0.face.id.value, $0) }, uniquingKeysWith: { first, _ in first })
  }

  private static func listing(_ row: inout Row) throws -> Listing {
    Listing(face: try FaceStore.face(&row), place: try row.take(), sort: try row.take(), about: try row.take())
  }

  /// Places that several of them name, for the filter: among the thousand who were active last, which keeps it cheap.
  static func places(of kind: AccountKind, in tx: ReadTx) throws -> [String] {
    try tx.all(
      """
      SELECT min(place) FROM (SELECT place, place_key FROM account WHERE standing = 0 AND in_directory AND kind = \(kind) AND place_key <> ''
        ORDER BY last_post_id DESC, id DESC LIMIT 1000) x GROUP BY place_key ORDER BY count(*) DESC, min(place) LIMIT 30
      """
    ) { row in try row.take() as String }.sorted()
  }
}
