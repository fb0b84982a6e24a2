import Commons
import Storehouse
import Testing

@testable import Community
@testable import Guerilla

@Suite struct RemovalTests {
  @Test("A deleted post without replies is gone, from lists, topics, search and counts", arguments: Town.engines)
  func gone(_ engine: String) async throws {
    try await Town.open(on: engine) { town in
      _ = try await town.person("first")
      let person = try await town.person("amina")
      let amina = try await person.signedIn()
      let bram = try await town.person("bram").signedIn()
      let posted = try await amina.post("/talk", ["text": "Gonesoon #buses"])
      try await bram.post("/posts/\(posted.key)/share", ["on": "yes"])
      try await bram.post("/posts/\(posted.key)/support", ["on": "yes"])
      try await bram.post("/posts/\(posted.key)/bookmark", ["on": "yes"])
      #expect(try await bram.get("/bookmarks").has("Gonesoon"))
      #expect(try await amina.get("/posts/\(posted.key)/delete").has("Delete this post?"))
      try await amina.post("/posts/\(posted.key)/delete")
      // Twice is once.
      #expect(try await amina.post("/posts/\(posted.key)/delete").status == 200)
      #expect(try await amina.get(posted.path).status == 404)
      for path in ["/talk", "/topics/buses", "/topics", "/search?q=gonesoon", "/@amina", "/@bram"] {
        #expect(try await !town.visitor().get(path).has("Gonesoon"), "\(path)")
      }
      #expect(try await !bram.get("/bookmarks").has("Gonesoon"))
      #expect(try await !town.visitor().get("/topics").has("#buses"))
      let id = person.id
      let left = try await town.store.read { tx in
        (
          try tx.value("SELECT post_count FROM account WHERE id = \(id)") as Int?,
          try tx.value("SELECT last_post_id FROM account WHERE id = \(id)") as Int?,
          try tx.exists("SELECT 1 FROM post WHERE text LIKE '%Gonesoon%' OR html LIKE '%Gonesoon%'")
        )
      }
      #expect(left.0 == 0)
      #expect(left.1 == 0)
      #expect(!left.2, "the words are nowhere in the table")
    }
  }

  @Test("Where replies hang on a deleted post a stub stays, and goes with the last of them", arguments: Town.engines)
  func stub(_ engine: String) async throws {
    try await Town.open(on: engine) { town in
      _ = try await town.person("first")
      let amina = try await town.person("amina").signedIn()
      let bram = try await town.person("bram").signedIn()
      let posted = try await amina.post("/talk", ["title": "How?", "text": "Openingwords", "kind": "question"])
      let one = try await bram.post("/posts/\(posted.key)/replies", ["text": "Branchwords"]).reply("Branchwords")
      let two = try await amina.post("/posts/\(one)/replies", ["text": "Nestedwords"]).reply("Nestedwords")
      let three = try await bram.post("/posts/\(two)/replies", ["text": "Deepwords"]).reply("Deepwords")
      try await amina.post("/posts/\(two)/delete")
      let page = try await town.visitor().get(posted.path)
      #expect(!page.has("Nestedwords"))
      #expect(page.has("Deepwords"), "what was answered to it stays")
      #expect(page.has("This post was deleted by its author."))
      #expect(page.has("2 answers"))
      try await bram.post("/posts/\(one)/delete")
      #expect(try await town.visitor().get(posted.path).has("Deepwords"))
      #expect(try await town.visitor().get("/talk?order=unanswered").has("How?"), "its only answer is gone")
      try await amina.post("/posts/\(posted.key)/delete")
      let headless = try await town.visitor().get("/talk/\(posted.key)")
      #expect(headless.status == 200)
      #expect(headless.has("Deepwords"))
      #expect(!headless.has("Openingwords"))
      try await bram.post("/posts/\(three)/delete")
      #expect(
        try await town.visitor().get("/talk/\(posted.key)").status == 404, "the last reply takes the stubs with it")
    }
  }

  @Test(
    "The same button pressed many times at once counts once, and a delete among them leaves nothing behind",
    arguments: Town.engines)
  func atOnce(_ engine: String) async throws {
    try await Town.open(on: engine) { town in
      _ = try await town.person("first")
      let amina = try await town.person("amina").signedIn()
      let bram = try await town.person("bram").signedIn()
      let posted = try await amina.post("/talk", ["text": "Pressed"])
      try await withThrowingTaskGroup(of: Void.self) { group in
        for what in ["share", "support", "bookmark"] {
          for _ in 0..<4 {
            group.addTask { try await bram.post("/posts/\(posted.key)/\(what)", ["on": "yes"], follow: false) }
          }
        }
        for _ in 0..<4 {
          group.addTask {
            try await bram.post("/posts/\(posted.key)/replies", ["text": "Once", "once": "same"], follow: false)
          }
        }
        try await group.waitForAll()
      }
      let counts = try await town.store.read { tx in
        try tx.first("SELECT share_count, support_count, reply_count FROM post WHERE text = 'Pressed'") { row in
          [try row.take() as Int, try row.take() as Int, try row.take() as Int]
        }
      }
      #expect(counts == [1, 1, 1])
    }
  }

  @Test("When someone leaves, all they said goes, and what others said to it stays", arguments: Town.engines)
  func leaving(_ engine: String) async throws {
    try await Town.open(on: engine) { town in
      _ = try await town.person("first")
      let person = try await town.person("amina")
      let amina = try await person.signedIn()
      let bram = try await town.person("bram").signedIn()
      let posted = try await amina.post("/talk", ["text": "Openingwords"])
      let one = try await amina.post("/posts/\(posted.key)/replies", ["text": "Ownreply"]).reply("Ownreply")
      try await bram.post("/posts/\(one)/replies", ["text": "Bramreply"])
      try await amina.post("/talk", ["text": "Alonewords"])
      let id = person.id
      try await town.store.write { tx in try Removals.removeAll(of: id, in: tx) }
      let page = try await town.visitor().get("/talk/\(posted.key)")
      #expect(page.has("Bramreply"))
      #expect(page.has("1 reply"))
      #expect(!page.has("Openingwords") && !page.has("Ownreply"))
      #expect(try await !town.visitor().get("/talk").has("Alonewords"))
    }
  }

  @Test("A reply to a post that was deleted meanwhile is refused, and the words are kept", arguments: Town.engines)
  func tooLate(_ engine: String) async throws {
    try await Town.open(on: engine) { town in
      let amina = try await town.person("amina").signedIn()
      let bram = try await town.person("bram").signedIn()
      let posted = try await amina.post("/talk", ["text": "Opening"])
      let one = try await amina.post("/posts/\(posted.key)/replies", ["text": "Branch"]).reply("Branch")
      try await bram.post("/posts/\(one)/replies", ["text": "Under it"])
      try await amina.post("/posts/\(one)/delete")
      let late = try await bram.post("/posts/\(one)/replies", ["text": "My long thought"])
      #expect(late.status == 409)
      #expect(late.has("My long thought"))
    }
  }
}
