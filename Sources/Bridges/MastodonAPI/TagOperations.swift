import Commons
import Community
import Doors
import Pages
import Storehouse

/// Topics: reading one, following it, and showing some on one’s profile.
enum TagOperations {
  static let all: [Operation] = [
    Operation(
      .get, "/api/v1/followed_tags", .member("read:follows"), "Topics one follows.", .paging,
      .list("Tag", isPaged: true)
    ) { call in
      let member = try call.member.id
      let limit = try call.input.limit(100, most: 200)
      let before = try call.input.number("max_id").map(Int64.init) ?? .max
      let since = try (call.input.number("since_id") ?? call.input.number("min_id")).map(Int64.init) ?? 0
      let topics = try await call.house.store.read { tx in
        try TagStore.followed(by: member, before: before, limit: limit, in: tx).filter { $0.id > since }
      }
      return Reply.json { json in json.array(topics) { $0.topic($1, Writing(call)) } }
        .paged(call, first: topics.first.map { String($0.id) }, last: topics.last.map { String($0.id) })
    },
    Operation(.get, "/api/v1/tags/{id}", .visitor("read:follows"), "One topic.", [], .entity("Tag")) { call in
      try await call.topic(call.topicName)
    },
    Operation(
      .post, "/api/v1/tags/{id}/follow", .member("write:follows"), "Follow a topic.", [], .entity("Tag")
    ) { call in try await follow(true, call) },
    Operation(
      .post, "/api/v1/tags/{id}/unfollow", .member("write:follows"), "Follow a topic no longer.", [], .entity("Tag")
    ) { call in try await follow(false, call) },
    Operation(
      .post, "/api/v1/tags/{id}/feature", .member("write:accounts"), "Show a topic on one’s profile.", [],
      .entity("Tag")
    ) { call in
      let name = try call.topicName
      let member = try call.member.id
      _ = try await call.house.store.write { tx in try FeaturedTopicStore.add(name, by: member, in: tx) }
      return try await call.topic(name)
    },
    Operation(
      .post, "/api/v1/tags/{id}/unfeature", .member("write:accounts"), "Show a topic on one’s profile no longer.", [],
      .entity("Tag")
    ) { call in
      let name = try call.topicName
      let member = try call.member.id
      try await call.house.store.write { tx in try FeaturedTopicStore.remove(named: name, by: member, in: tx) }
      return try await call.topic(name)
    },
    Operation(
      .get, "/api/v1/featured_tags", .member("read:accounts"), "Topics one shows on one’s profile.", [],
      .list("FeaturedTag", isPaged: false)
    ) { call in
      let (account, topics) = try await featured(call)
      return Reply.json { json in json.array(topics) { $0.featuredTag($1, of: account, Writing(call)) } }
    },
    Operation(
      .post, "/api/v1/featured_tags", .member("write:accounts"), "Show a topic on one’s profile.",
      [.string("name", required: true)], .entity("FeaturedTag")
    ) { call in
      guard let name = TopicName(call.input["name"]) else { throw TagOperations.unnamed }
      let member = try call.member.id
      let id = try await call.house.store.write { tx in try FeaturedTopicStore.add(name, by: member, in: tx) }
      let (account, topics) = try await featured(call)
      guard let topic = topics.first(where: { $0.id == id }) else { throw Refusal.notFound }
      return Reply.json { $0.featuredTag(topic, of: account, Writing(call)) }
    },
    Operation(
      .get, "/api/v1/featured_tags/suggestions", .member("read:accounts"), "Topics one wrote on most.", [],
      .list("Tag", isPaged: false)
    ) { call in
      let member = try call.member.id
      let topics = try await call.house.store.read { tx in
        try FeaturedTopicStore.suggested(to: member, limit: 10, in: tx).compactMap {
          try TagStore.find($0, for: member, in: tx)
        }
      }
      return Reply.json { json in json.array(topics) { $0.topic($1, Writing(call)) } }
    },
    Operation(
      .delete, "/api/v1/featured_tags/{id}", .member("write:accounts"), "Show a topic on one’s profile no longer.", [],
      .nothing
    ) { call in
      let id = try call.key(of: Topic.self).value
      let member = try call.member.id
      try await call.house.store.write { tx in
        guard try FeaturedTopicStore.remove(id, by: member, in: tx) else { throw Refusal.notFound }
      }
      return .empty
    },
  ]

  static let unnamed = Refusal.invalid("name", "A topic is letters, digits and underscores, with a letter among them.")

  private static func follow(_ wanted: Bool, _ call: Call) async throws -> Reply {
    let name = try call.topicName
    let member = try call.member.id
    try await Topics(store: call.house.store).follow(name, wanted, by: member)
    return try await call.topic(name)
  }

  private static func featured(_ call: Call) async throws -> (
    AccountEntity, [(id: Int64, name: String, count: Int, last: Key<Post>?)]
  ) {
    let member = try call.member.id
    let found = try await call.house.store.read { tx in
      (
        try AccountStore.accounts([member], in: tx)[member.value],
        try RelationshipStore.featuredTopics(of: member, in: tx)
      )
    }
    guard let account = found.0 else { throw Refusal.notFound }
    return (account, found.1)
  }
}

extension Call {
  /// The topic in the path.
  var topicName: TopicName {
    get throws {
      let typed = place("id")
      guard !typed.contains("&"), let name = TopicName(try Call.decoded(typed)) else { throw Refusal.notFound }
      return name
    }
  }

  /// A part of an address with its escapes read (RFC 3986 section 2.1).
  static func decoded(_ part: String) throws -> String {
    guard part.contains("%") else { return part }
    let plain = part.split(separator: "+", omittingEmptySubsequences: false).joined(separator: "%2B")
      .split(separator: "&", omittingEmptySubsequences: false).joined(separator: "%26")
    return try FormBody(urlencoded: "part=" + plain)["part"]
  }

  /// One topic as a Tag, whether anything was said on it or not.
  func topic(_ name: TopicName) async throws -> Reply {
    let found = try await house.store.read { tx in try TagStore.find(name.text, for: viewer, in: tx) }
    let topic = found ?? TagStore.Entity(id: 0, name: name.text, isFollowed: false, isFeatured: false)
    return Reply.json { $0.topic(topic, Writing(self)) }
  }
}
