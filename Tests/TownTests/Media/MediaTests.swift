import Commons
import Community
import Doors
import Foundation
import HTTPTypes
import Storehouse
import Testing

@testable import Guerilla

@Suite struct MediaTests {
  @Test("A picture is kept, described, and shown to those who see the post", arguments: Town.engines)
  func picture(_ engine: String) async throws {
    try await Town.open(on: engine) { town in
      _ = try await town.person("first")
      let amina = try await town.person("amina").signedIn()
      let posted = try await amina.upload(
        "/talk", ["text": "Look", "alt-1": "A plain square", "once": "k"],
        files: [.init(field: "picture-1", name: "a.png", bytes: TestPicture.png())])
      #expect(posted.has("alt=\"A plain square\""))
      let path = try #require(posted.first("src=\"(/media/[0-9a-f]{64}\\.webp)\""))
      let file = try await town.visitor().get(path)
      #expect(file.status == 200)
      #expect(file.headers[.contentType] == "image/webp")
      #expect(file.headers[.xContentTypeOptions] == "nosniff")
      #expect(file.headers[.cacheControl]?.hasPrefix("private, max-age=") == true)
      #expect(file.headers[.contentSecurityPolicy]?.contains("sandbox") == true)
      #expect(file.bytes.starts(with: Array("RIFF".utf8)))
      let tag = try #require(file.headers[.eTag])
      #expect(try await town.visitor().get(path, headers: [.ifNoneMatch: tag]).status == 304)
    }
  }

  @Test(
    "Pictures that may upset are folded until they are asked for, on the page and in apps, whoever said that they may",
    arguments: Town.engines)
  func folded(_ engine: String) async throws {
    try await Town.open(on: engine) { town in
      _ = try await town.person("first")
      let craig = try await town.person("craig")
      let browser = try await craig.signedIn()
      let phone = try await AppClient.of(craig)
      let picture = Browser.File(field: "picture-1", name: "a.png", bytes: TestPicture.png())
      let isFolded = { (key: String) async throws -> Bool in
        let page = try await town.visitor().get("/talk/\(key)")
        let sensitive = try await phone.get("/api/v1/statuses/\(key)").object["sensitive"] as? Bool
        // The picture stands in the closed details, with what it shows still to be read when they are opened.
        let inside = page.first("<details class=\"note\"><summary>Pictures that may upset</summary>(.*?)</details>")
        #expect(page.has("alt=\"A plain square\"") && page.has("/media/"))
        #expect((inside?.contains("alt=\"A plain square\"") == true) == (sensitive == true), "\(key)")
        #expect(!page.has("<details class=\"note\" open"))
        return inside != nil
      }
      let plain = try await browser.upload(
        "/talk", ["text": "Look", "alt-1": "A plain square", "once": "1"], files: [picture])
      let own = try await browser.upload(
        "/talk", ["text": "Look away", "alt-1": "A plain square", "sensitive": "yes", "once": "2"], files: [picture])
      #expect(try await !isFolded(plain.key))
      #expect(try await isFolded(own.key))
      // An app may say so later, and take it back.
      try await phone.send(.put, "/api/v1/statuses/\(plain.key)", ["status": "Look", "sensitive": "true"])
      #expect(try await isFolded(plain.key))
      try await phone.send(.put, "/api/v1/statuses/\(plain.key)", ["status": "Look", "sensitive": "false"])
      #expect(try await !isFolded(plain.key))
      // Under a content note everything is folded already, once.
      let noted = try await browser.upload(
        "/talk",
        ["text": "Careful", "alt-1": "A plain square", "note": "Blood", "sensitive": "yes", "once": "3"],
        files: [picture])
      #expect(noted.has("<details class=\"note\">") && !noted.has("Pictures that may upset"))
      // A moderator covers the pictures of somebody, in lists too, and uncovers them.
      let mona = try await town.person("mona", role: .moderator).signedIn()
      for (action, covers) in [("cover", true), ("uncover", false)] {
        try await mona.post(
          "/moderation/account/\(craig.id)", ["action": action, "concern": "other", "reason": "Blood."])
        #expect(try await isFolded(plain.key) == covers)
        let listed = try await town.visitor().get("/@craig")
        let folds = listed.body.components(separatedBy: "Pictures that may upset").count - 1
        #expect(folds == (covers ? 2 : 1), "the one that says so itself stays folded")
      }
    }
  }

