package import Commons
package import Storehouse

package enum PeopleListStore {
  package static func all(of owner: Key<Account>, in tx: ReadTx) throws -> [PeopleLists.Summary] {
    try tx.all(
      """
      SELECT l.id, l.name, (SELECT count(*) FROM people_list_member m WHERE m.list_id = l.id) FROM people_list l
      WHERE l.owner_id = \(owner) ORDER BY l.name, l.id
      """
    ) { row in PeopleLists.Summary(id: try row.take(), name: try row.take(), memberCount: try row.take()) }
  }

  package static func check(_ id: Key<PeopleList>, owner: Key<Account>, in tx: ReadTx) throws {
    guard try tx.exists("SELECT 1 FROM people_list WHERE id = \(id) AND owner_id = \(owner)") else {
      throw Refusal.notFound
    }
  }

  /// Those on lists that keep them out of the home timeline.
  package static func exclusive(of owner: Key<Account>, in tx: ReadTx) throws -> Set<Key<Account>> {
    Set(
      try tx.all(
        """
        SELECT m.account_id FROM people_list l JOIN people_list_member m ON m.list_id = l.id
        WHERE l.owner_id = \(owner) AND l.is_exclusive
        """
      ) { row in try row.take() })
  }

  package static func insert(_ id: Key<PeopleList>, name: String, owner: Key<Account>, in tx: WriteTx) throws {
    try tx.run("INSERT INTO people_list (id, owner_id, name, made_at) VALUES (\(id), \(owner), \(name), \(tx.now))")
  }

  package static func rename(_ id: Key<PeopleList>, to name: String, owner: Key<Account>, in tx: WriteTx) throws -> Bool
  {
    try tx.run("UPDATE people_list SET name = \(name) WHERE id = \(id) AND owner_id = \(owner)") == 1
  }

  package static func delete(_ id: Key<PeopleList>, in tx: WriteTx) throws {
    try tx.run("DELETE FROM people_list_member WHERE list_id = \(id)")
    try tx.run("DELETE FROM people_list WHERE id = \(id)")
  }

  package static func memberCount(of id: Key<PeopleList>, in tx: ReadTx) throws -> Int {
    try tx.value("SELECT count(*) FROM people_list_member WHERE list_id = \(id)") ?? 0
  }

  package static func add(_ account: Key<Account>, to id: Key<PeopleList>, in tx: WriteTx) throws {
    try tx.run(
      "INSERT INTO people_list_member (list_id, account_id, added_at) VALUES (\(id), \(account), \(tx.now)) ON CONFLICT DO NOTHING"
    )
  }

  package static func remove(_ account: Key<Account>, from id: Key<PeopleList>, in tx: WriteTx) throws {
    try tx.run("DELETE FROM people_list_member WHERE list_id = \(id) AND account_id = \(account)")
  }

  package static func members(of id: Key<PeopleList>, for owner: Key<Account>, in tx: ReadTx) throws -> [Face] {
    try tx.all(
      """
      SELECT \(FaceStore.columns) FROM people_list_member m JOIN account a ON a.id = m.account_id
      WHERE m.list_id = \(id) AND a.standing IN (0, 1) AND \(PeopleStore.isOpen(to: owner)) ORDER BY a.name
      """, FaceStore.face)
  }

  /// Those on the list who posted last (before `before`) first.
  package static func sources(of id: Key<PeopleList>, before: Key<Post>, limit: Int, in tx: ReadTx) throws
    -> [TimelineSource]
  {
    let latest: Query =
      before.value == .max
      ? "a.last_post_id"
      : "COALESCE((SELECT max(q.id) FROM post q WHERE q.author_id = a.id AND q.parent_id IS NULL AND q.id < \(before)), 0)"
    return try tx.all(
      """
      SELECT id FROM (SELECT a.id AS id, \(latest) AS latest FROM people_list_member m JOIN account a ON a.id = m.account_id WHERE m.list_id = \(id)) x
      WHERE latest > 0 ORDER BY latest DESC LIMIT \(limit)
      """
    ) { row in TimelineSource.account(try row.take()) }
  }
}
