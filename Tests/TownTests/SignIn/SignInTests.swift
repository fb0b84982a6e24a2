import Commons
import Community
import Doors
import HTTPTypes
import Secrets
import Storehouse
import Testing

@testable import Guerilla

@Suite struct SignInTests {
  @Test("A link by e-mail signs in once, when its button is pressed", arguments: Town.engines) func link(
    _ engine: String
  ) async throws {
    try await Town.open(on: engine) { town in
      _ = try await town.person("amina")
      let browser = town.visitor()
      try await browser.post("/sign-in/link", ["email": "Amina@Town.example", "next": "/people"])
      let link = try #require(try await town.letters(to: "amina@town.example").first?.path("/sign-in/link/"))
      #expect(try await browser.get(link).has("Press the button"))
      #expect(try await browser.get("/settings").path.hasPrefix("/sign-in"))
      #expect(try await browser.post(link).path == "/people")
      #expect(try await browser.get("/settings").status == 200)
      #expect(try await town.visitor().post(link).status == 410)
    }
  }

  @Test("A new password by letter closes every session, and the letter tells", arguments: Town.engines) func reset(
    _ engine: String
  ) async throws {
    try await Town.open(on: engine) { town in
      let thief = try await town.person("amina").signedIn()
      #expect(try await thief.get("/settings").status == 200)
      let browser = town.visitor()
      try await browser.post("/reset", ["email": "amina@town.example"])
      let link = try #require(try await town.letters(to: "amina@town.example").first?.path("/reset/"))
      #expect(try await browser.post(link, ["password": "short"]).status == 422)
      #expect(try await browser.post(link, ["password": "a brand new password"]).has("Your password is set"))
      #expect(try await thief.get("/settings").path.hasPrefix("/sign-in"))
      #expect(try await browser.post("/sign-in", ["email": "amina", "password": Town.password]).status == 422)
      #expect(
        try await browser.post("/sign-in", ["email": "amina", "password": "a brand new password"]).has("Hello, Amina"))
      #expect(try await town.visitor().post(link, ["password": "another new password"]).status == 410)
      #expect(
        try await town.letters(to: "amina@town.example").contains { $0.subject.contains("Your password was changed") })
    }
  }

  @Test("Of two who use a link at once, one gets in", arguments: Town.engines) func linkRace(_ engine: String)
    async throws
  {
    try await Town.open(on: engine) { town in
      _ = try await town.person("amina")
      try await town.visitor().post("/sign-in/link", ["email": "amina@town.example"])
      let link = try #require(try await town.letters().first?.path("/sign-in/link/"))
      let statuses = try await withThrowingTaskGroup(of: Int.self) { group in
        for _ in 0..<8 { group.addTask { try await town.visitor().post(link, follow: false).status } }
        var statuses: [Int] = []
        for try await status in group { statuses.append(status) }
        return statuses
      }
      #expect(statuses.count { $0 == 303 } == 1)
      #expect(statuses.count { $0 == 410 } == 7)
    }
  }

  @Test(
    "Wrong passwords are refused alike for known and unknown names, and then nobody may try for a while",
    arguments: Town.engines)
  func throttle(_ engine: String) async throws {
    try await Town.open(on: engine) { town in
      _ = try await town.person("amina")
      let known = try await town.visitor().post("/sign-in", ["email": "amina", "password": "wrong"])
      let unknown = try await town.visitor().post("/sign-in", ["email": "nobody", "password": "wrong"])
      #expect(known.status == 422)
      #expect(unknown.status == 422)
      #expect(known.body.replacing("amina", with: "X") == unknown.body.replacing("nobody", with: "X"))
      for _ in 0..<9 { try await town.visitor().post("/sign-in", ["email": "amina", "password": "wrong"]) }
      let locked = try await town.visitor().post("/sign-in", ["email": "amina", "password": Town.password])
      #expect(locked.status == 429, "the right password does not tell either")
      #expect(locked.headers[.retryAfter] != nil)
      town.clock.pass(.minutes(16))
      #expect(
        try await town.visitor().post("/sign-in", ["email": "amina", "password": Town.password]).has("Hello, Amina"))
    }
  }

  @Test("Many names tried from one address are refused", arguments: ["sqlite"]) func throttleAddress(_ engine: String)
    async throws
  {
    try await Town.open(on: engine) { town in
      let signIns = SignIns(store: town.store)
      var lastKind: Refusal.Kind?
      for number in 0...100 {
        repeat {
          do {
            _ = try await signIns.signIn(name: "name\(number)", password: "x", device: "", address: "198.51.100.7")
          } catch let refusal as Refusal {
            lastKind = refusal.kind
          }
          // The counter where passwords are hashed is full, because many tests run at once.
          if lastKind == .unavailable { try await Task.sleep(for: .milliseconds(200)) }
        } while lastKind == .unavailable
        if number == 50 { #expect(lastKind == .invalid) }
      }
      #expect(lastKind == .tooMany)
      await #expect(throws: Refusal.self) {
        _ = try await signIns.signIn(name: "fresh", password: "x", device: "", address: "203.0.113.9")
      }
    }
  }

  @Test("However many sign in from one address who know their passwords, the next may too", arguments: Town.engines)
  func sharedAddress(_ engine: String) async throws {
    try await Town.open(on: engine) { town in
      _ = try await town.person("amina")
      try await town.visitor().post("/sign-in", ["email": "amina", "password": "wrong"])
      for _ in 0..<3 {
        let entered = try await town.visitor().post("/sign-in", ["email": "amina", "password": Town.password])
        #expect(entered.has("Hello, Amina"))
      }
      let counted: [String] = try await town.store.read { tx in
        try tx.all("SELECT subject FROM sign_in_try ORDER BY subject") { row in try row.take() }
      }
      // The wrong one stays with the address; the name is free again.
      #expect(counted.count == 1 && counted.first?.hasPrefix("address:") == true)
    }
  }

  @Test("A session planted before signing in is worth nothing afterwards", arguments: Town.engines) func fixation(
    _ engine: String
  ) async throws {
    try await Town.open(on: engine) { town in
      _ = try await town.person("amina")
      let planted = Token.random().text
      let page = try await town.visitor().post(
        "/sign-in", ["email": "amina", "password": Town.password], headers: [.cookie: "session=\(planted)"],
        follow: false)
      let cookie = page.headers[values: .setCookie].first { $0.hasPrefix("session=") } ?? ""
      #expect(!cookie.contains(planted))
      #expect(cookie.contains("HttpOnly"))
      #expect(cookie.contains("SameSite=Lax"))
      #expect(
        try await town.visitor().get("/settings", headers: [.cookie: "session=\(planted)"]).path.hasPrefix("/sign-in"))
    }
  }

  @Test("On a secure site the cookie is for this host alone and never goes over plain HTTP") func secureCookie() {
    let cookie = SessionCookie.header("t", isSecure: true)
    #expect(cookie.hasPrefix("__Host-session=t; Path=/;"))
    #expect(cookie.contains("; Secure"))
  }

  @Test("A form sent from another site does nothing", arguments: Town.engines) func csrf(_ engine: String) async throws
  {
    try await Town.open(on: engine) { town in
      let amina = try await town.person("amina").signedIn()
      let site = HTTPField.Name("Sec-Fetch-Site")
      let foreign: [HTTPFields] = [
        [.origin: "https://evil.example"], [.origin: "null"], [.origin: "http://town.example.evil.example"],
        site.map { [.origin: "http://town.example", $0: "cross-site"] } ?? [:],
        site.map { [.origin: "http://town.example", $0: "same-site"] } ?? [:],
      ]
      for headers in foreign { #expect(try await amina.post("/sign-out", headers: headers).status == 403) }
      #expect(try await amina.get("/settings").status == 200)
      #expect(try await amina.post("/sign-out").has("Sign in"))
    }
  }

  @Test(
    "After signing in nobody is sent to another site",
    arguments: [
      "//evil.example", "https://evil.example", "/\\evil.example", "/\u{9}/evil.example", "javascript:alert(1)",
    ])
  func openRedirect(_ next: String) async throws {
    try await Town.open(on: "sqlite") { town in
      _ = try await town.person("amina")
      let page = try await town.visitor().post(
        "/sign-in", ["email": "amina", "password": Town.password, "next": next], follow: false)
      #expect(page.status == 303 || page.status == 400)
      if page.status == 303 { #expect(page.headers[.location] == "/") }
      let joined = try await town.visitor().post(
        "/join", ["name": "B", "handle": "bram", "email": "b@town.example", "password": Town.password, "next": next],
        follow: false)
      if joined.status == 303 { #expect(joined.headers[.location] == "/") }
    }
  }

  @Test(
    "Sessions are listed with their device; one can be closed, not somebody else’s, and all at once",
    arguments: Town.engines)
  func sessions(_ engine: String) async throws {
    try await Town.open(on: engine) { town in
      let amina = try await town.person("amina").signedIn()
      let phone = town.visitor()
      try await phone.post(
        "/sign-in", ["email": "amina", "password": Town.password],
        headers: [.userAgent: "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0) Safari/604.1"])
      let page = try await amina.get("/settings/security")
      #expect(page.has("Safari, iPhone"))
      #expect(page.has("This one"))
      let path = try #require(page.first("action=\"(/settings/security/sessions/[0-9]+/close)\""))
      let bram = try await town.person("bram").signedIn()
      #expect(try await bram.post(path).status == 404)
      #expect(try await phone.get("/settings").status == 200)
      try await amina.post(path)
      #expect(try await phone.get("/settings").path.hasPrefix("/sign-in"))
      try await phone.post("/sign-in", ["email": "amina", "password": Town.password])
      try await amina.post("/settings/security/sessions/close")
      #expect(try await phone.get("/settings").path.hasPrefix("/sign-in"))
      #expect(try await amina.get("/settings").path.hasPrefix("/sign-in"))
      #expect(try await bram.get("/settings").status == 200)
    }
  }

  @Test("Changing the password needs the old one and signs out elsewhere", arguments: Town.engines) func changePassword(
    _ engine: String
  ) async throws {
    try await Town.open(on: engine) { town in
      let amina = try await town.person("amina").signedIn()
      let phone = town.visitor()
      try await phone.post("/sign-in", ["email": "amina", "password": Town.password])
      let wrong = try await amina.post(
        "/settings/security/password", ["old-password": "nope", "new-password": "a brand new password"])
      #expect(wrong.status == 422)
      #expect(wrong.has("That is not your password."))
      #expect(!wrong.has("a brand new password"))
      #expect(
        try await amina.post(
          "/settings/security/password", ["old-password": Town.password, "new-password": "a brand new password"]
        ).status == 200)
      #expect(try await amina.get("/settings").status == 200)
      #expect(try await phone.get("/settings").path.hasPrefix("/sign-in"))
    }
  }

  @Test("Changing the address takes a yes from both", arguments: Town.engines) func changeAddress(_ engine: String)
    async throws
  {
    try await Town.open(on: engine) { town in
      let amina = try await town.person("amina").signedIn()
      #expect(
        try await amina.post("/settings/email/address", ["email": "new@town.example", "password": "wrong"]).status
          == 422)
      try await amina.post("/settings/email/address", ["email": "new@town.example", "password": Town.password])
      let new = try #require(try await town.letters(to: "new@town.example").first?.path("/verify/change/"))
      let old = try #require(try await town.letters(to: "amina@town.example").first?.path("/verify/change/"))
      #expect(try await town.visitor().get(new).status == 200)
      #expect(try await town.visitor().post(new).has("One more step"))
      #expect(try await amina.get("/settings/email").has("<strong>amina@town.example</strong>"))
      #expect(try await town.visitor().post(old).has("Your address is changed"))
      #expect(try await amina.get("/settings/email").has("<strong>new@town.example</strong>"))
      #expect(try await town.visitor().post(old).status == 410)
    }
  }
}
