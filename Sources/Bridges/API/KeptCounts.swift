import Commons
import Storehouse
import Synchronization

/// How many people and posts there are, for a minute: apps ask at every start, and on a large site counting reads every account.
final class KeptCounts: Sendable {
  private let kept = Mutex<(counts: InstanceStore.Counts, at: Moment)?>(nil)
  static let shelfLife = Span.minutes(1)

  func counts(in store: any Store, at now: Moment) async throws -> InstanceStore.Counts {
    if let kept = kept.withLock({ $0 }), now >= kept.at, now - kept.at < Self.shelfLife { return kept.counts }
    let counts = try await store.read { tx in try InstanceStore.counts(at: now, in: tx) }
    kept.withLock { $0 = (counts, now) }
    return counts
  }
}
