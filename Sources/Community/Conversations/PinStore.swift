package import Commons
import Storehouse

/// Posts pinned to a profile or in a group.
package enum PinStore {
  static let mostOnAProfile = 3
  static let mostInAGroup = 5

  /// Where a post is pinned: on the profile of its author, or in its group.
  package enum Place {
    case profile(Key<Account>)
    case group(Key<Space>)

    var space: Int64 { if case .group(let id) = self { id.value } else { 0 } }
    var account: Int64 { if case .profile(let id) = self { id.value } else { 0 } }
    var most: Int { if case .group = self { PinStore.mostInAGroup } else { PinStore.mostOnAProfile } }
  }

  /// The newest pin first.
  static func pinned(_ place: Place, in tx: ReadTx) throws -> [Key<Post>] {
    try tx.all(
      """
      SELECT post_id FROM pin WHERE space_id = \(place.space) AND account_id = \(place.account) ORDER BY pinned_at DESC, post_id DESC LIMIT \(place.most)
      """
    ) { row in try row.take() }
  }

  static func isPinned(_ post: Key<Post>, toProfile: Bool, in tx: ReadTx) throws -> Bool {
    let place: Query = toProfile ? "space_id = 0" : "space_id <> 0"
    return try tx.exists("SELECT 1 FROM pin WHERE post_id = \(post) AND \(place)")
  }

  static func mayPinInGroup(_ post: Key<Post>, _ member: Key<Account>, in tx: ReadTx) throws -> Bool {
    try tx.exists(
      """
      SELECT 1 FROM post p JOIN membership m ON m.space_id = p.space_id
      WHERE p.id = \(post) AND m.account_id = \(member) AND m.state = 0 AND m.role >= 1
      """)
  }

  static func add(_ post: Key<Post>, to place: Place, by member: Key<Account>, in tx: WriteTx) throws {
    try tx.run(
      """
      INSERT INTO pin (space_id, account_id, post_id, pinned_by, pinned_at)
      VALUES (\(place.space), \(place.account), \(post), \(member), \(tx.now)) ON CONFLICT DO NOTHING
      """)
  }

  static func remove(_ post: Key<Post>, from place: Place, in tx: WriteTx) throws {
    try tx.run(
      "DELETE FROM pin WHERE space_id = \(place.space) AND account_id = \(place.account) AND post_id = \(post)")
  }
}
