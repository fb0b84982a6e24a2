public import Commons
public import Storehouse

extension Happening.Kind {
  /// Subject: who is followed. Actor: who follows.
  public static let accountFollowed = Self("account.followed")
  /// Subject: who was asked. Actor: who would like to follow.
  public static let followRequested = Self("account.follow-requested")
  /// Subject: who may follow now. Actor: who let them.
  public static let followAccepted = Self("account.follow-accepted")
  /// Subject: who was blocked. Actor: who blocked.
  public static let accountBlocked = Self("account.blocked")
}

/// Following people and organisations, and keeping away from some.
public struct Follows: Sendable {
  let store: any Store

  public init(store: any Store) { self.store = store }

  // MARK: Following

  /// Follows somebody, or asks to when they approve their followers. Twice is once.
  /// - Throws: `Refusal.notFound` when there is nobody of that handle for the follower.
  public func follow(_ handle: String, by follower: Key<Account>) async throws {
    try await store.write { tx in
      try Follows.follow(FollowStore.find(handle, for: follower, in: tx).id, by: follower, in: tx)
    }
  }

  /// The same inside a transaction of the caller's.
  public static func follow(_ followee: Key<Account>, by follower: Key<Account>, in tx: WriteTx) throws {
    guard followee != follower else { throw Refusal.conflict("You cannot follow yourself.") }
    try FollowStore.lock(followee, follower, in: tx)
    guard try !FollowStore.isBlocked(between: followee, follower, in: tx) else { throw Refusal.notFound }
    let isAsking = try FollowStore.approvesFollowers(followee, in: tx)
    guard try FollowStore.insert(followee, by: follower, state: isAsking ? .asked : .follows, in: tx) else { return }
    if isAsking { return try tx.record(Happening(.followRequested, followee.value, by: follower)) }
    try FollowStore.count(1, of: followee, by: follower, in: tx)
    try tx.record(Happening(.accountFollowed, followee.value, by: follower))
  }

  /// Stops following, or takes a request back. Twice is once.
  public func unfollow(_ handle: String, by follower: Key<Account>) async throws {
    try await store.write { tx in
      guard let followee = try FollowStore.id(of: handle, in: tx) else { throw Refusal.notFound }
      try Follows.end(followee, by: follower, in: tx)
    }
  }

  package static func end(_ followee: Key<Account>, by follower: Key<Account>, in tx: WriteTx) throws {
    try FollowStore.lock(followee, follower, in: tx)
    if try FollowStore.delete(followee, by: follower, state: .follows, in: tx) {
      try FollowStore.count(-1, of: followee, by: follower, in: tx)
    } else {
      _ = try FollowStore.delete(followee, by: follower, state: .asked, in: tx)
    }
  }

  /// Lets somebody who asked follow, or does not.
  /// - Parameter followee: the member, or an organisation they may speak for.
  /// - Throws: `Refusal.notFound` when they have not asked, or take it back in the meantime.
  public func answer(_ follower: Key<Account>, to followee: Key<Account>, isAccepted: Bool, by member: Key<Account>)
    async throws
  {
    try await store.write { tx in
      try Speaking.check(member, maySpeakAs: followee, in: tx)
      try FollowStore.lock(followee, follower, in: tx)
      guard isAccepted else {
        guard try FollowStore.delete(followee, by: follower, state: .asked, in: tx) else { throw Refusal.notFound }
        return
      }
      guard try FollowStore.accept(follower, to: followee, in: tx) else { throw Refusal.notFound }
      try FollowStore.count(1, of: followee, by: follower, in: tx)
      try tx.record(Happening(.followAccepted, follower.value, by: member, as: followee == member ? nil : followee))
    }
  }

  /// Somebody who waits to be let follow, and whom.
  public struct Request: Sendable {
    public let follower: Face
    public let followee: Face
    public let since: Moment
  }

  /// Those who wait for the member's answer, oldest first; also for organisations they speak for.
  public func requests(for member: Key<Account>) async throws -> [Request] {
    try await store.read { tx in try FollowStore.requests(for: member, limit: 200, in: tx) }
  }

  // MARK: Lists

  public enum Side: String, Sendable { case followers, following }

  public struct Reading: Sendable {
    public let face: Face
    public let side: Side
    public let count: Int
    public let people: [(face: Face, state: FollowState?)]
    public let olderBefore: Key<Account>?
  }

  static let facesOnAPage = 50

