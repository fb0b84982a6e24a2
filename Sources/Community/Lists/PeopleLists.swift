public import Commons
public import Storehouse

/// Lists of people and organisations, each to be read as a timeline of its own. Nobody but the owner knows of them.
public struct PeopleLists: Sendable {
  let store: any Store

  public init(store: any Store) { self.store = store }

  public static let mostLists = 50
  public static let mostMembers = 500

  public struct Summary: Sendable {
    public let id: Key<PeopleList>
    public let name: String
    public let memberCount: Int
    public var path: String { "/lists/\(id)" }
  }

  public struct Reading: Sendable {
    public let list: Summary
    public let members: [Face]
    public let cards: [PostCard]
    public let olderBefore: Key<Post>?
  }

  public func all(of owner: Key<Account>) async throws -> [Summary] {
    try await store.read { tx in try PeopleListStore.all(of: owner, in: tx) }
  }

  /// Makes a list.
  /// - Parameter once: the form's key; the same form sent again finds the first list.
  public func make(_ name: ListName, by owner: Key<Account>, once: String = "") async throws -> Key<PeopleList> {
    try await store.write { tx in
      if let done = try DoneOnceStore.alreadyDone(once, by: owner, in: tx) { return Key(done.value) }
      guard try PeopleListStore.all(of: owner, in: tx).count < PeopleLists.mostLists else {
        throw Refusal.invalid("name", "You have \(PeopleLists.mostLists) lists, and that is as many as fit.")
      }
      let id = try PeopleLists.make(name, by: owner, in: tx)
      try DoneOnceStore.noteDone(once, by: owner, result: Key(id.value), in: tx)
      return id
    }
  }

  /// The same inside a transaction of the caller's.
  public static func make(_ name: ListName, by owner: Key<Account>, in tx: WriteTx) throws -> Key<PeopleList> {
    let id = tx.mint(PeopleList.self)
    try PeopleListStore.insert(id, name: name.text, owner: owner, in: tx)
    return id
  }

  /// - Throws: `Refusal.notFound` when the list is not the owner's.
  public func rename(_ id: Key<PeopleList>, to name: ListName, by owner: Key<Account>) async throws {
    try await store.write { tx in
      guard try PeopleListStore.rename(id, to: name.text, owner: owner, in: tx) else { throw Refusal.notFound }
    }
  }

  public func delete(_ id: Key<PeopleList>, by owner: Key<Account>) async throws {
    try await store.write { tx in
      try PeopleListStore.check(id, owner: owner, in: tx)
      try PeopleListStore.delete(id, in: tx)
    }
  }

  /// Adds somebody by handle. Twice is once.
  public func add(_ handle: String, to id: Key<PeopleList>, by owner: Key<Account>) async throws {
    try await store.write { tx in
      try PeopleListStore.check(id, owner: owner, in: tx)
      let typed = handle.hasPrefix("@") ? String(handle.dropFirst()) : handle
      guard !typed.isEmpty else { throw Refusal.invalid("handle", "Write the handle of at least one person.") }
      let face: Face
      do { face = try FollowStore.find(typed, for: owner, in: tx) } catch is Refusal {
        throw Refusal.invalid("handle", "There is nobody here called @\(typed).")
      }
      guard try PeopleListStore.memberCount(of: id, in: tx) < PeopleLists.mostMembers else {
        throw Refusal.invalid("handle", "A list has room for \(PeopleLists.mostMembers).")
      }
      try PeopleLists.add(face.id, to: id, in: tx)
    }
  }

  /// The same inside a transaction of the caller's, who has checked whose list it is.
  public static func add(_ account: Key<Account>, to id: Key<PeopleList>, in tx: WriteTx) throws {
    try PeopleListStore.add(account, to: id, in: tx)
  }

  public func remove(_ account: Key<Account>, from id: Key<PeopleList>, by owner: Key<Account>) async throws {
    try await store.write { tx in
      try PeopleListStore.check(id, owner: owner, in: tx)
      try PeopleListStore.remove(account, from: id, in: tx)
    }
  }

  /// The list as a timeline.
  /// - Throws: `Refusal.notFound` when it is not the owner's.
  public func read(_ id: Key<PeopleList>, before: Key<Post>?, by owner: Key<Account>) async throws -> Reading {
    try await store.read { tx in
      guard let list = try PeopleListStore.all(of: owner, in: tx).first(where: { $0.id == id }) else {
        throw Refusal.notFound
      }
      let members = try PeopleListStore.members(of: id, for: owner, in: tx)
      let sources = try PeopleListStore.sources(of: id, before: before ?? Key(.max), limit: 30, in: tx)
      let ids = try Timeline.newest(from: sources, before: before ?? Key(.max), limit: 30, in: tx)
      let cards = Array(
        GatheredShares.of(try PostStore.cards(ids, for: owner, shownIn: .home, in: tx)).prefix(20))
      let older: Key<Post>? = ids.count < 30 && cards.count < 20 ? nil : cards.last?.id ?? ids.last
      return Reading(list: list, members: members, cards: cards, olderBefore: older)
    }
  }
}
