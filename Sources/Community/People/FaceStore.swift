package import Commons
public import Storehouse

extension Relation: Storable {}

package enum FaceStore {
  /// The columns `face` reads, on the alias `a`.
  package static let columns: Query = "a.id, a.kind, a.handle, a.name, a.relation, a.picture"

  package static func face(_ row: inout Row) throws -> Face {
    Face(
      id: try row.take(), kind: try row.take(), handle: try row.take(), name: try row.take(), relation: try row.take(),
      picture: try row.take())
  }

  /// Keys of the accounts with these handles that can be mentioned.
  package static func accounts(withHandles handles: [String], in tx: ReadTx) throws -> [(
    handle: String, id: Key<Account>
  )] {
    try handles.compactMap { handle in
      let id: Key<Account>? = try tx.value(
        "SELECT id FROM account WHERE handle = \(handle.lowercased()) AND standing IN (0, 1)")
      return id.map { (handle, $0) }
    }
  }
}
