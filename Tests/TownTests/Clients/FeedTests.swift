import Commons
import Community
import Foundation
import HTTPTypes
import Hummingbird
import Pages
import Storehouse
import Testing

@testable import Bridges

/// What stands at the address of a page in another form.
@Suite struct FeedTests {
  @Test(arguments: Town.engines) func aFeedHoldsWhatEveryoneMayReadWhoeverAsks(_ engine: String) async throws {
    try await Town.open(on: engine) { town in
      let amina = try await town.person("amina")
      let phone = try await AppClient.of(amina)
      let open = try await phone.post("/api/v1/statuses", ["status": "For everyone & <all>"])
      for visibility in ["private", "direct"] {
        try await phone.post("/api/v1/statuses", ["status": "Secret \(visibility)", "visibility": visibility])
      }
      let browser = try await amina.signedIn()
      _ = try await browser.post("/talk", ["text": "Secret members", "audience": "members", "once": "1"])
      for path in ["/@amina.atom", "/@amina.rss", "/@amina.json"] {
        for page in [try await town.visitor().get(path), try await browser.get(path)] {
          #expect(page.status == 200)
          #expect(page.body.contains("For everyone"), "\(path)")
          #expect(!page.body.contains("Secret"), "\(path)")
        }
        let asHer = try await phone.get(path)
        #expect(asHer.status == 200 && !asHer.body.contains("Secret"), "\(path) with a token")
      }
      let atom = try await town.visitor().get("/@amina.atom")
      #expect(atom.headers[.contentType] == "application/atom+xml; charset=utf-8")
      #expect(atom.body.contains("<id>http://town.example/posts/\(open.id)</id>"))
      #expect(atom.body.contains("<title>For everyone &amp; &lt;all&gt;</title>"))
    }
  }

