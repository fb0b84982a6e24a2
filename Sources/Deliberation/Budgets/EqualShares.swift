/// How the Method of Equal Shares goes on when no group of voters can afford another project.
public enum Completion: String, Sendable, Hashable, CaseIterable {
  /// Not at all: what is left is left.
  case none
  /// Down the list with the same satisfaction: the projects of most worth for their cost, skipping what does not fit.
  case greedy
  /// Gives every voter one more unit of currency and counts again, until the result uses up the budget (nothing more
  /// would fit) or breaks it (then the one before it stands).
  case add1
  /// The same without stopping when the budget is used up: only when it is broken.
  case add1Nonstop = "add1-nonstop"
  /// `add1`, then `greedy`.
  case add1Greedy = "add1-greedy"
}

/// The Method of Equal Shares: the budget is shared equally among all who voted, and projects are bought by those who
/// voted for them, the least price for what it is worth first (Peters, Pierczyński and Skowron 2021; equalshares.net).
public struct EqualShares: Sendable {
  public let election: BudgetElection
  public let satisfaction: Satisfaction
  public let ties: TieBreaking
  let support: Support
  let places: [Int]
  // What every run begins with, as numbers that runs scan.
  let costs: [Double]
  let scales: [Double]
  /// A lower bound of each project's price over its scale.
  let firstBounds: [Double]
  let firstCandidates: [Int]

  public init(_ election: BudgetElection, _ satisfaction: Satisfaction, ties: TieBreaking = .id) {
    self.election = election
    self.satisfaction = satisfaction
    self.ties = ties
    support = Support(election, satisfaction)
    places = ties.places(in: election)
    costs = election.costs.map(\.double)
    scales = support.scales.map(\.double)
    let (costs, scales, totals) = (costs, scales, support.totals)
    firstBounds = costs.indices.map { project in
      guard totals[project] > 0, scales[project] > 0 else { return 0 }
      return costs[project] / Double(totals[project]) / scales[project] * (1 - 1e-12)
    }
    firstCandidates = costs.indices.filter { totals[$0] > 0 && !election.costs[$0].isZero }
  }

  /// The winners in order of purchase. Free projects that anybody wants come first.
  ///
  /// Time: each purchase costs a few passes over the voters of the projects that were close to it.
  public func winners(_ completion: Completion) -> [Int] {
    let (bought, _) = shares(completion)
    guard completion == .greedy || completion == .add1Greedy else { return bought }
    let greedy = Greedy(election, ties: ties)
    return greedy.buy(greedy.byWorth(satisfaction), after: bought)
  }

  /// One run in which each voter has an equal share of the budget and `extra` units of currency.
  func run(extra: BigInteger) -> [Int] {
    let (endowment, voters) = endowment(extra: extra)
    if isFast(extra: extra) {
      var scan = EqualSharesScan(self, endowment: BigInteger.quotient(endowment, voters))
      if case .decided(let steps, _) = scan.run(after: []) { return free + steps.map(\.project) }
    }
    return runExactly(extra: extra)
  }

  func runExactly(extra: BigInteger) -> [Int] {
    var bought = free
    let (endowment, voters) = endowment(extra: extra)
    if isFast(extra: extra) {
      var run = EqualSharesRun(election, support, places: places, endowment: endowment, over: voters)
      while let offer = run.next() {
        run.accept(offer)
        bought.append(offer.project)
      }
    } else if let each = Rational(endowment, over: voters) {
      var run = EqualSharesByHand(election, support, places: places, endowment: each)
      while let sale = run.next() { bought.append(sale.project) }
    }
    return bought
  }

  func isFast(extra: BigInteger) -> Bool {
    let (endowment, voters) = endowment(extra: extra)
    return EqualSharesRun.isSuited(election, support, endowment: BigInteger.quotient(endowment, voters))
  }

  /// What each voter has, in steps of money, as numerator and denominator.
  func endowment(extra: BigInteger) -> (BigInteger, BigInteger) {
    let voters = BigInteger(election.profile.voters)
    return (election.budgetSteps + election.stepsPerUnit * extra * voters, voters)
  }

  /// Projects without cost that anybody wants.
  var free: [Int] {
    election.projects.indices.filter { election.costs[$0].isZero && support.totals[$0] > 0 }
      .sorted { places[$0] < places[$1] }
  }

  /// Whether no project that anybody wants would still fit.
  func isExhausted(_ bought: [Int], among wanted: [Int]) -> Bool {
    let left = election.budgetSteps - election.steps(of: bought)
    let have = Set(bought)
    return wanted.allSatisfy { have.contains($0) || election.costs[$0] > left }
  }
}
