import Commons
import Community
import Secrets
import Storehouse
import Testing

@testable import Guerilla

@Suite struct SecondFactorTests {
  /// Turns it on for somebody who is signed in: the app, and the codes for paper.
  private func setUp(_ browser: Browser, in town: Town) async throws -> (app: OneTimeCode, codes: [String]) {
    let page = try await browser.post("/settings/security/code/begin")
    #expect(page.has("<svg"))
    let typed = try #require(page.first("<code>([A-Z2-7 ]+)</code>"))
    let app = OneTimeCode(stored: SecondFactorTests.base32(typed))
    let wrong = try await browser.post("/settings/security/code/confirm", ["code": "000000"])
    #expect(wrong.status == 422 || app.code(at: town.clock.now) == "000000")
    let done = try await browser.post("/settings/security/code/confirm", ["code": app.code(at: town.clock.now)])
    #expect(done.status == 200)
    let codes = done.body.split(separator: "<code>").dropFirst().map { String($0.prefix(9)) }
    #expect(codes.count == 10)
    return (app, codes)
  }

  private static func base32(_ text: String) -> [UInt8] {
    let digits = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567")
    var bits = 0
    var buffer = 0
    var bytes: [UInt8] = []
    for character in text where character != " " {
      buffer = (buffer << 5 | (digits.firstIndex(of: character) ?? 0)) & 0xffff
      bits += 5
      if bits >= 8 {
        bits -= 8
        bytes.append(UInt8(truncatingIfNeeded: buffer >> bits))
      }
    }
    return bytes
  }

  private func ticket(_ town: Town, _ browser: Browser, next: String = "/people") async throws -> String {
    let page = try await browser.post("/sign-in", ["email": "amina", "password": Town.password, "next": next])
    return try #require(page.first("name=\"ticket\" value=\"([^\"]+)\""))
  }

  @Test("A code is asked for after the password, and the same code does not work twice", arguments: Town.engines)
  func codes(_ engine: String) async throws {
    try await Town.open(on: engine) { town in
      let amina = try await town.person("amina").signedIn()
      let (app, _) = try await setUp(amina, in: town)
      let phone = town.visitor()
      town.clock.pass(.minutes(2))
      let first = try await ticket(town, phone)
      #expect(try await phone.get("/settings").path.hasPrefix("/sign-in"), "half-way in is not in")
      #expect(try await phone.post("/sign-in/code", ["ticket": first, "code": "12345"]).status == 422)
      let code = app.code(at: town.clock.now)
      #expect(
        try await phone.post("/sign-in/code", ["ticket": first, "code": code, "next": "/people"]).path == "/people")
      #expect(try await phone.get("/settings").status == 200)
      let eavesdropper = town.visitor()
      let second = try await ticket(town, eavesdropper)
      #expect(try await eavesdropper.post("/sign-in/code", ["ticket": second, "code": code]).status == 422)
      #expect(try await eavesdropper.post("/sign-in/code", ["ticket": first, "code": code]).status == 410)
      #expect(try await eavesdropper.get("/settings").path.hasPrefix("/sign-in"))
    }
  }

  @Test("One code used by two at once lets one in", arguments: Town.engines) func race(_ engine: String) async throws {
    try await Town.open(on: engine) { town in
      let amina = try await town.person("amina").signedIn()
      let (app, _) = try await setUp(amina, in: town)
      town.clock.pass(.minutes(2))
      var tickets: [String] = []
      for _ in 0..<5 { tickets.append(try await ticket(town, town.visitor())) }
      let code = app.code(at: town.clock.now)
      let entered = try await withThrowingTaskGroup(of: Int.self) { group in
        for ticket in tickets {
          group.addTask {
            try await town.visitor().post("/sign-in/code", ["ticket": ticket, "code": code], follow: false).status
          }
        }
        return try await group.reduce(into: 0) { count, status in count += status == 303 ? 1 : 0 }
      }
      #expect(entered == 1)
    }
  }

  @Test("A code from paper works once", arguments: Town.engines) func paper(_ engine: String) async throws {
    try await Town.open(on: engine) { town in
      let amina = try await town.person("amina").signedIn()
      let (_, codes) = try await setUp(amina, in: town)
      let phone = town.visitor()
      #expect(
        try await phone.post(
          "/sign-in/code", ["ticket": ticket(town, phone), "code": codes[0].uppercased(), "next": "/people"]
        ).path == "/people")
      #expect(try await amina.get("/settings/security").has("9 recovery codes left"))
      let other = town.visitor()
      #expect(try await other.post("/sign-in/code", ["ticket": ticket(town, other), "code": codes[0]]).status == 422)
      // Neither key nor codes can be read in the database.
      let kept = try await town.store.read { tx in
        try tx.all(
          "SELECT totp_secret FROM login WHERE totp_secret IS NOT NULL UNION ALL SELECT digest FROM recovery_code"
        ) { row in try row.take() as String }
      }
      #expect(kept.count == 11)
      #expect(!kept.contains { codes.contains($0) })
    }
  }

  @Test("Codes cannot be tried out", arguments: Town.engines) func tryingOut(_ engine: String) async throws {
    try await Town.open(on: engine) { town in
      let amina = try await town.person("amina").signedIn()
      let (app, _) = try await setUp(amina, in: town)
      town.clock.pass(.minutes(2))
      let browser = town.visitor()
      let ticket = try await ticket(town, browser)
      var last = 0
      for number in 0..<12 {
        last = try await browser.post("/sign-in/code", ["ticket": ticket, "code": "00000\(number % 10)"]).status
      }
      #expect(last == 429)
      #expect(
        try await browser.post("/sign-in/code", ["ticket": ticket, "code": app.code(at: town.clock.now)]).status == 429)
    }
  }

  @Test("A link by e-mail asks for the code too, and turning it off needs the password", arguments: Town.engines)
  func linkToo(_ engine: String) async throws {
    try await Town.open(on: engine) { town in
      let amina = try await town.person("amina").signedIn()
      _ = try await setUp(amina, in: town)
      let browser = town.visitor()
      try await browser.post("/sign-in/link", ["email": "amina@town.example"])
      let link = try #require(try await town.letters().last?.path("/sign-in/link/"))
      #expect(try await browser.post(link).has("Enter your code"))
      #expect(try await browser.get("/settings").path.hasPrefix("/sign-in"))
      #expect(try await amina.post("/settings/security/code/off", ["password": "wrong"]).status == 422)
      #expect(try await amina.get("/settings/security").has("recovery codes left"))
      try await amina.post("/settings/security/code/off", ["password": Town.password])
      #expect(
        try await town.visitor().post("/sign-in", ["email": "amina", "password": Town.password]).has("Hello, Amina"))
      #expect(try await town.letters().contains { $0.subject.contains("no longer needs a code") })
    }
  }
}
