public import Commons
public import Doors
import Letterbox
import Pages
import Secrets
import Storehouse

extension SignedToken.Purpose {
  static let archive = SignedToken.Purpose("archive")
}

/// Everything a person has here in one file, for them to take away.
public struct Archives: Sendable {
  let house: House

  public init(house: House) { self.house = house }

  struct Archive: Sendable {
    let id: Key<Archives>
    let askedAt: Moment
    let readyAt: Moment?
    let expiresAt: Moment
    let byteCount: Int
  }

  static let shelfLife = Span.days(7)
  static let jobKind = "archive"

  func list(of account: Key<Account>) async throws -> [Archive] {
    let now = house.now
    return try await house.store.read { tx in
      try tx.all(
        "SELECT id, asked_at, ready_at, expires_at, bytes FROM data_archive WHERE account_id = \(account) AND expires_at > \(now) ORDER BY id DESC LIMIT 10"
      ) { row in
        Archive(
          id: try row.take(), askedAt: try row.take(), readyAt: try row.take(), expiresAt: try row.take(),
          byteCount: try row.take())
      }
    }
  }

  /// Asks for an archive; a job builds it. One an hour is enough.
  public func ask(for account: Key<Account>) async throws {
    try await house.store.write { tx in
      guard
        try !tx.exists("SELECT 1 FROM data_archive WHERE account_id = \(account) AND asked_at > \(tx.now - .hours(1))")
      else {
        throw Refusal.conflict(
          "You asked for your data less than an hour ago. It is on this page, or will be in a few minutes.")
      }
      let id = tx.mint(Archives.self)
      try tx.run(
        "INSERT INTO data_archive (id, account_id, asked_at, expires_at) VALUES (\(id), \(account), \(tx.now), \(tx.now + Archives.shelfLife))"
      )
      try tx.enqueue(Job(kind: Archives.jobKind, payload: id.description, key: "archive-\(id)"))
    }
  }

  /// Builds an archive: every room's files, the pictures and documents, and a page that says what is what.
  func build(_ run: JobRun, rooms: [Room]) async throws {
    guard let id = Key<Archives>(run.payload) else { return }
    let account: Key<Account>? = try await house.store.read { tx in
      try tx.value("SELECT account_id FROM data_archive WHERE id = \(id) AND file IS NULL")
    }
    // Erased meanwhile, or built already by a try that was cut off after its last step.
    guard let account else { return }
    let siteName = try await house.settings.values().siteName
    let (files, media, language) = try await house.store.read { tx in
      let files = try rooms.flatMap { room in
        try (room.export?(account, tx) ?? []).map { ExportFile("\(room.name)/\($0.name)", $0.bytes) }
      }
      let language: String = try tx.value("SELECT language FROM account WHERE id = \(account)") ?? "en"
      return (files, try PostExport.media(account, in: tx), language)
    }
    var zip = ZipFile(at: house.now)
    zip.add(
      "README.txt",
      Array(
        Archives.readme(
          siteName: siteName, address: house.address.text, at: house.now, files: files.map(\.name),
          words: Words(Language(rawValue: language) ?? .english)
        ).utf8))
    for file in files { zip.add(file.name, file.bytes) }
    for (name, file) in media {
      if let known = MediaName(file), let bytes = try await house.media.get(known) { zip.add(name, bytes) }
    }
    let bytes = zip.finished()
    let name = MediaName(of: bytes, extension: "zip")
    try await house.media.put(bytes, named: name)
    try await house.store.write { [house] tx in
      let isKept =
        try tx.run(
          """
          UPDATE data_archive SET file = \(name.text), bytes = \(bytes.count), ready_at = \(tx.now), expires_at = \(tx.now + Archives.shelfLife)
          WHERE id = \(id)
          """) == 1
      // The account was erased while this was being built: what was built goes too.
      guard isKept else { return try AccountLeaving.forget([name.text], in: tx) }
      guard let recipient = try Letters.recipient(account, in: tx) else { return }
      let words = recipient.words
      let token = SignedToken.make(id.description, for: .archive, until: tx.now + Archives.shelfLife, key: house.secret)
      let draft = LetterDraft(
        subject: words("Your data is ready"),
        parts: [
          .paragraph(words("Hello \(recipient.name),")),
          .paragraph(
            words(
              "everything you have at \(siteName) is in one file now. The link works for seven days; then the file is deleted."
            )),
          .button(words("Download"), url: house.address.url("/archive/\(token)")),
          .fine(words("Whoever has this link can download the file: do not pass it on.")),
        ])
      try Letters.enqueue(draft, to: recipient, siteName: siteName, house: house, in: tx)
    }
  }

