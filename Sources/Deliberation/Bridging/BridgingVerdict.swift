/// Whether a statement may be shown as one that bridges: by every test, as each alone can be captured.
public struct BridgingVerdict: Sendable, Hashable {
  /// What the tests say; the first that fails decides.
  public enum Status: String, Sendable, Hashable, CaseIterable {
    case bridges
    /// Not judged yet: too few votes, or too few of them on one of the sides.
    case needsVotes
    /// It is one side's: the absolute value of its factor is too large.
    case divides
    /// Some group agrees too little, or the intercept is too small.
    case agreedTooLittle
  }

  /// The thresholds. Those of the intercept, factor and net agreement are Community Notes' own (its public guide, “Note
  /// ranking algorithm”).
  public struct Rule: Sendable, Hashable {
    public var leastIntercept = 0.40
    public var mostFactor = 0.50
    /// Agreement less disagreement among those on each side: this many, or fewer with at least that share of the votes.
    public var leastNet = 10
    public var leastNetByShare = 4
    public var leastNetShare = 0.05
    /// How probable agreement has to be in each group, estimated as for group-informed consensus.
    public var leastInEachGroup = 0.5

    public init() {}
  }

  public let statement: Int
  public let status: Status
  public let groupConsensus: Double
  /// The least probability of agreement in any group.
  public let leastInGroup: Double
  /// nil where there were too few votes.
  public let factors: BridgingFactors.Statement?

  /// A verdict on each statement that is not moderated out, by group-informed consensus: the greatest first. That order is
  /// the one for featuring statements; the status says which may be called bridging.
  public static func all(_ map: OpinionMap, _ factors: BridgingFactors, rule: Rule = Rule()) -> [Self] {
    let known = Dictionary(uniqueKeysWithValues: factors.statements.map { ($0.statement, $0) })
    return map.commonGround.compactMap { statement in
      guard let column = map.matrix.column(of: statement) else { return nil }
      let least = map.statistics.counts.map { GroupStatistics.estimate($0[column].agrees, $0[column].votes) }.min() ?? 0
      return Self(
        statement: statement, status: status(known[statement], least, rule),
        groupConsensus: map.statistics.consensus(column: column), leastInGroup: least, factors: known[statement])
    }
  }

  private static func status(_ factors: BridgingFactors.Statement?, _ least: Double, _ rule: Rule) -> Status {
    guard let factors else { return .needsVotes }
    if factors.factor.magnitude >= rule.mostFactor { return .divides }
    if factors.intercept < rule.leastIntercept || least < rule.leastInEachGroup { return .agreedTooLittle }
    let isEnough = [factors.negativeSide, factors.positiveSide].allSatisfy { side in
      let net = side.agrees - side.disagrees
      return net >= rule.leastNet
        || net >= rule.leastNetByShare && Double(net) >= rule.leastNetShare * Double(side.votes)
    }
    return isEnough ? .bridges : .needsVotes
  }
}
