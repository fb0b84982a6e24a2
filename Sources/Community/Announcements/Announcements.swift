package import Commons
import Pages
public import Storehouse

extension Happening.Kind {
  /// Subject: the announcement; actor: the steward.
  package static let announced = Self("announcement.made")
  /// Subject: the announcement; actor: the steward.
  package static let announcementChanged = Self("announcement.changed")
  /// Subject: the announcement; actor: the steward.
  package static let announcementTakenDown = Self("announcement.taken-down")
  /// Subject: the announcement whose first day has begun.
  package static let announcementBegan = Self("announcement.began")
  /// Subject: the announcement whose last day is over.
  package static let announcementEnded = Self("announcement.ended")
  /// Subject: the announcement; actor: the member; note: the emoji that was set or taken back.
  package static let announcementReaction = Self("announcement.reaction")
}

/// What the stewards tell everyone.
public struct Announcements: Sendable {
  let store: any Store

  package init(store: any Store) { self.store = store }

  /// Those shown now to a member, the newest first.
  package func shown(to member: Key<Account>, withSeen: Bool = false) async throws -> [Announcement] {
    let now = store.clock()
    return try await store.read { tx in
      let found = try AnnouncementStore.shown(at: now, to: member, withSeen: withSeen, in: tx)
      let reactions = try AnnouncementStore.reactions(to: found.map(\.id), for: member, in: tx)
      return found.map { announcement in
        var announcement = announcement
        announcement.reactions = reactions[announcement.id] ?? []
        return announcement
      }
    }
  }

  /// Puts one away for a member. Twice is once.
  /// - Throws: `Refusal.notFound`.
  package func dismiss(_ id: Key<Announcement>, by member: Key<Account>) async throws {
    try await store.write { tx in
      guard try AnnouncementStore.find(id, in: tx)?.isShown(at: tx.now) == true else { throw Refusal.notFound }
      try AnnouncementStore.markSeen(id, by: member, in: tx)
    }
  }

  static let mostSigns = 8

  /// Sets a sign under an announcement, or takes it back.
  /// - Parameter name: one emoji.
  /// - Throws: a `Refusal`: not found; or it is no emoji, or there are eight different ones already.
  package func react(_ id: Key<Announcement>, with name: String, _ wanted: Bool, by member: Key<Account>) async throws {
    guard Announcements.isSign(name) else { throw Refusal.invalid("name", "Choose one emoji.") }
    try await store.write { tx in
      guard try AnnouncementStore.find(id, in: tx)?.isShown(at: tx.now) == true else { throw Refusal.notFound }
      if wanted {
        let signs = try AnnouncementStore.signs(on: id, in: tx)
        guard signs.contains(name) || signs.count < Announcements.mostSigns else {
          throw Refusal.invalid("name", "There are eight different signs already. Choose one of them.")
        }
      }
      if try AnnouncementStore.setReaction(wanted, name, on: id, by: member, in: tx) {
        try tx.record(Happening(.announcementReaction, id.value, by: member, note: name))
      }
    }
  }

  /// Whether a text is one emoji: one character that is shown as a picture.
  static func isSign(_ text: String) -> Bool {
    guard text.count == 1, text.utf8.count <= 64, let first = text.unicodeScalars.first else { return false }
    return first.properties.isEmojiPresentation
      || first.properties.isEmoji && !first.isASCII && text.unicodeScalars.count > 1
      || first.properties.isEmoji && first.value > 0x2000
  }

  // MARK: For stewards

  func all() async throws -> [Announcement] { try await store.read { tx in try AnnouncementStore.all(in: tx) } }

  func find(_ id: Key<Announcement>) async throws -> Announcement {
    guard let found = try await store.read({ tx in try AnnouncementStore.find(id, in: tx) }) else {
      throw Refusal.notFound
    }
    return found
  }

  @discardableResult
  package func announce(_ new: NewAnnouncement, by steward: Key<Account>) async throws -> Key<Announcement> {
    try await store.write { tx in
      let id = tx.mint(Announcement.self)
      let html = try PostRendering.render(new.text, in: tx).html
      try AnnouncementStore.insert(new, id: id, html: html, by: steward, in: tx)
      try Announcements.schedule(new, id, in: tx)
      try tx.record(Happening(.announced, id.value, by: steward))
      return id
    }
  }

  func change(_ id: Key<Announcement>, to new: NewAnnouncement, by steward: Key<Account>) async throws {
    try await store.write { tx in
      let html = try PostRendering.render(new.text, in: tx).html
      guard try AnnouncementStore.change(id, to: new, html: html, in: tx) else { throw Refusal.notFound }
      try Announcements.schedule(new, id, in: tx)
      try tx.record(Happening(.announcementChanged, id.value, by: steward))
    }
  }

  func takeDown(_ id: Key<Announcement>, by steward: Key<Account>) async throws {
    try await store.write { tx in
      guard try AnnouncementStore.delete(id, in: tx) else { throw Refusal.notFound }
      try tx.record(Happening(.announcementTakenDown, id.value, by: steward))
    }
  }

  // MARK: Days that come

  static let turning = "announcement.turn"

  /// Sees to it that somebody is told when the first day begins and when the last one is over.
  private static func schedule(_ new: NewAnnouncement, _ id: Key<Announcement>, in tx: WriteTx) throws {
    for day in [new.startsAt, new.endsAt] {
      guard let day, day > tx.now else { continue }
      try tx.enqueue(
        Job(kind: turning, payload: id.description, key: "\(turning)-\(id)-\(day.milliseconds)", runAt: day))
    }
  }

  /// Says that an announcement has begun or is over, if it still begins or ends on the day that has come. Pages and apps read it by the clock.
  static func turn(_ id: Key<Announcement>, in tx: WriteTx) throws {
    guard let found = try AnnouncementStore.find(id, in: tx) else { return }
    if let end = found.endsAt, end <= tx.now {
      try tx.record(Happening(.announcementEnded, id.value, by: nil))
    } else if let start = found.startsAt, start <= tx.now {
      try tx.record(Happening(.announcementBegan, id.value, by: nil))
    }
  }

  /// What this room does beside answering requests.
  public static let room = Room(
    "announcements",
    jobs: [
      turning: { run in
        guard let id = Key<Announcement>(run.payload) else { return }
        try await run.store.write { tx in try Announcements.turn(id, in: tx) }
      }
    ])
}
