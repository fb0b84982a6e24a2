public import Commons
public import Storehouse

extension Happening.Kind {
  /// Subject: the group.
  public static let groupFounded = Self("group.founded")
  /// Subject: the group. Actor: who came in.
  public static let groupJoined = Self("group.joined")
}

/// Founding a group, coming in, and reading what is said there.
public struct Groups: Sendable {
  let store: any Store

  public init(store: any Store) { self.store = store }

  /// What a group's page shows.
  public struct Summary: Sendable {
    public let id: Key<Space>
    public let handle: Handle
    public let name: String
    public let purpose: String
    public let rules: String
    public let door: GroupDoor
    public let memberCount: Int
    public let foundedAt: Moment
    /// What the viewer is here; nil when they are not in it.
    public let role: GroupRole?
  }

  public struct Reading: Sendable {
    public let group: Summary
    public let cards: [PostCard]
    public let olderBefore: Key<Post>?
    public let members: [Face]
  }

  /// Founds a group; its founder is its first steward.
  /// - Throws: a `Refusal` when the handle is taken.
  public static func found(_ group: NewGroup, by founder: Key<Account>, dated: Key<Space>? = nil, in tx: WriteTx) throws -> Key<Space> {
    let id = dated ?? tx.mint(Space.self)
    try GroupStore.insert(group, id: id, by: founder, in: tx)
    try join(id, founder, role: .steward, in: tx)
    try tx.index(SearchEntry(kind: "group", id: id.value, owner: founder.value, space: id.value, at: id.moment, title: group.name, body: group.purpose))
    try tx.record(Happening(.groupFounded, id.value, by: founder))
    return id
  }

  /// Makes someone a member. Twice is once.
  public static func join(_ group: Key<Space>, _ member: Key<Account>, role: GroupRole = .member, in tx: WriteTx) throws {
    guard try GroupStore.addMember(member, to: group, role: role, in: tx) else { return }
    try tx.record(Happening(.groupJoined, group.value, by: member))
  }

  /// - Throws: `Refusal.notFound` when there is no such group for the viewer.
  public func read(_ handle: String, before: Key<Post>?, for viewer: Key<Account>?) async throws -> Reading {
    try await store.read { tx in
      guard let group = try GroupStore.find(handle.lowercased(), for: viewer, in: tx) else { throw Refusal.notFound }
      let mayRead = !group.door.isClosed || group.role != nil
      guard mayRead else { return Reading(group: group, cards: [], olderBefore: nil, members: []) }
      let ids = try Timeline.newest(from: [.space(group.id)], before: before ?? Key(.max), limit: 30, in: tx)
      let cards = Array(try PostStore.cards(ids, for: viewer, in: tx).prefix(20))
      let pinned = before == nil ? try Pins.cards(.group(group.id), for: viewer, in: tx) : []
      return Reading(
        group: group, cards: Pins.first(pinned, before: cards), olderBefore: cards.count < 20 ? nil : cards.last?.id,
        members: try GroupStore.members(of: group.id, limit: 12, in: tx))
    }
  }

  /// Groups the viewer may know of, those that were busy last first.
  public func list(for viewer: Key<Account>?) async throws -> [Summary] {
    try await store.read { tx in try GroupStore.list(for: viewer, limit: 100, in: tx) }
  }
}
