import Commons
import Community
import Storehouse

/// A message as apps see it: a status for those who are in its thread. Keys come from one mint, so it is never taken for a post.
struct MessageEntity: Sendable {
  let id: Key<Message>
  let thread: Key<MessageThread>
  let author: Key<Account>
  let writer: Key<Account>
  let text: String
  let html: String
  let at: Moment
  /// The message before it that is still there.
  let previous: Key<Message>?
  fileprivate(set) var previousAuthor: Key<Account>?
  /// Everyone in the thread, those who left too.
  fileprivate(set) var people: [Key<Account>] = []
}

/// A conversation of a few people: posts for those they name, or messages.
struct DirectConversation: Sendable {
  /// The key of the first post, or of the thread.
  let id: Int64
  let isUnread: Bool
  /// Those in it besides the reader.
  let people: [Key<Account>]
  let last: Last
  /// Where it stands in the list: the key of the newest post or message, whether or not it is still there.
  let cursor: Int64

  enum Last: Sendable { case post(PostCard), message(MessageEntity) }
}

/// Reads messages, and what is said to named people, as apps have it: as one list.
enum DirectStore {
  // MARK: Messages

  private static let isShown: Query =
    "q.deleted_at IS NULL AND NOT EXISTS (SELECT 1 FROM message_hiding g WHERE g.message_id = q.id)"

  private static func messages(_ which: Query, for reader: Key<Account>, in tx: ReadTx) throws -> [MessageEntity] {
    var found = try tx.all(
      """
      SELECT m.id, m.thread_id, m.author_id, m.writer_id, m.text, m.html, m.sent_at,
        (SELECT max(q.id) FROM message q WHERE q.thread_id = m.thread_id AND q.id < m.id AND \(isShown))
      FROM message m WHERE \(MessageStore.isReadable(by: reader)) AND \(which)
      """
    ) { row in
      MessageEntity(
        id: try row.take(), thread: try row.take(), author: try row.take(), writer: try row.take(),
        text: try row.take(), html: try row.take(), at: try row.take(), previous: try row.take())
    }
    guard !found.isEmpty else { return [] }
    let people = try MessageStore.participants(ofAll: Array(Set(found.map(\.thread))), in: tx)
    var authors: [Key<Message>: Key<Account>] = [:]
    try tx.visit("SELECT id, author_id FROM message WHERE id \(anyOf: found.compactMap(\.previous))") { row in
      authors[try row.take()] = try row.take() as Key<Account>
    }
    for index in found.indices {
      found[index].people = (people[found[index].thread] ?? []).map(\.id)
      found[index].previousAuthor = found[index].previous.flatMap { authors[$0] }
    }
    return found
  }

  /// One message, if the reader is in its thread.
  static func message(_ id: Key<Message>, for reader: Key<Account>, in tx: ReadTx) throws -> MessageEntity? {
    try messages("m.id = \(id)", for: reader, in: tx).first
  }

  /// What was said in a message's thread before it and after it, the oldest first.
  static func around(_ message: MessageEntity, limit: Int, for reader: Key<Account>, in tx: ReadTx) throws -> (
    before: [MessageEntity], after: [MessageEntity]
  ) {
    let before = try messages(
      "m.thread_id = \(message.thread) AND m.id < \(message.id) ORDER BY m.id DESC LIMIT \(limit)", for: reader, in: tx)
    let after = try messages(
      "m.thread_id = \(message.thread) AND m.id > \(message.id) ORDER BY m.id LIMIT \(limit)", for: reader, in: tx)
    return (before.reversed(), after)
  }