  /// The file a signed link or its owner asks for.
  func file(_ id: Key<Archives>, of account: Key<Account>? = nil) async throws -> [UInt8] {
    let now = house.now
    let name: String? = try await house.store.read { tx in
      let isTheirs: Query = if let account { "account_id = \(account)" } else { "TRUE" }
      return try tx.value("SELECT file FROM data_archive WHERE id = \(id) AND expires_at > \(now) AND \(isTheirs)")
    }
    guard let known = name.flatMap({ MediaName($0) }), let bytes = try await house.media.get(known) else {
      throw Refusal.notFound
    }
    return bytes
  }

  func file(signed token: String) async throws -> [UInt8] {
    let carried = try SignedToken.read(token, for: .archive, at: house.now, key: house.secret)
    guard let id = Key<Archives>(carried) else { throw Refusal.notFound }
    return try await file(id)
  }

  /// Deletes archives whose time is over.
  func sweep() async throws {
    try await house.store.write { tx in
      let files = try tx.all("SELECT file FROM data_archive WHERE expires_at <= \(tx.now) AND file IS NOT NULL") {
        row in try row.take() as String
      }
      try tx.run("DELETE FROM data_archive WHERE expires_at <= \(tx.now)")
      try AccountLeaving.forget(files, in: tx)
    }
  }

  /// Deletes files that nothing shows any more.
  func forget(_ run: JobRun) async throws {
    for file in try JSONText.decode([String].self, from: run.payload) {
      let bare = file.split(separator: "/").last.map(String.init) ?? file
      guard let name = MediaName(bare) else { continue }
      let isShown = try await house.store.read { tx in
        try tx.exists(
          """
          SELECT 1 FROM media WHERE file = \(bare) OR small_file = \(bare) UNION ALL SELECT 1 FROM account WHERE picture = \("/pictures/" + bare)
          UNION ALL SELECT 1 FROM data_archive WHERE file = \(bare)
          """)
      }
      if !isShown { try await house.media.delete(name) }
    }
  }

  /// What is what, in the language of whom it belongs to.
  private static func readme(siteName: String, address: String, at moment: Moment, files: [String], words: Words)
    -> String
  {
    let meanings: [String: Phrase] = [
      "account/account.json": "your profile, address, settings and where you are signed in",
      "conversations/posts.json": "everything you wrote, with dates, audience and what it replies to",
      "conversations/posts.md": "the same, to read",
      "conversations/bookmarks.csv": "posts you kept", "conversations/supported.csv": "posts you supported",
      "conversations/shared.csv": "posts you shared",
      "conversations/found-helpful.csv": "answers you found helpful",
      "following/following.csv": "whom you follow", "following/followers.csv": "who follows you",
      "following/topics.csv": "topics you follow",
      "following/blocked-and-muted.csv": "whom you blocked or muted",
      "following/filters.csv": "words you do not want to see, on pages and in apps",
      "memberships/groups.csv": "groups you belong to",
      "memberships/organisations.csv": "organisations you belong to",
      "messages/messages.json": "messages in your conversations", "messages/messages.md": "the same, to read",
      "notices/notices.csv": "what you were told of",
      "safeguards/decisions-about-you.md": "what moderators decided about you",
    ]
    let lines = files.map { file in meanings[file].map { "  \(file): \(words($0))" } ?? "  \(file)" }
    return """
      \(words("What you have at \(siteName) (\(address)), taken on \(moment.iso8601)."))

      \(words("Files ending in .json and .csv are for programs and spreadsheets, .md is text with simple marks (Markdown). All are in UTF-8."))
      \(words("Times are in UTC. A path like /posts/123 is below \(address)."))

      \(lines.joined(separator: "\n"))
        media/: \(words("the pictures and documents you uploaded"))

      """
  }
}
