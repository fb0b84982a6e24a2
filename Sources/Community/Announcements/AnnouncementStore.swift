package import Commons
package import Storehouse

package enum AnnouncementStore {
  private static let columns: Query = """
    n.id, n.text, n.html, n.starts_at, n.ends_at, n.is_all_day, n.published_at, n.changed_at
    """

  private static func announcement(_ row: inout Row) throws -> Announcement {
    Announcement(
      id: try row.take(), text: try row.take(), html: try row.take(), startsAt: try row.take(), endsAt: try row.take(),
      isAllDay: try row.take(), publishedAt: try row.take(), changedAt: try row.take())
  }

  package static func find(_ id: Key<Announcement>, in tx: ReadTx) throws -> Announcement? {
    try tx.first("SELECT \(columns) FROM announcement n WHERE n.id = \(id)", announcement)
  }

  /// All of them, the newest first, for stewards.
  static func all(in tx: ReadTx) throws -> [Announcement] {
    try tx.all("SELECT \(columns) FROM announcement n ORDER BY n.id DESC LIMIT 200", announcement)
  }

  /// Those shown now, the newest first, with what the member has made of them.
  /// - Parameter withSeen: whether those the member has put away are wanted too.
  static func shown(at now: Moment, to member: Key<Account>, withSeen: Bool, in tx: ReadTx) throws -> [Announcement] {
    let seen: Query =
      "EXISTS (SELECT 1 FROM announcement_seen s WHERE s.announcement_id = n.id AND s.account_id = \(member))"
    let unseen: Query = withSeen ? "TRUE" : "NOT \(seen)"
    return try tx.all(
      """
      SELECT \(columns), \(seen) FROM announcement n
      WHERE (n.starts_at IS NULL OR n.starts_at <= \(now)) AND (n.ends_at IS NULL OR n.ends_at > \(now)) AND \(unseen)
      ORDER BY n.id DESC LIMIT 40
      """
    ) { row in
      var found = try announcement(&row)
      found.isSeen = try row.take()
      return found
    }
  }

  package static func reactions(to ids: [Key<Announcement>], for member: Key<Account>, in tx: ReadTx) throws -> [Key<
    Announcement
  >: [Announcement.Reaction]] {
    guard !ids.isEmpty else { return [:] }
    var found: [Key<Announcement>: [Announcement.Reaction]] = [:]
    try tx.each(
      """
      SELECT announcement_id, name, count(*), max(CASE WHEN account_id = \(member) THEN 1 ELSE 0 END) FROM announcement_reaction
      WHERE announcement_id \(anyOf: ids) GROUP BY announcement_id, name ORDER BY announcement_id, count(*) DESC, name
      """
    ) { row in
      let id: Key<Announcement> = try row.take()
      let name: String = try row.take()
      let count: Int = try row.take()
      let isOwn: Int = try row.take()
      found[id, default: []].append(Announcement.Reaction(name: name, count: count, isOwn: isOwn == 1))
    }
    return found
  }

  static func insert(
    _ new: NewAnnouncement, id: Key<Announcement>, html: String, by steward: Key<Account>, in tx: WriteTx
  ) throws {
    try tx.run(
      """
      INSERT INTO announcement (id, text, html, starts_at, ends_at, is_all_day, made_by, published_at, changed_at)
      VALUES (\(id), \(new.text), \(html), \(new.startsAt), \(new.endsAt), \(new.startsAt != nil || new.endsAt != nil), \(steward),
        \(tx.now), \(tx.now))
      """)
  }

  /// - Returns: whether it was there.
  static func change(_ id: Key<Announcement>, to new: NewAnnouncement, html: String, in tx: WriteTx) throws -> Bool {
    try tx.run(
      """
      UPDATE announcement SET text = \(new.text), html = \(html), starts_at = \(new.startsAt), ends_at = \(new.endsAt),
        is_all_day = \(new.startsAt != nil || new.endsAt != nil), changed_at = \(tx.now) WHERE id = \(id)
      """) == 1
  }

  static func delete(_ id: Key<Announcement>, in tx: WriteTx) throws -> Bool {
    try tx.run("DELETE FROM announcement_seen WHERE announcement_id = \(id)")
    try tx.run("DELETE FROM announcement_reaction WHERE announcement_id = \(id)")
    return try tx.run("DELETE FROM announcement WHERE id = \(id)") == 1
  }

  static func markSeen(_ id: Key<Announcement>, by member: Key<Account>, in tx: WriteTx) throws {
    try tx.run(
      "INSERT INTO announcement_seen (announcement_id, account_id) VALUES (\(id), \(member)) ON CONFLICT DO NOTHING")
  }

  static func signs(on id: Key<Announcement>, in tx: ReadTx) throws -> [String] {
    try tx.all("SELECT DISTINCT name FROM announcement_reaction WHERE announcement_id = \(id)") { row in try row.take()
    }
  }

  /// - Returns: whether that changed anything.
  static func setReaction(
    _ wanted: Bool, _ name: String, on id: Key<Announcement>, by member: Key<Account>, in tx: WriteTx
  ) throws -> Bool {
    if wanted {
      try tx.run(
        """
        INSERT INTO announcement_reaction (announcement_id, account_id, name) VALUES (\(id), \(member), \(name))
        ON CONFLICT DO NOTHING
        """) == 1
    } else {
      try tx.run(
        "DELETE FROM announcement_reaction WHERE announcement_id = \(id) AND account_id = \(member) AND name = \(name)")
        == 1
    }
  }

  /// Of these members who has put it away, and the signs they have set under it.
  package static func attitudes(of members: [Key<Account>], to id: Key<Announcement>, in tx: ReadTx) throws -> (
    seen: Set<Key<Account>>, signs: [Key<Account>: Set<String>]
  ) {
    let seen: [Key<Account>] = try tx.all(
      "SELECT account_id FROM announcement_seen WHERE announcement_id = \(id) AND account_id \(anyOf: members)"
    ) { row in try row.take() }
    var signs: [Key<Account>: Set<String>] = [:]
    try tx.each(
      "SELECT account_id, name FROM announcement_reaction WHERE announcement_id = \(id) AND account_id \(anyOf: members)"
    ) { row in signs[try row.take(), default: []].insert(try row.take()) }
    return (Set(seen), signs)
  }

  /// How many have set this sign.
  package static func count(of name: String, on id: Key<Announcement>, in tx: ReadTx) throws -> Int {
    try tx.value("SELECT count(*) FROM announcement_reaction WHERE announcement_id = \(id) AND name = \(name)") ?? 0
  }
}