  @Test("A wide picture is set from the page and from an app, shown, replaced and taken away", arguments: Town.engines)
  func header(_ engine: String) async throws {
    try await Town.open(on: engine) { town in
      let amina = try await town.person("amina")
      let browser = try await amina.signedIn()
      let phone = try await AppClient.of(amina)
      let own = { try await phone.get("/api/v1/accounts/verify_credentials")["header"] ?? "" }
      let isThere = { (address: String) in
        try await town.visitor().get(address.replacing("http://town.example", with: "")).status == 200
      }
      let drawn = try await own()
      #expect(drawn == "http://town.example/avatars/header.png")
      #expect(try await isThere(drawn), "there is always one")
      let refused = try await browser.upload(
        "/settings/profile/header", [:], files: [.init(field: "header", name: "a.txt", bytes: Array("no".utf8))])
      #expect(refused.status == 415)
      try await browser.upload(
        "/settings/profile/header", [:], files: [.init(field: "header", name: "a.png", bytes: TestPicture.png())])
      let first = try await own()
      #expect(first.hasPrefix("http://town.example/pictures/") && first.hasSuffix(".webp"))
      #expect(try await isThere(first))
      #expect(try await town.visitor().get("/@amina").has("class=\"banner\" src=\"/pictures/"))
      let edge = "edge"
      let form =
        Array("--\(edge)\r\nContent-Disposition: form-data; name=\"header\"; filename=\"b.png\"\r\n\r\n".utf8)
        + TestPicture.png(0xb5321a) + Array("\r\n--\(edge)--\r\n".utf8)
      let changed = try await phone.send(
        .patch, "/api/v1/accounts/update_credentials", body: form,
        headers: [.contentType: "multipart/form-data; boundary=\(edge)"])
      let second = try await own()
      #expect(changed.status == 200 && changed["header"] == second && changed["header_static"] == second)
      #expect(second != first)
      #expect(try await isThere(second))
      try await town.work()
      #expect(try await !isThere(first), "what nobody shows is gone")
      let bad =
        Array("--\(edge)\r\nContent-Disposition: form-data; name=\"header\"; filename=\"b.png\"\r\n\r\nno".utf8)
        + Array("\r\n--\(edge)--\r\n".utf8)
      let wrong = try await phone.send(
        .patch, "/api/v1/accounts/update_credentials", body: bad,
        headers: [.contentType: "multipart/form-data; boundary=\(edge)"])
      #expect([415, 422].contains(wrong.status) && wrong.error != nil)
      #expect(try await own() == second)
      #expect(try await phone.send(.delete, "/api/v1/profile/header").status == 200)
      #expect(try await own() == drawn)
      #expect(try await !town.visitor().get("/@amina").has("class=\"banner\""))
    }
  }

  @Test(
    "A picture nobody described is asked about once, kept meanwhile, and then taken as it is", arguments: Town.engines)
  func nudge(_ engine: String) async throws {
    try await Town.open(on: engine) { town in
      let amina = try await town.person("amina").signedIn()
      let asked = try await amina.upload(
        "/talk", ["text": "Look here", "once": "k"],
        files: [.init(field: "picture-1", name: "a.png", bytes: TestPicture.png())])
      #expect(asked.status == 422)
      #expect(asked.has("Say in a few words what the picture shows"))
      #expect(asked.has("Look here"))
      let id = try #require(asked.first("name=\"media\" value=\"([0-9]+)\""))
      let preview = try #require(asked.first("src=\"(/media/[^\"]+)\""))
      #expect(try await amina.get(preview).status == 200, "its owner sees it in the form")
      #expect(try await town.visitor().get(preview).status == 404, "nobody else does before it is on a post")
      let craig = try await town.person("craig").signedIn()
      #expect(try await craig.get(preview).status == 404)
      // Somebody else's upload cannot be taken for one's own.
      let stolen = try await craig.upload("/talk", ["text": "Mine now", "media": id])
      #expect(!stolen.has("/media/"))
      let posted = try await amina.upload(
        "/talk", ["text": "Look here", "once": "k", "media": id, "alt-\(id)": "", "alt-asked": "yes"])
      #expect(posted.status == 200)
      #expect(posted.has("/media/"))
      // The same form again makes no second post.
      let again = try await amina.upload("/talk", ["text": "Look here", "once": "k", "media": id, "alt-asked": "yes"])
      #expect(again.path == posted.path)
    }
  }

