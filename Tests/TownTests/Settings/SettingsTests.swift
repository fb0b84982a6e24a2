import Commons
import Community
import Doors
import Foundation
import HTTPTypes
import Letterbox
import Storehouse
import Testing

@testable import Guerilla

@Suite struct SettingsTests {
  @Test(
    "Light or dark and the language follow whoever signs in on a new device, and give way to what was chosen there",
    arguments: Town.engines)
  func newDevice(_ engine: String) async throws {
    try await Town.open(on: engine) { town in
      let amina = try await town.person("amina").signedIn()
      try await amina.post("/display", ["theme": "dark", "language": "cy"])
      let phone = town.visitor()
      let theme = "<html[^>]*data-theme=\"([a-z]+)\""
      #expect(try await phone.get("/sign-in").first(theme) == nil)
      let home = try await phone.post("/sign-in", ["email": "amina", "password": Town.password])
      #expect(home.first(theme) == "dark")
      #expect(home.first("<html lang=\"([a-z]+)") == "cy")
      let tablet = town.visitor()
      try await tablet.post("/display", ["theme": "light", "language": "en"])
      let there = try await tablet.post("/sign-in", ["email": "amina", "password": Town.password])
      #expect(there.first(theme) == "light")
      #expect(there.first("<html lang=\"([a-z]+)") == "en")
      let link = town.visitor()
      try await link.post("/sign-in/link", ["email": "amina@town.example"])
      let path = try #require(try await town.letters(to: "amina@town.example").last?.path("/sign-in/link/"))
      #expect(try await link.post(path).first(theme) == "dark")
    }
  }

  @Test("A profile is changed, found by its new name, and hostile words stay words", arguments: Town.engines)
  func profile(_ engine: String) async throws {
    try await Town.open(on: engine) { town in
      let amina = try await town.person("amina").signedIn()
      let page = try await amina.post(
        "/settings/profile",
        [
          "name": "Amina <b>Yusuf</b>", "about": "I care.\n\n<script>alert(1)</script> [x](javascript:alert(1))",
          "relation": "1", "place": "Alder Street",
          "links": "https://example.org/a\nhttp://example.org/b",
        ])
      #expect(page.path == "/@amina")
      #expect(page.has("Amina &lt;b&gt;Yusuf"))
      #expect(!page.has("<script>alert"))
      #expect(!page.has("href=\"javascript"))
      #expect(try await town.visitor().get("/search?q=yusuf").has("/@amina"))
      let refused = try await amina.post(
        "/settings/profile",
        [
          "name": "", "about": String(repeating: "x", count: 2001), "relation": "99", "links": "javascript:alert(1)",
          "place": "Here",
        ])
      #expect(refused.status == 422)
      #expect(try await amina.post("/settings/profile", ["name": "", "links": "ftp://x", "place": "Here"]).has("Here"))
      #expect(try await amina.get("/@amina").has("Alder Street"))
    }
  }

  @Test("A picture is made small, shown, replaced and removed; what is none is refused", arguments: Town.engines)
  func picture(_ engine: String) async throws {
    try await Town.open(on: engine) { town in
      let amina = try await town.person("amina").signedIn()
      func send(_ bytes: [UInt8]) async throws -> Browser.Page {
        let head =
          "--B\r\nContent-Disposition: form-data; name=\"picture\"; filename=\"x.gif\"\r\nContent-Type: image/gif\r\n\r\n"
        return try await amina.send(
          .post, "/settings/profile/picture", body: Array(head.utf8) + bytes + Array("\r\n--B--\r\n".utf8),
          headers: [.contentType: "multipart/form-data; boundary=B", .origin: "http://town.example"], follow: true)
      }
      // The smallest GIF: one pixel.
      let gif: [UInt8] = [
        0x47, 0x49, 0x46, 0x38, 0x39, 0x61, 1, 0, 1, 0, 0x80, 0, 0, 0xff, 0, 0, 0, 0, 0, 0x2c, 0, 0, 0, 0, 1, 0, 1, 0,
        0, 2, 2, 0x44, 1, 0, 0x3b,
      ]
      #expect(try await send(Array("<script>".utf8)).status == 415)
      #expect(try await send([]).status == 422)
      let page = try await send(gif)
      #expect(page.status == 200)
      let path = try #require(page.first("src=\"(/pictures/[0-9a-f]+\\.webp)\""))
      let file = try await town.visitor().get(path)
      #expect(file.headers[.contentType] == "image/webp")
      #expect(file.bytes.starts(with: Array("RIFF".utf8)))
      try await amina.post("/settings/profile/picture/remove")
      #expect(try await town.visitor().get(path).status == 404)
      try await town.work()
      #expect(try await town.house.media.names().isEmpty)
    }
  }