  /// The newest message of each of these threads.
  /// - Parameter byOthers: of those that somebody else wrote.
  static func newest(
    in threads: [Key<MessageThread>], byOthers: Bool = false, for reader: Key<Account>, tx: ReadTx
  ) throws -> [Key<MessageThread>: MessageEntity] {
    guard !threads.isEmpty else { return [:] }
    let others: Query = byOthers ? "q.writer_id <> \(reader)" : "TRUE"
    let found = try messages(
      """
      m.id IN (SELECT max(q.id) FROM message q WHERE q.thread_id \(anyOf: threads) AND \(others) AND \(isShown)
        GROUP BY q.thread_id)
      """, for: reader, in: tx)
    return Dictionary(found.map { ($0.thread, $0) }, uniquingKeysWith: { first, _ in first })
  }

  // MARK: Conversations

  private struct Place {
    let readTo: Int64
    let goneTo: Int64
  }

  private static func places(of ids: [Int64], for reader: Key<Account>, in tx: ReadTx) throws -> [Int64: Place] {
    var places: [Int64: Place] = [:]
    try tx.visit(
      """
      SELECT conversation_id, read_to, gone_to FROM conversation_place
      WHERE account_id = \(reader) AND conversation_id \(anyOf: ids)
      """
    ) { row in places[try row.take()] = Place(readTo: try row.take(), goneTo: try row.take()) }
    return places
  }

  /// A page of the reader's conversations, the last busy first.
  static func page(before: Int64, after floor: Int64, limit: Int, for reader: Key<Account>, in tx: ReadTx) throws
    -> [DirectConversation]
  {
    var before = before
    var found: [DirectConversation] = []
    // What was taken off the list, or has nothing left in it, is read past.
    for _ in 0..<20 {
      let batch = limit + 10
      let openings = try openings(of: reader, before: before, limit: batch, in: tx)
      let threads = try MessageStore.threads(for: reader, before: Key(before), limit: batch, in: tx)
      var cursors = (openings.map(\.last) + threads.map(\.last.value)).sorted(by: >)
      cursors = Array(cursors.prefix(batch))
      guard let last = cursors.last else { break }
      found += try conversations(
        openings.filter { $0.last >= last }, threads.filter { $0.last.value >= last }, for: reader, in: tx)
      if found.count >= limit || cursors.count < batch || last <= floor { break }
      before = last
    }
    return Array(found.filter { $0.cursor > floor }.prefix(limit))
  }

  /// One conversation, if the reader is in it.
  static func find(_ id: Int64, for reader: Key<Account>, in tx: ReadTx) throws -> DirectConversation? {
    let openings = try openings(of: reader, only: id, before: .max, limit: 1, in: tx)
    let threads =
      openings.isEmpty
      ? try MessageStore.threads(for: reader, before: Key(.max), limit: 1, only: Key(id), in: tx) : []
    return try conversations(openings, threads, withGone: true, for: reader, in: tx).first
  }

  /// First posts for named people that the reader wrote or is named in, by the newest post of their conversations.
  private static func openings(
    of reader: Key<Account>, only id: Int64? = nil, before: Int64, limit: Int, in tx: ReadTx
  ) throws -> [(id: Key<Post>, last: Int64)] {
    let which: Query = if let id { "p.id = \(id)" } else { "p.last_reply_id < \(before)" }
    return try tx.all(
      """
      SELECT id, last FROM (
        SELECT p.id AS id, p.last_reply_id AS last FROM post p
          WHERE p.author_id = \(reader) AND p.audience = 4 AND p.parent_id IS NULL AND p.share_of_id IS NULL AND \(which)
        UNION SELECT p.id, p.last_reply_id FROM post p
          WHERE p.writer_id = \(reader) AND p.audience = 4 AND p.parent_id IS NULL AND p.share_of_id IS NULL AND \(which)
        UNION SELECT p.id, p.last_reply_id FROM post_named n JOIN post p ON p.id = n.post_id
          WHERE n.account_id = \(reader) AND p.audience = 4 AND p.parent_id IS NULL AND p.share_of_id IS NULL AND \(which)
      ) x ORDER BY last DESC LIMIT \(limit)
      """
    ) { row in (try row.take(), try row.take()) }
  }

