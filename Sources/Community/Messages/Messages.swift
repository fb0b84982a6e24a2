public import Commons
import Pages
public import Storehouse

extension Happening.Kind {
  /// Subject: the message. About: its thread.
  public static let messageSent = Self("message.sent")
  /// Subject: the account that has read a thread, or left one. About: the thread.
  public static let messagesRead = Self("messages.read")
}

/// Messages between a few people and organisations, apart from what everyone can read.
///
/// Who is in a thread is settled when it begins; one can leave, and nobody can be brought in later to read what was said before.
public struct Messages: Sendable {
  let store: any Store

  public init(store: any Store) { self.store = store }

  // MARK: Writing

  /// Begins a thread, or goes on with the one that these very people have.
  /// - Parameters:
  ///   - author: the writer, or an organisation they may speak for.
  ///   - once: the form's key; the same form sent again finds the first thread.
  /// - Throws: a `Refusal` when somebody is not here for the author, or does not take messages from them.
  public func start(
    _ text: MessageText, to invitees: Invitees, by writer: Key<Account>, as author: Key<Account>? = nil,
    once: String = ""
  ) async throws
    -> Key<MessageThread>
  {
    try await store.write { tx in
      if let done = try DoneOnceStore.alreadyDone(once, by: writer, in: tx) { return Key(done.value) }
      let author = author ?? writer
      try Speaking.check(writer, maySpeakAs: author, in: tx)
      var others: [Key<Account>] = []
      for handle in invitees.handles {
        guard let other = try MessageStore.addressee(handle, for: author, writer: writer, in: tx) else {
          throw Refusal.invalid("to", "There is nobody here called @\(handle).")
        }
        guard other.id != author else { continue }
        guard try MessageStore.takesMessages(other.id, door: other.door, from: author, in: tx) else {
          throw Refusal.invalid(
            "to", "@\(handle) takes messages only from people they follow. You can mention them in a conversation.")
        }
        others.append(other.id)
      }
      guard !others.isEmpty else { throw Refusal.invalid("to", "Say who it is for besides yourself.") }
      // The same people again is the same thread, unless somebody has left it.
      let thread: Key<MessageThread>
      if let known = try MessageStore.thread(of: others + [author], in: tx) {
        thread = known
      } else {
        thread = try Messages.open(others + [author], by: author, in: tx)
      }
      try Messages.send(text, to: thread, by: writer, as: author, in: tx)
      try DoneOnceStore.noteDone(once, by: writer, result: Key(thread.value), in: tx)
      return thread
    }
  }

  /// Opens a thread inside a transaction of the caller's, who has checked that everyone takes messages.
  public static func open(_ participants: [Key<Account>], by author: Key<Account>, in tx: WriteTx) throws -> Key<
    MessageThread
  > {
    let id = tx.mint(MessageThread.self)
    try MessageStore.insert(thread: id, by: author, participants: participants, in: tx)
    return id
  }

  /// Answers in a thread.
  /// - Throws: `Refusal.notFound` when the author is not in it; a `Refusal` when nobody else is left, or there is a block.
  /// - Returns: the message; the first one when the same form was sent before.
  @discardableResult public func reply(
    _ text: MessageText, to thread: Key<MessageThread>, by writer: Key<Account>, as author: Key<Account>? = nil,
    once: String = ""
  )
    async throws -> Key<Message>
  {
    try await store.write { tx in
      if let done = try DoneOnceStore.alreadyDone(once, by: writer, in: tx) { return Key(done.value) }
      let author = try author ?? MessageStore.seats(in: thread, for: writer, in: tx).first ?? writer
      guard author == writer || (try? Speaking.check(writer, maySpeakAs: author, in: tx)) != nil,
        try MessageStore.isIn(thread, author, in: tx)
      else { throw Refusal.notFound }
      let others = try MessageStore.participants(of: thread, in: tx).filter { $0.id != author && !$0.hasLeft }
      guard !others.isEmpty else {
        throw Refusal.conflict("Everyone else has left. Begin a new thread to write to them.")
      }
      for other in others {
        for mine in Set([author, writer]) where try FollowStore.isBlocked(between: mine, other.id, in: tx) {
          throw Refusal.conflict("One of you has blocked the other, so nothing can be sent here.")
        }
      }
      let message = try Messages.send(text, to: thread, by: writer, as: author, in: tx)
      try DoneOnceStore.noteDone(once, by: writer, result: Key(message.value), in: tx)
      return message
    }
  }

  /// The same inside a transaction of the caller's, who has checked everything.
  /// - Parameter dated: a key minted for when it was really sent, for what is imported; nil is now.
  @discardableResult public static func send(
    _ text: MessageText, to thread: Key<MessageThread>, by writer: Key<Account>, as author: Key<Account>,
    dated: Key<Message>? = nil, in tx: WriteTx
  ) throws -> Key<Message> {
    // The key is drawn when the thread is ours: then it is above all that was sent and read before.
    let last = try MessageStore.lock(thread, in: tx)
    let minted = tx.mint(Message.self)
    let id = dated ?? max(minted, Key(last.value + 1))
    let html = try PostRendering.render(text.text, in: tx).html
    try MessageStore.insert(id, in: thread, author: author, writer: writer, text: text.text, html: html, in: tx)
    try MessageStore.noteSent(id, in: thread, by: author, in: tx)
    try tx.record(
      Happening(.messageSent, id.value, by: writer, as: author == writer ? nil : author, about: thread.value))
    return id
  }

