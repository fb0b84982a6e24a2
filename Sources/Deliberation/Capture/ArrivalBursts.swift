/// A moment when far more people came than around it.
///
/// **Null model.** Around any moment people arrive at a steady rate (a Poisson process), which may change slowly. A window
/// is compared with ten times its length on either side: given how many came in all, how many come in the window is
/// binomial (Przyborowski and Wilenski, Biometrika 31 (1940)). The scan is over windows of ten seconds, a minute, ten minutes and an hour
/// that begin with an arrival (Naus, Journal of the American Statistical Association 60 (1965)), with false discoveries
/// bounded over all of them.
///
/// A newsletter, a link that is shared and a meeting that opens the page together do the same.
public struct ArrivalBurst: Sendable, Hashable {
  /// The first and the last arrival of it, in the units of the moments: milliseconds since 1970 for votes.
  public let from: Int64
  public let to: Int64
  public let arrivals: Int
  /// How many would have come in that window at the rate around it.
  public let expected: Double
  /// The rate of false discoveries at which this is one.
  public let rate: Double

  /// Which windows are looked at, and what counts as a burst.
  public struct Rule: Sendable, Hashable {
    /// The lengths of windows, in the units of the moments.
    public var lengths: [Int64] = [10_000, 60_000, 600_000, 3_600_000]
    public var leastArrivals = 6
    /// How many times as many as expected.
    public var leastExcess = 3.0
    public var falseDiscoveries = 0.01
    public init() {}
  }

  /// People's first votes. Votes without a time are left out.
  public static func all(_ votes: [OpinionVote], rule: Rule = Rule()) -> [Self] {
    var first: [Int: Int64] = [:]
    for vote in votes {
      guard let time = vote.time else { continue }
      first[vote.participant] = min(time, first[vote.participant] ?? .max)
    }
    return all(moments: Array(first.values), rule: rule)
  }

  /// Bursts that overlap are told as one; the earliest first. Time: O(moments × (log moments + lengths)).
  public static func all(moments: [Int64], rule: Rule = Rule()) -> [Self] {
    // Doubles hold every millisecond of some 285,000 years, and sums of what is hostile do not trap.
    let times = moments.sorted().map(Double.init)
    guard let start = times.first, let end = times.last, end > start else { return [] }
    let lengths = rule.lengths.filter { $0 > 0 && Double($0) < end - start }
    var windows: [(first: Int, last: Int, expected: Double)] = []
    var probabilities: [Double] = []
    for length in lengths.map(Double.init) {
      // Where the window ends, and where its surroundings begin and end.
      var (after, low, high) = (0, 0, 0)
      for first in times.indices {
        let (from, to) = (max(start, times[first] - 10 * length), min(end, times[first] + 11 * length))
        while after < times.count, times[after] <= times[first] + length { after += 1 }
        while times[low] < from { low += 1 }
        while high < times.count, times[high] <= to { high += 1 }
        let inside = after - first
        guard inside >= max(2, rule.leastArrivals) else { continue }
        let part = min(1, length / max(length, to - from))
        // That the window begins with an arrival is no news.
        let others = high - low - 1
        let expected = Double(others) * part
        guard Double(inside - 1) >= rule.leastExcess * expected else { continue }
        windows.append((first, after - 1, expected))
        probabilities.append(TailProbability.binomial(atLeast: inside - 1, trials: others, chance: part))
      }
    }
    let rates = FalseDiscovery.rates(probabilities, tests: times.count * max(1, lengths.count))
    let found = windows.indices.filter { rates[$0] <= rule.falseDiscoveries }.sorted {
      (windows[$0].first, windows[$0].last) < (windows[$1].first, windows[$1].last)
    }
    var merged: [(first: Int, last: Int, surest: Int)] = []
    for place in found {
      if let last = merged.last, windows[place].first <= last.last {
        merged[merged.count - 1].last = max(last.last, windows[place].last)
        if rates[place] < rates[last.surest] { merged[merged.count - 1].surest = place }
      } else {
        merged.append((windows[place].first, windows[place].last, place))
      }
    }
    let sorted = moments.sorted()
    return merged.map { burst in
      Self(
        from: sorted[burst.first], to: sorted[burst.last], arrivals: burst.last - burst.first + 1,
        expected: windows[burst.surest].expected, rate: rates[burst.surest])
    }
  }
}
