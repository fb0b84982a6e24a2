import Commons
import Community
import Doors
import Pages
import Storehouse

/// How far somebody has read, kept for all their devices.
enum MarkerOperations {
  static let all: [Operation] = [
    Operation(
      .get, "/api/v1/markers", .member("read:statuses"), "How far one has read.",
      [.texts("timeline", "home, notifications.")], .entity("Markers")
    ) { call in
      let reader = try call.member.id
      let asked = call.input.list("timeline")
      let markers = try await call.house.store.read { tx in
        try MarkerStore.markers(asked.filter { MarkerStore.timelines.contains($0) }, of: reader, in: tx)
      }
      return reply(markers)
    },
    Operation(
      .post, "/api/v1/markers", .member("write:statuses"),
      "Note how far one has read. With a version, only while it is that one still: else 409.",
      MarkerStore.timelines.flatMap { timeline in
        [
          Operation.Parameter.key("\(timeline)[last_read_id]"),
          Operation.Parameter.integer("\(timeline)[version]"),
        ]
      }, .entity("Markers"), run: set),
  ]

  private struct Wanted: Sendable {
    let timeline: String
    let lastRead: Key<Post>
    let version: Int?
  }

  /// Thrown to undo all that a call set.
  private struct Stale: Error {}

  @Sendable private static func set(_ call: Call) async throws -> Reply {
    let reader = try call.member.id
    var wanted: [Wanted] = []
    for timeline in MarkerStore.timelines {
      let name = "\(timeline)[last_read_id]"
      guard !call.input[name].isEmpty else { continue }
      guard let lastRead = call.input.key(name, of: Post.self) else {
        throw Refusal.invalid(name, "It is the key of something that was read.")
      }
      wanted.append(
        Wanted(timeline: timeline, lastRead: lastRead, version: try call.input.number("\(timeline)[version]")))
    }
    let asked = wanted
    do {
      let markers = try await call.house.store.write { tx in
        for wanted in asked {
          let isSet = try MarkerStore.set(
            wanted.timeline, to: wanted.lastRead, over: wanted.version, of: reader, in: tx)
          guard isSet else { throw Stale() }
          // What was read in an app is read on the page too.
          if wanted.timeline == "notifications" {
            try Notices.noteRead(upTo: Key(wanted.lastRead.value), by: reader, in: tx)
          }
        }
        return try MarkerStore.markers(asked.map(\.timeline), of: reader, in: tx)
      }
      return reply(markers)
    } catch is Stale {
      return Reply.json(status: 409) { json in
        json.object { $0.field("error", call.words("This was changed in the meantime. Read it, and try again.")) }
      }
    }
  }

  private static func reply(_ markers: [Marker]) -> Reply {
    Reply.json { json in
      json.object { json in
        for marker in markers {
          json.name(text: marker.timeline)
          json.object {
            $0.field("last_read_id", marker.lastRead)
            $0.field("version", marker.version)
            $0.field("updated_at", marker.at)
          }
        }
      }
    }
  }
}
