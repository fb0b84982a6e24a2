public import Commons
public import Storehouse

extension Happening.Kind {
  /// Subject: the group.
  public static let groupFounded = Self("group.founded")
  /// Subject: the group. Its name, purpose, rules or door changed; the note names the door.
  public static let groupChanged = Self("group.changed")
}

/// Founding a group, changing what it says of itself, and reading what is said there.
public struct Groups: Sendable {
  let store: any Store

  public init(store: any Store) { self.store = store }

  /// What a group's page shows, to one viewer.
  public struct Summary: Sendable {
    public let id: Key<Space>
    public let handle: Handle
    public let name: String
    public let purpose: String
    public let rules: String
    public let door: GroupDoor
    /// Only for those who may read.
    public let memberCount: Int
    public let foundedAt: Moment
    /// What the viewer is here; nil when they are not in it.
    public let role: GroupRole?
    /// How the viewer stands towards it; nil when they have nothing to do with it.
    public let state: MembershipState?

    /// Whether the viewer sees what is said, the rules, and who is in it.
    public var isReadable: Bool { !door.isClosed || role != nil }
    /// Whether the viewer answers requests and invites people.
    public var isKept: Bool { role.map { $0 >= .moderator } ?? false }
    public var isStewarded: Bool { role == .steward }
    public var path: String { "/g/\(handle)" }
  }

  public struct Reading: Sendable {
    public let group: Summary
    public let pinned: [PostCard]
    public let cards: [PostCard]
    public let olderBefore: Key<Post>?
    public let members: [Face]
    /// How many wait for an answer; 0 for those who cannot give one.
    public let waitingCount: Int
    public let speaksFor: [Face]
  }

  /// Founds a group; its founder is its first steward.
  /// - Parameter once: the form's key; the same form sent again finds the first group.
  /// - Throws: a `Refusal` when the handle is taken.
  public func found(_ group: NewGroup, by founder: Key<Account>, once: String) async throws -> Handle {
    try await store.write { tx in
      if let done = try DoneOnceStore.alreadyDone(once, by: founder, in: tx) {
        guard let found = try GroupStore.find(Key(done.value), for: founder, in: tx) else { throw Refusal.notFound }
        return found.handle
      }
      let id = try Groups.found(group, by: founder, in: tx)
      try DoneOnceStore.noteDone(once, by: founder, result: Key(id.value), in: tx)
      return group.handle
    }
  }

  /// The same inside a transaction of the caller's.
  public static func found(_ group: NewGroup, by founder: Key<Account>, dated: Key<Space>? = nil, in tx: WriteTx) throws
    -> Key<Space>
  {
    let id = dated ?? tx.mint(Space.self)
    try GroupStore.insert(group, id: id, by: founder, in: tx)
    try Memberships.join(id, founder, role: .steward, in: tx)
    try index(id, group.profile, in: tx)
    try tx.record(Happening(.groupFounded, id.value, by: founder))
    return id
  }

  /// Makes someone a member. Twice is once; those who were shut out stay out.
  public static func join(_ group: Key<Space>, _ member: Key<Account>, role: GroupRole = .member, in tx: WriteTx) throws
  {
    try Memberships.join(group, member, role: role, in: tx)
  }

  /// Changes what a group says of itself, and its door.
  ///
  /// Closing the door takes what was said before behind it. Opening it never brings out what was said behind it: that stays with those who were
  /// in the group then, whoever comes in later.
  /// - Throws: a `Refusal` when the one who asks is not a steward of it.
  public func change(_ handle: String, to profile: GroupProfile, by steward: Key<Account>) async throws {
    try await store.write { tx in
      guard let known = try GroupStore.find(handle.lowercased(), for: steward, in: tx) else { throw Refusal.notFound }
      try GroupStore.hold(known.id, in: tx)
      // Read again now that nobody else can change it.
      guard let group = try GroupStore.find(known.id, for: steward, in: tx) else { throw Refusal.notFound }
      guard group.isStewarded else { throw Refusal.notFound }
      try GroupStore.update(profile, of: group.id, in: tx)
      if profile.door.isClosed { try GroupStore.closePosts(of: group.id, in: tx) }
      if group.door.isClosed, !profile.door.isClosed { try GroupStore.seal(group.id, in: tx) }
      try Groups.index(group.id, profile, in: tx)
      try tx.record(
        Happening(
          .groupChanged, group.id.value, by: steward, note: profile.door == group.door ? nil : profile.door.name))
    }
  }

  /// A hidden group is in no index at all.
  private static func index(_ id: Key<Space>, _ profile: GroupProfile, in tx: WriteTx) throws {
    guard profile.door != .hidden else { return try tx.unindex(kind: .group, id: id.value) }
    try tx.index(
      SearchEntry(
        kind: .group, id: id.value, owner: nil, space: id.value, at: id.moment, title: profile.name,
        body: profile.purpose))
  }

  // MARK: Reading

  static let cardsOnAPage = 20

  /// - Throws: `Refusal.notFound` when there is no such group for the viewer.
  public func read(_ handle: String, before: Key<Post>?, for viewer: Key<Account>?) async throws -> Reading {
    try await store.read { tx in
      guard let group = try GroupStore.find(handle.lowercased(), for: viewer, in: tx) else { throw Refusal.notFound }
      guard group.isReadable else {
        return Reading(
          group: group, pinned: [], cards: [], olderBefore: nil, members: [], waitingCount: 0, speaksFor: [])
      }
      let pinned = before == nil ? try Pins.cards(.group(group.id), for: viewer, in: tx) : []
      let page = try Timeline.page(
        Groups.cardsOnAPage, from: { try Timeline.newest(from: [.space(group.id)], before: $0, limit: $1, in: tx) },
        before: before, for: viewer,
        in: tx)
      let shown = page.cards.filter { card in !pinned.contains { $0.id == card.id } }
      return Reading(
        group: group, pinned: pinned, cards: shown, olderBefore: page.olderBefore,
        members: try MembershipStore.members(of: group.id, before: nil, limit: 8, for: viewer, in: tx).map(\.face),
        waitingCount: group.isKept ? try MembershipStore.waitingCount(in: group.id, tx: tx) : 0,
        speaksFor: group.role == nil ? [] : try viewer.map { try Speaking.organisations(of: $0, in: tx) } ?? [])
    }
  }

  /// A group as far as the viewer may know it.
  /// - Throws: `Refusal.notFound` when there is no such group for the viewer.
  public func find(_ handle: String, for viewer: Key<Account>?) async throws -> Summary {
    try await store.read { tx in
      guard let group = try GroupStore.find(handle.lowercased(), for: viewer, in: tx) else { throw Refusal.notFound }
      return group
    }
  }

  /// The list of groups: the viewer's own, and a page of the others.
  public struct Listing: Sendable {
    public let mine: [Summary]
    public let others: [Summary]
    public let page: Int
    public let hasMore: Bool
  }

  static let groupsOnAPage = 40

  public func list(page: Int, for viewer: Key<Account>?) async throws -> Listing {
    try await store.read { tx in
      let page = max(1, min(page, 500))
      let others = try GroupStore.list(
        for: viewer, after: (page - 1) * Groups.groupsOnAPage, limit: Groups.groupsOnAPage + 1, in: tx)
      return Listing(
        mine: page > 1 ? [] : try viewer.map { try GroupStore.mine($0, in: tx) } ?? [],
        others: Array(others.prefix(Groups.groupsOnAPage)), page: page,
        hasMore: others.count > Groups.groupsOnAPage)
    }
  }
}
