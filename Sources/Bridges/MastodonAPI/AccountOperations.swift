import Commons
import Community
import Doors
import Pages
import Storehouse

/// People, organisations and groups: reading them, following them, keeping away from them.
enum AccountOperations {
  static let all: [Operation] = [
    Operation(
      .get, "/api/v1/accounts/lookup", .visitor("read:accounts"), "An account by its handle.",
      [.string("acct", required: true)], .entity("Account")
    ) { call in
      let handle = AccountOperations.handle(call.input["acct"], call)
      return try await call.account { tx in
        try handle.flatMap { try AccountStore.find(handle: $0, for: call.viewer, in: tx) }
      }
    },
    Operation(
      .get, "/api/v1/accounts/search", .member("read:accounts"), "Accounts by the beginning of a name or handle.",
      [.string("q", required: true), .integer("limit"), .integer("offset"), .flag("resolve"), .flag("following")],
      .list("Account", isPaged: false), run: SearchOperations.accounts),
    Operation(
      .get, "/api/v1/accounts/relationships", .member("read:follows"), "How accounts stand to one.",
      [.keys("id"), .flag("with_suspended")], .list("Relationship", isPaged: false)
    ) { call in
      let member = try call.member.id
      let ids = call.input.keys("id", of: Account.self).prefix(80).map(\.value)
      let relationships = try await call.house.store.read { tx in
        try RelationshipStore.relationships(of: ids, for: member, in: tx)
      }
      return Reply.json { json in json.array(relationships) { $0.relationship($1, at: call.now) } }
    },
    Operation(
      .get, "/api/v1/accounts/familiar_followers", .member("read:follows"),
      "Whom one follows of those who follow another.",
      [.keys("id")], .list("FamiliarFollowers", isPaged: false)
    ) { call in
      let member = try call.member.id
      let ids = Array(call.input.keys("id", of: Account.self).prefix(40))
      let writing = Writing(call)
      let found = try await call.house.store.read { tx in
        try ids.map { id in
          let faces = try RelationshipStore.familiar(with: id, for: member, in: tx)
          return (id, try AccountStore.accounts(inOrderOf: faces, for: member, in: tx))
        }
      }
      return Reply.json { json in
        json.array(found) { json, entry in
          json.object {
            $0.field("id", entry.0)
            $0.field("accounts", each: entry.1) { $0.account($1, writing) }
          }
        }
      }
    },
    Operation(
      .get, "/api/v1/accounts", .visitor("read:accounts"), "Several accounts at once.", [.keys("id")],
      .list("Account", isPaged: false)
    ) { call in
      let ids = Array(call.input.keys("id", of: Account.self).prefix(80))
      let accounts = try await call.house.store.read { tx in
        try ids.compactMap { try AccountStore.find($0.value, for: call.viewer, in: tx) }
      }
      return Reply.json { json in json.array(accounts) { $0.account($1, Writing(call)) } }
    },
    Operation(.get, "/api/v1/accounts/{id}", .visitor("read:accounts"), "One account.", [], .entity("Account")) {
      call in
      let id = try call.key(of: Account.self)
      return try await call.account { tx in try AccountStore.find(id.value, for: call.viewer, in: tx) }
    },
    Operation(
      .get, "/api/v1/accounts/{id}/statuses", .visitor("read:statuses"), "What an account said.",
      [
        .flag("pinned"), .flag("only_media"), .flag("exclude_replies"), .flag("exclude_reblogs"), .string("tagged"),
      ] + .paging, .list("Status", isPaged: true), run: statuses),
    Operation(
      .get, "/api/v1/accounts/{id}/followers", .visitor("read:accounts"), "Who follows an account; who is in a group.",
      .paging, .list("Account", isPaged: true)
    ) { call in try await call.people(.followers) },
    Operation(
      .get, "/api/v1/accounts/{id}/following", .visitor("read:accounts"), "Whom an account follows.", .paging,
      .list("Account", isPaged: true)
    ) { call in try await call.people(.following) },
    Operation(
      .get, "/api/v1/accounts/{id}/endorsements", .visitor("read:accounts"), "Whom an account shows on its profile.",
      .paging, .list("Account", isPaged: true)
    ) { call in try await call.people(.endorsements) },
    Operation(
      .get, "/api/v1/accounts/{id}/featured_tags", .visitor("read:accounts"), "Topics an account shows on its profile.",
      [], .list("FeaturedTag", isPaged: false)
    ) { call in
      let account = try call.key(of: Account.self)
      let found = try await call.house.store.read { tx in
        guard let entity = try AccountStore.find(account.value, for: call.viewer, in: tx) else {
          throw Refusal.notFound
        }
        return (entity, try RelationshipStore.featuredTopics(of: account, in: tx))
      }
      return Reply.json { json in json.array(found.1) { $0.featuredTag($1, of: found.0, Writing(call)) } }
    },
    Operation(
      .get, "/api/v1/accounts/{id}/lists", .member("read:lists"), "One’s own lists that an account is on.", [],
      .list("List", isPaged: false), run: ListOperations.lists(withAccount:)),
    Operation(
      .get, "/api/v1/accounts/{id}/identity_proofs", .member("read:accounts"), "Nothing any more.", [],
      .list("IdentityProof", isPaged: false)
    ) { _ in Reply(body: Array("[]".utf8)) },
  ]

