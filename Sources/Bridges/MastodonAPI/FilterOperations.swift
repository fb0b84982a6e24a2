import Commons
import Community
import Doors
import Pages
import Storehouse

/// Words and posts that somebody does not want to meet.
enum FilterOperations {
  private static let parts: [Operation.Parameter] = [
    .string("title"), .texts("context", "home, notifications, public, thread, account."),
    .string("filter_action", "warn, hide or blur."), .integer("expires_in", "Seconds; empty is never."),
    .objects("keywords_attributes", "keyword, whole_word, id, _destroy."),
  ]
  private static let word: [Operation.Parameter] = [.string("keyword"), .flag("whole_word")]

  static let all: [Operation] =
    [
      Operation(
        .get, "/api/v2/filters", .member("read:filters"), "One’s filters.", [], .list("Filter", isPaged: false)
      ) { call in
        let member = try call.member.id
        let filters = try await call.house.store.read { tx in try WordFilterStore.filters(of: member, in: tx) }
        return Reply.json { json in json.array(filters) { $0.filter($1) } }
      },
      Operation(.post, "/api/v2/filters", .member("write:filters"), "Make a filter.", parts, .entity("Filter")) {
        call in
        let member = try call.member.id
        let draft = try FilterInput.draft(call, over: nil)
        let words = try FilterInput.words(call.input)
        return try await reply(call) { tx in
          let id = try WordFilters.add(draft, by: member, in: tx)
          try FilterInput.apply(words, to: id, by: member, in: tx)
          return id
        }
      },
      Operation(.get, "/api/v2/filters/{id}", .member("read:filters"), "One filter.", [], .entity("Filter")) { call in
        let member = try call.member.id
        let id = try call.key(of: WordFilter.self)
        let filter = try await call.house.store.read { tx in try WordFilterStore.filter(id, of: member, in: tx) }
        return Reply.json { $0.filter(filter) }
      },
      Operation(
        .put, "/api/v2/filters/{id}", .member("write:filters"), "Change a filter.", parts, .entity("Filter")
      ) { call in
        let member = try call.member.id
        let id = try call.key(of: WordFilter.self)
        let words = try FilterInput.words(call.input)
        return try await reply(call) { tx in
          let filter = try WordFilterStore.filter(id, of: member, in: tx)
          try WordFilters.change(id, to: FilterInput.draft(call, over: filter), by: member, in: tx)
          try FilterInput.apply(words, to: id, by: member, in: tx)
          return id
        }
      },
      Operation(.delete, "/api/v2/filters/{id}", .member("write:filters"), "Take a filter out.", [], .nothing) { call in
        let member = try call.member.id
        let id = try call.key(of: WordFilter.self)
        try await call.house.store.write { tx in
          _ = try WordFilterStore.filter(id, of: member, in: tx)
          try WordFilters.remove(id, by: member, in: tx)
        }
        return .empty
      },
    ] + words + posts + OlderFilterOperations.all

  private static func reply(
    _ call: Call, _ work: @escaping @Sendable (WriteTx) throws -> Key<WordFilter>
  ) async throws -> Reply {
    let member = try call.member.id
    let filter = try await call.house.store.write { tx in
      try WordFilterStore.filter(work(tx), of: member, in: tx)
    }
    return Reply.json { $0.filter(filter) }
  }

  // MARK: Words

