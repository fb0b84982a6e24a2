import Commons
import Community
import Doors
import Pages
import Storehouse

/// Statuses that are to be published later, by a job.
enum ScheduledOperations {
  static let all: [Operation] = [
    Operation(
      .get, "/api/v1/scheduled_statuses", .member("read:statuses"), "One’s statuses that wait.", .paging,
      .list("ScheduledStatus", isPaged: true)
    ) { call in
      let member = try call.member.id
      let before = call.input.key("max_id", of: ScheduledStore.Scheduled.self) ?? Key(.max)
      let since = call.input.key("since_id", of: ScheduledStore.Scheduled.self) ?? call.input.key("min_id") ?? Key(0)
      let limit = try call.input.limit(20, most: 40)
      let found = try await call.house.store.read { tx in
        try ScheduledStore.page(of: member, before: before, since: since, limit: limit, in: tx)
      }
      return Reply.json { json in json.array(found) { $0.scheduled($1) } }.paged(
        call, first: found.first?.id.description, last: found.last?.id.description)
    },
    Operation(
      .get, "/api/v1/scheduled_statuses/{id}", .member("read:statuses"), "One status that waits.", [],
      .entity("ScheduledStatus"), run: show),
    Operation(
      .put, "/api/v1/scheduled_statuses/{id}", .member("write:statuses"), "Publish it at another time.",
      [.moment("scheduled_at")], .entity("ScheduledStatus")
    ) { call in
      let id = try call.key(of: ScheduledStore.Scheduled.self)
      let member = try call.member.id
      guard let at = try call.moment("scheduled_at") else {
        throw Refusal.invalid("scheduled_at", "Say when it should be published.")
      }
      try check(at, call)
      try await call.house.store.write { tx in
        guard try ScheduledStore.find(id, of: member, in: tx) != nil else { throw Refusal.notFound }
        try ScheduledStore.move(id, to: at, in: tx)
        try enqueue(id, at: at, in: tx)
      }
      return try await show(call)
    },
    Operation(
      .delete, "/api/v1/scheduled_statuses/{id}", .member("write:statuses"), "Do not publish it.", [], .nothing
    ) { call in
      let id = try call.key(of: ScheduledStore.Scheduled.self)
      let member = try call.member.id
      try await call.house.store.write { tx in
        guard try ScheduledStore.find(id, of: member, in: tx) != nil, try ScheduledStore.delete(id, in: tx) else {
          throw Refusal.notFound
        }
      }
      return .empty
    },
  ]

  static let jobKind = "post.scheduled"

  @Sendable private static func show(_ call: Call) async throws -> Reply {
    let id = try call.key(of: ScheduledStore.Scheduled.self)
    let member = try call.member.id
    let found = try await call.house.store.read { tx in try ScheduledStore.find(id, of: member, in: tx) }
    guard let found else { throw Refusal.notFound }
    return Reply.json { $0.scheduled(found) }
  }

  private static func check(_ at: Moment, _ call: Call) throws(Refusal) {
    guard at >= call.now + .minutes(5) else {
      throw Refusal.invalid("scheduled_at", "A post can wait for five minutes at least.")
    }
    guard at <= call.now + .days(366) else {
      throw Refusal.invalid("scheduled_at", "A post can wait for a year at most.")
    }
  }

  private static func enqueue(_ id: Key<ScheduledStore.Scheduled>, at: Moment, in tx: WriteTx) throws {
    try tx.enqueue(
      Job(kind: jobKind, payload: id.description, key: "\(jobKind)-\(id)-\(at.milliseconds)", runAt: at))
  }