  @Test(arguments: Town.engines) func aClosedGroupHasNoFeedAndNoFace(_ engine: String) async throws {
    try await Town.open(on: engine) { town in
      let amina = try await town.person("amina")
      let browser = try await amina.signedIn()
      let groups = Groups(store: town.store)
      for door in GroupDoor.allCases {
        let group = try NewGroup(handle: "\(door)-group", name: "Group \(door)", purpose: "To try.", door: door)
        _ = try await groups.found(group, by: amina.id, once: "\(door)")
        for path in ["/g/\(door)-group.atom", "/g/\(door)-group.ics"] {
          for visitor in [town.visitor(), browser] {
            let page = try await visitor.get(path)
            #expect(page.status == (door.isClosed ? 404 : 200), "\(path)")
          }
        }
        let page = try await browser.get("/g/\(door)-group")
        #expect(page.body.contains("application/atom+xml") != door.isClosed)
        let found = try await groups.find("\(door)-group", for: amina.id)
        // That a private group is there is known; that a hidden one is, is not.
        let face = try await town.visitor().get("/avatars/\(found.id).png")
        #expect(face.status == (door == .hidden ? 404 : 200))
        let phone = try await AppClient.of(amina)
        let account = try await phone.get("/api/v1/accounts/\(found.id)")
        #expect(
          account["avatar"]?.hasSuffix(door == .hidden ? "/avatars/group.png" : "/avatars/\(found.id).png") == true)
      }
    }
  }

  @Test(arguments: Town.engines) func whatIsAsItWasIsNotSentAgain(_ engine: String) async throws {
    try await Town.open(on: engine) { town in
      let phone = try await AppClient.of(town.person("amina"))
      let first = try await phone.post("/api/v1/statuses", ["status": "One"])
      try await phone.post("/api/v1/statuses", ["status": "Two"])
      let reader = town.visitor()
      let feed = try await reader.get("/@amina.json")
      let tag = try #require(feed.headers[.eTag])
      let date = try #require(feed.headers[.lastModified])
      for headers: HTTPFields in [
        [.ifNoneMatch: tag], [.ifNoneMatch: "\"x\", \(tag.dropFirst(2))"], [.ifModifiedSince: date],
      ] {
        let again = try await reader.send(.get, "/@amina.json", body: nil, headers: headers)
        #expect(again.status == 304 && again.body.isEmpty)
      }
      // Something older is taken down: the newest is as it was, and yet the feed is another.
      try await phone.send(.delete, "/api/v1/statuses/\(first.id)")
      let changed = try await reader.send(
        .get, "/@amina.json", body: nil, headers: [.ifNoneMatch: tag, .ifModifiedSince: date])
      #expect(changed.status == 200 && !changed.body.contains("One"))
      let head = try await reader.send(.head, "/@amina.json", body: nil, headers: [:])
      #expect(head.status == 200 && head.body.isEmpty && head.headers[.eTag] == changed.headers[.eTag])
    }
  }

  @Test(arguments: Town.engines) func aPageIsDataForATokenAndNeverForACookie(_ engine: String) async throws {
    try await Town.open(on: engine) { town in
      let amina = try await town.person("amina")
      let phone = try await AppClient.of(amina)
      let browser = try await amina.signedIn()
      let asked = try await browser.post(
        "/talk",
        ["kind": "question", "title": "Who drives?", "text": "On Friday.", "once": "1", "audience": "members"])
      let id = try #require(asked.path.split(separator: "/").last?.prefix { $0.isNumber }).description
      let json: HTTPFields = [.accept: "application/json"]
      #expect(try await browser.send(.get, "/talk/\(id)", body: nil, headers: json).status == 404)
      let found = try await phone.send(.get, "/talk/\(id)", headers: json)
      #expect(found["kind"] == "question" && found["title"] == "Who drives?" && found["audience"] == "members")
      // A browser says that it takes HTML, and gets the page.
      let page = try await browser.get("/talk/\(id)", headers: [.accept: "text/html,application/json"])
      #expect(page.headers[.contentType]?.hasPrefix("text/html") == true)
    }
  }

  @Test(arguments: Town.engines) func aPageAsDataNeedsTheScopeOfATokenThatIsSent(_ engine: String) async throws {
    try await Town.open(on: engine) { town in
      let amina = try await town.person("amina")
      let narrow = try await AppClient.of(amina, scopes: "read:lists")
      let json: HTTPFields = [.accept: "application/json"]
      #expect(try await narrow.send(.get, "/@amina", headers: json).status == 403)
      #expect(try await town.visitor().send(.get, "/@amina", body: nil, headers: json).status == 200)
      for path in ["/@nobody", "/g/nowhere", "/talk/x", "/talk/99999999999999999999", "/@amina%00", "/topics/%FF"] {
        #expect(try await town.visitor().send(.get, path, body: nil, headers: json).status == 404, "\(path)")
      }
    }
  }

  @Test func whatXMLHasNoPlaceForIsLeftOut() {
    var xml = XMLWriter()
    xml.element("a", ["b": "\"<&\u{1}"], text: "x\u{0}\u{B}\u{FFFE}\u{FFFF}]]>\ty\r")
    #expect(xml.text.hasSuffix("<a b=\"&quot;&lt;&amp;\">x]]&gt;\ty&#13;</a>\n"))
  }

  @Test func aLineOfACalendarIsFoldedBetweenCharacters() {
    var calendar = CalendarWriter()
    calendar.line("SUMMARY", text: String(repeating: "é🚌", count: 40) + "; a,b\\c\nd\u{7}")
    let lines = calendar.text.components(separatedBy: "\r\n")
    #expect(lines.allSatisfy { $0.utf8.count <= 75 } && lines.count > 3)
    let unfolded = calendar.text.replacing("\r\n ", with: "")
    #expect(unfolded == "SUMMARY:" + String(repeating: "é🚌", count: 40) + "\\; a\\,b\\\\c\\nd\r\n")
  }

  @Test func aPathIsReadWithItsPlaces() {
    let pattern = PathPattern("/@{handle}.atom")
    #expect(pattern.places(in: "/@amina.atom") == ["handle": "amina"])
    for other in ["/@.atom", "/@amina.rss", "/@amina/x.atom", "/amina.atom", "/@amina.atom/"] {
      #expect(pattern.places(in: other) == nil, "\(other)")
    }
    let topic = PathPattern("/topics/{name}.json")
    #expect(topic.places(in: "/topics/caf%C3%A9.json") == ["name": "café"])
    // What is no text stays as it came, and is nobody's name.
    for raw in ["%FF", "%", "%4", "%zz", "%00", "%+1"] {
      #expect(topic.places(in: "/topics/\(raw).json") == ["name": raw], "\(raw)")
    }
  }

  @Test(arguments: Town.engines) func theFeedOfASearchIsWhatIsNewestWhateverMatchesBest(_ engine: String) async throws {
    try await Town.open(on: engine) { town in
      let amina = try await town.person("amina")
      let browser = try await amina.signedIn()
      // Better matches by far: in the title, and again and again.
      for number in 0..<25 {
        try await browser.post(
          "/talk",
          [
            "kind": "conversation", "title": "Swimming \(number)", "text": "Swimming, swimming, swimming.",
            "once": "\(number)", "audience": "everyone",
          ])
      }
      let phone = try await AppClient.of(amina)
      let newest = try await phone.post(
        "/api/v1/statuses",
        ["status": "After a long day of other things I went to the pool, and there was some swimming too."])
      // What was said long ago and brought here today is old.
      let old = Key<Post>(((town.clock.now - .days(3000)).milliseconds - Moment.keyEpoch.milliseconds) << 21)
      try await town.store.write { tx in
        _ = try Conversations.start(
          Opening(
            text: PostText("Swimming of old"), contentNote: nil, language: "en", audience: .everyone, space: nil,
            named: []), by: amina.id,
          as: amina.id, dated: old, in: tx)
      }
      func feed(_ path: String) async throws -> (ids: [String], next: String?) {
        let answer = try await town.visitor().get(path)
        #expect(answer.status == 200, "\(path)")
        let feed = try #require(try JSONSerialization.jsonObject(with: Data(answer.bytes)) as? [String: Any])
        let items = feed["items"] as? [[String: Any]] ?? []
        return (items.compactMap { $0["date_published"] as? String }, feed["next_url"] as? String)
      }
      let first = try await town.visitor().get("/search.json?q=swimming")
      #expect(first.has("some swimming too") && newest.status == 200)
      let page = try await feed("/search.json?q=swimming")
      #expect(page.ids.count == 20 && page.ids == page.ids.sorted(by: >))
      let next = try #require(page.next?.replacing("http://town.example", with: ""))
      let rest = try await feed(next)
      #expect(rest.ids.count == 7 && rest.ids == rest.ids.sorted(by: >) && rest.next == nil)
      #expect(try #require(page.ids.last) >= #require(rest.ids.first), "the pages join")
      #expect(try await town.visitor().get(next).has("Swimming of old"))
      #expect(try await feed("/search.json?q=swimming%20pool").ids.count == 1, "all that was typed is looked for")
      for odd in ["%22", "%2A", "-", "AND%20OR", "%27%29%3B"] {
        #expect(try await town.visitor().get("/search.atom?q=\(odd)").status == 200, "\(odd)")
      }
    }
  }

  @Test func noParameterOfAnOperationIsListedTwice() throws {
    for operation in Document.operations {
      let names = operation.parameters.map(\.name)
      #expect(Set(names).count == names.count, "\(operation.method) \(operation.path): \(names)")
      #expect(Set(names).isDisjoint(with: operation.placeNames), "\(operation.path)")
    }
    #expect(Set(Document.operations.map { "\($0.method) \($0.path)" }).count == Document.operations.count)
  }

  @Test func everyAnswerIsDescribed() {
    let known = Set(Schemas.all.map(\.name))
    #expect(known.count == Schemas.all.count)
    for operation in Document.operations {
      switch operation.answer {
      case .entity(let name), .list(let name, _): #expect(known.contains(name), "\(operation.path): \(name)")
      case .nothing, .text: break
      }
      #expect(operation.scope.map { Scopes(asked: $0) != nil } ?? true, "\(operation.path)")
    }
  }
}
