/// The rules most cities use: down a list, buying what fits.
struct Greedy {
  let election: BudgetElection
  let places: [Int]

  init(_ election: BudgetElection, ties: TieBreaking) {
    self.election = election
    places = ties.places(in: election)
  }

  /// The projects by descending score.
  func byScore() -> [Int] {
    let scores = election.scores
    return election.projects.indices.sorted {
      scores[$0] == scores[$1] ? places[$0] < places[$1] : scores[$0] > scores[$1]
    }
  }

  /// The projects by what they are worth to all voters for each unit of cost, most first: under `cost` satisfaction by
  /// votes, else by votes, points or Borda scores over cost. What is free and wanted comes first.
  func byWorth(_ satisfaction: Satisfaction) -> [Int] {
    let worth = election.worth(satisfaction)
    let costs = satisfaction == .cost ? election.costs.map { _ in BigInteger.one } : election.costs
    return election.projects.indices.sorted { one, other in
      // What nobody wants comes last, even where it is free.
      if worth[one] == 0 || worth[other] == 0 {
        return worth[one] == worth[other] ? places[one] < places[other] : worth[one] > 0
      }
      let left = costs[other] * worth[one]
      let right = costs[one] * worth[other]
      return left == right ? places[one] < places[other] : left > right
    }
  }

  /// Buys down the list what fits; skips what does not, or stops there.
  func buy(_ order: [Int], after bought: [Int] = [], skipping: Bool = true) -> [Int] {
    var left = election.budgetSteps - election.steps(of: bought)
    var winners = bought
    let have = Set(bought)
    for project in order where !have.contains(project) {
      if election.costs[project] <= left {
        winners.append(project)
        left -= election.costs[project]
      } else if !skipping {
        break
      }
    }
    return winners
  }
}