  private static let words: [Operation] = [
    Operation(
      .get, "/api/v2/filters/{id}/keywords", .member("read:filters"), "The words of a filter.", [],
      .list("FilterKeyword", isPaged: false)
    ) { call in
      let member = try call.member.id
      let id = try call.key(of: WordFilter.self)
      let filter = try await call.house.store.read { tx in try WordFilterStore.filter(id, of: member, in: tx) }
      return Reply.json { json in json.array(filter.words) { $0.filterWord($1) } }
    },
    Operation(
      .post, "/api/v2/filters/{id}/keywords", .member("write:filters"), "Add a word to a filter.", word,
      .entity("FilterKeyword")
    ) { call in
      let member = try call.member.id
      let id = try call.key(of: WordFilter.self)
      let isWhole = try call.input.flag("whole_word") ?? true
      let text = call.input["keyword"]
      let word = try await call.house.store.write { tx in
        let added = try WordFilters.add(word: text, isWhole: isWhole, to: id, by: member, in: tx)
        return try WordFilterStore.filter(id, of: member, in: tx).words.first { $0.id == added }
      }
      guard let word else { throw Refusal.notFound }
      return Reply.json { $0.filterWord(word) }
    },
    Operation(
      .get, "/api/v2/filters/keywords/{id}", .member("read:filters"), "One word of a filter.", [],
      .entity("FilterKeyword")
    ) { call in
      let found = try await find(call)
      return Reply.json { $0.filterWord(found) }
    },
    Operation(
      .put, "/api/v2/filters/keywords/{id}", .member("write:filters"), "Change a word of a filter.", word,
      .entity("FilterKeyword")
    ) { call in
      let member = try call.member.id
      let found = try await find(call)
      let isWhole = try call.input.flag("whole_word")
      let text = call.input.text("keyword").map { Input.trimmed($0) }
      try await call.house.store.write { tx in
        try WordFilters.change(found, to: text, isWhole: isWhole, by: member, in: tx)
      }
      let changed = try await find(call)
      return Reply.json { $0.filterWord(changed) }
    },
    Operation(
      .delete, "/api/v2/filters/keywords/{id}", .member("write:filters"), "Take a word out of a filter.", [], .nothing
    ) { call in
      let member = try call.member.id
      let found = try await find(call)
      try await call.house.store.write { tx in try WordFilters.remove(word: found.id, by: member, in: tx) }
      return .empty
    },
  ]

  private static func find(_ call: Call) async throws -> WordFilter.Word {
    let member = try call.member.id
    let id = try call.key(of: WordFilter.Word.self)
    let filter = try await call.house.store.read { tx in
      try WordFilterStore.filter(ofWord: id, of: member, in: tx)
    }
    guard let word = filter.words.first(where: { $0.id == id }) else { throw Refusal.notFound }
    return word
  }

  // MARK: Posts

  private static let posts: [Operation] = [
    Operation(
      .get, "/api/v2/filters/{id}/statuses", .member("read:filters"), "The statuses of a filter.", [],
      .list("FilterStatus", isPaged: false)
    ) { call in
      let member = try call.member.id
      let id = try call.key(of: WordFilter.self)
      let filter = try await call.house.store.read { tx in try WordFilterStore.filter(id, of: member, in: tx) }
      return Reply.json { json in json.array(filter.posts) { $0.filterPost($1) } }
    },
    Operation(
      .post, "/api/v2/filters/{id}/statuses", .member("write:filters"), "Filter one status by itself.",
      [.key("status_id", required: true)], .entity("FilterStatus")
    ) { call in
      let member = try call.member.id
      let id = try call.key(of: WordFilter.self)
      guard let post: Key<Post> = call.input.key("status_id") else { throw Refusal.notFound }
      let listed = try await call.house.store.write { tx in
        try WordFilters.add(post: post, to: id, by: member, in: tx)
        return try WordFilterStore.filter(id, of: member, in: tx).posts.first { $0.post == post }
      }
      guard let listed else { throw Refusal.notFound }
      return Reply.json { $0.filterPost(listed) }
    },
    Operation(
      .get, "/api/v2/filters/statuses/{id}", .member("read:filters"), "One status of a filter.", [],
      .entity("FilterStatus")
    ) { call in
      let found = try await listed(call)
      return Reply.json { $0.filterPost(found) }
    },
    Operation(
      .delete, "/api/v2/filters/statuses/{id}", .member("write:filters"), "Take a status out of a filter.", [],
      .nothing
    ) { call in
      let member = try call.member.id
      let found = try await listed(call)
      try await call.house.store.write { tx in try WordFilters.remove(listed: found.id, by: member, in: tx) }
      return .empty
    },
  ]

  private static func listed(_ call: Call) async throws -> WordFilter.Listed {
    let member = try call.member.id
    let id = try call.key(of: WordFilter.Listed.self)
    let filter = try await call.house.store.read { tx in
      try WordFilterStore.filter(ofListed: id, of: member, in: tx)
    }
    guard let listed = filter.posts.first(where: { $0.id == id }) else { throw Refusal.notFound }
    return listed
  }
}
