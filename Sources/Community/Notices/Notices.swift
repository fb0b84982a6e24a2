public import Commons
public import Storehouse

/// What somebody was told, and whether they have read it.
public struct Notices: Sendable {
  let store: any Store

  public init(store: any Store) { self.store = store }

  public struct Reading: Sendable {
    public let items: [NoticeItem]
    public let unread: Int
    public let olderBefore: Key<Notice>?
    /// The newest on this page: “mark all as read” reaches as far as it, so that what came since is not lost.
    public let newest: Key<Notice>?
  }

  static let onAPage = 60

  public func read(before: Key<Notice>?, for reader: Key<Account>) async throws -> Reading {
    try await store.read { tx in
      let lines = try NoticeStore.lines(
        of: reader, where: "n.id < \(before ?? Key(.max))", limit: Notices.onAPage + 1, in: tx)
      let shown = Array(lines.prefix(Notices.onAPage))
      return Reading(
        items: Notices.gathered(shown), unread: try NoticeStore.unreadCount(of: reader, in: tx),
        olderBefore: lines.count > shown.count ? shown.last?.id : nil, newest: shown.first?.id)
    }
  }

  /// Lines about the same thing as one, the newest first; what is read and what is not stay apart.
  static func gathered(_ lines: [NoticeStore.Line]) -> [NoticeItem] {
    struct Place: Hashable {
      let key: String
      let isUnread: Bool
    }
    var places: [Place: Int] = [:]
    var items: [NoticeItem] = []
    for line in lines {
      let place = Place(key: line.isGone ? "gone-\(line.id)" : line.groupKey, isUnread: line.isUnread)
      if let index = places[place] {
        if let actor = line.actor, !items[index].actors.contains(where: { $0.id == actor.id }) {
          items[index].actors.append(actor)
        }
      } else {
        places[place] = items.count
        items.append(
          NoticeItem(
            id: line.id, kind: line.kind, actors: line.actor.map { [$0] } ?? [], title: line.title,
            excerpt: line.excerpt, path: line.path, at: line.at,
            isUnread: line.isUnread, isGone: line.isGone, groupKey: line.groupKey))
      }
    }
    return items.sorted { $0.at > $1.at }
  }

  /// Marks a notice and those gathered with it as read.
  /// - Returns: where the thing is that it was about.
  /// - Throws: `Refusal.notFound` when it is not the reader's.
  @discardableResult public func open(_ id: Key<Notice>, by reader: Key<Account>) async throws -> String {
    try await store.write { tx in
      guard let line = try NoticeStore.lines(of: reader, where: "n.id = \(id)", limit: 1, in: tx).first else {
        throw Refusal.notFound
      }
      if try NoticeStore.markRead(line.groupKey, for: reader, in: tx) > 0 {
        try tx.record(Happening(.noticesRead, reader.value, by: reader))
      }
      return line.isGone ? "/notifications" : line.path
    }
  }

  public func markAllRead(upTo: Key<Notice>?, by reader: Key<Account>) async throws {
    try await store.write { tx in
      try Notices.noteRead(upTo: upTo ?? Key(.max), by: reader, in: tx)
    }
  }
}

extension Notices {
  /// Marks what was told of a conversation's posts as read.
  package static func noteRead(conversation: Key<Post>, by reader: Key<Account>, in tx: WriteTx) throws {
    var count = 0
    for kind in [NoticeKind.mention, .reply, .answer, .conversation] {
      count += try NoticeStore.markRead("\(kind.rawValue)-\(conversation)", for: reader, in: tx)
    }
    if count > 0 { try tx.record(Happening(.noticesRead, reader.value, by: reader)) }
  }

  /// Marks everything up to a key as read.
  package static func noteRead(upTo: Key<Notice>, by reader: Key<Account>, in tx: WriteTx) throws {
    if try NoticeStore.markAllRead(upTo: upTo, for: reader, in: tx) > 0 {
      try tx.record(Happening(.noticesRead, reader.value, by: reader))
    }
  }
}

enum LetterTimeStore {
  static func times(of reader: Key<Account>, in tx: ReadTx) throws -> [LetterKind: LetterTime] {
    let chosen = try tx.all("SELECT name, value FROM preference WHERE account_id = \(reader) AND name LIKE 'mail.%'") {
      row in
      (try row.take() as String, try row.take() as String)
    }
    let byName = Dictionary(chosen, uniquingKeysWith: { first, _ in first })
    return Dictionary(
      uniqueKeysWithValues: LetterKind.allCases.map {
        ($0, byName[$0.preference].flatMap { LetterTime(rawValue: $0) } ?? $0.usual)
      })
  }

  static func wantsDigest(_ reader: Key<Account>, in tx: ReadTx) throws -> Bool {
    try !tx.exists(
      "SELECT 1 FROM preference WHERE account_id = \(reader) AND name = \(LetterKind.digest) AND value = 'never'")
  }
}
