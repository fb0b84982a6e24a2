import Commons
import Foundation
import HTTPTypes
import Pages
import Secrets
import Testing

@testable import Bridges
@testable import Community
@testable import Guerilla
@testable import Storehouse

@Suite struct PushTests {
  /// An app with its token, as a browser that sends it.
  private struct Phone {
    let browser: Browser
    let token: String
    let key = Digest.base64url(P256Key.random().publicKey)
    let secret = Digest.base64url(Digest.random(16))

    func send(_ method: HTTPRequest.Method, _ form: KeyValuePairs<String, String> = [:]) async throws -> (
      status: Int, object: [String: Any]
    ) {
      let body = form.map { Link.encoded($0.key) + "=" + Link.encoded($0.value) }.joined(separator: "&")
      let page = try await browser.send(
        method, "/api/v1/push/subscription", body: method == .get ? nil : Array(body.utf8),
        headers: [.authorization: "Bearer \(token)", .contentType: "application/x-www-form-urlencoded"])
      let object = try JSONSerialization.jsonObject(with: Data(page.bytes)) as? [String: Any]
      return (page.status, object ?? [:])
    }

    func subscribe(_ endpoint: String, policy: String = "all", kind: String = "mention") async throws -> (
      status: Int, object: [String: Any]
    ) {
      try await send(
        .post,
        [
          "subscription[endpoint]": endpoint, "subscription[keys][p256dh]": key, "subscription[keys][auth]": secret,
          "subscription[standard]": "true", "data[alerts][\(kind)]": "true", "data[policy]": policy,
        ])
    }
  }

  private func phone(of person: Resident, scopes: String = "read push") async throws -> Phone {
    let apps = Apps(store: person.browser.town.store)
    let new = try NewApp(name: "Pocket", website: "", redirectURIs: ["http://127.0.0.1/"], scopes: scopes)
    let app = try await apps.register(new).app
    let issued = try await apps.issue(app.id, account: person.id, scopes: #require(Scopes(asked: scopes)))
    return Phone(browser: person.browser.town.visitor(), token: issued.token)
  }

  private func listen(_ town: Town) async throws {
    try await Ledger(store: town.store, listeners: town.program.rooms.flatMap(\.listeners)).runDue()
  }

  private func jobs(_ town: Town) async throws -> Int {
    try await town.store.read { tx in
      try tx.value("SELECT count(*) FROM job WHERE kind = 'push' AND done_at IS NULL AND failed_at IS NULL") ?? 0
    }
  }

  @Test("A token has one subscription, which only it reads, changes and ends", arguments: Town.engines)
  func subscriptions(_ engine: String) async throws {
    try await Town.open(on: engine) { town in
      let amina = try await town.person("amina")
      let (one, two) = (try await phone(of: amina), try await phone(of: amina))
      #expect(try await one.send(.get).status == 404)
      let made = try await one.subscribe("https://push.example/one")
      #expect(made.status == 200 && made.object["endpoint"] as? String == "https://push.example/one")
      #expect(made.object["standard"] as? Bool == true)
      let alerts = try #require(made.object["alerts"] as? [String: Bool])
      #expect(alerts["mention"] == true && alerts["follow"] == false && alerts.count == PushSubscription.kinds.count)
      let server = try #require((made.object["server_key"] as? String).flatMap { Digest.bytes(base64url: $0) })
      #expect(server.count == 65)
      #expect(
        try await one.subscribe("https://push.example/again").object["endpoint"] as? String
          == "https://push.example/again")
      #expect(try await two.send(.get).status == 404)
      let changed = try await one.send(.put, ["data[alerts][follow]": "true", "data[policy]": "followed"])
      #expect((changed.object["alerts"] as? [String: Bool])?["mention"] == false)
      #expect(changed.object["policy"] as? String == "followed")
      #expect(try await one.send(.put, ["data[policy]": "whoever"]).status == 422)
      #expect(try await one.send(.delete).status == 200)
      #expect(try await one.send(.get).status == 404)
      #expect(try await one.send(.put, ["data[policy]": "all"]).status == 404)
      let other = try await phone(of: amina, scopes: "read write")
      #expect(try await other.send(.get).status == 403)
    }
  }

  @Test(
    "Only what is on the public internet can be pushed to, and only with keys that are keys",
    arguments: [
      "http://push.example/x", "https://127.0.0.1/x", "https://10.1.2.3/x", "https://192.168.1.1:8443/x",
      "https://169.254.169.254/latest", "https://[::1]/x", "https://[fd00::1]/x", "https://[::ffff:10.0.0.1]/x",
      "https://localhost/x", "https://user@push.example/x", "ftp://push.example/x", "https:///x", "",
      "https://push.example/a b", "https://push.example\\@10.0.0.1/",
    ])
  func addresses(_ endpoint: String) async throws {
    try await Town.open(on: "sqlite") { town in
      let phone = try await phone(of: town.person("amina"))
      #expect(try await phone.subscribe(endpoint).status == 422)
    }
  }

