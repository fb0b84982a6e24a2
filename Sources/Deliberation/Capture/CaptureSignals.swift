/// All signs in one conversation that a few may be trying to decide for many. Each has a stated null model and bounds its false
/// discoveries by itself. They call for a look, not for a penalty: what each cannot tell apart is written beside it.
public struct CaptureSignals: Sendable, Hashable {
  public let alike: AlikeBlocks
  public let stanceBursts: [StanceBurst]
  public let arrivalBursts: [ArrivalBurst]
  public let copycats: [Copycat]
  /// nil where nobody's age is known.
  public let newAccounts: NewAccounts?
  /// Whether the votes have times: without them there is nothing to say of bursts and copycats.
  public let hasTimes: Bool

  /// The rules of all signs.
  public struct Rule: Sendable, Hashable {
    public var alike = AlikeBlocks.Rule()
    public var stanceBursts = StanceBurst.Rule()
    public var arrivalBursts = ArrivalBurst.Rule()
    public var copycats = Copycat.Rule()
    /// In seconds.
    public var newBelow = 604_800.0

    public init() {}
  }

  /// - Parameters:
  ///   - matrix: the votes that hold.
  ///   - votes: the same as they came, for their times.
  ///   - ages: of the accounts when they voted, in seconds; nil where none is known.
  public init(_ matrix: VoteMatrix, votes: [OpinionVote], ages: [Int: Double]? = nil, rule: Rule = Rule()) {
    alike = AlikeBlocks(matrix, rule: rule.alike)
    hasTimes = votes.contains { $0.time != nil }
    stanceBursts = StanceBurst.all(votes, rule: rule.stanceBursts)
    arrivalBursts = ArrivalBurst.all(votes, rule: rule.arrivalBursts)
    copycats = Copycat.all(votes, rule: rule.copycats)
    newAccounts = ages.map { NewAccounts(matrix, ages: $0, newBelow: rule.newBelow) }
  }

  /// How many signs there are.
  public var count: Int {
    alike.blocks.count + stanceBursts.count + arrivalBursts.count + copycats.count
      + (newAccounts?.standingOut.count ?? 0)
  }
}