  @Test("Light or dark and the language hold without an account, and asking changes nothing", arguments: Town.engines)
  func display(_ engine: String) async throws {
    try await Town.open(on: engine) { town in
      let visitor = town.visitor()
      #expect(try await visitor.get("/display").status == 200)
      let page = try await visitor.post("/display", ["theme": "dark", "language": "cy", "next": "/help"])
      #expect(page.path == "/help")
      #expect(page.has("data-theme=\"dark\""))
      #expect(page.has("lang=\"cy\""))
      #expect(try await visitor.get("/language?to=en").status == 404)
      #expect(try await visitor.get("/help").has("lang=\"cy\""))
      #expect(try await visitor.post("/language", ["language": "en", "next": "//evil.example"]).path == "/")
      #expect(try await visitor.post("/language", ["language": "<x>"]).status == 404)
      #expect(try await visitor.post("/display", ["theme": "x", "language": "en"]).status == 422)
      let amina = try await town.person("amina").signedIn()
      try await amina.post("/language", ["language": "cy"])
      let language: String? = try await town.store.read { tx in
        try tx.value("SELECT language FROM account WHERE handle = 'amina'")
      }
      #expect(language == "cy")
    }
  }

  @Test("Which letters come is chosen by kind, and one POST from a mail program stops a kind", arguments: Town.engines)
  func unsubscribing(_ engine: String) async throws {
    try await Town.open(on: engine) { town in
      let resident = try await town.person("amina")
      let amina = try await resident.signedIn()
      let send: @Sendable () async throws -> Void = {
        let house = town.house
        try await town.store.write { tx in
          guard let recipient = try Letters.recipient(resident.id, kind: "reply", in: tx) else { return }
          let draft = LetterDraft(
            subject: "Somebody replied",
            parts: [.paragraph("Hello"), .quote("<b>hi</b>"), .button("Read it", url: house.address.url("/talk"))])
          try Letters.enqueue(draft, to: recipient, kind: "reply", siteName: "Town", house: house, in: tx)
        }
      }
      try await send()
      let letter = try #require(try await town.letters().last)
      #expect(letter.field("List-Unsubscribe-Post") == "List-Unsubscribe=One-Click")
      #expect(letter.text.contains("&lt;b&gt;hi&lt;/b&gt;"))
      let path = try #require(letter.path("/unsubscribe/"))
      #expect(try await town.visitor().get(path).status == 200)
      try await send()
      #expect(try await town.letters().count == 2, "looking stops nothing")
      let oneClick = try await town.visitor().send(
        .post, path, body: Array("List-Unsubscribe=One-Click".utf8),
        headers: [.contentType: "application/x-www-form-urlencoded"])
      #expect(oneClick.status < 400)
      try await send()
      #expect(try await town.letters().count == 2)
      #expect(
        try await amina.get("/settings/email").first("name=\"mail.reply\"[^>]*>.*?<option value=\"(never)\" selected")
          == "never")
      #expect(try await town.visitor().post(path.dropLast(2) + "xx").status == 400)
      try await amina.post("/settings/email", ["mail.reply": "daily"])
      #expect(try await amina.post("/settings/email", ["mail.reply": "hourly"]).status == 422)
      try await send()
      #expect(try await town.letters().count == 3)
    }
  }

  /// A mail server that answers what it is told to.
  private struct Answering: Letterbox {
    let fault: LetterboxFault?
    func deliver(_ letter: Letter) async throws { if let fault { throw fault } }
  }

  @Test(
    "A letter that the server will never take is dropped, one that it may take later comes again",
    arguments: Town.engines)
  func faults(_ engine: String) async throws {
    try await Town.open(on: engine) { town in
      let whole = town.house
      func tries(_ fault: LetterboxFault?, _ payload: String) async throws -> (isDone: Bool, isKept: Bool) {
        try await town.store.write { tx in
          try tx.run("DELETE FROM job")
          try tx.enqueue(Job(kind: "letter", payload: payload))
        }
        let house = House(
          store: whole.store, media: whole.media, letterbox: Answering(fault: fault), secret: whole.secret,
          address: whole.address,
          settings: whole.settings, limits: whole.limits, log: { _ in })
        _ = try await JobRunner(store: town.store, handlers: Room.letters(house).jobs).runDue()
        let found = try await town.store.read { tx in
          try tx.first("SELECT done_at IS NOT NULL, payload LIKE '%amina%' FROM job") { row in
            (try row.take() as Bool, try row.take() as Bool)
          }
        }
        return try #require(found)
      }
      let good = "{\"to\":\"amina@town.example\",\"toName\":\"x\",\"subject\":\"s\",\"text\":\"t\",\"language\":\"en\"}"
      let gone = try await tries(nil, good)
      #expect(gone.isDone && !gone.isKept, "what it said is not kept once it is gone")
      #expect(try await tries(.permanent("550"), good).isDone)
      let busy = try await tries(.temporary("451"), good)
      #expect(!busy.isDone && busy.isKept)
      #expect(try await tries(nil, good.replacing("@", with: " ")).isDone, "an address that is none")
      #expect(try await !tries(nil, "not json").isDone)
    }
  }

  @Test("An operator sets a password, which closes every session, and gives a duty", arguments: Town.engines)
  func operatorCommands(_ engine: String) async throws {
    try await Town.open(on: engine) { town in
      _ = try await town.person("stella", role: .steward)
      let amina = try await town.person("amina").signedIn()
      try await PasswordChanges(house: town.house).set("set by the operator", of: Handle("amina"))
      #expect(try await amina.get("/settings").path.hasPrefix("/sign-in"))
      #expect(
        try await amina.post("/sign-in", ["email": "amina", "password": "set by the operator"]).has("Hello, Amina"))
      try await Stewardship(house: town.house).setRole(.steward, of: "amina", by: nil)
      #expect(try await amina.get("/steward").status == 200)
      await #expect(throws: Refusal.self) {
        try await PasswordChanges(house: town.house).set("set by the operator", of: Handle("nobody"))
      }
      await #expect(throws: Refusal.self) {
        try await PasswordChanges(house: town.house).set("short", of: Handle("amina"))
      }
      await #expect(throws: Refusal.self) {
        try await Stewardship(house: town.house).setRole(.steward, of: "nobody", by: nil)
      }
    }
  }

  @Test("Only a steward sets the site, and there is always one", arguments: Town.engines) func steward(_ engine: String)
    async throws
  {
    try await Town.open(on: engine) { town in
      let stella = try await town.person("stella", role: .steward).signedIn()
      let amina = try await town.person("amina").signedIn()
      #expect(try await amina.get("/steward").status == 404)
      #expect(try await amina.post("/steward", ["site_name": "Mine", "registration": "open"]).status == 404)
      #expect(try await amina.post("/steward/roles", ["handle": "amina", "role": "2"]).status == 404)
      #expect(try await stella.get("/steward").has("Letters do not leave this machine"))
      #expect(
        try await stella.post("/steward", ["site_name": "Rivermead", "tagline": "Ours.", "registration": "invitation"])
          .has("Rivermead"))
      #expect(try await stella.post("/steward", ["site_name": "", "registration": "anything"]).status == 422)
      #expect(try await town.visitor().get("/join").has("invitation from someone"))
      #expect(try await stella.post("/steward/roles", ["handle": "stella", "role": "0"]).status == 409)
      #expect(try await stella.post("/steward/roles", ["handle": "nobody", "role": "1"]).status == 422)
      #expect(try await stella.post("/steward/roles", ["handle": "@amina", "role": "2"]).has("@amina"))
      #expect(try await amina.get("/steward").status == 200)
    }
  }

  @Test("A newcomer has first steps, takes some, and can put them away", arguments: Town.engines) func firstSteps(
    _ engine: String
  ) async throws {
    try await Town.open(on: engine) { town in
      let bram = try await town.person("bram").signedIn()
      try await bram.post("/talk", ["text": "About #buses and #housing."])
      let amina = try await town.joined("amina")
      #expect(try await amina.get("/").has("First steps"))
      let page = try await amina.get("/welcome")
      let topic = try #require(page.first("name=\"topics\" value=\"([0-9]+)\""))
      let person = try #require(page.first("name=\"people\" value=\"([0-9]+)\""))
      #expect(
        try await amina.post("/welcome", ["topics": topic, "people": person, "people": "999", "place": "Alder Street"])
          .has("Hello, Amina"))
      try await amina.post("/welcome", ["topics": topic, "people": person])
      let counts = try await town.store.read { tx in
        try [
          tx.value("SELECT sum(follower_count) FROM topic"),
          tx.value("SELECT follower_count FROM account WHERE handle = 'bram'"),
        ] as [Int?]
      }
      #expect(counts == [1, 1])
      try await amina.post("/welcome/skip")
      #expect(try await !amina.get("/").has("First steps"))
    }
  }

  @Test("Every page of settings can be opened, by its owner alone", arguments: Town.engines) func pages(
    _ engine: String
  ) async throws {
    try await Town.open(on: engine) { town in
      let amina = try await town.person("amina").signedIn()
      let paths = [
        "/settings", "/settings/profile", "/settings/privacy", "/settings/email", "/settings/security",
        "/settings/data", "/settings/data/erase", "/welcome",
      ]
      for path in paths {
        #expect(try await amina.get(path).status == 200, "\(path)")
        #expect(try await town.visitor().get(path).path.hasPrefix("/sign-in"), "\(path)")
      }
      for path in ["/display", "/help", "/accessibility", "/privacy", "/reset", "/sign-in/link", "/join", "/sign-in"] {
        #expect(try await town.visitor().get(path).status == 200, "\(path)")
      }
      #expect(try await amina.get("/@amina").has("action=\"/sign-out\""))
      #expect(try await !town.visitor().get("/@amina").has("action=\"/sign-out\""))
      try await amina.post("/settings/privacy", ["messages": "0", "approve": "yes"])
      let privacy = try await amina.get("/settings/privacy")
      #expect(privacy.first("value=\"(0)\" checked") == "0")
      #expect(try await amina.post("/settings/privacy", ["messages": "7"]).status == 422)
      #expect(try await !town.visitor().get("/people").has("@amina"))
    }
  }
}
