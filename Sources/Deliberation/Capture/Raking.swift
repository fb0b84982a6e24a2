/// Weights under which participants divide by each attribute as the population does: iterative proportional fitting (Deming
/// and Stephan, Annals of Mathematical Statistics 11 (1940)), with weights that grow too large trimmed and the rest fitted
/// again (DeBell and Krosnick, “Computing weights for American National Election Study survey data”, ANES nes012427 (2009)).
///
/// Whose value is not known keeps the weight that their other attributes give. It never fails: what cannot be met is told.
/// It mends only what the attributes have to do with opinions, and pays with precision; see `effectiveSize`.
///
/// Time: O(rounds × people × margins).
public struct Raking: Sendable, Hashable {
  /// How large weights may get, and how long and how exactly margins are fitted.
  public struct Rule: Sendable, Hashable {
    /// The greatest weight, in means; infinite for no trimming. At least 1 counts.
    public var most = 5.0
    /// Margins are met when no share differs by more.
    public var tolerance = 1e-9
    /// At most so many rounds over the margins, and so many times trimmed.
    public var rounds = 1000
    public var trims = 50

    public init() {}
  }

  /// What cannot be met, or not quite. Shares are parts of 1.
  public enum Trouble: Sendable, Hashable {
    /// The population has people of that value, but nobody with it took part: they are not heard, and the other values of the
    /// attribute share their part.
    case notHeard(attribute: String, value: String, share: Double)
    /// People took part who are of a value that the population does not have; they have no weight.
    case notInPopulation(attribute: String, value: String, people: Int)
    /// Nobody's value of that attribute is known.
    case unknown(attribute: String)
    /// The margins cannot be met together, or not within the rounds, or not with weights that small.
    case notMet(greatestDifference: Double)
  }

  /// By person: at least 0, 1 on average.
  public let weights: [Double]
  public let rounds: Int
  /// Whether all margins that can be met are.
  public let isConverged: Bool
  /// The greatest difference that is left between a share of weight and the population's, over values of which
  /// somebody took part, in parts of 1.
  public let greatestDifference: Double
  /// How many people have the greatest weight there may be.
  public let trimmed: Int
  public let troubles: [Trouble]

  /// n × Σw² ÷ (Σw)²: by how much the variance of a mean is greater than with equal weights (Kish, Survey Sampling, 1965,
  /// 11.7; as long as weights have nothing to do with answers).
  public var designEffect: Double {
    let size = effectiveSize
    return size > 0 ? Double(weights.count) / size : 1
  }

  /// (Σw)² ÷ Σw².
  public var effectiveSize: Double { VoterWeights(weights).effectiveSize }

  public init(_ sample: PopulationSample, rule: Rule = Rule()) {
    var fit = Fit(sample, rule)
    weights = fit.weights
    rounds = fit.rounds
    greatestDifference = fit.difference
    trimmed = fit.trimmed
    isConverged = fit.difference <= max(0, rule.tolerance)
    if !isConverged { fit.troubles.append(.notMet(greatestDifference: fit.difference)) }
    troubles = fit.troubles
  }

  private struct Fit {
    private(set) var weights: [Double]
    private(set) var rounds = 0
    private(set) var difference = 0.0
    private(set) var trimmed = 0
    var troubles: [Trouble] = []

    private let sample: PopulationSample
    /// By margin, the shares that are wanted, of those values that can have weight; empty where nothing is known.
    private var wanted: [[Double]] = []

    init(_ sample: PopulationSample, _ rule: Rule) {
      self.sample = sample
      weights = Array(repeating: 1, count: sample.ids.count)
      for margin in sample.margins.indices { wanted.append(wish(margin)) }
      guard !weights.isEmpty else { return }
      let cap = max(1, rule.most.isNaN ? 1 : rule.most)
      meet(rule)
      var trims = 0
      while let greatest = weights.max(), greatest > cap * (1 + 1e-9), trims < max(0, rule.trims) {
        trim(cap)
        meet(rule)
        trims += 1
      }
      // The cap holds in the end, even where the margins then do not.
      for _ in 0..<100 where (weights.max() ?? 0) > cap * (1 + 1e-9) { trim(cap) }
      trimmed = weights.count { cap.isFinite && $0 >= cap * (1 - 1e-9) && cap > 1 }
      difference = greatestDifference()
    }

