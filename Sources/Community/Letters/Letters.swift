public import Commons
public import Doors
import FoundationEssentials
import Letterbox
import Pages
import Secrets
public import Storehouse

/// Letters on their way out: written in the transaction that wants them, delivered later by a job, and tried again while the mail server is away.
public struct Letters: Sendable {
  let house: House

  public init(house: House) { self.house = house }

  /// What the job `letter` carries.
  struct Payload: Codable, Sendable {
    var to: String
    var toName: String
    var subject: String
    var text: String
    var html: String?
    var language: String
    /// A kind that can be switched off (`preference mail.<kind>`); nil for letters that always go.
    var kind: String?
    var account: Int64?
    /// The absolute address for one-click unsubscribing (RFC 8058).
    var listUnsubscribe: String?
  }

  static let jobKind = "letter"

  /// Puts a letter into the queue, in the caller's transaction.
  /// - Parameters:
  ///   - kind: what kind of letter it is (`replies`, `digest`, `conversation-123`), when the recipient can switch it off; nil when it always goes.
  ///   - key: another letter with this key is not taken for a week.
  public static func enqueue(
    _ draft: LetterDraft, to recipient: LetterRecipient, kind: String? = nil, key: String? = nil, siteName: String,
    house: House, in tx: WriteTx
  ) throws {
    let payload = payload(draft, to: recipient, kind: kind, siteName: siteName, house: house)
    try tx.enqueue(Job(kind: jobKind, payload: try JSONText.encode(payload), key: key))
  }

  /// The recipient that an account is, if it has a confirmed address and is here.
  /// - Parameter kind: nil, or a kind of letter that they may have switched off.
  public static func recipient(_ account: Key<Account>, kind: String? = nil, in tx: ReadTx) throws -> LetterRecipient? {
    if let kind, try PreferenceStore.value("mail.\(kind)", of: account, in: tx) == "never" { return nil }
    return try tx.first(
      """
      SELECT a.name, a.language, l.email FROM account a JOIN login l ON l.account_id = a.id
      WHERE a.id = \(account) AND a.standing IN (0, 1, 2) AND l.verified_at IS NOT NULL
      """
    ) { row in
      let name: String = try row.take()
      let language: String = try row.take()
      let email: String = try row.take()
      return LetterRecipient(
        account: account, name: name, address: try MailAddress(email),
        language: Language(rawValue: language) ?? .english)
    }
  }

  /// Hands over a letter now, without the queue: for letters with secrets in them, which are then never in the database.
  /// - Parameter id: what makes the letter one letter when it is sent again.
  func deliverNow(_ draft: LetterDraft, to recipient: LetterRecipient, id: Key<Job>) async throws {
    let siteName = try await house.settings.values().siteName
    let payload = Letters.payload(draft, to: recipient, kind: nil, siteName: siteName, house: house)
    try await hand(payload, id: id)
  }

  /// Does the job `letter`.
  func deliver(_ run: JobRun) async throws {
    let payload = try JSONText.decode(Payload.self, from: run.payload)
    if let kind = payload.kind, let account = payload.account.map({ Key<Account>($0) }) {
      // They may have switched it off, or left, since it was written.
      let isWanted = try await house.store.read { tx in try Letters.recipient(account, kind: kind, in: tx) != nil }
      guard isWanted else { return }
    }
    try await hand(payload, id: run.id)
    // What a letter says is nobody's business once it is gone; the job's row stays for a while.
    try await house.store.write { tx in try tx.run("UPDATE job SET payload = '{}' WHERE id = \(run.id)") }
  }

  private func hand(_ payload: Payload, id: Key<Job>) async throws {
    let address: MailAddress
    do { address = try MailAddress(payload.to) } catch {
      house.log("Letter \(id) is for an address that is none, and was dropped.")
      return
    }
    var letter = Letter(
      to: Letter.Party(payload.toName, address), subject: payload.subject, text: payload.text, html: payload.html,
      id: Letter.ID(id.description, host: house.address.host), at: id.moment)
    letter.unsubscribe = payload.listUnsubscribe
    do { try await house.letterbox.deliver(letter) } catch let fault as LetterboxFault {
      // Trying again would not help; anything else is thrown, and the job comes back.
      guard case .permanent(let why) = fault else { throw fault }
      house.log("Letter \(id) cannot be delivered and was dropped: \(why)")
    }
  }

  private static func payload(
    _ draft: LetterDraft, to recipient: LetterRecipient, kind: String?, siteName: String, house: House
  ) -> Payload {
    let words = recipient.words
    var foot = [house.address.text]
    var footHTML: [Markup] = [
      "<a href=\"\(house.address.text)\" style=\"color:inherit\">\(house.address.authority)</a>"
    ]
    var unsubscribe: String?
    if let kind, let account = recipient.account {
      let url = house.address.url(UnsubscribeRoutes.path(account, kind: kind, key: house.secret))
      unsubscribe = url
      let settings = house.address.url("/settings/email")
      foot += [
        words("To stop letters like this:") + " " + url, words("To choose which letters you get:") + " " + settings,
      ]
      footHTML += [
        """
        <a href="\(url)" style="color:inherit">\(words("Stop letters like this"))</a> · \
        <a href="\(settings)" style="color:inherit">\(words("Choose which letters you get"))</a>
        """
      ]
    }
    return Payload(
      to: recipient.address.text, toName: recipient.name, subject: draft.subject,
      text: draft.text(siteName: siteName, foot: foot),
      html: draft.html(siteName: siteName, language: recipient.language, foot: footHTML),
      language: recipient.language.rawValue, kind: kind,
      account: recipient.account?.value, listUnsubscribe: unsubscribe)
  }
}

/// Values as JSON text, for jobs and exports.
enum JSONText {
  static func encode(_ value: some Encodable) throws -> String {
    String(decoding: try encoder(isPretty: false).encode(value), as: UTF8.self)
  }

  /// For people: indented, keys in order.
  static func pretty(_ value: some Encodable) throws -> [UInt8] {
    Array(try encoder(isPretty: true).encode(value)) + [10]
  }

  static func decode<Value: Decodable>(_ type: Value.Type, from text: String) throws -> Value {
    try JSONDecoder().decode(type, from: Data(text.utf8))
  }

  private static func encoder(isPretty: Bool) -> JSONEncoder {
    let encoder = JSONEncoder()
    encoder.outputFormatting =
      isPretty ? [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes] : [.sortedKeys, .withoutEscapingSlashes]
    return encoder
  }
}
