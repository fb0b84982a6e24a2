/// Quadratic voting (E. A. Posner and E. G. Weyl, “Radical Markets”, 2018; S. P. Lalley and E. G. Weyl, 2018): everyone has
/// as many credits, v votes on one option cost v² of them, for or against.
///
/// It lets people say how much something matters to them. It is no defence against one person with many accounts: m accounts
/// with the same credits have √m times the votes of one, so use it only where people are known to be people.
public struct QuadraticVote: Sendable, Hashable {
  public let turnout: Turnout
  /// Votes for less votes against.
  public let totals: [Int]
  /// How many cast a vote on it, for or against.
  public let voters: [Int]
  /// Credits that were not spent, of everyone who voted.
  public let unspent: Int

  /// - Throws: `Malformed` when someone votes twice, for what is no option, or spends more than `credits`.
  public init(
    options: Int, credits: Int, ballots: [(voter: String, votes: [Int: Int])], eligible: Int? = nil,
    quorum: Quorum = .none
  ) throws(Malformed) {
    var tally = PointTally.Builder(options)
    var unspent = 0
    for ballot in ballots {
      guard let cost = Self.cost(ballot.votes.values), cost <= credits else {
        throw Malformed("“\(ballot.voter)” spent more than \(credits) credits.")
      }
      let (sum, overflow) = unspent.addingReportingOverflow(credits - cost)
      guard !overflow else { throw Malformed("the credits are too many to add up.") }
      unspent = sum
      try tally.add(ballot.votes.map { ($0.key, $0.value) }, by: ballot.voter)
    }
    let points = try tally.finish(ballots.map(\.voter), eligible, quorum)
    turnout = points.turnout
    totals = points.totals
    voters = points.supporters
    self.unspent = unspent
  }

  /// The credits that these votes cost together; nil where that is more than an `Int` holds.
  public static func cost(_ votes: some Sequence<Int>) -> Int? {
    var cost = 0
    for vote in votes {
      let (square, tooLarge) = vote.multipliedReportingOverflow(by: vote)
      let (sum, overflow) = cost.addingReportingOverflow(square)
      guard !tooLarge, !overflow else { return nil }
      cost = sum
    }
    return cost
  }
}
