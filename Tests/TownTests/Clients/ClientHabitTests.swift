import Commons
import Foundation
import HTTPTypes
import Hummingbird
import Testing

@testable import Bridges
@testable import Guerilla

/// What clients count on though no schema says it: the traps in which servers are caught that are otherwise well made.
@Suite struct ClientHabitTests {
  /// Every value in an answer, with the name it stands under.
  private func leaves(_ value: Any?, _ name: String = "") -> [(name: String, value: Any)] {
    switch value {
    case let object as [String: Any]: object.flatMap { leaves($0.value, $0.key) }
    case let list as [Any]: list.flatMap { leaves($0, name) }
    case let value?: [(name, value)]
    case nil: []
    }
  }

  @Test(
    "A key is a text that sorts by length and letters as by time; a time has three places and a Z",
    arguments: Town.engines)
  func keysAndTimes(_ engine: String) async throws {
    try await Town.open(on: engine) { town in
      let (amina, bram) = (try await AppClient.of(town.person("amina")), try await AppClient.of(town.person("bram")))
      var made: [String] = []
      for number in 0..<5 {
        let status = try await amina.post(
          "/api/v1/statuses",
          [
            "status": "Number \(number) @bram #six", "poll[options][]": "a", "poll[options][]": "b",
            "poll[expires_in]": "600",
          ])
        made.append(status.id)
        town.clock.pass(.days(700))
      }
      #expect(made == made.sorted { ($0.count, $0) < ($1.count, $1) } && Set(made).count == 5)
      try await bram.post("/api/v1/statuses/\(made[0])/favourite")
      try await town.listen()
      let instant = #/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/#
      for path in [
        "timelines/home", "timelines/public", "notifications", "accounts/verify_credentials",
        "statuses/\(made[0])/context",
        "accounts/lookup?acct=bram", "polls/\(made[4])", "trends/tags", "apps/verify_credentials",
      ] {
        let answer = try await amina.get("/api/v1/\(path)")
        #expect(answer.status == 200, "\(path)")
        #expect(answer.headers[.contentType] == "application/json; charset=utf-8")
        for (name, value) in leaves(answer.value) where !(value is NSNull) {
          if name == "id" || name.hasSuffix("_id") { #expect(value is String, "\(path): \(name) \(value)") }
          if name.hasSuffix("_at"), name != "last_status_at" {
            #expect((value as? String)?.contains(instant) == true, "\(path): \(name) \(value)")
          }
        }
      }
      // A day is a day: last_status_at has no time.
      let day = try await amina.get("/api/v1/accounts/verify_credentials")["last_status_at"]
      #expect(day?.contains(#/^\d{4}-\d{2}-\d{2}$/#) == true)
    }
  }

  @Test("What is empty is there as null, so that no typed client breaks", arguments: Town.engines)
  func nulls(_ engine: String) async throws {
    try await Town.open(on: engine) { town in
      let amina = try await AppClient.of(town.person("amina"))
      let status = try await amina.post("/api/v1/statuses", ["status": "Plain"])
      for name in ["in_reply_to_id", "in_reply_to_account_id", "reblog", "card", "poll", "edited_at", "quote"] {
        #expect(status.object[name] is NSNull, "\(name)")
      }
      for name in ["media_attachments", "mentions", "tags", "emojis", "filtered"] {
        #expect((status.object[name] as? [Any])?.isEmpty == true, "\(name)")
      }
      let account = try await amina.get("/api/v1/accounts/verify_credentials")
      #expect(account["acct"] == "amina" && account["username"] == "amina", "no domain at home")
      for name in ["avatar", "avatar_static", "header", "header_static", "url", "uri"] {
        #expect(account[name]?.hasPrefix("http://town.example/") == true, "\(name)")
      }
      let fresh = try await AppClient.of(town.person("newcomer"))
      let new = try await fresh.get("/api/v1/accounts/verify_credentials")
      #expect(new.object["locked"] as? Bool == false)
      #expect(
        (new.object["source"] as? [String: Any])?["privacy"] as? String == "public", "posts are for everyone at first")
    }
  }