  /// Keeps a call for later, after everything in it was checked as if it were published now.
  static func schedule(_ at: Moment, _ call: Call) async throws -> Reply {
    try check(at, call)
    _ = try await StatusDraft(call.input, call)
    let member = try call.member.id
    let app = call.grant?.app
    let once = call.idempotencyKey.isEmpty ? "" : "later-\(call.idempotencyKey)"
    let parameters = call.input.fields.filter { $0.name != "scheduled_at" && $0.name != "access_token" }
      .map { "\(Link.encoded($0.name))=\(Link.encoded($0.value))" }.joined(separator: "&")
    let scheduled = try await call.house.store.write { tx in
      if let done = try DoneOnceStore.alreadyDone(once, by: member, in: tx),
        let known = try ScheduledStore.find(Key(done.value), of: member, in: tx)
      {
        return known
      }
      let id = tx.mint(ScheduledStore.Scheduled.self)
      try ScheduledStore.insert(id, account: member, app: app, dueAt: at, parameters: parameters, in: tx)
      try enqueue(id, at: at, in: tx)
      try DoneOnceStore.noteDone(once, by: member, result: Key(id.value), in: tx)
      guard let made = try ScheduledStore.find(id, in: tx) else { throw Refusal.notFound }
      return made
    }
    return Reply.json { $0.scheduled(scheduled) }
  }

  /// Publishes what is due. What can no longer be published (its group is left, its parent gone) is let go.
  static func publish(_ run: JobRun, in house: House) async throws {
    guard let id = Key<ScheduledStore.Scheduled>(run.payload) else { return }
    let found = try await house.store.read { tx in try ScheduledStore.find(id, in: tx) }
    guard let found, found.dueAt <= house.now, let form = try? FormBody(urlencoded: found.parameters),
      let person = try await house.store.read({ tx in try AppStore.person(found.account, in: tx) })
    else { return }
    let grant = Grant(
      token: Key(0), app: found.app ?? Key(0), appName: "", appWebsite: "", scopes: Scopes(stored: "write"),
      member: person, hindrance: nil, usedAt: house.now)
    let call = Call(
      house: house, kept: KeptFacts(), places: [:], path: "/api/v1/statuses", input: Input(fields: form.fields),
      grant: grant,
      words: Words(.english), now: house.now, address: "", agent: "", idempotencyKey: "", authorization: "")
    do {
      let draft = try await StatusDraft(call.input, call)
      // Published once, however often the job is tried.
      _ = try await draft.publish(in: call, once: "scheduled-\(id)")
    } catch let refusal as Refusal where refusal.kind != .tooMany && refusal.kind != .unavailable {
      house.log("a scheduled post was not published: \(refusal.problems.first?.words.english ?? "")")
    }
    _ = try await house.store.write { tx in try ScheduledStore.delete(id, in: tx) }
  }
}

extension JSON {
  mutating func scheduled(_ scheduled: ScheduledStore.Entity) {
    let input = (try? FormBody(urlencoded: scheduled.parameters)).map { Input(fields: $0.fields) } ?? Input(fields: [])
    object {
      $0.field("id", scheduled.id)
      $0.field("scheduled_at", scheduled.dueAt)
      $0.field(
        "params",
        object: {
          $0.field("text", input["status"])
          $0.field("spoiler_text", input["spoiler_text"].isEmpty ? nil : input["spoiler_text"])
          $0.field("visibility", input["visibility"].isEmpty ? nil : input["visibility"])
          $0.field("language", input["language"].isEmpty ? nil : input["language"])
          $0.field("sensitive", ["true", "1"].contains(input["sensitive"]))
          $0.field("in_reply_to_id", input["in_reply_to_id"].isEmpty ? nil : input["in_reply_to_id"])
          let media = input.list("media_ids")
          $0.name("media_ids")
          if media.isEmpty { $0.null() } else { $0.array(media) { $0.value($1) } }
          let options = input.list("poll[options]")
          $0.name("poll")
          if options.isEmpty {
            $0.null()
          } else {
            $0.object {
              $0.field("options", options)
              $0.field("expires_in", input["poll[expires_in]"])
              $0.field("multiple", ["true", "1"].contains(input["poll[multiple]"]))
              $0.field("hide_totals", ["true", "1"].contains(input["poll[hide_totals]"]))
            }
          }
          $0.field(null: "scheduled_at")
          $0.field(null: "idempotency")
          $0.field("with_rate_limit", false)
          $0.field(null: "application_id")
        })
      $0.field("media_attachments", [])
    }
  }
}
