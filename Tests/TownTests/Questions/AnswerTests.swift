import Commons
import Foundation
import Community
import Storehouse
import Testing

@testable import Guerilla

@Suite struct AnswerTests {
  private func question(in town: Town) async throws -> (asker: Browser, bram: Browser, path: String, key: String) {
    _ = try await town.person("first")
    let asker = try await town.person("amina").signedIn()
    let posted = try await asker.post(
      "/talk", ["kind": "question", "title": "Has anyone got respite care arranged?", "sure": "yes"])
    return (asker, try await town.person("bram").signedIn(), posted.path, posted.key)
  }

  @Test("An answer is found helpful once by each, and not by whoever wrote it", arguments: Town.engines)
  func helpful(_ engine: String) async throws {
    try await Town.open(on: engine) { town in
      let (asker, bram, path, key) = try await question(in: town)
      try await bram.post("/posts/\(key)/replies", ["text": "Firstanswer"])
      let second = try await bram.post("/posts/\(key)/replies", ["text": "Secondanswer"]).reply("Secondanswer")
      for _ in 0..<2 { try await asker.post("/posts/\(second)/helpful", ["on": "yes"]) }
      #expect(try await bram.post("/posts/\(second)/helpful", ["on": "yes"]).status == 403)
      #expect(try await asker.post("/posts/\(key)/helpful", ["on": "yes"]).status == 404, "a question is no answer")
      let page = try await town.visitor().get(path)
      #expect(page.has("Helpful 1"))
      let helpful = try #require(page.body.range(of: "Secondanswer")?.lowerBound)
      let other = try #require(page.body.range(of: "Firstanswer")?.lowerBound)
      #expect(helpful < other, "what helped stands first")
      let oldest = try await town.visitor().get(path + "?order=oldest").body
      let earlier = try #require(oldest.range(of: "Firstanswer")?.lowerBound)
      let later = try #require(oldest.range(of: "Secondanswer")?.lowerBound)
      #expect(earlier < later)
      try await asker.post("/posts/\(second)/helpful", ["on": "no"])
      #expect(try await !town.visitor().get(path).has("Helpful 1"))
    }
  }

  @Test("The asker and a steward mark answers; an outsider cannot; a mark can be taken back", arguments: Town.engines)
  func mark(_ engine: String) async throws {
    try await Town.open(on: engine) { town in
      let (asker, bram, path, key) = try await question(in: town)
      try await bram.post("/posts/\(key)/replies", ["text": "Firstanswer"])
      let second = try await bram.post("/posts/\(key)/replies", ["text": "Secondanswer"]).reply("Secondanswer")
      #expect(try await bram.post("/posts/\(second)/answer", ["on": "yes"]).status == 403)
      #expect(try await !bram.get(path).has("Mark as answer"))
      #expect(try await asker.get(path).has("Mark as answer"))
      for _ in 0..<2 { try await asker.post("/posts/\(second)/answer", ["on": "yes"]) }
      let page = try await town.visitor().get(path)
      #expect(page.has("Answer</span>"))
      let marked = try #require(page.body.range(of: "Secondanswer")?.lowerBound)
      let unmarked = try #require(page.body.range(of: "Firstanswer")?.lowerBound)
      #expect(marked < unmarked)
      let steward = try await town.person("stella", role: .steward).signedIn()
      try await steward.post("/posts/\(second)/answer", ["on": "no"])
      #expect(try await !town.visitor().get(path).has("Answer</span>"))
    }
  }

  @Test("Someone is asked to answer once; nobody who may not read the question", arguments: Town.engines)
  func ask(_ engine: String) async throws {
    try await Town.open(on: engine) { town in
      let (asker, _, path, key) = try await question(in: town)
      #expect(try await asker.post("/talk/\(key)/ask", ["handle": "@nobody-here"]).status == 422)
      #expect(try await asker.post("/talk/\(key)/ask", ["handle": ""]).status == 422)
      #expect(try await asker.post("/talk/\(key)/ask", ["handle": "amina"]).status == 422)
      for _ in 0..<2 { #expect(try await asker.post("/talk/\(key)/ask", ["handle": "@bram"]).has("Asked to answer")) }
      #expect(try await town.visitor().get(path).has("Bram"))
      let (rows, happenings) = try await town.store.read { tx in
        (
          try tx.value("SELECT count(*) FROM answer_request") as Int?,
          try tx.value("SELECT count(*) FROM happening WHERE kind = 'answer.requested'") as Int?
        )
      }
      #expect(rows == 1)
      #expect(happenings == 1)
      let secret = try await asker.post(
        "/talk", ["kind": "question", "title": "Just for followers?", "audience": "followers", "sure": "yes"])
      #expect(try await asker.post("/talk/\(secret.key)/ask", ["handle": "bram"]).has("cannot see this conversation"))
      let bram = try await town.person("bert").signedIn()
      #expect(try await bram.get("/talk/\(secret.key)/ask").status == 404)
      #expect(try await bram.post("/talk/\(secret.key)/ask", ["handle": "amina"]).status == 404)
    }
  }

  @Test(
    "A question that sounds like another is held up once, with the other shown; private ones never are",
    arguments: Town.engines)
  func similar(_ engine: String) async throws {
    try await Town.open(on: engine) { town in
      let (asker, bram, _, _) = try await question(in: town)
      try await asker.post(
        "/talk",
        ["kind": "question", "title": "Secretive followers respite arranged?", "audience": "followers", "sure": "yes"])
      let held = try await bram.post(
        "/talk", ["kind": "question", "title": "Who has respite arranged?", "text": "My details here", "once": "q"])
      #expect(held.status == 422)
      #expect(held.has("Is it one of these?"))
      #expect(held.has("Has anyone got respite care arranged?"))
      #expect(!held.has("Secretive"))
      #expect(held.has("My details here"))
      #expect(held.has("No, ask mine"))
      let asked = try await bram.post(
        "/talk",
        [
          "kind": "question", "title": "Who has respite arranged?", "text": "My details here", "once": "q",
          "sure": "yes",
        ])
      #expect(asked.status == 200)
      #expect(asked.path.contains("/talk/"))
      #expect(
        try await town.visitor().get("/talk/similar?q=respite%20arranged").has("Has anyone got respite care arranged?"))
      let part = try await town.visitor().get("/talk/similar?part=yes&q=respite%20arranged")
      #expect(part.has("Is it one of these?"))
      #expect(!part.has("<html"))
      #expect(try await bram.post("/talk", ["kind": "question", "title": "Purple elephants juggling?"]).status == 200)
    }
  }
}
