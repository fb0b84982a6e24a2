import Commons
import Doors
import Foundation
import Hummingbird
import Pages
import Secrets
import Storehouse
import Testing

@testable import Bridges

/// How an app is let in, and everything that keeps a wrong one out.
@Suite struct ConsentTests {
  private static let redirect = "http://127.0.0.1:9/done"

  private func app(_ client: AppClient, scopes: String = "read write") async throws -> AppClient.Answer {
    try await client.post(
      "/api/v1/apps", ["client_name": "Pocket", "redirect_uris": Self.redirect, "scopes": scopes])
  }

  private func nobody(_ town: Town) -> AppClient { AppClient(browser: town.visitor(), token: "") }

  /// What stands in the form that lets the app in.
  private func fields(_ page: Browser.Page) -> KeyValuePairs<String, String> {
    func value(_ name: String) -> String {
      page.first("name=\"\(name)\" value=\"([^\"]*)\"")?.replacingOccurrences(of: "&amp;", with: "&") ?? ""
    }
    return [
      "response_type": "code", "client_id": value("client_id"), "redirect_uri": value("redirect_uri"),
      "scope": value("scope"), "state": value("state"), "code_challenge": value("code_challenge"),
      "code_challenge_method": value("code_challenge_method"), "answer": "yes",
    ]
  }

  private func asked(_ app: AppClient.Answer, _ more: String = "", scope: String = "read+write") -> String {
    "/oauth/authorize?response_type=code&client_id=\(app["client_id"] ?? "")&scope=\(scope)&state=st-1"
      + "&redirect_uri=\(Link.encoded(Self.redirect))\(more)"
  }

  private func code(_ town: Town, _ browser: Browser, _ app: AppClient.Answer, _ more: String = "") async throws
    -> String
  {
    let page = try await browser.get(asked(app, more))
    #expect(page.status == 200 && page.has("Let it in"))
    let answer = try await browser.post("/oauth/authorize", fields(page), follow: false)
    let place = try #require(answer.headers[.location])
    #expect(place.hasPrefix(Self.redirect + "?code=") && place.hasSuffix("&state=st-1"))
    return try #require(place.split(separator: "=").dropFirst().first?.split(separator: "&").first).description
  }

  private func exchange(
    _ client: AppClient, _ app: AppClient.Answer, _ code: String, verifier: String = "", redirect: String = redirect
  )
    async throws -> AppClient.Answer
  {
    try await client.post(
      "/oauth/token",
      [
        "grant_type": "authorization_code", "code": code, "client_id": app["client_id"] ?? "",
        "client_secret": app["client_secret"] ?? "", "redirect_uri": redirect, "code_verifier": verifier,
      ])
  }

  @Test(arguments: Town.engines) func aPersonLetsAnAppInAndShutsItOutAgain(_ engine: String) async throws {
    try await Town.open(on: engine) { town in
      let amina = try await town.person("amina")
      let browser = try await amina.signedIn()
      let client = nobody(town)
      let app = try await app(client)
      #expect(app.status == 200 && app["client_secret"]?.isEmpty == false)
      let issued = try await exchange(client, app, try await code(town, browser, app))
      #expect(issued.status == 200)
      let phone = AppClient(browser: town.visitor(), token: try #require(issued["access_token"]))
      #expect(try await phone.get("/api/v1/accounts/verify_credentials")["username"] == "amina")
      // Neither the secret nor the token stands in the store.
      let kept: [String] = try await town.store.read { tx in
        try tx.all("SELECT secret_digest FROM app UNION ALL SELECT digest FROM app_token") { row in try row.take() }
      }
      #expect(!kept.contains(phone.token) && !kept.contains(app["client_secret"] ?? ""))
      let list = try await browser.get("/settings/apps")
      #expect(list.has("Pocket"))
      let remove = try #require(list.first("action=\"(/settings/apps/[0-9]+/remove)\""))
      try await browser.post(remove)
      let after = try await phone.get("/api/v1/accounts/verify_credentials")
      #expect(after.status == 401 && after.error != nil)
      // Somebody else cannot shut it out for her.
      let other = try await town.person("other").signedIn()
      #expect(try await other.post(remove).status == 404)
    }
  }

  @Test(arguments: Town.engines) func aCodeWorksOnceAndTwiceTakesTheTokenWithIt(_ engine: String) async throws {
    try await Town.open(on: engine) { town in
      let browser = try await town.person("amina").signedIn()
      let client = nobody(town)
      let app = try await app(client)
      let code = try await code(town, browser, app)
      let first = try await exchange(client, app, code)
      #expect(first.status == 200)
      let second = try await exchange(client, app, code)
      #expect(second.status == 400 && second.error == "invalid_grant")
      let phone = AppClient(browser: town.visitor(), token: try #require(first["access_token"]))
      #expect(try await phone.get("/api/v1/accounts/verify_credentials").status == 401)
    }
  }

  @Test(arguments: Town.engines) func aCodeIsGoodForItsAppItsAddressItsVerifierAndTenMinutes(_ engine: String)
    async throws
  {
    try await Town.open(on: engine) { town in
      let browser = try await town.person("amina").signedIn()
      let client = nobody(town)
      let one = try await app(client)
      let two = try await app(client)
      #expect(try await exchange(client, two, try await code(town, browser, one)).error == "invalid_grant")
      let elsewhere = try await exchange(
        client, one, try await code(town, browser, one), redirect: "http://127.0.0.1:9/evil")
      #expect(elsewhere.error == "invalid_grant")
      let verifier = String(repeating: "v", count: 50)
      let proof = "&code_challenge_method=S256&code_challenge=\(Digest.base64url(Digest.sha256(verifier)))"
      #expect(try await exchange(client, one, try await code(town, browser, one, proof)).error == "invalid_grant")
      #expect(
        try await exchange(client, one, try await code(town, browser, one, proof), verifier: "x" + verifier).error
          == "invalid_grant")
      #expect(
        try await exchange(client, one, try await code(town, browser, one, proof), verifier: verifier).status == 200)
      let late = try await code(town, browser, one)
      town.clock.pass(.minutes(11))
      #expect(try await exchange(client, one, late).error == "invalid_grant")
    }
  }

