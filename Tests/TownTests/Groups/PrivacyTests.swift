import Commons
import Community
import Foundation
import Hummingbird
import Pages
import Storehouse
import Testing

@testable import Guerilla

/// What is behind a closed door is found by nobody else, whichever address they try.
@Suite struct PrivacyTests {
  /// A word that stands in the name of nothing but what must not be seen.
  static let canary = "zaubernuss"

  /// Whatever names something behind the door.
  struct Secrets {
    /// What goes into the places of routes, and into their queries.
    var keys: [String] = []
    /// What must stand on no page, whoever looks.
    var words: [String] = [PrivacyTests.canary]
  }

  private func furnish(_ door: String, _ town: Town, steward: Browser, member: Browser, memberID: Key<Account>)
    async throws -> Secrets
  {
    try await GroupTests.found("deep-cellar", door: door, by: steward, purpose: "A quiet table.")
    let space = try await GroupTests.spaceID("deep-cellar", in: town)
    if door == "hidden" {
      try await steward.post("/g/deep-cellar/invitees", ["handles": "member"])
      try await member.post("/g/deep-cellar/join")
    } else {
      try await member.post("/g/deep-cellar/ask", ["why": "Please."])
      try await steward.post("/g/deep-cellar/requests/\(memberID)", ["answer": "yes"])
    }
    let said = try await steward.post(
      "/talk",
      [
        "kind": "question", "title": "Where is the \(Self.canary)?",
        "text": "The \(Self.canary) in the hall. #\(Self.canary) @member",
        "audience": "group-\(space)", "once": "secret",
      ])
    #expect(said.has(Self.canary))
    try await member.post(
      said.path.replacing("/talk/", with: "/posts/") + "/replies",
      ["text": "My \(Self.canary) is here.", "once": "reply"])
    let posts: [Int64] = try await town.store.read { tx in
      try tx.all("SELECT id FROM post ORDER BY id") { row in try row.take() }
    }
    #expect(posts.count == 2)
    var secrets = Secrets()
    let file = "\(Self.canary)picture.webp"
    let media = try await town.store.write { tx in
      let id = tx.mint(Post.self)
      try tx.run(
        """
        INSERT INTO media (id, owner_id, post_id, kind, file, small_file, title, alt, uploaded_at)
        VALUES (\(id), \(memberID), \(posts[0]), 1, \(file), NULL, \(file), \(Self.canary), \(tx.now))
        """)
      try tx.run("UPDATE post SET has_media = TRUE WHERE id = \(posts[0])")
      return id
    }
    secrets.keys =
      posts.map(String.init) + [
        space, "deep-cellar", media.description, file, Self.canary, "\(posts[0])-where-is-the-\(Self.canary)",
      ]
    secrets.words += posts.map(String.init)
    if door == "hidden" { secrets.words += ["deep-cellar", "A quiet table.", space] }
    return secrets
  }

  /// Every address that can be made of the program's GET routes and what is known of the group.
  private func addresses(_ town: Town, _ secrets: Secrets, people: [String]) -> [String] {
    var addresses: Set<String> = []
    for route in town.program.router().routes where route.method == .get {
      let path = route.path.description
      let values = path.contains("@") ? people + ["deep-cellar"] : secrets.keys + people
      var made = [path]
      while let index = made.firstIndex(where: { $0.contains("{") || $0.contains("*") || $0.contains(":") }) {
        let open = made.remove(at: index)
        let pattern = #"\{[^}]*\}|\*\*|\*|:[a-zA-Z]+"#
        guard let range = open.range(of: pattern, options: .regularExpression) else { break }
        made += values.map { open.replacingCharacters(in: range, with: $0) }
        if made.count > 4000 { break }
      }
      addresses.formUnion(made)
    }
    let queries = [
      "q=\(Self.canary)", "before=9223372036854775807", "order=unanswered", "order=busy", "tab=everything",
      "tab=answers", "tab=groups", "tab=topics",
    ]
    for path in ["/", "/talk", "/search", "/people", "/groups", "/organisations", "/suggest"]
      + people.map({ "/@\($0)" })
    {
      for query in queries { addresses.insert("\(path)?\(query)") }
    }
    for key in secrets.keys {
      addresses.insert("/search?q=\(key)")
      addresses.insert("/talk/new?audience=group-\(key)")
      addresses.insert("/invitations/new?group=\(key)&talk=\(key)")
      addresses.insert("/report?kind=post&id=\(key)")
      addresses.insert("/report?kind=group&id=\(key)")
      addresses.insert("/suggest?q=\(key)")
    }
    return addresses.sorted()
  }

