/// How much more votes on a statement would tell.
public struct InformativeStatement: Sendable, Hashable {
  public let statement: Int
  /// The standard error of the statement's group-informed consensus, from the votes there are: each group's probability of
  /// agreement has a beta distribution with one imaginary vote for and one against.
  public let consensusError: Double
  /// By how much one more vote, from whichever group it helps most, is expected to lower the square of that error.
  public let gain: Double
  /// The place in the map's groups of that group.
  public let group: Int?
  /// How much a person's vote tells about the group they are in: the mutual information, in bits.
  public let bits: Double

  /// All statements that are not moderated out; those where a vote helps most first.
  public static func all(_ map: OpinionMap) -> [Self] {
    let people = map.groups.map { Double($0.members.count) }
    let total = people.reduce(0, +)
    let shares = people.map { $0 / max(1, total) }
    return map.matrix.statements.indices.filter { !map.isOut($0) }.map { column in
      let counts = map.statistics.counts.map { $0[column] }
      let consensus = map.statistics.consensus(column: column)
      // The relative variance of each group's probability.
      let variances = counts.map { count in
        let p = GroupStatistics.estimate(count.agrees, count.votes)
        return (1 - p) / p / Double(count.votes + 3)
      }
      let gains = zip(variances, counts).map { consensus * consensus * $0 / Double($1.votes + 3) }
      let group = gains.indices.max { gains[$0] < gains[$1] }
      return Self(
        statement: map.matrix.statements[column],
        consensusError: consensus * variances.reduce(0, +).squareRoot(), gain: group.map { gains[$0] } ?? 0,
        group: group, bits: information(counts.map(stances), shares))
    }
    .sorted { ($1.gain, $0.statement) < ($0.gain, $1.statement) }
  }

  /// The statement whose answer would tell most about which group that person belongs to, given what they said so far (each
  /// answer by itself); nil when nothing is left to ask, or there are no two groups.
  public static func next(_ map: OpinionMap, for participant: Int) -> Int? {
    guard map.groups.count > 1 else { return nil }
    var chances = map.groups.map { Elementary.log(Double(max(1, $0.members.count))) }
    for (statement, stance) in map.matrix.votes(of: participant) {
      guard let column = map.matrix.column(of: statement), !map.isOut(column) else { continue }
      for group in chances.indices {
        let said = stances(map.statistics.counts[group][column])
        chances[group] += Elementary.log(said[Int(stance.rawValue) + 1])
      }
    }
    let greatest = chances.max() ?? 0
    chances = chances.map { Elementary.exp($0 - greatest) }
    let sum = chances.reduce(0, +)
    let shares = chances.map { $0 / sum }
    var best: (statement: Int, bits: Double)?
    for (column, statement) in map.matrix.statements.enumerated()
    where !map.isOut(column) && map.matrix[participant, on: statement] == nil {
      let bits = information(map.statistics.counts.map { stances($0[column]) }, shares)
      if best.map({ bits > $0.bits }) ?? true { best = (statement, bits) }
    }
    return best?.statement
  }

  /// The probabilities of disagreeing, passing and agreeing, with one imaginary vote of each.
  private static func stances(_ counts: StanceCounts) -> [Double] {
    let votes = Double(counts.votes + 3)
    return [counts.disagrees, counts.passes, counts.agrees].map { Double($0 + 1) / votes }
  }

  private static func information(_ stances: [[Double]], _ shares: [Double]) -> Double {
    var mixed = [0.0, 0, 0]
    for (group, share) in zip(stances, shares) { for stance in 0..<3 { mixed[stance] += share * group[stance] } }
    let within = zip(stances, shares).reduce(0) { $0 + $1.1 * entropy($1.0) }
    return max(0, entropy(mixed) - within)
  }

  private static func entropy(_ chances: [Double]) -> Double {
    chances.reduce(0) { $1 > 0 ? $0 - $1 * Elementary.log2($1) : $0 }
  }
}
