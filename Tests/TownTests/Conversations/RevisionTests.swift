import Commons
import Community
import Storehouse
import Testing

@testable import Community
@testable import Guerilla

@Suite struct RevisionTests {
  @Test("A changed post shows its new words, and everyone who reads it can read the old ones", arguments: Town.engines)
  func edit(_ engine: String) async throws {
    try await Town.open(on: engine) { town in
      _ = try await town.person("first")
      let amina = try await town.person("amina").signedIn()
      let posted = try await amina.post("/talk", ["title": "The 61", "text": "The 61 bus is late #buses", "once": "k"])
      let form = try await amina.get("/posts/\(posted.key)/edit")
      #expect(form.has("The 61 bus is late #buses"))
      let seen = form.first("name=\"seen\" value=\"([^\"]*)\"") ?? ""
      let changed = try await amina.post(
        "/posts/\(posted.key)/edit", ["title": "The 61", "text": "The 61 bus is cancelled #transport", "seen": seen])
      #expect(changed.has("cancelled"))
      #expect(changed.has("edited"))
      let versions = try await town.visitor().get("/posts/\(posted.key)/versions")
      #expect(versions.has("Version 2"))
      #expect(versions.has("<del>"))
      #expect(versions.has("late"))
      #expect(try await town.visitor().get("/topics/transport").has("cancelled"))
      #expect(
        try await !town.visitor().get("/topics/buses").has("cancelled"), "the topic that was taken out no longer has it"
      )
      #expect(try await town.visitor().get("/search?q=cancelled").has("cancelled"))
      // The same words again are no new version.
      try await amina.post(
        "/posts/\(posted.key)/edit", ["title": "The 61", "text": "The 61 bus is cancelled #transport"])
      #expect(try await !town.visitor().get("/posts/\(posted.key)/versions").has("Version 3"))
    }
  }

  @Test(
    "A reply with a content note is folded away under it, and a note that is too long is refused",
    arguments: Town.engines)
  func replyNote(_ engine: String) async throws {
    try await Town.open(on: engine) { town in
      let amina = try await town.person("amina").signedIn()
      let posted = try await amina.post("/talk", ["text": "What happened at the ford?"])
      let path = "/posts/\(posted.key)/replies"
      let long = try await amina.post(path, ["text": "It was bad.", "note": String(repeating: "x", count: 400)])
      #expect(long.status == 422 && long.has("It was bad."))
      let told = try await amina.post(path, ["text": "Someone drowned.", "note": "A death", "once": "n"])
      let page = try await town.visitor().get(told.path)
      #expect(page.first("<summary>[^<]*(?:<[^>]*>[^<]*)*?(A death)") == "A death")
      #expect(page.has("Someone drowned."))
      #expect(try await amina.get("/posts/\(page.reply("Someone drowned."))/edit").has("value=\"A death\""))
    }
  }

  @Test("Someone else can neither change nor delete a post, nor see the form", arguments: Town.engines)
  func outsider(_ engine: String) async throws {
    try await Town.open(on: engine) { town in
      _ = try await town.person("first")
      let posted = try await town.person("amina").signedIn().post("/talk", ["text": "Mine alone."])
      let craig = try await town.person("craig").signedIn()
      #expect(try await craig.get("/posts/\(posted.key)/edit").status == 403)
      #expect(try await craig.post("/posts/\(posted.key)/edit", ["text": "Yours"]).status == 403)
      #expect(try await craig.get("/posts/\(posted.key)/delete").status == 403)
      #expect(try await craig.post("/posts/\(posted.key)/delete").status == 403)
      #expect(
        try await town.visitor().post("/posts/\(posted.key)/delete", follow: false).status == 303,
        "a visitor is asked to sign in")
      #expect(try await craig.get(posted.path).has("Mine alone."))
      #expect(try await craig.post("/posts/99/edit", ["text": "Nothing"]).status == 404)
    }
  }

  @Test("Two who change a post at once: the second is told, and keeps what was typed", arguments: Town.engines)
  func twoAtOnce(_ engine: String) async throws {
    try await Town.open(on: engine) { town in
      let amina = try await town.person("amina").signedIn()
      let posted = try await amina.post("/talk", ["text": "One"])
      let seen = try await amina.get("/posts/\(posted.key)/edit").first("name=\"seen\" value=\"([^\"]*)\"") ?? ""
      try await amina.post("/posts/\(posted.key)/edit", ["text": "Two", "seen": seen])
      let late = try await amina.post("/posts/\(posted.key)/edit", ["text": "Three", "seen": seen])
      #expect(late.status == 409)
      #expect(late.has("Three"))
      let again = late.first("name=\"seen\" value=\"([^\"]*)\"") ?? ""
      #expect(try await amina.post("/posts/\(posted.key)/edit", ["text": "Three", "seen": again]).has("Three"))
      #expect(try await amina.get("/posts/\(posted.key)/versions").has("Version 3"))
    }
  }

  @Test("An empty or hostile change is refused or made harmless", arguments: Town.engines)
  func bad(_ engine: String) async throws {
    try await Town.open(on: engine) { town in
      let amina = try await town.person("amina").signedIn()
      let posted = try await amina.post("/talk", ["text": "One"])
      #expect(try await amina.post("/posts/\(posted.key)/edit", ["text": ""]).status == 422)
      #expect(
        try await amina.post("/posts/\(posted.key)/edit", ["text": String(repeating: "x", count: 10_001)]).status == 422
      )
      let hostile = try await amina.post("/posts/\(posted.key)/edit", ["text": "<script>alert(1)</script>"])
      #expect(!hostile.has("<script>alert"))
      #expect(try await !amina.get("/posts/\(posted.key)/versions").has("<script>alert"))
    }
  }

  @Test("What changed is told word by word")
  func difference() {
    let difference = TextDifference(from: "The bus is late again", to: "The bus is never late")
    #expect(difference.pieces.contains { if case .added(let text) = $0 { text.contains("never") } else { false } })
    #expect(difference.pieces.contains { if case .removed(let text) = $0 { text.contains("again") } else { false } })
    #expect(TextDifference(from: "same", to: "same").isEmpty)
    #expect(TextDifference(from: "", to: "new").pieces == [.added("new")])
    #expect(TextDifference(from: "old", to: "").pieces == [.removed("old")])
    // A long text that is wholly another is shown whole instead of being compared for a minute.
    let one = (0..<5000).map { "a\($0)" }.joined(separator: " ")
    let other = (0..<5000).map { "b\($0)" }.joined(separator: " ")
    #expect(TextDifference(from: one, to: other).pieces.count == 2)
  }
}
