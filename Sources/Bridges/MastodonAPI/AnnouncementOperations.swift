import Commons
import Community
import Doors
import Pages

/// What the stewards tell everyone.
enum AnnouncementOperations {
  static let all: [Operation] = [
    Operation(
      .get, "/api/v1/announcements", .member("read"), "What the stewards tell everyone just now.",
      [.flag("with_dismissed", "Those that were put away, too.")], .list("Announcement", isPaged: false)
    ) { call in
      let withSeen = try call.input.flag("with_dismissed") ?? false
      let found = try await Announcements(store: call.house.store).shown(to: call.member.id, withSeen: withSeen)
      let writing = Writing(call)
      return Reply.json { json in json.array(found) { $0.announcement($1, writing) } }
    },
    Operation(
      .post, "/api/v1/announcements/{id}/dismiss", .member("write:accounts"), "Put an announcement away.", [], .nothing
    ) { call in
      try await Announcements(store: call.house.store).dismiss(call.key(), by: call.member.id)
      return .empty
    },
    Operation(
      .put, "/api/v1/announcements/{id}/reactions/{name}", .member("write:favourites"), "Set an emoji under it.", [],
      .nothing
    ) { call in try await react(true, call) },
    Operation(
      .delete, "/api/v1/announcements/{id}/reactions/{name}", .member("write:favourites"), "Take an emoji back.", [],
      .nothing
    ) { call in try await react(false, call) },
  ]

  private static func react(_ wanted: Bool, _ call: Call) async throws -> Reply {
    try await Announcements(store: call.house.store).react(
      call.key(), with: Call.decoded(call.place("name")), wanted, by: call.member.id)
    return .empty
  }
}

extension JSON {
  mutating func announcement(_ announcement: Announcement, _ writing: Writing) {
    object {
      $0.field("id", announcement.id)
      $0.name("content")
      $0.html(announcement.html, writing)
      $0.field("starts_at", announcement.startsAt)
      $0.field("ends_at", announcement.endsAt)
      $0.field("all_day", announcement.isAllDay)
      $0.field("published_at", max(announcement.publishedAt, announcement.startsAt ?? announcement.publishedAt))
      $0.field("updated_at", announcement.changedAt)
      $0.field("read", announcement.isSeen)
      $0.field("mentions", [])
      $0.field("statuses", [])
      $0.field("tags", [])
      $0.field("emojis", [])
      $0.field("reactions", each: announcement.reactions) { json, reaction in
        json.object {
          $0.field("name", reaction.name)
          $0.field("count", reaction.count)
          $0.field("me", reaction.isOwn)
        }
      }
    }
  }
}
