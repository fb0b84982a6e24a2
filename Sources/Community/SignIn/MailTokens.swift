import Commons
import Letterbox
import Secrets
import Storehouse

/// Links in letters, and the ticket between a password and a code: each works once, for one purpose, for a while. Only digests are kept.
enum MailTokens {
  enum Purpose: String, Sendable {
    case verify, signIn = "sign-in", reset, secondFactor = "second-factor", changeOld = "change-old", changeNew =
      "change-new"
  }

  struct Holder: Sendable {
    let account: Key<Account>
    let email: String
    let next: String
  }

  /// A new token; earlier ones of the same account and purpose stop working.
  static func make(
    _ purpose: Purpose, for account: Key<Account>, email: String, next: String = "", lifetime: Span, in tx: WriteTx
  ) throws -> String {
    let token = Token.random()
    // Two devices may be between password and code at once; of a letter, only the last one counts.
    if purpose != .secondFactor {
      try tx.run("DELETE FROM mail_token WHERE account_id = \(account) AND purpose = \(purpose.rawValue)")
    }
    try tx.run("DELETE FROM mail_token WHERE account_id = \(account) AND expires_at < \(tx.now)")
    try tx.run(
      """
      INSERT INTO mail_token (digest, account_id, purpose, email, next, made_at, expires_at)
      VALUES (\(Digest.hex(token.digest)), \(account), \(purpose.rawValue), \(email), \(next), \(tx.now), \(tx.now + lifetime))
      """)
    return token.text
  }

  /// Whose a token is, while it holds; it stays.
  static func find(_ text: String, _ purpose: Purpose, at now: Moment, in tx: ReadTx) throws -> Holder? {
    guard let token = Token(text) else { return nil }
    return try tx.first(
      """
      SELECT t.account_id, t.email, t.next FROM mail_token t JOIN account a ON a.id = t.account_id
      WHERE t.digest = \(Digest.hex(token.digest)) AND t.purpose = \(purpose.rawValue) AND t.expires_at > \(now) AND a.standing IN (0, 1, 2)
      """
    ) { row in Holder(account: try row.take(), email: try row.take(), next: try row.take()) }
  }

  /// Takes a token: of two who use it at once, one finds it.
  /// - Throws: a `Refusal` of kind `gone` when it was used, is too old, or never was.
  static func take(_ text: String, _ purpose: Purpose, in tx: WriteTx) throws -> Holder {
    guard let token = Token(text), let holder = try find(text, purpose, at: tx.now, in: tx),
      try tx.run("DELETE FROM mail_token WHERE digest = \(Digest.hex(token.digest))") == 1
    else { throw spent }
    return holder
  }

  static let spent = Refusal(.gone, "This link has been used, or is too old. Ask for a new one.")
}