  /// Who follows somebody, or whom they follow, by key.
  /// - Throws: `Refusal.notFound` when there is nobody of that handle for the viewer.
  public func read(_ side: Side, of handle: String, before: Key<Account>?, for viewer: Key<Account>?) async throws
    -> Reading
  {
    try await store.read { tx in
      let owner = try FollowStore.find(handle, for: viewer, in: tx)
      let faces = try FollowStore.faces(
        side, of: owner.id, before: before ?? Key(.max), limit: Follows.facesOnAPage + 1, for: viewer, in: tx)
      let shown = Array(faces.prefix(Follows.facesOnAPage))
      let states = try FollowStore.states(of: shown.map(\.id), for: viewer, in: tx)
      return Reading(
        face: owner, side: side, count: try FollowStore.count(side, of: owner.id, in: tx),
        people: shown.map { ($0, states[$0.id]) },
        olderBefore: faces.count > shown.count ? shown.last?.id : nil)
    }
  }

  // MARK: Keeping away

  /// Blocks somebody: neither sees the other, and neither follows the other any more. Twice is once.
  /// - Throws: a `Refusal` when it is oneself, or nobody.
  public func block(_ handle: String, by member: Key<Account>) async throws {
    try await store.write { tx in
      guard let other = try FollowStore.id(of: handle, in: tx) else { throw Refusal.notFound }
      try Follows.block(other, by: member, in: tx)
    }
  }

  package static func block(_ other: Key<Account>, by member: Key<Account>, in tx: WriteTx) throws {
    guard other != member else { throw Refusal.conflict("You cannot block yourself.") }
    try FollowStore.lock(other, member, in: tx)
    guard try FollowStore.avoid(other, .block, by: member, in: tx) else { return }
    try end(other, by: member, in: tx)
    try end(member, by: other, in: tx)
    try FollowStore.forget(other, for: member, in: tx)
    try FollowStore.keepBack(member, from: other, in: tx)
    try tx.record(Happening(.accountBlocked, other.value, by: member))
  }

  /// Stops reading somebody, without their noticing. Twice is once.
  public func mute(_ handle: String, by member: Key<Account>) async throws {
    try await store.write { tx in
      guard let other = try FollowStore.id(of: handle, in: tx) else { throw Refusal.notFound }
      try Follows.mute(other, by: member, in: tx)
    }
  }

  /// The same inside a transaction of the caller's. A mute that is there already becomes as this one.
  /// - Parameter until: when it ends by itself; nil is never.
  package static func mute(
    _ other: Key<Account>, hidesNotices: Bool = true, until: Moment? = nil, by member: Key<Account>, in tx: WriteTx
  ) throws {
    guard other != member else { throw Refusal.conflict("You cannot mute yourself.") }
    _ = try FollowStore.avoid(other, .mute, by: member, in: tx)
    try FollowStore.setMute(other, hidesNotices: hidesNotices, until: until, by: member, in: tx)
    if let until {
      try tx.enqueue(
        Job(
          kind: muteEnding, payload: member.description,
          key: "\(muteEnding)-\(member)-\(other)-\(until.milliseconds)", runAt: until))
    }
  }

  static let muteEnding = "mute.end"

  public enum Avoidance: Int, Sendable { case block = 1, mute = 2 }

  /// Ends a block or a mute. Twice is once.
  public func end(_ kind: Avoidance, of handle: String, by member: Key<Account>) async throws {
    try await store.write { tx in
      guard let other = try FollowStore.id(of: handle, in: tx) else { throw Refusal.notFound }
      try FollowStore.endAvoiding(other, kind, by: member, in: tx)
    }
  }

  /// Whom the member keeps away from, by name.
  public func avoided(by member: Key<Account>) async throws -> [(face: Face, kind: Avoidance)] {
    try await store.read { tx in try FollowStore.avoided(by: member, in: tx) }
  }

  // MARK: Words

  /// Hides posts with a word from the member's lists: a filter of one word. Twice is once.
  /// - Throws: a `Refusal` when there are very many already.
  public func hide(_ word: HiddenWord, for member: Key<Account>) async throws {
    try await store.write { tx in
      let hidden = try WordFilterStore.hiddenWords(of: member, in: tx)
      guard !hidden.contains(word.text) else { return }
      guard hidden.count < HiddenWord.mostPerPerson else {
        throw Refusal.invalid("word", "You hide \(HiddenWord.mostPerPerson) words already. Take one out first.")
      }
      let filter = try WordFilters.add(
        WordFilters.Draft(title: word.text, contexts: WordFilters.everyList, action: .hide, endsAt: nil), by: member,
        in: tx)
      try WordFilters.add(word: word.text, isWhole: true, to: filter, by: member, in: tx)
    }
  }

  public func show(_ word: String, for member: Key<Account>) async throws {
    try await store.write { tx in
      try WordFilterStore.deleteHidden(word, of: member, in: tx)
      try tx.record(Happening(.filtersChanged, member.value, by: member))
    }
  }

  public func hiddenWords(of member: Key<Account>) async throws -> [String] {
    try await store.read { tx in try WordFilterStore.hiddenWords(of: member, in: tx) }
  }
}
