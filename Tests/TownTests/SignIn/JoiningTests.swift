import Commons
import Community
import Doors
import HTTPTypes
import Storehouse
import Testing

@testable import Guerilla

@Suite struct JoiningTests {
  @Test("Of twenty who join a new site at the same moment exactly one becomes its steward", arguments: Town.engines)
  func founder(_ engine: String) async throws {
    try await Town.open(on: engine) { town in
      try await withThrowingTaskGroup(of: Void.self) { group in
        for number in 0..<20 {
          group.addTask {
            let page = try await town.visitor().post(
              "/join",
              [
                "name": "N\(number)", "handle": "person\(number)", "email": "p\(number)@town.example",
                "password": Town.password,
              ])
            #expect(page.status == 200)
          }
        }
        try await group.waitForAll()
      }
      let counts = try await town.store.read { tx in
        (
          try tx.value("SELECT count(*) FROM account WHERE role = 2") as Int?,
          try tx.value("SELECT count(*) FROM account") as Int?
        )
      }
      #expect(counts.0 == 1)
      #expect(counts.1 == 20)
    }
  }

  @Test("A link confirms an address only when its button is pressed, and only once", arguments: Town.engines)
  func verify(_ engine: String) async throws {
    try await Town.open(on: engine) { town in
      let amina = try await town.joined("amina")
      let letter = try #require(try await town.letters(to: "amina@town.example").first)
      #expect(letter.text.contains("text/html"))
      #expect(letter.text.contains("text/plain"))
      #expect(!letter.text.contains("<img"))
      let link = try #require(letter.path("/verify/"))
      // A scanner looks at it, twice.
      for _ in 0..<2 { #expect(try await town.visitor().get(link).status == 200) }
      #expect(try await amina.get("/settings/email").has("Not confirmed yet"))
      #expect(try await town.visitor().post(link).has("Your address is confirmed"))
      #expect(try await amina.get("/settings/email").has("Confirmed"))
      #expect(try await town.visitor().post(link).status == 410)
      #expect(try await town.visitor().get(link).status == 410)
      // The token itself is in no table.
      let token = String(link.dropFirst("/verify/".count))
      let kept: Int? = try await town.store.read { tx in
        try tx.value("SELECT count(*) FROM job WHERE payload LIKE \("%" + token + "%")")
      }
      #expect(kept == 0)
    }
  }

  @Test("A link to confirm is too old after a week", arguments: Town.engines) func oldLink(_ engine: String)
    async throws
  {
    try await Town.open(on: engine) { town in
      _ = try await town.joined("amina")
      let link = try #require(try await town.letters().first?.path("/verify/"))
      town.clock.pass(.days(8))
      #expect(try await town.visitor().post(link).status == 410)
    }
  }

  @Test(
    "Joining with an address that has an account looks the same, and its owner gets a letter", arguments: Town.engines)
  func noEnumeration(_ engine: String) async throws {
    try await Town.open(on: engine) { town in
      _ = try await town.person("amina")
      let stranger = town.visitor()
      let page = try await stranger.post(
        "/join", ["name": "Sly", "handle": "sly", "email": "amina@town.example", "password": "three odd green words"])
      #expect(page.status == 200)
      #expect(page.has("Hello, Sly"))
      let letter = try #require(try await town.letters(to: "amina@town.example").first)
      #expect(letter.subject.contains("You have an account"))
      #expect(letter.path("/verify/") == nil)
      // Asking again brings no link either.
      try await stranger.post("/verify")
      #expect(try await town.letters(to: "amina@town.example").allSatisfy { $0.path("/verify/") == nil })
    }
  }

  @Test("Asking for a link or a new password is answered alike whoever has an account", arguments: Town.engines)
  func sameAnswer(_ engine: String) async throws {
    try await Town.open(on: engine) { town in
      _ = try await town.person("amina")
      for path in ["/sign-in/link", "/reset"] {
        let known = try await town.visitor().post(path, ["email": "amina@town.example"])
        let unknown = try await town.visitor().post(path, ["email": "nobody@town.example"])
        #expect(known.status == 200)
        #expect(known.status == unknown.status)
        #expect(known.path == unknown.path)
        #expect(known.body == unknown.body)
      }
      #expect(try await town.letters(to: "nobody@town.example").isEmpty)
      #expect(try await town.letters(to: "amina@town.example").count == 2)
    }
  }

  @Test("Handles of the site, taken ones and those of former members cannot be had", arguments: Town.engines)
  func handles(_ engine: String) async throws {
    try await Town.open(on: engine) { town in
      _ = try await town.person("amina")
      for handle in ["admin", "AMINA", "former-12", "settings", "../x", "a b"] {
        let page = try await town.visitor().post(
          "/join", ["name": "X", "handle": handle, "email": "x@town.example", "password": "three odd green words"])
        #expect(page.status == 422, "\(handle)")
        #expect(page.has("There is a problem"))
      }
    }
  }

  @Test(
    "Where stewards look first, a newcomer waits, sees nothing of members, and comes in when accepted",
    arguments: Town.engines)
  func approval(_ engine: String) async throws {
    try await Town.open(on: engine, settings: { $0.registration = .approval }) { town in
      let steward = try await town.joined("stella")
      #expect(try await steward.get("/steward").status == 200, "the first one is let in by nobody")
      let secret = try await steward.post("/talk", ["text": "Only for members.", "audience": "members"])
      let amina = town.visitor()
      let waiting = try await amina.post(
        "/join", ["name": "Amina", "handle": "amina", "email": "amina@town.example", "password": Town.password])
      #expect(waiting.has("Nearly there"))
      #expect(try await amina.get(secret.path).status == 404)
      #expect(try await amina.post("/talk", ["text": "Hello"]).status == 403)
      #expect(try await amina.get("/steward/approvals").path == "/waiting")
      let list = try await steward.get("/steward/approvals")
      #expect(list.has("@amina"))
      let path = try #require(list.first("action=\"(/steward/approvals/[0-9]+/accept)\""))
      try await amina.post(path)
      #expect(try await amina.get(secret.path).status == 404, "nobody lets themselves in")
      try await steward.post(path)
      #expect(try await amina.get(secret.path).status == 200)
      #expect(try await town.letters(to: "amina@town.example").contains { $0.text.contains("has been accepted") })
      #expect(try await steward.post(path).status == 409)
    }
  }

  @Test("Declining needs a reason, tells it by letter and erases what was told", arguments: Town.engines)
  func declined(_ engine: String) async throws {
    try await Town.open(on: engine, settings: { $0.registration = .approval }) { town in
      let steward = try await town.joined("stella")
      let spam = try await town.joined("spammer")
      let path = try #require(
        try await steward.get("/steward/approvals").first("href=\"(/steward/approvals/[0-9]+/decline)\""))
      #expect(try await steward.post(path, ["reason": ""]).status == 422)
      try await steward.post(path, ["reason": "This is a place for people, not for shops."])
      #expect(try await town.letters(to: "spammer@town.example").contains { $0.text.contains("not for shops") })
      #expect(try await spam.get("/waiting").has("Sign in"))
      let left: Int? = try await town.store.read { tx in
        try tx.value("SELECT count(*) FROM login WHERE email = 'spammer@town.example'")
      }
      #expect(left == 0)
    }
  }

  @Test("By invitation, nobody but the first comes in without one", arguments: Town.engines) func invitation(
    _ engine: String
  ) async throws {
    try await Town.open(on: engine, settings: { $0.registration = .invitation }) { town in
      #expect(try await town.joined("stella").get("/steward").status == 200)
      for invitation in ["", "made-up"] {
        let page = try await town.visitor().post(
          "/join",
          [
            "name": "Amina", "handle": "amina", "email": "amina@town.example", "password": Town.password,
            "invitation": invitation,
          ])
        #expect(page.status == 422)
        #expect(page.has("by invitation"))
      }
      let count: Int? = try await town.store.read { tx in try tx.value("SELECT count(*) FROM account") }
      #expect(count == 1)
    }
  }
}
