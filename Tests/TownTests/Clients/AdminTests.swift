import Commons
import Community
import Governance
import HTTPTypes
import Pages
import Storehouse
import Testing

@testable import Bridges
@testable import Guerilla

/// What moderators do with an app: through the safeguards, as on the pages.
@Suite struct AdminTests {
  static let scopes = "read write admin:read admin:write"

  private func moderator(_ town: Town, _ handle: String = "mona", role: Role = .moderator) async throws -> AppClient {
    try await AppClient.of(town.person(handle, role: role), scopes: AdminTests.scopes)
  }

  @Test("Only a moderator with the scope is let in, whatever the operation", arguments: Town.engines)
  func authority(_ engine: String) async throws {
    try await Town.open(on: engine) { town in
      _ = try await town.person("first")
      let member = try await AppClient.of(town.person("amina"), scopes: AdminTests.scopes)
      let reader = try await AppClient.of(town.person("mona", role: .moderator), scopes: "read write")
      let nobody = AppClient(browser: town.visitor(), token: "")
      let operations = Bridges.operations.filter { $0.path.contains("/admin/") }
      #expect(operations.count > 40)
      for operation in operations {
        let path = operation.path.replacing("{id}", with: "7")
        #expect(try await member.send(operation.method.http, path).status == 403, "\(path)")
        #expect(try await reader.send(operation.method.http, path).status == 403, "\(path)")
        #expect(try await nobody.send(operation.method.http, path).status == 401, "\(path)")
      }
      let mona = try await AppClient.of(town.person("mira", role: .moderator), scopes: AdminTests.scopes)
      for operation in operations where operation.path.contains("{id}") {
        let answer = try await mona.send(operation.method.http, operation.path.replacing("{id}", with: "7"))
        #expect(answer.status == 404 || answer.status == 422, "\(operation.path): \(answer.status)")
        let odd = try await mona.send(
          operation.method.http, operation.path.replacing("{id}", with: "99999999999999999999"))
        #expect(odd.status == 404 || odd.status == 422, "\(operation.path): \(odd.status)")
      }
    }
  }

  @Test("Accounts are found by what they are, and nobody acts on somebody with the same duty", arguments: Town.engines)
  func accounts(_ engine: String) async throws {
    try await Town.open(on: engine) { town in
      let first = try await town.person("first")
      let mona = try await moderator(town)
      let other = try await town.person("max", role: .moderator)
      let amina = try await town.person("amina")
      let names = { (answer: AppClient.Answer) in answer.list.compactMap { $0["username"] as? String } }
      #expect(try await names(mona.get("/api/v1/admin/accounts")) == ["amina", "max", "mona", "first"])
      #expect(try await names(mona.get("/api/v1/admin/accounts?limit=1&max_id=\(amina.id)")) == ["max"])
      #expect(try await names(mona.get("/api/v1/admin/accounts?remote=true")) == [])
      #expect(try await names(mona.get("/api/v2/admin/accounts?permissions=staff")) == ["max", "mona", "first"])
      #expect(try await names(mona.get("/api/v2/admin/accounts?display_name=%25")) == [], "a sign is only a sign")
      #expect(try await mona.get("/api/v2/admin/accounts?status=odd").status == 422)
      let one = try await mona.get("/api/v1/admin/accounts/\(amina.id)")
      #expect(one["email"] == "" && one.object["confirmed"] as? Bool == true)
      for id in [first.id, other.id] {
        for type in ["silence", "disable", "suspend", "sensitive", "none"] {
          let refused = try await mona.post("/api/v1/admin/accounts/\(id)/action", ["type": type, "text": "No."])
          #expect(refused.status == 403, "\(type)")
        }
        #expect(try await mona.send(.delete, "/api/v1/admin/accounts/\(id)").status == 403)
      }
      #expect(try await mona.post("/api/v1/admin/accounts/\(amina.id)/action", ["type": "none"]).status == 422)
      #expect(try await mona.post("/api/v1/admin/accounts/\(amina.id)/action", ["type": "shout"]).status == 422)
      #expect(try await mona.send(.delete, "/api/v1/admin/accounts/\(amina.id)").status == 403, "not suspended")
    }
  }

