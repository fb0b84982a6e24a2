import Commons
import Community
import Doors
import Governance
import Pages
import Storehouse

/// Accounts, for moderators: found, let in, and acted on through the safeguards, with a reason and a line in the public log.
enum AdminAccountOperations {
  static let all: [Operation] = [
    Operation(
      .get, "/api/v1/admin/accounts", .moderator("admin:read:accounts"), "Accounts, the newest first.",
      [
        .flag("local"), .flag("remote"), .flag("active"), .flag("pending"), .flag("disabled"), .flag("silenced"),
        .flag("suspended"), .flag("sensitized"), .flag("staff"),
      ] + named + .paging, .list("AdminAccount", isPaged: true)
    ) { call in
      var filter = try named(call)
      let input = call.input
      filter.isImpossible = try filter.isImpossible || input.flag("remote") == true
      filter.isActive = try input.flag("active") ?? false
      filter.isWaiting = try input.flag("pending") ?? false
      filter.isDisabled = try input.flag("disabled") ?? false
      filter.isLimited = try input.flag("silenced") ?? false
      filter.isSuspended = try input.flag("suspended") ?? false
      filter.coversPictures = try input.flag("sensitized") ?? false
      filter.isStaff = try input.flag("staff") ?? false
      return try await list(filter, call)
    },
    Operation(
      .get, "/api/v2/admin/accounts", .moderator("admin:read:accounts"), "Accounts, the newest first.",
      [
        .string("origin", "local or remote."), .string("status", "active, pending, disabled, silenced or suspended."),
        .string("permissions", "staff."), .keys("role_ids"), .key("invited_by"),
      ] + named + .paging, .list("AdminAccount", isPaged: true)
    ) { call in
      var filter = try named(call)
      filter.isImpossible = filter.isImpossible || call.input["origin"] == "remote"
      switch call.input["status"] {
      case "": break
      case "active": filter.isActive = true
      case "pending": filter.isWaiting = true
      case "disabled": filter.isDisabled = true
      case "silenced": filter.isLimited = true
      case "suspended": filter.isSuspended = true
      default:
        throw Refusal.invalid("status", "The status is active, pending, disabled, silenced or suspended.")
      }
      filter.isStaff = call.input["permissions"] == "staff"
      filter.roles = call.input.list("role_ids").compactMap { Int(Input.trimmed($0)) }
      filter.invitedBy = call.input.key("invited_by")
      return try await list(filter, call)
    },
    Operation(
      .get, "/api/v1/admin/accounts/{id}", .moderator("admin:read:accounts"), "One account.", [],
      .entity("AdminAccount")
    ) { call in try await call.adminAccount(call.key()) },
    Operation(
      .post, "/api/v1/admin/accounts/{id}/approve", .moderator("admin:write:accounts"), "Let somebody in.", [],
      .entity("AdminAccount")
    ) { call in
      let id = try call.key(of: Account.self)
      try await mustBeThere(id, call)
      try await Approvals(house: call.house).accept(id, by: call.member.id)
      return try await call.adminAccount(id)
    },
    Operation(
      .post, "/api/v1/admin/accounts/{id}/reject", .moderator("admin:write:accounts"),
      "Turn somebody down: their account is erased.", [.string("text", "The reason, which goes into the letter.")],
      .entity("AdminAccount")
    ) { call in
      let id = try call.key(of: Account.self)
      let before = try await mustBeThere(id, call)
      let reason = call.input["text"]
      try await Approvals(house: call.house).decline(
        id, reason: reason.isEmpty ? call.unsaid : reason, by: call.member.id)
      return Reply.json { $0.adminAccount(before, Writing(call)) }
    },
    Operation(
      .delete, "/api/v1/admin/accounts/{id}", .moderator("admin:write:accounts"),
      "Erase a suspended account and everything it wrote.", [], .entity("AdminAccount")
    ) { call in
      let id = try call.key(of: Account.self)
      let before = try await mustBeThere(id, call)
      let member = try call.member
      guard before.account.role < member.role else { throw AdminAccountOperations.above }
      try await Departures(house: call.house, rooms: call.rooms).eraseSuspended(id, by: member.id)
      return Reply.json { $0.adminAccount(before, Writing(call)) }
    },
    Operation(
      .post, "/api/v1/admin/accounts/{id}/action", .moderator("admin:write:accounts"),
      "Warn somebody, cover their pictures, shut their sign-in, leave them out of public lists, or suspend them.",
      [
        .string("type", "none, sensitive, disable, silence or suspend.", required: true),
        .string("text", "The reason: the person reads it, and it stands in the public log without their name."),
        .key("report_id", "A report that is settled by it."), .key("warning_preset_id"),
        .flag("send_email_notification", "People are always told."),
      ], .nothing, run: act),
    undo("enable", .enable, "Open somebody’s sign-in again.") { $0.isDisabled },
    undo("unsilence", .unlimit, "Show somebody in public lists again.") { $0.account.isLimited },
    undo("unsuspend", .unsuspend, "End a suspension.") { $0.account.isSuspended },
    undo("unsensitive", .uncover, "Show somebody’s pictures again.") { $0.coversPictures },
  ]

  static let above = Refusal.forbidden("This is somebody with the same duty as you, or a higher one.")