  /// A handle with or without `@` and this site's name; nil for another server's.
  static func handle(_ typed: String, _ call: Call) -> String? {
    var text = typed.hasPrefix("@") ? typed.dropFirst() : typed[...]
    if let at = text.firstIndex(of: "@") {
      let domain = text[text.index(after: at)...].lowercased()
      guard domain == call.house.address.authority.lowercased() || domain == call.house.address.host.lowercased() else {
        return nil
      }
      text = text[..<at]
    }
    return String(text)
  }

  // MARK: Reading

  @Sendable private static func statuses(_ call: Call) async throws -> Reply {
    let id = try call.key(of: Account.self)
    let viewer = call.viewer
    var said = Timelines.Said()
    said.leavesOutReplies = try call.input.flag("exclude_replies") ?? false
    said.leavesOutShares = try call.input.flag("exclude_reblogs") ?? false
    said.onlyMedia = try call.input.flag("only_media") ?? false
    said.topic = call.input["tagged"].isEmpty ? nil : call.input["tagged"]
    let wanted = said
    let isPinned = try call.input.flag("pinned") ?? false
    return try await call.statuses(shownIn: .account) { bounds, tx in
      guard let account = try AccountStore.find(id.value, for: viewer, in: tx) else { throw Refusal.notFound }
      if isPinned {
        return account.kind == .group
          ? try Pins.cards(.group(Key(id.value)), for: viewer, in: tx)
          : try Pins.cards(.profile(id), for: viewer, in: tx)
      }
      if account.kind == .group { return try Timelines.group(Key(id.value), bounds, for: viewer, in: tx) }
      return try Timelines.of(id, wanted, bounds, for: viewer, in: tx)
    }
  }
}

extension Call {
  func account(_ find: @escaping @Sendable (ReadTx) throws -> AccountEntity?) async throws -> Reply {
    let account = try await house.store.read { tx in try find(tx) }
    guard let account else { throw Refusal.notFound }
    return Reply.json { $0.account(account, Writing(self)) }
  }

  /// The group of this key, if it is one that the viewer may know of.
  func group(_ id: Int64) async throws -> AccountEntity? {
    try await house.store.read { tx in try AccountStore.group("s.id = \(id)", for: viewer, in: tx) }
  }

  func relationship(_ id: Key<Account>) async throws -> Reply {
    let member = try member.id
    let found = try await house.store.read { tx in
      try RelationshipStore.relationships(of: [id.value], for: member, in: tx)
    }
    guard let relationship = found.first else { throw Refusal.notFound }
    return Reply.json { $0.relationship(relationship, at: now) }
  }

  /// A page of accounts on one side of somebody.
  /// - Parameter owner: whose; nil is the account in the path.
  func people(_ side: RelationshipStore.Side, of owner: Key<Account>? = nil) async throws -> Reply {
    let limit = try input.limit(40, most: 80)
    let before = try input.number("max_id").map(Int64.init) ?? .max
    let since = try (input.number("since_id") ?? input.number("min_id")).map(Int64.init) ?? 0
    let account = try owner ?? key(of: Account.self)
    let writing = Writing(self)
    let (found, accounts, mutes) = try await house.store.read { tx in
      var found: [(account: Key<Account>, cursor: Int64)]
      if owner == nil {
        guard let entity = try AccountStore.find(account.value, for: viewer, in: tx) else { throw Refusal.notFound }
        found =
          entity.kind == .group
          ? side == .followers
            ? try RelationshipStore.members(
              of: Key(account.value), before: before, limit: limit, for: viewer, in: tx) : []
          : try RelationshipStore.page(side, of: account, before: before, limit: limit, for: viewer, in: tx)
      } else {
        found = try RelationshipStore.page(side, of: account, before: before, limit: limit, for: viewer, in: tx)
      }
      found = found.filter { $0.cursor > since }
      let byID = try AccountStore.accounts(found.map(\.account), in: tx)
      let mutes =
        side == .mutes
        ? try RelationshipStore.relationships(of: found.map(\.account.value), for: account, in: tx) : []
      return (found, found.compactMap { byID[$0.account.value] }, mutes)
    }
    return Reply.json { json in
      json.array(accounts) { json, account in
        json.object {
          $0.members(of: account, writing)
          if side == .mutes { $0.field("mute_expires_at", mutes.first { $0.id == account.id }?.mutedUntil) }
        }
      }
    }.paged(self, first: found.first.map { String($0.cursor) }, last: found.last.map { String($0.cursor) })
  }
}
