/// Counts ranked ballots as a jurisdiction's rules say, round by round, with the reports of the Ranked Choice Voting
/// Resource Center's tabulator (RCTab 2.0, “Tabulation logic”).
///
/// Time: rounds × groups of ballots.
public struct Tabulator: Sendable, Hashable {
  /// Votes in units of the smallest decimal place the rules keep.
  public typealias Votes = Int

  /// Why a ballot no longer counts.
  public enum Inactive: String, Sendable, Hashable, CaseIterable {
    case exhaustedChoices, overvotes, repeatedRankings, skippedRankings, finalRoundSurplus
  }
  /// Where votes go.
  public enum Target: Sendable, Hashable {
    case candidate(Int)
    case exhausted
    /// What rounding down kept from being transferred.
    case residualSurplus
  }
  /// A candidate who is elected or eliminated in a round, and where their votes go.
  public struct Decision: Sendable, Hashable {
    public let candidate: Int
    public let isElected: Bool
    public let wasTied: Bool
    /// Where the votes went in the next round.
    public internal(set) var transfers: [Target: Votes] = [:]
  }
  /// A round as the tabulator's report has it.
  public struct Round: Sendable, Hashable {
    /// Who is still in it, or was elected before.
    public internal(set) var tally: [Int: Votes]
    public let threshold: Votes
    public internal(set) var inactive: [Inactive: Votes]
    public internal(set) var decisions: [Decision] = []
    /// What rounding has kept so far.
    public internal(set) var residualSurplus: Votes = 0
  }

  /// How many units make a vote.
  public let unit: Int
  public let rounds: [Round]
  /// In the order elected.
  public let winners: [Int]
  /// Ballots on which nothing is marked.
  public let undervotes: Int

  /// - Throws: `Malformed` when the rules ask for fewer than 1 or more than 9 decimal places, or for no seats.
  public init(_ ballots: RankedBallots, _ rules: TabulatorRules) throws(Malformed) {
    guard (1...9).contains(rules.decimals) else { throw Malformed("votes have from 1 to 9 decimal places.") }
    guard (rules.mode == .bottomsUpToThreshold ? 0 : 1)...RankedBallots.mostCandidates ~= rules.seats else {
      throw Malformed("there are from 1 to \(RankedBallots.mostCandidates) seats to fill.")
    }
    guard rules.mostRankings ?? 0 >= 0, rules.mostSkipped ?? 0 >= 0 else {
      throw Malformed("a ballot has no negative number of ranks.")
    }
    var count = TabulatorCount(ballots, rules)
    count.run()
    unit = count.unit
    rounds = count.rounds
    winners = count.winners.map(\.candidate)
    undervotes = count.undervotes
  }
}
