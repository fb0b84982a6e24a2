import Commons
import Community
import Doors
import Pages
import Storehouse

/// What many talk about, whom one might like to meet, and who is here.
enum DiscoveryOperations {
  private static let parts: [Operation.Parameter] = [.integer("limit"), .integer("offset")]

  static let all: [Operation] = [
    trendingTags("/api/v1/trends/tags"), trendingTags("/api/v1/trends"),
    Operation(
      .get, "/api/v1/trends/statuses", .visitor("read:statuses"), "What many support, share and answer this week.",
      parts,
      .list("Status", isPaged: false), run: trendingStatuses),
    Operation(
      .get, "/api/v1/trends/links", .visitor("read:statuses"), "Pages elsewhere are not counted.", parts,
      .list("TrendsLink", isPaged: false)
    ) { _ in Reply(body: Array("[]".utf8)) },
    Operation(
      .get, "/api/v1/suggestions", .member("read:accounts"), "Whom one might like to follow.", [.integer("limit")],
      .list("Account", isPaged: false)
    ) { call in
      let found = try await suggested(call)
      return Reply.json { json in json.array(found) { $0.account($1.account, Writing(call)) } }
    },
    Operation(
      .get, "/api/v2/suggestions", .member("read:accounts"), "Whom one might like to follow, and why.",
      [.integer("limit")], .list("Suggestion", isPaged: false)
    ) { call in
      let found = try await suggested(call)
      return Reply.json { json in
        json.array(found) { json, suggestion in
          json.object {
            $0.field("source", suggestion.isFriendOfFriend ? "past_interactions" : "global")
            $0.field("sources", [suggestion.isFriendOfFriend ? "friends_of_friends" : "most_followed"])
            $0.name("account")
            $0.account(suggestion.account, Writing(call))
          }
        }
      }
    },
    Operation(
      .delete, "/api/v1/suggestions/{account_id}", .member("write:accounts"), "Suggest somebody no longer.", [],
      .nothing
    ) { call in
      let other = try call.key("account_id", of: Account.self)
      let member = try call.member.id
      try await call.house.store.write { tx in
        guard try AccountStore.accounts([other], in: tx)[other.value] != nil else { throw Refusal.notFound }
        try DiscoveryStore.dismiss(other, by: member, in: tx)
      }
      return .empty
    },
    Operation(
      .get, "/api/v1/directory", .visitor("read:accounts"), "Who is here and wants to be found.",
      [.string("order", "active or new."), .flag("local")] + parts, .list("Account", isPaged: false)
    ) { call in
      let order = call.input["order"]
      guard order.isEmpty || order == "active" || order == "new" else {
        throw Refusal.invalid("order", "The order is active or new.")
      }
      // Nobody here comes from another server yet, so local or not is the same.
      _ = try call.input.flag("local")
      let limit = try call.input.limit(40, most: 80)
      let offset = try call.offset
      let accounts = try await call.house.store.read { tx in
        try DiscoveryStore.directory(
          isNewestFirst: order == "new", limit: limit, offset: offset, for: call.viewer, in: tx)
      }
      return Reply.json { json in json.array(accounts) { $0.account($1, Writing(call)) } }
    },
  ]

  private static func trendingTags(_ path: String) -> Operation {
    Operation(
      .get, path, .visitor("read"), "Topics that many speak about this week.", parts, .list("Tag", isPaged: false),
      run: tags)
  }

  @Sendable static func tags(_ call: Call) async throws -> Reply {
    let limit = try call.input.limit(10, most: 20)
    let offset = try call.offset
    let topics = try await call.house.store.read { tx in
      try TagStore.busy(limit: limit, offset: offset, for: call.viewer, in: tx)
    }
    return Reply.json { json in json.array(topics) { $0.topic($1, Writing(call)) } }
  }

  @Sendable static func trendingStatuses(_ call: Call) async throws -> Reply {
    let limit = try call.input.limit(20, most: 40)
    let offset = try call.offset
    let writing = Writing(call)
    let (cards, around) = try await call.house.store.read { tx in
      let ids = try DiscoveryStore.busiest(since: call.now - .days(7), limit: limit + 20, offset: offset, in: tx)
      let found = try PostStore.cards(ids, for: call.viewer, isPublicList: true, in: tx)
      let rank = Dictionary(ids.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
      let cards = Array(found.sorted { (rank[$0.id] ?? 0) < (rank[$1.id] ?? 0) }.prefix(limit))
      return (cards, try StatusStore.surroundings(of: cards, shownIn: .public, writing, in: tx))
    }
    return Call.reply(cards, around, writing)
  }

  private static func suggested(_ call: Call) async throws -> [DiscoveryStore.Suggestion] {
    let member = try call.member.id
    let limit = try call.input.limit(40, most: 80)
    return try await call.house.store.read { tx in try DiscoveryStore.suggestions(to: member, limit: limit, in: tx) }
  }
}

extension Call {
  /// How many entries are passed over.
  var offset: Int { get throws(Refusal) { max(0, min(try input.number("offset") ?? 0, 10_000)) } }
}
