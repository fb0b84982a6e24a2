import Commons
import Storehouse

enum SearchStore {
  /// A condition on the search entry `e`: its post can be seen by the viewer.
  static func visiblePosts(to viewer: Key<Account>?) -> Query {
    """
    EXISTS (SELECT 1 FROM post p JOIN account a ON a.id = p.author_id WHERE p.id = e.id AND p.state = 0 AND \(Visibility.inLists(of: viewer)))
    """
  }

  /// Cards in the order of these keys, replies too.
  static func posts(_ ids: [Key<Post>], for viewer: Key<Account>?, in tx: ReadTx) throws -> [PostCard] {
    let cards = try PostStore.cards(ids, for: viewer, in: tx)
    let byID = Dictionary(cards.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
    return ids.compactMap { byID[$0] }
  }

  static func people(_ ids: [Key<Account>], in tx: ReadTx) throws -> [Face] {
    guard !ids.isEmpty else { return [] }
    let faces = try tx.all(
      "SELECT \(FaceStore.columns) FROM account a WHERE a.id \(anyOf: ids) AND a.standing = 0", FaceStore.face)
    let byID = Dictionary(faces.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
    return ids.compactMap { byID[$0] }
  }

  /// Groups whose name or purpose matches. Hidden ones are in no index; the condition stands for the moment in which one is being hidden.
  static func groups(_ typed: String, for viewer: Key<Account>?, in tx: ReadTx) throws -> [Groups.Summary] {
    let hits = try tx.search(
      typed, kinds: ["group"],
      filter: "EXISTS (SELECT 1 FROM space s WHERE s.id = e.id AND \(GroupStore.isKnown(to: viewer)))", limit: 6)
    return try GroupStore.named(hits.map { Key($0.id) }, for: viewer, in: tx)
  }
}
