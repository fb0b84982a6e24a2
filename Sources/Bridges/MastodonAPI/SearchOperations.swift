import Commons
import Community
import Doors
import Pages
import Storehouse

/// Finding accounts, statuses and topics.
enum SearchOperations {
  private static let parts: [Operation.Parameter] = [
    .string("q", required: true), .string("type", "accounts, statuses or hashtags."), .flag("resolve"),
    .flag("following"), .key("account_id"), .flag("exclude_unreviewed"), .integer("limit"), .integer("offset"),
  ]

  static let all: [Operation] = [
    Operation(
      .get, "/api/v2/search", .visitor("read:search"), "Search everything.", parts, .entity("Search"), run: search)
  ]

  static let searching = RateLimits.Allowance("api-search", burst: 60, per: .minutes(1))

  @Sendable private static func search(_ call: Call) async throws -> Reply {
    let typed = String(call.input["q"].prefix(200))
    let type = call.input["type"]
    guard type.isEmpty || ["accounts", "statuses", "hashtags"].contains(type) else {
      throw Refusal.invalid("type", "The type is accounts, statuses or hashtags.")
    }
    let limit = try call.input.limit(20, most: 40)
    let offset = max(0, min(try call.input.number("offset") ?? 0, 1000))
    let author = call.input.key("account_id", of: Account.self)
    try call.house.limits.take(searching, by: call.viewer?.description ?? call.address, at: call.now)
    let writing = Writing(call)
    let site = call.house.address.text
    let onlyFollowed = try call.input.flag("following") ?? false
    let wants: @Sendable (String) -> Bool = { type.isEmpty || type == $0 }
    let found = try await call.house.store.read { tx in
      var accounts: [AccountEntity] = []
      var cards: [PostCard] = []
      var topics: [TagStore.Entity] = []
      if typed.hasPrefix("https://") || typed.hasPrefix("http://") {
        // An address of this site, pasted.
        if typed.hasPrefix(site + "/") {
          let path = String(typed.dropFirst(site.count))
          if wants("statuses"), let id = SearchOperations.post(in: path),
            let card = try StatusStore.find(id, for: call.viewer, in: tx)
          {
            cards = [card]
          } else if wants("accounts"), let handle = SearchOperations.handle(in: path),
            let account = try AccountStore.find(handle: handle, for: call.viewer, in: tx)
          {
            accounts = [account]
          }
        }
      } else if !typed.isEmpty {
        if wants("accounts") {
          accounts = try SearchOperations.accounts(
            typed, limit: limit, offset: offset, onlyFollowed: onlyFollowed, call, tx)
        }
        if wants("statuses"), !typed.hasPrefix("#"), !typed.hasPrefix("@") {
          cards = try tx.search(typed, kind: .post, limit: limit, offset: offset) {
            (ids: [Int64]) -> [Int64: PostCard] in
            var found: [Int64: PostCard] = [:]
            for card in try PostStore.cards(ids.map { Key<Post>($0) }, for: call.viewer, isPublicList: true, in: tx)
            where author == nil || card.author.id == author { found[card.id.value] = card }
            return found
          }
        }
        if wants("hashtags") {
          topics = try TagStore.found(
            typed.hasPrefix("#") ? String(typed.dropFirst()) : typed, limit: limit, offset: offset, for: call.viewer,
            in: tx)
        }
      }
      return (accounts, cards, topics, try StatusStore.surroundings(of: cards, writing, in: tx))
    }
    return Reply.json { json in
      json.object {
        $0.field("accounts", each: found.0) { $0.account($1, writing) }
        $0.field("statuses", each: found.1) { $0.status($1, found.3, writing) }
        $0.field("hashtags", each: found.2) { $0.topic($1, writing) }
      }
    }
  }

  static func post(in path: String) -> Key<Post>? {
    for start in ["/posts/", "/talk/"] where path.hasPrefix(start) {
      return Key<Post>(String(path.dropFirst(start.count).prefix { $0.isASCII && $0.isNumber }))
    }
    return nil
  }

  private static func handle(in path: String) -> String? {
    for start in ["/@", "/g/"] where path.hasPrefix(start) {
      return String(path.dropFirst(start.count).prefix { $0 != "/" && $0 != "?" && $0 != "#" })
    }
    return nil
  }

  @Sendable static func accounts(_ call: Call) async throws -> Reply {
    let typed = String(call.input["q"].prefix(200))
    let limit = try call.input.limit(40, most: 80)
    let offset = max(0, min(try call.input.number("offset") ?? 0, 1000))
    let onlyFollowed = try call.input.flag("following") ?? false
    let accounts: [AccountEntity] = try await call.house.store.read { tx in
      try SearchOperations.accounts(typed, limit: limit, offset: offset, onlyFollowed: onlyFollowed, call, tx)
    }
    return Reply.json { json in json.array(accounts) { $0.account($1, Writing(call)) } }
  }

  /// Accounts whose name or handle begins with what was typed; the very handle first.
  private static func accounts(
    _ typed: String, limit: Int, offset: Int, onlyFollowed: Bool, _ call: Call, _ tx: ReadTx
  ) throws -> [AccountEntity] {
    guard let plain = AccountOperations.handle(typed, call), !plain.isEmpty else { return [] }
    var accounts: [AccountEntity] = []
    if offset == 0, let exact = try AccountStore.find(handle: plain, for: call.viewer, in: tx) {
      accounts.append(exact)
    }
    let found = try tx.search(plain, kind: .account, limit: limit, offset: offset) { ids in
      var found: [Int64: AccountEntity] = [:]
      for account in try AccountStore.accounts(
        inOrderOf: ids.map { Key($0) }, for: call.viewer, isPublicList: true, in: tx)
      {
        found[account.id] = account
      }
      return found
    }
    for account in found where !accounts.contains(where: { $0.id == account.id }) { accounts.append(account) }
    if onlyFollowed, let viewer = call.viewer {
      let states = try FollowStore.states(of: accounts.map { Key($0.id) }, for: viewer, in: tx)
      accounts = accounts.filter { states[Key($0.id)] == .follows }
    }
    return Array(accounts.prefix(limit))
  }
}

extension JSON {
  /// A Tag, with how much it was used in the last week.
  mutating func topic(_ topic: TagStore.Entity, _ writing: Writing) {
    object {
      $0.field("id", String(topic.id))
      $0.field("name", topic.name)
      $0.field("url", parts: writing.site, "/topics/\(Link.encoded(topic.name))")
      $0.field("history", each: topic.history(upTo: writing.now)) { json, day in
        json.object {
          $0.field("day", String(day.start.milliseconds / 1000))
          $0.field("accounts", String(day.people))
          $0.field("uses", String(day.posts))
        }
      }
      $0.field("following", topic.isFollowed)
      $0.field("featuring", topic.isFeatured)
    }
  }
}
