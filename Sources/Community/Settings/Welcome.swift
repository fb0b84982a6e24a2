public import Commons
import Pages
public import Storehouse

/// A newcomer's first few steps. None is a must, and they can be put away.
public struct Welcome: Sendable {
  let store: any Store

  public init(store: any Store) { self.store = store }

  public struct Steps: Sendable {
    public let hasTopics: Bool
    public let hasPlace: Bool
    public let followsThree: Bool
    public let hasSpoken: Bool
    public let isPutAway: Bool
    public let isVerified: Bool

    var doneCount: Int { [hasTopics, hasPlace, followsThree, hasSpoken].count { $0 } }
    /// Whether a home page should still show them.
    public var isWanted: Bool { !isPutAway && doneCount < 4 }
  }

  public struct TopicChoice: Sendable {
    let id: Int64
    let name: String
    let isFollowed: Bool
  }

  public struct PersonChoice: Sendable {
    let face: Face
    let place: String
  }

  static let newFor = Span.days(14)

  /// The steps of someone who came in the last two weeks; nil for everybody else, without asking the store.
  public func steps(of member: Member, at now: Moment) async throws -> Steps? {
    guard now - member.joinedAt < Welcome.newFor else { return nil }
    return try await store.read { tx in try Welcome.steps(of: member, in: tx) }
  }

  static func steps(of member: Member, in tx: ReadTx) throws -> Steps {
    let id = member.id
    let found = try tx.first(
      """
      SELECT a.place <> '', a.post_count > 0, EXISTS (SELECT 1 FROM topic_follow t WHERE t.account_id = a.id),
        EXISTS (SELECT 1 FROM preference p WHERE p.account_id = a.id AND p.name = 'welcome' AND p.value = 'done') FROM account a WHERE a.id = \(id)
      """
    ) { row in (try row.take() as Bool, try row.take() as Bool, try row.take() as Bool, try row.take() as Bool) }
    return Steps(
      hasTopics: found?.2 ?? false, hasPlace: found?.0 ?? false,
      followsThree: try HomeStore.followCount(of: id, in: tx) >= 3,
      hasSpoken: found?.1 ?? false, isPutAway: found?.3 ?? true, isVerified: member.isVerified)
  }

  /// What the page offers: topics that are talked about, and people and organisations who post.
  func choices(for member: Key<Account>) async throws -> (topics: [TopicChoice], people: [PersonChoice], place: String)
  {
    try await store.read { tx in
      let topics = try tx.all(
        """
        SELECT t.id, t.shown, EXISTS (SELECT 1 FROM topic_follow f WHERE f.topic_id = t.id AND f.account_id = \(member))
        FROM topic t WHERE t.last_post_id > 0 ORDER BY t.last_post_id DESC LIMIT 12
        """
      ) { row in TopicChoice(id: try row.take(), name: try row.take(), isFollowed: try row.take()) }
      let people = try tx.all(
        """
        SELECT \(FaceStore.columns), a.place FROM (SELECT id FROM account WHERE standing = 0 AND last_post_id > 0 ORDER BY last_post_id DESC, id DESC LIMIT 40) r
        JOIN account a ON a.id = r.id WHERE a.id <> \(member) AND a.in_directory AND \(PeopleStore.isOpen(to: member))
          AND NOT EXISTS (SELECT 1 FROM follow f WHERE f.follower_id = \(member) AND f.followee_id = a.id)
          AND \(Visibility.isWelcome(to: member, at: tx.now)) ORDER BY a.last_post_id DESC LIMIT 8
        """
      ) { row in PersonChoice(face: try FaceStore.face(&row), place: try row.take()) }
      return (topics, people, try tx.value("SELECT place FROM account WHERE id = \(member)") ?? "")
    }
  }

  /// Takes everything that was chosen on the page, at once. Nothing chosen is nothing changed.
  func choose(topics: [Int64], people: [Key<Account>], place: String, by member: Key<Account>) async throws {
    guard place.count <= 80, !place.contains(where: \.isNewline) else {
      throw Refusal.invalid("place", "A place has at most 80 characters, on one line.")
    }
    try await store.write { tx in
      if !place.isEmpty {
        try tx.run("UPDATE account SET place = \(place), place_key = \(place.lowercased()) WHERE id = \(member)")
      }
      for topic in topics.prefix(50) {
        let isNew =
          try tx.run(
            """
            INSERT INTO topic_follow (account_id, topic_id, since) SELECT \(member), id, \(tx.now) FROM topic WHERE id = \(topic)
            ON CONFLICT DO NOTHING
            """) == 1
        if isNew { try tx.run("UPDATE topic SET follower_count = follower_count + 1 WHERE id = \(topic)") }
      }
      for person in people.prefix(50) where person != member { try Welcome.follow(person, by: member, in: tx) }
    }
  }

  /// Follows somebody, or asks them to be allowed to.
  static func follow(_ person: Key<Account>, by member: Key<Account>, in tx: WriteTx) throws {
    let asks: Bool? = try tx.value(
      "SELECT a.approves_followers FROM account a WHERE a.id = \(person) AND a.standing = 0 AND \(PeopleStore.isOpen(to: member))"
    )
    guard let asks else { return }
    let isNew =
      try tx.run(
        """
        INSERT INTO follow (follower_id, followee_id, state, since) VALUES (\(member), \(person), \(asks ? 1 : 0), \(tx.now)) ON CONFLICT DO NOTHING
        """) == 1
    guard isNew, !asks else { return }
    try tx.run("UPDATE account SET follower_count = follower_count + 1 WHERE id = \(person)")
    try tx.run("UPDATE account SET following_count = following_count + 1 WHERE id = \(member)")
  }

  func putAway(_ member: Key<Account>) async throws {
    try await store.write { tx in try PreferenceStore.set("welcome", to: "done", of: member, in: tx) }
  }
}
