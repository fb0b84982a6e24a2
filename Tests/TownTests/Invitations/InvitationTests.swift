import Commons
import Community
import Doors
import Foundation
import Storehouse
import Testing

@testable import Guerilla

@Suite struct InvitationTests {
  /// Makes a link by the form and gives back its path.
  private func invite(
    _ maker: Browser, to: String, uses: String = "1", days: String = "7", note: String = "Come & see.",
    approval: String = ""
  ) async throws -> String {
    let page = try await maker.post(
      "/invitations",
      ["to": to, "note": note, "uses": uses, "days": days, "approval": approval, "once": UUID().uuidString])
    #expect(page.path == "/invitations")
    return try #require(page.first("href=\"(/i/[^\"]+)\""))
  }

  private func join(_ handle: String, invitation: String, next: String, in browser: Browser) async throws
    -> Browser.Page
  {
    try await browser.post(
      "/join",
      [
        "name": handle, "handle": handle, "email": "\(handle)@town.example", "password": "three odd green words",
        "invitation": invitation,
        "next": next,
      ])
  }

  @Test(
    "Someone invited to a question writes first, makes an account then, and finds their words in the right place",
    arguments: Town.engines)
  func joinAndAnswer(_ engine: String) async throws {
    try await Town.open(on: engine) { town in
      let amina = try await town.person("amina").signedIn()
      let asked = try await amina.post(
        "/talk",
        ["kind": "question", "title": "Respite without three forms?", "text": "Has anyone managed?", "once": "q"])
      let id = try #require(asked.path.split(separator: "/").last?.split(separator: "-").first)
      let link = try await invite(amina, to: "talk-\(id)")
      let newcomer = town.visitor()
      let landing = try await newcomer.get(link)
      for words in [
        "Amina asks you about “Respite without three forms?”", "Come &amp; see.", "Has anyone managed?",
        "Join and answer",
      ] {
        #expect(landing.has(words))
      }
      let empty = try await newcomer.post("\(link)/answer", ["text": " ", "once": landing.once])
      #expect(empty.status == 422 && empty.has("Write something first."))
      let door = try await newcomer.post(
        "\(link)/answer", ["text": "Yes: ask for the <b>short</b> one.", "once": landing.once])
      #expect(door.path.hasPrefix("/join?invitation="))
      let next = try #require(door.first("name=\"next\" value=\"([^\"]+)\""))
      let token = String(link.dropFirst(3))
      let kept = try await join("newcomer", invitation: token, next: next, in: newcomer)
      #expect(kept.has("ask for the &lt;b&gt;short&lt;/b&gt; one."))
      let action = try #require(kept.first("action=\"(/i/[^\"]+)\""))
      let there = try await newcomer.post(action, ["text": "Yes: ask for the <b>short</b> one.", "once": landing.once])
      #expect(there.path.hasPrefix(asked.path) && there.has("1 answer"))
      try await newcomer.post(action, ["text": "Yes: ask for the <b>short</b> one.", "once": landing.once])
      #expect(try await town.visitor().get(asked.path).has("1 answer"))
      let uses: Int? = try await town.store.read { tx in try tx.value("SELECT uses FROM invitation") }
      #expect(uses == 1)
      #expect(try await town.visitor().get(link).status == 410, "it worked for one person")
      #expect(try await newcomer.get(link).path.hasPrefix(asked.path), "who came by it still gets there")
    }
  }

