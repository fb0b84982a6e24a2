import Commons
import Community
import Doors
import Foundation
import HTTPTypes
import Hummingbird
import Storehouse
import Testing

@testable import Guerilla

/// Every route there is, also those that are made tomorrow: whatever is sent to it is answered in words, and never ends
/// in a fault.
@Suite struct EveryDoorTests {
  /// What stands in a town that somebody could name in an address.
  private struct Things {
    var keys: [String] = []
    var handles: [String] = []
  }

  private func furnish(_ town: Town, _ amina: Browser, _ bram: Browser) async throws -> Things {
    let said = try await amina.post("/talk", ["text": "The 61 is late. #buses", "once": "a"])
    let asked = try await amina.post("/talk", ["kind": "question", "title": "When does it come?", "once": "b"])
    try await bram.post("/posts/\(asked.key)/replies", ["text": "At ten past.", "once": "c"])
    try await GroupTests.found("table", door: "private", by: amina)
    try await bram.post("/@amina/follow", ["on": "yes"])
    let thread = try await amina.post("/messages", ["to": "@bram", "text": "Hello", "once": "d"])
    try await amina.post(
      "/organisations",
      ["name": "The desk", "handle": "the-desk", "about": "Advice", "kind": "charity", "once": "e"])
    try await town.listen()
    let reply: Int64? = try await town.store.read { tx in
      try tx.value("SELECT max(id) FROM post WHERE parent_id IS NOT NULL")
    }
    let account: Int64? = try await town.store.read { tx in try tx.value("SELECT max(id) FROM account") }
    return Things(
      keys: [
        said.key, asked.key, String(reply ?? 0), String(account ?? 0), try await GroupTests.spaceID("table", in: town),
        String(thread.path.split(separator: "/").last ?? "0"), "0", "-1", "99999999999999999999", "x", "%00", "%ff",
        "%2e%2e%2f", String(repeating: "9", count: 400),
      ], handles: ["amina", "bram", "the-desk", "table", "nobody", "%ff", String(repeating: "a", count: 400)])
  }

