import Commons
import Community
import Storehouse

enum ListStore {
  struct Entity: Sendable {
    let id: Key<PeopleList>
    let title: String
    let policy: String
    let isExclusive: Bool
  }

  /// In the order of the numbers they are kept as.
  static let policies = ["list", "followed", "none"]

  static func lists(of owner: Key<Account>, in tx: ReadTx) throws -> [Entity] {
    try tx.all("SELECT id, name, replies, is_exclusive FROM people_list WHERE owner_id = \(owner) ORDER BY name, id") {
      row in
      let id: Key<PeopleList> = try row.take()
      let title: String = try row.take()
      let policy: Int = try row.take()
      return Entity(
        id: id, title: title, policy: policies.indices.contains(policy) ? policies[policy] : "list",
        isExclusive: try row.take())
    }
  }

  static func set(_ id: Key<PeopleList>, isExclusive: Bool?, policy: String?, in tx: WriteTx) throws {
    if let isExclusive { try tx.run("UPDATE people_list SET is_exclusive = \(isExclusive) WHERE id = \(id)") }
    if let policy, let number = policies.firstIndex(of: policy) {
      try tx.run("UPDATE people_list SET replies = \(number) WHERE id = \(id)")
    }
  }

  static func members(of id: Key<PeopleList>, before: Key<Account>, limit: Int, in tx: ReadTx) throws -> [Key<Account>]
  {
    try tx.all(
      """
      SELECT account_id FROM people_list_member WHERE list_id = \(id) AND account_id < \(before)
      ORDER BY account_id DESC LIMIT \(limit)
      """
    ) { row in try row.take() }
  }
}
