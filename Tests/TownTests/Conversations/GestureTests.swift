import Commons
import Foundation
import Community
import Storehouse
import Testing

@testable import Guerilla

@Suite struct GestureTests {
  @Test("A share stands on the sharer's profile once, and can be taken back", arguments: Town.engines)
  func share(_ engine: String) async throws {
    try await Town.open(on: engine) { town in
      _ = try await town.person("first")
      let amina = try await town.person("amina").signedIn()
      let bram = try await town.person("bram").signedIn()
      let posted = try await amina.post("/talk", ["text": "Pass it on"])
      try await bram.post("/posts/\(posted.key)/share", ["on": "yes"])
      try await bram.post("/posts/\(posted.key)/share", ["on": "yes"])
      let profile = try await town.visitor().get("/@bram")
      #expect(profile.has("Pass it on"))
      #expect(profile.has("shared this"))
      #expect(try await bram.get(posted.path).has("You shared this"))
      let count = try await town.store.read { tx in
        try tx.value("SELECT share_count FROM post WHERE share_count > 0") as Int?
      }
      #expect(count == 1)
      try await bram.post("/posts/\(posted.key)/share", ["on": "no"])
      #expect(try await !town.visitor().get("/@bram").has("Pass it on"))
    }
  }

  @Test("What several people shared stands once on a home page, and names them", arguments: Town.engines)
  func sharedBySeveral(_ engine: String) async throws {
    try await Town.open(on: engine) { town in
      _ = try await town.person("first")
      let amina = try await town.person("amina").signedIn()
      let reader = try await town.person("reader").signedIn()
      let posted = try await amina.post("/talk", ["text": "Pass it on"])
      let said = [
        "Bram</a> shared this", "Craig</a> and <a class=\"who\" href=\"/@bram\"", "</a> and 2 others shared this",
      ]
      for handle in ["first", "amina"] { try await reader.post("/@\(handle)/follow", ["on": "yes"]) }
      for (handle, sentence) in zip(["bram", "craig", "dilys"], said) {
        let sharer = try await town.person(handle).signedIn()
        try await reader.post("/@\(handle)/follow", ["on": "yes"])
        try await sharer.post("/posts/\(posted.key)/share", ["on": "yes"])
        let home = try await reader.get("/").body
        #expect(home.components(separatedBy: "id=\"post-\(posted.key)\"").count == 2, "\(handle)")
        #expect(home.contains(sentence), "\(handle)")
      }
    }
  }

