import Commons
import Community
import Doors
import Pages
import Storehouse

/// From whom somebody wants to be told things, and what was kept apart.
enum NotificationPolicyOperations {
  private static let parts: [Operation.Parameter] = NoticePolicy.Sort.allCases.map { sort in
    .string(name(sort), "accept, filter or drop.")
  }
  private static let oldParts: [Operation.Parameter] = older.map { .flag($0.name) }

  static let all: [Operation] =
    [
      Operation(
        .get, "/api/v2/notifications/policy", .member("read:notifications"), "From whom one wants to be told things.",
        [], .entity("NotificationPolicy")
      ) { call in try await reply(call) { json, policy in json.members(of: policy) } },
      Operation(
        .get, "/api/v1/notifications/policy", .member("read:notifications"), "The same in older words.", [],
        .entity("V1NotificationPolicy")
      ) { call in try await reply(call) { json, policy in json.olderMembers(of: policy) } },
      Operation(
        .get, "/api/v1/notifications/requests", .member("read:notifications"),
        "Those whose notifications were kept apart.",
        .paging, .list("NotificationRequest", isPaged: true), run: requests),
      Operation(
        .get, "/api/v1/notifications/requests/merged", .member("read:notifications"),
        "Whether all that was let through is in its place: always.", [], .entity("NotificationRequestsMerged")
      ) { _ in Reply.json { json in json.object { $0.field("merged", true) } } },
      Operation(
        .get, "/api/v1/notifications/requests/{id}", .member("read:notifications"), "One of those.", [],
        .entity("NotificationRequest")
      ) { call in
        let found = try await waiting(try call.key(of: Account.self), call)
        let writing = Writing(call)
        guard let request = found.requests.first else { throw Refusal.notFound }
        return Reply.json { json in
          json.notificationRequest(request.waiting, request.account, request.card, found.around, writing)
        }
      },
      Operation(
        .post, "/api/v1/notifications/requests/accept", .member("write:notifications"), "Let several through.",
        [.keys("id")], .nothing
      ) { call in try await answer(call.input.keys("id"), isAccepted: true, call) },
      Operation(
        .post, "/api/v1/notifications/requests/dismiss", .member("write:notifications"), "Let several go.",
        [.keys("id")], .nothing
      ) { call in try await answer(call.input.keys("id"), isAccepted: false, call) },
      Operation(
        .post, "/api/v1/notifications/requests/{id}/accept", .member("write:notifications"),
        "Let somebody’s notifications through, from now on too.", [], .nothing
      ) { call in try await answer([call.key(of: Account.self)], isAccepted: true, call) },
      Operation(
        .post, "/api/v1/notifications/requests/{id}/dismiss", .member("write:notifications"),
        "Let go of what somebody’s notifications said.", [], .nothing
      ) { call in try await answer([call.key(of: Account.self)], isAccepted: false, call) },
    ]
    + [Operation.Method.put, .patch].flatMap { method in
      [
        Operation(
          method, "/api/v2/notifications/policy", .member("write:notifications"),
          "Set from whom one wants to be told things.", parts, .entity("NotificationPolicy"), run: set),
        Operation(
          method, "/api/v1/notifications/policy", .member("write:notifications"), "Set the same in older words.",
          oldParts, .entity("V1NotificationPolicy"), run: setOlder),
      ]
    }

  // MARK: The policy

  static func name(_ sort: NoticePolicy.Sort) -> String {
    switch sort {
    case .notFollowing: "for_not_following"
    case .notFollowers: "for_not_followers"
    case .newAccounts: "for_new_accounts"
    case .privateMentions: "for_private_mentions"
    case .limitedAccounts: "for_limited_accounts"
    }
  }

  static let older: [(name: String, sort: NoticePolicy.Sort)] = [
    ("filter_not_following", .notFollowing), ("filter_not_followers", .notFollowers),
    ("filter_new_accounts", .newAccounts), ("filter_private_mentions", .privateMentions),
  ]

  private static func reply(_ call: Call, _ members: @escaping @Sendable (inout JSON, NoticePolicy) -> Void)
    async throws
    -> Reply
  {
    let reader = try call.member.id
    let (policy, counts) = try await call.house.store.read { tx in
      (try NoticePolicy.of(reader, in: tx), try NoticePolicyStore.counts(for: reader, in: tx))
    }
    return Reply.json { json in
      json.object {
        members(&$0, policy)
        $0.field(
          "summary",
          object: {
            $0.field("pending_requests_count", counts.people)
            $0.field("pending_notifications_count", counts.notices)
          })
      }
    }
  }