  // MARK: Finding

  private static let named: [Operation.Parameter] = [
    .string("username"), .string("display_name"), .string("by_domain"),
    .string("email", "For stewards: others find nobody by it."),
    .string("ip"),
  ]

  private static func named(_ call: Call) throws -> AdminAccountStore.Filter {
    var filter = AdminAccountStore.Filter()
    let domain = call.input["by_domain"].lowercased()
    filter.isImpossible = !call.input["ip"].isEmpty || !domain.isEmpty && domain != call.house.address.host.lowercased()
    filter.handle = call.input["username"]
    filter.name = call.input["display_name"]
    filter.email = call.input["email"]
    return filter
  }

  private static func list(_ filter: AdminAccountStore.Filter, _ call: Call) async throws -> Reply {
    let limit = try call.input.limit(100, most: 200)
    let before = call.input.key("max_id", of: Account.self) ?? Key(.max)
    let since = call.input.key("since_id", of: Account.self) ?? call.input.key("min_id") ?? Key(0)
    let writing = Writing(call)
    let reader = try call.member.role
    let found = try await call.house.store.read { tx in
      try AdminAccountStore.list(filter, before: before, since: since, limit: limit, for: reader, in: tx)
    }
    return Reply.json(capacity: 2048 + found.count * 2000) { json in
      json.array(found) { $0.adminAccount($1, writing) }
    }.paged(call, first: found.first.map { String($0.account.id) }, last: found.last.map { String($0.account.id) })
  }

  @discardableResult private static func mustBeThere(_ id: Key<Account>, _ call: Call) async throws -> AdminAccount {
    try await call.findAdminAccount(id)
  }

  // MARK: Acting

  @Sendable private static func act(_ call: Call) async throws -> Reply {
    let id = try call.key(of: Account.self)
    let text = call.input["text"]
    let action: ModerationAction
    switch call.input["type"] {
    case "none":
      guard !text.isEmpty else { throw Refusal.invalid("text", "Give the reason. The person concerned will read it.") }
      action = .warn
    case "sensitive": action = .cover
    case "disable": action = .disable
    case "silence": action = .limit
    case "suspend": action = .suspend
    default: throw Refusal.invalid("type", "The type is none, sensitive, disable, silence or suspend.")
    }
    let report = call.input.holds("report_id") ? call.input.key("report_id", of: ReportRow.self) ?? Key(0) : nil
    let concern = try await report.asyncMap { try await call.safeguards.report($0).concern }
    try await decide(action, on: id, reason: text, concern: concern ?? .other, call)
    if let report {
      try await call.safeguards.resolve(report, reason: text.isEmpty ? call.unsaid : text, by: call.moderator)
    }
    return .empty
  }

  private static func decide(
    _ action: ModerationAction, on id: Key<Account>, reason: String, concern: Concern, _ call: Call
  ) async throws {
    let member = try call.member
    let before = try await mustBeThere(id, call)
    guard before.account.role < member.role else { throw AdminAccountOperations.above }
    let decision = try NewDecision(
      action: action.rawValue, concern: concern.rawValue, reason: reason.isEmpty ? call.unsaid : reason)
    try await call.safeguards.decide(decision, about: "account", id.value, by: call.moderator)
  }

  /// What ends an action. Where there is nothing to end, nothing is decided.
  private static func undo(
    _ verb: String, _ action: ModerationAction, _ about: String,
    where isNeeded: @escaping @Sendable (AdminAccount) -> Bool
  ) -> Operation {
    Operation(
      .post, "/api/v1/admin/accounts/{id}/\(verb)", .moderator("admin:write:accounts"), about,
      [.string("text", "The reason.")], .entity("AdminAccount")
    ) { call in
      let id = try call.key(of: Account.self)
      let before = try await mustBeThere(id, call)
      if isNeeded(before) { try await decide(action, on: id, reason: call.input["text"], concern: .other, call) }
      return try await call.adminAccount(id)
    }
  }
}

extension Optional where Wrapped: Sendable {
  fileprivate func asyncMap<Value>(_ transform: (Wrapped) async throws -> Value) async rethrows -> Value? {
    guard let value = self else { return nil }
    return try await transform(value)
  }
}

extension Call {
  var safeguards: Safeguards { Safeguards(store: house.store, rooms: rooms) }

  var moderator: Safeguards.Moderator {
    get throws(Refusal) {
      let member = try member
      return Safeguards.Moderator(id: member.id, role: member.role)
    }
  }

  /// The reason that stands where an app sent none.
  var unsaid: String { words("A moderator decided this with an app and did not write down why. Ask the moderators.") }

  func adminAccount(_ id: Key<Account>) async throws -> Reply {
    let found = try await findAdminAccount(id)
    return Reply.json { $0.adminAccount(found, Writing(self)) }
  }

  /// An account as the moderator who asks may know it.
  /// - Throws: `Refusal.notFound`.
  fileprivate func findAdminAccount(_ id: Key<Account>) async throws -> AdminAccount {
    let reader = try member.role
    guard let found = try await house.store.read({ tx in try AdminAccountStore.find(id, for: reader, in: tx) }) else {
      throw Refusal.notFound
    }
    return found
  }
}
