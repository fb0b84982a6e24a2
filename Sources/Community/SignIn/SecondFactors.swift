public import Commons
public import Doors
import Secrets
import Storehouse

/// A code from a phone as the second step of signing in (TOTP, RFC 6238), and ten codes on paper for when the phone is gone.
public struct SecondFactors: Sendable {
  let house: House

  public init(house: House) { self.house = house }

  static func isOn(_ account: Key<Account>, in tx: ReadTx) throws -> Bool {
    try tx.exists("SELECT 1 FROM login WHERE account_id = \(account) AND totp_confirmed_at IS NOT NULL")
  }

  public struct State: Sendable {
    public let isOn: Bool
    public let codesLeft: Int
  }

  public func state(of account: Key<Account>) async throws -> State {
    try await house.store.read { tx in
      State(
        isOn: try SecondFactors.isOn(account, in: tx),
        codesLeft: try tx.value("SELECT count(*) FROM recovery_code WHERE account_id = \(account) AND used_at IS NULL")
          ?? 0)
    }
  }

  /// What the set-up page shows: the key, as text and as the address in the QR code.
  public struct Setup: Sendable {
    public let typed: String
    public let qrSVG: String
  }

  /// Draws a key, which counts for nothing until a code of it has been typed. Needs a confirmed address: it is the way back in.
  public func begin(_ member: Member) async throws {
    let account = member.id
    let sealed = Digest.base64url(
      try house.secret.seal(OneTimeCode.random().secret, context: SecondFactors.context(account)))
    try await house.store.write { tx in
      guard try tx.exists("SELECT 1 FROM login WHERE account_id = \(account) AND verified_at IS NOT NULL") else {
        throw Refusal.conflict("Confirm your e-mail address first: it is the way back in if you lose your phone.")
      }
      try tx.run(
        "UPDATE login SET totp_secret = \(sealed), totp_last_step = NULL WHERE account_id = \(account) AND totp_confirmed_at IS NULL"
      )
    }
  }

  /// The key that waits to be confirmed; nil when there is none.
  public func pending(_ member: Member) async throws -> Setup? {
    let account = member.id
    let stored: String? = try await house.store.read { tx in
      try tx.value("SELECT totp_secret FROM login WHERE account_id = \(account) AND totp_confirmed_at IS NULL")
    }
    guard let stored, let code = try unsealed(stored, account) else { return nil }
    let site = try await house.settings.values().siteName
    return Setup(typed: code.typed, qrSVG: try QRCode(code.address(issuer: site, account: member.handle.text)).svg)
  }

  /// Turns it on, when `typed` is a code of the key.
  /// - Returns: the recovery codes, which are shown this once.
  public func confirm(_ typed: String, by member: Member) async throws -> [String] {
    let account = member.id
    let codes = RecoveryCode.mintTen()
    let digests = codes.map { Digest.hex($0.digest(under: house.secret)) }
    try await countTry(account)
    try await house.store.write { [self] tx in
      let stored: String? = try tx.value(
        "SELECT totp_secret FROM login WHERE account_id = \(account) AND totp_confirmed_at IS NULL")
      guard let stored, let code = try unsealed(stored, account) else {
        throw Refusal.conflict("Begin setting it up again.")
      }
      guard let step = code.step(of: typed, at: tx.now) else { throw SecondFactors.wrong }
      try tx.run(
        "UPDATE login SET totp_confirmed_at = \(tx.now), totp_last_step = \(step) WHERE account_id = \(account)")
      try tx.run("DELETE FROM recovery_code WHERE account_id = \(account)")
      for digest in digests {
        try tx.run("INSERT INTO recovery_code (account_id, digest) VALUES (\(account), \(digest))")
      }
    }
    return codes.map(\.text)
  }

  /// Turns it off; needs the password.
  public func turnOff(password: String, by member: Member) async throws {
    try await PasswordChanges(house: house).check(password, of: member.id)
    let account = member.id
    try await house.store.write { tx in
      try tx.run(
        "UPDATE login SET totp_secret = NULL, totp_confirmed_at = NULL, totp_last_step = NULL WHERE account_id = \(account)"
      )
      try tx.run("DELETE FROM recovery_code WHERE account_id = \(account)")
      try PasswordChanges.tell(account, .secondFactorOff, in: tx)
    }
  }

  /// Whether a ticket still leads to the second step.
  public func holds(_ ticket: String) async throws -> Bool {
    let now = house.now
    return try await house.store.read { tx in try MailTokens.find(ticket, .secondFactor, at: now, in: tx) != nil }
  }

  /// The second step of signing in: a code from the phone, or one from the paper. Each works once.
  public func enter(ticket: String, typed: String, device: String) async throws -> SignIns.Opened {
    let now = house.now
    guard let holder = try await house.store.read({ tx in try MailTokens.find(ticket, .secondFactor, at: now, in: tx) })
    else { throw MailTokens.spent }
    try await countTry(holder.account)
    return try await house.store.write { [self] tx in
      let account = try MailTokens.take(ticket, .secondFactor, in: tx).account
      guard try isRight(typed, account, in: tx) else { throw SecondFactors.wrong }
      try SignInStore.forgetTries("code:\(account)", in: tx)
      return try SignIns.open(account, device: device, in: tx)
    }
  }

  private func isRight(_ typed: String, _ account: Key<Account>, in tx: WriteTx) throws -> Bool {
    let stored = try tx.first(
      "SELECT totp_secret, totp_last_step FROM login WHERE account_id = \(account) AND totp_confirmed_at IS NOT NULL"
    ) { row in
      (try row.take() as String?, try row.take() as Int64?)
    }
    guard let stored, let sealed = stored.0, let code = try unsealed(sealed, account) else { return false }
    if let step = code.step(of: typed, at: tx.now, after: stored.1) {
      // Of two who bring the same code at once, one moves the step.
      return try tx.run(
        "UPDATE login SET totp_last_step = \(step) WHERE account_id = \(account) AND (totp_last_step IS NULL OR totp_last_step < \(step))"
      ) == 1
    }
    guard let paper = RecoveryCode(typed) else { return false }
    let digest = Digest.hex(paper.digest(under: house.secret))
    return try tx.run(
      "UPDATE recovery_code SET used_at = \(tx.now) WHERE account_id = \(account) AND digest = \(digest) AND used_at IS NULL"
    ) == 1
  }

  private func countTry(_ account: Key<Account>) async throws {
    try await house.store.write { tx in
      try SignInStore.noteTry(
        "code:\(account)", most: SignIns.mostTries, within: SignIns.tryWindow, field: "code", in: tx)
    }
  }

  private func unsealed(_ stored: String, _ account: Key<Account>) throws -> OneTimeCode? {
    guard let bytes = Digest.bytes(base64url: stored) else { return nil }
    return try house.secret.unseal(bytes, context: SecondFactors.context(account)).map { OneTimeCode(stored: $0) }
  }

  private static func context(_ account: Key<Account>) -> String { "second factor of \(account)" }
  private static let wrong = Refusal.invalid(
    "code", "That code is not right, or was used already. Wait for the next one and try again.")
}