  @Test(
    "When a post is changed, pictures are added, described anew and taken out, and its versions say so",
    arguments: Town.engines)
  func changed(_ engine: String) async throws {
    try await Town.open(on: engine) { town in
      _ = try await town.person("first")
      let amina = try await town.person("amina").signedIn()
      let red = Browser.File(field: "picture-1", name: "a.png", bytes: TestPicture.png(0xb5321a))
      let blue = Browser.File(field: "picture-1", name: "b.png", bytes: TestPicture.png(0x1a5da6))
      let posted = try await amina.upload("/talk", ["text": "Look", "alt-1": "A red square"], files: [red])
      let path = "/posts/\(posted.key)/edit"
      let redFile = try #require(posted.first("src=\"(/media/[0-9a-f]{64}\\.webp)\""))
      let form = try await amina.get(path)
      let redID = try #require(form.first("name=\"alt-([0-9]{6,})\""))
      #expect(form.has("A red square") && form.has("name=\"drop-\(redID)\""))
      // A form without them leaves them as they are.
      #expect(try await amina.post(path, ["text": "Look here"]).has("alt=\"A red square\""))

      let asked = try await amina.upload(path, ["text": "Look here", "alt-\(redID)": "A brick"], files: [blue])
      #expect(asked.status == 422 && asked.has("Say in a few words what the picture shows"))
      let blueID = try #require(asked.first("name=\"media\" value=\"([0-9]+)\""))
      #expect(asked.has("value=\"A brick\""), "what was typed is kept")
      let both = try await amina.upload(
        path,
        [
          "text": "Look here", "alt-\(redID)": "A brick", "media": blueID, "alt-\(blueID)": "The sky",
          "once": asked.once,
        ])
      #expect(both.has("alt=\"A brick\"") && both.has("alt=\"The sky\""))
      let again = try await amina.upload(
        path, ["text": "Look here", "media": blueID, "alt-\(blueID)": "The sky", "once": asked.once])
      #expect(again.status == 200 && again.all("alt=\"(The sky)\"").count == 1, "sent twice, done once")

      let one = try await amina.upload(path, ["text": "Look here", "drop-\(redID)": "yes", "alt-\(blueID)": "The sky"])
      #expect(!one.has("A brick") && one.has("alt=\"The sky\""))
      _ = try await town.work()
      #expect(try await town.visitor().get(redFile).status == 404, "what was taken out goes for good")
      let versions = try await town.visitor().get("/posts/\(posted.key)/versions")
      #expect(versions.has("Version 4"))
      #expect(versions.has("<del>") && versions.has("taken out:") && versions.has("A brick"))
      #expect(versions.has("added:") && versions.has("The sky") && versions.has("A red square"))

      let none = try await amina.upload(path, ["text": "Look here", "drop-\(blueID)": "yes"])
      #expect(!none.has("/media/"))
      // What is somebody else's is neither taken out nor put on.
      let craig = try await town.person("craig").signedIn()
      let his = try await craig.upload("/talk", ["text": "Mine", "alt-1": "Mine"], files: [red])
      let hisID = try #require(try await craig.get("/posts/\(his.key)/edit").first("name=\"alt-([0-9]{6,})\""))
      #expect(try await craig.upload(path, ["text": "Yours", "drop-\(blueID)": "yes"]).status == 403)
      let stolen = try await amina.upload(path, ["text": "Look", "media": hisID, "drop-\(hisID)": "yes"])
      #expect(!stolen.has("/media/"))
      #expect(try await craig.get(his.path).has("alt=\"Mine\""))
    }
  }

