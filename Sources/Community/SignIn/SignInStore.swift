import Commons
public import Storehouse

/// What an account is.
public enum AccountKind: Int, Sendable, CaseIterable { case person = 1, organisation = 2 }

/// Whether an account may be used.
public enum Standing: Int, Sendable { case active = 0, awaitingApproval = 1, suspended = 2, erased = 3 }

extension AccountKind: Storable {}
extension Standing: Storable {}
extension Role: Storable {}

enum SignInStore {
  struct Login: Sendable {
    let account: Key<Account>
    let passwordHash: String?
    let standing: Standing
    /// Whether a code from their phone is asked for after the password.
    let hasSecondFactor: Bool
  }

  static func create(
    _ kind: AccountKind, handle: Handle, name: String, language: String, role: Role, standing: Standing = .active,
    mayFound: Bool = true, in tx: WriteTx
  ) throws -> Key<Account> {
    let id = tx.mint(Account.self)
    let claimed = try tx.run(
      "INSERT INTO handle_claim (handle, holder_id, claimed_at) VALUES (\(handle), \(id), \(tx.now)) ON CONFLICT DO NOTHING"
    )
    guard claimed == 1 else { throw Refusal.invalid("handle", "That handle is taken. Choose another one.") }
    // One row, one seat: of two who come at the same moment the second finds it taken.
    let isFounder =
      try mayFound && kind == .person
      && tx.run(
        "INSERT INTO founder (seat, account_id, founded_at) VALUES (1, \(id), \(tx.now)) ON CONFLICT DO NOTHING") == 1
    try tx.run(
      """
      INSERT INTO account (id, kind, handle, name, language, role, standing, joined_at)
      VALUES (\(id), \(kind), \(handle), \(name), \(language), \(isFounder ? Role.steward : role), \(isFounder ? .active : standing),
        \(tx.now))
      """)
    if mayFound, standing == .active || isFounder { try index(id, handle: handle, name: name, at: tx.now, in: tx) }
    if kind == .organisation { try tx.run("INSERT INTO organisation (account_id) VALUES (\(id))") }
    return id
  }

  /// Makes an account findable by its name and handle.
  static func index(
    _ account: Key<Account>, handle: Handle, name: String, about: String = "", at: Moment, in tx: WriteTx
  ) throws {
    try tx.index(
      SearchEntry(
        kind: .account, id: account.value, owner: account.value, space: nil, at: at, title: "\(name) \(handle)",
        body: about))
  }

  static func isFounder(_ account: Key<Account>, in tx: ReadTx) throws -> Bool {
    try tx.exists("SELECT 1 FROM founder WHERE account_id = \(account)")
  }

  static func addLogin(
    _ account: Key<Account>, email: String, passwordHash: String?, verifiedAt: Moment?, in tx: WriteTx
  ) throws {
    try tx.run(
      """
      INSERT INTO login (account_id, email, password_hash, password_set_at, verified_at)
      VALUES (\(account), \(email), \(passwordHash), \(tx.now), \(verifiedAt))
      """)
  }

  static func isOwned(_ email: String, in tx: ReadTx) throws -> Bool {
    try tx.exists("SELECT 1 FROM login WHERE email = \(email) AND verified_at IS NOT NULL")
  }

  /// The logins a typed name may mean: by handle one, by e-mail the address's owner first, then at most three who only named it.
  static func logins(named typed: String, in tx: ReadTx) throws -> [Login] {
    let make = { (row: inout Row) throws in
      Login(
        account: try row.take(), passwordHash: try row.take(), standing: try row.take(), hasSecondFactor: try row.take()
      )
    }
    if typed.contains("@") {
      return try tx.all(
        """
        SELECT l.account_id, l.password_hash, a.standing, l.totp_confirmed_at IS NOT NULL FROM login l JOIN account a ON a.id = l.account_id
        WHERE l.email = \(typed) AND a.standing <> 3 ORDER BY CASE WHEN l.verified_at IS NULL THEN 1 ELSE 0 END, l.account_id LIMIT 4
        """, make)
    }
    return try tx.all(
      """
      SELECT l.account_id, l.password_hash, a.standing, l.totp_confirmed_at IS NOT NULL FROM account a JOIN login l ON l.account_id = a.id
      WHERE a.handle = \(typed) AND a.standing <> 3
      """, make)
  }

