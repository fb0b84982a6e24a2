extension CommitteeRule {
  /// Those elected, as positions in `candidates`, in order of election. Ties as published: by default the order in which
  /// the candidates are listed.
  public func winners(
    of election: CommitteeElection, completion: SeatCompletion = .phragmen, ties: TieBreaking = .file
  ) -> [Int] {
    let budget = election.budget
    let places = ties.places(in: budget)
    switch self {
    case .approval: return Array(Self.byApprovals(election, places).prefix(election.seats))
    case .sequentialProportionalApproval:
      var rule = SequentialPAV(election.profile)
      var winners: [Int] = []
      while winners.count < election.seats, let next = rule.due().min(by: { places[$0] < places[$1] }) {
        rule.elect(next)
        winners.append(next)
      }
      return winners
    case .phragmen: return BudgetRule.phragmen.winners(of: budget, ties: ties)
    case .equalShares: return Self.equalShares(election, completion, ties)
    }
  }

  private static func byApprovals(_ election: CommitteeElection, _ places: [Int]) -> [Int] {
    let approvals = election.profile.approvals
    return election.candidates.indices.sorted {
      approvals[$0] == approvals[$1] ? places[$0] < places[$1] : approvals[$0] > approvals[$1]
    }
  }

  private static func equalShares(
    _ election: CommitteeElection, _ completion: SeatCompletion, _ ties: TieBreaking
  ) -> [Int] {
    guard election.profile.voters > 0, completion != .add1 else {
      return completion == .add1 ? raisingShares(election, ties) : fill([], election, ties)
    }
    let budget = election.budget
    let support = Support(budget, .cardinality)
    let places = ties.places(in: budget)
    let voters = BigInteger(election.profile.voters)
    var run = EqualSharesRun(budget, support, places: places, endowment: budget.budgetSteps, over: voters)
    var winners: [Int] = []
    while let offer = run.next() {
      run.accept(offer)
      winners.append(offer.project)
    }
    switch completion {
    case .none, .add1: return winners
    case .greedy: return fill(winners, election, ties)
    case .phragmen:
      let purses = (0..<election.profile.ballotCount).map { run.exact.money(of: $0) }
      var rule = Phragmen(budget, ties: ties, after: winners, purses: purses, over: run.exact.denominator)
      while let purchase = rule.next() { winners.append(purchase.project) }
      return winners
    }
  }

  /// Fills the seats that are left by approvals.
  private static func fill(_ elected: [Int], _ election: CommitteeElection, _ ties: TieBreaking) -> [Int] {
    let have = Set(elected)
    let others = byApprovals(election, ties.places(in: election.budget)).filter { !have.contains($0) }
    return elected + others.prefix(election.seats - elected.count)
  }

  /// Every voter's share is what it would be with one more seat, and one more, until all seats can be paid for; by
  /// approvals where fewer candidates are approved of. With a whole seat's price each, everyone approved of is elected.
  private static func raisingShares(_ election: CommitteeElection, _ ties: TieBreaking) -> [Int] {
    let support = Support(election.budget, .cardinality)
    let places = ties.places(in: election.budget)
    let voters = BigInteger(election.profile.voters)
    guard election.seats > 0, support.totals.count(where: { $0 > 0 }) >= election.seats else {
      return fill([], election, ties)
    }
    var seats = election.seats
    while true {
      var run = EqualSharesRun(
        election.budget, support, places: places, endowment: BigInteger(seats), over: voters)
      var winners: [Int] = []
      while winners.count < election.seats, let offer = run.next() {
        run.accept(offer)
        winners.append(offer.project)
      }
      if winners.count == election.seats { return winners }
      seats += 1
    }
  }
}