  private static func conversations(
    _ openings: [(id: Key<Post>, last: Int64)], _ threads: [Messages.Summary], withGone: Bool = false,
    for reader: Key<Account>, in tx: ReadTx
  ) throws -> [DirectConversation] {
    let places = try places(of: openings.map(\.id.value) + threads.map(\.id.value), for: reader, in: tx)
    let isThere: (Int64, Int64) -> Bool = { id, last in withGone || (places[id]?.goneTo ?? 0) < last }
    let openings = openings.filter { isThere($0.id.value, $0.last) }
    var found = try said(openings, places, for: reader, in: tx)
    let threads = threads.filter { isThere($0.id.value, $0.last.value) }
    let newest = try newest(in: threads.map(\.id), for: reader, tx: tx)
    var seen: Set<Key<MessageThread>> = []
    for thread in threads where seen.insert(thread.id).inserted {
      guard let last = newest[thread.id] else { continue }
      found.append(
        DirectConversation(
          id: thread.id.value, isUnread: thread.unread > 0, people: last.people.filter { $0 != thread.seat },
          last: .message(last), cursor: thread.last.value))
    }
    return found.sorted { $0.cursor > $1.cursor }
  }

  private static func said(
    _ openings: [(id: Key<Post>, last: Int64)], _ places: [Int64: Place], for reader: Key<Account>, in tx: ReadTx
  ) throws -> [DirectConversation] {
    guard !openings.isEmpty else { return [] }
    // The newest few of each: one may be by somebody whom the reader keeps away from.
    let parts = openings.map { opening -> Query in
      """
      SELECT * FROM (SELECT id FROM post WHERE conversation_id = \(opening.id) AND share_of_id IS NULL AND state = 0
        ORDER BY id DESC LIMIT 5) x
      """
    }
    let newest: [Key<Post>] = try tx.all(Query.joined(parts, separator: " UNION ALL ")) { row in try row.take() }
    let cards = try PostStore.told(newest, to: reader, in: tx).sorted { $0.id > $1.id }
    let byConversation = Dictionary(grouping: cards, by: \.conversation)
    var people: [Key<Post>: [Key<Account>]] = [:]
    try tx.visit(
      """
      SELECT post_id, account_id FROM post_named WHERE post_id \(anyOf: openings.map(\.id))
      UNION SELECT id, author_id FROM post WHERE id \(anyOf: openings.map(\.id)) ORDER BY 1, 2
      """
    ) { row in people[try row.take(), default: []].append(try row.take()) }
    return openings.compactMap { opening in
      guard let last = byConversation[opening.id]?.first else { return nil }
      let isOwn = last.author.id == reader || last.writer == reader
      let others = (people[opening.id] ?? []).filter { $0 != reader }
      return DirectConversation(
        id: opening.id.value, isUnread: !isOwn && (places[opening.id.value]?.readTo ?? 0) < last.id.value,
        people: others.isEmpty ? [reader] : others, last: .post(last), cursor: opening.last)
    }
  }

  // MARK: Writing

  static func noteRead(_ conversation: DirectConversation, by reader: Key<Account>, in tx: WriteTx) throws {
    try tx.run(
      """
      INSERT INTO conversation_place (account_id, conversation_id, read_to) VALUES (\(reader), \(conversation.id), \(conversation.cursor))
      ON CONFLICT (account_id, conversation_id) DO UPDATE SET read_to = excluded.read_to
      """)
  }

  /// Takes a conversation off the reader's list until something new is said in it.
  static func takeOff(_ conversation: DirectConversation, by reader: Key<Account>, in tx: WriteTx) throws {
    try tx.run(
      """
      INSERT INTO conversation_place (account_id, conversation_id, gone_to) VALUES (\(reader), \(conversation.id), \(conversation.cursor))
      ON CONFLICT (account_id, conversation_id) DO UPDATE SET gone_to = excluded.gone_to
      """)
  }
}
