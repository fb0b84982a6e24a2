import Commons
import Community
import Doors
import Foundation
import HTTPTypes
import Storehouse
import Testing

@testable import Guerilla

@Suite struct LeavingTests {
  private func erase(_ browser: Browser, posts: String, password: String = Town.password, sure: String = "yes")
    async throws -> Browser.Page
  {
    try await browser.post("/settings/data/erase", ["posts": posts, "password": password, "sure": sure])
  }

  @Test("The page that says what is what in an archive is in the language of whom it belongs to", arguments: ["sqlite"])
  func readme(_ engine: String) async throws {
    try await Town.open(on: engine) { town in
      let sian = try await town.person("sian").signedIn()
      try await sian.post("/language", ["language": "cy"])
      try await sian.post("/settings/data/archive")
      let link = try #require(try await town.letters(to: "sian@town.example").last?.path("/archive/"))
      // The page is stored as it is or deflated; stored is how this archive keeps short texts.
      let text = String(decoding: try await sian.get(link).bytes, as: UTF8.self)
      #expect(text.contains("Yr hyn sydd gennych ar") && text.contains("pynciau rydych yn eu dilyn"))
      #expect(!text.contains("topics you follow"))
    }
  }

  @Test(
    "An archive holds everything in open formats, its link is signed, and it goes after a week", arguments: Town.engines
  )
  func archive(_ engine: String) async throws {
    try await Town.open(on: engine) { town in
      let amina = try await town.person("amina").signedIn()
      let bram = try await town.person("bram").signedIn()
      try await amina.post("/talk", ["text": "The bus, the whole bus and nothing but the bus."])
      try await bram.post("/talk", ["text": "What Bram said."])
      try await amina.post("/settings/data/archive")
      #expect(try await amina.post("/settings/data/archive").status == 409, "one is enough")
      let letter = try #require(try await town.letters(to: "amina@town.example").last)
      let link = try #require(letter.path("/archive/"))
      let file = try await town.visitor().get(link)
      #expect(file.status == 200)
      #expect(file.headers[.contentType] == "application/zip")
      let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      defer { try? FileManager.default.removeItem(at: folder) }
      let zip = folder.appendingPathComponent("a.zip")
      try Data(file.bytes).write(to: zip)
      // Another program's reading of it, not our own.
      let python = Process()
      python.executableURL = URL(fileURLWithPath: "/usr/bin/python3")
      python.arguments = [
        "-c",
        "import sys,zipfile; z=zipfile.ZipFile(sys.argv[1]); assert z.testzip() is None; z.extractall(sys.argv[2])",
        zip.path, folder.path,
      ]
      try python.run()
      python.waitUntilExit()
      #expect(python.terminationStatus == 0)
      let read: (String) -> String = {
        (try? String(contentsOf: folder.appendingPathComponent($0), encoding: .utf8)) ?? ""
      }
      #expect(read("README.txt").contains("posts.json: everything you wrote"))
      #expect(read("conversations/posts.md").contains("nothing but the bus"))
      #expect(!read("conversations/posts.md").contains("What Bram said"))
      let account = try JSONSerialization.jsonObject(with: Data(read("account/account.json").utf8)) as? [String: Any]
      #expect(account?["email"] as? String == "amina@town.example")
      #expect(!read("account/account.json").contains("argon2"))
      // Somebody else's, a changed link, an old link.
      let own = try #require(try await amina.get("/settings/data").first("href=\"(/settings/data/archive/[0-9]+)\""))
      #expect(try await amina.get(own).status == 200)
      #expect(try await bram.get(own).status == 404)
      #expect(try await town.visitor().get(link.dropLast(3) + "abc").status == 400)
      town.clock.pass(.days(8))
      #expect(try await town.visitor().get(link).status == 410)
      try await town.work()
      #expect(try await town.house.media.names().isEmpty)
    }
  }

  @Test("Erasing removes the person and, when asked, every post, from pages, search and store", arguments: Town.engines)
  func eraseAll(_ engine: String) async throws {
    try await Town.open(on: engine) { town in
      _ = try await town.person("stella", role: .steward)
      let amina = try await town.person("amina").signedIn()
      let bram = try await town.person("bram").signedIn()
      let post = try await amina.post("/talk", ["text": "Zebra crossings for Alder Street.", "title": "Zebras"])
      let lonely = try await amina.post("/talk", ["text": "A lonely platypus."])
      try await bram.post(
        post.path.replacing("/talk/", with: "/posts/").split(separator: "-")[0] + "/replies",
        ["text": "I would use them."])
      #expect(try await bram.get("/search?q=platypus").has("platypus"))
      #expect(try await erase(amina, posts: "remove", password: "wrong").status == 422)
      #expect(try await erase(amina, posts: "remove", sure: "").status == 422)
      #expect(try await erase(amina, posts: "").status == 422)
      #expect(try await bram.get("/@amina").status == 200)
      #expect(try await erase(amina, posts: "remove").has("Your account is deleted"))
      #expect(try await amina.get("/settings").path.hasPrefix("/sign-in"))
      #expect(try await bram.get("/@amina").status == 404)
      #expect(try await bram.get(post.path).has("I would use them."), "what others said stays")
      #expect(try await !bram.get(post.path).has("Zebra"))
      #expect(try await bram.get(lonely.path).has("platypus") == false)
      #expect(try await !bram.get("/search?q=platypus").has("lonely"))
      #expect(try await !bram.get("/search?q=amina").has("@amina"))
      #expect(try await !bram.get("/people").has("@amina"))
      let tries: Int? = try await town.store.read { tx in
        try tx.value("SELECT count(*) FROM sign_in_try WHERE subject LIKE '%amina%'")
      }
      #expect(tries == 0)
      #expect(try await town.visitor().post("/sign-in", ["email": "amina", "password": Town.password]).status == 422)
      let again = try await town.visitor().post(
        "/join", ["name": "Fake", "handle": "amina", "email": "fake@town.example", "password": Town.password])
      #expect(again.status == 422, "a handle is not given out again")
      let traces = try await town.store.read { tx in
        try [
          tx.value("SELECT count(*) FROM login WHERE email LIKE 'amina%'"),
          tx.value("SELECT count(*) FROM account WHERE handle = 'amina' OR name = 'Amina'"),
          tx.value(
            "SELECT count(*) FROM post WHERE text LIKE '%Zebra%' OR text LIKE '%platypus%' OR html LIKE '%platypus%'"),
          tx.value("SELECT count(*) FROM search_entry WHERE body LIKE '%platypus%' OR title LIKE '%amina%'"),
        ] as [Int?]
      }
      #expect(traces == [0, 0, 0, 0])
    }
  }