  /// Takes back one's own message: what it said is gone for everyone. Twice is once.
  /// - Returns: the thread it stood in.
  @discardableResult public func delete(_ id: Key<Message>, by writer: Key<Account>) async throws -> Key<MessageThread>
  {
    try await store.write { tx in
      guard let place = try MessageStore.place(of: id, writer: writer, in: tx) else { throw Refusal.notFound }
      try MessageStore.blank(id, in: place.thread, author: place.author, in: tx)
      return place.thread
    }
  }

  // MARK: Reading

  public struct Participant: Sendable {
    public let face: Face
    public let hasLeft: Bool
    public var id: Key<Account> { face.id }
  }

  /// A line of the list of threads.
  public struct Summary: Sendable {
    public let id: Key<MessageThread>
    /// As whom the reader is in it: themselves or an organisation.
    public let seat: Key<Account>
    public var others: [Participant] = []
    public let unread: Int
    public let last: Key<Message>
    public let excerpt: String
    public let lastAuthor: String
    public var path: String { "/messages/\(id)" }
  }

  public struct Line: Sendable {
    public let id: Key<Message>
    public let author: Face
    public let writer: Key<Account>
    public let html: String
    public let isDeleted: Bool
    public let isHidden: Bool
    public let isUnread: Bool
  }

  public struct Reading: Sendable {
    public let id: Key<MessageThread>
    public let seat: Face
    public let participants: [Participant]
    /// Oldest first.
    public let lines: [Line]
    public let olderBefore: Key<Message>?
    public let unread: Int
    public let isBlocked: Bool
    public var others: [Participant] { participants.filter { $0.id != seat.id } }
    public var path: String { "/messages/\(id)" }
  }

  static let threadsOnAPage = 30
  static let messagesOnAPage = 40

  /// The reader's threads and those of organisations they speak for, the last busy first.
  public func list(before: Key<Message>?, for reader: Key<Account>) async throws -> [Summary] {
    try await store.read { tx in
      var threads = try MessageStore.threads(
        for: reader, before: before ?? Key(.max), limit: Messages.threadsOnAPage, in: tx)
      let participants = try MessageStore.participants(ofAll: threads.map(\.id), in: tx)
      for index in threads.indices {
        threads[index].others = (participants[threads[index].id] ?? []).filter { $0.id != threads[index].seat }
      }
      return threads
    }
  }

  /// A thread, newest page first.
  /// - Throws: `Refusal.notFound` when the reader is not in it.
  public func read(_ id: Key<MessageThread>, before: Key<Message>?, for reader: Key<Account>) async throws -> Reading {
    try await store.read { tx in
      let participants = try MessageStore.participants(of: id, in: tx)
      guard let seatID = try MessageStore.seats(in: id, for: reader, in: tx).first,
        let seat = participants.first(where: { $0.id == seatID })
      else {
        throw Refusal.notFound
      }
      let place = try MessageStore.marker(in: id, of: seatID, in: tx)
      let lines = try MessageStore.lines(
        in: id, before: before ?? Key(.max), readTo: place.readTo, limit: Messages.messagesOnAPage + 1, in: tx)
      let shown = lines.prefix(Messages.messagesOnAPage)
      let isBlocked = try participants.contains { other in
        try other.id != seatID && !other.hasLeft && FollowStore.isBlocked(between: seatID, other.id, in: tx)
      }
      return Reading(
        id: id, seat: seat.face, participants: participants, lines: shown.reversed(),
        olderBefore: lines.count > shown.count ? shown.last?.id : nil,
        unread: place.unread, isBlocked: isBlocked)
    }
  }

  /// Notes that everything in a thread so far has been read.
  /// - Parameter upTo: the newest message that was on the page; what came since stays unread.
  public func markRead(_ id: Key<MessageThread>, upTo: Key<Message>? = nil, by reader: Key<Account>) async throws {
    try await store.write { tx in
      let seats = try MessageStore.seats(in: id, for: reader, in: tx)
      guard !seats.isEmpty else { throw Refusal.notFound }
      for seat in seats { try MessageStore.markRead(id, by: seat, upTo: upTo, in: tx) }
      _ = try NoticeStore.markRead("message-\(id)", for: reader, in: tx)
      try tx.record(Happening(.messagesRead, reader.value, by: reader, about: id.value))
    }
  }

  /// Leaves a thread: it is gone for whoever leaves, and nothing more comes from it.
  public func leave(_ id: Key<MessageThread>, by reader: Key<Account>) async throws {
    try await store.write { tx in
      guard let seat = try MessageStore.seats(in: id, for: reader, in: tx).first else { throw Refusal.notFound }
      try MessageStore.leave(id, by: seat, in: tx)
      try tx.run("DELETE FROM notice WHERE account_id = \(reader) AND group_key = \("message-\(id)")")
      try tx.record(Happening(.messagesRead, reader.value, by: reader, about: id.value))
    }
  }

  /// From whom the member takes messages.
  public func door(of member: Key<Account>) async throws -> MessageDoor {
    try await store.read { tx in try MessageStore.door(of: member, in: tx) }
  }

  public func setDoor(_ door: MessageDoor, of member: Key<Account>) async throws {
    try await store.write { tx in try tx.run("UPDATE account SET messages_from = \(door) WHERE id = \(member)") }
  }
}
