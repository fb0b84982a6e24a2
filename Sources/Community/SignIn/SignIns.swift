public import Commons
import Doors
public import Letterbox
import Secrets
public import Storehouse

extension Happening.Kind {
  /// Subject: the account.
  public static let accountCreated = Self("account.created")
  /// Subject: the account.
  public static let signedIn = Self("account.signed-in")
}

/// Coming in and going out: accounts made, passwords checked, sessions opened and closed.
public struct SignIns: Sendable {
  let store: any Store

  public init(store: any Store) { self.store = store }

  /// A session that was just opened. The token goes into the cookie and is kept nowhere.
  public struct Opened: Sendable {
    public let account: Key<Account>
    public let token: String
    /// Whether there is nothing for them here but why, and what they can do about it.
    public let isBarred: Bool
    /// How they want to see the site, on a device that does not know it yet.
    let choices: DisplayChoices
  }

  /// How far someone has come in.
  public enum Entry: Sendable {
    case session(Opened)
    /// The password or the link was right; a code is asked for next. The ticket holds for ten minutes.
    case secondStep(ticket: String)
  }

  /// Tries at one account's password in fifteen minutes, before more are refused whether right or wrong.
  static let mostTries = 10
  static let mostTriesFromOnePlace = 100
  static let tryWindow = Span.minutes(15)

  /// Makes a verified account, as an operator does from the command line.
  public func create(
    _ kind: AccountKind, handle: Handle, name: PersonalName, email: MailAddress, password: String, role: Role
  ) async throws -> Key<Account> {
    let hash = try await Password.hash(password)
    return try await store.write { tx in
      let account = try SignInStore.create(kind, handle: handle, name: name.text, language: "en", role: role, in: tx)
      guard try !SignInStore.isOwned(email.key, in: tx) else {
        throw Refusal.invalid("email", "That e-mail address has an account.")
      }
      try SignInStore.addLogin(account, email: email.key, passwordHash: hash, verifiedAt: tx.now, in: tx)
      try tx.record(Happening(.accountCreated, account.value, by: nil))
      return account
    }
  }

  /// Checks a password and opens a session.
  ///
  /// Wrong name and wrong password read alike and take alike long, so that nobody learns here who has an account.
  /// - Parameter name: an e-mail address or a handle.
  /// - Parameter address: where the request came from: many names tried from one address are refused too.
  /// - Throws: a `Refusal` when they do not match, or there were too many tries.
  public func signIn(name: String, password: String, device: String, address: String) async throws -> Entry {
    let typed = name.lowercased()
    let subject = "name:" + String(typed.prefix(254))
    let place = "address:" + String(address.prefix(64))
    let candidates = try await store.write { tx in
      try SignInStore.noteTry(subject, most: SignIns.mostTries, within: SignIns.tryWindow, in: tx)
      try SignInStore.noteTry(place, most: SignIns.mostTriesFromOnePlace, within: SignIns.tryWindow, in: tx)
      return try SignInStore.logins(named: typed.hasPrefix("@") ? String(typed.dropFirst()) : typed, in: tx)
    }
    var matched: SignInStore.Login?
    for candidate in candidates {
      if let hash = candidate.passwordHash, try await Password.verify(password, against: hash) {
        matched = candidate
        break
      }
    }
    if !candidates.contains(where: { $0.passwordHash != nil }) { try await Password.pretendToVerify(password) }
    guard let matched else { throw Refusal.invalid("email", "That e-mail or handle and password do not go together.") }
    let account = matched.account
    // Costs grow with the years: the one moment the password is known is when it can be hashed anew.
    let better = matched.passwordHash.map(Password.isOutdated) == true ? try await Password.hash(password) : nil
    return try await store.write { tx in
      try SignInStore.forgetTries(subject, in: tx)
      // Many people may share an address, in a library or a care home: whoever is known there has not guessed.
      try SignInStore.forgetTry(place, in: tx)
      if let better { try tx.run("UPDATE login SET password_hash = \(better) WHERE account_id = \(account)") }
      return try SignIns.enter(account, hasSecondFactor: matched.hasSecondFactor, device: device, in: tx)
    }
  }

  /// A session for someone who has proved who they are; or, where they have a second factor, a ticket to the next step.
  static func enter(_ account: Key<Account>, hasSecondFactor: Bool, device: String, in tx: WriteTx) throws -> Entry {
    if hasSecondFactor {
      return .secondStep(
        ticket: try MailTokens.make(.secondFactor, for: account, email: "", lifetime: .minutes(10), in: tx))
    }
    return .session(try open(account, device: device, in: tx))
  }

  /// Opens a session, always a new one: a token that someone planted before is worth nothing.
  static func open(_ account: Key<Account>, device: String, in tx: WriteTx) throws -> Opened {
    let token = Token.random()
    try SignInStore.openSession(account, digest: Digest.hex(token.digest), device: device, in: tx)
    try tx.record(Happening(.signedIn, account.value, by: account))
    let isBarred = try tx.exists(
      """
      SELECT 1 FROM account a LEFT JOIN login l ON l.account_id = a.id
      WHERE a.id = \(account) AND (a.standing = 2 OR COALESCE(l.is_disabled, FALSE))
      """)
    return Opened(
      account: account, token: token.text, isBarred: isBarred, choices: try DisplayChoices.of(account, in: tx))
  }

  /// Closes the session; the token is worth nothing afterwards.
  public func signOut(_ session: Key<Session>) async throws {
    try await store.write { tx in try SignInStore.closeSession(session, in: tx) }
  }

  /// Who a token belongs to, or nil when its session is over.
  public func member(token: String) async throws -> Member? {
    guard let known = Token(token) else { return nil }
    let digest = Digest.hex(known.digest)
    let now = store.clock()
    guard let found = try await store.read({ tx in try SignInStore.member(digest: digest, in: tx) }) else { return nil }
    // Once an hour is enough to tell someone where they are signed in, and costs no write on every page.
    if now - found.lastSeenAt > .hours(1) {
      let session = found.member.session
      try await store.write { tx in try SignInStore.seen(session, in: tx) }
    }
    return found.member
  }
}