  @Test(
    "A link into a hidden group brings in as many as it says, also when many come at once, and nobody else learns of it",
    arguments: Town.engines)
  func hiddenGroup(_ engine: String) async throws {
    try await Town.open(on: engine) { town in
      let amina = try await town.person("amina").signedIn()
      try await GroupTests.found("cellar", door: "hidden", by: amina)
      let space = try await GroupTests.spaceID("cellar", in: town)
      let outsider = try await town.person("outsider").signedIn()
      let refused = try await outsider.post(
        "/invitations", ["to": "group-\(space)", "note": "", "uses": "1", "days": "7", "once": "x"])
      #expect(refused.status == 422 && refused.has("You cannot invite people to that.") && !refused.has("The cellar"))
      let link = try await invite(amina, to: "group-\(space)", uses: "5")
      #expect(try await town.visitor().get(link).has("The cellar"))
      var comers: [Browser] = []
      for number in 0..<8 { comers.append(try await town.person("comer\(number)").signedIn()) }
      let statuses = try await withThrowingTaskGroup(of: Int.self) { tasks in
        for comer in comers { tasks.addTask { try await comer.post(link).status } }
        return try await tasks.reduce(into: [Int]()) { $0.append($1) }
      }
      #expect(statuses.filter { $0 == 200 }.count == 5)
      #expect(statuses.filter { $0 == 410 }.count == 3)
      let members: Int? = try await town.store.read { tx in try tx.value("SELECT member_count FROM space") }
      #expect(members == 6)
      #expect(try await outsider.get("/i/\(String(repeating: "A", count: 43))").status == 404)
      #expect(try await outsider.get("/i/short").status == 404)
      let kept: [String] = try await town.store.read { tx in
        try tx.all("SELECT digest FROM invitation") { row in try row.take() }
      }
      #expect(!kept.contains { link.contains($0) } && kept.allSatisfy { $0.count == 64 }, "only digests are kept")
    }
  }

