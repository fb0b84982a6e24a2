import Commons
import Foundation
import HTTPTypes
import Storehouse
import Testing

@testable import Bridges
@testable import Community

/// Posts that take up another one: counted, listed, taken back, and kept from it.
@Suite struct QuoteTests {
  private func count(_ id: String, for app: AppClient) async throws -> Int? {
    try await app.get("/api/v1/statuses/\(id)").object["quotes_count"] as? Int
  }

  private func quote(_ answer: AppClient.Answer) -> [String: Any] { answer.object["quote"] as? [String: Any] ?? [:] }

  /// What `guerilla check` would say is counted wrongly.
  private func wrongCounts(_ town: Town) async throws -> [Int64] {
    try await town.store.read { tx in
      let kept = try #require(CountStore.kept.first { $0.name == "post.quote_count" })
      return try tx.all(kept.wrong) { row in
        let id: Int64 = try row.take()
        row.skip()
        row.skip()
        return id
      }
    }
  }

  @Test(
    "Quotes are counted as long as they are there, and listed for everyone as far as they may see them",
    arguments: Town.engines)
  func counted(_ engine: String) async throws {
    try await Town.open(on: engine) { town in
      let amina = try await AppClient.of(town.person("amina"))
      let bram = try await AppClient.of(town.person("bram"))
      let nobody = AppClient(browser: town.visitor(), token: "")
      let said = try await amina.post("/api/v1/statuses", ["status": "The 61 is late."]).id
      let first = try await bram.post("/api/v1/statuses", ["status": "Again!", "quoted_status_id": said]).id
      let quiet = try await bram.post(
        "/api/v1/statuses", ["status": "Quietly", "quoted_status_id": said, "visibility": "unlisted"]
      ).id
      let followers = try await bram.post(
        "/api/v1/statuses", ["status": "Only us", "quoted_status_id": said, "visibility": "private"]
      ).id
      let named = try await bram.post(
        "/api/v1/statuses", ["status": "@amina look", "quoted_status_id": said, "visibility": "direct"]
      ).id
      #expect(try await count(said, for: nobody) == 2, "what is for fewer readers tells nobody that it is there")
      #expect(try await count(said, for: bram) == 2)
      let list = { (app: AppClient) in
        try await app.get("/api/v1/statuses/\(said)/quotes").list.compactMap { $0["id"] as? String }
      }
      #expect(try await list(nobody) == [quiet, first])
      #expect(try await list(amina) == [named, quiet, first], "who is named in one finds it")
      #expect(try await list(bram) == [named, followers, quiet, first])
      let page = try await bram.get("/api/v1/statuses/\(said)/quotes?limit=1")
      #expect(page.list.count == 1 && page.links["next"]?.contains("max_id=\(named)&limit=1") == true)
      #expect(try await wrongCounts(town).isEmpty)

      try await bram.send(.delete, "/api/v1/statuses/\(first)")
      #expect(try await count(said, for: nobody) == 1)
      try await bram.send(.delete, "/api/v1/statuses/\(followers)")
      #expect(try await count(said, for: nobody) == 1, "what was not counted is not taken off")
      // A quote by way of a share is one of what was shared.
      let share = try await bram.post("/api/v1/statuses/\(said)/reblog").id
      try await bram.post("/api/v1/statuses", ["status": "By a share", "quoted_status_id": share])
      #expect(try await count(said, for: nobody) == 2)
      #expect(try await list(nobody).count == 2)
      #expect(try await nobody.get("/api/v1/statuses/\(share)/quotes").list.count == 2)
      #expect(try await wrongCounts(town).isEmpty)
      try await amina.send(.delete, "/api/v1/statuses/\(said)")
      #expect(try await nobody.get("/api/v1/statuses/\(said)/quotes").status == 404)
      #expect(try await wrongCounts(town).isEmpty)
    }
  }

  @Test("A quote in a group that shuts its door is neither counted nor listed outside", arguments: Town.engines)
  func group(_ engine: String) async throws {
    try await Town.open(on: engine) { town in
      let (ann, bob) = (try await town.person("amina"), try await town.person("bram"))
      let (amina, bram) = (try await AppClient.of(ann), try await AppClient.of(bob))
      let browser = try await bob.signedIn()
      try await GroupTests.found("club", door: "open", by: browser)
      let said = try await amina.post("/api/v1/statuses", ["status": "For all."]).id
      let inside = try await bram.post("/api/v1/statuses", ["status": "!club look", "quoted_status_id": said]).id
      #expect(try await count(said, for: amina) == 1)
      let profile = try await Groups(store: town.store).find("club", for: bob.id)
      try await town.store.write { tx in
        try GroupStore.closePosts(of: profile.id, in: tx)
      }
      #expect(try await count(said, for: amina) == 0)
      #expect(try await amina.get("/api/v1/statuses/\(said)/quotes").list.isEmpty)
      #expect(try await bram.get("/api/v1/statuses/\(said)/quotes").list.first?["id"] as? String == inside)
      #expect(try await wrongCounts(town).isEmpty)
    }
  }

