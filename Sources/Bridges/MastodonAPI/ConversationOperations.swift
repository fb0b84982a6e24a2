import Commons
import Community
import Doors
import Pages
import Storehouse

/// What is said between a few: posts for named people, and messages, as one list.
enum ConversationOperations {
  static let all: [Operation] = [
    Operation(
      .get, "/api/v1/conversations", .member("read:statuses"),
      "Posts for named people and messages, by conversation, the last busy first.", .paging,
      .list("Conversation", isPaged: true)
    ) { call in
      let reader = try call.member.id
      let limit = try call.input.limit(20, most: 40)
      let before = call.input.key("max_id", of: Post.self)?.value ?? .max
      let floor = (call.input.key("since_id", of: Post.self) ?? call.input.key("min_id", of: Post.self))?.value ?? 0
      let writing = Writing(call)
      return try await call.house.store.read { tx in
        let found = try DirectStore.page(before: before, after: floor, limit: limit, for: reader, in: tx)
        let (around, accounts) = try surroundings(of: found, writing, in: tx)
        return Reply.json(capacity: 1024 + found.count * 4000) { json in
          json.array(found) { $0.conversation($1, around, accounts, writing) }
        }.paged(call, first: found.first.map { String($0.cursor) }, last: found.last.map { String($0.cursor) })
      }
    },
    Operation(
      .post, "/api/v1/conversations/{id}/read", .member("write:conversations"), "Note that a conversation was read.",
      [], .entity("Conversation")
    ) { call in
      let reader = try call.member.id
      let id = try call.key(of: Post.self).value
      let conversation = try await find(id, call)
      if case .message(let message) = conversation.last {
        try await Messages(store: call.house.store).markRead(
          message.thread, upTo: Key(conversation.cursor), by: reader)
      }
      try await call.house.store.write { tx in
        try DirectStore.noteRead(conversation, by: reader, in: tx)
        try Notices.noteRead(conversation: Key(id), by: reader, in: tx)
      }
      let writing = Writing(call)
      return try await call.house.store.read { tx in
        guard let conversation = try DirectStore.find(id, for: reader, in: tx) else { throw Refusal.notFound }
        let (around, accounts) = try surroundings(of: [conversation], writing, in: tx)
        return Reply.json { $0.conversation(conversation, around, accounts, writing) }
      }
    },
    Operation(
      .delete, "/api/v1/conversations/{id}", .member("write:conversations"),
      "Take a conversation off one’s list, until something new is said in it.", [], .nothing
    ) { call in
      let reader = try call.member.id
      let conversation = try await find(try call.key(of: Post.self).value, call)
      try await call.house.store.write { tx in try DirectStore.takeOff(conversation, by: reader, in: tx) }
      return .empty
    },
  ]

  private static func find(_ id: Int64, _ call: Call) async throws -> DirectConversation {
    let reader = try call.member.id
    let found = try await call.house.store.read { tx in try DirectStore.find(id, for: reader, in: tx) }
    guard let found else { throw Refusal.notFound }
    return found
  }

  private static func surroundings(of found: [DirectConversation], _ writing: Writing, in tx: ReadTx) throws -> (
    Surroundings, [Int64: AccountEntity]
  ) {
    var cards: [PostCard] = []
    var people: Set<Key<Account>> = []
    for conversation in found {
      people.formUnion(conversation.people)
      switch conversation.last {
      case .post(let card): cards.append(card)
      case .message(let message): people.formUnion(message.people)
      }
    }
    return (
      try StatusStore.surroundings(of: cards, shownIn: .thread, writing, in: tx),
      try AccountStore.accounts(people, in: tx)
    )
  }

  // MARK: A message as a status

  /// One message as a Status; nil when it is none that the caller may read.
  static func status(_ id: Key<Message>, _ call: Call) async throws -> Reply? {
    guard let reader = call.viewer else { return nil }
    let writing = Writing(call)
    return try await call.house.store.read { tx in
      guard let message = try DirectStore.message(id, for: reader, in: tx) else { return nil }
      let accounts = try AccountStore.accounts(message.people, in: tx)
      return Reply.json { $0.message(message, accounts, writing) }
    }
  }

  static let mostAround = 200

  /// What stands round a message in its thread, as a Context; nil when it is none that the caller may read.
  static func context(_ id: Key<Message>, _ call: Call) async throws -> Reply? {
    guard let reader = call.viewer else { return nil }
    let writing = Writing(call)
    return try await call.house.store.read { tx in
      guard let message = try DirectStore.message(id, for: reader, in: tx) else { return nil }
      let (before, after) = try DirectStore.around(message, limit: mostAround, for: reader, in: tx)
      let accounts = try AccountStore.accounts(message.people, in: tx)
      return Reply.json { json in
        json.object {
          $0.field("ancestors", each: before) { $0.message($1, accounts, writing) }
          $0.field("descendants", each: after) { $0.message($1, accounts, writing) }
        }
      }
    }
  }

  /// Sends a message, when what a call answers is one; nil when it is not.
  static func answer(_ call: Call) async throws -> Reply? {
    guard let id: Key<Message> = call.input.key("in_reply_to_id"), let reader = call.viewer else { return nil }
    let found = try await call.house.store.read { tx in
      try DirectStore.message(id, for: reader, in: tx).map { message in
        (message.thread, try AccountStore.accounts(message.people, in: tx).values.map(\.handle.text))
      }
    }
    guard let (thread, handles) = found else { return nil }
    guard !call.input.holds("media_ids"), !call.input.holds("poll") else {
      throw Refusal(.invalid, "A message has words alone: no pictures, no check.")
    }
    let note = Input.trimmed(call.input.text("spoiler_text") ?? "")
    let words = withoutNames(Input.trimmed(call.input.text("status") ?? ""), handles)
    let text = try MessageText(note.isEmpty ? words : "\(note)\n\n\(words)")
    try call.limitPublishing()
    let once = call.idempotencyKey.isEmpty ? "" : "api-\(call.idempotencyKey)"
    let sent = try await Messages(store: call.house.store).reply(text, to: thread, by: reader, once: once)
    guard let reply = try await status(sent, call) else { throw Refusal.notFound }
    return reply
  }

  /// Apps begin an answer with the names of those it is for. Who is in a thread is known without.
  static func withoutNames(_ typed: String, _ handles: [String]) -> String {
    var rest = typed[...]
    while rest.first == "@" {
      let name = rest.dropFirst().prefix { !$0.isWhitespace }
      guard handles.contains(String(name.prefix { $0 != "@" }).lowercased()) else { break }
      rest = rest.dropFirst(name.count + 1).drop { $0.isWhitespace }
    }
    return rest.isEmpty ? typed : String(rest)
  }

  /// Takes back a message of the caller's own; nil when it is none.
  static func takeBack(_ id: Key<Message>, _ call: Call) async throws -> Reply? {
    let reader = try call.member.id
    let writing = Writing(call)
    let found = try await call.house.store.read { tx in
      try DirectStore.message(id, for: reader, in: tx).map { ($0, try AccountStore.accounts($0.people, in: tx)) }
    }
    guard let (message, accounts) = found, message.writer == reader else { return nil }
    try await Messages(store: call.house.store).delete(id, by: reader)
    return Reply.json { json in
      json.object {
        $0.members(of: message, accounts, writing)
        $0.field("text", message.text)
      }
    }
  }
}
