import Commons
import Community
import Pages
import Storehouse

/// What members hear of the stewards' announcements, on their own streams.
extension StreamTelling {
  mutating func tellAnnouncement(_ happening: Happening, in tx: ReadTx) throws {
    let id = Key<Announcement>(happening.subject)
    let connections = hub.connections(on: .user).filter { $0.listening.mayHear(.user) }
    guard !connections.isEmpty else { return }
    guard let announcement = try AnnouncementStore.find(id, in: tx), announcement.isShown(at: now) else {
      // Nobody is told of what is for a day that is still to come; it begins with a happening of its own.
      let wasShown = happening.kind != .announced && happening.kind != .announcementReaction
      if wasShown { send(StreamMessage(.user, "announcement.delete", Array(id.description.utf8)), to: connections) }
      return
    }
    if happening.kind == .announcementReaction, let name = happening.note {
      try send(reaction(name, on: id, in: tx), to: connections)
    } else {
      try show(announcement, to: connections, in: tx)
    }
  }

  private func reaction(_ name: String, on id: Key<Announcement>, in tx: ReadTx) throws -> StreamMessage {
    let count = try AnnouncementStore.count(of: name, on: id, in: tx)
    var json = JSON(capacity: 128)
    json.object {
      $0.field("announcement_id", id)
      $0.field("name", name)
      $0.field("count", count)
    }
    return StreamMessage(.user, "announcement.reaction", json.bytes)
  }

  /// The same bytes for all who have neither put it away nor set a sign under it.
  private mutating func show(
    _ announcement: Announcement, to connections: [StreamHub.Connection], in tx: ReadTx
  ) throws {
    var announcement = announcement
    announcement.reactions =
      try AnnouncementStore.reactions(to: [announcement.id], for: Key(0), in: tx)[
        announcement.id] ?? []
    let members = Array(Set(connections.compactMap(\.listening.viewer)))
    let (seen, signs) = try AnnouncementStore.attitudes(of: members, to: announcement.id, in: tx)
    let plain = message(announcement, for: nil)
    for connection in connections {
      guard let viewer = connection.listening.viewer else { continue }
      guard seen.contains(viewer) || signs[viewer] != nil else {
        send(plain, to: [connection])
        continue
      }
      var own = announcement
      own.isSeen = seen.contains(viewer)
      for index in own.reactions.indices {
        own.reactions[index].isOwn = signs[viewer]?.contains(own.reactions[index].name) ?? false
      }
      send(message(own, for: viewer), to: [connection])
    }
  }

  private func message(_ announcement: Announcement, for viewer: Key<Account>?) -> StreamMessage {
    var json = JSON(capacity: 1024)
    json.announcement(announcement, Writing(site: site, now: now, viewer: viewer))
    return StreamMessage(.user, "announcement", json.bytes)
  }
}
