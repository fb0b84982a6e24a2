import Commons
import Community
import Storehouse
import Testing

@testable import Guerilla

@Suite struct OrganisationTests {
  @discardableResult private func found(
    _ handle: String, by owner: Browser, kind: String = "charity", shown: String = "yes"
  ) async throws -> Browser.Page {
    let page = try await owner.post(
      "/organisations",
      [
        "name": "The \(handle)", "handle": handle, "kind": kind, "about": "A warm room.", "place": "Northgate",
        "number": "C-1014",
        "services": "Daily drop-in\n\n  Hot meals ", "links": "https://drop.example", "shown": shown,
        "once": "org-\(handle)",
      ])
    #expect(page.path == "/@\(handle)")
    return page
  }

  @Test(
    "An organisation is added once, shows what it is, and hostile or wrong input is refused with everything kept",
    arguments: Town.engines)
  func founding(_ engine: String) async throws {
    try await Town.open(on: engine) { town in
      let amina = try await town.person("amina").signedIn()
      try await found("dropin", by: amina)
      let page = try await found("dropin", by: amina)
      for words in [
        "Charity", "C-1014", "Daily drop-in", "Hot meals", "https://drop.example", "Who speaks for it", "Amina",
      ] { #expect(page.has(words)) }
      let count: Int? = try await town.store.read { tx in try tx.value("SELECT count(*) FROM organisation") }
      #expect(count == 1)
      let wrong = try await amina.post(
        "/organisations",
        [
          "name": "<script>", "handle": "x", "kind": "bank", "about": "",
          "links": "javascript:alert(1)\nhttps://ok.example", "once": "2",
        ])
      #expect(wrong.status == 422)
      for words in [
        "A handle has 3 to 30 characters.", "Choose what sort", "Say in a sentence what", "A link starts with https://",
        "&lt;script&gt;",
      ] {
        #expect(wrong.has(words))
      }
      let long = String(repeating: "service\n", count: 21)
      #expect(
        try await amina.post(
          "/organisations", ["name": "n", "handle": "many", "kind": "other", "about": "a", "services": long]
        ).status == 422)
    }
  }

