import Commons
public import Doors
import FoundationEssentials
import Pages
import Secrets
import Storehouse

/// Notices by mail: what wants to be said at once, and a day's or a week's together. It writes letters; whoever does the job `letter` delivers them.
public struct NoticeLetters: Sendable {
  let house: House

  public init(house: House) { self.house = house }

  static let jobKind = "notice-letters"
  static let readersAtOnce = 200
  static let noticesInALetter = 40

  struct Reader {
    let id: Key<Account>
    let name: String
    let email: String?
    let language: Language
    /// Then only what moderators decided is written about.
    let isSuspended: Bool
  }

  /// Writes every letter that is due. Twice is once: what has been written is noted in the same transaction.
  /// - Returns: how many letters were written.
  @discardableResult public func compose() async throws -> Int {
    let siteName = try await house.settings.values().siteName
    var after = Key<Account>(0)
    var count = 0
    while true {
      let start = after
      let readers = try await house.store.read { tx in
        try tx.all(
          """
          SELECT DISTINCT account_id FROM notice WHERE mailed_at IS NULL AND account_id > \(start) ORDER BY account_id LIMIT \(NoticeLetters.readersAtOnce)
          """
        ) { row in try row.take() as Key<Account> }
      }
      guard let last = readers.last else { return count }
      for reader in readers {
        count += try await house.store.write { tx in try compose(for: reader, siteName: siteName, in: tx) }
      }
      after = last
    }
  }

  private func compose(for id: Key<Account>, siteName: String, in tx: WriteTx) throws -> Int {
    guard let reader = try NoticeLetters.reader(id, in: tx), let email = reader.email else {
      // Nobody to write to: it stands on the page all the same.
      try tx.run("UPDATE notice SET mailed_at = \(tx.now) WHERE account_id = \(id) AND mailed_at IS NULL")
      return 0
    }
    let lines = try NoticeStore.lines(of: id, where: "n.mailed_at IS NULL AND n.read_at IS NULL", limit: 500, in: tx)
    let times = try LetterTimeStore.times(of: id, in: tx)
    var byTime: [LetterTime: [NoticeStore.Line]] = [:]
    for line in lines {
      let chosen = times[line.kind.letters] ?? line.kind.letters.usual
      let isKeptBack = line.isGone || reader.isSuspended && line.kind.letters != .moderation
      let time: LetterTime =
        isKeptBack ? .never : line.words == "loud" && chosen != .never ? .atOnce : chosen
      byTime[time, default: []].append(line)
    }
    try note(byTime[.never] ?? [], in: tx)
    var count = 0
    for (kind, lines) in Dictionary(grouping: byTime[.atOnce] ?? [], by: { $0.kind.letters }).sorted(by: {
      $0.key.rawValue < $1.key.rawValue
    }) {
      try enqueue(lines, kind: kind.rawValue, isDigest: nil, to: reader, at: email, siteName: siteName, in: tx)
      count += 1
    }
    for often in [LetterTime.daily, .weekly] {
      guard let lines = byTime[often], let oldest = lines.map(\.at).min() else { continue }
      let period: Span = often == .daily ? .days(1) : .days(7)
      let last: Moment? = try tx.value(
        "SELECT sent_at FROM notice_digest WHERE account_id = \(id) AND often = \(often.rawValue)")
      guard tx.now - max(last ?? oldest, oldest - period) >= period else { continue }
      if try LetterTimeStore.wantsDigest(id, in: tx) {
        try enqueue(lines, kind: "digest", isDigest: often, to: reader, at: email, siteName: siteName, in: tx)
        count += 1
      } else {
        try note(lines, in: tx)
      }
      try tx.run(
        """
        INSERT INTO notice_digest (account_id, often, sent_at) VALUES (\(id), \(often.rawValue), \(tx.now))
        ON CONFLICT (account_id, often) DO UPDATE SET sent_at = excluded.sent_at
        """)
    }
    return count
  }

  private static func reader(_ id: Key<Account>, in tx: ReadTx) throws -> Reader? {
    try tx.first(
      """
      SELECT a.name, a.language, l.email, a.standing = 2 FROM account a LEFT JOIN login l ON l.account_id = a.id AND l.verified_at IS NOT NULL
      WHERE a.id = \(id) AND a.standing IN (0, 1, 2)
      """
    ) { row in
      let name: String = try row.take()
      let language: String = try row.take()
      return Reader(
        id: id, name: name, email: try row.take(), language: Language(rawValue: language) ?? .english,
        isSuspended: try row.take())
    }
  }

