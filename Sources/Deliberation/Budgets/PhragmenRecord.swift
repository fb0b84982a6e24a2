/// Phragmén's rule, with reasons.
struct PhragmenRecord {
  let report: BudgetReport

  init(_ election: BudgetElection, ties: TieBreaking) {
    var rule = Phragmen(election, ties: ties)
    var purchases: [BudgetReport.Purchase] = []
    while let purchase = rule.next(recorded: true) {
      let inUnits = { (steps: Rational) in
        Rational(steps.numerator, over: steps.denominator * election.stepsPerUnit) ?? .zero
      }
      let payments = purchase.payments.map { payment in
        BudgetReport.Payment(amount: inUnits(payment.amount), voters: payment.voters, isAllTheyHad: true)
      }
      purchases.append(
        .init(
          project: purchase.project,
          means: .purses(moment: purchase.moment.map(inUnits), payments: payments.sorted { $0.amount > $1.amount })))
    }
    let have = Set(purchases.map(\.project))
    let left = election.budget - election.cost(of: have)
    let approvals = election.profile.approvals
    let stoppedBy = rule.stoppedBy
    let losses = election.projects.indices.filter { !have.contains($0) }.map { project in
      if election.projects[project].cost > election.budget {
        return BudgetReport.Loss(project, .costsMoreThanTheBudget)
      }
      if stoppedBy.contains(project), election.projects[project].cost > left {
        return BudgetReport.Loss(project, .doesNotFit(left: left))
      }
      if approvals[project] == 0 { return BudgetReport.Loss(project, .nobodyWantsIt) }
      return BudgetReport.Loss(project, .wasNotDueYet(stoppedBy: stoppedBy, left: left))
    }
    report = BudgetReport(
      election: election, rule: .phragmen, completion: .none, ties: ties, purchases: purchases, losses: losses,
      extraEach: .zero, shareEach: nil)
  }
}