  @Test(
    "Nobody outside a closed group finds its posts, media, search hits, counts or, if it is hidden, its name, at any address",
    arguments: Town.engines, ["private", "hidden"])
  func canary(_ engine: String, _ door: String) async throws {
    try await Town.open(on: engine) { town in
      let steward = try await town.person("keeper").signedIn()
      let memberPerson = try await town.person("member")
      let member = try await memberPerson.signedIn()
      let secrets = try await furnish(door, town, steward: steward, member: member, memberID: memberPerson.id)
      let outsider = try await town.person("outsider").signedIn()
      let asking = try await town.person("asking").signedIn()
      try await asking.post("/g/deep-cellar/ask", ["why": "Let me in."])
      let formerPerson = try await town.person("former")
      let former = try await formerPerson.signedIn()
      try await steward.post("/g/deep-cellar/invitees", ["handles": "former"])
      try await former.post("/g/deep-cellar/join")
      #expect(try await former.get("/g/deep-cellar").has(Self.canary), "a member sees it, so this test can fail")
      try await former.post("/g/deep-cellar/leave")
      let shutOutPerson = try await town.person("shutout")
      let shutOut = try await shutOutPerson.signedIn()
      try await steward.post("/g/deep-cellar/invitees", ["handles": "shutout"])
      try await shutOut.post("/g/deep-cellar/join")
      try await steward.post("/g/deep-cellar/members/\(shutOutPerson.id)/shut-out")
      // A moderator of the whole site is an outsider too, until somebody reports something.
      let warden = try await town.person("warden", role: .moderator).signedIn()

      let people = ["keeper", "member"]
      // A stream never ends: what it tells an outsider is tested where streams are.
      let all = addresses(town, secrets, people: people).filter {
        $0 != "/live" && !$0.hasPrefix("/live?") && !$0.hasPrefix("/api/v1/streaming")
      }
      #expect(all.count > 60)
      // The same walk by a member finds plenty: if it did not, finding nothing would mean nothing.
      var found = 0
      for address in all where try await member.send(.get, address, body: nil).body.contains("in the hall") {
        found += 1
      }
      #expect(found >= 5, "a member found it at \(found) of \(all.count) addresses")
      let visitors = [
        ("signed out", town.visitor()), ("outsider", outsider), ("asking", asking), ("former", former),
        ("shut out", shutOut), ("warden", warden),
      ]
      for (who, browser) in visitors {
        for address in all {
          let page = try await browser.send(.get, address, body: nil)
          // Streams never end; they are tested where they are made.
          if page.headers[.contentType]?.hasPrefix("text/event-stream") == true { continue }
          var text = page.body + (page.headers[.location] ?? "")
          // What the visitor typed themselves may be said back to them.
          for echo in [address, Link.encoded(address), address.replacingOccurrences(of: "&", with: "&amp;")] {
            text = text.replacingOccurrences(of: echo, with: "")
          }
          // What a topic is called that is nowhere is what was asked for.
          let named = ["/topics/", "/api/v1/tags/"].filter { address.hasPrefix($0) }.map {
            String(address.dropFirst($0.count))
          }
          for typed in Self.typed(in: address) + named {
            text = text.replacingOccurrences(of: typed, with: "")
          }
          for word in secrets.words { #expect(!text.contains(word), "\(who) found \(word) at \(address)") }
          #expect(page.status != 500, "\(address)")
        }
      }
      // The same words for a group that is hidden and for one that is not there.
      if door == "hidden" {
        let missing = try await outsider.get("/g/no-such-group")
        let hidden = try await outsider.get("/g/deep-cellar")
        #expect(missing.status == 404 && hidden.status == 404)
        for path in ["members", "about", "settings", "leave"] {
          #expect(try await outsider.get("/g/deep-cellar/\(path)").status == 404)
        }
        for verb in ["join", "ask", "withdraw", "leave", "invitees", "settings"] {
          let hidden = try await outsider.post(
            "/g/deep-cellar/\(verb)", ["why": "x", "handles": "member", "door": "open", "name": "n", "purpose": "p"])
          let missing = try await outsider.post(
            "/g/no-such-group/\(verb)", ["why": "x", "handles": "member", "door": "open", "name": "n", "purpose": "p"])
          #expect(hidden.status == missing.status, "\(verb)")
        }
        let space = try await GroupTests.spaceID("deep-cellar", in: town)
        let posted = try await outsider.post("/talk", ["text": "x", "audience": "group-\(space)", "once": "1"])
        let nowhere = try await outsider.post("/talk", ["text": "x", "audience": "group-12345", "once": "2"])
        #expect(
          posted.status == nowhere.status && posted.has("You are not in that group.")
            && nowhere.has("You are not in that group."))
      }
    }
  }