  @Test(
    "Only a steward is told an e-mail address, in whatever answer, and finds somebody by it", arguments: Town.engines)
  func addresses(_ engine: String) async throws {
    try await Town.open(on: engine) { town in
      let steward = try await moderator(town, "first", role: .steward)
      let mona = try await moderator(town)
      let amina = try await town.person("amina")
      let post = try await AppClient.of(amina).post("/api/v1/statuses", ["status": "You fools."])
      let carys = try await AppClient.of(town.person("carys"))
      try await carys.post(
        "/api/v1/reports", ["account_id": "\(amina.id)", "status_ids[]": post.id, "comment": "Rude."])
      let report = try #require(try await mona.get("/api/v1/admin/reports").list.first?["id"] as? String)
      for path in [
        "/api/v1/admin/accounts", "/api/v2/admin/accounts", "/api/v1/admin/accounts/\(amina.id)",
        "/api/v1/admin/reports", "/api/v1/admin/reports/\(report)",
      ] {
        let (hers, all) = (try await mona.get(path), try await steward.get(path))
        #expect(hers.status == 200 && !hers.body.contains("@town.example"), "\(path)")
        #expect(hers.body.contains("\"email\":\"\""), "the key is there, as clients expect: \(path)")
        #expect(all.body.contains("amina@town.example"), "\(path)")
      }
      let written = try await mona.post("/api/v1/admin/reports/\(report)/assign_to_self")
      #expect(written.status == 200 && !written.body.contains("@town.example"))
      for query in ["v1/admin/accounts?email=amina", "v2/admin/accounts?email=AMINA%40"] {
        #expect(try await mona.get("/api/\(query)").list.isEmpty, "an address is not found out by looking for it")
        #expect(try await steward.get("/api/\(query)").list.count == 1)
      }
    }
  }

