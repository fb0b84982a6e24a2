import Commons
import Doors
import Pages
import Storehouse

/// Where an app wants notices to be pushed to: one subscription for each token.
enum PushOperations {
  private static let choices: [Operation.Parameter] =
    PushSubscription.kinds.map { .flag("data[alerts][\($0)]") }
    + [.string("data[policy]", "From whom: all, followed, follower or none.")]

  static let all: [Operation] = [
    Operation(
      .post, "/api/v1/push/subscription", .member("push"), "Have notices pushed; replaces the subscription before it.",
      [
        .string("subscription[endpoint]", "The address that the push service gave.", required: true),
        .string("subscription[keys][p256dh]", "The public key, in base 64.", required: true),
        .string("subscription[keys][auth]", "The secret, in base 64.", required: true),
        .flag("subscription[standard]", "RFC 8291, not the draft before it."),
      ] + choices, .entity("WebPushSubscription"), run: subscribe),
    Operation(
      .get, "/api/v1/push/subscription", .member("push"), "The subscription of this token.", [],
      .entity("WebPushSubscription")
    ) { call in try await reply(call) },
    Operation(
      .put, "/api/v1/push/subscription", .member("push"), "Choose anew what is pushed.", choices,
      .entity("WebPushSubscription"), run: change),
    Operation(.delete, "/api/v1/push/subscription", .member("push"), "Have nothing pushed any more.", [], .nothing) {
      call in
      guard let token = call.grant?.token else { throw Refusal.notFound }
      try await call.house.store.write { tx in try PushStore.delete(token: token, in: tx) }
      return .empty
    },
  ]

  @Sendable private static func subscribe(_ call: Call) async throws -> Reply {
    let member = try call.member.id
    guard let token = call.grant?.token else { throw Refusal.notFound }
    let new = try NewPushSubscription(
      endpoint: call.input["subscription[endpoint]"], key: call.input["subscription[keys][p256dh]"],
      secret: call.input["subscription[keys][auth]"], isStandard: call.input.flag("subscription[standard]") ?? false,
      at: call.house.address)
    let (alerts, policy) = try (alerts(call.input), policy(call.input))
    try await call.house.store.write { tx in
      try PushStore.insert(
        new, of: member, token: token, session: nil, alerts: alerts, policy: policy ?? .all, in: tx)
    }
    return try await reply(call)
  }

  @Sendable private static func change(_ call: Call) async throws -> Reply {
    guard let token = call.grant?.token else { throw Refusal.notFound }
    let (alerts, policy) = try (alerts(call.input), policy(call.input))
    try await call.house.store.write { tx in
      guard let there = try PushStore.find(token: token, in: tx) else { throw Refusal.notFound }
      try PushStore.set(
        call.input.holds("data[alerts]") ? alerts : there.alerts, policy ?? there.policy, of: there.id, in: tx)
    }
    return try await reply(call)
  }

  private static func alerts(_ input: Input) throws(Refusal) -> Set<String> {
    var alerts: Set<String> = []
    for kind in PushSubscription.kinds where try input.flag("data[alerts][\(kind)]") ?? false { alerts.insert(kind) }
    return alerts
  }

  private static func policy(_ input: Input) throws(Refusal) -> PushSubscription.Policy? {
    let text = input["data[policy]"].isEmpty ? input["policy"] : input["data[policy]"]
    guard !text.isEmpty else { return nil }
    guard let policy = PushSubscription.Policy(rawValue: text) else {
      throw Refusal.invalid("policy", "The policy is all, followed, follower or none.")
    }
    return policy
  }

  private static func reply(_ call: Call) async throws -> Reply {
    guard let token = call.grant?.token,
      let found = try await call.house.store.read({ tx in try PushStore.find(token: token, in: tx) })
    else { throw Refusal.notFound }
    let key = call.kept.vapidKey(of: call.house)
    return Reply.json {
      $0.object {
        $0.field("id", found.id)
        $0.field("endpoint", found.endpoint)
        $0.field("standard", found.isStandard)
        $0.field(
          "alerts",
          object: { json in
            for kind in PushSubscription.kinds {
              json.name(text: kind)
              json.value(found.alerts.contains(kind))
            }
          })
        $0.field("policy", found.policy.rawValue)
        $0.field("server_key", key)
      }
    }
  }
}
