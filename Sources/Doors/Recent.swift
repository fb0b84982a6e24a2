package import Commons
import Synchronization

/// What was worked out a moment ago, for whoever asks the same while nothing has been committed since.
///
/// Never the truth: an entry holds for one version of the store, and for a few seconds, because pages say how long ago
/// things were. On PostgreSQL another process may have written, so a store there has no version and nothing is kept.
package final class Recent<Name: Hashable & Sendable, Value: Sendable>: Sendable {
  private struct Entry {
    let value: Value
    let version: UInt64
    let madeAt: Moment
  }
  // Two generations: when the young one is full it becomes the old one, and what nobody asked for meanwhile is gone.
  private struct Generations {
    var young: [Name: Entry] = [:]
    var old: [Name: Entry] = [:]
    var cost = 0
  }
  private let generations = Mutex(Generations())
  private let most: Int
  private let shelfLife: Span

  /// - Parameter most: the sum of costs that each of two generations holds.
  package init(most: Int, shelfLife: Span) {
    self.most = most
    self.shelfLife = shelfLife
  }

  package func value(of name: Name, version: UInt64?, at now: Moment) -> Value? {
    guard let version else { return nil }
    return generations.withLock { generations in
      guard let entry = generations.young[name] ?? generations.old[name], entry.version == version,
        now >= entry.madeAt, now - entry.madeAt < shelfLife
      else { return nil }
      return entry.value
    }
  }

  /// - Parameter version: of the store, before anything was read for `value`.
  package func keep(_ value: Value, as name: Name, cost: Int, version: UInt64?, at now: Moment) {
    guard let version, cost <= most / 4 else { return }
    let entry = Entry(value: value, version: version, madeAt: now)
    let forgotten = generations.withLock { generations -> [Name: Entry] in
      var forgotten: [Name: Entry] = [:]
      if generations.cost + cost > most {
        forgotten = generations.old
        generations.old = generations.young
        generations.young = [:]
        generations.cost = 0
      }
      generations.young[name] = entry
      generations.cost += cost
      return forgotten
    }
    // Let go of outside the lock.
    _ = forgotten
  }
}