  @Test(
    "Whoever is limited is in no public list, on pages and in apps, but with those who follow them",
    arguments: Town.engines)
  func limited(_ engine: String) async throws {
    try await Town.open(on: engine) { town in
      _ = try await town.person("first")
      let mona = try await moderator(town)
      let craig = try await town.person("craig")
      let craigs = try await AppClient.of(craig)
      let (fan, other) = (try await town.person("fan"), try await town.person("other"))
      let (fans, others) = (try await AppClient.of(fan), try await AppClient.of(other))
      let visitor = town.visitor()
      try await fans.post("/api/v1/accounts/\(craig.id)/follow")
      let post = try await craigs.post("/api/v1/statuses", ["status": "Umbrella sale #rain"])
      let act = try await mona.post(
        "/api/v1/admin/accounts/\(craig.id)/action", ["type": "silence", "text": "Too many adverts."])
      #expect(act.status == 200)
      #expect(try await mona.get("/api/v1/admin/accounts/\(craig.id)").object["silenced"] as? Bool == true)
      #expect(try await mona.post("/api/v1/admin/accounts/\(craig.id)/action", ["type": "silence"]).status == 422)
      let lists = [
        "/api/v1/timelines/public", "/api/v1/timelines/tag/rain", "/api/v2/search?q=umbrella&type=statuses",
        "/api/v2/search?q=crai&type=accounts", "/api/v1/directory", "/api/v1/trends/statuses", "/api/v1/suggestions",
      ]
      try await others.post("/api/v1/statuses/\(post.id)/favourite")
      for list in lists { #expect(try await !others.get(list).body.contains("craig"), "\(list)") }
      for list in lists.prefix(5) { #expect(try await fans.get(list).body.contains("craig"), "\(list)") }
      for feed in ["/topics/rain.atom", "/search.atom?q=umbrella"] {
        let answer = try await visitor.get(feed)
        #expect(answer.status == 200 && !answer.has("craig"), "\(feed)")
      }
      let (otherPage, fanPage) = (try await other.signedIn(), try await fan.signedIn())
      for page in [
        "/talk", "/topics/rain", "/search?q=umbrella", "/people", "/search?q=crai&kind=people", "/?tab=everything",
      ] {
        #expect(try await !otherPage.get(page).has("craig"), "\(page)")
        #expect(try await !visitor.get(page).has("craig"), "\(page) for a visitor")
      }
      for page in ["/talk", "/topics/rain", "/people"] { #expect(try await fanPage.get(page).has("craig"), "\(page)") }
      #expect(try await fans.get("/api/v1/timelines/home").body.contains("Umbrella"))
      #expect(try await others.get("/api/v1/statuses/\(post.id)").status == 200, "by its address it is there")
      // The log tells it without the name, and the person with the reason.
      let log = try await visitor.get("/moderation")
      #expect(log.has("Too many adverts.") && log.has("left out of public lists") && !log.has("Craig"))
      try await town.listen()
      #expect(try await craig.signedIn().get("/notifications").has("The moderators decided"))
      #expect(try await mona.post("/api/v1/admin/accounts/\(craig.id)/unsilence").object["silenced"] as? Bool == false)
      #expect(try await others.get("/api/v1/timelines/public").body.contains("craig"))
    }
  }

  @Test(
    "Whoever is disabled is out everywhere, and comes in to read why and appeal, until they are let in again",
    arguments: Town.engines
  )
  func disabled(_ engine: String) async throws {
    try await Town.open(on: engine) { town in
      _ = try await town.person("first")
      let mona = try await moderator(town)
      let craig = try await town.person("craig")
      let phone = try await AppClient.of(craig)
      let browser = try await craig.signedIn()
      try await town.visitor().post("/sign-in/link", ["email": "craig@town.example"])
      let letter = try #require(try await town.letters(to: "craig").last)
      let link = try #require(letter.path("/sign-in/link/"))
      try await mona.post("/api/v1/admin/accounts/\(craig.id)/action", ["type": "disable", "text": "Hacked."])
      #expect(try await phone.get("/api/v1/accounts/verify_credentials").status == 403)
      #expect(try await browser.get("/").has("Create an account"))
      let wrong = try await town.visitor().post("/sign-in", ["email": "craig", "password": "not it"])
      #expect(!wrong.has("shut"), "only whoever could sign in is told")
      let back = town.visitor()
      let why = try await back.post("/sign-in", ["email": "craig", "password": Town.password, "next": "/people"])
      #expect(why.path == "/suspended" && why.has("Your sign-in is shut") && why.has("Hacked."))
      #expect(try await town.visitor().post(link).path == "/suspended", "by a link as by a password")
      for path in ["/settings/data", "/settings/security", "/settings/email", "/notifications", "/talk/new"] {
        let page = try await back.get(path)
        #expect(page.status == 403 && page.has("have shut this account’s sign-in"), "\(path)")
      }
      #expect(try await back.post("/settings/security/password", ["new-password": "mine now"]).status == 403)
      #expect(try await back.post("/settings/data/erase", ["posts": "remove", "sure": "yes"]).status == 403)
      #expect(try await back.post("/talk", ["text": "It is me."]).status == 403)
      #expect(try await back.get("/").has("Create an account"))
      #expect(try await town.visitor().get("/@craig").status == 200, "what they said stands")
      let enabled = try await mona.post("/api/v1/admin/accounts/\(craig.id)/enable")
      #expect(enabled.object["disabled"] as? Bool == false)
      #expect(try await back.get("/settings").status == 200, "the same session is a member’s again")
      #expect(try await back.get("/suspended").path == "/")
      #expect(try await phone.get("/api/v1/accounts/verify_credentials").status == 200)
      #expect(
        try await town.visitor().post("/sign-in", ["email": "craig", "password": Town.password]).has("Hello, Craig"))
    }
  }

  @Test(
    "A suspension is decided once, told, lifted; pictures are covered; and only who is suspended is erased",
    arguments: Town.engines)
  func suspended(_ engine: String) async throws {
    try await Town.open(on: engine) { town in
      _ = try await town.person("first")
      let mona = try await moderator(town)
      let craig = try await town.person("craig")
      let phone = try await AppClient.of(craig)
      let post = try await phone.post("/api/v1/statuses", ["status": "Pills!"])
      let path = "/api/v1/admin/accounts/\(craig.id)"
      try await mona.post(path + "/action", ["type": "sensitive", "text": "Cover them."])
      #expect(try await mona.get("/api/v1/statuses/\(post.id)").object["sensitive"] as? Bool == true)
      #expect(try await mona.post(path + "/unsensitive").object["sensitized"] as? Bool == false)
      try await mona.post(path + "/action", ["type": "suspend", "text": "Only adverts."])
      #expect(try await mona.get("/api/v1/statuses/\(post.id)").status == 404)
      #expect(try await phone.get("/api/v1/timelines/home").status == 403)
      #expect(try await mona.post(path + "/unsuspend").object["suspended"] as? Bool == false)
      #expect(try await mona.get("/api/v1/statuses/\(post.id)").status == 200)
      try await mona.post(path + "/action", ["type": "suspend", "text": "Again."])
      #expect(try await mona.send(.delete, path).status == 200)
      #expect(try await mona.get(path).status == 404)
      let key = try #require(Key<Post>(post.id))
      let words: String? = try await town.store.read { tx in
        try tx.value("SELECT text FROM post WHERE id = \(key)")
      }
      #expect(words == "")
      let log = try await town.visitor().get("/moderation")
      #expect(log.has("Only adverts.") && log.has("account suspended") && log.has("suspension ended"))
    }
  }

  @Test("A report is taken on, settled with a line in the log, and opened again", arguments: Town.engines)
  func reports(_ engine: String) async throws {
    try await Town.open(on: engine) { town in
      _ = try await town.person("first")
      let mona = try await moderator(town)
      let craig = try await town.person("craig")
      let post = try await AppClient.of(craig).post("/api/v1/statuses", ["status": "You fools."])
      let amina = try await town.person("amina").signedIn()
      try await amina.post("/report", ["kind": "post", "id": post.id, "concern": "unkind", "words": "Rude."])
      let report = try #require(try await mona.get("/api/v1/admin/reports").list.first)
      let path = "/api/v1/admin/reports/\(report["id"] as? String ?? "")"
      #expect(report["comment"] as? String == "Rude." && report["action_taken"] as? Bool == false)
      #expect((report["target_account"] as? [String: Any])?["username"] as? String == "craig")
      #expect((report["statuses"] as? [[String: Any]])?.first?["id"] as? String == post.id)
      #expect(try await mona.get("/api/v1/admin/reports?target_account_id=\(craig.id)").list.count == 1)
      #expect(try await mona.get("/api/v1/admin/reports?account_id=\(craig.id)").list.isEmpty)
      let mine = try await mona.post(path + "/assign_to_self").object["assigned_account"] as? [String: Any]
      #expect(mine?["username"] as? String == "mona")
      #expect(try await mona.post(path + "/unassign").object["assigned_account"] is [String: Any] == false)
      #expect(try await mona.send(.put, path, ["category": "spam"])["category"] == "spam")
      #expect(try await mona.send(.put, path, ["category": "odd"]).status == 422)
      #expect(try await mona.send(.put, path, ["rule_ids[]": "77"]).status == 422)
      let done = try await mona.post(path + "/resolve", ["text": "It was a joke."])
      #expect(done.object["action_taken"] as? Bool == true)
      #expect(try await town.visitor().get("/moderation").has("It was a joke."))
      #expect(try await mona.get("/api/v1/admin/reports").list.isEmpty)
      #expect(try await mona.get("/api/v1/admin/reports?resolved=true").list.count == 1)
      #expect(try await mona.post(path + "/reopen").object["action_taken"] as? Bool == false)
      // What is done about the account settles the report that it names.
      try await mona.post(
        "/api/v1/admin/accounts/\(craig.id)/action",
        ["type": "none", "text": "Be kind.", "report_id": report["id"] as? String ?? ""])
      #expect(try await mona.get(path).object["action_taken"] as? Bool == true)
      #expect(try await town.visitor().get("/moderation").has("Be kind."))
    }
  }

  @Test("Barred addresses, domains and networks keep newcomers out, on the page and in apps", arguments: Town.engines)
  func barriers(_ engine: String) async throws {
    try await Town.open(on: engine, settings: { $0.trustsProxy = true }) { town in
      _ = try await town.person("first")
      let mona = try await moderator(town)
      let forwarded = try #require(HTTPField.Name("X-Forwarded-For"))
      func join(_ handle: String, _ email: String, from address: String = "198.51.100.7") async throws -> Browser.Page {
        try await town.visitor().post(
          "/join", ["name": handle, "handle": handle, "email": email, "password": Town.password],
          headers: [forwarded: address])
      }
      let domain = try await mona.post("/api/v1/admin/email_domain_blocks", ["domain": "Spam.example"])
      #expect(domain["domain"] == "spam.example" && (domain.object["history"] as? [Any])?.count == 7)
      #expect(try await mona.post("/api/v1/admin/email_domain_blocks", ["domain": "spam.example"]).status == 422)
      let barred = try await join("sam", "sam@mail.spam.example")
      #expect(barred.status == 422 && barred.has("This e-mail address cannot be used here."))
      #expect(try await join("sam", "sam@notspam.example").status == 200)
      #expect(try await town.has("sam"))
      let mail = try await mona.post("/api/v1/admin/canonical_email_blocks", ["email": "b.a.d+one@x.example"])
      #expect(mail["canonical_email_hash"]?.count == 64)
      #expect(
        try await mona.post("/api/v1/admin/canonical_email_blocks/test", ["email": "Bad@x.example"]).list.count == 1)
      #expect(try await join("bad", "BA.D+two@x.example").status == 422)
      let network = try await mona.post(
        "/api/v1/admin/ip_blocks", ["ip": "203.0.113.0/24", "severity": "sign_up_block", "expires_in": "3600"])
      #expect(network["ip"] == "203.0.113.0/24")
      #expect(try await join("nina", "nina@x.example", from: "203.0.113.9").status == 403)
      let app = try await AppClient.alone(in: town)
      let signUp = try await app.send(
        .post, "/api/v1/accounts",
        ["username": "nina", "email": "nina@x.example", "password": Town.password, "agreement": "true"],
        headers: [forwarded: "203.0.113.9"])
      #expect(signUp.status == 403)
      let changed = try await mona.send(
        .put, "/api/v1/admin/ip_blocks/\(network.id)", ["severity": "sign_up_requires_approval"])
      #expect(changed["severity"] == "sign_up_requires_approval" && changed["expires_at"] != nil)
      #expect(try await join("nina", "nina@x.example", from: "203.0.113.9").path == "/waiting")
      let nina = try #require(try await mona.get("/api/v1/admin/accounts?pending=true").list.first)
      let approved = try await mona.post("/api/v1/admin/accounts/\(nina["id"] as? String ?? "")/approve")
      #expect(approved.object["approved"] as? Bool == true)
      town.clock.pass(.hours(2))
      #expect(try await join("nora", "nora@x.example", from: "203.0.113.9").path != "/waiting", "it has ended")
    }
  }

  @Test("From a network that is shut out nobody comes in, and nobody shuts themselves out", arguments: Town.engines)
  func networks(_ engine: String) async throws {
    try await Town.open(on: engine, settings: { $0.trustsProxy = true }) { town in
      _ = try await town.person("first")
      let mona = try await moderator(town)
      let forwarded = try #require(HTTPField.Name("X-Forwarded-For"))
      let from = { (address: String) -> HTTPFields in [forwarded: address] }
      #expect(try await town.visitor().get("/talk", headers: from("2001:db8::7")).status == 200)
      let own = try await mona.send(
        .post, "/api/v1/admin/ip_blocks", ["ip": "2001:db8::/32", "severity": "no_access"], headers: from("2001:db8::9")
      )
      #expect(own.status == 422)
      let block = try await mona.send(
        .post, "/api/v1/admin/ip_blocks", ["ip": "2001:db8::/32", "severity": "no_access", "comment": "Attack"],
        headers: from("192.0.2.1"))
      #expect(block["comment"] == "Attack")
      #expect(try await town.visitor().get("/talk", headers: from("2001:db8::7")).status == 403)
      let nobody = AppClient(browser: town.visitor(), token: "")
      #expect(try await nobody.send(.get, "/api/v2/instance", headers: from("2001:db8::7")).status == 403)
      #expect(try await town.visitor().get("/talk", headers: from("192.0.2.1")).status == 200)
      #expect(try await mona.send(.delete, "/api/v1/admin/ip_blocks/\(block.id)").status == 200)
      #expect(try await town.visitor().get("/talk", headers: from("2001:db8::7")).status == 200)
      for wrong in ["", "nowhere", "1.2.3.4/40"] {
        #expect(
          try await mona.post("/api/v1/admin/ip_blocks", ["ip": wrong, "severity": "no_access"]).status == 422)
      }
    }
  }

