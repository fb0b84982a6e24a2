public import Commons
public import Storehouse

/// Where someone is signed in.
public struct Sessions: Sendable {
  let store: any Store

  public init(store: any Store) { self.store = store }

  public struct Place: Sendable {
    public let id: Key<Session>
    public let device: String
    public let createdAt: Moment
    public let lastSeenAt: Moment
  }

  public func list(of account: Key<Account>) async throws -> [Place] {
    try await store.read { tx in
      try tx.all(
        "SELECT id, device, created_at, last_seen_at FROM session WHERE account_id = \(account) ORDER BY last_seen_at DESC LIMIT 100"
      ) { row in
        Place(id: try row.take(), device: try row.take(), createdAt: try row.take(), lastSeenAt: try row.take())
      }
    }
  }

  /// Closes one of one's own sessions; somebody else's is not found.
  public func close(_ session: Key<Session>, by account: Key<Account>) async throws {
    try await store.write { tx in
      guard try tx.run("DELETE FROM session WHERE id = \(session) AND account_id = \(account)") == 1 else {
        throw Refusal.notFound
      }
    }
  }

  /// Closes every session, this one too.
  public func closeAll(of account: Key<Account>) async throws {
    try await store.write { tx in try tx.run("DELETE FROM session WHERE account_id = \(account)") }
  }
}

/// A browser in a few words, from what it says it is.
public func deviceName(_ agent: String) -> String {
  let browsers = [
    ("Edg", "Edge"), ("OPR/", "Opera"), ("SamsungBrowser", "Samsung Internet"), ("Firefox", "Firefox"),
    ("Chrom", "Chrome"), ("Safari", "Safari"),
  ]
  let systems = [
    ("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("CrOS", "Chromebook"), ("Windows", "Windows"),
    ("Mac OS", "Mac"), ("Linux", "Linux"),
  ]
  let browser = browsers.first { agent.contains($0.0) }?.1
  let system = systems.first { agent.contains($0.0) }?.1
  return [browser, system].compactMap { $0 }.joined(separator: ", ")
}
