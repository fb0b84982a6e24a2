import Commons
import Community
import Doors
import Pages
import Storehouse

/// Filters as older apps know them: each is one word of a filter, and what is irreversible is hidden.
enum OlderFilterOperations {
  private static let parts: [Operation.Parameter] = [
    .string("phrase"), .texts("context", "home, notifications, public, thread, account."), .flag("irreversible"),
    .flag("whole_word"), .integer("expires_in", "Seconds; empty is never."),
  ]

  static let all: [Operation] = [
    Operation(
      .get, "/api/v1/filters", .member("read:filters"), "One’s filters, by word.", [],
      .list("V1Filter", isPaged: false)
    ) { call in
      let member = try call.member.id
      let filters = try await call.house.store.read { tx in try WordFilterStore.filters(of: member, in: tx) }
      let words = filters.flatMap { filter in filter.words.map { (filter, $0) } }
      return Reply.json { json in json.array(words) { $0.olderFilter($1.0, $1.1) } }
    },
    Operation(.post, "/api/v1/filters", .member("write:filters"), "Filter a word.", parts, .entity("V1Filter")) {
      call in
      let member = try call.member.id
      let phrase = call.input["phrase"]
      guard !phrase.isEmpty else { throw Refusal.invalid("phrase", "Write the word you do not want to see.") }
      let isWhole = try call.input.flag("whole_word") ?? false
      let draft = try WordFilters.Draft(
        title: phrase, contexts: FilterInput.contexts(call.input),
        action: call.input.flag("irreversible") ?? false ? .hide : .warn,
        endsAt: FilterInput.endsAt(call, over: nil))
      return try await reply(call) { tx in
        let id = try WordFilters.add(draft, by: member, in: tx)
        return try WordFilters.add(word: phrase, isWhole: isWhole, to: id, by: member, in: tx)
      }
    },
    Operation(.get, "/api/v1/filters/{id}", .member("read:filters"), "One filtered word.", [], .entity("V1Filter")) {
      call in
      let member = try call.member.id
      let id = try call.key(of: WordFilter.Word.self)
      let (filter, word) = try await call.house.store.read { tx in try find(id, of: member, in: tx) }
      return Reply.json { $0.olderFilter(filter, word) }
    },
    Operation(
      .put, "/api/v1/filters/{id}", .member("write:filters"), "Change a filtered word.", parts, .entity("V1Filter")
    ) { call in
      let member = try call.member.id
      let id = try call.key(of: WordFilter.Word.self)
      let phrase = call.input.text("phrase").map { Input.trimmed($0) }
      let isWhole = try call.input.flag("whole_word")
      return try await reply(call) { tx in
        let (filter, word) = try find(id, of: member, in: tx)
        var draft = WordFilters.Draft(filter)
        if call.input.holds("context") { draft.contexts = try FilterInput.contexts(call.input) }
        draft.endsAt = try FilterInput.endsAt(call, over: filter)
        if let isHidden = try call.input.flag("irreversible") { draft.action = isHidden ? .hide : .warn }
        if filter.words.count > 1 || !filter.posts.isEmpty {
          // What holds for the other words too is not an older app's to change.
          guard draft.contexts == filter.contexts, draft.action == filter.action, draft.endsAt == filter.endsAt else {
            throw Refusal(.invalid, "This word is one of several in a filter, which only a newer app can change.")
          }
        } else if let phrase {
          draft.title = phrase
        }
        let checked = try WordFilters.Draft(
          title: draft.title, contexts: draft.contexts, action: draft.action, endsAt: draft.endsAt)
        try WordFilters.change(filter.id, to: checked, by: member, in: tx)
        try WordFilters.change(word, to: phrase, isWhole: isWhole, by: member, in: tx)
        return id
      }
    },
    Operation(.delete, "/api/v1/filters/{id}", .member("write:filters"), "Filter a word no longer.", [], .nothing) {
      call in
      let member = try call.member.id
      let id = try call.key(of: WordFilter.Word.self)
      try await call.house.store.write { tx in
        let (filter, _) = try find(id, of: member, in: tx)
        if filter.words.count == 1, filter.posts.isEmpty {
          try WordFilters.remove(filter.id, by: member, in: tx)
        } else {
          try WordFilters.remove(word: id, by: member, in: tx)
        }
      }
      return .empty
    },
  ]

  private static func find(_ id: Key<WordFilter.Word>, of member: Key<Account>, in tx: ReadTx) throws -> (
    WordFilter, WordFilter.Word
  ) {
    let filter = try WordFilterStore.filter(ofWord: id, of: member, in: tx)
    guard let word = filter.words.first(where: { $0.id == id }) else { throw Refusal.notFound }
    return (filter, word)
  }

  private static func reply(
    _ call: Call, _ work: @escaping @Sendable (WriteTx) throws -> Key<WordFilter.Word>
  ) async throws -> Reply {
    let member = try call.member.id
    let (filter, word) = try await call.house.store.write { tx in try find(work(tx), of: member, in: tx) }
    return Reply.json { $0.olderFilter(filter, word) }
  }
}

extension JSON {
  /// A V1::Filter.
  fileprivate mutating func olderFilter(_ filter: WordFilter, _ word: WordFilter.Word) {
    object {
      $0.field("id", word.id)
      $0.field("phrase", word.word)
      $0.name("context")
      $0.array(FilterContext.allCases.filter { filter.holds(in: $0) }) { $0.value(String(describing: $1)) }
      $0.field("expires_at", filter.endsAt)
      $0.field("irreversible", filter.action == .hide)
      $0.field("whole_word", word.isWhole)
    }
  }
}
