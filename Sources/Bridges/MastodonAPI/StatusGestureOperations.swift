import Commons
import Community
import Doors
import Pages
import Storehouse

/// What is done to a status with one button: it is on or off for one person.
enum StatusGestureOperations {
  static let all: [Operation] = [
    gesture("favourite", "write:favourites", "Support a status.") { id, call in
      try await Conversations(store: call.house.store).support(id, true, by: call.member.id)
    },
    gesture("unfavourite", "write:favourites", "Take support back.") { id, call in
      try await Conversations(store: call.house.store).support(id, false, by: call.member.id)
    },
    gesture("bookmark", "write:bookmarks", "Keep a status.") { id, call in
      try await Shares(store: call.house.store).bookmark(id, true, by: call.member.id)
    },
    gesture("unbookmark", "write:bookmarks", "Let a kept status go.") { id, call in
      try await Shares(store: call.house.store).bookmark(id, false, by: call.member.id)
    },
    gesture("mute", "write:mutes", "Hear nothing more of a status’s conversation.") { id, call in
      try await attend(id, .mute, call)
    },
    gesture("unmute", "write:mutes", "Hear of a status’s conversation again.") { id, call in
      try await attend(id, .normal, call)
    },
    gesture("pin", "write:accounts", "Show a status first on one’s profile.") { id, call in
      try await Pins(store: call.house.store).pin(id, to: .profile, true, by: call.member.id)
    },
    gesture("unpin", "write:accounts", "Show a status first no longer.") { id, call in
      try await Pins(store: call.house.store).pin(id, to: .profile, false, by: call.member.id)
    },
    Operation(
      .post, "/api/v1/statuses/{id}/reblog", .member("write:statuses"), "Share a status.", [.string("visibility")],
      .entity("Status")
    ) { call in
      let id = try await shown(call)
      let member = try call.member.id
      try call.limitPublishing()
      try await Shares(store: call.house.store).share(id, true, by: member)
      let share = try await call.house.store.read { tx in try StatusStore.share(of: id, by: member, in: tx) }
      guard let share else { throw Refusal.notFound }
      return try await call.status(share)
    },
    Operation(
      .post, "/api/v1/statuses/{id}/unreblog", .member("write:statuses"), "Take a share back.", [], .entity("Status")
    ) { call in
      let id = try await shown(call)
      try await Shares(store: call.house.store).share(id, false, by: call.member.id)
      return try await call.status(id)
    },
  ]

  private static func gesture(
    _ verb: String, _ scope: String, _ about: String,
    _ work: @escaping @Sendable (Key<Post>, Call) async throws -> Void
  ) -> Operation {
    Operation(.post, "/api/v1/statuses/{id}/\(verb)", .member(scope), about, [], .entity("Status")) { call in
      let id = try await shown(call)
      try await work(id, call)
      return try await call.status(id)
    }
  }

  /// The post that is meant: where the key is a share's, what is shared.
  private static func shown(_ call: Call) async throws -> Key<Post> {
    let id = try call.key(of: Post.self)
    return try await call.house.store.read { tx in
      guard let card = try PostStore.find(id, for: call.viewer, in: tx), card.state == .shown else {
        throw Refusal.notFound
      }
      return card.shareOf ?? id
    }
  }

  private static func attend(_ id: Key<Post>, _ level: Attention, _ call: Call) async throws {
    let conversations = Conversations(store: call.house.store)
    let member = try call.member.id
    try await conversations.follow(try await conversations.conversation(of: id, for: member), level, by: member)
  }
}
