import Commons
public import Doors
import Letterbox
import Pages
public import Storehouse

/// Letters about getting in. The request that asks for one only puts a job into the queue, whoever has an account or not: neither its answer
/// nor its time tells. The job looks up who the address is, makes the token and sends the letter, so that no token is ever in the queue.
public struct SignInLetters: Sendable {
  let house: House

  public init(house: House) { self.house = house }

  enum Wish: String, Codable, Sendable {
    /// To someone who has just joined: confirm the address; or, to an address that has an account, that it has.
    case welcome
    case verify
    case link
    case reset
    case changeOld, changeNew
    case passwordChanged, secondFactorOff
  }

  struct Payload: Codable, Sendable {
    let wish: Wish
    let email: String
    let account: Int64?
    let next: String
    let language: String
  }

  static let jobKind = "sign-in.letter"
  static let mostToOneAddress = 5

  /// Asks for a letter, in the caller's transaction. More than five an hour to one address are not sent, and nobody is told.
  static func ask(
    _ wish: Wish, email: MailAddress, account: Key<Account>? = nil, next: String = "", language: String, in tx: WriteTx
  ) throws {
    guard try SignInStore.countTry("letter:\(email.key)", most: mostToOneAddress, within: .hours(1), in: tx) else {
      return
    }
    let payload = Payload(wish: wish, email: email.key, account: account?.value, next: next, language: language)
    try tx.enqueue(Job(kind: jobKind, payload: try JSONText.encode(payload)))
  }

  private struct Addressee: Sendable {
    let account: Key<Account>
    let name: String
    let handle: Handle
    let language: Language
    let isVerified: Bool
  }

  func send(_ run: JobRun) async throws {
    let payload = try JSONText.decode(Payload.self, from: run.payload)
    guard let email = try? MailAddress(payload.email), let prepared = try await prepare(payload, email) else { return }
    try await Letters(house: house).deliverNow(prepared.draft, to: prepared.recipient, id: run.id)
    // Whose address it was is not kept with the job.
    try await house.store.write { tx in try tx.run("UPDATE job SET payload = '{}' WHERE id = \(run.id)") }
  }

  private func prepare(_ payload: Payload, _ email: MailAddress) async throws -> (
    draft: LetterDraft, recipient: LetterRecipient
  )? {
    let siteName = try await house.settings.values().siteName
    return try await house.store.write { [self] tx in
      guard let wanted = try addressee(payload, in: tx) else { return nil }
      let words = Words(wanted.language)
      let recipient = LetterRecipient(
        account: wanted.account, name: wanted.name, address: email, language: wanted.language)
      guard let draft = try draft(payload, email, wanted, siteName: siteName, words: words, in: tx) else { return nil }
      return (draft, recipient)
    }
  }

  /// The account a letter is about: the one named, or else the owner of the address, or else the newest account that names it.
  private func addressee(_ payload: Payload, in tx: ReadTx) throws -> Addressee? {
    let which: Query = if let account = payload.account { "a.id = \(account)" } else { "l.email = \(payload.email)" }
    return try tx.first(
      """
      SELECT a.id, a.name, a.handle, a.language, l.verified_at IS NOT NULL FROM login l JOIN account a ON a.id = l.account_id
      WHERE \(which) AND a.standing IN (0, 1, 2) ORDER BY CASE WHEN l.verified_at IS NULL THEN 1 ELSE 0 END, a.id DESC LIMIT 1
      """
    ) { row in
      Addressee(
        account: try row.take(), name: try row.take(), handle: try row.take(),
        language: Language(rawValue: try row.take()) ?? .english,
        isVerified: try row.take())
    }
  }