  @Test(
    "A full post takes another picture in the place of one, and a PDF in the place of pictures", arguments: ["sqlite"])
  func replaced(_ engine: String) async throws {
    try await Town.open(on: engine) { town in
      let amina = try await town.person("amina").signedIn()
      let four = (1...4).map {
        Browser.File(field: "picture-\($0)", name: "a.png", bytes: TestPicture.png(UInt32($0) * 0x201010))
      }
      let posted = try await amina.upload(
        "/talk", ["text": "Four", "alt-1": "a", "alt-2": "b", "alt-3": "c", "alt-4": "d"], files: four)
      let path = "/posts/\(posted.key)/edit"
      let ids = try await amina.get(path).all("name=\"drop-([0-9]+)\"")
      #expect(ids.count == 4)
      let fifth = Browser.File(field: "picture-1", name: "e.png", bytes: TestPicture.png(0x0a6a5f))
      let much = try await amina.upload(path, ["text": "Five", "alt-1": "e"], files: [fifth])
      #expect(much.status == 422 && much.has("up to four pictures"))
      let swapped = try await amina.upload(
        path, ["text": "Four", "drop-\(ids[0])": "yes", "alt-1": "e"], files: [fifth])
      #expect(swapped.has("alt=\"e\"") && !swapped.has("alt=\"a\""))
      let document = Browser.File(field: "document", name: "Minutes.pdf", bytes: TestPicture.pdf)
      #expect(try await amina.upload(path, ["text": "PDF"], files: [document]).status == 422)
      let now = try await amina.get(path).all("name=\"drop-([0-9]+)\"")
      #expect(now.count == 4)
      let all = try await amina.upload(
        path,
        [
          "text": "PDF", "drop-\(now[0])": "yes", "drop-\(now[1])": "yes", "drop-\(now[2])": "yes",
          "drop-\(now[3])": "yes",
        ], files: [document])
      #expect(all.has(".pdf") && !all.has("<img src=\"/media/"))
    }
  }

  @Test("A private group's pictures are not found by anyone else", arguments: Town.engines)
  func privatePictures(_ engine: String) async throws {
    try await Town.open(on: engine) { town in
      _ = try await town.person("first")
      let stella = try await town.person("stella")
      let group = try await town.store.write { tx in
        try Groups.found(
          NewGroup(handle: "quiet-room", name: "Quiet room", purpose: "To talk", door: .hidden), by: stella.id, in: tx)
      }
      let posted = try await stella.signedIn().upload(
        "/talk", ["text": "Ours", "audience": "group-\(group)", "alt-1": "Ours"],
        files: [.init(field: "picture-1", name: "a.png", bytes: TestPicture.png(0x0a6a5f))])
      let paths = posted.all("(/media/[0-9a-f]{64}\\.webp)")
      #expect(paths.count == 2)
      for path in paths {
        #expect(try await stella.browser.get(path).status == 200)
        #expect(try await town.visitor().get(path).status == 404)
        #expect(try await town.person("craig\(path.suffix(7).prefix(2))").signedIn().get(path).status == 404)
      }
    }
  }

