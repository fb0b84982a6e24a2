import Commons
import Community
import Doors
import Pages
import Storehouse

/// How one stands to others: following them and being followed, keeping away from them, showing them.
enum RelationshipOperations {
  static let all: [Operation] = [
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