  @Test("An invitation ends when it is taken back, too old, or its maker may no longer invite", arguments: Town.engines)
  func ending(_ engine: String) async throws {
    try await Town.open(on: engine) { town in
      let aminaPerson = try await town.person("amina")
      let amina = try await aminaPerson.signedIn()
      let bramPerson = try await town.person("bram")
      let bram = try await bramPerson.signedIn()
      let cara = try await town.person("cara").signedIn()
      try await GroupTests.found("table", door: "private", by: amina)
      let space = try await GroupTests.spaceID("table", in: town)
      try await amina.post("/g/table/invitees", ["handles": "bram"])
      try await bram.post("/g/table/join")
      #expect(
        try await bram.post("/invitations", ["to": "group-\(space)", "uses": "1", "days": "7", "once": "m"]).status
          == 422)
      try await amina.post("/g/table/members/\(bramPerson.id)/role", ["role": "moderator"])
      let byBram = try await invite(bram, to: "group-\(space)", uses: "any")
      #expect(try await cara.get(byBram).status == 200)
      try await amina.post("/g/table/members/\(bramPerson.id)/remove")
      #expect(try await cara.post(byBram).status == 410)
      #expect(try await !bram.get("/invitations").has("The table"))

      let old = try await invite(amina, to: "group-\(space)", uses: "any", days: "1")
      town.clock.pass(.hours(25))
      #expect(try await cara.post(old).status == 410)
      let taken = try await invite(amina, to: "group-\(space)", uses: "any")
      let list = try await amina.get("/invitations")
      let key = try #require(list.first("action=\"/invitations/([0-9]+)/revoke\""))
      #expect(try await cara.post("/invitations/\(key)/revoke").status == 404, "only its maker takes it back")
      try await amina.post("/invitations/\(key)/revoke")
      #expect(try await cara.post(taken).status == 410)
      #expect(try await cara.get("/g/table").has("Ask to join"), "she is still outside")
    }
  }

  @Test("Where somebody has to say yes, the invited ask, and the shut out stay out", arguments: Town.engines)
  func approval(_ engine: String) async throws {
    try await Town.open(on: engine) { town in
      let amina = try await town.person("amina").signedIn()
      let caraPerson = try await town.person("cara")
      let cara = try await caraPerson.signedIn()
      try await GroupTests.found("cellar", door: "hidden", by: amina)
      let space = try await GroupTests.spaceID("cellar", in: town)
      let link = try await invite(amina, to: "group-\(space)", uses: "any", approval: "yes")
      #expect(try await cara.post(link).path == "/groups")
      #expect(try await cara.get("/g/cellar").status == 404)
      try await amina.post("/g/cellar/requests/\(caraPerson.id)", ["answer": "yes"])
      #expect(try await cara.get("/g/cellar").status == 200)
      try await amina.post("/g/cellar/members/\(caraPerson.id)/shut-out")
      let open = try await invite(amina, to: "group-\(space)", uses: "any")
      #expect(try await cara.post(open).status == 403)
      #expect(try await cara.get("/g/cellar").status == 404)
    }
  }

  @Test(
    "A conversation for named people opens to the invited, and only its author invites to it", arguments: Town.engines)
  func named(_ engine: String) async throws {
    try await Town.open(on: engine) { town in
      let amina = try await town.person("amina").signedIn()
      let bram = try await town.person("bram").signedIn()
      let cara = try await town.person("cara").signedIn()
      let posted = try await amina.post(
        "/talk", ["title": "The plan", "text": "Between us.", "audience": "named", "named": "bram", "once": "n"])
      let id = try #require(posted.path.split(separator: "/").last?.split(separator: "-").first)
      #expect(
        try await bram.post("/invitations", ["to": "talk-\(id)", "uses": "1", "days": "7", "once": "b"]).status == 422)
      let link = try await invite(amina, to: "talk-\(id)")
      let landing = try await cara.get(link)
      #expect(landing.has("The plan") && !landing.has("Between us."))
      #expect(try await cara.post(link).has("Between us."))
      let followers = try await amina.post("/talk", ["text": "For followers.", "audience": "followers", "once": "f"])
      let other = try #require(followers.path.split(separator: "/").last)
      #expect(
        try await amina.post("/invitations", ["to": "talk-\(other)", "uses": "1", "days": "7", "once": "c"]).status
          == 422)
    }
  }

  @Test(
    "A mailed invitation is one letter and one link for each address, and its form sent twice sends nothing twice",
    arguments: Town.engines)
  func mailed(_ engine: String) async throws {
    try await Town.open(on: engine) { town in
      let amina = try await town.person("amina").signedIn()
      let form: KeyValuePairs<String, String> = [
        "to": "site", "note": "Bring your glasses.", "uses": "any", "days": "30",
        "emails": "joan@town.example\nARTHUR@town.example joan@town.example", "once": "m",
      ]
      for _ in 0..<2 { #expect(try await amina.post("/invitations", form).path == "/invitations") }
      let letters: [String] = try await town.store.read { tx in
        try tx.all("SELECT payload FROM job WHERE kind = 'letter' AND payload LIKE '%Bring your glasses%' ORDER BY id")
        { row in try row.take() }
      }
      #expect(letters.count == 2)
      for letter in letters {
        let fields = try #require(try JSONSerialization.jsonObject(with: Data(letter.utf8)) as? [String: String])
        #expect(Set(fields.keys) == ["to", "toName", "subject", "text", "language"])
        #expect(fields["subject"] == "Amina invites you to Guerilla Policy")
        let text = try #require(fields["text"])
        let link = try #require(text.firstMatch(of: /http:\/\/town\.example(\/i\/[A-Za-z0-9_-]{43})\n/)).output.1
        #expect(try await town.visitor().get(String(link)).status == 200)
      }
      let wrong = try await amina.post(
        "/invitations",
        ["to": "site", "note": "n", "uses": "1", "days": "7", "emails": "a@b\r\nBcc: all@x.example", "once": "w"])
      #expect(wrong.status == 422)
      let many = (0..<11).map { "p\($0)@town.example" }.joined(separator: " ")
      #expect(
        try await amina.post("/invitations", ["to": "site", "uses": "1", "days": "7", "emails": many, "once": "y"])
          .status == 422)
    }
  }
}
