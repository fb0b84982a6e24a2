package import Commons
public import Storehouse

extension MessageDoor: Storable {}

package enum MessageStore {
  // MARK: Who may

  /// An account that could be written to, unless it or the writer keeps away from the other.
  static func addressee(_ handle: String, for author: Key<Account>, writer: Key<Account>, in tx: ReadTx) throws -> (
    id: Key<Account>, door: MessageDoor
  )? {
    try tx.first(
      """
      SELECT a.id, CASE WHEN a.kind = 2 AND a.messages_from = 1 THEN 2 ELSE a.messages_from END FROM account a
      WHERE a.handle = \(handle) AND a.standing = 0 AND \(PeopleStore.isOpen(to: author)) AND \(PeopleStore.isOpen(to: writer))
      """
    ) { row in (try row.take(), try row.take()) }
  }

  static func door(of account: Key<Account>, in tx: ReadTx) throws -> MessageDoor {
    try tx.value("SELECT messages_from FROM account WHERE id = \(account)") ?? .followed
  }

  static func takesMessages(_ account: Key<Account>, door: MessageDoor, from author: Key<Account>, in tx: ReadTx) throws
    -> Bool
  {
    switch door {
    case .everyone: true
    case .nobody: false
    case .followed:
      try tx.exists("SELECT 1 FROM follow WHERE follower_id = \(account) AND followee_id = \(author) AND state = 0")
    }
  }

  /// As whom somebody is in a thread: themselves first, then organisations they speak for.
  package static func seats(in thread: Key<MessageThread>, for reader: Key<Account>, in tx: ReadTx) throws -> [Key<
    Account
  >] {
    try tx.all(
      """
      SELECT p.account_id FROM message_participant p WHERE p.thread_id = \(thread) AND p.left_at IS NULL
        AND (p.account_id = \(reader) OR p.account_id IN
          (SELECT m.organisation_id FROM organisation_member m WHERE m.person_id = \(reader) AND m.role >= 1 AND m.state = 0))
      ORDER BY CASE WHEN p.account_id = \(reader) THEN 0 ELSE 1 END, p.account_id
      """
    ) { row in try row.take() }
  }

  /// A condition on the alias `m` (message): it is there to be read, and the reader is in its thread, themselves or for an organisation.
  package static func isReadable(by reader: Key<Account>) -> Query {
    """
    (m.deleted_at IS NULL AND NOT EXISTS (SELECT 1 FROM message_hiding h WHERE h.message_id = m.id)
      AND EXISTS (SELECT 1 FROM message_participant p WHERE p.thread_id = m.thread_id AND p.left_at IS NULL
        AND (p.account_id = \(reader) OR p.account_id IN
          (SELECT o.organisation_id FROM organisation_member o WHERE o.person_id = \(reader) AND o.role >= 1 AND o.state = 0))))
    """
  }

  static func isIn(_ thread: Key<MessageThread>, _ account: Key<Account>, in tx: ReadTx) throws -> Bool {
    try tx.exists(
      "SELECT 1 FROM message_participant WHERE thread_id = \(thread) AND account_id = \(account) AND left_at IS NULL")
  }

  /// Who is to be told of a message: everyone in the thread but its author, unless they have read it already.
  static func readers(of message: Key<Message>, in thread: Key<MessageThread>, tx: ReadTx) throws -> [Key<Account>] {
    try tx.all(
      """
      SELECT p.account_id FROM message_participant p JOIN message m ON m.id = \(message)
      WHERE p.thread_id = \(thread) AND p.account_id <> m.author_id AND p.left_at IS NULL AND p.read_to < m.id
        AND m.deleted_at IS NULL AND NOT EXISTS (SELECT 1 FROM message_hiding h WHERE h.message_id = m.id)
      """
    ) { row in try row.take() }
  }

  // MARK: Threads

  static func insert(thread: Key<MessageThread>, by author: Key<Account>, participants: [Key<Account>], in tx: WriteTx)
    throws
  {
    try tx.run("INSERT INTO message_thread (id, started_by) VALUES (\(thread), \(author))")
    for account in Set(participants).sorted() {
      try tx.run(
        "INSERT INTO message_participant (thread_id, account_id, since) VALUES (\(thread), \(account), \(tx.now))")
    }
  }

  /// The thread that exactly these are in, and nobody has left.
  static func thread(of participants: [Key<Account>], in tx: ReadTx) throws -> Key<MessageThread>? {
    guard let first = participants.last else { return nil }
    return try tx.value(
      """
      SELECT t.thread_id FROM message_participant t WHERE t.account_id = \(first) AND t.left_at IS NULL
        AND (SELECT count(*) FROM message_participant p WHERE p.thread_id = t.thread_id) = \(Set(participants).count)
        AND (SELECT count(*) FROM message_participant p WHERE p.thread_id = t.thread_id AND p.left_at IS NULL AND p.account_id \(anyOf: participants))
          = \(Set(participants).count)
      ORDER BY t.thread_id DESC LIMIT 1
      """)
  }

  /// - Parameter only: the one thread that is wanted; nil is any.
  package static func threads(
    for reader: Key<Account>, before: Key<Message>, limit: Int, only: Key<MessageThread>? = nil, in tx: ReadTx
  ) throws -> [Messages.Summary] {
    let which: Query = if let only { "t.id = \(only)" } else { "TRUE" }
    return try tx.all(
      """
      SELECT t.id, p.account_id, p.unread_count, t.last_message_id, substr(COALESCE(CASE WHEN m.deleted_at IS NULL AND NOT EXISTS (SELECT 1 FROM message_hiding h WHERE h.message_id = m.id) THEN m.text END, ''), 1, 140), COALESCE(w.name, '')
      FROM message_participant p JOIN message_thread t ON t.id = p.thread_id
        LEFT JOIN message m ON m.id = t.last_message_id LEFT JOIN account w ON w.id = m.author_id
      WHERE (p.account_id = \(reader) OR p.account_id IN
          (SELECT o.organisation_id FROM organisation_member o WHERE o.person_id = \(reader) AND o.role >= 1 AND o.state = 0))
        AND p.left_at IS NULL AND t.last_message_id < \(before) AND t.last_message_id > 0 AND \(which)
      ORDER BY t.last_message_id DESC LIMIT \(limit)
      """
    ) { row in
      Messages.Summary(
        id: try row.take(), seat: try row.take(), unread: try row.take(), last: try row.take(), excerpt: try row.take(),
        lastAuthor: try row.take())
    }
  }

  static func participants(of thread: Key<MessageThread>, in tx: ReadTx) throws -> [Messages.Participant] {
    try participants(ofAll: [thread], in: tx)[thread] ?? []
  }

  package static func participants(ofAll threads: [Key<MessageThread>], in tx: ReadTx) throws -> [Key<MessageThread>:
    [Messages
    .Participant]]
  {
    guard !threads.isEmpty else { return [:] }
    let found = try tx.all(
      """
      SELECT p.thread_id, \(FaceStore.columns), p.left_at IS NOT NULL FROM message_participant p JOIN account a ON a.id = p.account_id
      WHERE p.thread_id \(anyOf: threads) ORDER BY a.name, a.id
      """
    ) { row in
      let thread: Key<MessageThread> = try row.take()
      return (thread, Messages.Participant(face: try FaceStore.face(&row), hasLeft: try row.take()))
    }
    return Dictionary(grouping: found, by: \.0).mapValues { $0.map(\.1) }
  }

  static func marker(in thread: Key<MessageThread>, of seat: Key<Account>, in tx: ReadTx) throws -> (
    readTo: Key<Message>, unread: Int
  ) {
    try tx.first(
      "SELECT read_to, unread_count FROM message_participant WHERE thread_id = \(thread) AND account_id = \(seat)"
    ) { row in
      (try row.take(), try row.take())
    } ?? (Key(0), 0)
  }

  /// Whoever sends into a thread, reads it or takes something back waits for the other: so what is unread is exact.
  /// - Returns: the newest message.
  @discardableResult static func lock(_ thread: Key<MessageThread>, in tx: WriteTx) throws -> Key<Message> {
    try tx.run("UPDATE message_thread SET last_message_id = last_message_id WHERE id = \(thread)")
    return try tx.value("SELECT last_message_id FROM message_thread WHERE id = \(thread)") ?? Key(0)
  }

  static func leave(_ thread: Key<MessageThread>, by seat: Key<Account>, in tx: WriteTx) throws {
    try tx.run(
      "UPDATE message_participant SET left_at = \(tx.now), unread_count = 0 WHERE thread_id = \(thread) AND account_id = \(seat) AND left_at IS NULL"
    )
  }

  /// The count is made anew from what came after the marker, so that it is exact whatever came in between.
  static func markRead(_ thread: Key<MessageThread>, by seat: Key<Account>, upTo: Key<Message>?, in tx: WriteTx) throws
  {
    try lock(thread, in: tx)
    try tx.run(
      """
      UPDATE message_participant SET read_to = COALESCE((SELECT max(m.id) FROM message m WHERE m.thread_id = \(thread) AND m.id <= \(upTo ?? Key(.max))), 0)
      WHERE thread_id = \(thread) AND account_id = \(seat)
        AND read_to < COALESCE((SELECT max(m.id) FROM message m WHERE m.thread_id = \(thread) AND m.id <= \(upTo ?? Key(.max))), 0)
      """)
    try recount(thread, seat, in: tx)
  }

  private static func recount(_ thread: Key<MessageThread>, _ seat: Key<Account>, in tx: WriteTx) throws {
    try tx.run(
      """
      UPDATE message_participant SET unread_count = (SELECT count(*) FROM message m WHERE m.thread_id = \(thread) AND m.id > message_participant.read_to
        AND m.author_id <> \(seat) AND m.deleted_at IS NULL AND NOT EXISTS (SELECT 1 FROM message_hiding h WHERE h.message_id = m.id))
      WHERE thread_id = \(thread) AND account_id = \(seat)
      """)
  }

  // MARK: Messages

  static func insert(
    _ id: Key<Message>, in thread: Key<MessageThread>, author: Key<Account>, writer: Key<Account>, text: String,
    html: String, in tx: WriteTx
  ) throws {
    try tx.run(
      "UPDATE message_participant SET unread_count = unread_count + 1 WHERE thread_id = \(thread) AND account_id <> \(author) AND left_at IS NULL"
    )
    try tx.run(
      """
      INSERT INTO message (id, thread_id, author_id, writer_id, text, html, sent_at)
      VALUES (\(id), \(thread), \(author), \(writer), \(text), \(html), \(id.moment))
      """)
  }

  static func noteSent(_ id: Key<Message>, in thread: Key<MessageThread>, by author: Key<Account>, in tx: WriteTx)
    throws
  {
    try tx.run("UPDATE message_thread SET last_message_id = \(id) WHERE id = \(thread) AND last_message_id < \(id)")
    // Who answers has read what stands above.
    try tx.run(
      "UPDATE message_participant SET read_to = \(id), unread_count = 0 WHERE thread_id = \(thread) AND account_id = \(author) AND read_to < \(id)"
    )
  }

  static func lines(
    in thread: Key<MessageThread>, before: Key<Message>, readTo: Key<Message>, limit: Int, in tx: ReadTx
  ) throws -> [Messages.Line] {
    try tx.all(
      """
      SELECT m.id, \(FaceStore.columns), m.writer_id, m.html, m.deleted_at IS NOT NULL, EXISTS (SELECT 1 FROM message_hiding h WHERE h.message_id = m.id), m.id > \(readTo)
      FROM message m JOIN account a ON a.id = m.author_id WHERE m.thread_id = \(thread) AND m.id < \(before) ORDER BY m.id DESC LIMIT \(limit)
      """
    ) { row in
      Messages.Line(
        id: try row.take(), author: try FaceStore.face(&row), writer: try row.take(), html: try row.take(),
        isDeleted: try row.take(),
        isHidden: try row.take(), isUnread: try row.take())
    }
  }

  static func place(of id: Key<Message>, writer: Key<Account>, in tx: ReadTx) throws -> (
    thread: Key<MessageThread>, author: Key<Account>
  )? {
    try tx.first("SELECT thread_id, author_id FROM message WHERE id = \(id) AND writer_id = \(writer)") { row in
      (try row.take(), try row.take())
    }
  }

  static func blank(_ id: Key<Message>, in thread: Key<MessageThread>, author: Key<Account>, in tx: WriteTx) throws {
    try lock(thread, in: tx)
    try tx.run(
      "UPDATE message SET text = '', html = '', deleted_at = \(tx.now) WHERE id = \(id) AND deleted_at IS NULL")
    for participant in try participants(of: thread, in: tx) where !participant.hasLeft {
      try recount(thread, participant.id, in: tx)
    }
  }

  static func setHidden(
    _ id: Key<Message>, _ isHidden: Bool, by moderator: Key<Account>, reason: String, in tx: WriteTx
  ) throws {
    let changed =
      isHidden
      ? try tx.run(
        """
        INSERT INTO message_hiding (message_id, hidden_by, hidden_at, reason)
        SELECT id, \(moderator), \(tx.now), \(reason) FROM message WHERE id = \(id) AND deleted_at IS NULL ON CONFLICT DO NOTHING
        """)
      : try tx.run("DELETE FROM message_hiding WHERE message_id = \(id)")
    guard changed == 1 else { throw Refusal.conflict(isHidden ? "It is not there any more." : "It is not hidden.") }
    if let thread: Key<MessageThread> = try tx.value("SELECT thread_id FROM message WHERE id = \(id)") {
      for participant in try participants(of: thread, in: tx) where !participant.hasLeft {
        try recount(thread, participant.id, in: tx)
      }
    }
  }
}