  @Test("Servers are listed as kept away and as let in", arguments: Town.engines)
  func servers(_ engine: String) async throws {
    try await Town.open(on: engine) { town in
      _ = try await town.person("first")
      let mona = try await moderator(town)
      let path = "/api/v1/admin/domain_blocks"
      let block = try await mona.post(
        path, ["domain": "Evil.example", "severity": "suspend", "public_comment": "Spam"])
      #expect(block["domain"] == "evil.example" && block["severity"] == "suspend")
      #expect(try await mona.post(path, ["domain": "evil.example"]).status == 422)
      #expect(try await mona.post(path, ["domain": "x.example", "severity": "odd"]).status == 422)
      let changed = try await mona.send(.put, path + "/\(block.id)", ["severity": "silence", "reject_media": "true"])
      #expect(changed["severity"] == "silence" && changed.object["reject_media"] as? Bool == true)
      #expect(changed["public_comment"] == "Spam", "what is not sent stays")
      let told = try await AppClient(browser: town.visitor(), token: "").get("/api/v1/instance/domain_blocks").list
      #expect(told.map { $0["domain"] as? String } == ["evil.example"])
      #expect(try await mona.send(.delete, path + "/\(block.id)").status == 200)
      #expect(try await mona.get(path).list.isEmpty)
      let allow = try await mona.post("/api/v1/admin/domain_allows", ["domain": "kind.example"])
      #expect(try await mona.get("/api/v1/admin/domain_allows").list.map { $0["id"] as? String } == [allow.id])
      #expect(try await mona.send(.delete, "/api/v1/admin/domain_allows/\(allow.id)").status == 200)
    }
  }

