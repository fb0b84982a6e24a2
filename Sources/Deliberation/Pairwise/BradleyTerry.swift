/// How strong each idea is, from choices between two at a time: idea i is chosen over idea j with probability
/// strength i ÷ (strength i + strength j), and the strengths are those under which the answers given are likeliest
/// (R. A. Bradley and M. E. Terry, Biometrika 39, 1952).
///
/// Unlike the share of wins it takes into account against whom an idea won. It is found by the MM algorithm, one idea after
/// another: strength ← wins ÷ Σ comparisons with j ÷ (strength + strength j), which never makes the answers less likely
/// (D. R. Hunter, “MM algorithms for generalized Bradley–Terry models”, Annals of Statistics 32, 2004, section 3).
///
/// Alone the answers say nothing where some ideas were never compared with others, or never lost. So by default each idea
/// has besides `prior` wins and `prior` losses against an average idea, whose strength is 1: with 1 the score of an idea that
/// has only met average ones is that of `WikiSurvey`.
public struct BradleyTerry: Sendable, Hashable {
  /// Above 0, as a multiple of the average idea's. Without `prior` their geometric mean is 1.
  public let strengths: [Double]
  /// The logarithm of how likely the answers are, without the supposed ones.
  public let logLikelihood: Double
  public let steps: Int
  /// Expected wins are within a thousand-millionth part of the wins there were. Else `mostSteps` ended it.
  public let isConverged: Bool

  /// In percent, how likely each idea is to be chosen over an average one: 100 × strength ÷ (strength + 1).
  public var scores: [Double] { strengths.map { 100 * $0 / ($0 + 1) } }

  /// The ideas, strongest first; as they were listed where they are equally strong.
  public var ranking: [Int] {
    strengths.indices.sorted { strengths[$0] == strengths[$1] ? $0 < $1 : strengths[$0] > strengths[$1] }
  }

  /// - Parameters:
  ///   - prior: wins and losses against an average idea that each idea is supposed to have; may be a part of one.
  ///   - mostSteps: passes over all ideas.
  /// - Throws: `Malformed`, without a line, when `prior` is below 0 or not finite, and, where it is 0, when the answers fall
  ///   into more than one of `Comparisons.groups`: then there is no likeliest strength.
  ///
  /// Time: steps times pairs with answers.
  public init(_ comparisons: Comparisons, prior: Double = 1, mostSteps: Int = 10_000) throws(Malformed) {
    guard prior >= 0, prior <= 1e9 else {
      throw Malformed("what is supposed beforehand is not from 0 to 1,000,000,000.")
    }
    let groups = prior == 0 ? comparisons.groups.count : 1
    guard groups <= 1 else {
      throw Malformed("the answers alone do not say how strong ideas are: they fall into \(groups) parts.")
    }
    let neighbours = Neighbours(comparisons)
    let wins = comparisons.wins.map { Double($0) + prior }
    var strengths = [Double](repeating: 1, count: wins.count)
    var steps = 0
    var isConverged = wins.count < 2 && prior == 0
    while !isConverged, steps < mostSteps {
      steps += 1
      var worst = 0.0
      for idea in strengths.indices {
        let strength = strengths[idea]
        var sum = 2 * prior / (strength + 1)
        for index in neighbours.offsets[idea]..<neighbours.offsets[idea + 1] {
          sum += neighbours.comparisons[index] / (strength + strengths[neighbours.ideas[index]])
        }
        // How many wins it is expected to have, beside how many it has.
        worst = max(worst, abs(strength * sum - wins[idea]) / wins[idea])
        strengths[idea] = min(max(wins[idea] / sum, 1e-150), 1e150)
      }
      if prior == 0 { Self.scale(&strengths) }
      isConverged = worst <= 1e-9
    }
    self.strengths = strengths
    self.steps = steps
    self.isConverged = isConverged
    logLikelihood = comparisons.choices.reduce(0) { sum, choice in
      sum - Double(choice.count) * Elementary.log(1 + strengths[choice.loser] / strengths[choice.winner])
    }
  }

  /// Makes the geometric mean 1.
  private static func scale(_ strengths: inout [Double]) {
    let mean = strengths.reduce(0) { $0 + Elementary.log($1) } / Double(max(1, strengths.count))
    let factor = Elementary.exp(-mean)
    for idea in strengths.indices { strengths[idea] *= factor }
  }

  /// With whom each idea was compared, and how often, whoever won.
  private struct Neighbours {
    /// Idea i's are at `offsets[i]..<offsets[i + 1]` of the others.
    var offsets = [0]
    var ideas: [Int] = []
    var comparisons: [Double] = []

    init(_ answers: Comparisons) {
      var counts = [[Int: Int]](repeating: [:], count: answers.ideas.count)
      for choice in answers.choices {
        counts[choice.winner][choice.loser, default: 0] += choice.count
        counts[choice.loser][choice.winner, default: 0] += choice.count
      }
      for others in counts {
        // In the order of the ideas: sums then come out the same each time.
        for (other, count) in others.sorted(by: { $0.key < $1.key }) {
          ideas.append(other)
          comparisons.append(Double(count))
        }
        offsets.append(ideas.count)
      }
    }
  }
}