    private mutating func wish(_ margin: Int) -> [Double] {
      let (values, counts) = (sample.margins[margin].values, sample.counts(margin))
      let attribute = sample.margins[margin].attribute
      guard counts.contains(where: { $0 > 0 }) else {
        if !sample.ids.isEmpty { troubles.append(.unknown(attribute: attribute)) }
        return []
      }
      for (value, count) in zip(values, counts) {
        if count == 0, value.share > 0 {
          troubles.append(.notHeard(attribute: attribute, value: value.name, share: value.share))
        }
        if count > 0, value.share == 0 {
          troubles.append(.notInPopulation(attribute: attribute, value: value.name, people: count))
        }
      }
      let heard = zip(values, counts).map { $1 > 0 ? $0.share : 0 }
      let sum = heard.reduce(0, +)
      // Where only values took part that the population does not have there is nothing to fit.
      return sum > 0 ? heard.map { $0 / sum } : []
    }

    /// How much weight each value of a margin has.
    private func held(_ margin: Int) -> [Double] {
      var held = [Double](repeating: 0, count: sample.margins[margin].values.count)
      for (person, own) in sample.answers.enumerated() { if let value = own[margin] { held[value] += weights[person] } }
      return held
    }

    private func greatestDifference() -> Double {
      var greatest = 0.0
      for margin in wanted.indices where !wanted[margin].isEmpty {
        let held = held(margin)
        let sum = held.reduce(0, +)
        for (weight, share) in zip(held, wanted[margin]) {
          greatest = max(greatest, (sum > 0 ? weight / sum - share : share).magnitude)
        }
      }
      return greatest
    }

    private mutating func meet(_ rule: Rule) {
      var before = Double.infinity
      for round in 1...max(1, rule.rounds) {
        for margin in wanted.indices where !wanted[margin].isEmpty { fit(margin) }
        scale()
        rounds += 1
        let difference = greatestDifference()
        if difference <= max(0, rule.tolerance) { return }
        // Where margins contradict each other the difference stays: what has not got smaller by a thousandth in a hundred
        // rounds will not be met in a thousand.
        guard round % 100 == 0 else { continue }
        if difference > before * 0.999 { return }
        before = difference
      }
    }

    private mutating func fit(_ margin: Int) {
      let held = held(margin)
      let sum = held.reduce(0, +)
      guard sum > 0, sum.isFinite else { return }
      let factors = zip(held, wanted[margin]).map { $0 > 0 ? $1 * sum / $0 : 0 }
      for (person, own) in sample.answers.enumerated() {
        // What grows or shrinks beyond all bounds, where margins cannot be met together, stays a number.
        if let value = own[margin] { weights[person] = min(weights[person] * factors[value], 1e12) }
      }
    }

    private mutating func scale() {
      let sum = weights.reduce(0, +)
      guard sum > 0, sum.isFinite else { return }
      let factor = Double(weights.count) / sum
      for person in weights.indices { weights[person] *= factor }
    }

    private mutating func trim(_ cap: Double) {
      for person in weights.indices where weights[person] > cap { weights[person] = cap }
      scale()
    }
  }
}

/// Weights that make each cell of people (a combination of attributes) as large as in the population: exact where every cell
/// has people (Holt and Smith, “Post stratification”, Journal of the Royal Statistical Society A 142 (1979)).
public struct PostStratification: Sendable, Hashable {
  /// By person: 1 on average over those whose cell is known; 1 for the others.
  public let weights: [Double]
  /// Cells that the population has, but nobody who took part. The others share their part.
  public let empty: [Int]

  public var effectiveSize: Double { VoterWeights(weights).effectiveSize }
  public var designEffect: Double { effectiveSize > 0 ? Double(weights.count) / effectiveSize : 1 }

  /// - Parameters:
  ///   - cells: for each person the position in `shares`; nil where it is not known.
  ///   - shares: of the population, in any unit.
  /// - Throws: `Malformed` for a share that is no number or below 0, or a cell without a share.
  public init(cells: [Int?], shares: [Double]) throws(Malformed) {
    guard shares.allSatisfy({ $0.isFinite && $0 >= 0 }) else { throw Malformed("a share is no number from 0 upwards.") }
    guard cells.allSatisfy({ $0.map(shares.indices.contains) ?? true }) else {
      throw Malformed("somebody is in a cell that there is no share for.")
    }
    var counts = [Int](repeating: 0, count: shares.count)
    for case .some(let cell) in cells { counts[cell] += 1 }
    let known = Double(counts.reduce(0, +))
    // By the greatest, so that no sum is too large.
    let greatest = shares.max() ?? 0
    let parts = shares.map { greatest > 0 ? $0 / greatest : 0 }
    let sum = zip(parts, counts).reduce(0) { $1.1 > 0 ? $0 + $1.0 : $0 }
    weights = cells.map { cell in
      guard let cell, sum > 0 else { return 1 }
      return parts[cell] / sum * known / Double(counts[cell])
    }
    empty = shares.indices.filter { shares[$0] > 0 && counts[$0] == 0 }
  }
}
