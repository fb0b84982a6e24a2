/// Equal ballots during a tabulation.
struct TabulatedPapers {
  let count: Int
  /// What is marked, with the rank, best first.
  let rankings: [(rank: Int, mark: Int32)]
  /// What one of them is still worth to whoever holds them.
  private(set) var value: Tabulator.Votes
  private(set) var holder: Int?
  private(set) var inactive: Tabulator.Inactive?
  /// What past winners keep of one of them.
  private(set) var allotted: [Int: Tabulator.Votes] = [:]

  init(count: Int, rankings: [(rank: Int, mark: Int32)], value: Tabulator.Votes) {
    self.count = count
    self.rankings = rankings
    self.value = value
  }

  /// Reads the ballot from the top: who of the continuing it is for, or why it is for nobody.
  mutating func findHolder(_ rules: TabulatorRules, isFinal: Bool, _ isContinuing: (Int) -> Bool) {
    holder = nil
    inactive = .exhaustedChoices
    if isFinal {
      inactive = .finalRoundSurplus
      return
    }
    var lastRank = 0
    var seen: [Int32] = []
    for (rank, mark) in rankings {
      if let most = rules.mostSkipped, rank - lastRank - 1 > most {
        inactive = .skippedRankings
        return
      }
      lastRank = rank
      if mark == RankedBallots.overvote {
        guard rules.overvotes == .endBallot else { continue }
        inactive = .overvotes
        return
      }
      if rules.repeatsEndBallot {
        guard !seen.contains(mark) else {
          inactive = .repeatedRankings
          return
        }
        seen.append(mark)
      }
      if isContinuing(Int(mark)) {
        holder = Int(mark)
        inactive = nil
        return
      }
    }
  }

  /// Leaves with the winner what the fraction (in units) does not pass on; what cannot be passed on in whole units stays.
  mutating func allot(to winner: Int, passingOn fraction: Int, of unit: Int) {
    let passed = unit.dividingFullWidth(value.multipliedFullWidth(by: fraction)).quotient
    allotted[winner] = value - passed
    value = passed
  }
}
