/// What each group said to each statement, and how that differs from the others. Sources: Polis, repness.clj; the tests
/// are the usual ones of one and of two proportions, with one success and one trial added.
public struct GroupStatistics: Sendable, Hashable {
  /// For each group, by column.
  public let counts: [[StanceCounts]]
  /// All groups together, by column.
  public let totals: [StanceCounts]

  public init(counts: [[StanceCounts]]) {
    self.counts = counts
    var totals = [StanceCounts](repeating: StanceCounts(), count: counts.map(\.count).max() ?? 0)
    for group in counts { for column in group.indices { totals[column] = totals[column] + group[column] } }
    self.totals = totals
  }

  /// - Parameter groups: the rows of each.
  init(_ matrix: VoteMatrix, groups: [[Int]]) { self.init(counts: groups.map { matrix.counts(of: $0) }) }

  /// One group's view of one statement. Probabilities are estimates with one imaginary vote for and one against.
  public struct View: Sendable, Hashable {
    public let counts: StanceCounts
    /// (A + 1) ÷ (S + 2), and the same of those who disagree. Passes are part of S.
    public let agreeProbability: Double
    public let disagreeProbability: Double
    /// z of the proportion against one half.
    public let agreeTest: Double
    public let disagreeTest: Double
    /// How many times as probable it is here as among the other groups.
    public let agreeRatio: Double
    public let disagreeRatio: Double
    /// z of the difference from the other groups.
    public let agreeRatioTest: Double
    public let disagreeRatioTest: Double
  }

  /// A group's votes on a statement, by its column, beside all others'.
  public func view(group: Int, column: Int) -> View {
    let here = counts[group][column]
    let rest = totals[column] - here
    let agree = Self.estimate(here.agrees, here.votes)
    let disagree = Self.estimate(here.disagrees, here.votes)
    return View(
      counts: here, agreeProbability: agree, disagreeProbability: disagree,
      agreeTest: Self.proportionTest(here.agrees, here.votes),
      disagreeTest: Self.proportionTest(here.disagrees, here.votes),
      agreeRatio: agree / Self.estimate(rest.agrees, rest.votes),
      disagreeRatio: disagree / Self.estimate(rest.disagrees, rest.votes),
      agreeRatioTest: Self.twoProportionTest(here.agrees, here.votes, rest.agrees, rest.votes),
      disagreeRatioTest: Self.twoProportionTest(here.disagrees, here.votes, rest.disagrees, rest.votes))
  }

  /// Group-informed consensus: the product over the groups of the probability that its people agree. High only where every
  /// group agrees, however small it is. 1 where there are no groups.
  public func consensus(column: Int) -> Double {
    counts.reduce(1) { $0 * Self.estimate($1[column].agrees, $1[column].votes) }
  }

  /// The same of disagreeing: what every group rejects.
  public func disagreementConsensus(column: Int) -> Double {
    counts.reduce(1) { $0 * Self.estimate($1[column].disagrees, $1[column].votes) }
  }

  static func estimate(_ successes: Int, _ trials: Int) -> Double { Double(successes + 1) / Double(trials + 2) }

  static func proportionTest(_ successes: Int, _ trials: Int) -> Double {
    let trials = Double(trials + 1)
    return 2 * trials.squareRoot() * (Double(successes + 1) / trials - 0.5)
  }

  static func twoProportionTest(_ successes: Int, _ trials: Int, _ others: Int, _ otherTrials: Int) -> Double {
    let first = Double(successes + 1)
    let second = Double(others + 1)
    let firstTrials = Double(trials + 1)
    let secondTrials = Double(otherTrials + 1)
    let pooled = (first + second) / (firstTrials + secondTrials)
    guard pooled != 1 else { return 0 }
    return (first / firstTrials - second / secondTrials)
      / (pooled * (1 - pooled) * (1 / firstTrials + 1 / secondTrials)).squareRoot()
  }
}
