import Commons
import Community
import Governance
import Storehouse
import Testing

@testable import Guerilla

@Suite struct SafeguardTests {
  /// A post by `craig` and its key.
  private func rudePost(in town: Town) async throws -> (browser: Browser, path: String, key: String) {
    let craig = try await town.person("craig").signedIn()
    let posted = try await craig.post("/talk", ["text": "You are all **fools**."])
    return (craig, posted.path, String(posted.path.dropFirst("/talk/".count)))
  }

  @Test(
    "A visitor reports a post, a moderator hides it with a reason, and the log tells without names",
    arguments: Town.engines)
  func reportAndHide(_ engine: String) async throws {
    try await Town.open(on: engine) { town in
      _ = try await town.person("first")
      let (_, path, key) = try await rudePost(in: town)
      let visitor = town.visitor()
      let form = try await visitor.get("/report?kind=post&id=\(key)")
      #expect(form.has("What is wrong?"))
      #expect(
        try await visitor.post("/report", ["kind": "post", "id": key, "concern": "unkind"]).has(
          "Thank you for telling us"))

      let mo = try await town.person("mona", role: .moderator).signedIn()
      #expect(try await mo.get("/moderation/queue").has("1 report"))
      let refused = try await mo.post("/moderation/post/\(key)", ["action": "hide", "concern": "unkind", "reason": ""])
      #expect(refused.status == 422)
      #expect(refused.has("Give the reason."))
      try await mo.post(
        "/moderation/post/\(key)", ["action": "hide", "concern": "unkind", "reason": "It insults people."])
      #expect(try await visitor.get(path).has("hidden by a moderator"))
      #expect(try await !visitor.get("/talk").has("fools"))
      let log = try await visitor.get("/moderation")
      #expect(log.has("It insults people."))
      #expect(!log.has("Craig"))
      #expect(!log.has("Mona"), "nobody is named in the public log")
      #expect(try await mo.get("/moderation/queue").has("Nothing waits."))
    }
  }

  @Test("An appeal is answered by someone else, and when it is upheld the post is back", arguments: Town.engines)
  func appeal(_ engine: String) async throws {
    try await Town.open(on: engine) { town in
      _ = try await town.person("first", role: .member)
      let (craig, path, key) = try await rudePost(in: town)
      let mo = try await town.person("mona", role: .moderator).signedIn()
      let ada = try await town.person("ada", role: .moderator).signedIn()
      try await mo.post(
        "/moderation/post/\(key)", ["action": "hide", "concern": "unkind", "reason": "It insults people."])
      let id = try #require(
        try await mo.get("/moderation/post/\(key)").has("Decided before") ? town.latestDecision() : nil)
      #expect(try await town.person("eve").signedIn().get("/moderation/decisions/\(id)").status == 404)
      #expect(try await craig.get("/moderation/decisions/\(id)").has("It insults people."))
      #expect(try await craig.post("/moderation/decisions/\(id)/appeal", ["words": " "]).status == 422)
      #expect(
        try await craig.post("/moderation/decisions/\(id)/appeal", ["words": "I meant myself."]).has("I meant myself."))
      #expect(try await craig.post("/moderation/decisions/\(id)/appeal", ["words": "Again."]).status == 409)
      let own = try await mo.post("/moderation/decisions/\(id)/answer", ["upheld": "no", "answer": "No."])
      #expect(own.has("Someone else has to answer"))
      try await ada.post("/moderation/decisions/\(id)/answer", ["upheld": "yes", "answer": "Fair."])
      #expect(try await town.visitor().get(path).has("fools"))
    }
  }

  @Test("A member finds no moderator’s page, and a moderator cannot suspend a steward", arguments: Town.engines)
  func authority(_ engine: String) async throws {
    try await Town.open(on: engine) { town in
      let first = try await town.person("first")
      let (craig, _, key) = try await rudePost(in: town)
      #expect(try await craig.get("/moderation/queue").status == 404)
      #expect(try await craig.post("/moderation/post/\(key)", ["action": "hide", "reason": "x"]).status == 404)
      let mo = try await town.person("mona", role: .moderator).signedIn()
      let refused = try await mo.post(
        "/moderation/account/\(first.id)", ["action": "suspend", "concern": "other", "reason": "x"])
      #expect(refused.status == 422)
      #expect(refused.has("nobody a steward"))
    }
  }

  @Test(
    "A suspended person is signed out, what they said is not shown, and signing in leads no further than why and how to appeal",
    arguments: Town.engines)
  func suspended(_ engine: String) async throws {
    try await Town.open(on: engine) { town in
      _ = try await town.person("first")
      let craig = try await town.person("craig")
      let browser = try await craig.signedIn()
      let posted = try await browser.post("/talk", ["text": "Buy my pills."])
      let mo = try await town.person("mona", role: .moderator).signedIn()
      try await mo.post(
        "/moderation/account/\(craig.id)", ["action": "suspend", "concern": "advert", "reason": "Only adverts."])
      #expect(try await browser.get("/").has("Create an account"))
      #expect(try await town.visitor().get(posted.path).status == 404)

      let again = try await town.visitor().post("/sign-in", ["email": "craig", "password": "not it"])
      #expect(!again.has("suspended"), "only whoever can sign in is told")
      let back = town.visitor()
      let why = try await back.post("/sign-in", ["email": "craig", "password": Town.password, "next": "/people"])
      #expect(why.path == "/suspended")
      #expect(why.has("Only adverts."))
      #expect(try await back.get("/sign-in").path == "/suspended")
      let home = try await back.get("/")
      #expect(home.has("Create an account") && home.has("href=\"/suspended\""))
      for path in ["/settings", "/notifications", "/messages", "/talk/new", "/settings/profile"] {
        let page = try await back.get(path)
        #expect(page.status == 403 && page.has("Your account is suspended"), "\(path)")
      }
      #expect(try await back.post("/talk", ["text": "Pills!"]).status == 403)
      #expect(try await back.post("/@mona/follow", ["on": "yes"]).status == 403)
      #expect(try await back.get(posted.path).status == 404)

      let decision = try #require(why.first("href=\"(/moderation/decisions/[0-9]+)\""))
      #expect(try await back.get(decision).has("Only adverts."))
      #expect(try await back.post("\(decision)/appeal", ["words": "They were samples."]).has("They were samples."))
      #expect(try await back.get("/suspended").has("See your appeal"))
      #expect(try await mo.get("/moderation/queue").has("Appeal"))
      #expect(try await back.get("/settings/data").has("Put my data together"))
      try await back.post("/settings/data/archive")
      let letters = try await town.letters(to: "craig@town.example")
      let file = try #require(letters.compactMap { $0.path("/archive/") }.first)
      #expect(try await town.visitor().get(file).bytes.starts(with: Array("PK".utf8)))

      let ada = try await town.person("ada", role: .moderator).signedIn()
      try await ada.post("\(decision)/answer", ["upheld": "yes", "answer": "They were."])
      #expect(try await back.get("/settings").status == 200, "the same session is a member’s again")
      #expect(try await back.get("/suspended").path == "/")
      #expect(try await town.visitor().get(posted.path).status == 200)
    }
  }

  @Test(
    "A suspended moderator has no powers left, and a letter tells why", arguments: Town.engines)
  func suspendedModerator(_ engine: String) async throws {
    try await Town.open(on: engine) { town in
      let steward = try await town.person("first").signedIn()
      let mona = try await town.person("mona", role: .moderator)
      let craig = try await town.person("craig")
      let before = try await craig.signedIn().post("/talk", ["text": "Hello @mona"])
      try await steward.post(
        "/moderation/account/\(mona.id)", ["action": "suspend", "concern": "unkind", "reason": "She hid her rivals."])
      let back = try await mona.signedIn()
      #expect(try await back.get("/suspended").has("She hid her rivals."))
      #expect(try await back.get("/moderation/queue").path == "/suspended")
      #expect(try await back.get("/steward").path == "/suspended")
      let other = try await steward.post(
        "/moderation/account/\(craig.id)", ["action": "warn", "concern": "unkind", "reason": "Calm down."])
      #expect(other.status == 200)
      let id = try #require(try await town.latestDecision())
      #expect(
        try await back.get("/moderation/decisions/\(id)").status == 404, "somebody else’s decision is not hers to read")
      try await town.listen()
      _ = try await NoticeLetters(house: town.house).compose()
      let letters = try await town.letters(to: "mona@town.example")
      #expect(letters.contains { $0.subject.contains("The moderators decided") })
      #expect(!letters.contains { $0.subject.contains("mentioned you") }, "nothing else is written about")
      #expect(before.status == 200)
    }
  }

  @Test("Whoever is suspended can still delete the account", arguments: Town.engines) func suspendedLeaves(
    _ engine: String
  ) async throws {
    try await Town.open(on: engine) { town in
      _ = try await town.person("first")
      let craig = try await town.person("craig")
      let mo = try await town.person("mona", role: .moderator).signedIn()
      try await mo.post(
        "/moderation/account/\(craig.id)", ["action": "suspend", "concern": "advert", "reason": "Only adverts."])
      let back = try await craig.signedIn()
      #expect(
        try await back.post("/settings/data/erase", ["posts": "remove", "sure": "yes", "password": Town.password]).has(
          "Your account is deleted"))
      #expect(try await mo.get("/moderation").has("Only adverts."), "what was done stays in the log")
    }
  }

  @Test(
    "Whoever’s sign-in is shut appeals on the pages, in Welsh too, and is let in when the appeal is upheld",
    arguments: Town.engines)
  func shutOut(_ engine: String) async throws {
    try await Town.open(on: engine) { town in
      _ = try await town.person("first")
      let craig = try await town.person("craig")
      let posted = try await craig.signedIn().post("/talk", ["text": "A day out."])
      let mo = try await town.person("mona", role: .moderator).signedIn()
      try await mo.post(
        "/moderation/account/\(craig.id)", ["action": "disable", "concern": "other", "reason": "It looks stolen."])
      #expect(try await craig.browser.get("/").has("Create an account"), "they are signed out everywhere")
      let back = town.visitor()
      let why = try await back.post("/sign-in", ["email": "craig", "password": Town.password])
      #expect(why.path == "/suspended" && why.has("It looks stolen.") && why.has("Appeal against it"))
      #expect(!why.has("/settings/data"), "it may be somebody else who came in")
      #expect(try await back.get("/talk").has("You can read why, and appeal."))
      back.setCookie("language", "cy")
      #expect(try await back.get("/suspended").has("Mae eich mewngofnodi wedi’i gau"))
      back.setCookie("language", "en")
      let decision = try #require(why.first("href=\"(/moderation/decisions/[0-9]+)\""))
      #expect(try await town.person("eve").signedIn().get(decision).status == 404)
      #expect(try await back.post("\(decision)/appeal", ["words": ""]).status == 422)
      #expect(
        try await back.post("\(decision)/appeal", ["words": "I have my phone back."]).has("I have my phone back."))
      #expect(try await back.get("/suspended").has("See your appeal"))
      #expect(try await mo.get("/moderation/queue").has("Appeal"))
      let ada = try await town.person("ada", role: .moderator).signedIn()
      try await ada.post("\(decision)/answer", ["upheld": "yes", "answer": "Welcome back."])
      #expect(try await back.get("/settings").status == 200)
      #expect(try await town.visitor().get(posted.path).has("A day out."), "what they said stood all the while")
      // Going out is always open.
      try await mo.post(
        "/moderation/account/\(craig.id)", ["action": "disable", "concern": "other", "reason": "Again."])
      let again = town.visitor()
      try await again.post("/sign-in", ["email": "craig", "password": Town.password])
      #expect(try await again.post("/sign-out").path == "/")
      #expect(try await again.get("/suspended").path.hasPrefix("/sign-in"))
    }
  }

  @Test("Whoever is limited or has pictures covered appeals by the notice that tells them", arguments: Town.engines)
  func lesser(_ engine: String) async throws {
    try await Town.open(on: engine) { town in
      _ = try await town.person("first")
      let craig = try await town.person("craig")
      let browser = try await craig.signedIn()
      let mo = try await town.person("mona", role: .moderator).signedIn()
      let ada = try await town.person("ada", role: .moderator).signedIn()
      for (action, column) in [("limit", "is_limited"), ("cover", "covers_pictures")] {
        try await mo.post(
          "/moderation/account/\(craig.id)", ["action": action, "concern": "other", "reason": "Because \(action)."])
        try await town.listen()
        let notices = try await browser.get("/notifications")
        #expect(notices.has("The moderators decided"))
        let id = try #require(try await town.latestDecision())
        #expect(notices.has("/moderation/decisions/\(id)") || notices.has("/notifications/"))
        let decision = "/moderation/decisions/\(id)"
        #expect(try await browser.get(decision).has("Because \(action)."))
        #expect(try await browser.post("\(decision)/appeal", ["words": "No."]).status == 200)
        try await ada.post("\(decision)/answer", ["upheld": "yes", "answer": "Right."])
        let isStill: Bool? = try await town.store.read { tx in
          column == "is_limited"
            ? try tx.value("SELECT is_limited FROM account WHERE id = \(craig.id)")
            : try tx.value("SELECT covers_pictures FROM account WHERE id = \(craig.id)")
        }
        #expect(isStill == false, "\(action)")
      }
    }
  }

  @Test("What a reporter may not see cannot be reported, and tells nothing", arguments: Town.engines) func unseen(
    _ engine: String
  ) async throws {
    try await Town.open(on: engine) { town in
      _ = try await town.person("first")
      let amina = try await town.person("amina").signedIn()
      let posted = try await amina.post("/talk", ["text": "For members.", "audience": "members"])
      let key = String(posted.path.dropFirst("/talk/".count))
      #expect(try await town.visitor().get("/report?kind=post&id=\(key)").status == 404)
      #expect(try await town.visitor().post("/report", ["kind": "post", "id": key, "concern": "unkind"]).status == 404)
      #expect(
        try await town.visitor().post("/report", ["kind": "nothing", "id": "1", "concern": "unkind"]).status == 404)
    }
  }

  @Test("A group has its way to report it, and a moderator finds the report", arguments: Town.engines)
  func reportGroup(_ engine: String) async throws {
    try await Town.open(on: engine) { town in
      _ = try await town.person("first")
      try await GroupTests.found("loud", door: "open", by: try await town.person("amina").signedIn())
      let visitor = town.visitor()
      let path = try #require(try await visitor.get("/g/loud/about").first("href=\"(/report\\?kind=group[^\"]+)\""))
      #expect(try await visitor.get(path.replacing("&amp;", with: "&")).has("The loud"))
      let id = try await GroupTests.spaceID("loud", in: town)
      try await visitor.post("/report", ["kind": "group", "id": id, "concern": "unkind"])
      #expect(try await town.person("mona", role: .moderator).signedIn().get("/moderation/queue").has("The loud"))
    }
  }

  @Test("The steward changes the rules, and a member cannot", arguments: Town.engines) func rules(_ engine: String)
    async throws
  {
    try await Town.open(on: engine) { town in
      let steward = try await town.person("first").signedIn()
      let member = try await town.person("second").signedIn()
      #expect(try await member.get("/rules").has("Be kind."))
      #expect(try await member.post("/rules", ["rules": "Mine"]).status == 404)
      #expect(try await steward.post("/rules", ["rules": ""]).status == 422)
      try await steward.post("/rules", ["rules": "Knock first.\nIt is somebody’s home.\n\nWash your cup."])
      let page = try await town.visitor().get("/rules")
      #expect(page.has("Knock first."))
      #expect(page.has("Wash your cup."))
    }
  }
}

extension Town {
  func latestDecision() async throws -> Int64? {
    try await store.read { tx in try tx.value("SELECT max(id) FROM moderation") }
  }
}