  private func draft(
    _ payload: Payload, _ email: MailAddress, _ who: Addressee, siteName: String, words: Words, in tx: WriteTx
  ) throws -> LetterDraft? {
    let ignore = LetterDraft.Part.fine(
      words("If this was not you, you need do nothing: without this letter nobody can go on."))
    let button: (String, MailTokens.Purpose, String, Span) throws -> LetterDraft.Part = {
      [house] label, purpose, path, lifetime in
      let token = try MailTokens.make(
        purpose, for: who.account, email: email.key, next: payload.next, lifetime: lifetime, in: tx)
      return .button(label, url: house.address.url(path + token))
    }
    switch payload.wish {
    case .welcome, .verify:
      if try SignInStore.isOwned(email.key, in: tx) {
        // The account that named this address is not told: only who reads the letter learns it.
        guard payload.wish == .welcome || !who.isVerified else { return nil }
        return LetterDraft(
          subject: words("You have an account at \(siteName) already"),
          parts: [
            .paragraph(
              words(
                "Somebody, perhaps you, has just created an account with this e-mail address. You have one already.")),
            .button(words("Sign in"), url: house.address.url("/sign-in")),
            .link(words("I have forgotten my password"), url: house.address.url("/reset")), ignore,
          ])
      }
      return LetterDraft(
        subject: words("Confirm your e-mail address"),
        parts: [
          .paragraph(words("Hello \(who.name),")),
          .paragraph(
            words("please confirm that this is the e-mail address of your account @\(who.handle) at \(siteName).")),
          try button(words("Confirm my address"), .verify, "/verify/", .days(7)),
          .fine(words("The link works for seven days.")), ignore,
        ])
    case .link:
      guard who.isVerified else {
        return LetterDraft(
          subject: words("Confirm your e-mail address"),
          parts: [
            .paragraph(
              words(
                "You asked for a link to sign in. This address has not been confirmed yet, so please do that first.")),
            try button(words("Confirm my address"), .verify, "/verify/", .days(7)), ignore,
          ])
      }
      return LetterDraft(
        subject: words("Your link to sign in"),
        parts: [
          .paragraph(words("Hello \(who.name),")),
          .paragraph(words("here is your link to sign in to \(siteName). It works once, for half an hour.")),
          try button(words("Sign in"), .signIn, "/sign-in/link/", .minutes(30)), ignore,
        ])
    case .reset:
      return LetterDraft(
        subject: words("Choose a new password"),
        parts: [
          .paragraph(words("Hello \(who.name),")),
          .paragraph(
            words(
              "you can choose a new password for your account @\(who.handle) at \(siteName). The link works once, for an hour."
            )),
          try button(words("Choose a new password"), .reset, "/reset/", .hours(1)), ignore,
        ])
    case .changeNew:
      return LetterDraft(
        subject: words("Confirm your new e-mail address"),
        parts: [
          .paragraph(words("Hello \(who.name),")),
          .paragraph(words("you want your account @\(who.handle) at \(siteName) to use this address.")),
          try button(words("Confirm my new address"), .changeNew, "/verify/change/", .days(2)),
          .fine(words("The link works for two days.")), ignore,
        ])
    case .changeOld:
      return LetterDraft(
        subject: words("Your e-mail address is to be changed"),
        parts: [
          .paragraph(words("Hello \(who.name),")),
          .paragraph(
            words(
              "someone who is signed in to your account @\(who.handle) at \(siteName) wants to change its e-mail address. If it was you, confirm it."
            )),
          try button(words("Yes, change my address"), .changeOld, "/verify/change/", .days(2)),
          .fine(
            words(
              "If it was not you, do not press the button, and change your password now: someone else may be signed in as you."
            )),
        ])
    case .passwordChanged:
      return LetterDraft(
        subject: words("Your password was changed"),
        parts: [
          .paragraph(words("Hello \(who.name),")),
          .paragraph(
            words(
              "the password of your account @\(who.handle) at \(siteName) was changed just now. You were signed out on every other device."
            )),
          .fine(words("If it was not you, choose a new password straight away:")),
          .link(words("I have forgotten my password"), url: house.address.url("/reset")),
        ])
    case .secondFactorOff:
      return LetterDraft(
        subject: words("Signing in no longer needs a code"),
        parts: [
          .paragraph(words("Hello \(who.name),")),
          .paragraph(words("the code at sign-in was turned off for your account @\(who.handle) at \(siteName).")),
          .fine(words("If it was not you, choose a new password straight away:")),
          .link(words("I have forgotten my password"), url: house.address.url("/reset")),
        ])
    }
  }
}

extension Room {
  /// Letters about getting in, and the sweeping of what is over.
  public static func signIn(_ house: House) -> Room {
    let letters = SignInLetters(house: house)
    return Room(
      "sign-in", recurring: [Recurring(kind: "sign-in.sweep", every: .hours(6))],
      jobs: [
        SignInLetters.jobKind: { run in try await letters.send(run) },
        "sign-in.sweep": { run in try await run.store.write { tx in try SignInStore.sweep(in: tx) } },
      ])
  }
}
