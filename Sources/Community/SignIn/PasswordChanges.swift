public import Commons
public import Doors
public import Letterbox
import Secrets
import Storehouse

/// Passwords forgotten, changed, and links in their place.
public struct PasswordChanges: Sendable {
  let house: House

  public init(house: House) { self.house = house }

  /// Asks for a letter with a link to sign in. What happens is the same whoever has that address.
  public func askForLink(_ email: MailAddress, next: String, address: String, language: String) async throws {
    try await ask(.link, email, next: next, address: address, language: language)
  }

  /// Asks for a letter with a link to choose a new password.
  public func askForReset(_ email: MailAddress, address: String, language: String) async throws {
    try await ask(.reset, email, next: "", address: address, language: language)
  }

  private func ask(_ wish: SignInLetters.Wish, _ email: MailAddress, next: String, address: String, language: String)
    async throws
  {
    try await house.store.write { tx in
      try SignInStore.noteTry("letters-from:\(address.prefix(64))", most: 20, within: .hours(1), in: tx)
      try SignInLetters.ask(wish, email: email, next: next, language: language, in: tx)
    }
  }

  /// Signs in by the link in a letter.
  /// - Returns: how far they are in, and where they were going.
  public func follow(_ token: String, device: String) async throws -> (entry: SignIns.Entry, next: String) {
    try await house.store.write { tx in
      let holder = try MailTokens.take(token, .signIn, in: tx)
      let hasSecondFactor = try SecondFactors.isOn(holder.account, in: tx)
      return (try SignIns.enter(holder.account, hasSecondFactor: hasSecondFactor, device: device, in: tx), holder.next)
    }
  }

  public func holds(link token: String) async throws -> Bool { try await holds(token, .signIn) }
  public func holds(reset token: String) async throws -> Bool { try await holds(token, .reset) }

  private func holds(_ token: String, _ purpose: MailTokens.Purpose) async throws -> Bool {
    let now = house.now
    return try await house.store.read { tx in try MailTokens.find(token, purpose, at: now, in: tx) != nil }
  }

  /// Sets a new password by the link in a letter. Every session is closed: whoever had the old password is out.
  public func reset(_ token: String, to password: String) async throws {
    try Password.check(password, avoiding: [])
    let hash = try await Password.hash(password)
    try await house.store.write { tx in
      let holder = try MailTokens.take(token, .reset, in: tx)
      // Who can read the letter owns the address, unless someone confirmed it since.
      if try !tx.exists("SELECT 1 FROM login WHERE account_id = \(holder.account) AND verified_at IS NOT NULL") {
        try EmailProofs.own(holder.email, by: holder.account, in: tx)
      }
      try PasswordChanges.set(hash, of: holder.account, keeping: nil, in: tx)
      try PasswordChanges.tell(holder.account, .passwordChanged, in: tx)
    }
  }

  /// Changes a password that is known; other sessions are closed.
  public func change(from old: String, to new: String, by member: Member) async throws {
    try await check(old, of: member.id, field: "old-password")
    try Password.check(new, avoiding: [member.handle.text, member.name])
    let hash = try await Password.hash(new)
    let (account, session) = (member.id, member.session)
    try await house.store.write { tx in
      try PasswordChanges.set(hash, of: account, keeping: session, in: tx)
      try PasswordChanges.tell(account, .passwordChanged, in: tx)
    }
  }

  /// Sets a password as an operator does; every session is closed.
  /// - Throws: `Refusal.notFound` when nobody with a login has that handle.
  public func set(_ password: String, of handle: Handle) async throws {
    try Password.check(password, avoiding: [handle.text])
    let hash = try await Password.hash(password)
    try await house.store.write { tx in
      let account: Key<Account>? = try tx.value(
        "SELECT a.id FROM account a JOIN login l ON l.account_id = a.id WHERE a.handle = \(handle) AND a.standing <> 3")
      guard let account else { throw Refusal(.notFound, "Nobody here has the handle @\(handle).") }
      try PasswordChanges.set(hash, of: account, keeping: nil, in: tx)
    }
  }

  /// Refuses unless `password` is the account's, counting tries.
  func check(_ password: String, of account: Key<Account>, field: String = "password") async throws {
    let stored = try await house.store.write { tx -> String? in
      try SignInStore.noteTry(
        "password:\(account)", most: SignIns.mostTries, within: SignIns.tryWindow, field: field, in: tx)
      return try tx.value("SELECT password_hash FROM login WHERE account_id = \(account)")
    }
    guard let stored, try await Password.verify(password, against: stored) else {
      throw Refusal.invalid(field, "That is not your password.")
    }
    try await house.store.write { tx in try SignInStore.forgetTries("password:\(account)", in: tx) }
  }

  private static func set(_ hash: String, of account: Key<Account>, keeping session: Key<Session>?, in tx: WriteTx)
    throws
  {
    try tx.run("UPDATE login SET password_hash = \(hash), password_set_at = \(tx.now) WHERE account_id = \(account)")
    try tx.run("DELETE FROM session WHERE account_id = \(account) AND id <> \(session ?? Key(0))")
    try tx.run(
      "DELETE FROM mail_token WHERE account_id = \(account) AND purpose IN ('reset', 'sign-in', 'second-factor')")
  }

  /// Tells by letter what was done to an account, at its confirmed address.
  static func tell(_ account: Key<Account>, _ what: SignInLetters.Wish, in tx: WriteTx) throws {
    guard let state = try EmailProofs.state(of: account, in: tx), state.isVerified else { return }
    let language: String = try tx.value("SELECT language FROM account WHERE id = \(account)") ?? "en"
    try SignInLetters.ask(what, email: MailAddress(state.email), account: account, language: language, in: tx)
  }
}
