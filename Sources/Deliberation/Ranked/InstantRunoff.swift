/// Instant-runoff voting, the alternative vote: whoever is last goes and their ballots pass to the next preference, until
/// someone has more than half of the ballots that still count.
///
/// Time: linear in the marks on the ballots, then in the parcels that move.
public struct InstantRunoff: Sendable, Hashable {
  /// What is done when several candidates share the last place.
  public enum Ties: Sendable, Hashable {
    /// All of them go together; if that is everyone, all win.
    case excludeTogether
    /// The one who was last at the latest earlier round that tells them apart, else the first in the lot
    /// (who is not in it comes after, as the candidates are listed).
    case excludeByEarlierRounds(lot: [Int])
  }

  /// A round: votes at its beginning and who goes at its end.
  public struct Round: Sendable, Hashable {
    public let votes: [Int]
    /// Ballots without a preference for anyone who remains.
    public let exhausted: Int
    /// What is more than half of the ballots that count in this round.
    public let majority: Int
    /// Who goes at the end of the round.
    public let excluded: [Int]
    /// Who shared the last place, where it was more than one.
    public let tied: [Int]
  }

  /// Ballots with at least one preference.
  public let valid: Int
  public let rounds: [Round]
  /// One, unless all who remain tie; none where nobody stands.
  public let winners: [Int]

  public init(
    _ ballots: RankedBallots, ties: Ties = .excludeTogether, overvotes: OvervoteRule = .endsBallot
  ) {
    let tree = PreferenceTree(ballots, overvotes: overvotes)
    var parcels = Parcels(tree)
    var votes = tree.roots.map { $0 < 0 ? 0 : tree.nodes[Int($0)].count }
    var isContinuing = Array(repeating: true, count: tree.candidates)
    var exhausted = 0
    var rounds: [Round] = []
    var winners: [Int] = []
    while winners.isEmpty {
      let rest = isContinuing.indices.filter { isContinuing[$0] }
      let majority = rest.reduce(0) { $0 + votes[$1] } / 2 + 1
      let fewest = rest.reduce(Int.max) { min($0, votes[$1]) }
      let tied = rest.filter { votes[$0] == fewest }
      winners = rest.filter { votes[$0] >= majority }
      var excluded: [Int] = []
      if winners.isEmpty {
        switch ties {
        case .excludeTogether: excluded = tied
        case .excludeByEarlierRounds(let lot): excluded = tied.isEmpty ? [] : [Self.last(of: tied, rounds, lot)]
        }
        if excluded.count == rest.count {
          winners = rest
          excluded = []
        }
      }
      rounds.append(
        Round(
          votes: votes, exhausted: exhausted, majority: majority, excluded: excluded,
          tied: winners.isEmpty && tied.count > 1 ? tied : []))
      if rest.isEmpty { break }
      for candidate in excluded { isContinuing[candidate] = false }
      for candidate in excluded {
        for node in parcels.take(from: candidate) {
          parcels.pass(on: node, to: isContinuing) {
            votes[$0] += $2
          } exhaust: {
            exhausted += $0
          }
        }
        votes[candidate] = 0
      }
    }
    valid = tree.valid
    self.rounds = rounds
    self.winners = winners
  }

  private static func last(of tied: [Int], _ rounds: [Round], _ lot: [Int]) -> Int {
    var tied = tied
    for round in rounds.reversed() {
      let fewest = tied.reduce(Int.max) { min($0, round.votes[$1]) }
      tied.removeAll { round.votes[$0] > fewest }
    }
    return DrawnOrder(lot, of: rounds.first?.votes.count ?? (tied.max() ?? 0) + 1).first(of: tied)
  }
}
