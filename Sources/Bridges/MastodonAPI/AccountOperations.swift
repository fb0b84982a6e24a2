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
    Operation(
      .post, "/api/v1/accounts/{id}/follow", .member("write:follows"), "Follow an account; join a group.",
      [.flag("reblogs"), .flag("notify"), .texts("languages")], .entity("Relationship"), run: follow),
    Operation(
      .post, "/api/v1/accounts/{id}/unfollow", .member("write:follows"), "Follow no longer; leave a group.", [],
      .entity("Relationship")
    ) { call in
      let id = try call.key(of: Account.self)
      let member = try call.member.id
      let group = try await call.group(id.value)
      if let group {
        try await Memberships(store: call.house.store).leave(group.handle.text, naming: "", by: member)
      } else {
        try await call.house.store.write { tx in try Follows.end(id, by: member, in: tx) }
      }
      return try await call.relationship(id)
    },
    relation("remove_from_followers", "write:follows", "Let somebody follow one no longer.") { id, member, _, tx in
      try Follows.end(member, by: id, in: tx)
    },
    relation("block", "write:blocks", "Neither sees the other.") { id, member, _, tx in
      try Follows.block(id, by: member, in: tx)
    },
    relation("unblock", "write:blocks", "Take a block back.") { id, member, _, tx in
      try FollowStore.endAvoiding(id, .block, by: member, in: tx)
    },
    Operation(
      .post, "/api/v1/accounts/{id}/mute", .member("write:mutes"), "Read somebody no longer, without their noticing.",
      [.flag("notifications"), .integer("duration", "Seconds; 0 for good.")], .entity("Relationship"), run: mute),
    relation("unmute", "write:mutes", "Read somebody again.") { id, member, _, tx in
      try FollowStore.endAvoiding(id, .mute, by: member, in: tx)
    },
    relation("pin", "write:accounts", "Show somebody on one’s profile.", run: endorse),
    relation("endorse", "write:accounts", "Show somebody on one’s profile.", run: endorse),
    relation("unpin", "write:accounts", "Show somebody no longer.") { id, member, _, tx in
      try RelationshipStore.setEndorsed(false, id, by: member, in: tx)
    },
    relation("unendorse", "write:accounts", "Show somebody no longer.") { id, member, _, tx in
      try RelationshipStore.setEndorsed(false, id, by: member, in: tx)
    },
    Operation(
      .post, "/api/v1/accounts/{id}/note", .member("write:accounts"), "Note something about an account, for oneself.",
      [.string("comment")], .entity("Relationship")
    ) { call in
      let id = try call.key(of: Account.self)
      let note = call.input["comment"]
      guard note.count <= 2000 else { throw Refusal.invalid("comment", "A note has at most 2,000 characters.") }
      let member = try call.member.id
      try await call.house.store.write { tx in
        guard let other = try AccountStore.find(id.value, for: member, in: tx), other.kind != .group else {
          throw Refusal.notFound
        }
        try RelationshipStore.setNote(note, on: id.value, by: member, in: tx)
      }
      return try await call.relationship(id)
    },
    Operation(
      .get, "/api/v1/follow_requests", .member("read:follows"), "Who asks to follow one.", .paging,
      .list("Account", isPaged: true)
    ) { call in try await call.people(.requests, of: call.member.id) },
    Operation(
      .post, "/api/v1/follow_requests/{id}/authorize", .member("write:follows"), "Let somebody follow one.", [],
      .entity("Relationship")
    ) { call in try await answer(call, isAccepted: true) },
    Operation(
      .post, "/api/v1/follow_requests/{id}/reject", .member("write:follows"), "Do not let somebody follow one.", [],
      .entity("Relationship")
    ) { call in try await answer(call, isAccepted: false) },
    Operation(
      .get, "/api/v1/blocks", .member("read:blocks"), "Whom one blocks.", .paging, .list("Account", isPaged: true)
    ) { call in try await call.people(.blocks, of: call.member.id) },
    Operation(
      .get, "/api/v1/mutes", .member("read:mutes"), "Whom one mutes.", .paging, .list("MutedAccount", isPaged: true)
    ) { call in try await call.people(.mutes, of: call.member.id) },
    Operation(
      .get, "/api/v1/endorsements", .member("read:accounts"), "Whom one shows on one’s profile.", .paging,
      .list("Account", isPaged: true)
    ) { call in try await call.people(.endorsements, of: call.member.id) },
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

  // MARK: Following

  @Sendable private static func follow(_ call: Call) async throws -> Reply {
    let id = try call.key(of: Account.self)
    let member = try call.member.id
    if let group = try await call.group(id.value) {
      let memberships = Memberships(store: call.house.store)
      if group.isLocked {
        try await memberships.ask(
          group.handle.text, why: Reason("Asked with an app, which has no place for words."), by: member)
      } else {
        try await memberships.join(group.handle.text, by: member)
      }
      return try await call.relationship(id)
    }
    let showsShares = try call.input.flag("reblogs")
    let tellsPosts = try call.input.flag("notify")
    let languages = call.input.holds("languages") ? call.input.list("languages") : nil
    guard id != member else { throw Refusal.forbidden("You cannot follow yourself.") }
    try await call.house.store.write { tx in
      guard try AccountStore.find(id.value, for: member, in: tx) != nil else { throw Refusal.notFound }
      try Follows.follow(id, by: member, in: tx)
      try RelationshipStore.setFollow(
        id, showsShares: showsShares, tellsPosts: tellsPosts,
        languages: languages.map { $0.filter { $0.utf8.count <= 12 && $0.utf8.allSatisfy { $0 > 32 } } }, by: member,
        in: tx)
    }
    return try await call.relationship(id)
  }

  private static func answer(_ call: Call, isAccepted: Bool) async throws -> Reply {
    let id = try call.key(of: Account.self)
    let member = try call.member.id
    try await Follows(store: call.house.store).answer(id, to: member, isAccepted: isAccepted, by: member)
    return try await call.relationship(id)
  }

  @Sendable private static func mute(_ call: Call) async throws -> Reply {
    let id = try call.key(of: Account.self)
    let member = try call.member.id
    let seconds = try call.input.number("duration") ?? 0
    let hidesNotices = try call.input.flag("notifications") ?? true
    guard id != member else { throw Refusal.forbidden("You cannot mute yourself.") }
    try await call.house.store.write { tx in
      guard try AccountStore.find(id.value, for: member, in: tx).map({ $0.kind != .group }) == true else {
        throw Refusal.notFound
      }
      try Follows.mute(
        id, hidesNotices: hidesNotices, until: seconds > 0 ? tx.now + .seconds(min(seconds, 1 << 31)) : nil, by: member,
        in: tx)
    }
    return try await call.relationship(id)
  }

  private static func endorse(_ id: Key<Account>, _ member: Key<Account>, _ call: Call, _ tx: WriteTx) throws {
    // Where Mastodon asks for following first, whoever can be met can be shown: it is a word for somebody, not about oneself.
    guard id != member, try AccountStore.find(id.value, for: member, in: tx).map({ $0.kind != .group }) == true else {
      throw Refusal.notFound
    }
    try RelationshipStore.setEndorsed(true, id, by: member, in: tx)
  }

  private static func relation(
    _ verb: String, _ scope: String, _ about: String,
    run work: @escaping @Sendable (Key<Account>, Key<Account>, Call, WriteTx) throws -> Void
  ) -> Operation {
    Operation(.post, "/api/v1/accounts/{id}/\(verb)", .member(scope), about, [], .entity("Relationship")) { call in
      let id = try call.key(of: Account.self)
      let member = try call.member.id
      try await call.house.store.write { tx in
        // Whoever is blocked can still be let go, so it is not asked whether they can be met.
        guard try AccountStore.accounts([id], in: tx)[id.value] != nil else { throw Refusal.notFound }
        try work(id, member, call, tx)
      }
      return try await call.relationship(id)
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

extension JSON {
  mutating func relationship(_ relationship: Relationship, at now: Moment) {
    let isMuting = relationship.isMuting && (relationship.mutedUntil.map { $0 > now } ?? true)
    object {
      $0.field("id", Key<Account>(relationship.id))
      $0.field("following", relationship.isFollowing)
      $0.field("showing_reblogs", relationship.isFollowing && relationship.showsShares)
      $0.field("notifying", relationship.tellsPosts)
      $0.name("languages")
      if relationship.languages.isEmpty {
        $0.null()
      } else {
        $0.array(relationship.languages) { $0.value($1) }
      }
      $0.field("followed_by", relationship.isFollowedBy)
      $0.field("blocking", relationship.isBlocking)
      $0.field("blocked_by", relationship.isBlockedBy)
      $0.field("muting", isMuting)
      $0.field("muting_notifications", isMuting && relationship.mutesNotices)
      $0.field("muting_expires_at", isMuting ? relationship.mutedUntil : nil)
      $0.field("requested", relationship.hasRequested)
      $0.field("requested_by", relationship.isRequestedBy)
      $0.field("domain_blocking", false)
      $0.field("endorsed", relationship.isEndorsed)
      $0.field("note", relationship.note)
    }
  }

  mutating func featuredTag(
    _ tag: (id: Int64, name: String, count: Int, last: Key<Post>?), of account: AccountEntity, _ writing: Writing
  ) {
    object {
      $0.field("id", String(tag.id))
      $0.field("name", tag.name)
      $0.field("url", parts: writing.site, "/topics/\(Link.encoded(tag.name))")
      $0.field("statuses_count", String(tag.count))
      $0.field("last_status_at", tag.last?.moment.civil.isoDate)
    }
  }
}
