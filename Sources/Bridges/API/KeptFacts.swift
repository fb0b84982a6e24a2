import Commons
import Doors
import Storehouse
import Synchronization

/// What the site says of itself, which every app asks for at its start. How many people and posts there are is kept for a minute, because on a
/// large site counting reads every account; the rest for as long as nothing is written.
final class KeptFacts: Sendable {
  private let facts = Recent<Bool, InstanceStore.Facts>(most: 4, shelfLife: .minutes(1))

  func facts(in store: any Store, at now: Moment) async throws -> InstanceStore.Facts {
    let version = store.version
    if let known = facts.value(of: true, version: version, at: now) { return known }
    let counts = try await counts(in: store, at: now)
    let found = try await store.read { tx in try InstanceStore.facts(counts, in: tx) }
    facts.keep(found, as: true, cost: 1, version: version, at: now)
    return found
  }

  private let key = Mutex<String?>(nil)

  /// The key that push services know this site by. Every app asks for it, and a point of the curve takes longer to work out than all the
  /// rest that it asks for.
  func vapidKey(of house: House) -> String {
    key.withLock { key in
      let known = key ?? VAPIDKey.publicKey(of: house)
      key = known
      return known
    }
  }

  private let kept = Mutex<(counts: InstanceStore.Counts, at: Moment)?>(nil)
  static let shelfLife = Span.minutes(1)

  func counts(in store: any Store, at now: Moment) async throws -> InstanceStore.Counts {
    if let kept = kept.withLock({ $0 }), now >= kept.at, now - kept.at < Self.shelfLife { return kept.counts }
    let counts = try await store.read { tx in try InstanceStore.counts(at: now, in: tx) }
    kept.withLock { $0 = (counts, now) }
    return counts
  }
}