  @Test("Whoever wrote a post takes it out of another, for good, and nobody else does", arguments: Town.engines)
  func revoked(_ engine: String) async throws {
    try await Town.open(on: engine) { town in
      let (ann, bob) = (try await town.person("amina"), try await town.person("bram"))
      let (amina, bram) = (try await AppClient.of(ann), try await AppClient.of(bob))
      let eve = try await AppClient.of(town.person("eve"))
      let said = try await amina.post("/api/v1/statuses", ["status": "The 61 is late."]).id
      let other = try await amina.post("/api/v1/statuses", ["status": "Another."]).id
      let quoting = try await bram.post("/api/v1/statuses", ["status": "She lies.", "quoted_status_id": said]).id
      let streams = StreamTown(town)
      let his = try await streams.listen(bob, .user).ears
      try await streams.tell()
      his.forget()
      let path = "/api/v1/statuses/\(said)/quotes/\(quoting)/revoke"
      for app in [bram, eve] { #expect(try await app.post(path).status == 403) }
      #expect(try await AppClient.of(ann, scopes: "read").post(path).status == 403)
      #expect(try await amina.post("/api/v1/statuses/\(other)/quotes/\(quoting)/revoke").status == 404)
      #expect(try await amina.post("/api/v1/statuses/\(said)/quotes/\(other)/revoke").status == 404)
      #expect(try await count(said, for: eve) == 1)
      for _ in 0..<2 {
        let taken = try await amina.post(path)
        #expect(taken.status == 200 && taken.id == quoting && taken["content"]?.contains("She lies.") == true)
        #expect(quote(taken)["state"] as? String == "revoked" && quote(taken)["quoted_status"] is NSNull)
      }
      #expect(try await count(said, for: eve) == 0)
      #expect(try await eve.get("/api/v1/statuses/\(said)/quotes").list.isEmpty)
      let page = try await town.visitor().get("/talk/\(quoting)")
      #expect(page.has("She lies.") && !page.has("The 61 is late.") && page.has("whose writer has taken that back"))
      try await streams.tell()
      #expect(his.events == ["status.update"])
      #expect(try (his.payloads().first?["quote"] as? [String: Any])?["state"] as? String == "revoked")
      #expect(try await wrongCounts(town).isEmpty)
    }
  }

  @Test(
    "Who may take a post up is for its writer to say, at first, later, and for all they say", arguments: Town.engines)
  func policy(_ engine: String) async throws {
    try await Town.open(on: engine) { town in
      let ann = try await town.person("amina")
      let (amina, bram) = (try await AppClient.of(ann), try await AppClient.of(town.person("bram")))
      let fan = try await AppClient.of(town.person("fan"))
      try await fan.post("/api/v1/accounts/\(ann.id)/follow")
      func may(_ app: AppClient, _ id: String) async throws -> Bool {
        let told = try await app.get("/api/v1/statuses/\(id)").object["quote_approval"] as? [String: Any]
        let answer = try await app.post("/api/v1/statuses", ["status": "Look", "quoted_status_id": id])
        #expect([200, 403].contains(answer.status))
        #expect(told?["current_user"] as? String == (answer.status == 200 ? "automatic" : "denied"))
        return answer.status == 200
      }
      let said = try await amina.post(
        "/api/v1/statuses", ["status": "For friends", "quote_approval_policy": "followers"])
      #expect((said.object["quote_approval"] as? [String: Any])?["automatic"] as? [String] == ["followers"])
      #expect(try await !may(bram, said.id))
      #expect(try await may(fan, said.id))
      #expect(try await may(amina, said.id))
      let path = "/api/v1/statuses/\(said.id)/interaction_policy"
      #expect(try await bram.send(.put, path, ["quote_approval_policy": "public"]).status == 403)
      #expect(try await amina.send(.put, path, ["quote_approval_policy": "odd"]).status == 422)
      let changed = try await amina.send(.put, path, ["quote_approval_policy": "nobody"])
      #expect((changed.object["quote_approval"] as? [String: Any])?["automatic"] as? [String] == [])
      #expect(try await !may(fan, said.id))
      #expect(try await may(amina, said.id))
      #expect(try await count(said.id, for: bram) == 3, "what took it up before stays")
      try await amina.send(
        .put, "/api/v1/statuses/\(said.id)", ["status": "For all", "quote_approval_policy": "public"])
      #expect(try await may(bram, said.id))
      // On pages it is the same rule.
      try await amina.send(.put, path, ["quote_approval_policy": "nobody"])
      let browser = try await town.person("zoe").signedIn()
      #expect(try await browser.post("/talk", ["text": "Hm", "quote": said.id]).status == 403)

      let own = try await amina.send(
        .patch, "/api/v1/accounts/update_credentials", ["source[quote_policy]": "nobody"])
      #expect((own.object["source"] as? [String: Any])?["quote_policy"] as? String == "nobody")
      #expect(try await amina.get("/api/v1/preferences")["posting:default:quote_policy"] == "nobody")
      let next = try await amina.post("/api/v1/statuses", ["status": "Mine alone"])
      #expect(try await !may(bram, next.id))
    }
  }
}
