public import Commons
import Pages
public import Storehouse

extension Happening.Kind {
  /// Subject: the topic.
  public static let topicFollowed = Self("topic.followed")
}

/// What is talked about: lists of topics, one topic's posts, following one.
public struct Topics: Sendable {
  let store: any Store

  public init(store: any Store) { self.store = store }

  public enum Order: String, Sendable, CaseIterable { case busy, followed }

  static let topicsOnAPage = 40

  /// A topic's name as one part of an address.
  static func encoded(_ name: String) -> String { Link.encoded(name) }

  public struct List: Sendable {
    public let order: Order
    public let topics: [TopicSummary]
    public let followed: [TopicSummary]
    /// Where the next page begins; nil at the end.
    public let olderBefore: Key<Post>?
  }

  public func list(_ order: Order, before: Key<Post>?, for viewer: Key<Account>?) async throws -> List {
    try await store.read { tx in
      let topics = try TopicStore.list(
        order, before: before ?? Key(.max), limit: Topics.topicsOnAPage, for: viewer, in: tx)
      return List(
        order: order, topics: topics,
        followed: try viewer.map { try TopicStore.followed(by: $0, limit: 60, in: tx) } ?? [],
        olderBefore: order == .busy && topics.count == Topics.topicsOnAPage ? topics.last?.lastPost : nil)
    }
  }

  /// A topic's page. A name that nobody used yet, or that was only used where the viewer may not read, gives the same empty page.
  public struct Reading: Sendable {
    public let name: TopicName
    public let shown: String
    public let isFollowed: Bool
    public let followerCount: Int
    public let cards: [PostCard]
    public let olderBefore: Key<Post>?
    public let related: [TopicSummary]
  }

  static let cardsOnAPage = 20

  public func read(_ name: TopicName, before: Key<Post>?, for viewer: Key<Account>?) async throws -> Reading {
    try await store.read { tx in
      guard let topic = try TopicStore.find(name, for: viewer, in: tx) else {
        return Reading(
          name: name, shown: name.text, isFollowed: false, followerCount: 0, cards: [], olderBefore: nil, related: [])
      }
      let wanted = Topics.cardsOnAPage + 10
      let ids = try Timeline.newest(from: [.topic(topic.id.value)], before: before ?? Key(.max), limit: wanted, in: tx)
      let cards = Array(try PostStore.cards(ids, for: viewer, isPublicList: true, in: tx).prefix(Topics.cardsOnAPage))
      let isKnown = !cards.isEmpty || topic.postCount > 0
      return Reading(
        name: name, shown: isKnown ? topic.shown : name.text, isFollowed: topic.isFollowed,
        followerCount: isKnown ? topic.followerCount : 0,
        cards: cards,
        olderBefore: ids.count < wanted && cards.count < Topics.cardsOnAPage ? nil : cards.last?.id ?? ids.last,
        related: try TopicStore.related(to: topic.id, limit: 8, in: tx))
    }
  }

  /// Follows a topic, or no longer. Twice is once. One may follow what nobody has written about yet.
  public func follow(_ name: TopicName, _ wanted: Bool, by member: Key<Account>) async throws {
    try await store.write { tx in try Topics.follow(name, wanted, by: member, in: tx) }
  }

  /// The same inside a transaction of the caller's.
  public static func follow(_ name: TopicName, _ wanted: Bool = true, by member: Key<Account>, in tx: WriteTx) throws {
    guard wanted else {
      if let topic = try TopicStore.find(name, for: member, in: tx) {
        _ = try TopicStore.setFollow(false, of: topic.id, by: member, in: tx)
      }
      return
    }
    let topic = Key<Topic>(try PublishingStore.topic(named: name.text, in: tx))
    if try TopicStore.setFollow(true, of: topic, by: member, in: tx) {
      try tx.record(Happening(.topicFollowed, topic.value, by: member))
    }
  }
}
