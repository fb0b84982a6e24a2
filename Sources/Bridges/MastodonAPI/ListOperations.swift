import Commons
import Community
import Doors
import Pages
import Storehouse

/// Lists of people.
enum ListOperations {
  private static let parts: [Operation.Parameter] = [
    .string("title"), .string("replies_policy", "followed, list or none."), .flag("exclusive"),
  ]

  static let all: [Operation] = [
    Operation(.get, "/api/v1/lists", .member("read:lists"), "One’s lists.", [], .list("List", isPaged: false)) { call in
      let owner = try call.member.id
      let lists = try await call.house.store.read { tx in try ListStore.lists(of: owner, in: tx) }
      return Reply.json { json in json.array(lists) { $0.list($1) } }
    },
    Operation(.post, "/api/v1/lists", .member("write:lists"), "Make a list.", parts, .entity("List")) { call in
      let owner = try call.member.id
      let id = try await PeopleLists(store: call.house.store).make(ListName(call.input["title"]), by: owner)
      return try await set(id, call)
    },
    Operation(.get, "/api/v1/lists/{id}", .member("read:lists"), "One list.", [], .entity("List")) { call in
      try await reply(call.key(), call)
    },
    Operation(.put, "/api/v1/lists/{id}", .member("write:lists"), "Change a list.", parts, .entity("List")) { call in
      let id = try call.key(of: PeopleList.self)
      if call.input.holds("title") {
        let owner = try call.member.id
        try await PeopleLists(store: call.house.store).rename(id, to: ListName(call.input["title"]), by: owner)
      }
      return try await set(id, call)
    },
    Operation(.delete, "/api/v1/lists/{id}", .member("write:lists"), "Delete a list.", [], .nothing) { call in
      try await PeopleLists(store: call.house.store).delete(call.key(), by: call.member.id)
      return .empty
    },
    Operation(
      .get, "/api/v1/lists/{id}/accounts", .member("read:lists"), "Who is on a list.", .paging,
      .list("Account", isPaged: true)
    ) { call in
      let owner = try call.member.id
      let id = try call.key(of: PeopleList.self)
      // 0 asks for all of them.
      let asked = try call.input.number("limit") ?? 40
      let limit = asked == 0 ? PeopleLists.mostMembers : max(1, min(asked, 80))
      let before = call.input.key("max_id", of: Account.self) ?? Key(.max)
      let writing = Writing(call)
      let accounts = try await call.house.store.read { tx in
        try PeopleListStore.check(id, owner: owner, in: tx)
        return try AccountStore.accounts(
          inOrderOf: ListStore.members(of: id, before: before, limit: limit, in: tx), for: owner, in: tx)
      }
      let reply = Reply.json { json in json.array(accounts) { $0.account($1, writing) } }
      return asked == 0
        ? reply
        : reply.paged(call, first: accounts.first.map { String($0.id) }, last: accounts.last.map { String($0.id) })
    },
    Operation(
      .post, "/api/v1/lists/{id}/accounts", .member("write:lists"), "Put accounts on a list.", [.keys("account_ids")],
      .nothing
    ) { call in
      let owner = try call.member.id
      let id = try call.key(of: PeopleList.self)
      let accounts = Array(call.input.keys("account_ids", of: Account.self).prefix(PeopleLists.mostMembers))
      try await call.house.store.write { tx in
        try PeopleListStore.check(id, owner: owner, in: tx)
        let there = try AccountStore.accounts(inOrderOf: accounts, for: owner, in: tx)
        guard there.count == Set(accounts).count else { throw Refusal.notFound }
        guard try PeopleListStore.memberCount(of: id, in: tx) + there.count <= PeopleLists.mostMembers else {
          throw Refusal(.invalid, "A list has room for \(PeopleLists.mostMembers).")
        }
        for account in accounts { try PeopleListStore.add(account, to: id, in: tx) }
      }
      return .empty
    },
    Operation(
      .delete, "/api/v1/lists/{id}/accounts", .member("write:lists"), "Take accounts off a list.",
      [.keys("account_ids")], .nothing
    ) { call in
      let owner = try call.member.id
      let id = try call.key(of: PeopleList.self)
      let accounts = call.input.keys("account_ids", of: Account.self)
      try await call.house.store.write { tx in
        try PeopleListStore.check(id, owner: owner, in: tx)
        for account in accounts { try PeopleListStore.remove(account, from: id, in: tx) }
      }
      return .empty
    },
  ]

  private static func set(_ id: Key<PeopleList>, _ call: Call) async throws -> Reply {
    let owner = try call.member.id
    let isExclusive = try call.input.flag("exclusive")
    let policy = call.input["replies_policy"]
    guard policy.isEmpty || ListStore.policies.contains(policy) else {
      throw Refusal.invalid("replies_policy", "The policy is followed, list or none.")
    }
    try await call.house.store.write { tx in
      try PeopleListStore.check(id, owner: owner, in: tx)
      try ListStore.set(id, isExclusive: isExclusive, policy: policy.isEmpty ? nil : policy, in: tx)
    }
    return try await reply(id, call)
  }

  private static func reply(_ id: Key<PeopleList>, _ call: Call) async throws -> Reply {
    let owner = try call.member.id
    let lists = try await call.house.store.read { tx in try ListStore.lists(of: owner, in: tx) }
    guard let list = lists.first(where: { $0.id == id }) else { throw Refusal.notFound }
    return Reply.json { $0.list(list) }
  }

  @Sendable static func lists(withAccount call: Call) async throws -> Reply {
    let owner = try call.member.id
    let account = try call.key(of: Account.self)
    let lists = try await call.house.store.read { tx in
      let with = Set(try RelationshipStore.lists(of: owner, with: account, in: tx))
      return try ListStore.lists(of: owner, in: tx).filter { with.contains($0.id) }
    }
    return Reply.json { json in json.array(lists) { $0.list($1) } }
  }
}

extension JSON {
  mutating func list(_ list: ListStore.Entity) {
    object {
      $0.field("id", list.id)
      $0.field("title", list.title)
      $0.field("replies_policy", list.policy)
      $0.field("exclusive", list.isExclusive)
    }
  }
}
