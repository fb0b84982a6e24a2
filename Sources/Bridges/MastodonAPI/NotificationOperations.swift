import Commons
import Community
import Doors
import Pages
import Storehouse

/// What somebody is told: one by one, in groups, and kept apart.
enum NotificationOperations {
  private static let which: [Operation.Parameter] = [
    .texts("types", "Only these types."), .texts("exclude_types", "None of these types."),
    .key("account_id", "Only from this account."),
    .flag("include_filtered", "Also what the policy keeps apart."),
  ]
  private static let counting: [Operation.Parameter] = [
    .integer("limit", "The most that is counted: 100, at most 1,000."), .texts("types"), .texts("exclude_types"),
    .key("account_id"),
  ]

  static let all: [Operation] =
    [
      Operation(
        .get, "/api/v1/notifications", .member("read:notifications"), "What somebody is told, newest first.",
        which + .paging, .list("Notification", isPaged: true), run: list),
      Operation(
        .get, "/api/v1/notifications/unread_count", .member("read:notifications"), "How many were not read.", counting,
        .entity("UnreadCount")
      ) { call in try await unread(call, isGrouped: false) },
      Operation(
        .get, "/api/v1/notifications/{id}", .member("read:notifications"), "One notification.", [],
        .entity("Notification")
      ) { call in
        let id = try call.key(of: Notice.self)
        let writing = Writing(call)
        let page = try await one(NotificationFilter(includesFiltered: true, id: id), limit: 1, call)
        guard let entry = page.entries.first else { throw Refusal.notFound }
        return Reply.json { $0.notification(entry, page, writing) }
      },
      Operation(
        .post, "/api/v1/notifications/clear", .member("write:notifications"), "Let go of every notification.", [],
        .nothing
      ) { call in
        try await delete(NotificationFilter(), mayBeNone: true, call)
      },
      Operation(
        .post, "/api/v1/notifications/{id}/dismiss", .member("write:notifications"), "Let go of one notification.", [],
        .nothing
      ) { call in
        try await delete(
          NotificationFilter(includesFiltered: true, id: call.key(of: Notice.self)), mayBeNone: false, call)
      },
      Operation(
        .get, "/api/v2/notifications", .member("read:notifications"),
        "What somebody is told, newest first, with the same of several people as one.",
        which + [.texts("grouped_types", "Of these types, several are told as one: favourite, reblog and follow.")]
          + .paging, .entity("GroupedNotificationsResults"), run: groups),
      Operation(
        .get, "/api/v2/notifications/unread_count", .member("read:notifications"), "How many groups were not read.",
        counting, .entity("UnreadCount")
      ) { call in try await unread(call, isGrouped: true) },
      Operation(
        .get, "/api/v2/notifications/{group_key}", .member("read:notifications"), "One group of notifications.", [],
        .entity("GroupedNotificationsResults")
      ) { call in
        let page = try await one(group(call), limit: 40, call)
        guard !page.entries.isEmpty else { throw Refusal.notFound }
        return try await grouped(page, call)
      },
      Operation(
        .post, "/api/v2/notifications/{group_key}/dismiss", .member("write:notifications"),
        "Let go of a group of notifications.", [], .nothing
      ) { call in try await delete(group(call), mayBeNone: false, call) },
      Operation(
        .get, "/api/v2/notifications/{group_key}/accounts", .member("read:notifications"),
        "Everyone who is in a group of notifications.", [], .list("Account", isPaged: false)
      ) { call in
        let page = try await one(group(call), limit: 400, call)
        guard !page.entries.isEmpty else { throw Refusal.notFound }
        var seen: Set<Key<Account>> = []
        let people = page.entries.map(\.actor).filter { seen.insert($0).inserted }
        let writing = Writing(call)
        return Reply.json { json in
          json.array(people.compactMap { page.accounts[$0.value] }) { $0.account($1, writing) }
        }
      },
    ] + NotificationPolicyOperations.all

  // MARK: Which