  /// The routes of one method, with each place filled with several things.
  private func addresses(_ town: Town, _ method: HTTPRequest.Method, _ things: Things) -> [String] {
    var addresses: Set<String> = []
    for route in town.program.router().routes where route.method == method {
      var made = [route.path.description]
      while let index = made.firstIndex(where: { $0.contains("{") }) {
        let open = made.remove(at: index)
        guard let range = open.range(of: #"\{[^}]*\}"#, options: .regularExpression) else { break }
        let isHandle = open[range] == "{handle}"
        made += (isHandle ? things.handles : things.keys).map { open.replacingCharacters(in: range, with: $0) }
        if made.count > 600 { break }
      }
      addresses.formUnion(made)
    }
    // What programs ask has tests of its own: EveryOperationTests.
    return addresses.filter { address in
      address != "/live"
        && !["/api", "/.well-known", "/nodeinfo"].contains { address == $0 || address.hasPrefix($0 + "/") }
        && !["/oauth/token", "/oauth/revoke"].contains(address)
    }.sorted()
  }

  /// Every field that a form of this site has, with the same value in each.
  private func everyField(_ value: String) -> String {
    let names = [
      "text", "title", "name", "handle", "handles", "about", "purpose", "rules", "door", "kind", "audience", "as", "on",
      "once", "note", "language", "named", "seen", "email", "password", "old-password", "new-password", "next", "code",
      "ticket", "to", "uses", "days", "approval", "role", "answer", "why", "reason", "action", "concern", "words",
      "upheld", "theme", "id", "media", "list", "person", "word", "level", "order", "place", "relation", "links",
      "messages", "approve", "directory", "successor", "mail.reply", "posts", "sure", "q", "kept", "number", "services",
      "registration", "site-name", "topics", "people", "invitation", "List-Unsubscribe",
    ]
    return names.map { "\($0)=\(value)" }.joined(separator: "&")
  }

  private func bodies() -> [(name: String, type: String, bytes: [UInt8])] {
    let form = "application/x-www-form-urlencoded"
    let multipart = "multipart/form-data; boundary=edge"
    return [
      ("nothing", form, []), ("empty fields", form, Array(everyField("").utf8)),
      ("the letter x", form, Array(everyField("x").utf8)),
      ("numbers", form, Array(everyField("9223372036854775807").utf8)),
      ("too long", form, Array(everyField(String(repeating: "a", count: 3_000)).utf8)),
      ("not UTF-8", form, Array(everyField("%ff%fe").utf8)), ("a NUL", form, Array(everyField("a%00b").utf8)),
      ("markup", form, Array(everyField("%3Cscript%3Ealert(1)%3C/script%3E%20@amina%20%23x").utf8)),
      ("SQL", form, Array(everyField("%27%20OR%201%3D1%3B--%20%25_%22").utf8)),
      ("broken escapes", form, Array("text=%&=%zz&&&====&text".utf8)),
      ("no boundary", "multipart/form-data", Array("--x\r\n\r\n".utf8)),
      ("half a part", multipart, Array("--edge\r\nContent-Disposition: form-data; name=\"text\"\r\n\r\nHi".utf8)),
      (
        "a file for text", multipart,
        Array(
          "--edge\r\nContent-Disposition: form-data; name=\"text\"; filename=\"a\"\r\n\r\n\u{1}\u{2}\r\n--edge--\r\n"
            .utf8)
      ),
      ("JSON", "application/json", Array("{\"text\":[]}".utf8)),
    ]
  }

  @Test("Whatever is sent to any form is answered in words", arguments: Town.engines) func forms(_ engine: String)
    async throws
  {
    try await Town.open(on: engine) { town in
      let steward = try await town.person("first", role: .steward)
      let (amina, bram) = (try await town.person("amina").signedIn(), try await town.person("bram").signedIn())
      let things = try await furnish(town, amina, bram)
      let all = addresses(town, .post, things)
      #expect(all.count > 300, "\(all.count)")
      // Whom a walk signs out, deletes or locks is made anew.
      let bodies = bodies()
      var turn = 0
      for (who, member) in [("a visitor", nil), ("a member", "mona"), ("a steward", "first")] as [(String, String?)] {
        let resident = member == nil ? nil : member == "first" ? steward : try await town.person("mona")
        let browser = resident?.browser ?? town.visitor()
        for address in all {
          if let resident, turn % 40 == 0 { try await resident.signedIn() }
          // Not each with each: that would be a hundred thousand. Each route meets several, and another turn others.
          for step in 0..<2 {
            let body = bodies[(turn + step * 5) % bodies.count]
            let page = try await browser.send(
              .post, address, body: body.bytes, headers: [.contentType: body.type, .origin: "http://town.example"])
            #expect(page.status < 500 || page.status == 503, "\(who) sent \(body.name) to \(address): \(page.status)")
            if page.status >= 400 {
              #expect(page.has("<h1"), "\(who) sent \(body.name) to \(address): \(page.status) without words")
            }
            #expect(!page.has("<script>alert(1)"), "\(who) at \(address)")
          }
          turn += 1
        }
      }
    }
  }

  @Test("Whatever is asked of any page is answered in words", arguments: Town.engines) func pages(_ engine: String)
    async throws
  {
    try await Town.open(on: engine) { town in
      let steward = try await town.person("first", role: .steward).signedIn()
      let (amina, bram) = (try await town.person("amina").signedIn(), try await town.person("bram").signedIn())
      let things = try await furnish(town, amina, bram)
      let queries = [
        "", "?q=%ff", "?before=x&after=-1&page=99999999999999999999&branch=x&order=x&tab=x&kind=x&to=x&id=x&upto=x",
        "?before=0&after=0&page=0&branch=0&to=0&id=0&upto=0",
        "?before=9223372036854775807&page=-1&q=%27%22%3C&next=//evil.example",
      ]
      for (who, browser) in [("a visitor", town.visitor()), ("a member", bram), ("a steward", steward)] {
        for (number, address) in addresses(town, .get, things).enumerated() {
          for query in [queries[number % queries.count], queries[(number + 1) % queries.count]] {
            let page = try await browser.send(.get, address + query, body: nil)
            #expect(page.status < 500, "\(who) at \(address)\(query): \(page.status)")
            #expect(page.headers[.location]?.hasPrefix("//") != true, "\(who) at \(address)\(query)")
          }
        }
      }
    }
  }

  @Test("A form that is sent twice at the same moment does one thing", arguments: Town.engines) func doubleClick(
    _ engine: String
  ) async throws {
    try await Town.open(on: engine) { town in
      let (amina, bram) = (try await town.person("amina").signedIn(), try await town.person("bram").signedIn())
      try await bram.post("/@amina/follow", ["on": "yes"])
      let said = try await amina.post("/talk", ["text": "First.", "once": "first"])
      let long = String(repeating: "k", count: 150)
      let forms: [(path: String, form: KeyValuePairs<String, String>, count: Query)] = [
        ("/talk", ["text": "Said once.", "once": "a"], "SELECT count(*) FROM post WHERE text = 'Said once.'"),
        (
          "/talk", ["text": "Said once, too.", "once": long], "SELECT count(*) FROM post WHERE text = 'Said once, too.'"
        ),
        (
          "/posts/\(said.key)/replies", ["text": "Answered once.", "once": "b"],
          "SELECT count(*) FROM post WHERE text = 'Answered once.'"
        ),
        (
          "/groups", ["name": "Once", "handle": "once-only", "purpose": "x", "door": "open", "once": "c"],
          "SELECT count(*) FROM space"
        ),
        ("/messages", ["to": "@bram", "text": "Written once.", "once": "d"], "SELECT count(*) FROM message"),
        (
          "/organisations",
          ["name": "Desk", "handle": "once-desk", "about": "x", "kind": "charity", "once": "e"],
          "SELECT count(*) FROM organisation"
        ),
        (
          "/posts/\(said.key)/edit", ["text": "Changed once.", "seen": "0", "once": "f"],
          "SELECT count(*) FROM post_version WHERE text = 'Changed once.'"
        ),
        ("/lists", ["name": "Once", "once": "g"], "SELECT count(*) FROM people_list"),
        (
          "/invitations", ["to": "site", "uses": "1", "days": "7", "note": "x", "once": "h"],
          "SELECT count(*) FROM invitation"
        ),
      ]
      for (path, form, count) in forms {
        let statuses = try await withThrowingTaskGroup(of: Int.self) { group in
          for _ in 0..<4 { group.addTask { try await amina.post(path, form, follow: false).status } }
          return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(statuses == [303, 303, 303, 303], "\(path): \(statuses)")
        #expect(try await town.store.read { tx in try tx.value(count) } == 1, "\(path)")
      }
    }
  }
}