  @Test(
    "A speaker posts as the organisation: the public sees the organisation, its members see who wrote, and the log keeps it",
    arguments: Town.engines)
  func speaking(_ engine: String) async throws {
    try await Town.open(on: engine) { town in
      let amina = try await town.person("amina").signedIn()
      let bramPerson = try await town.person("bram")
      let bram = try await bramPerson.signedIn()
      let outsider = try await town.person("outsider").signedIn()
      let steward = try await town.person("siteward", role: .steward).signedIn()
      try await found("dropin", by: amina)
      let org: Int64? = try await town.store.read { tx in try tx.value("SELECT account_id FROM organisation") }
      let organisation = try #require(org)
      #expect(try await bram.post("/talk", ["text": "As them.", "as": "\(organisation)", "once": "0"]).status == 403)
      try await amina.post("/organisations/dropin/invitees", ["handle": "@bram", "role": "speaker"])
      #expect(
        try await bram.post("/talk", ["text": "As them.", "as": "\(organisation)", "once": "1"]).status == 403,
        "an invitation is no leave to speak")
      #expect(try await bram.get("/@dropin").has("You are invited to belong to it"))
      try await bram.post("/organisations/dropin/join")
      let posted = try await bram.post("/talk", ["text": "We open at nine.", "as": "\(organisation)", "once": "2"])
      #expect(posted.has("We open at nine."))
      #expect(try await amina.get(posted.path).has("written by <a href=\"/@bram\">@bram</a>"))
      #expect(try await steward.get(posted.path).has("@bram"))
      for browser in [outsider, town.visitor()] {
        for path in [posted.path, "/@dropin", "/talk"] { #expect(try await !browser.get(path).has("bram"), "\(path)") }
      }
      let logged: Int64? = try await town.store.read { tx in
        try tx.value(
          "SELECT actor_id FROM happening WHERE kind = 'post.published' AND speaking_as_id = \(organisation)")
      }
      #expect(logged == bramPerson.id.value)
      try await bram.post("/organisations/dropin/shown", ["shown": "yes"])
      #expect(try await town.visitor().get("/@dropin").has("href=\"/@bram\""))
      try await amina.post("/organisations/dropin/people/\(bramPerson.id)/remove")
      #expect(
        try await bram.post("/talk", ["text": "Still them?", "as": "\(organisation)", "once": "3"]).status == 403)
    }
  }

  @Test("Only owners say who belongs to it, editors edit, and the last owner stays", arguments: Town.engines)
  func roles(_ engine: String) async throws {
    try await Town.open(on: engine) { town in
      let aminaPerson = try await town.person("amina")
      let amina = try await aminaPerson.signedIn()
      let bramPerson = try await town.person("bram")
      let bram = try await bramPerson.signedIn()
      try await found("dropin", by: amina)
      #expect(try await bram.get("/organisations/dropin/edit").status == 404)
      #expect(try await bram.get("/organisations/dropin/people").status == 404)
      #expect(try await bram.post("/organisations/dropin/invitees", ["handle": "bram", "role": "owner"]).status == 403)
      #expect(try await bram.post("/organisations/dropin/ask", ["why": ""]).status == 422)
      try await bram.post("/organisations/dropin/ask", ["why": "I cook on Mondays."])
      #expect(try await bram.post("/organisations/dropin/requests/\(bramPerson.id)", ["answer": "yes"]).status == 403)
      #expect(try await amina.get("/organisations/dropin/people").has("I cook on Mondays."))
      try await amina.post("/organisations/dropin/requests/\(bramPerson.id)", ["answer": "yes"])
      #expect(try await amina.post("/organisations/dropin/requests/\(bramPerson.id)", ["answer": "no"]).status == 409)
      #expect(try await bram.get("/organisations/dropin/edit").status == 404)
      try await amina.post("/organisations/dropin/people/\(bramPerson.id)/role", ["role": "editor"])
      let edited = try await bram.post(
        "/organisations/dropin/edit",
        ["name": "The new name", "kind": "user-led", "about": "Warmer.", "place": "", "services": ""])
      #expect(edited.has("The new name"))
      #expect(edited.has("User-led organisation"))
      #expect(try await bram.post("/organisations/dropin/people/\(aminaPerson.id)/remove").status == 403)
      let refused = try await amina.post("/organisations/dropin/leave")
      #expect(refused.status == 409)
      #expect(refused.has("You are the only owner."))
      #expect(
        try await amina.post("/organisations/dropin/people/\(aminaPerson.id)/role", ["role": "member"]).status == 409)
      try await amina.post("/organisations/dropin/people/\(bramPerson.id)/role", ["role": "owner"])
      #expect(try await amina.post("/organisations/dropin/leave").status == 200)
      #expect(try await amina.get("/organisations/dropin/people").status == 404)
    }
  }

  @Test("An organisation with a login of its own looks after itself, and belongs to nothing", arguments: Town.engines)
  func ownLogin(_ engine: String) async throws {
    try await Town.open(on: engine) { town in
      let council = try await town.account("council", .organisation).signedIn()
      let bramPerson = try await town.person("bram")
      let bram = try await bramPerson.signedIn()
      try await found("dropin", by: bram)
      try await bram.post("/organisations/council/ask", ["why": "I work there."])
      #expect(try await council.get("/organisations/council/people").has("I work there."))
      try await council.post("/organisations/council/requests/\(bramPerson.id)", ["answer": "yes"])
      try await council.post("/organisations/council/people/\(bramPerson.id)/role", ["role": "owner"])
      #expect(
        try await bram.post("/organisations/council/leave").status == 200,
        "whoever signs in as the organisation still looks after it")
      #expect(try await council.post("/organisations/dropin/ask", ["why": "Let us in."]).status == 403)
      #expect(
        try await council.post(
          "/organisations", ["name": "Child", "handle": "child", "kind": "other", "about": "x", "once": "1"]
        ).status == 403)
      #expect(
        try await bram.post("/organisations/dropin/invitees", ["handle": "council", "role": "speaker"]).status == 422)
      #expect(try await council.get("/").status == 200)
      #expect(try await council.post("/talk", ["text": "We are listening.", "once": "t"]).status == 200)
      #expect(try await council.get("/organisations/council/edit").status == 200)
    }
  }

  @Test(
    "The directories are narrowed by kind, relation and place, and go on where the page ended", arguments: Town.engines)
  func directory(_ engine: String) async throws {
    try await Town.open(on: engine) { town in
      let amina = try await town.person("amina").signedIn()
      #expect(try await town.visitor().get("/organisations").has("There are no organisations yet."))
      try await found("dropin", by: amina)
      try await found("council", by: amina, kind: "council")
      let charities = try await town.visitor().get("/organisations?kind=charity&place=NORTHGATE")
      #expect(charities.has("The dropin") && !charities.has("The council"))
      #expect(try await town.visitor().get("/organisations?kind=funder").has("Nobody matches that."))
      #expect(try await !town.visitor().get("/people").has("The dropin"))
      #expect(try await town.visitor().get("/organisations?before=x&kind=%3Cscript%3E&place=%00").status < 500)
      try await town.store.write { tx in
        for number in 0..<45 {
          let id = try Participants.find(number: "\(number)", stem: "number", in: tx).id
          try tx.run("UPDATE account SET in_directory = TRUE, relation = 1 WHERE id = \(id)")
        }
      }
      let first = try await town.visitor().get("/people?relation=uses")
      let next = try #require(first.first("rel=\"next\" href=\"([^\"]+)\""))
      let second = try await town.visitor().get(next.replacing("&amp;", with: "&"))
      let shown = { (page: Browser.Page) in Set(page.body.matches(of: /@number-p\d+/).map { String($0.output) }) }
      #expect(shown(first).count == 40 && shown(second).count == 5)
      #expect(shown(first).isDisjoint(with: shown(second)))
    }
  }
}
