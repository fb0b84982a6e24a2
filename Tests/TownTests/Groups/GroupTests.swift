import Commons
import Community
import Storehouse
import Testing

@testable import Guerilla

@Suite struct GroupTests {
  /// Founds a group by its form and gives back where it is.
  @discardableResult static func found(
    _ handle: String, door: String, by steward: Browser, purpose: String = "Getting about the valley."
  ) async throws
    -> Browser.Page
  {
    let page = try await steward.post(
      "/groups",
      [
        "name": "The \(handle)", "handle": handle, "purpose": purpose, "rules": "Be kind.", "door": door,
        "once": "found-\(handle)",
      ])
    #expect(page.path == "/g/\(handle)")
    return page
  }

  static func spaceID(_ handle: String, in town: Town) async throws -> String {
    let id: Int64? = try await town.store.read { tx in try tx.value("SELECT id FROM space WHERE handle = \(handle)") }
    return String(try #require(id))
  }

  @Test(
    "A group is founded once however often its form is sent, and a taken handle is refused with what was typed",
    arguments: Town.engines)
  func founding(_ engine: String) async throws {
    try await Town.open(on: engine) { town in
      let amina = try await town.person("amina").signedIn()
      try await Self.found("buses", door: "open", by: amina)
      try await Self.found("buses", door: "open", by: amina)
      let count: Int? = try await town.store.read { tx in try tx.value("SELECT count(*) FROM space") }
      #expect(count == 1)
      let taken = try await amina.post(
        "/groups", ["name": "Other buses", "handle": "amina", "purpose": "x", "door": "open", "once": "2"])
      #expect(taken.status == 422)
      #expect(taken.has("That handle is taken."))
      #expect(taken.has("Other buses"))
      let empty = try await amina.post("/groups", ["once": "3"])
      #expect(empty.status == 422)
      #expect(empty.has("Give the group a name."))
      #expect(empty.has("Choose who can read and who can come in."))
    }
  }

  @Test(
    "A person asks with a reason, a moderator lets them in, and only then do they read and post",
    arguments: Town.engines)
  func asking(_ engine: String) async throws {
    try await Town.open(on: engine) { town in
      let amina = try await town.person("amina").signedIn()
      let bramPerson = try await town.person("bram")
      let bram = try await bramPerson.signedIn()
      try await Self.found("table", door: "private", by: amina)
      let space = try await Self.spaceID("table", in: town)
      let said = try await amina.post(
        "/talk", ["text": "Said at the table.", "audience": "group-\(space)", "once": "a"])
      #expect(said.has("this group only"))

      let unreasoned = try await bram.post("/g/table/ask", ["why": "  "])
      #expect(unreasoned.status == 422)
      #expect(unreasoned.has("Say in a sentence why"))
      #expect(try await bram.post("/g/table/join").status == 409)
      let asked = try await bram.post("/g/table/ask", ["why": "I look after <b>Dad</b>."])
      #expect(asked.has("You asked to join"))
      try await bram.post("/g/table/ask", ["why": "Again."])
      #expect(try await bram.get(said.path).status == 404)
      #expect(
        try await bram.post("/g/table/requests/\(bramPerson.id)", ["answer": "yes"]).status == 403,
        "nobody lets themselves in")

      let waiting = try await amina.get("/g/table/members")
      #expect(waiting.has("I look after &lt;b&gt;Dad&lt;/b&gt;."))
      try await amina.post("/g/table/requests/\(bramPerson.id)", ["answer": "yes"])
      #expect(try await amina.post("/g/table/requests/\(bramPerson.id)", ["answer": "yes"]).status == 409)
      #expect(try await bram.get(said.path).has("Said at the table."))
      #expect(try await bram.get("/g/table").has("Only members of The table can see this."))
      let members: Int? = try await town.store.read { tx in try tx.value("SELECT member_count FROM space") }
      #expect(members == 2)
    }
  }

