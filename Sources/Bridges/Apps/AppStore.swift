import Commons
import Storehouse

/// Apps, the codes that consent turns into, and the tokens that codes turn into. Every secret is kept as its digest.
enum AppStore {
  static func insert(_ app: NewApp, id: Key<App>, clientID: String, secretDigest: String, in tx: WriteTx) throws {
    try tx.run(
      """
      INSERT INTO app (id, client_id, secret_digest, name, website, redirect_uris, scopes, made_at)
      VALUES (\(id), \(clientID), \(secretDigest), \(app.name), \(app.website), \(app.redirectURIs.joined(separator: "\n")),
        \(app.scopes.text), \(tx.now))
      """)
  }

  static func find(clientID: String, in tx: ReadTx) throws -> RegisteredApp? {
    try tx.first(
      "SELECT id, client_id, secret_digest, name, website, redirect_uris, scopes FROM app WHERE client_id = \(clientID)",
      app)
  }

  static func find(_ id: Key<App>, in tx: ReadTx) throws -> RegisteredApp? {
    try tx.first(
      "SELECT id, client_id, secret_digest, name, website, redirect_uris, scopes FROM app WHERE id = \(id)", app)
  }

  private static func app(_ row: inout Row) throws -> RegisteredApp {
    RegisteredApp(
      id: try row.take(), clientID: try row.take(), secretDigest: try row.take(), name: try row.take(),
      website: try row.take(), redirectURIs: (try row.take() as String).split(separator: "\n").map(String.init),
      scopes: Scopes(stored: try row.take()))
  }

  // MARK: Codes

  static func insertCode(
    _ digest: String, app: Key<App>, account: Key<Account>, scopes: Scopes, redirectURI: String, challenge: String?,
    in tx: WriteTx
  ) throws {
    try tx.run(
      """
      INSERT INTO app_code (digest, app_id, account_id, scopes, redirect_uri, challenge, made_at)
      VALUES (\(digest), \(app), \(account), \(scopes.text), \(redirectURI), \(challenge), \(tx.now))
      """)
  }

  /// Takes a code for this transaction: of two that come at once, the second sees what the first did.
  static func takeCode(_ digest: String, in tx: WriteTx) throws -> ConsentCode? {
    guard try tx.run("UPDATE app_code SET made_at = made_at WHERE digest = \(digest)") == 1 else { return nil }
    return try tx.first(
      "SELECT app_id, account_id, scopes, redirect_uri, challenge, made_at, token_id FROM app_code WHERE digest = \(digest)"
    ) { row in
      ConsentCode(
        app: try row.take(), account: try row.take(), scopes: Scopes(stored: try row.take()),
        redirectURI: try row.take(), challenge: try row.take(), madeAt: try row.take(), token: try row.take())
    }
  }

  static func noteToken(_ token: Key<AppToken>, of digest: String, in tx: WriteTx) throws {
    try tx.run("UPDATE app_code SET token_id = \(token) WHERE digest = \(digest)")
  }

  /// Codes are good for ten minutes; they are kept for a day, to notice one that comes twice.
  static func sweepCodes(in tx: WriteTx) throws {
    try tx.run("DELETE FROM app_code WHERE made_at < \(tx.now - .days(1))")
  }

  // MARK: Tokens

  static func insertToken(
    _ id: Key<AppToken>, digest: String, app: Key<App>, account: Key<Account>?, scopes: Scopes, in tx: WriteTx
  ) throws {
    try tx.run(
      """
      INSERT INTO app_token (id, digest, app_id, account_id, scopes, made_at, used_at)
      VALUES (\(id), \(digest), \(app), \(account), \(scopes.text), \(tx.now), \(tx.now))
      """)
  }