  private static func filter(_ call: Call) throws -> NotificationFilter {
    let input = call.input
    var filter = NotificationFilter()
    let wanted = input.list("types")
    let barred = Set(input.list("exclude_types"))
    filter.types = NotificationType.allCases.filter { type in
      (wanted.isEmpty || wanted.contains(type.rawValue)) && !barred.contains(type.rawValue)
    }
    if input.holds("account_id") { filter.from = input.key("account_id") ?? Key(0) }
    filter.includesFiltered = try input.flag("include_filtered") ?? false
    return filter
  }

  /// The group that a path names: a key of several, or one notification by itself.
  private static func group(_ call: Call) throws(Refusal) -> NotificationFilter {
    let name = call.place("group_key")
    let alone = "ungrouped-"
    guard name.hasPrefix(alone) else {
      return NotificationFilter(types: NotificationType.allCases.filter(\.isGrouped), groupKey: name)
    }
    guard let id = Key<Notice>(String(name.dropFirst(alone.count))) else { throw Refusal.notFound }
    return NotificationFilter(id: id)
  }

  private static func one(_ filter: NotificationFilter, limit: Int, _ call: Call) async throws -> NotificationPage {
    let reader = try call.member.id
    let writing = Writing(call)
    return try await call.house.store.read { tx in
      try NotificationStore.page(filter, Timelines.Bounds(limit: limit), for: reader, writing, in: tx)
    }
  }

  // MARK: Reading

  @Sendable private static func list(_ call: Call) async throws -> Reply {
    let reader = try call.member.id
    let filter = try filter(call)
    let bounds = try call.bounds(usual: 40, most: 80)
    let writing = Writing(call)
    let page = try await call.house.store.read { tx in
      try NotificationStore.page(filter, bounds, for: reader, writing, in: tx)
    }
    return Reply.json(capacity: 1024 + page.entries.count * 3000) { json in
      json.array(page.entries) { $0.notification($1, page, writing) }
    }.paged(call, first: page.entries.first?.id.description, last: page.entries.last?.id.description)
  }

  @Sendable private static func groups(_ call: Call) async throws -> Reply {
    let reader = try call.member.id
    let filter = try filter(call)
    let bounds = try call.bounds(usual: 40, most: 80)
    let grouped = call.input.list("grouped_types")
    let writing = Writing(call)
    let page = try await call.house.store.read { tx in
      try NotificationStore.page(
        filter, bounds, grouping: grouped.isEmpty ? nil : Set(grouped), for: reader, writing, in: tx)
    }
    return try await self.grouped(page, call)
      .paged(call, first: page.entries.first?.id.description, last: page.entries.last?.id.description)
  }

  private static func grouped(_ page: NotificationPage, _ call: Call) async throws -> Reply {
    let reader = try call.member.id
    let names = Array(Set(page.entries.map(\.groupKey)))
    let counts = try await call.house.store.read { tx in try NotificationStore.counts(of: names, for: reader, in: tx) }
    let writing = Writing(call)
    return Reply.json(capacity: 1024 + page.entries.count * 3000) { $0.groups(page, counts: counts, writing) }
  }

  private static func unread(_ call: Call, isGrouped: Bool) async throws -> Reply {
    let reader = try call.member.id
    let filter = try filter(call)
    let limit = try call.input.limit(100, most: 1000)
    let count = try await call.house.store.read { tx in
      try NotificationStore.unread(filter, isGrouped: isGrouped, limit: limit, for: reader, in: tx)
    }
    return Reply.json { json in json.object { $0.field("count", count) } }
  }

  // MARK: Letting go

  private static func delete(_ filter: NotificationFilter, mayBeNone: Bool, _ call: Call) async throws -> Reply {
    let reader = try call.member.id
    try await call.house.store.write { tx in
      guard try NotificationStore.delete(filter, of: reader, in: tx) > 0 || mayBeNone else { throw Refusal.notFound }
      try tx.record(Happening(.noticesRead, reader.value, by: reader))
    }
    return .empty
  }
}
