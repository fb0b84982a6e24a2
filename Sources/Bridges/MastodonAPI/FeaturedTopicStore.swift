import Commons
import Community
import Storehouse

/// Topics that people show on their profiles.
enum FeaturedTopicStore {
  static let most = 10

  /// - Returns: the key of the entry, the same where it was shown already.
  /// - Throws: a `Refusal` when there are ten.
  static func add(_ name: TopicName, by member: Key<Account>, in tx: WriteTx) throws -> Int64 {
    let topic = try PublishingStore.topic(named: name.text, in: tx)
    let known: Query = "SELECT id FROM featured_topic WHERE account_id = \(member) AND topic_id = \(topic)"
    if let id: Int64 = try tx.value(known) { return id }
    let count: Int = try tx.value("SELECT count(*) FROM featured_topic WHERE account_id = \(member)") ?? 0
    guard count < most else { throw Refusal(.invalid, "A profile shows at most ten topics.") }
    let id = tx.mint(Topic.self).value
    try tx.run(
      """
      INSERT INTO featured_topic (id, account_id, topic_id) VALUES (\(id), \(member), \(topic)) ON CONFLICT DO NOTHING
      """)
    return try tx.value(known) ?? id
  }

  static func remove(named name: TopicName, by member: Key<Account>, in tx: WriteTx) throws {
    try tx.run(
      """
      DELETE FROM featured_topic WHERE account_id = \(member)
        AND topic_id IN (SELECT id FROM topic WHERE name = \(name.text.lowercased()))
      """)
  }

  static func remove(_ id: Int64, by member: Key<Account>, in tx: WriteTx) throws -> Bool {
    try tx.run("DELETE FROM featured_topic WHERE id = \(id) AND account_id = \(member)") == 1
  }

  /// What somebody wrote on most of late in public, without what their profile shows already.
  static func suggested(to member: Key<Account>, limit: Int, in tx: ReadTx) throws -> [String] {
    try tx.all(
      """
      SELECT t.name FROM (SELECT id FROM post WHERE author_id = \(member) AND state = 0 AND audience = 0 AND NOT is_unlisted
        ORDER BY id DESC LIMIT 500) p
      JOIN post_topic x ON x.post_id = p.id JOIN topic t ON t.id = x.topic_id
      WHERE NOT EXISTS (SELECT 1 FROM featured_topic f WHERE f.account_id = \(member) AND f.topic_id = t.id)
      GROUP BY t.id, t.name ORDER BY count(*) DESC, t.id DESC LIMIT \(limit)
      """
    ) { row in try row.take() }
  }
}