  @Test(
    "What is no picture, too many, or a bomb is refused in words, and what was typed stays", arguments: Town.engines)
  func bad(_ engine: String) async throws {
    try await Town.open(on: engine) { town in
      let amina = try await town.person("amina").signedIn()
      let text = try await amina.upload(
        "/talk", ["text": "Typed words"],
        files: [.init(field: "picture-1", name: "a.png", bytes: Array("<svg onload=alert(1)>".utf8))])
      #expect(text.status == 422)
      #expect(text.has("Typed words"))
      #expect(text.has("not a picture we can use"))
      // A header that claims a picture of 60,000 by 60,000 pixels.
      var bomb = TestPicture.png()
      bomb.replaceSubrange(16..<24, with: [0, 0, 0xea, 0x60, 0, 0, 0xea, 0x60])
      #expect(
        try await amina.upload("/talk", ["text": "x"], files: [.init(field: "picture-1", name: "a.png", bytes: bomb)])
          .status == 422)
      let noPDF = try await amina.upload(
        "/talk", ["text": "x"], files: [.init(field: "document", name: "a.pdf", bytes: Array("<html><script>".utf8))])
      #expect(noPDF.status == 422)
      #expect(noPDF.has("not a PDF"))
      let both = try await amina.upload(
        "/talk", ["text": "x", "alt-1": "y"],
        files: [
          .init(field: "picture-1", name: "a.png", bytes: TestPicture.png()),
          .init(field: "document", name: "a.pdf", bytes: TestPicture.pdf),
        ])
      #expect(both.status == 422)
      for path in [
        "/media/..%2f..%2fsecret.key", "/media/secret.key", "/media/" + String(repeating: "a", count: 64) + ".webp",
      ] {
        #expect(try await amina.get(path).status == 404)
      }
    }
  }

  @Test("A PDF goes with a reply and comes as a download that can run nothing", arguments: Town.engines)
  func document(_ engine: String) async throws {
    try await Town.open(on: engine) { town in
      let amina = try await town.person("amina").signedIn()
      let posted = try await amina.post("/talk", ["text": "Here"])
      let replied = try await amina.upload(
        "/posts/\(posted.key)/replies", ["text": "The minutes"],
        files: [.init(field: "document", name: "Minutes \"May\".pdf", bytes: TestPicture.pdf)])
      let path = try #require(replied.first("href=\"(/media/[0-9a-f]{64}\\.pdf)\""))
      let file = try await town.visitor().get(path)
      #expect(file.headers[.contentType] == "application/pdf")
      #expect(file.headers[.contentDisposition]?.hasPrefix("attachment;") == true)
      #expect(file.headers[.contentSecurityPolicy]?.contains("sandbox") == true)
      #expect(file.bytes == TestPicture.pdf)
    }
  }

  @Test("Deleting a post takes its pictures off the disk, unless another post has the same", arguments: Town.engines)
  func erased(_ engine: String) async throws {
    try await Town.open(on: engine) { town in
      let amina = try await town.person("amina").signedIn()
      let file = Browser.File(field: "picture-1", name: "a.png", bytes: TestPicture.png(0xb5321a))
      let one = try await amina.upload("/talk", ["text": "One", "alt-1": "Red"], files: [file])
      let two = try await amina.upload("/talk", ["text": "Two", "alt-1": "Red"], files: [file])
      let path = try #require(one.first("src=\"(/media/[^\"]+)\""))
      let name = try #require(MediaName(String(path.dropFirst("/media/".count))))
      let runner = JobRunner(store: town.store, handlers: MediaRoom.room(town.house).jobs)
      try await amina.post("/posts/\(one.key)/delete")
      try await runner.runDue()
      #expect(try await town.visitor().get(path).status == 200, "the other post still shows it")
      try await amina.post("/posts/\(two.key)/delete")
      #expect(try await town.visitor().get(path).status == 404)
      try await runner.runDue()
      #expect(try await town.house.media.get(name) == nil)
    }
  }

  @Test("An upload whose form never came again is swept after a day", arguments: Town.engines)
  func swept(_ engine: String) async throws {
    try await Town.open(on: engine) { town in
      let amina = try await town.person("amina").signedIn()
      let asked = try await amina.upload(
        "/talk", ["text": "x"], files: [.init(field: "picture-1", name: "a.png", bytes: TestPicture.png(0x1a5da6))])
      let preview = try #require(asked.first("src=\"(/media/[^\"]+)\""))
      let name = try #require(MediaName(String(preview.dropFirst("/media/".count))))
      let room = MediaRoom.room(town.house)
      let runner = JobRunner(store: town.store, handlers: room.jobs, recurring: room.recurring)
      try await runner.runDue()
      #expect(try await town.house.media.get(name) != nil)
      town.clock.pass(.days(2))
      try await runner.runDue()
      try await runner.runDue()
      #expect(try await town.house.media.get(name) == nil)
      #expect(try await amina.get(preview).status == 404)
    }
  }
}
