import Commons
import Community
import Foundation
import HTTPTypes
import Hummingbird
import Pages
import Testing

@testable import Bridges

/// What an app writes and reads of posts.
@Suite struct StatusTests {
  @Test(arguments: Town.engines) func aTitledConversationIsAStatusWhoseFirstLineIsTheTitle(_ engine: String)
    async throws
  {
    try await Town.open(on: engine) { town in
      let amina = try await town.person("amina")
      let page = try await amina.signedIn().post(
        "/talk",
        [
          "kind": "question", "title": "Who runs the <lunch> club?", "text": "On Fridays.", "once": "1",
          "audience": "everyone",
        ])
      let phone = try await AppClient.of(amina)
      let id = try #require(page.path.split(separator: "/").last?.prefix { $0.isNumber }).description
      let status = try await phone.get("/api/v1/statuses/\(id)")
      #expect(status["content"]?.hasPrefix("<p><strong><a href=\"http://town.example/talk/\(id)") == true)
      #expect(status["content"]?.contains("Who runs the &lt;lunch&gt; club?") == true)
      #expect((status.object["card"] as? [String: Any])?["title"] as? String == "Who runs the <lunch> club?")
      // What an app gets to change holds the title, and what it sends back keeps it.
      let source = try await phone.get("/api/v1/statuses/\(id)/source")
      #expect(source["text"] == "Who runs the <lunch> club?\n\nOn Fridays.")
      let changed = try await phone.send(.put, "/api/v1/statuses/\(id)", ["status": "Who runs it?\n\nOn Mondays."])
      #expect(
        changed["content"]?.contains("Who runs it?") == true
          && changed["content"]?.contains("<p>On Mondays.</p>") == true)
      #expect(try await phone.get("/api/v1/statuses/\(id)/history").list.count == 2)
    }
  }

  @Test(arguments: Town.engines) func aReplyForFewerReadersNeverStandsInAConversationForMore(_ engine: String)
    async throws
  {
    try await Town.open(on: engine) { town in
      let amina = try await AppClient.of(town.person("amina"))
      let bilal = try await AppClient.of(town.person("bilal"))
      let carol = try await AppClient.of(town.person("carol"))
      let open = try await amina.post("/api/v1/statuses", ["status": "The bus was late."])
      let aside = try await bilal.post(
        "/api/v1/statuses", ["status": "@amina I know why.", "in_reply_to_id": open.id, "visibility": "direct"])
      #expect(aside["visibility"] == "direct" && aside["in_reply_to_id"] == nil)
      #expect((aside.object["quote"] as? [String: Any])?["state"] as? String == "accepted")
      #expect(try await amina.get("/api/v1/statuses/\(aside.id)").status == 200)
      #expect(try await carol.get("/api/v1/statuses/\(aside.id)").status == 404)
      let descendants = try await carol.get("/api/v1/statuses/\(open.id)/context").object["descendants"] as? [Any]
      #expect(descendants?.isEmpty == true)
      // And the other way round: what is said in a direct conversation stays there.
      let answer = try await amina.post(
        "/api/v1/statuses", ["status": "Tell me. @carol", "in_reply_to_id": aside.id, "visibility": "public"])
      #expect(answer["visibility"] == "direct")
      #expect(try await carol.get("/api/v1/statuses/\(answer.id)").status == 404)
    }
  }

  @Test(arguments: Town.engines) func whatIsUnlistedIsReadByAllAndListedNowhere(_ engine: String) async throws {
    try await Town.open(on: engine) { town in
      let amina = try await AppClient.of(town.person("amina"))
      let quiet = try await amina.post("/api/v1/statuses", ["status": "Quietly #rain", "visibility": "unlisted"])
      let nobody = AppClient(browser: town.visitor(), token: "")
      #expect(try await nobody.get("/api/v1/statuses/\(quiet.id)")["visibility"] == "unlisted")
      for path in ["/api/v1/timelines/public", "/api/v1/timelines/tag/rain"] {
        #expect(try await nobody.get(path).list.isEmpty, "\(path)")
      }
      #expect(try await !town.visitor().get("/talk").has("Quietly"))
    }
  }

  @Test(arguments: Town.engines) func theSameKeyPublishesOnceAndPagesJoinWithoutGaps(_ engine: String) async throws {
    try await Town.open(on: engine) { town in
      let amina = try await AppClient.of(town.person("amina"))
      let key: HTTPFields = [HTTPField.Name.idempotencyKey: "abc"]
      let first = try await amina.send(.post, "/api/v1/statuses", ["status": "Once"], headers: key)
      let second = try await amina.send(.post, "/api/v1/statuses", ["status": "Once"], headers: key)
      #expect(first.id == second.id && !first.id.isEmpty)
      var ids = [first.id]
      for number in 1...9 { ids.append(try await amina.post("/api/v1/statuses", ["status": "Number \(number)"]).id) }
      let newest = ids.reversed().map { $0 }
      func page(_ query: String) async throws -> [String] {
        try await amina.get("/api/v1/timelines/home?limit=3&\(query)").list.compactMap { $0["id"] as? String }
      }
      #expect(try await page("") == Array(newest[0..<3]))
      #expect(try await page("max_id=\(newest[2])") == Array(newest[3..<6]))
      #expect(try await page("since_id=\(newest[6])") == Array(newest[0..<3]))
      #expect(try await page("min_id=\(newest[6])") == Array(newest[3..<6]))
      let answer = try await amina.get("/api/v1/timelines/home?limit=3")
      #expect(answer.links["next"] == "http://town.example/api/v1/timelines/home?max_id=\(newest[2])&limit=3")
      #expect(answer.links["prev"] == "http://town.example/api/v1/timelines/home?min_id=\(newest[0])&limit=3")
    }
  }

  @Test(arguments: Town.engines) func aPostThatBeginsWithAGroupsNameIsSaidInIt(_ engine: String) async throws {
    try await Town.open(on: engine) { town in
      let amina = try await town.person("amina")
      let browser = try await amina.signedIn()
      try await GroupTests.found("lunch-club", door: "ask", by: browser, purpose: "Lunch.")
      let phone = try await AppClient.of(amina)
      let outsider = try await AppClient.of(town.person("outsider"))
      let inside = try await phone.post("/api/v1/statuses", ["status": "@lunch-club Soup today"])
      #expect(inside.status == 200)
      let group = try await phone.get("/api/v1/accounts/lookup?acct=lunch-club")
      #expect(group.object["group"] as? Bool == true)
      let said = try await phone.get("/api/v1/accounts/\(group.id)/statuses").list.compactMap { $0["id"] as? String }
      #expect(said == [inside.id])
      // Whoever is not in the group says it to everyone, and not in the group.
      let outside = try await outsider.post("/api/v1/statuses", ["status": "@lunch-club Hello"])
      #expect(try await phone.get("/api/v1/accounts/\(group.id)/statuses").list.count == 1)
      #expect(outside["visibility"] == "public")
    }
  }

  @Test(arguments: Town.engines) func badInputIsToldInWordsAndNothingIsDone(_ engine: String) async throws {
    try await Town.open(on: engine) { town in
      let amina = try await AppClient.of(town.person("amina"))
      let long = String(repeating: "a", count: 10_001)
      let bad: [(String, Int)] = [
        ("{\"status\": \"\"}", 422), ("{\"status\": \"\(long)\"}", 422),
        ("{\"status\": \"x\", \"visibility\": \"secret\"}", 422),
        ("{\"status\": \"x\", \"in_reply_to_id\": \"12\"}", 404),
        ("{\"status\": \"x\", \"in_reply_to_id\": {\"a\": 1}}", 404),
        ("{\"status\": \"x\", \"sensitive\": \"perhaps\"}", 422), ("{\"status\": \"x\", \"media_ids\": [\"1\"]}", 422),
        ("{\"status\": \"x\", \"poll\": {\"options\": [\"one\"]}}", 422),
        ("{\"status\": \"x\", \"scheduled_at\": \"soon\"}", 422),
        ("{\"status\": \"\\u0000\"}", 400), ("[1, 2]", 400), ("{", 400), ("", 422),
        (String(repeating: "[", count: 5000), 400),
        ("{\"a\":" + String(repeating: "[", count: 400) + String(repeating: "]", count: 400) + "}", 422),
      ]
      for (json, status) in bad {
        let answer = try await amina.send(.post, "/api/v1/statuses", json: json)
        #expect(answer.status == status, "\(json.prefix(60)): \(answer.status) \(answer.body.prefix(200))")
        #expect(answer.error?.isEmpty == false, "\(json.prefix(60))")
      }
      #expect(try await amina.get("/api/v1/timelines/home").list.isEmpty)
      for path in [
        "/api/v1/nothing", "/api", "/api/v9/x/y/z", "/api/v1/statuses/999999999999999999999", "/api/v1/statuses/-1",
      ] {
        let answer = try await amina.get(path)
        #expect(answer.status == 404 && answer.error != nil, "\(path)")
      }
      #expect(try await amina.send(.delete, "/api/v1/instance").status == 405)
      let invalid = try await amina.send(
        .post, "/api/v1/statuses", body: Array("status=%ff%fe".utf8),
        headers: [.contentType: "application/x-www-form-urlencoded"])
      #expect(invalid.status == 400 && invalid.error != nil)
    }
  }

  @Test(arguments: Town.engines) func aCheckIsVotedOnOnceByOthersWhileItIsOpen(_ engine: String) async throws {
    try await Town.open(on: engine) { town in
      let amina = try await AppClient.of(town.person("amina"))
      let bilal = try await AppClient.of(town.person("bilal"))
      let status = try await amina.send(
        .post, "/api/v1/statuses",
        json:
          "{\"status\": \"Which day?\", \"poll\": {\"options\": [\"Monday\", \"Friday\"], \"expires_in\": \"3600\", \"hide_totals\": \"true\"}}"
      )
      let poll = "/api/v1/polls/\(status.id)"
      #expect(try await amina.post("\(poll)/votes", ["choices[]": "0"]).status == 422)
      for wrong in ["2", "-1", "x", ""] {
        #expect(try await bilal.post("\(poll)/votes", ["choices[]": wrong]).status == 422, "\(wrong)")
      }
      let voted = try await bilal.post("\(poll)/votes", ["choices[]": "1"])
      #expect(voted.status == 200 && voted.object["own_votes"] as? [Int] == [1])
      #expect(((voted.object["options"] as? [[String: Any]])?[1]["votes_count"]) is NSNull)
      #expect(try await bilal.post("\(poll)/votes", ["choices[]": "0"]).status == 422)
      town.clock.pass(.hours(2))
      let over = try await amina.get(poll)
      #expect(over.object["expired"] as? Bool == true)
      #expect((over.object["options"] as? [[String: Any]])?.map { $0["votes_count"] as? Int } == [0, 1])
      let late = try await AppClient.of(town.person("carol"))
      #expect(try await late.post("\(poll)/votes", ["choices[]": "0"]).status == 422)
    }
  }
}