  @Test("Lists of people are walked by their links alone, each person once", arguments: Town.engines)
  func links(_ engine: String) async throws {
    try await Town.open(on: engine) { town in
      let ann = try await town.person("amina")
      let amina = try await AppClient.of(ann)
      let post = try await amina.post("/api/v1/statuses", ["status": "Like me"]).id
      var everyone: Set<String> = []
      for number in 0..<5 {
        let fan = try await town.person("fan\(number)")
        let app = try await AppClient.of(fan)
        try await app.post("/api/v1/accounts/\(ann.id)/follow")
        try await app.post("/api/v1/statuses/\(post)/favourite")
        try await app.post("/api/v1/statuses/\(post)/reblog")
        everyone.insert(fan.handle)
      }
      for path in ["accounts/\(ann.id)/followers", "statuses/\(post)/favourited_by", "statuses/\(post)/reblogged_by"] {
        var (found, next): ([String], String?) = ([], "/api/v1/\(path)?limit=2")
        while let address = next, found.count < 20 {
          let page = try await amina.get(address.replacing("http://town.example", with: ""))
          #expect(page.list.count <= 2)
          found += page.list.compactMap { $0["acct"] as? String }
          next = page.links["next"]
          if let next { #expect(next.hasPrefix("http://town.example/api/v1/\(path)?") && next.contains("limit=2")) }
        }
        #expect(found.count == 5 && Set(found) == everyone, "\(path): \(found)")
      }
    }
  }

  @Test("Pages of other sites may read what clients in browsers read first")
  func otherSites() async throws {
    try await Town.open(on: "sqlite") { town in
      let visitor = town.visitor()
      let origin = try #require(HTTPField.Name("Origin"))
      for (method, path) in [
        (HTTPRequest.Method.get, "/api/v2/instance"), (.get, "/.well-known/nodeinfo"), (.get, "/nodeinfo/2.0"),
        (.get, "/.well-known/oauth-authorization-server"), (.post, "/oauth/token"), (.post, "/oauth/revoke"),
        (.get, "/api/v1/nowhere"),
      ] {
        let answer = try await visitor.send(
          method, path, body: method == .post ? Array("a=b".utf8) : nil,
          headers: [origin: "https://elk.example", .contentType: "application/x-www-form-urlencoded"])
        #expect(answer.headers[.allowOrigin] == "*", "\(path)")
        let exposed = answer.headers[.exposeHeaders] ?? ""
        for name in ["Link", "X-RateLimit-Limit", "X-RateLimit-Remaining", "X-RateLimit-Reset"] {
          #expect(exposed.contains(name), "\(path): \(name)")
        }
        let asked = try await visitor.send(
          .options, path, body: nil,
          headers: [origin: "https://elk.example", .accessControlRequestMethod: method.rawValue])
        let allowed = asked.headers[.accessControlAllowHeaders] ?? ""
        for name in ["Authorization", "Content-Type", "Idempotency-Key"] {
          #expect(allowed.contains(name), "\(path): \(name)")
        }
      }
    }
  }

  @Test(
    "What the server is stands in forms that clients parse: a version that begins with a number, NodeInfo 2.0, where streams are"
  )
  func whatItIs() async throws {
    try await Town.open(on: "sqlite") { town in
      let nobody = AppClient(browser: town.visitor(), token: "")
      let (one, two) = (try await nobody.get("/api/v1/instance"), try await nobody.get("/api/v2/instance"))
      for instance in [one, two] {
        #expect(instance["version"]?.contains(#/^\d+\.\d+\.\d+ \(compatible; GuerillaPolicy [0-9.]+\)$/#) == true)
      }
      let versions = two.object["api_versions"] as? [String: Any]
      #expect(versions?["mastodon"] as? Int != nil)
      let configuration = try #require(two.object["configuration"] as? [String: Any])
      #expect((configuration["urls"] as? [String: Any])?["streaming"] as? String == "ws://town.example")
      let key = (configuration["vapid"] as? [String: Any])?["public_key"] as? String
      let app = try await nobody.post(
        "/api/v1/apps", ["client_name": "P", "redirect_uris": "urn:ietf:wg:oauth:2.0:oob"])
      #expect(key?.isEmpty == false && app["vapid_key"] == key)
      let known = try await nobody.get("/.well-known/nodeinfo").object["links"] as? [[String: Any]]
      let link = known?.first { ($0["rel"] as? String)?.hasSuffix("/ns/schema/2.0") == true }
      #expect(link?["href"] as? String == "http://town.example/nodeinfo/2.0")
      let info = try await nobody.get("/nodeinfo/2.0")
      #expect(info["version"] == "2.0")
      let software = info.object["software"] as? [String: Any]
      #expect((software?["name"] as? String)?.contains(#/^[a-z0-9-]+$/#) == true)
      #expect(software?["version"] as? String != nil)
    }
  }

  @Test("A token is a bearer’s, made at a whole second; a password is taken for none", arguments: Town.engines)
  func tokens(_ engine: String) async throws {
    try await Town.open(on: engine) { town in
      _ = try await town.person("amina")
      let nobody = AppClient(browser: town.visitor(), token: "")
      let app = try await nobody.send(
        .post, "/api/v1/apps",
        json:
          "{\"client_name\": \"P\", \"redirect_uris\": [\"urn:ietf:wg:oauth:2.0:oob\", \"app://back\"], \"scopes\": \"read write\"}"
      )
      #expect(app.object["redirect_uris"] as? [String] == ["urn:ietf:wg:oauth:2.0:oob", "app://back"])
      let known: [(String, String)] = [
        ("client_id", app["client_id"] ?? ""), ("client_secret", app["client_secret"] ?? ""),
      ]
      func ask(_ more: [(String, String)]) async throws -> AppClient.Answer {
        let form = (known + more).map {
          "\($0.0)=\($0.1.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? "")"
        }
        return try await nobody.send(
          .post, "/oauth/token", body: Array(form.joined(separator: "&").utf8),
          headers: [.contentType: "application/x-www-form-urlencoded"])
      }
      let alone = try await ask([("grant_type", "client_credentials"), ("scope", "read")])
      #expect(alone["token_type"] == "Bearer" && alone["scope"] == "read")
      #expect(alone.object["created_at"] as? Int == Int(town.clock.now.milliseconds / 1000))
      let held = AppClient(browser: town.visitor(), token: alone["access_token"] ?? "")
      #expect(try await held.get("/api/v1/apps/verify_credentials")["name"] == "P")
      let password = try await ask([
        ("grant_type", "password"), ("username", "amina"), ("password", Town.password), ("scope", "read"),
      ])
      #expect(password.status == 400 && password.error == "unsupported_grant_type")
      #expect(password["error_description"]?.isEmpty == false)
      let wide = try await ask([("grant_type", "client_credentials"), ("scope", "read admin:read")])
      #expect(wide.status == 400 && wide.error == "invalid_scope", "no more than the app was registered for")
    }
  }

  @Test(
    "The same call may be JSON, a form or a form with parts, with numbers and truths as texts, and a DELETE has a body",
    arguments: Town.engines)
  func bodies(_ engine: String) async throws {
    try await Town.open(on: engine) { town in
      let amina = try await AppClient.of(town.person("amina"))
      let bram = try await town.person("bram")
      let asked = try await amina.send(
        .post, "/api/v1/statuses",
        json: """
          {"status": "Which?", "sensitive": "false", "poll": {"options": ["a", "b"], "expires_in": "600", "multiple": "true", "hide_totals": "false"}}
          """)
      #expect(asked.status == 200 && asked.object["sensitive"] as? Bool == false)
      let poll = asked.object["poll"] as? [String: Any]
      #expect(poll?["multiple"] as? Bool == true && (poll?["options"] as? [Any])?.count == 2)
      let parts =
        "--e\r\nContent-Disposition: form-data; name=\"status\"\r\n\r\nIn parts\r\n"
        + "--e\r\nContent-Disposition: form-data; name=\"sensitive\"\r\n\r\ntrue\r\n--e--\r\n"
      let sent = try await amina.send(
        .post, "/api/v1/statuses", body: Array(parts.utf8), headers: [.contentType: "multipart/form-data; boundary=e"])
      #expect(sent.status == 200 && sent.object["sensitive"] as? Bool == true)
      let own = try await amina.send(
        .patch, "/api/v1/accounts/update_credentials",
        [
          "source[privacy]": "unlisted", "fields_attributes[0][name]": "Ward", "fields_attributes[0][value]": "East",
          "fields_attributes[1][name]": "Bus", "fields_attributes[1][value]": "61",
        ])
      #expect((own.object["source"] as? [String: Any])?["privacy"] as? String == "unlisted")
      #expect((own.object["fields"] as? [[String: Any]])?.compactMap { $0["name"] as? String } == ["Ward", "Bus"])
      let list = try await amina.post("/api/v1/lists", ["title": "Near"]).id
      let members = { try await amina.get("/api/v1/lists/\(list)/accounts").list.count }
      try await amina.post("/api/v1/accounts/\(bram.id)/follow")
      for body in [true, false] {
        try await amina.post("/api/v1/lists/\(list)/accounts", ["account_ids[]": "\(bram.id)"])
        #expect(try await members() == 1)
        let gone =
          body
          ? try await amina.send(.delete, "/api/v1/lists/\(list)/accounts", json: "{\"account_ids\": [\"\(bram.id)\"]}")
          : try await amina.send(.delete, "/api/v1/lists/\(list)/accounts", ["account_ids[]": "\(bram.id)"])
        #expect(gone.status == 200)
        #expect(try await members() == 0)
      }
      for query in ["id[]=\(bram.id)", "id=\(bram.id)"] {
        #expect(try await amina.get("/api/v1/accounts/relationships?\(query)").list.count == 1, "\(query)")
      }
    }
  }

  @Test("A share answers with what it shares, and taken back with that as it is now", arguments: Town.engines)
  func shares(_ engine: String) async throws {
    try await Town.open(on: engine) { town in
      let (amina, bram) = (try await AppClient.of(town.person("amina")), try await AppClient.of(town.person("bram")))
      let post = try await amina.post("/api/v1/statuses", ["status": "Pass it on"]).id
      let share = try await bram.post("/api/v1/statuses/\(post)/reblog")
      let shared = share.object["reblog"] as? [String: Any]
      #expect(share.id != post && shared?["id"] as? String == post)
      #expect(shared?["reblogged"] as? Bool == true && shared?["reblogs_count"] as? Int == 1)
      let back = try await bram.post("/api/v1/statuses/\(post)/unreblog")
      #expect(back.id == post && back.object["reblogged"] as? Bool == false)
      #expect(back.object["reblogs_count"] as? Int == 0 && back.object["reblog"] is NSNull)
      let kept = try await bram.post("/api/v1/statuses/\(post)/bookmark")
      #expect(kept.object["bookmarked"] as? Bool == true)
      #expect(try await bram.get("/api/v1/bookmarks").list.first?["id"] as? String == post, "the next call knows")
    }
  }

  @Test(
    "What is deleted comes back as it was typed, to be written anew; what is changed keeps what it was",
    arguments: Town.engines)
  func anew(_ engine: String) async throws {
    try await Town.open(on: engine) { town in
      let amina = try await AppClient.of(town.person("amina"))
      let post = try await amina.send(
        .post, "/api/v1/statuses",
        json: "{\"status\": \"*Which* <day> @amina?\", \"poll\": {\"options\": [\"a\", \"b\"], \"expires_in\": 600}}")
      let changed = try await amina.send(.put, "/api/v1/statuses/\(post.id)", ["status": "Which **night**?"])
      #expect(changed["edited_at"] != nil && changed["content"]?.contains("<strong>night</strong>") == true)
      let history = try await amina.get("/api/v1/statuses/\(post.id)/history").list
      #expect(history.count == 2)
      #expect((history.first?["content"] as? String)?.contains("&lt;day&gt;") == true, "the first one is there")
      #expect(history.last?["content"] as? String == changed["content"])
      #expect(history.first?["created_at"] as? String == post["created_at"])
      let gone = try await amina.send(.delete, "/api/v1/statuses/\(post.id)")
      #expect(gone["text"] == "Which **night**?" && gone.id == post.id)
      #expect((gone.object["poll"] as? [String: Any])?["options"] as? [Any] != nil)
      #expect(try await amina.get("/api/v1/statuses/\(post.id)").status == 404)
    }
  }

  @Test("Content is HTML in paragraphs whose mentions and topics clients know by their class", arguments: Town.engines)
  func content(_ engine: String) async throws {
    try await Town.open(on: engine) { town in
      let amina = try await AppClient.of(town.person("amina"))
      _ = try await town.person("bram")
      let said = try await amina.post("/api/v1/statuses", ["status": "Hi @bram, the #Bus <b>61</b>\n\nis late"])
      let html = try #require(said["content"])
      #expect(html.hasPrefix("<p>") && html.contains("&lt;b&gt;61&lt;/b&gt;") && html.contains("<p>is late</p>"))
      #expect(
        html.contains(
          #/<a [^>]*class="[^"]*mention[^"]*"[^>]*href="http://town\.example/@bram"|<a [^>]*href="http://town\.example/@bram"[^>]*class="[^"]*mention/#
        ))
      #expect(html.contains(#/class="[^"]*hashtag/#), "\(html)")
      #expect((said.object["mentions"] as? [[String: Any]])?.first?["acct"] as? String == "bram")
      #expect((said.object["tags"] as? [[String: Any]])?.first?["name"] as? String == "bus")
    }
  }