  @Test("Numbers are counted by day, and who joined is followed on", arguments: Town.engines)
  func figures(_ engine: String) async throws {
    try await Town.open(on: engine) { town in
      _ = try await town.person("first")
      let mona = try await moderator(town)
      let amina = try await AppClient.of(town.person("amina"))
      let post = try await amina.post("/api/v1/statuses", ["status": "About #bus"])
      try await mona.post("/api/v1/statuses/\(post.id)/favourite")
      town.clock.pass(.days(1))
      try await amina.post("/api/v1/statuses", ["status": "More #bus"])
      let (start, end) = ((town.clock.now - .days(1)).iso8601, town.clock.now.iso8601)
      let topic: Int64 = try await town.store.read { tx in try tx.value("SELECT id FROM topic") ?? 0 }
      let keys: KeyValuePairs<String, String> = [
        "keys[]": "active_users", "keys[]": "new_users", "keys[]": "interactions", "keys[]": "tag_uses",
        "keys[]": "opened_reports", "keys[]": "instance_accounts", "tag_uses[id]": "\(topic)", "start_at": start,
        "end_at": end,
      ]
      let measures = try await mona.post("/api/v1/admin/measures", keys).list
      let totals = Dictionary(
        measures.map { ($0["key"] as? String ?? "", $0["total"] as? String ?? "") },
        uniquingKeysWith: { first, _ in first })
      #expect(
        totals == [
          "active_users": "1", "new_users": "3", "interactions": "1", "tag_uses": "2", "opened_reports": "0",
          "instance_accounts": "0",
        ])
      #expect((measures[3]["data"] as? [[String: Any]])?.map { $0["value"] as? String } == ["1", "1"])
      #expect(try await mona.post("/api/v1/admin/measures", ["keys[]": "odd"]).status == 422)
      #expect(
        try await mona.post("/api/v1/admin/measures", ["keys[]": "new_users", "start_at": "0001-01-01", "end_at": end])
          .status == 422)
      let dimensions = try await mona.post(
        "/api/v1/admin/dimensions",
        [
          "keys[]": "languages", "keys[]": "sources", "keys[]": "servers", "keys[]": "space_usage",
          "keys[]": "software_versions", "keys[]": "tag_languages", "tag_languages[id]": "\(topic)", "start_at": start,
          "end_at": end,
        ])
      #expect(dimensions.list.count == 6 && dimensions.body.contains("\"Pocket\""))
      #expect(dimensions.list.allSatisfy { ($0["data"] as? [Any])?.isEmpty == false })
      let cohorts = try await mona.post(
        "/api/v1/admin/retention", ["start_at": start, "end_at": end, "frequency": "day"]
      ).list
      let first = cohorts.first?["data"] as? [[String: Any]]
      #expect(first?.map { $0["value"] as? String } == ["1", "1"], "one of the three wrote on both days")
      #expect(cohorts.count == 2)
      for path in ["tags", "statuses", "links"] {
        #expect(try await mona.get("/api/v1/admin/trends/\(path)").status == 200)
      }
    }
  }
}

extension Town {
  fileprivate func has(_ handle: String) async throws -> Bool {
    try await store.read { tx in try tx.exists("SELECT 1 FROM account WHERE handle = \(handle)") }
  }
}