  /// Counts a try, and refuses it when there were too many.
  static func noteTry(_ subject: String, most: Int, within window: Span, field: String = "email", in tx: WriteTx) throws
  {
    guard try countTry(subject, most: most, within: window, in: tx) else {
      var refusal = Refusal(
        .tooMany, "There were too many tries. Wait a quarter of an hour, or ask for a link by e-mail.", field: field)
      refusal.retryAfter = window
      throw refusal
    }
  }

  /// Counts a try.
  /// - Returns: false, and nothing counted, when there were as many as are allowed.
  static func countTry(_ subject: String, most: Int, within window: Span, in tx: WriteTx) throws -> Bool {
    let since = tx.now - window
    try tx.run("DELETE FROM sign_in_try WHERE subject = \(subject) AND at <= \(since)")
    let tries: Int = try tx.value("SELECT count(*) FROM sign_in_try WHERE subject = \(subject)") ?? 0
    guard tries < most else { return false }
    try tx.run("INSERT INTO sign_in_try (id, subject, at) VALUES (\(tx.mint(Session.self)), \(subject), \(tx.now))")
    return true
  }

  static func forgetTries(_ subject: String, in tx: WriteTx) throws {
    try tx.run("DELETE FROM sign_in_try WHERE subject = \(subject)")
  }

  /// Takes back the last try alone.
  static func forgetTry(_ subject: String, in tx: WriteTx) throws {
    try tx.run(
      """
      DELETE FROM sign_in_try WHERE id =
        (SELECT id FROM sign_in_try WHERE subject = \(subject) ORDER BY at DESC, id DESC LIMIT 1)
      """)
  }

  static func openSession(_ account: Key<Account>, digest: String, device: String, in tx: WriteTx) throws {
    try tx.run(
      """
      INSERT INTO session (id, account_id, token_digest, created_at, last_seen_at, device)
      VALUES (\(tx.mint(Session.self)), \(account), \(digest), \(tx.now), \(tx.now), \(String(device.prefix(200))))
      """)
  }

  static func closeSession(_ session: Key<Session>, in tx: WriteTx) throws {
    try tx.run("DELETE FROM session WHERE id = \(session)")
  }

  static func seen(_ session: Key<Session>, in tx: WriteTx) throws {
    try tx.run("UPDATE session SET last_seen_at = \(tx.now) WHERE id = \(session)")
  }

  static func member(digest: String, in tx: ReadTx) throws -> (member: Member, lastSeenAt: Moment)? {
    try tx.first(
      """
      SELECT a.id, s.id, a.handle, a.name, a.role, l.verified_at IS NOT NULL, a.joined_at, s.last_seen_at, a.standing, COALESCE(l.is_disabled, FALSE), a.picture,
        (SELECT count(*) FROM notice n WHERE n.account_id = a.id AND n.read_at IS NULL AND NOT n.is_filtered),
        (SELECT count(*) FROM message_participant p WHERE p.account_id = a.id AND p.unread_count > 0 AND p.left_at IS NULL)
      FROM session s JOIN account a ON a.id = s.account_id LEFT JOIN login l ON l.account_id = a.id
      WHERE s.token_digest = \(digest) AND a.standing IN (0, 1, 2)
      """
    ) { row in
      let id: Key<Account> = try row.take()
      let session: Key<Session> = try row.take()
      let handle: Handle = try row.take()
      let name: String = try row.take()
      let role: Role = try row.take()
      let isVerified: Bool = try row.take()
      let joinedAt: Moment = try row.take()
      let lastSeenAt: Moment = try row.take()
      let standing: Standing = try row.take()
      let isSignInShut: Bool = try row.take()
      let picture: String? = try row.take()
      let member = Member(
        id: id, session: session, handle: handle, name: name,
        role: standing == .active && !isSignInShut ? role : .member,
        isVerified: isVerified, joinedAt: joinedAt,
        unreadNotices: try row.take(), unreadMessages: try row.take(),
        isWaiting: standing == .awaitingApproval, isSuspended: standing == .suspended,
        isSignInShut: isSignInShut, picture: picture)
      return (member, lastSeenAt)
    }
  }
}

extension SignInStore {
  /// Takes away tokens, tries and sessions that are over.
  static func sweep(in tx: WriteTx) throws {
    try tx.run("DELETE FROM mail_token WHERE expires_at < \(tx.now)")
    try tx.run("DELETE FROM sign_in_try WHERE at < \(tx.now - .days(1))")
    try tx.run("DELETE FROM email_change WHERE asked_at < \(tx.now - .days(2))")
    // The cookie lives sixty days from signing in; a session nobody has used for as long is over too.
    try tx.run("DELETE FROM session WHERE last_seen_at < \(tx.now - .days(60))")
  }
}