  /// The parts of an address that a page may repeat.
  private static func typed(in address: String) -> [String] {
    guard let query = address.split(separator: "?").dropFirst().first else { return [] }
    return query.split(separator: "&").compactMap { $0.split(separator: "=").dropFirst().first.map(String.init) }.filter
    { $0.count > 3 }
  }

  @Test("“Did you mean” offers no word that was only said behind a closed door", arguments: Town.engines)
  func suggestions(_ engine: String) async throws {
    try await Town.open(on: engine) { town in
      let keeper = try await town.person("keeper").signedIn()
      let member = try await town.person("member").signedIn()
      try await GroupTests.found("table", door: "private", by: keeper)
      try await keeper.post("/g/table/invitees", ["handles": "member"])
      try await member.post("/g/table/join")
      let space = try await GroupTests.spaceID("table", in: town)
      for (number, browser) in [keeper, member, keeper, member].enumerated() {
        for (word, audience) in [
          (Self.canary, "group-\(space)"), ("marmalade", "members"), ("rhododendron", "followers"),
          ("lighthouse", "everyone"),
        ] {
          try await browser.post(
            "/talk",
            ["text": "We saw the \(word), number \(number).", "audience": audience, "once": "\(word)\(number)"])
        }
      }
      try await town.work()
      let visitor = town.visitor()
      #expect(try await visitor.get("/search?q=lighthuose").has("lighthouse"), "a public word is offered")
      for (slip, word) in [("zauebrnuss", Self.canary), ("marmelade", "marmalade"), ("rododendron", "rhododendron")] {
        for browser in [visitor, keeper] {
          #expect(try await !browser.get("/search?q=\(slip)").has(word), "\(word)")
        }
      }
    }
  }

  @Test("A profile shows only the groups that are open or shared", arguments: Town.engines) func profile(
    _ engine: String
  ) async throws {
    try await Town.open(on: engine) { town in
      let steward = try await town.person("keeper").signedIn()
      let bram = try await town.person("bram").signedIn()
      try await GroupTests.found("buses", door: "open", by: steward)
      try await GroupTests.found("table", door: "private", by: steward)
      let seen = try await bram.get("/@keeper?tab=groups")
      #expect(seen.has("The buses"))
      #expect(!seen.has("The table"))
      try await steward.post("/g/table/invitees", ["handles": "bram"])
      #expect(try await !bram.get("/@keeper?tab=groups").has("The table"))
      try await bram.post("/g/table/join")
      #expect(try await bram.get("/@keeper?tab=groups").has("The table"))
    }
  }

  @Test("A hundred posts in a private group do not hide what somebody said in public before", arguments: Town.engines)
  func manyPrivate(_ engine: String) async throws {
    try await Town.open(on: engine) { town in
      let stewardPerson = try await town.person("keeper")
      let steward = try await stewardPerson.signedIn()
      try await GroupTests.found("table", door: "private", by: steward)
      let space = try await GroupTests.spaceID("table", in: town)
      try await steward.post("/talk", ["text": "Said in public.", "once": "a"])
      let id = stewardPerson.id
      let key = try #require(Key<Space>(space))
      try await town.store.write { tx in
        for number in 0..<100 {
          let opening = try Opening(
            kind: .post, title: "", text: "Secret \(number)", language: "en", audience: .group, space: key)
          _ = try Conversations.start(opening, by: id, as: id, in: tx)
        }
      }
      let page = try await town.visitor().get("/@keeper")
      #expect(page.has("Said in public."))
      #expect(!page.has("Secret"))
    }
  }
}