  static func grant(_ digest: String, in tx: ReadTx) throws -> Grant? {
    try tx.first(
      """
      SELECT t.id, t.app_id, p.name, p.website, t.scopes, t.used_at, a.id, a.handle, a.role, a.joined_at, a.standing,
        l.verified_at IS NOT NULL, COALESCE(l.is_disabled, FALSE)
      FROM app_token t JOIN app p ON p.id = t.app_id LEFT JOIN account a ON a.id = t.account_id
      LEFT JOIN login l ON l.account_id = t.account_id WHERE t.digest = \(digest)
      """
    ) { row in
      let token: Key<AppToken> = try row.take()
      let app: Key<App> = try row.take()
      let name: String = try row.take()
      let website: String = try row.take()
      let scopes = Scopes(stored: try row.take())
      let usedAt: Moment = try row.take()
      let id: Key<Account>? = try row.take()
      let handle: Handle? = try row.take()
      let role: Int? = try row.take()
      let joinedAt: Moment? = try row.take()
      let standing: Int? = try row.take()
      let isVerified: Bool = try row.take()
      let isDisabled: Bool = try row.take()
      var member: Grant.Person?
      var hindrance: Grant.Hindrance?
      if let id, let handle, let joinedAt {
        member = Grant.Person(
          id: id, handle: handle, role: role.flatMap { Role(rawValue: $0) } ?? .member, joinedAt: joinedAt,
          isVerified: isVerified)
        switch standing {
        case 1: hindrance = .awaitingApproval
        case 2: hindrance = .suspended
        case 0: hindrance = isDisabled ? .disabled : nil
        default: hindrance = .disabled
        }
      }
      return Grant(
        token: token, app: app, appName: name, appWebsite: website, scopes: scopes,
        member: hindrance == nil ? member : nil, hindrance: hindrance, usedAt: usedAt)
    }
  }

  /// A person who may act just now.
  static func person(_ account: Key<Account>, in tx: ReadTx) throws -> Grant.Person? {
    try tx.first(
      """
      SELECT a.id, a.handle, a.role, a.joined_at, l.verified_at IS NOT NULL FROM account a JOIN login l ON l.account_id = a.id
      WHERE a.id = \(account) AND a.standing = 0 AND NOT l.is_disabled
      """
    ) { row in
      Grant.Person(
        id: try row.take(), handle: try row.take(), role: Role(rawValue: try row.take()) ?? .member,
        joinedAt: try row.take(), isVerified: try row.take())
    }
  }

  static func noteUse(of token: Key<AppToken>, in tx: WriteTx) throws {
    try tx.run("UPDATE app_token SET used_at = \(tx.now) WHERE id = \(token)")
  }

  static func deleteToken(_ condition: Query, in tx: WriteTx) throws -> Int {
    try tx.run("DELETE FROM push_subscription WHERE token_id IN (SELECT id FROM app_token WHERE \(condition))")
    return try tx.run("DELETE FROM app_token WHERE \(condition)")
  }

  /// The apps somebody let in, the one used last first.
  static func letIn(by account: Key<Account>, in tx: ReadTx) throws -> [LetInApp] {
    try tx.all(
      """
      SELECT p.id, p.name, p.website, min(t.made_at), max(t.used_at) FROM app_token t JOIN app p ON p.id = t.app_id
      WHERE t.account_id = \(account) GROUP BY p.id, p.name, p.website ORDER BY max(t.used_at) DESC LIMIT 200
      """
    ) { row in
      LetInApp(
        id: try row.take(), name: try row.take(), website: try row.take(), since: try row.take(),
        usedAt: try row.take())
    }
  }

  static func scopes(of app: Key<App>, by account: Key<Account>, in tx: ReadTx) throws -> [String] {
    try tx.all("SELECT DISTINCT scopes FROM app_token WHERE account_id = \(account) AND app_id = \(app)") { row in
      try row.take()
    }
  }

  static func erase(_ account: Key<Account>, in tx: WriteTx) throws {
    _ = try deleteToken("account_id = \(account)", in: tx)
    try tx.run("DELETE FROM app_code WHERE account_id = \(account)")
  }
}
