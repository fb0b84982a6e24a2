package import Commons
import Pages
package import Storehouse

extension Happening.Kind {
  /// Subject: the announcement; actor: the steward.
  package static let announced = Self("announcement.made")
  /// Subject: the announcement; actor: the steward.
  package static let announcementChanged = Self("announcement.changed")
  /// Subject: the announcement; actor: the steward.
  package static let announcementTakenDown = Self("announcement.taken-down")
}

/// What the stewards tell everyone.
package struct Announcements: Sendable {
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
      try AnnouncementStore.setReaction(wanted, name, on: id, by: member, in: tx)
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
      try tx.record(Happening(.announced, id.value, by: steward))
      return id
    }
  }

  func change(_ id: Key<Announcement>, to new: NewAnnouncement, by steward: Key<Account>) async throws {
    try await store.write { tx in
      let html = try PostRendering.render(new.text, in: tx).html
      guard try AnnouncementStore.change(id, to: new, html: html, in: tx) else { throw Refusal.notFound }
      try tx.record(Happening(.announcementChanged, id.value, by: steward))
    }
  }

  func takeDown(_ id: Key<Announcement>, by steward: Key<Account>) async throws {
    try await store.write { tx in
      guard try AnnouncementStore.delete(id, in: tx) else { throw Refusal.notFound }
      try tx.record(Happening(.announcementTakenDown, id.value, by: steward))
    }
  }
}
