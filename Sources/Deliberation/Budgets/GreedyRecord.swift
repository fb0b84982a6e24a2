/// A greedy rule, with reasons.
struct GreedyRecord {
  let report: BudgetReport

  init(_ election: BudgetElection, rule: BudgetRule, ties: TieBreaking) {
    let scores = Self.scores(election, rule: rule)
    let greedy = Greedy(election, ties: ties)
    let order = rule == .greedyVotesPerCost ? greedy.byWorth(BudgetRule.worth(election.profile.kind)) : greedy.byScore()
    let hasThreshold = rule == .greedyThreshold || rule == .greedyNoSkip
    var purchases: [BudgetReport.Purchase] = []
    var losses: [BudgetReport.Loss] = []
    var left = election.budget
    var cut: Int?
    for project in order {
      let cost = election.projects[project].cost
      if hasThreshold, scores[project] < election.threshold {
        losses.append(.init(project, .isBelowThreshold(score: scores[project], threshold: election.threshold)))
      } else if let cut {
        losses.append(.init(project, .comesAfterTheCut(at: cut)))
      } else if cost <= left {
        left -= cost
        purchases.append(.init(project: project, means: .list(score: scores[project], left: left)))
      } else {
        losses.append(
          .init(project, cost > election.budget ? .costsMoreThanTheBudget : .doesNotFit(left: left)))
        if rule == .greedyNoSkip { cut = project }
      }
    }
    report = BudgetReport(
      election: election, rule: rule, completion: .none, ties: ties, purchases: purchases, losses: losses,
      extraEach: .zero, shareEach: nil)
  }

  /// What the list is sorted by, apart from costs: scores, or under votes over cost the votes, points or Borda scores.
  private static func scores(_ election: BudgetElection, rule: BudgetRule) -> [Rational] {
    guard rule == .greedyVotesPerCost else { return election.scores }
    let scale = BigInteger.powerOfTen(election.profile.pointDecimals)
    return election.worth(BudgetRule.worth(election.profile.kind)).map {
      Rational(BigInteger($0), over: scale) ?? .zero
    }
  }
}

extension BudgetReport.Loss {
  init(_ project: Int, _ reason: BudgetReport.Reason) { self.init(project: project, reasons: [reason]) }
}
