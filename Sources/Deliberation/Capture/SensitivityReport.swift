/// Whose votes count, and how much.
public struct VoterWeights: Sendable, Hashable {
  /// At least 0 and finite, by voter; 0 for whoever is left out.
  public let values: [Double]

  /// What is no number, below 0 or infinite counts as 0.
  public init(_ values: [Double]) { self.values = values.map { $0.isFinite && $0 > 0 ? $0 : 0 } }

  /// Whether a voter, by position, has any weight.
  public func counts(_ voter: Int) -> Bool { values.indices.contains(voter) && values[voter] > 0 }

  /// The weights as whole numbers of which `unit` make 1, for rules that count exactly; at most a million units each.
  public func whole(unit: Int = 1) -> [Int] {
    values.map { weight in
      let units = (weight * Double(max(1, unit))).rounded()
      return units > 0 ? Int(min(units, 1e6 * Double(max(1, min(unit, 1_000_000))))) : 0
    }
  }

  /// (Σw)² ÷ Σw²: how many voters of equal weight would be as sure (Kish, Survey Sampling, 1965, 8.2).
  public var effectiveSize: Double {
    // By the greatest, so that no square is too large.
    guard let greatest = values.max(), greatest > 0 else { return 0 }
    let (sum, squares) = values.reduce(into: (0.0, 0.0)) { sums, weight in
      let part = weight / greatest
      sums.0 += part
      sums.1 += part * part
    }
    return sum * sum / squares
  }
}

/// Whether a result would be another if some votes did not count, or counted otherwise: by any rule at all, which is handed in as
/// a closure. It shows what hangs on whom; it does not say whose votes ought to count.
public struct SensitivityReport<Winner: Hashable & Sendable>: Sendable, Hashable {
  /// Who votes, by position, as far as it is known.
  public struct Voters: Sendable, Hashable {
    public let count: Int
    /// How much somebody votes like others, such as `AlikeBlocks.Person.surprise`: the greater, the more. Empty where
    /// it is not known.
    public var likeness: [Double] = []
    /// Whether somebody proved who they are; empty where nobody was asked, and nil counts as not.
    public var isVerified: [Bool?] = []
    /// Weights that match the population, such as `Raking.weights`; empty where there are none.
    public var weights: [Double] = []

    public init(count: Int) { self.count = max(0, count) }
  }

  /// In what way votes count otherwise.
  public enum Change: Sendable, Hashable {
    case withoutMostAlike
    case withoutUnverified
    case weightedLikePopulation
    /// As the caller says.
    case named(String)
  }

  /// The result when votes count otherwise, beside the result.
  public struct Variant: Sendable, Hashable {
    public let change: Change
    /// The positions of voters who do not count in it, ascending.
    public let leftOut: [Int]
    public let effectiveSize: Double
    public let winners: [Winner]
    /// Who wins in it but not in the result, and the other way about.
    public let entered: [Winner]
    public let left: [Winner]

    public var isSame: Bool { entered.isEmpty && left.isEmpty }
  }

  /// With everybody's vote counting once.
  public let winners: [Winner]
  public let variants: [Variant]

  public var isRobust: Bool { variants.allSatisfy(\.isSame) }

  /// - Parameters:
  ///   - mostAlike: the share of voters that is left out as the most alike.
  ///   - others: further weights to try, with names.
  ///   - count: who wins, in order, when votes weigh so much.
  /// - Throws: `Malformed` where what is known is not of as many voters as there are; what `count` throws.
  public init(
    _ voters: Voters, mostAlike: Double = 0.05, others: [(String, VoterWeights)] = [],
    count: (VoterWeights) throws -> [Winner]
  ) throws {
    for size in [voters.likeness.count, voters.isVerified.count, voters.weights.count] + others.map(\.1.values.count)
    where size != voters.count && size != 0 {
      throw Malformed("something is known of \(size) voters, but there are \(voters.count).")
    }
    let everybody = try count(VoterWeights(Array(repeating: 1, count: voters.count)))
    func variant(_ change: Change, _ weights: VoterWeights) throws -> Variant {
      let winners = try count(weights)
      let (before, after) = (Set(everybody), Set(winners))
      return Variant(
        change: change, leftOut: weights.values.indices.filter { weights.values[$0] == 0 },
        effectiveSize: weights.effectiveSize, winners: winners, entered: winners.filter { !before.contains($0) },
        left: everybody.filter { !after.contains($0) })
    }
    var variants: [Variant] = []
    if !voters.likeness.isEmpty {
      let out = Set(Self.mostAlike(voters.likeness, share: mostAlike))
      variants.append(
        try variant(.withoutMostAlike, VoterWeights((0..<voters.count).map { out.contains($0) ? 0 : 1 })))
    }
    if !voters.isVerified.isEmpty {
      variants.append(try variant(.withoutUnverified, VoterWeights(voters.isVerified.map { $0 == true ? 1 : 0 })))
    }
    if !voters.weights.isEmpty { variants.append(try variant(.weightedLikePopulation, VoterWeights(voters.weights))) }
    for (name, weights) in others { variants.append(try variant(.named(name), weights)) }
    winners = everybody
    self.variants = variants
  }

  /// The positions of the share with the greatest values, and of whoever has the same as the last of them; never of
  /// values that are not above 0.
  static func mostAlike(_ values: [Double], share: Double) -> [Int] {
    let wanted = share > 0 ? Int((min(share, 1) * Double(values.count)).rounded(.up)) : 0
    let above = values.filter { $0 > 0 }.sorted(by: >)
    guard wanted > 0, !above.isEmpty else { return [] }
    let bar = above[min(wanted, above.count) - 1]
    return values.indices.filter { values[$0] >= bar }
  }
}
