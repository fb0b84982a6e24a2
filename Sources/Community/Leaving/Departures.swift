public import Commons
public import Doors
import Secrets
public import Storehouse

extension Happening.Kind {
  /// Subject: the account that was erased.
  public static let accountErased = Self("account.erased")
}

/// Leaving for good.
public struct Departures: Sendable {
  let house: House
  let rooms: [Room]

  public init(house: House, rooms: [Room]) {
    self.house = house
    self.rooms = rooms
  }

  /// What becomes of what one wrote.
  public enum Posts: String, Sendable, CaseIterable { case remove, keep }

  /// What a person should know before they go.
  struct Prospect: Sendable {
    let groups: [Succession]
    let organisations: [Succession]
    let isLastSteward: Bool
    let postCount: Int
  }

  func prospect(_ account: Key<Account>) async throws -> Prospect {
    try await house.store.read { tx in
      Prospect(
        groups: try Succession.groups(leftBy: account, in: tx),
        organisations: try Succession.organisations(leftBy: account, in: tx),
        isLastSteward: try Departures.isLastSteward(account, in: tx),
        postCount: try tx.value(
          "SELECT count(*) FROM post WHERE author_id = \(account) AND share_of_id IS NULL AND state <> 1") ?? 0)
    }
  }

  /// Erases an account, in one transaction through every room. It cannot be undone.
  /// - Throws: a `Refusal` when the password is wrong, or this is the last steward of a site with other people in it.
  public func erase(_ account: Key<Account>, posts: Posts, password: String) async throws {
    try await PasswordChanges(house: house).check(password, of: account)
    try await house.store.write { [rooms] tx in
      guard try !Departures.isLastSteward(account, in: tx) else {
        throw Refusal.conflict("You are the last steward of this site. Make somebody else a steward first.")
      }
      // Nothing of somebody suspended is found, not even to be removed: that ends with the account. Held from here on: of two who press at once the second waits, and then finds nobody.
      let held = try tx.run(
        "UPDATE account SET standing = CASE WHEN standing = 2 THEN 0 ELSE standing END WHERE id = \(account) AND standing IN (0, 1, 2)"
      )
      guard held == 1 else { throw Refusal.notFound }
      if posts == .remove { try Removals.removeAll(of: account, in: tx) }
      for room in rooms { try room.erase?(account, tx) }
      try tx.record(Happening(.accountErased, account.value, by: nil))
    }
  }

  /// Erases an account that is suspended, with everything it wrote, as a moderator does who has looked at it twice.
  /// - Throws: a `Refusal` when it is not suspended.
  package func eraseSuspended(_ account: Key<Account>, by moderator: Key<Account>) async throws {
    try await house.store.write { [rooms] tx in
      let held = try tx.run("UPDATE account SET standing = 0 WHERE id = \(account) AND standing = 2")
      guard held == 1 else { throw Refusal(.forbidden, "Only an account that is suspended can be erased.") }
      try Removals.removeAll(of: account, in: tx)
      for room in rooms { try room.erase?(account, tx) }
      try tx.record(Happening(.accountErased, account.value, by: moderator))
    }
  }

  private static func isLastSteward(_ account: Key<Account>, in tx: ReadTx) throws -> Bool {
    guard try tx.exists("SELECT 1 FROM account WHERE id = \(account) AND role = 2 AND standing = 0") else {
      return false
    }
    let hasOthers = try tx.exists("SELECT 1 FROM account WHERE role = 2 AND standing = 0 AND id <> \(account)")
    return try !hasOthers && tx.exists("SELECT 1 FROM account WHERE id <> \(account) AND standing = 0 AND kind = 1")
  }
}
