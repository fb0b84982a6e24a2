import Commons
import Doors
import Storehouse

/// Subscriptions of our own pages: one for each browser that somebody is signed in on.
struct BrowserPushing: Sendable {
  let house: House

  func isOn(_ session: Key<Session>) async throws -> Bool {
    try await house.store.read { tx in try PushStore.find(session: session, in: tx) != nil }
  }

  /// - Throws: a `Refusal` when the address or the keys are none.
  func start(endpoint: String, key: String, secret: String, by member: Member) async throws {
    let new = try NewPushSubscription(
      endpoint: endpoint, key: key, secret: secret, isStandard: true, at: house.address)
    try await house.store.write { tx in
      // A browser that somebody else was signed in on before tells them nothing more.
      try PushStore.delete(browser: new.endpoint.text, in: tx)
      try PushStore.insert(
        new, of: member.id, token: nil, session: member.session, alerts: [PushSubscription.everything], policy: .all,
        in: tx)
    }
  }

  func stop(_ session: Key<Session>) async throws {
    try await house.store.write { tx in try PushStore.delete(session: session, in: tx) }
  }
}