  @Sendable private static func set(_ call: Call) async throws -> Reply {
    var changes: [NoticePolicy.Sort: NoticePolicy.Treatment] = [:]
    for sort in NoticePolicy.Sort.allCases where !call.input[name(sort)].isEmpty {
      guard let treatment = NoticePolicy.Treatment(rawValue: call.input[name(sort)]) else {
        throw Refusal.invalid(name(sort), "It is accept, filter or drop.")
      }
      changes[sort] = treatment
    }
    try await change(changes, call)
    return try await reply(call) { json, policy in json.members(of: policy) }
  }

  @Sendable private static func setOlder(_ call: Call) async throws -> Reply {
    var changes: [NoticePolicy.Sort: NoticePolicy.Treatment] = [:]
    for (name, sort) in older {
      if let isFiltered = try call.input.flag(name) { changes[sort] = isFiltered ? .filter : .accept }
    }
    try await change(changes, call)
    return try await reply(call) { json, policy in json.olderMembers(of: policy) }
  }

  private static func change(_ changes: [NoticePolicy.Sort: NoticePolicy.Treatment], _ call: Call) async throws {
    let reader = try call.member.id
    guard !changes.isEmpty else { return }
    try await call.house.store.write { tx in
      var policy = try NoticePolicy.of(reader, in: tx)
      for (sort, treatment) in changes { policy[sort] = treatment }
      try policy.save(for: reader, in: tx)
    }
  }

  // MARK: Requests

  private struct Found: Sendable {
    var requests: [(waiting: NoticePolicyStore.Waiting, account: AccountEntity, card: PostCard?)] = []
    var around = Surroundings()
  }

  @Sendable private static func requests(_ call: Call) async throws -> Reply {
    let found = try await waiting(nil, call)
    let writing = Writing(call)
    return Reply.json(capacity: 1024 + found.requests.count * 3000) { json in
      json.array(found.requests) { json, request in
        json.notificationRequest(request.waiting, request.account, request.card, found.around, writing)
      }
    }.paged(
      call, first: found.requests.first?.waiting.last.description, last: found.requests.last?.waiting.last.description)
  }

  private static func waiting(_ from: Key<Account>?, _ call: Call) async throws -> Found {
    let reader = try call.member.id
    let limit = try call.input.limit(40, most: 80)
    let before: Key<Notice> = call.input.key("max_id") ?? Key(.max)
    let floor: Key<Notice> = call.input.key("since_id") ?? call.input.key("min_id") ?? Key(0)
    let writing = Writing(call)
    return try await call.house.store.read { tx in
      let waiting = try NoticePolicyStore.waiting(for: reader, from: from, before: before, limit: limit, in: tx)
        .filter { $0.last > floor }
      let accounts = try AccountStore.accounts(inOrderOf: waiting.map(\.from), for: reader, in: tx)
      let byID = Dictionary(accounts.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
      let cards = try PostStore.told(waiting.compactMap(\.post), to: reader, in: tx)
      let byPost = Dictionary(cards.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
      var found = Found()
      found.requests = waiting.compactMap { waiting in
        byID[waiting.from.value].map { (waiting, $0, waiting.post.flatMap { byPost[$0] }) }
      }
      found.around = try StatusStore.surroundings(of: cards, shownIn: .notifications, writing, in: tx)
      return found
    }
  }

  private static func answer(_ people: [Key<Account>], isAccepted: Bool, _ call: Call) async throws -> Reply {
    let reader = try call.member.id
    let people = people.prefix(100)
    try await call.house.store.write { tx in
      for person in people {
        guard try !NoticePolicyStore.waiting(for: reader, from: person, limit: 1, in: tx).isEmpty else {
          throw Refusal.notFound
        }
        if isAccepted {
          try NoticePolicyStore.letThrough(person, for: reader, in: tx)
        } else {
          try NoticePolicyStore.dismiss(person, for: reader, in: tx)
        }
      }
    }
    return .empty
  }
}

extension JSON {
  fileprivate mutating func members(of policy: NoticePolicy) {
    for sort in NoticePolicy.Sort.allCases {
      name(text: NotificationPolicyOperations.name(sort))
      value(policy[sort].rawValue)
    }
  }

  fileprivate mutating func olderMembers(of policy: NoticePolicy) {
    for (name, sort) in NotificationPolicyOperations.older {
      self.name(text: name)
      value(policy[sort] != .accept)
    }
  }
}