  @Test(arguments: Town.engines) func nobodyIsSentToAnAddressThatTheAppHasNotRegistered(_ engine: String) async throws {
    try await Town.open(on: engine) { town in
      let browser = try await town.person("amina").signedIn()
      let app = try await app(nobody(town))
      let evil = asked(app).replacingOccurrences(of: "done", with: "evil")
      let page = try await browser.send(.get, evil, body: nil)
      #expect(page.status == 400 && page.headers[.location] == nil)
      // A challenge that protects nothing, and a scope that was never asked for, are told to the app.
      for more in ["&code_challenge=abc&code_challenge_method=plain", "&scope=admin:write"] {
        let path = more.contains("scope") ? asked(app, scope: "admin:write") : asked(app, more)
        let told = try await browser.send(.get, path, body: nil)
        #expect(told.status == 303 && told.headers[.location]?.contains("error=") == true)
      }
      for uri in ["javascript:alert(1)", "data:text/html,x", "not an address", "https://x.example/#part"] {
        let answer = try await nobody(town).post("/api/v1/apps", ["client_name": "Bad", "redirect_uris": uri])
        #expect(answer.status == 422, "\(uri)")
      }
    }
  }

  @Test(arguments: Town.engines) func whoIsNotSignedInComesBackAfterSigningIn(_ engine: String) async throws {
    try await Town.open(on: engine) { town in
      _ = try await town.person("amina")
      let app = try await app(nobody(town))
      let browser = town.visitor()
      let page = try await browser.get(asked(app))
      #expect(page.path.hasPrefix("/sign-in?next="))
      let next = try #require(page.first("name=\"next\" value=\"([^\"]*)\"")).replacingOccurrences(
        of: "&amp;", with: "&")
      let after = try await browser.post("/sign-in", ["email": "amina", "password": Town.password, "next": next])
      #expect(after.has("Let it in") && after.has("Pocket"))
    }
  }

  @Test(arguments: Town.engines) func aTokenDoesWhatItsScopesSayAndNothingElse(_ engine: String) async throws {
    try await Town.open(on: engine) { town in
      let amina = try await town.person("amina")
      let reader = try await AppClient.of(amina, scopes: "read")
      #expect(try await reader.get("/api/v1/timelines/home").status == 200)
      let refused = try await reader.post("/api/v1/statuses", ["status": "Hello"])
      #expect(refused.status == 403 && refused.error != nil)
      let narrow = try await AppClient.of(amina, scopes: "write:statuses")
      #expect(try await narrow.post("/api/v1/statuses", ["status": "Hello"]).status == 200)
      #expect(try await narrow.get("/api/v1/timelines/home").status == 403)
      #expect(try await narrow.post("/api/v1/lists", ["title": "Mine"]).status == 403)
      let alone = try await AppClient.alone(in: town)
      #expect(try await alone.get("/api/v1/timelines/home").status == 403)
      #expect(try await alone.get("/api/v1/apps/verify_credentials").status == 200)
      #expect(try await nobody(town).get("/api/v1/timelines/home").status == 401)
      #expect(
        try await AppClient(browser: town.visitor(), token: "nonsense").get("/api/v1/timelines/public").status == 401)
    }
  }

  @Test func followHoldsFollowsBlocksAndMutesAndAScopeHoldsItsParts() throws {
    let scopes = try #require(Scopes(asked: "follow read:statuses"))
    #expect(scopes.allows("write:follows") && scopes.allows("read:mutes") && scopes.allows("write:blocks"))
    #expect(scopes.allows("read:statuses") && !scopes.allows("read:accounts") && !scopes.allows("read"))
    #expect(!scopes.allows("write:statuses"))
    let admin = try #require(Scopes(asked: "admin:read"))
    #expect(admin.allows("admin:read:accounts") && !admin.allows("admin:write:accounts") && !admin.allows("read"))
    #expect(Scopes(asked: "read everything") == nil && Scopes(asked: " ") == nil)
  }
}
