import Commons
import Storehouse

public enum PeopleStore {
  /// One line of the directory.
  public struct Listing: Sendable {
    public let face: Face
    public let place: String
  }

  /// A condition on the account `a`: it has not shut the viewer out.
  static func isOpen(to viewer: Key<Account>?) -> Query {
    guard let viewer else { return "TRUE" }
    return "NOT EXISTS (SELECT 1 FROM avoidance b WHERE b.kind = 1 AND b.account_id = a.id AND b.other_id = \(viewer))"
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

  static func profile(_ handle: String, for viewer: Key<Account>?, in tx: ReadTx) throws -> People.Profile? {
    try tx.first(
      """
      SELECT \(FaceStore.columns), a.about_html, a.place, a.links, a.joined_at, a.post_count, a.follower_count, a.following_count
      FROM account a WHERE a.handle = \(handle) AND a.standing IN (0, 1) AND \(isOpen(to: viewer))
      """
    ) { row in
      People.Profile(
        face: try FaceStore.face(&row), aboutHTML: try row.take(), place: try row.take(),
        links: (try row.take() as String).split(separator: "\n").map(String.init), joinedAt: try row.take(), postCount: try row.take(),
        followerCount: try row.take(), followingCount: try row.take())
    }
  }

  static func directory(kind: AccountKind?, place: String, limit: Int, for viewer: Key<Account>?, in tx: ReadTx) throws -> [Listing] {
    let ofKind: Query = if let kind { "a.kind = \(kind)" } else { "TRUE" }
    let inPlace: Query = place.isEmpty ? "TRUE" : "a.place_key = \(place.lowercased())"
    return try tx.all(
      """
      SELECT \(FaceStore.columns), a.place FROM account a
      WHERE a.standing = 0 AND a.in_directory AND \(ofKind) AND \(inPlace) AND \(isOpen(to: viewer))
      ORDER BY a.last_post_id DESC, a.id DESC LIMIT \(limit)
      """
    ) { row in Listing(face: try FaceStore.face(&row), place: try row.take()) }
  }
}
