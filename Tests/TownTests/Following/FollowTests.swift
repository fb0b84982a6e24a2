import Commons
import Community
import Storehouse
import Testing

@testable import Guerilla

@Suite struct FollowTests {
  private func counts(_ id: Key<Account>, in town: Town) async throws -> [Int] {
    try await town.store.read { tx in
      try tx.first("SELECT follower_count, following_count FROM account WHERE id = \(id)") { row in
        [try row.take(), try row.take()]
      } ?? []
    }
  }

  @Test("Following twice is once, and the numbers are exact", arguments: Town.engines) func twice(_ engine: String)
    async throws
  {
    try await Town.open(on: engine) { town in
      let (amina, bram) = (try await town.person("amina"), try await town.person("bram"))
      let browser = try await amina.signedIn()
      try await browser.post("/@bram/follow", ["on": "yes"])
      let page = try await browser.post("/@bram/follow", ["on": "yes"])
      #expect(page.has("Stop following"))
      #expect(try await counts(bram.id, in: town) == [1, 0])
      #expect(try await counts(amina.id, in: town) == [0, 1])
      #expect(try await browser.get("/@bram/followers").has("@amina"))
      try await browser.post("/@bram/follow", ["on": "no"])
      try await browser.post("/@bram/follow", ["on": "no"])
      #expect(try await counts(bram.id, in: town) == [0, 0])
      #expect(try await counts(amina.id, in: town) == [0, 0])
    }
  }

  @Test("Many follow, unfollow and block at once, and the numbers are those of the rows", arguments: Town.engines)
  func atOnce(_ engine: String) async throws {
    try await Town.open(on: engine) { town in
      let follows = Follows(store: town.store)
      var people: [Resident] = []
      for index in 0..<6 { people.append(try await town.person("person\(index)")) }
      let all = people
      await withTaskGroup(of: Void.self) { group in
        for round in 0..<3 {
          for one in all {
            for other in all where other.id != one.id {
              group.addTask { try? await follows.follow(other.handle, by: one.id) }
              if round == 1 { group.addTask { try? await follows.unfollow(other.handle, by: one.id) } }
            }
          }
        }
        group.addTask { try? await follows.block(all[0].handle, by: all[1].id) }
      }
      for person in all {
        let rows = try await town.store.read { tx in
          [
            try tx.value("SELECT count(*) FROM follow WHERE followee_id = \(person.id) AND state = 0") ?? -1,
            try tx.value("SELECT count(*) FROM follow WHERE follower_id = \(person.id) AND state = 0") ?? -1,
          ] as [Int]
        }
        #expect(try await counts(person.id, in: town) == rows)
      }
      let between = try await town.store.read { tx in
        try tx.exists(
          """
          SELECT 1 FROM follow WHERE (follower_id = \(all[0].id) AND followee_id = \(all[1].id)) OR (follower_id = \(all[1].id) AND followee_id = \(all[0].id))
          """)
      }
      #expect(!between, "a block ends following both ways, whatever came at the same moment")
    }
  }

