import Commons
import Foundation
import HTTPTypes
import Testing

@testable import Bridges
@testable import Community
@testable import Guerilla
@testable import Storehouse

/// What members hear of announcements, and of notices that are let through.
@Suite struct AnnouncementStreamTests {
  private func new(_ text: String, from: String = "", until: String = "", _ town: Town) throws -> NewAnnouncement {
    try NewAnnouncement(text: text, from: from, until: until, now: town.clock.now)
  }

  @Test(
    "What the stewards announce, change and take down is heard by members on their own streams", arguments: Town.engines
  )
  func announced(_ engine: String) async throws {
    try await Town.open(on: engine) { town in
      let steward = try await town.person("first")
      let (amina, bram) = (try await town.person("amina"), try await town.person("bram"))
      let streams = StreamTown(town)
      let announcements = Announcements(store: town.store)
      let hers = try await streams.listen(amina, .user).ears
      let his = try await streams.listen(bram, .user).ears
      let notices = try await streams.listen(amina, .userNotification).ears
      let narrow = try await streams.listen(amina, .user, scopes: "read:notifications").ears
      let everyone = try await streams.listen(nil, .everyone(onlyMedia: false), .hashtag("hall", isLocal: false)).ears
      try await streams.tell()
      for ears in [hers, his, notices] { ears.forget() }

      let id = try await announcements.announce(try new("The **hall** is shut on Friday. #hall", town), by: steward.id)
      try await streams.tell()
      #expect(hers.events == ["announcement"] && his.events == ["announcement"])
      #expect(hers.messages.first === his.messages.first, "the same bytes for all who have nothing to do with it")
      let told = try #require(hers.payloads().first)
      #expect(told["id"] as? String == id.description && told["read"] as? Bool == false)
      #expect((told["content"] as? String)?.contains("<strong>hall</strong>") == true)
      #expect((told["reactions"] as? [Any])?.isEmpty == true)
      let list = try await AppClient.of(amina).get("/api/v1/announcements").list.first
      #expect(list.map { NSDictionary(dictionary: $0) } == NSDictionary(dictionary: told), "as the list has it")

      for ears in [hers, his] { ears.forget() }
      try await announcements.react(id, with: "👍", true, by: amina.id)
      try await announcements.react(id, with: "👍", true, by: amina.id)
      try await announcements.react(id, with: "👍", true, by: bram.id)
      try await streams.tell()
      #expect(his.events == ["announcement.reaction", "announcement.reaction"], "twice is once")
      let reaction = try #require(his.payloads().last)
      #expect(reaction["announcement_id"] as? String == id.description && reaction["name"] as? String == "👍")
      #expect(reaction["count"] as? Int == 2)
      try await announcements.react(id, with: "👍", false, by: bram.id)
      try await announcements.react(id, with: "👍", false, by: bram.id)
      try await streams.tell()
      #expect(try his.payloads().dropFirst(2).compactMap { $0["count"] as? Int } == [1])

      for ears in [hers, his] { ears.forget() }
      try await announcements.dismiss(id, by: amina.id)
      try await announcements.change(id, to: try new("It is open after all.", town), by: steward.id)
      try await streams.tell()
      let (own, other) = (try #require(hers.payloads().first), try #require(his.payloads().first))
      #expect(hers.events == ["announcement"] && own["read"] as? Bool == true && other["read"] as? Bool == false)
      let mine = { (told: [String: Any]) in (told["reactions"] as? [[String: Any]])?.first?["me"] as? Bool }
      #expect(mine(own) == true && mine(other) == false)

      for ears in [hers, his] { ears.forget() }
      try await announcements.takeDown(id, by: steward.id)
      try await streams.tell()
      #expect(hers.events == ["announcement.delete"])
      #expect(hers.messages.first?.payload == Array(id.description.utf8), "a bare key")
      for ears in [notices, narrow, everyone] { #expect(ears.messages.isEmpty, "\(ears.text)") }
    }
  }

  @Test(
    "An announcement for days to come is heard of on the first, and is gone after the last", arguments: Town.engines)
  func days(_ engine: String) async throws {
    try await Town.open(on: engine) { town in
      let (steward, amina) = (try await town.person("first"), try await town.person("amina"))
      let streams = StreamTown(town)
      let announcements = Announcements(store: town.store)
      let app = try await AppClient.of(amina)
      let hers = try await streams.listen(amina, .user).ears
      let shown = { try await app.get("/api/v1/announcements").list.compactMap { $0["id"] as? String } }
      let day = { (days: Int) in (town.clock.now + .days(days)).civil.isoDate }
      let id = try await announcements.announce(try new("Soup.", from: day(2), until: day(3), town), by: steward.id)
      let moved = try await announcements.announce(try new("Moved.", from: day(2), town), by: steward.id)
      try await announcements.change(moved, to: try new("Moved.", from: day(9), town), by: steward.id)
      try await streams.tell()
      hers.forget()
      #expect(try await shown().isEmpty)
      func pass(_ days: Int) async throws {
        town.clock.pass(.days(days))
        try await town.work()
        try await streams.tell()
      }
      try await pass(1)
      #expect(hers.events.isEmpty)
      try await pass(1)
      #expect(hers.events == ["announcement"], "what was moved to a later day is not told today")
      #expect(try hers.payloads().first?["id"] as? String == id.description)
      #expect(try await shown() == [id.description])
      hers.forget()
      try await pass(2)
      #expect(hers.events == ["announcement.delete"] && hers.messages.first?.payload == Array(id.description.utf8))
      #expect(try await shown().isEmpty)
    }
  }

  @Test(
    "Whose notices are let through comes on the reader’s streams as one event, for nobody else", arguments: Town.engines
  )
  func merged(_ engine: String) async throws {
    try await Town.open(on: engine) { town in
      let (amina, bram) = (try await town.person("amina"), try await town.person("bram"))
      let (hers, his) = (try await AppClient.of(amina), try await AppClient.of(bram))
      let streams = StreamTown(town)
      try await hers.send(.patch, "/api/v2/notifications/policy", ["for_not_following": "filter"])
      try await his.publish("@amina may I come in?")
      let user = try await streams.listen(amina, .user).ears
      let alone = try await streams.listen(amina, .userNotification, scopes: "read:notifications").ears
      let statuses = try await streams.listen(amina, .user, scopes: "read:statuses").ears
      let other = try await streams.listen(bram, .user, .userNotification).ears
      try await streams.tell()
      for ears in [user, alone, statuses, other] { ears.forget() }
      #expect(try await hers.get("/api/v1/notifications").list.isEmpty)
      let request = try #require(try await hers.get("/api/v1/notifications/requests").list.first?["id"] as? String)
      #expect(try await hers.post("/api/v1/notifications/requests/\(request)/accept").status == 200)
      try await streams.tell()
      #expect(user.events == ["notifications_merged"] && alone.events == ["notifications_merged"])
      #expect(statuses.messages.isEmpty && other.messages.isEmpty)
      #expect(try await hers.get("/api/v1/notifications").list.count == 1, "and there they are, to be read anew")
    }
  }
}
