public import Commons
import Synchronization

/// How often one visitor may do one kind of thing: a bucket of tokens that fills at a steady pace, kept in this process.
///
/// Approximate on purpose: with several processes a visitor gets the allowance of each. What must be exact (tries at a password) is in the store.
public final class RateLimits: Sendable {
  /// An allowance: `burst` at once, refilled fully in `per`.
  public struct Allowance: Sendable {
    public let name: String
    public let burst: Int
    public let per: Span
    public init(_ name: String, burst: Int, per: Span) {
      self.name = name
      self.burst = burst
      self.per = per
    }
  }

  private struct Bucket {
    var tokens: Double
    var at: Moment
  }
  private let buckets = Mutex<[String: Bucket]>([:])
  private let isOn: Bool
  static let mostBuckets = 100_000

  public init(isOn: Bool) { self.isOn = isOn }

  /// Takes one token from `visitor`'s bucket.
  /// - Returns: how many are left.
  /// - Throws: a `Refusal` of kind `tooMany`, with when to try again, when the bucket is empty.
  @discardableResult
  public func take(_ allowance: Allowance, by visitor: String, at now: Moment) throws(Refusal) -> Int {
    guard isOn else { return allowance.burst }
    let key = allowance.name + "/" + visitor
    let perMillisecond = Double(allowance.burst) / Double(allowance.per.milliseconds)
    let (wait, left): (Double?, Double) = buckets.withLock { buckets in
      // Full buckets say nothing: sweep them when the table grows.
      if buckets.count > Self.mostBuckets { buckets = buckets.filter { now - $0.value.at < .minutes(10) } }
      var bucket = buckets[key] ?? Bucket(tokens: Double(allowance.burst), at: now)
      bucket.tokens = min(
        Double(allowance.burst), bucket.tokens + Double(max(0, (now - bucket.at).milliseconds)) * perMillisecond)
      bucket.at = now
      defer { buckets[key] = bucket }
      if bucket.tokens >= 1 {
        bucket.tokens -= 1
        return (nil, bucket.tokens)
      }
      return ((1 - bucket.tokens) / perMillisecond, 0)
    }
    if let wait {
      var refusal = Refusal(.tooMany, "That was a lot in a short time. Wait a little, then try again.")
      refusal.retryAfter = Span(milliseconds: Int64(wait))
      throw refusal
    }
    return Int(left)
  }
}
