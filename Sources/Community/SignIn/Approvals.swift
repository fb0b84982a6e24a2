public import Commons
public import Doors
import Letterbox
import Pages
import Storehouse

/// Letting people in, where stewards look at every new account first.
public struct Approvals: Sendable {
  let house: House

  public init(house: House) { self.house = house }

  public struct Applicant: Sendable {
    public let id: Key<Account>
    public let name: String
    public let handle: Handle
    public let email: String
    public let isVerified: Bool
    public let joinedAt: Moment
  }

  public func waiting() async throws -> [Applicant] {
    try await house.store.read { tx in
      try tx.all(
        """
        SELECT a.id, a.name, a.handle, COALESCE(l.email, ''), l.verified_at IS NOT NULL, a.joined_at FROM account a LEFT JOIN login l ON l.account_id = a.id
        WHERE a.standing = 1 ORDER BY a.id LIMIT 200
        """
      ) { row in
        Applicant(
          id: try row.take(), name: try row.take(), handle: try row.take(), email: try row.take(),
          isVerified: try row.take(), joinedAt: try row.take())
      }
    }
  }

  /// Lets someone in; they get a letter.
  public func accept(_ id: Key<Account>, by steward: Key<Account>) async throws {
    let siteName = try await house.settings.values().siteName
    try await house.store.write { [house] tx in
      guard try tx.run("UPDATE account SET standing = 0 WHERE id = \(id) AND standing = 1") == 1 else {
        throw Approvals.over
      }
      let named = try tx.first("SELECT handle, name FROM account WHERE id = \(id)") { row in
        (try row.take() as Handle, try row.take() as String)
      }
      if let named { try SignInStore.index(id, handle: named.0, name: named.1, at: tx.now, in: tx) }
      try tx.record(Happening(.approved, id.value, by: steward))
      guard let recipient = try Approvals.recipient(id, in: tx) else { return }
      let words = recipient.words
      let draft = LetterDraft(
        subject: words("Welcome to \(siteName)"),
        parts: [
          .paragraph(words("Hello \(recipient.name),")),
          .paragraph(words("your account has been accepted. You can take part now.")),
          .button(words("Begin"), url: house.address.url("/welcome")),
        ])
      try Letters.enqueue(draft, to: recipient, siteName: siteName, house: house, in: tx)
    }
  }

  /// Turns someone down, with a reason they are told by letter. The account is erased; its handle is not given out again.
  public func decline(_ id: Key<Account>, reason: String, by steward: Key<Account>) async throws {
    guard !reason.isEmpty else {
      throw Refusal.invalid("reason", "Say why, in a sentence or two: it goes into the letter.")
    }
    guard reason.count <= 1000 else { throw Refusal.invalid("reason", "A reason has at most 1,000 characters.") }
    let siteName = try await house.settings.values().siteName
    try await house.store.write { [house] tx in
      guard try tx.exists("SELECT 1 FROM account WHERE id = \(id) AND standing = 1") else { throw Approvals.over }
      if let recipient = try Approvals.recipient(id, in: tx) {
        let words = recipient.words
        let draft = LetterDraft(
          subject: words("Your account at \(siteName)"),
          parts: [
            .paragraph(words("Hello \(recipient.name),")),
            .paragraph(words("the stewards have not accepted your account. They wrote:")), .quote(reason),
            .fine(words("What you told us about yourself has been deleted.")),
          ])
        try Letters.enqueue(draft, to: recipient, siteName: siteName, house: house, in: tx)
      }
      try tx.record(Happening(.declined, id.value, by: steward))
      try AccountLeaving.erase(id, in: tx)
    }
  }

  /// Whom the letter goes to: the address they gave, confirmed or not, for it says nothing but yes or no.
  private static func recipient(_ id: Key<Account>, in tx: ReadTx) throws -> LetterRecipient? {
    try tx.first(
      "SELECT a.name, l.email, a.language FROM account a JOIN login l ON l.account_id = a.id WHERE a.id = \(id)"
    ) { row in
      let name: String = try row.take()
      let email: String = try row.take()
      let language: String = try row.take()
      return LetterRecipient(
        account: nil, name: name, address: try MailAddress(email), language: Language(rawValue: language) ?? .english)
    }
  }

  private static let over = Refusal.conflict("This has been decided already.")
}