  @Test("How many calls are left is said with each, and whoever makes too many is told when to come back")
  func limits() async throws {
    try await Town.open(on: "sqlite", settings: { $0.hasRateLimits = true }) { town in
      let amina = try await AppClient.of(town.person("amina"))
      let first = try await amina.get("/api/v1/preferences")
      #expect(first.headers[.limit] == "300" && first.headers[.remaining] == "299")
      let instant = #/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/#
      #expect(first.headers[.reset]?.contains(instant) == true)
      var last = first
      for _ in 0..<310 where last.status == 200 { last = try await amina.get("/api/v1/preferences") }
      #expect(last.status == 429 && last.error?.isEmpty == false && (Int(last.headers[.retryAfter] ?? "") ?? 0) > 0)
      #expect(last.headers[.remaining] == "0" && last.headers[.reset]?.contains(instant) == true)
      let other = try await AppClient.of(town.person("bram"))
      #expect(try await other.get("/api/v1/preferences").status == 200, "each person has their own")
      town.clock.pass(.minutes(5))
      #expect(try await amina.get("/api/v1/preferences").status == 200)
    }
  }

  @Test("What is wrong with a sign-up is said beside the field it is about", arguments: Town.engines)
  func signUp(_ engine: String) async throws {
    try await Town.open(on: engine) { town in
      let app = try await AppClient.alone(in: town)
      let refused = try await app.post(
        "/api/v1/accounts", ["username": "a b", "email": "no", "password": "x", "agreement": "true", "locale": "cy"])
      #expect(refused.status == 422 && refused.error?.isEmpty == false)
      let details = try #require(refused.object["details"] as? [String: [[String: Any]]])
      #expect(details.isEmpty == false)
      for problems in details.values {
        #expect(problems.allSatisfy { $0["error"] is String && ($0["description"] as? String)?.isEmpty == false })
      }
      let joined = try await app.post(
        "/api/v1/accounts",
        ["username": "zoe", "email": "zoe@town.example", "password": Town.password, "agreement": "true"])
      #expect(joined.status == 200 && joined["token_type"] == "Bearer")
      let unsure = try await app.post(
        "/api/v1/accounts", ["username": "yan", "email": "yan@town.example", "password": Town.password])
      #expect(unsure.status == 422)
    }
  }
}
