/// A statement that shows what a group thinks, as no other group does.
public struct RepresentativeStatement: Sendable, Hashable {
  public let statement: Int
  /// What the group says to it more than others do: agrees or disagrees.
  public let stance: Stance
  /// How many said so, of how many in the group who voted on it.
  public let successes: Int
  public let trials: Int
  /// (successes + 1) ÷ (trials + 2), and z of it against one half.
  public let probability: Double
  public let probabilityTest: Double
  /// How many times as probable as in the other groups, and z of the difference.
  public let ratio: Double
  public let ratioTest: Double
  /// How many agreed, where it is shown because it is what the group agrees with most; others may agree even more.
  public let bestAgrees: Int?

  /// A z of one in ten, one-sided.
  static let significance = 1.2816

  /// The product by which statements are ranked.
  public var strength: Double { ratio * ratioTest * probability * probabilityTest }

  private init(_ statement: Int, _ view: GroupStatistics.View, isBestAgree: Bool = false) {
    self.statement = statement
    let agrees = view.agreeRatioTest > view.disagreeRatioTest
    stance = agrees ? .agree : .disagree
    successes = agrees ? view.counts.agrees : view.counts.disagrees
    trials = view.counts.votes
    probability = agrees ? view.agreeProbability : view.disagreeProbability
    probabilityTest = agrees ? view.agreeTest : view.disagreeTest
    ratio = agrees ? view.agreeRatio : view.disagreeRatio
    ratioTest = agrees ? view.agreeRatioTest : view.disagreeRatioTest
    bestAgrees = isBestAgree ? view.counts.agrees : nil
  }

  /// Up to five for each group: first what it agrees with most, then what sets it apart most, agreement before
  /// disagreement; never none where anybody voted (Polis, repness.clj, `select-rep-comments`).
  static func select(_ statistics: GroupStatistics, statements: [Int], isOut: [Bool]) -> [[Self]] {
    let columns = statements.indices.filter { !isOut[$0] }
    return statistics.counts.indices.map { group in
      var sufficient: [(place: Int, statement: Self)] = []
      var best: (column: Int, view: GroupStatistics.View)?
      var fallback: (column: Int, view: GroupStatistics.View, test: Double)?
      for column in columns {
        let view = statistics.view(group: group, column: column)
        if isSufficient(view) { sufficient.append((column, Self(statements[column], view))) }
        if beats(view, best?.view) { best = (column, view) }
        let test = max(view.agreeRatioTest, view.disagreeRatioTest)
        if view.counts.votes > 0, fallback.map({ test > $0.test }) ?? true { fallback = (column, view, test) }
      }
      guard !sufficient.isEmpty else {
        if let best { return [Self(statements[best.column], best.view, isBestAgree: true)] }
        return fallback.map { [Self(statements[$0.column], $0.view)] } ?? []
      }
      sufficient.sort { ($1.statement.strength, $0.place) < ($0.statement.strength, $1.place) }
      let first = best.map { [Self(statements[$0.column], $0.view, isBestAgree: true)] } ?? []
      let chosen = (first + sufficient.map(\.statement).filter { $0.statement != first.first?.statement }).prefix(5)
      return chosen.filter { $0.stance == .agree } + chosen.filter { $0.stance != .agree }
    }
  }

  private static func isSufficient(_ view: GroupStatistics.View) -> Bool {
    view.agreeRatioTest > significance && view.agreeTest > significance
      || view.disagreeRatioTest > significance && view.disagreeTest > significance
  }

  private static func beats(_ view: GroupStatistics.View, _ best: GroupStatistics.View?) -> Bool {
    if view.counts.agrees == 0, view.counts.disagrees == 0 { return false }
    guard let best else {
      return view.agreeTest > significance || view.agreeRatio > 1 && view.agreeProbability > 0.5
    }
    guard best.agreeRatio > 1 else {
      return view.agreeProbability * view.agreeTest > best.agreeProbability * best.agreeTest
    }
    let strength = { (view: GroupStatistics.View) in
      view.agreeRatio * view.agreeRatioTest * view.agreeProbability * view.agreeTest
    }
    return strength(view) > strength(best)
  }
}

/// A statement that most of all participants agree or disagree with, whatever their group.
public struct ConsensusStatement: Sendable, Hashable {
  public let statement: Int
  public let successes: Int
  public let trials: Int
  /// (successes + 1) ÷ (trials + 2), and z of it against one half.
  public let probability: Double
  public let probabilityTest: Double

  /// Up to five of each, strongest first (Polis, repness.clj, `consensus-stats`).
  static func select(
    _ counts: [StanceCounts], statements: [Int], isOut: [Bool]
  ) -> (agree: [Self], disagree: [Self]) {
    func strongest(_ successes: (StanceCounts) -> Int) -> [Self] {
      let all = statements.indices.filter { !isOut[$0] }.map { column in
        let (count, trials) = (successes(counts[column]), counts[column].votes)
        return Self(
          statement: statements[column], successes: count, trials: trials,
          probability: GroupStatistics.estimate(count, trials),
          probabilityTest: GroupStatistics.proportionTest(count, trials))
      }
      let strong = all.filter {
        $0.probability > 0.5 && $0.probabilityTest > RepresentativeStatement.significance
      }
      return Array(
        strong.sorted {
          let (a, b) = ($0.probability * $0.probabilityTest, $1.probability * $1.probabilityTest)
          return a != b ? a > b : $0.statement < $1.statement
        }.prefix(5))
    }
    return (strongest(\.agrees), strongest(\.disagrees))
  }
}