  private func note(_ lines: [NoticeStore.Line], in tx: WriteTx) throws {
    guard !lines.isEmpty else { return }
    try tx.run("UPDATE notice SET mailed_at = \(tx.now) WHERE id \(anyOf: lines.map(\.id))")
  }

  // MARK: One letter

  private func enqueue(
    _ lines: [NoticeStore.Line], kind: String, isDigest: LetterTime?, to reader: Reader, at email: String,
    siteName: String, in tx: WriteTx
  ) throws {
    let words = Words(reader.language)
    let items = Array(Notices.gathered(lines).prefix(NoticeLetters.noticesInALetter))
    guard let newest = lines.map(\.id).max(), let first = items.first else { return }
    let subject: String =
      switch isDigest {
      case nil:
        items.count == 1
          ? first.sentence(words)
          : words(.count(items.count, one: "{1} new thing for you", other: "{1} new things for you"))
      case .weekly: words("Your week at \(siteName)")
      default: words("Your day at \(siteName)")
      }
    let unsubscribe = house.address.url(UnsubscribeRoutes.path(reader.id, kind: kind, key: house.secret))
    let settings = house.address.url("/settings/email")
    let payload = Letters.Payload(
      to: email, toName: reader.name, subject: String(subject.prefix(150)),
      text: text(items, words, siteName: siteName, unsubscribe: unsubscribe, settings: settings),
      html: html(items, subject, words, siteName: siteName, unsubscribe: unsubscribe, settings: settings),
      language: reader.language.rawValue,
      kind: kind, account: reader.id.value, listUnsubscribe: unsubscribe)
    let key = "notice-\(reader.id)-\(newest)-\(kind)"
    try tx.enqueue(Job(kind: Letters.jobKind, payload: try JSONText.encode(payload), key: key))
    try note(lines, in: tx)
  }

  private func text(_ items: [NoticeItem], _ words: Words, siteName: String, unsubscribe: String, settings: String)
    -> String
  {
    let parts = items.map { item in
      let quote = item.excerpt.isEmpty ? "" : item.excerpt.split(separator: "\n").map { "\n> " + $0 }.joined()
      return "\(item.sentence(words))\(quote)\n\(house.address.url(item.path))"
    }
    return parts.joined(separator: "\n\n")
      + "\n\n-- \n\(siteName)\n\(words("To stop letters like this:")) \(unsubscribe)\n\(words("To choose which letters you get:")) \(settings)\n"
  }

  private func html(
    _ items: [NoticeItem], _ subject: String, _ words: Words, siteName: String, unsubscribe: String, settings: String
  ) -> String {
    let rows = items.markup { item in
      let quote: Markup =
        item.excerpt.isEmpty
        ? .empty
        : "<blockquote style=\"margin:0 0 8px;padding-left:14px;border-left:4px solid #ffd24d\" dir=\"auto\">\(item.excerpt)</blockquote>"
      return """
        <p style="margin:0 0 8px" dir="auto"><a href="\(house.address.url(item.path))" style="color:#4a35c4;font-weight:bold">\(item.sentence(words))</a></p>\(quote)

        """
    }
    let document: Markup = """
      <!doctype html>
      <html lang="\(words.code)"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
      <meta name="color-scheme" content="light dark"><title>\(subject)</title></head>
      <body style="margin:0;padding:20px;font-family:system-ui,sans-serif;font-size:17px;line-height:1.5">
      <div role="article" style="max-width:600px;margin:0 auto"><h1 style="font-size:1.3em;line-height:1.2;margin:0 0 16px">\(subject)</h1>
      \(rows)<hr style="border:0;border-top:1px solid #e4ddd0;margin:24px 0 12px"><p style="font-size:.9em;color:#5b5364;margin:0">\(siteName)<br>
      <a href="\(unsubscribe)" style="color:inherit">\(words("Stop letters like this"))</a> ·
      <a href="\(settings)" style="color:inherit">\(words("Choose which letters you get"))</a></p></div></body></html>

      """
    return document.string
  }
}
