import Commons
import Pages
import Secrets
import Storehouse

/// A program that wants to be known here, with everything checked.
struct NewApp: Sendable {
  let name: String
  let website: String
  let redirectURIs: [String]
  let scopes: Scopes

  /// Where an app gets its code that has no address of its own: it is shown to the person (RFC 6749 has no word for it; “OOB”).
  static let shown = "urn:ietf:wg:oauth:2.0:oob"

  /// - Throws: a `Refusal` with every problem at once.
  init(name: String, website: String, redirectURIs: [String], scopes: String) throws(Refusal) {
    var problems = Problems()
    let name = Input.trimmed(name)
    if name.isEmpty || name.count > 60 { problems.add("client_name", "An app has a name of at most 60 characters.") }
    let uris = redirectURIs.flatMap { $0.split(whereSeparator: { $0.isNewline || $0 == " " }) }.map(String.init)
    if uris.isEmpty || uris.count > 20 || !uris.allSatisfy(NewApp.isRedirect) {
      problems.add("redirect_uris", "Give the addresses that the app takes its code at, as absolute addresses.")
    }
    if !website.isEmpty, website.count > 2000 || !(website.hasPrefix("https://") || website.hasPrefix("http://")) {
      problems.add("website", "The website starts with https:// or http://.")
    }
    let asked = Scopes(asked: scopes.isEmpty ? "read" : scopes)
    if asked == nil { problems.add("scopes", "One of these scopes is not known here.") }
    try problems.refuseIfAny()
    guard let asked else { throw .notFound }
    self.name = name
    self.website = website
    self.redirectURIs = uris
    self.scopes = asked
  }

  /// An absolute address without a fragment (RFC 6749 section 3.1.2); never one that a browser would run.
  static func isRedirect(_ uri: String) -> Bool {
    guard uri != shown else { return true }
    guard uri.utf8.count <= 2000, !uri.contains("#"), uri.utf8.allSatisfy({ $0 > 32 && $0 < 127 }),
      let colon = uri.firstIndex(of: ":"), colon != uri.startIndex
    else { return false }
    let scheme = uri[..<colon].lowercased()
    guard
      scheme.utf8.allSatisfy({ ($0 >= 97 && $0 <= 122) || ($0 >= 48 && $0 <= 57) || $0 == 43 || $0 == 45 || $0 == 46 })
    else { return false }
    return !["javascript", "data", "vbscript", "file", "about", "blob"].contains(scheme)
  }
}

struct RegisteredApp: Sendable {
  let id: Key<App>
  let clientID: String
  let secretDigest: String
  let name: String
  let website: String
  let redirectURIs: [String]
  let scopes: Scopes
}

/// What a person's consent turned into.
struct ConsentCode: Sendable {
  let app: Key<App>
  let account: Key<Account>
  let scopes: Scopes
  let redirectURI: String
  let challenge: String?
  let madeAt: Moment
  /// Set once it was used.
  let token: Key<AppToken>?
}

/// An app that somebody let in.
struct LetInApp: Sendable {
  let id: Key<App>
  let name: String
  let website: String
  let since: Moment
  let usedAt: Moment
}

/// OAuth 2 (RFC 6749, with PKCE of RFC 7636): apps are registered, people let them in, tokens are handed out and taken back.
struct Apps: Sendable {
  let store: any Store

  static let codesLast = Span.minutes(10)

  /// - Returns: the app, and its secret, which is told this once.
  func register(_ app: NewApp) async throws -> (app: RegisteredApp, secret: String) {
    let clientID = Token.random().text
    let secret = Token.random().text
    let digest = Apps.digest(secret)
    return try await store.write { tx in
      let id = tx.mint(App.self)
      try AppStore.insert(app, id: id, clientID: clientID, secretDigest: digest, in: tx)
      guard let made = try AppStore.find(id, in: tx) else { throw Refusal.notFound }
      return (made, secret)
    }
  }

  static func digest(_ secret: String) -> String { Digest.hex(Digest.sha256(secret)) }

  func app(clientID: String) async throws -> RegisteredApp? {
    guard clientID.utf8.count <= 100 else { return nil }
    return try await store.read { tx in try AppStore.find(clientID: clientID, in: tx) }
  }

  /// An app that has proved who it is.
  /// - Throws: a `Fault` `invalid_client`.
  func authenticated(_ clientID: String, _ secret: String) async throws -> RegisteredApp {
    guard let app = try await app(clientID: clientID),
      Digest.equal(Array(app.secretDigest.utf8), Array(Apps.digest(secret).utf8))
    else { throw Fault("invalid_client", "The app is not known here, or its secret is wrong.", status: 401) }
    return app
  }

  // MARK: Consent