  @Test(
    "The last steward stays until somebody takes over, and two stewards who go at once leave one behind",
    arguments: Town.engines)
  func lastSteward(_ engine: String) async throws {
    try await Town.open(on: engine) { town in
      let aminaPerson = try await town.person("amina")
      let amina = try await aminaPerson.signedIn()
      let bramPerson = try await town.person("bram")
      let bram = try await bramPerson.signedIn()
      try await Self.found("buses", door: "open", by: amina)
      let refused = try await amina.post("/g/buses/leave", ["successor": ""])
      #expect(refused.status == 422)
      #expect(refused.has("You are the only steward."))
      #expect(
        try await amina.post("/g/buses/leave", ["successor": "bram"]).status == 422,
        "who is not a member cannot take over")
      #expect(try await amina.post("/g/buses/members/\(aminaPerson.id)/role", ["role": "member"]).status == 409)

      try await bram.post("/g/buses/join")
      try await amina.post("/g/buses/members/\(bramPerson.id)/role", ["role": "steward"])
      async let first = amina.post("/g/buses/leave", ["successor": ""])
      async let second = bram.post("/g/buses/leave", ["successor": ""])
      let statuses = try await [first.status, second.status].sorted()
      #expect(statuses == [200, 422])
      let stewards: Int? = try await town.store.read { tx in
        try tx.value("SELECT count(*) FROM membership WHERE role = 2 AND state = 0")
      }
      #expect(stewards == 1)
    }
  }

  @Test(
    "Moderators answer at the door but cannot touch stewards or roles, and the shut out stay out",
    arguments: Town.engines)
  func keeping(_ engine: String) async throws {
    try await Town.open(on: engine) { town in
      let aminaPerson = try await town.person("amina")
      let amina = try await aminaPerson.signedIn()
      let bramPerson = try await town.person("bram")
      let bram = try await bramPerson.signedIn()
      let caraPerson = try await town.person("cara")
      let cara = try await caraPerson.signedIn()
      try await Self.found("buses", door: "open", by: amina)
      let space = try await Self.spaceID("buses", in: town)
      let said = try await amina.post("/talk", ["text": "The 61 again.", "audience": "group-\(space)", "once": "a"])
      try await bram.post("/g/buses/join")
      try await cara.post("/g/buses/join")
      #expect(try await bram.post("/g/buses/members/\(caraPerson.id)/remove").status == 403)
      try await amina.post("/g/buses/members/\(bramPerson.id)/role", ["role": "moderator"])
      #expect(try await bram.post("/g/buses/members/\(aminaPerson.id)/remove").status == 403)
      #expect(try await bram.post("/g/buses/members/\(bramPerson.id)/role", ["role": "steward"]).status == 403)
      #expect(try await bram.get("/g/buses/settings").status == 404)
      try await bram.post("/g/buses/members/\(caraPerson.id)/shut-out")
      #expect(try await cara.post("/g/buses/join").status == 403)
      #expect(try await cara.post("/g/buses/ask", ["why": "Please"]).status == 403)
      let reply = said.path.replacing("/talk/", with: "/posts/") + "/replies"
      #expect(try await cara.post(reply, ["text": "But I want to.", "once": "b"]).status == 403)
      #expect(
        try await cara.post("/talk", ["text": "Me too.", "audience": "group-\(space)", "once": "c"]).status == 422)
      // An invitation does not undo it.
      try await amina.post("/g/buses/invitees", ["handles": "@cara"])
      #expect(try await cara.post("/g/buses/join").status == 403)
      try await bram.post("/g/buses/members/\(caraPerson.id)/forgive")
      #expect(try await cara.post("/g/buses/join").status == 200)
    }
  }

  @Test("Closing an open group takes everything said there behind the door in the same moment", arguments: Town.engines)
  func closing(_ engine: String) async throws {
    try await Town.open(on: engine) { town in
      let amina = try await town.person("amina").signedIn()
      let bram = try await town.person("bram").signedIn()
      try await Self.found("buses", door: "open", by: amina)
      let space = try await Self.spaceID("buses", in: town)
      let said = try await amina.post(
        "/talk", ["text": "Said in the open.", "audience": "group-\(space)", "once": "a"])
      let replied = try await bram.post(
        said.path.replacing("/talk/", with: "/posts/") + "/replies", ["text": "Answered in the open.", "once": "b"])
      #expect(replied.status == 200)
      #expect(try await town.visitor().get(said.path).has("Answered in the open."))
      try await amina.post(
        "/g/buses/settings", ["name": "The buses", "purpose": "Getting about.", "rules": "", "door": "private"])
      for browser in [town.visitor(), bram] {
        #expect(try await browser.get(said.path).status == 404)
        #expect(try await !browser.get("/").has("in the open"))
        #expect(try await !browser.get("/talk").has("in the open"))
      }
      #expect(try await amina.get(said.path).has("Answered in the open."))
      let others: Int? = try await town.store.read { tx in try tx.value("SELECT count(*) FROM post WHERE audience <> 3")
      }
      #expect(others == 0)
    }
  }

  @Test(
    "Opening a closed group brings nothing out: whoever joins later never reads what was said behind the door",
    arguments: Town.engines)
  func opening(_ engine: String) async throws {
    try await Town.open(on: engine) { town in
      let amina = try await town.person("amina").signedIn()
      let bram = try await town.person("bram").signedIn()
      let caraPerson = try await town.person("cara")
      let cara = try await caraPerson.signedIn()
      try await Self.found("table", door: "private", by: amina)
      let space = try await Self.spaceID("table", in: town)
      try await cara.post("/g/table/ask", ["why": "I look after Mum."])
      try await amina.post("/g/table/requests/\(caraPerson.id)", ["answer": "yes"])
      let said = try await amina.post(
        "/talk", ["text": "Said behind the door.", "audience": "group-\(space)", "once": "a"])
      try await amina.post("/g/table/settings", ["name": "The table", "purpose": "Open now.", "door": "open"])
      try await bram.post("/g/table/join")
      #expect(try await bram.get(said.path).status == 404)
      #expect(try await !bram.get("/g/table").has("Said behind the door."))
      #expect(try await !town.visitor().get("/g/table").has("Said behind the door."))
      // An answer given now, in the old conversation, stays with those who could read it.
      let reply = said.path.replacing("/talk/", with: "/posts/") + "/replies"
      try await cara.post(reply, ["text": "Late answer.", "once": "b"])
      #expect(try await cara.get(said.path).has("Late answer."))
      #expect(try await bram.post(reply, ["text": "Let me in.", "once": "c"]).status == 404)
      #expect(try await !bram.get("/g/table").has("Late answer."))
      // Said after the opening, it is for everyone; and leaving and coming back opens nothing.
      try await amina.post("/talk", ["text": "Said in the light.", "audience": "group-\(space)", "once": "d"])
      #expect(try await town.visitor().get("/g/table").has("Said in the light."))
      try await cara.post("/g/table/leave")
      try await cara.post("/g/table/join")
      #expect(try await cara.get(said.path).status == 404)
    }
  }

  @Test("A post that races with the closing of the door ends behind it", arguments: Town.engines) func race(
    _ engine: String
  ) async throws {
    try await Town.open(on: engine) { town in
      let amina = try await town.person("amina").signedIn()
      let bram = try await town.person("bram").signedIn()
      try await Self.found("buses", door: "open", by: amina)
      let space = try await Self.spaceID("buses", in: town)
      let first = try await amina.post("/talk", ["text": "First.", "audience": "group-\(space)", "once": "a"])
      let reply = first.path.replacing("/talk/", with: "/posts/") + "/replies"
      try await bram.post("/g/buses/join")
      try await withThrowingTaskGroup(of: Void.self) { tasks in
        for number in 0..<12 {
          tasks.addTask {
            try await bram.post(
              "/talk", ["text": "Post \(number).", "audience": "group-\(space)", "once": "p\(number)"])
          }
          tasks.addTask { try await bram.post(reply, ["text": "Reply \(number).", "once": "r\(number)"]) }
          if number == 6 {
            tasks.addTask {
              try await amina.post("/g/buses/settings", ["name": "The buses", "purpose": "x", "door": "hidden"])
            }
          }
        }
        try await tasks.waitForAll()
      }
      let outside: Int? = try await town.store.read { tx in
        try tx.value("SELECT count(*) FROM post WHERE space_id IS NOT NULL AND audience <> 3")
      }
      #expect(outside == 0)
    }
  }

  @Test(
    "A group is found by the search index unless it is hidden, and leaves it when it hides", arguments: Town.engines)
  func index(_ engine: String) async throws {
    try await Town.open(on: engine) { town in
      let amina = try await town.person("amina").signedIn()
      try await Self.found("buses", door: "open", by: amina)
      try await Self.found("cellar", door: "hidden", by: amina)
      let indexed: @Sendable (ReadTx) throws -> [String] = { tx in
        try tx.all("SELECT title FROM search_entry WHERE kind = 'group' ORDER BY title") { row in try row.take() }
      }
      #expect(try await town.store.read(indexed) == ["The buses"])
      try await amina.post("/g/buses/settings", ["name": "The buses", "purpose": "x", "door": "hidden"])
      #expect(try await town.store.read(indexed) == [])
      try await amina.post("/g/cellar/settings", ["name": "The cellar", "purpose": "x", "door": "private"])
      #expect(try await town.store.read(indexed) == ["The cellar"])
    }
  }

  @Test("People are invited by handle, and a group whose only steward is erased gets another", arguments: Town.engines)
  func invitedAndErased(_ engine: String) async throws {
    try await Town.open(on: engine) { town in
      let aminaPerson = try await town.person("amina")
      let amina = try await aminaPerson.signedIn()
      let bramPerson = try await town.person("bram")
      let bram = try await bramPerson.signedIn()
      try await Self.found("cellar", door: "hidden", by: amina)
      #expect(try await bram.get("/g/cellar").status == 404)
      let missing = try await amina.post("/g/cellar/invitees", ["handles": "bram nobody"])
      #expect(missing.status == 422)
      #expect(try await bram.get("/g/cellar").status == 404, "one wrong handle invites nobody")
      try await amina.post("/g/cellar/invitees", ["handles": "@bram, bram"])
      let seen = try await bram.get("/g/cellar")
      #expect(seen.has("You are invited to join"))
      #expect(try await bram.get("/g/cellar/members").status == 404)
      #expect(try await bram.get("/groups").has("You are invited"))
      try await bram.post("/g/cellar/join")
      #expect(try await bram.get("/g/cellar/members").status == 200)
      let erased = aminaPerson.id
      try await town.store.write { tx in try Groups.erase(erased, in: tx) }
      #expect(try await bram.get("/g/cellar/settings").status == 200)
      let count: Int? = try await town.store.read { tx in try tx.value("SELECT member_count FROM space") }
      #expect(count == 1)
    }
  }
}