  @Test("What was said to followers cannot be shared, nor what one may not see", arguments: Town.engines)
  func notShareable(_ engine: String) async throws {
    try await Town.open(on: engine) { town in
      _ = try await town.person("first")
      let amina = try await town.person("amina").signedIn()
      let bram = try await town.person("bram").signedIn()
      let followers = try await amina.post("/talk", ["text": "Followers", "audience": "followers"])
      #expect(try await amina.post("/posts/\(followers.key)/share", ["on": "yes"]).status == 403)
      for what in ["share", "bookmark", "support", "pin", "helpful", "answer"] {
        #expect(
          try await bram.post("/posts/\(followers.key)/\(what)", ["on": "yes", "place": "profile"]).status == 404,
          "\(what)")
      }
      #expect(try await bram.get("/posts/\(followers.key)/versions").status == 404)
      #expect(try await bram.get("/talk/\(followers.key)/people").status == 404)
      #expect(try await bram.post("/talk/\(followers.key)/attention", ["level": "loud"]).status == 404)
    }
  }

  @Test(
    "A pinned post stands first on the profile; only one's own can be pinned, and only a few", arguments: Town.engines)
  func pins(_ engine: String) async throws {
    try await Town.open(on: engine) { town in
      _ = try await town.person("first")
      let amina = try await town.person("amina").signedIn()
      var keys: [String] = []
      for number in 1...4 { keys.append(try await amina.post("/talk", ["text": "Postnumber\(number)"]).key) }
      try await amina.post("/posts/\(keys[0])/pin", ["place": "profile", "on": "yes"])
      let profile = try await town.visitor().get("/@amina").body
      let first = try #require(profile.range(of: "Postnumber1")?.lowerBound)
      let other = try #require(profile.range(of: "Postnumber4")?.lowerBound)
      #expect(first < other)
      #expect(profile.contains("Pinned"))
      #expect(profile.components(separatedBy: "Postnumber1</p>").count == 2, "it stands there once")
      try await amina.post("/posts/\(keys[1])/pin", ["place": "profile", "on": "yes"])
      try await amina.post("/posts/\(keys[2])/pin", ["place": "profile", "on": "yes"])
      #expect(try await amina.post("/posts/\(keys[3])/pin", ["place": "profile", "on": "yes"]).status == 409)
      try await amina.post("/posts/\(keys[0])/pin", ["place": "profile", "on": "no"])
      #expect(try await amina.post("/posts/\(keys[3])/pin", ["place": "profile", "on": "yes"]).status == 200)
      let craig = try await town.person("craig").signedIn()
      #expect(try await craig.post("/posts/\(keys[0])/pin", ["place": "profile", "on": "yes"]).status == 403)
      #expect(try await craig.post("/posts/\(keys[0])/pin", ["place": "moon", "on": "yes"]).status == 400)
    }
  }

  @Test("A group's stewards pin in it; its members do not", arguments: Town.engines)
  func groupPins(_ engine: String) async throws {
    try await Town.open(on: engine) { town in
      _ = try await town.person("first")
      let steward = try await town.person("stella")
      let member = try await town.person("mona")
      let group = try await town.store.write { tx in
        let id = try Groups.found(
          NewGroup(handle: "quiet-room", name: "Quiet room", purpose: "To talk", door: .private), by: steward.id, in: tx
        )
        try Groups.join(id, member.id, in: tx)
        return id
      }
      let mo = try await member.signedIn()
      let stella = try await steward.signedIn()
      let old = try await mo.post("/talk", ["text": "Oldwords", "audience": "group-\(group)"])
      try await mo.post("/talk", ["text": "Newwords", "audience": "group-\(group)"])
      #expect(try await mo.post("/posts/\(old.key)/pin", ["place": "group", "on": "yes"]).status == 403)
      try await stella.post("/posts/\(old.key)/pin", ["place": "group", "on": "yes"])
      let page = try await mo.get("/g/quiet-room").body
      let first = try #require(page.range(of: "Oldwords")?.lowerBound)
      let second = try #require(page.range(of: "Newwords")?.lowerBound)
      #expect(first < second)
      #expect(try await !town.visitor().get("/g/quiet-room").has("Oldwords"))
      #expect(
        try await mo.get(old.path).has("Only members of Quiet room will see this."),
        "who reads it is said beside the box")
    }
  }

  @Test("Someone sets how closely they follow a conversation", arguments: Town.engines)
  func attention(_ engine: String) async throws {
    try await Town.open(on: engine) { town in
      let person = try await town.person("amina")
      let amina = try await person.signedIn()
      let posted = try await amina.post("/talk", ["text": "Here"])
      #expect(
        try await amina.post("/talk/\(posted.key)/attention", ["level": "mute", "next": posted.path]).has(
          "You muted this conversation."))
      #expect(
        try await amina.post("/talk/\(posted.key)/attention", ["level": "loud", "next": posted.path]).has(
          "You follow every reply here."))
      #expect(try await amina.post("/talk/\(posted.key)/attention", ["level": "shout"]).status == 400)
      let id = person.id
      let levels = try await town.store.read { tx in
        try tx.all("SELECT level FROM conversation_attention WHERE account_id = \(id)") { row in try row.take() as Int }
      }
      #expect(levels == [3])
    }
  }

  @Test("Bookmarks are found again, newest first, by their owner only", arguments: Town.engines)
  func bookmarks(_ engine: String) async throws {
    try await Town.open(on: engine) { town in
      let amina = try await town.person("amina").signedIn()
      for number in 1...22 {
        let posted = try await amina.post("/talk", ["text": "Keepword\(number)."])
        try await amina.post("/posts/\(posted.key)/bookmark", ["on": "yes"])
      }
      let first = try await amina.get("/bookmarks")
      #expect(first.has("Keepword22."))
      #expect(!first.has("Keepword2."))
      let next = try #require(first.first("href=\"(/bookmarks\\?before=[0-9]+)\""))
      #expect(try await amina.get(next).has("Keepword2."))
      #expect(try await !town.person("bram").signedIn().get("/bookmarks").has("Keepword22."))
    }
  }
}