  @Test("Who approves followers is asked first; only they can answer", arguments: Town.engines) func approval(
    _ engine: String
  ) async throws {
    try await Town.open(on: engine) { town in
      let (amina, bram) = (try await town.person("amina"), try await town.person("bram"))
      try await town.store.write { tx in
        try tx.run("UPDATE account SET approves_followers = TRUE WHERE id = \(bram.id)")
      }
      let (hers, his) = (try await amina.signedIn(), try await bram.signedIn())
      let private_ = try await his.post("/talk", ["text": "For those who follow me.", "audience": "followers"])
      #expect(try await hers.post("/@bram/follow", ["on": "yes"]).has("Take it back"))
      #expect(try await counts(bram.id, in: town) == [0, 0])
      #expect(try await hers.get(private_.path).status == 404)
      let forged = try await hers.post("/follow-requests/\(amina.id)", ["answer": "yes", "to": bram.id.description])
      #expect(forged.status == 403)
      #expect(try await his.get("/").has("1 person would like to follow you"))
      #expect(try await his.get("/follow-requests").has("@amina"))
      try await his.post("/follow-requests/\(amina.id)", ["answer": "yes", "to": bram.id.description])
      #expect(try await counts(bram.id, in: town) == [1, 0])
      #expect(try await hers.get(private_.path).status == 200)
      #expect(
        try await his.post("/follow-requests/\(amina.id)", ["answer": "yes", "to": bram.id.description]).status == 404)
    }
  }

  @Test("After a block neither sees the other, and following ends both ways", arguments: Town.engines) func block(
    _ engine: String
  ) async throws {
    try await Town.open(on: engine) { town in
      let (amina, bram) = (try await town.person("amina"), try await town.person("bram"))
      let (hers, his) = (try await amina.signedIn(), try await bram.signedIn())
      try await hers.post("/@bram/follow", ["on": "yes"])
      try await his.post("/@amina/follow", ["on": "yes"])
      let said = try await his.post("/talk", ["text": "Good morning."])
      #expect(try await hers.post("/@bram/block", ["on": "yes"]).has("@bram"))
      #expect(try await counts(bram.id, in: town) == [0, 0])
      #expect(try await counts(amina.id, in: town) == [0, 0])
      #expect(try await his.get("/@amina").status == 404)
      #expect(try await hers.get("/@bram").status == 404)
      #expect(try await hers.get(said.path).status == 404)
      #expect(try await his.post("/@amina/follow", ["on": "yes"]).status == 404)
      #expect(try await hers.post("/settings/blocks", ["handle": "nobody-here", "kind": "block"]).status == 422)
      try await hers.post("/@bram/block", ["on": "no"])
      #expect(try await his.get("/@amina").status == 200)
    }
  }

  @Test("Muted people and hidden words are left out of lists, whole words only", arguments: Town.engines) func hidden(
    _ engine: String
  ) async throws {
    try await Town.open(on: engine) { town in
      let amina = try await town.person("amina").signedIn()
      let bram = try await town.person("bram").signedIn()
      let carys = try await town.person("carys").signedIn()
      try await bram.post("/talk", ["text": "The **Cat** is out."])
      try await bram.post("/talk", ["text": "A category of its own."])
      try await carys.post("/talk", ["text": "From Carys."])
      try await amina.post("/talk", ["text": "My own cat."])
      #expect(try await amina.post("/settings/words", ["word": "  "]).status == 422)
      #expect(try await amina.post("/settings/words", ["word": "CAT"]).has("Take out"))
      try await amina.post("/@carys/mute", ["on": "yes"])
      let home = try await amina.get("/?tab=everything")
      #expect(!home.has("is out."))
      #expect(home.has("A category of its own."))
      #expect(home.has("My own cat."), "one’s own posts stay")
      #expect(!home.has("From Carys."))
      #expect(try await bram.get("/?tab=everything").has("is out."))
      try await amina.post("/settings/words", ["remove": "cat"])
      try await amina.post("/@carys/mute", ["on": "no"])
      let again = try await amina.get("/?tab=everything")
      #expect(again.has("is out."))
      #expect(again.has("From Carys."))
    }
  }

  @Test("A list of people is its owner’s alone", arguments: Town.engines) func lists(_ engine: String) async throws {
    try await Town.open(on: engine) { town in
      let amina = try await town.person("amina").signedIn()
      let bram = try await town.person("bram").signedIn()
      try await bram.post("/talk", ["text": "Soup at noon."])
      #expect(try await amina.post("/lists", ["name": ""]).status == 422)
      let list = try await amina.post("/lists", ["name": "Cooks", "once": "l1"])
      #expect(try await amina.post("/lists", ["name": "Cooks", "once": "l1"]).path == list.path)
      #expect(try await amina.post("\(list.path)/members", ["handle": "nobody-here"]).status == 422)
      #expect(try await amina.post("\(list.path)/members", ["handle": "@bram"]).has("Soup at noon."))
      #expect(try await bram.get(list.path).status == 404)
      #expect(try await bram.post(list.path, ["name": "Mine"]).status == 404)
      #expect(try await bram.post("\(list.path)/delete").status == 404)
      #expect(try await amina.post(list.path, ["name": "Soup"]).has("Soup</h1>"))
      try await amina.post("\(list.path)/delete")
      #expect(try await amina.get(list.path).status == 404)
    }
  }
}
