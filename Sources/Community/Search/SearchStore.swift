import Commons
import Storehouse

enum SearchStore {
  /// Cards of these posts, replies too, by key: those that the viewer may see in a list.
  static func posts(_ ids: [Int64], for viewer: Key<Account>?, in tx: ReadTx) throws -> [Int64: PostCard] {
    let cards = try PostStore.cards(ids.map { Key($0) }, for: viewer, isPublicList: true, in: tx)
    return Dictionary(cards.map { ($0.id.value, $0) }, uniquingKeysWith: { first, _ in first })
  }

  /// People, organisations, or with nil both.
  static func faces(_ ids: [Int64], _ kind: AccountKind?, for viewer: Key<Account>?, in tx: ReadTx) throws -> [Int64:
    Face]
  {
    let isOfKind: Query = if let kind { "a.kind = \(kind)" } else { "TRUE" }
    let faces = try tx.all(
      """
      SELECT \(FaceStore.columns) FROM account a
      WHERE a.id \(anyOf: ids) AND a.standing = 0 AND \(isOfKind) AND \(PeopleStore.isOpen(to: viewer))
        AND \(Visibility.isListed(to: viewer))
      """, FaceStore.face)
    return Dictionary(faces.map { ($0.id.value, $0) }, uniquingKeysWith: { first, _ in first })
  }

  /// Groups that the viewer may know of.
  static func groups(_ ids: [Int64], for viewer: Key<Account>?, in tx: ReadTx) throws -> [Int64: Groups.Summary] {
    let groups = try GroupStore.named(ids.map { Key($0) }, for: viewer, in: tx)
    return Dictionary(groups.map { ($0.id.value, $0) }, uniquingKeysWith: { first, _ in first })
  }
}