  @Test("Addresses are told apart: public, this machine, everywhere else")
  func reach() {
    for address in ["8.8.8.8", "1.1.1.1", "172.32.0.1", "2a00:1450:4009::1"] {
      #expect(PushLine.reach(of: address) == .publicInternet, "\(address)")
    }
    for address in ["127.0.0.1", "127.9.9.9", "::1", "::ffff:127.0.0.1"] {
      #expect(PushLine.reach(of: address) == .here)
    }
    for address in [
      "0.0.0.0", "10.0.0.1", "100.64.0.1", "169.254.1.1", "172.16.0.1", "192.0.2.1", "192.168.0.1", "198.18.0.1",
      "224.0.0.1", "255.255.255.255", "::", "fe80::1", "fc00::1", "ff02::1", "64:ff9b::a00:1", "2002:a00:1::",
      "2001:db8::1", "::ffff:192.168.0.1",
    ] { #expect(PushLine.reach(of: address) == .elsewhere, "\(address)") }
    #expect(PushLine.reach(of: "push.example") == nil)
  }

  @Test("What is wanted is pushed, once; what is not is not", arguments: Town.engines)
  func wanted(_ engine: String) async throws {
    try await Town.open(on: engine) { town in
      let (amina, bram) = (try await town.person("amina"), try await town.person("bram"))
      let streams = StreamTown(town)
      let phone = try await phone(of: amina)
      _ = try await phone.subscribe("https://push.example/x", kind: "favourite")
      let post = try await streams.post("Support me.", by: amina)
      try await listen(town)
      _ = try await streams.post("Hello @amina", by: bram)
      try await listen(town)
      #expect(try await jobs(town) == 0, "a mention is not wanted")
      try await Conversations(store: town.store).support(post, true, by: bram.id)
      try await listen(town)
      #expect(try await jobs(town) == 1)
      // From those alone whom she follows.
      _ = try await phone.send(.put, ["data[alerts][mention]": "true", "data[policy]": "followed"])
      _ = try await streams.post("Hello again @amina", by: bram)
      try await listen(town)
      #expect(try await jobs(town) == 1)
      try await town.store.write { tx in try Follows.follow(bram.id, by: amina.id, in: tx) }
      _ = try await streams.post("And again @amina", by: bram)
      try await listen(town)
      #expect(try await jobs(town) == 2)
    }
  }

  @Test("A subscription ends with the token it belongs to, and with the session", arguments: Town.engines)
  func ends(_ engine: String) async throws {
    try await Town.open(on: engine) { town in
      let amina = try await town.person("amina")
      let phone = try await phone(of: amina)
      _ = try await phone.subscribe("https://push.example/x")
      let browser = try await amina.signedIn()
      let kept = try await browser.post(
        "/settings/push", ["endpoint": "https://push.example/browser", "p256dh": phone.key, "auth": phone.secret])
      #expect(kept.status == 200)
      func count() async throws -> Int {
        try await town.store.read { tx in try tx.value("SELECT count(*) FROM push_subscription") ?? 0 }
      }
      #expect(try await count() == 2)
      try await browser.post("/sign-out")
      #expect(try await count() == 1)
      try await town.store.write { tx in
        _ = try AppStore.deleteToken("account_id = \(amina.id)", in: tx)
      }
      #expect(try await count() == 0)
    }
  }

  @Test("A browser’s own page says how, needs a script, and stops what it began")
  func page() async throws {
    try await Town.open(on: "sqlite") { town in
      let amina = try await town.person("amina")
      let browser = try await amina.signedIn()
      let page = try await browser.get("/settings/push")
      #expect(page.has(VAPIDKey.publicKey(of: town.house)) && page.has("<noscript>"))
      #expect(try await browser.get("/settings").has("/settings/push"))
      let worker = try await town.visitor().get("/worker.js")
      #expect(worker.status == 200 && worker.headers[.contentType]?.hasPrefix("text/javascript") == true)
      #expect(worker.has("notificationclick"))
      let refused = try await browser.post(
        "/settings/push", ["endpoint": "https://10.0.0.1/", "p256dh": "x", "auth": "y"])
      #expect(refused.status == 422)
      #expect(try await town.visitor().post("/settings/push", [:], follow: false).status == 303, "nobody else can")
    }
  }
}