  @Test("Posts may stay under “a former member”", arguments: Town.engines) func keepPosts(_ engine: String) async throws
  {
    try await Town.open(on: engine) { town in
      _ = try await town.person("stella", role: .steward)
      let amina = try await town.person("amina").signedIn()
      let post = try await amina.post("/talk", ["text": "This may stay."])
      #expect(try await erase(amina, posts: "keep").has("Your account is deleted"))
      let page = try await town.visitor().get(post.path)
      #expect(page.has("This may stay."))
      #expect(page.has("A former member"))
      #expect(!page.has("Amina"))
      #expect(!page.has("@former-"))
    }
  }

  @Test("Counts are right after somebody has gone", arguments: Town.engines) func counts(_ engine: String) async throws
  {
    try await Town.open(on: engine) { town in
      let stella = try await town.person("stella", role: .steward)
      let amina = try await town.person("amina")
      let browser = try await amina.signedIn()
      let bram = try await town.person("bram").signedIn()
      try await town.store.write { tx in
        try DemoAccounts.follow(stella.id, by: amina.id, in: tx)
        try DemoAccounts.follow(amina.id, by: stella.id, in: tx)
      }
      let post = try await bram.post("/talk", ["text": "Count me.", "kind": "question", "title": "Does it add up?"])
      let stem = post.path.replacing("/talk/", with: "/posts/").split(separator: "-")[0]
      try await browser.post(stem + "/replies", ["text": "One."])
      try await browser.post(stem + "/support", ["on": "yes"])
      #expect(try await erase(browser, posts: "remove").status == 200)
      let found = try await town.store.read { tx in
        try tx.first("SELECT reply_count, answer_count, support_count FROM post WHERE title = 'Does it add up?'") {
          row in
          [try row.take(), try row.take(), try row.take()] as [Int]
        }
      }
      #expect(found == [0, 0, 0])
      let follows = try await town.store.read { tx in
        try tx.first("SELECT follower_count, following_count FROM account WHERE handle = 'stella'") { row in
          [try row.take(), try row.take()] as [Int]
        }
      }
      #expect(follows == [0, 0])
    }
  }

  @Test(
    "The last in charge hands over to who has been there longest; the last steward of a site stays",
    arguments: Town.engines)
  func lastOwner(_ engine: String) async throws {
    try await Town.open(on: engine) { town in
      let stella = try await town.person("stella", role: .steward)
      let amina = try await town.person("amina")
      let bram = try await town.person("bram")
      let cara = try await town.person("cara")
      let place = try await town.store.write { tx in
        let id = try Groups.found(
          NewGroup(handle: "gardeners", name: "Gardeners", purpose: "Beds.", rules: "", door: .open), by: amina.id,
          in: tx)
        try Groups.join(id, bram.id, in: tx)
        try Groups.join(id, cara.id, role: .moderator, in: tx)
        return id.value
      }
      let browser = try await amina.signedIn()
      #expect(try await browser.get("/settings/data/erase").has("Gardeners: Cara takes over"))
      #expect(try await erase(browser, posts: "keep").has("Your account is deleted"))
      let stewards = try await town.store.read { tx in
        try tx.all("SELECT account_id FROM membership WHERE space_id = \(place) AND role = 2") { row in
          try row.take() as Key<Account>
        }
      }
      #expect(stewards == [cara.id])
      let last = try await stella.signedIn()
      #expect(try await last.get("/settings/data/erase").has("last steward"))
      #expect(try await erase(last, posts: "keep").status == 409)
      #expect(try await last.get("/@stella").status == 200)
    }
  }

  @Test("Two who erase the same account at once do it once", arguments: Town.engines) func twice(_ engine: String)
    async throws
  {
    try await Town.open(on: engine) { town in
      _ = try await town.person("stella", role: .steward)
      let amina = try await town.person("amina").signedIn()
      let statuses = try await withThrowingTaskGroup(of: Int.self) { group in
        for _ in 0..<3 {
          group.addTask {
            try await amina.post(
              "/settings/data/erase", ["posts": "remove", "password": Town.password, "sure": "yes"], follow: false
            ).status
          }
        }
        return try await group.reduce(into: [Int]()) { $0.append($1) }
      }
      #expect(!statuses.contains { $0 >= 500 })
      let happened: Int? = try await town.store.read { tx in
        try tx.value("SELECT count(*) FROM happening WHERE kind = 'account.erased'")
      }
      #expect(happened == 1)
    }
  }
}
