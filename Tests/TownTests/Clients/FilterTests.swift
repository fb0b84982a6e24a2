import Commons
import Foundation
import HTTPTypes
import Storehouse
import Testing

@testable import Bridges
@testable import Community
@testable import Guerilla

@Suite struct FilterTests {
  @Test("A filter is made, read, changed and taken out, with its words and posts", arguments: Town.engines)
  func filters(_ engine: String) async throws {
    try await Town.open(on: engine) { town in
      let (amina, bram) = (
        try await AppClient.of(town.person("amina")), try await AppClient.of(town.person("bram"))
      )
      let made = try await amina.send(
        .post, "/api/v2/filters",
        json: """
          {"title": "Turnips", "context": ["home", "public"], "filter_action": "warn", "expires_in": "3600",
           "keywords_attributes": [{"keyword": "turnip", "whole_word": "true"}, {"keyword": "swede", "whole_word": false}]}
          """)
      #expect(made.status == 200 && made["title"] == "Turnips" && made["filter_action"] == "warn")
      #expect(made.object["context"] as? [String] == ["home", "public"])
      #expect(made["expires_at"] != nil)
      let words = try #require(made.object["keywords"] as? [[String: Any]])
      #expect(words.map { $0["keyword"] as? String } == ["turnip", "swede"])
      #expect(words.map { $0["whole_word"] as? Bool } == [true, false])
      let path = "/api/v2/filters/\(made.id)"
      let first = try #require(words[0]["id"] as? String)
      let second = try #require(words[1]["id"] as? String)
      let changed = try await amina.send(
        .put, path,
        json: """
          {"filter_action": "blur", "expires_in": "", "keywords_attributes": [{"id": "\(first)", "_destroy": true}, {"id": "\(second)", "keyword": "beet"}]}
          """)
      #expect(changed["filter_action"] == "blur" && changed["title"] == "Turnips" && changed["expires_at"] == nil)
      #expect((changed.object["keywords"] as? [[String: Any]])?.map { $0["keyword"] as? String } == ["beet"])
      let added = try await amina.post("\(path)/keywords", ["keyword": "leek"])
      #expect(added["keyword"] == "leek" && added.object["whole_word"] as? Bool == true)
      #expect(
        try await amina.send(.put, "/api/v2/filters/keywords/\(added.id)", ["whole_word": "false"])["keyword"] == "leek"
      )
      #expect(try await amina.get("\(path)/keywords").list.count == 2)
      let said = try await bram.publish("Something else.")
      let listed = try await amina.post("\(path)/statuses", ["status_id": said])
      #expect(listed["status_id"] == said)
      #expect(try await amina.get("/api/v2/filters/statuses/\(listed.id)")["status_id"] == said)
      let shown = try await amina.get("/api/v1/timelines/public").list.first { $0["id"] as? String == said }
      let filtered = (shown?["filtered"] as? [[String: Any]])?.first
      #expect(filtered?["status_matches"] as? [String] == [said])

      // None of it is anybody else's.
      for (method, place) in [
        ("GET", path), ("PUT", path), ("DELETE", path), ("GET", "\(path)/keywords"), ("POST", "\(path)/keywords"),
        ("GET", "/api/v2/filters/keywords/\(second)"), ("DELETE", "/api/v2/filters/keywords/\(second)"),
        ("PUT", "/api/v2/filters/keywords/\(second)"), ("GET", "/api/v2/filters/statuses/\(listed.id)"),
        ("DELETE", "/api/v2/filters/statuses/\(listed.id)"), ("GET", "/api/v1/filters/\(second)"),
        ("DELETE", "/api/v1/filters/\(second)"),
      ] {
        let answer = try await bram.send(
          .init(method) ?? .get, place, ["keyword": "x", "title": "x", "context[]": "home"])
        #expect(answer.status == 404, "\(method) \(place)")
      }
      #expect(try await amina.get("/api/v2/filters").list.count == 1)
      #expect(try await bram.get("/api/v2/filters").list.isEmpty)

      #expect(try await amina.send(.delete, "/api/v2/filters/statuses/\(listed.id)").status == 200)
      #expect(try await amina.send(.delete, "/api/v2/filters/keywords/\(second)").status == 200)
      #expect(try await amina.send(.delete, path).status == 200)
      #expect(try await amina.get(path).status == 404)
      let left: Int? = try await town.store.read { tx in
        try tx.value(
          "SELECT (SELECT count(*) FROM word_filter) + (SELECT count(*) FROM word_filter_word) + (SELECT count(*) FROM word_filter_post)"
        )
      }
      #expect(left == 0)
    }
  }

  @Test("What makes no filter is refused with words", arguments: Town.engines)
  func refused(_ engine: String) async throws {
    try await Town.open(on: engine) { town in
      let amina = try await AppClient.of(town.person("amina"))
      let long = String(repeating: "x", count: 201)
      for json in [
        "{}", "{\"title\": \"x\"}", "{\"context\": [\"home\"]}", "{\"title\": \"x\", \"context\": [\"attic\"]}",
        "{\"title\": \"\(long)\", \"context\": [\"home\"]}",
        "{\"title\": \"x\", \"context\": [\"home\"], \"filter_action\": \"eat\"}",
        "{\"title\": \"x\", \"context\": [\"home\"], \"expires_in\": \"soon\"}",
        "{\"title\": \"x\", \"context\": [\"home\"], \"keywords_attributes\": [{\"keyword\": \"\(long)\"}]}",
        "{\"title\": \"x\", \"context\": [\"home\"], \"keywords_attributes\": [{\"whole_word\": \"true\"}]}",
      ] {
        let answer = try await amina.send(.post, "/api/v2/filters", json: json)
        #expect(answer.status == 422 && answer.error != nil, "\(json)")
      }
      #expect(try await amina.get("/api/v2/filters").list.isEmpty, "nothing is half made")
      let far = try await amina.send(
        .post, "/api/v2/filters",
        json: "{\"title\": \"x\", \"context\": [\"home\"], \"expires_in\": 9223372036854775807}")
      #expect(far.status == 200)
    }
  }

  @Test("A filter of an older app is one word of a filter", arguments: Town.engines)
  func older(_ engine: String) async throws {
    try await Town.open(on: engine) { town in
      let amina = try await AppClient.of(town.person("amina"))
      let made = try await amina.post(
        "/api/v1/filters", ["phrase": "turnip", "context[]": "home", "irreversible": "true", "whole_word": "true"])
      #expect(made["phrase"] == "turnip" && made.object["irreversible"] as? Bool == true)
      let whole = try #require(try await amina.get("/api/v2/filters").list.first)
      #expect(whole["filter_action"] as? String == "hide" && whole["title"] as? String == "turnip")
      let changed = try await amina.send(
        .put, "/api/v1/filters/\(made.id)", ["phrase": "swede", "context[]": "public", "irreversible": "false"])
      #expect(changed["phrase"] == "swede" && changed.object["context"] as? [String] == ["public"])
      let id = try #require(whole["id"] as? String)
      try await amina.post("/api/v2/filters/\(id)/keywords", ["keyword": "leek"])
      #expect(try await amina.get("/api/v1/filters").list.count == 2)
      #expect(try await amina.send(.put, "/api/v1/filters/\(made.id)", ["irreversible": "true"]).status == 422)
      #expect(try await amina.send(.put, "/api/v1/filters/\(made.id)", ["phrase": "beet"])["phrase"] == "beet")
      #expect(try await amina.send(.delete, "/api/v1/filters/\(made.id)").status == 200)
      #expect(try await amina.get("/api/v2/filters/\(id)").status == 200, "another word is left in it")
      #expect(try await amina.post("/api/v1/filters", ["phrase": "", "context[]": "home"]).status == 422)
    }
  }

  @Test("A word hidden on the page and a filter of an app are one thing", arguments: Town.engines)
  func oneThing(_ engine: String) async throws {
    try await Town.open(on: engine) { town in
      let (ann, bob) = (try await town.person("amina"), try await town.person("bram"))
      let (amina, bram) = (try await AppClient.of(ann), try await AppClient.of(bob))
      let page = try await ann.signedIn()
      try await amina.post("/api/v1/accounts/\(bob.id)/follow")
      try await bram.publish("About turnips, again.")
      try await bram.publish("About swedes.")
      // From the page to the app.
      try await page.post("/settings/words", ["word": "Turnips"])
      let filter = try #require(try await amina.get("/api/v2/filters").list.first)
      #expect(filter["title"] as? String == "turnips" && filter["filter_action"] as? String == "hide")
      for path in ["/api/v1/timelines/home", "/api/v1/timelines/public", "/api/v1/accounts/\(bob.id)/statuses"] {
        #expect(try await !amina.get(path).body.contains("About turnips"), "\(path)")
        #expect(try await amina.get(path).body.contains("About swedes"), "\(path)")
      }
      // From the app to the page.
      let made = try await amina.post(
        "/api/v2/filters",
        [
          "title": "Swedes", "context[]": "home", "filter_action": "hide", "expires_in": "600",
          "keywords_attributes[0][keyword]": "swede", "keywords_attributes[0][whole_word]": "false",
        ])
      #expect(try await !page.get("/?tab=following").has("About swedes"))
      #expect(try await page.get("/talk").has("About swedes"), "a filter for home is for home")
      #expect(try await page.get("/settings/words").has("swede"))
      #expect(try await bob.signedIn().get("/talk").has("About turnips"), "nobody hides from others")
      // A filter that has ended hides nothing.
      town.clock.pass(.minutes(11))
      #expect(try await page.get("/?tab=following").has("About swedes"))
      #expect(try await amina.get("/api/v2/filters/\(made.id)").status == 200)
      // What warns is shown on pages, which have no place for a warning.
      try await amina.send(.put, "/api/v2/filters/\(made.id)", ["filter_action": "warn", "expires_in": ""])
      #expect(try await page.get("/?tab=following").has("About swedes"))
      try await page.post("/settings/words", ["remove": "turnips"])
      #expect(try await page.get("/talk").has("About turnips"))
      #expect(try await amina.get("/api/v2/filters").list.count == 1)
    }
  }

  @Test("A whole word is found as a word, and signs as they are typed") func words() {
    let text = FilteredText("Who’s run the Lunch-club? It’s C++, 100% — déjà vu.")
    for (word, isWhole, isSaid) in [
      ("lunch club", true, true), ("lunch", true, true), ("lun", true, false), ("lun", false, true),
      ("who's", true, true), ("c++", true, true), ("C", true, true), ("++", false, true), ("100%", true, true),
      ("00%", true, false), ("déjà", true, true), ("", true, false), ("  ", true, false), ("vu.", true, true),
    ] {
      #expect(text.says(word, isWhole: isWhole) == isSaid, "\(word) \(isWhole)")
    }
  }
}