  /// What an app asks a person for, checked.
  struct Asking: Sendable {
    let app: RegisteredApp
    let redirectURI: String
    let scopes: Scopes
    let state: String
    let challenge: String?
  }

  /// A person lets an app in.
  /// - Returns: the code that the app fetches its token with.
  func consent(_ asking: Asking, by account: Key<Account>) async throws -> String {
    let code = Token.random().text
    try await store.write { tx in
      try AppStore.sweepCodes(in: tx)
      try AppStore.insertCode(
        Apps.digest(code), app: asking.app.id, account: account, scopes: asking.scopes,
        redirectURI: asking.redirectURI, challenge: asking.challenge, in: tx)
    }
    return code
  }

  // MARK: Tokens

  struct Issued: Sendable {
    let token: String
    let scopes: Scopes
    let at: Moment
  }

  /// A token for a code. A code that comes twice is stolen perhaps: the token it gave is taken back (RFC 6749 section 4.1.2).
  func exchange(_ code: String, redirectURI: String, verifier: String, by app: RegisteredApp) async throws -> Issued {
    let token = Token.random().text
    let digest = Apps.digest(code)
    let outcome: Issued? = try await store.write { tx in
      guard let found = try AppStore.takeCode(digest, in: tx), found.app == app.id else { return nil }
      if let used = found.token {
        _ = try AppStore.deleteToken("id = \(used)", in: tx)
        return nil
      }
      guard tx.now - found.madeAt <= Apps.codesLast, found.redirectURI == redirectURI,
        Apps.proves(verifier, found.challenge)
      else { return nil }
      let id = tx.mint(AppToken.self)
      try AppStore.insertToken(
        id, digest: Apps.digest(token), app: app.id, account: found.account, scopes: found.scopes, in: tx)
      try AppStore.noteToken(id, of: digest, in: tx)
      return Issued(token: token, scopes: found.scopes, at: tx.now)
    }
    guard let outcome else {
      throw Fault(
        "invalid_grant",
        "The code is not good: it is unknown, too old, used already, or the address or verifier is another one.")
    }
    return outcome
  }

  /// RFC 7636 section 4.6, method S256. Where no challenge was given, a verifier says nothing.
  static func proves(_ verifier: String, _ challenge: String?) -> Bool {
    guard let challenge else { return true }
    let expected = Digest.base64url(Digest.sha256(verifier))
    return Digest.equal(Array(expected.utf8), Array(challenge.utf8))
  }

  /// A token that speaks for nobody (RFC 6749 section 4.4).
  func issue(to app: RegisteredApp, scopes: Scopes) async throws -> Issued {
    try await issue(app.id, account: nil, scopes: scopes)
  }

  /// A token for somebody, without their consent being asked: for one who has just joined through this very app.
  func issue(_ app: Key<App>, account: Key<Account>?, scopes: Scopes) async throws -> Issued {
    let token = Token.random().text
    return try await store.write { tx in
      try AppStore.insertToken(
        tx.mint(), digest: Apps.digest(token), app: app, account: account, scopes: scopes, in: tx)
      return Issued(token: token, scopes: scopes, at: tx.now)
    }
  }

  /// Whom a token lets in; noted once a day.
  func grant(_ token: String) async throws -> Grant? {
    guard token.utf8.count <= 100 else { return nil }
    let digest = Apps.digest(token)
    let now = store.clock()
    let grant = try await store.read { tx in try AppStore.grant(digest, in: tx) }
    if let grant, now - grant.usedAt > .days(1) {
      _ = try await store.write { tx in try AppStore.noteUse(of: grant.token, in: tx) }
    }
    return grant
  }

  /// Takes a token back. One that is not there is no error (RFC 7009 section 2.2).
  func revoke(_ token: String, of app: RegisteredApp) async throws {
    let digest = Apps.digest(token)
    _ = try await store.write { tx in
      try AppStore.deleteToken("digest = \(digest) AND app_id = \(app.id)", in: tx)
    }
  }

  // MARK: Whom one has let in

  func letIn(by account: Key<Account>) async throws -> [(app: LetInApp, scopes: Scopes)] {
    try await store.read { tx in
      try AppStore.letIn(by: account, in: tx).map { app in
        (app, Scopes(stored: try AppStore.scopes(of: app.id, by: account, in: tx).joined(separator: " ")))
      }
    }
  }

  /// Shuts an app out again.
  /// - Throws: `Refusal.notFound` when it was not in.
  func shutOut(_ app: Key<App>, by account: Key<Account>) async throws {
    try await store.write { tx in
      guard try AppStore.deleteToken("app_id = \(app) AND account_id = \(account)", in: tx) > 0 else {
        throw Refusal.notFound
      }
    }
  }
}
