import Commons
import Doors
import Pages
import Secrets
import Storehouse

/// Registering an app, and its tokens.
enum AppOperations {
  static let all: [Operation] = [
    Operation(
      .post, "/api/v1/apps", .anyone, "Register an app.",
      [
        .string("client_name", "What people are told it is.", required: true),
        .texts("redirect_uris", "Where its codes go."), .string("scopes", "What it may ask for; `read` when empty."),
        .string("website"),
      ], .entity("CredentialApplication"), run: register),
    Operation(
      .get, "/api/v1/apps/verify_credentials", .app, "Which app a token belongs to.", [], .entity("Application")
    ) { call in
      guard let grant = call.grant, let app = try await call.apps.app(grant.app) else { throw Refusal.notFound }
      let key = call.kept.vapidKey(of: call.house)
      return Reply.json { $0.object { write(app, vapidKey: key, to: &$0) } }
    },
    Operation(
      .post, "/oauth/token", .anyone, "Fetch a token (RFC 6749).",
      [
        .string("grant_type", "`authorization_code` or `client_credentials`.", required: true), .string("code"),
        .string("client_id"), .string("client_secret"), .string("redirect_uri"), .string("code_verifier"),
        .string("scope"),
      ], .entity("Token"), run: token),
    Operation(
      .post, "/oauth/revoke", .anyone, "Take a token back (RFC 7009).",
      [.string("client_id"), .string("client_secret"), .string("token", required: true)], .nothing
    ) { call in
      let app = try await call.client()
      try await call.apps.revoke(call.input["token"], of: app)
      return .empty
    },
    Operation(
      .get, "/.well-known/oauth-authorization-server", .anyone, "What this server understands of OAuth (RFC 8414).", [],
      .entity("AuthorizationServer"), run: metadata),
  ]

  static let registering = RateLimits.Allowance("app", burst: 60, per: .hours(1))

  @Sendable private static func register(_ call: Call) async throws -> Reply {
    try call.house.limits.take(registering, by: call.address, at: call.now)
    let app = try NewApp(
      name: call.input["client_name"], website: call.input["website"], redirectURIs: call.input.list("redirect_uris"),
      scopes: call.input["scopes"])
    let made = try await call.apps.register(app)
    let key = call.kept.vapidKey(of: call.house)
    return Reply.json {
      $0.object {
        write(made.app, vapidKey: key, to: &$0)
        $0.field("client_id", made.app.clientID)
        $0.field("client_secret", made.secret)
        $0.field("client_secret_expires_at", 0)
      }
    }
  }

  private static func write(_ app: RegisteredApp, vapidKey: String, to json: inout JSON) {
    json.field("id", app.id)
    json.field("name", app.name)
    json.field("website", app.website.isEmpty ? nil : app.website)
    json.field("scopes", app.scopes.names)
    json.field("redirect_uri", app.redirectURIs.joined(separator: "\n"))
    json.field("redirect_uris", app.redirectURIs)
    json.field("vapid_key", vapidKey)
  }

  @Sendable private static func token(_ call: Call) async throws -> Reply {
    let input = call.input
    switch input["grant_type"] {
    case "authorization_code":
      let app = try await call.client()
      return write(
        try await call.apps.exchange(
          input["code"], redirectURI: input["redirect_uri"], verifier: input.text("code_verifier") ?? "", by: app))
    case "client_credentials":
      let app = try await call.client()
      guard let scopes = Scopes(asked: input["scope"].isEmpty ? "read" : input["scope"]), app.scopes.holds(scopes)
      else { throw Fault("invalid_scope", "The app did not say that it would ask for this.") }
      return write(try await call.apps.issue(to: app, scopes: scopes))
    case "": throw Fault("invalid_request", "Say which kind of grant is asked for.")
    default: throw Fault("unsupported_grant_type", "This kind of grant is not known here.")
    }
  }

  private static func write(_ issued: Apps.Issued) -> Reply { Reply.json { write(issued, to: &$0) } }

  static func write(_ issued: Apps.Issued, to json: inout JSON) {
    json.object {
      $0.field("access_token", issued.token)
      $0.field("token_type", "Bearer")
      $0.field("scope", issued.scopes.text)
      $0.field("created_at", Int(issued.at.milliseconds / 1000))
    }
  }

  @Sendable private static func metadata(_ call: Call) async throws -> Reply {
    Reply.json {
      $0.object {
        $0.field("issuer", call.url("/"))
        $0.field("service_documentation", call.url("/developers"))
        $0.field("authorization_endpoint", call.url("/oauth/authorize"))
        $0.field("token_endpoint", call.url("/oauth/token"))
        $0.field("revocation_endpoint", call.url("/oauth/revoke"))
        $0.field("app_registration_endpoint", call.url("/api/v1/apps"))
        $0.field("scopes_supported", Scopes.all)
        $0.field("response_types_supported", ["code"])
        $0.field("response_modes_supported", ["query"])
        $0.field("grant_types_supported", ["authorization_code", "client_credentials"])
        $0.field("token_endpoint_auth_methods_supported", ["client_secret_basic", "client_secret_post"])
        $0.field("code_challenge_methods_supported", ["S256"])
      }
    }
  }
}

extension Call {
  var apps: Apps { Apps(store: house.store) }

  /// The app that calls, proved by its secret: in the body, or as RFC 6749 section 2.3.1 has it in the header.
  /// - Throws: a `Fault` `invalid_client`.
  func client() async throws -> RegisteredApp {
    var (id, secret) = (input["client_id"], input["client_secret"])
    if id.isEmpty, authorization.lowercased().hasPrefix("basic "),
      let pair = decodedBase64(String(authorization.dropFirst(6))), let colon = pair.firstIndex(of: ":")
    {
      id = String(pair[..<colon])
      secret = String(pair[pair.index(after: colon)...])
    }
    return try await apps.authenticated(id, secret)
  }

  private func decodedBase64(_ text: String) -> String? {
    let plain = text.filter { $0 != "=" }.map { $0 == "+" ? "-" : $0 == "/" ? "_" : $0 }
    return Secrets.Digest.bytes(base64url: String(plain)).map { String(decoding: $0, as: UTF8.self) }
  }
}

extension Apps {
  func app(_ id: Key<App>) async throws -> RegisteredApp? {
    try await store.read { tx in try AppStore.find(id, in: tx) }
  }
}
