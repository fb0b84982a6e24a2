public import Commons
public import Doors
public import Letterbox
import Secrets
import Storehouse

/// Proving that an e-mail address is one's own, and changing it.
public struct EmailProofs: Sendable {
  let house: House

  public init(house: House) { self.house = house }

  /// Sends the letter again.
  public func resend(to account: Key<Account>, language: String) async throws {
    try await house.store.write { tx in
      guard let state = try EmailProofs.state(of: account, in: tx), !state.isVerified else { return }
      try SignInLetters.ask(.verify, email: MailAddress(state.email), account: account, language: language, in: tx)
    }
  }

  /// Whether a link from a letter still holds; looking does not use it up, because mail scanners look.
  public func holds(_ token: String) async throws -> Bool {
    let now = house.now
    return try await house.store.read { tx in try MailTokens.find(token, .verify, at: now, in: tx) != nil }
  }

  /// Confirms an address by the link in the letter.
  /// - Returns: where they were going when they joined.
  /// - Throws: a `Refusal`: `gone` when the link is used or old, `conflict` when the address has become someone else's.
  public func confirm(_ token: String) async throws -> String {
    try await house.store.write { tx in
      let holder = try MailTokens.take(token, .verify, in: tx)
      try EmailProofs.own(holder.email, by: holder.account, in: tx)
      return holder.next
    }
  }

  static func own(_ email: String, by account: Key<Account>, in tx: WriteTx) throws {
    let taken = Refusal.conflict(
      "That e-mail address belongs to another account. Sign in to that one, or use another address.")
    let isElsewhere = try tx.exists(
      "SELECT 1 FROM login WHERE email = \(email) AND verified_at IS NOT NULL AND account_id <> \(account)")
    guard !isElsewhere else { throw taken }
    do {
      try tx.attempt {
        try tx.run("UPDATE login SET email = \(email), verified_at = \(tx.now) WHERE account_id = \(account)")
      }
    } catch let fault as StoreFault where fault.isConstraint { throw taken }
  }

  // MARK: Changing

  public struct State: Sendable {
    public let email: String
    public let isVerified: Bool
    /// The address it is being changed to.
    public let changingTo: String?
  }

  static func state(of account: Key<Account>, in tx: ReadTx) throws -> State? {
    try tx.first(
      """
      SELECT l.email, l.verified_at IS NOT NULL, c.new_email FROM login l LEFT JOIN email_change c ON c.account_id = l.account_id
      WHERE l.account_id = \(account)
      """
    ) { row in State(email: try row.take(), isVerified: try row.take(), changingTo: try row.take()) }
  }

  public func state(of account: Key<Account>) async throws -> State {
    guard let state = try await house.store.read({ tx in try EmailProofs.state(of: account, in: tx) }) else {
      throw Refusal.notFound
    }
    return state
  }

  /// Begins changing the address: letters go to the new one and, where it was confirmed, to the old one; both have to say yes.
  public func change(to email: MailAddress, password: String, by account: Key<Account>, language: String) async throws {
    try await PasswordChanges(house: house).check(password, of: account)
    try await house.store.write { tx in
      guard let state = try EmailProofs.state(of: account, in: tx) else { throw Refusal.notFound }
      guard state.email != email.key else { throw Refusal.invalid("email", "That is your address already.") }
      try Barriers.check(email, in: tx)
      if !state.isVerified {
        // An address nobody has confirmed protects nothing: the new one takes its place and is confirmed like the first.
        try tx.run("UPDATE login SET email = \(email.key) WHERE account_id = \(account)")
        try tx.run("DELETE FROM mail_token WHERE account_id = \(account)")
        try SignInLetters.ask(.verify, email: email, account: account, language: language, in: tx)
        return
      }
      try tx.run("DELETE FROM mail_token WHERE account_id = \(account) AND purpose IN ('change-old', 'change-new')")
      try tx.run(
        """
        INSERT INTO email_change (account_id, new_email, asked_at) VALUES (\(account), \(email.key), \(tx.now))
        ON CONFLICT (account_id) DO UPDATE SET new_email = excluded.new_email, asked_at = excluded.asked_at,
          old_confirmed_at = NULL, new_confirmed_at = NULL
        """)
      try SignInLetters.ask(.changeNew, email: email, account: account, language: language, in: tx)
      try SignInLetters.ask(.changeOld, email: MailAddress(state.email), account: account, language: language, in: tx)
    }
  }

  public enum Change: Sendable { case done, waitsForTheOther }

  /// Confirms a change from one of its two letters.
  public func confirmChange(_ token: String) async throws -> Change {
    try await house.store.write { tx in
      let isNew = try MailTokens.find(token, .changeNew, at: tx.now, in: tx) != nil
      let holder = try MailTokens.take(token, isNew ? .changeNew : .changeOld, in: tx)
      let account = holder.account
      if isNew {
        guard
          try tx.run(
            "UPDATE email_change SET new_confirmed_at = \(tx.now) WHERE account_id = \(account) AND new_email = \(holder.email)"
          ) == 1
        else { throw MailTokens.spent }
      } else {
        guard try tx.run("UPDATE email_change SET old_confirmed_at = \(tx.now) WHERE account_id = \(account)") == 1
        else { throw MailTokens.spent }
      }
      let agreed: String? = try tx.value(
        "SELECT new_email FROM email_change WHERE account_id = \(account) AND old_confirmed_at IS NOT NULL AND new_confirmed_at IS NOT NULL"
      )
      guard let agreed else { return .waitsForTheOther }
      try EmailProofs.own(agreed, by: account, in: tx)
      try tx.run("DELETE FROM email_change WHERE account_id = \(account)")
      try tx.run("DELETE FROM mail_token WHERE account_id = \(account)")
      return .done
    }
  }

  /// Whether a link of either letter still holds.
  public func holdsChange(_ token: String) async throws -> Bool {
    let now = house.now
    return try await house.store.read { tx in
      try MailTokens.find(token, .changeNew, at: now, in: tx) != nil
        || MailTokens.find(token, .changeOld, at: now, in: tx) != nil
    }
  }
}
