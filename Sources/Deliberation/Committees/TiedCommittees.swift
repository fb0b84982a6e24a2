extension CommitteeRule {
  public static let mostSeatsFollowed = 100

  /// Every committee that the rule elects under some way of breaking ties, each with its members in the order in which
  /// they are listed; sorted. `add1` is not defined without a tie-breaking and gives its one committee.
  ///
  /// Time grows with the number of ways to break ties: this is for committees of a few seats. With more than
  /// `mostSeatsFollowed` only the committee is given that ties in the order of the candidates elect.
  /// - Parameter limit: no more than that many are looked for.
  public func tiedCommittees(
    of election: CommitteeElection, completion: SeatCompletion = .phragmen, limit: Int = 10_000
  ) -> [[Int]] {
    var search = TieSearch(limit: limit)
    guard election.seats <= Self.mostSeatsFollowed else {
      return [winners(of: election, completion: completion).sorted()]
    }
    switch self {
    case .approval: search.approval(election, after: [])
    case .sequentialProportionalApproval: search.proportional(SequentialPAV(election.profile), [], election)
    case .phragmen: search.phragmen(Phragmen(election.budget, ties: .file), [])
    case .equalShares where completion == .add1:
      search.found.insert(winners(of: election, completion: .add1).sorted())
    case .equalShares:
      guard let each = Rational(election.seats, over: election.profile.voters) else {
        search.approval(election, after: [])
        break
      }
      let budget = election.budget
      let run = EqualSharesByHand(
        budget, Support(budget, .cardinality), places: budget.idOrder, endowment: each)
      search.equalShares(run, [], election, completion)
    }
    return search.found.sorted { $0.lexicographicallyPrecedes($1) }
  }
}

/// Follows every way of breaking ties.
private struct TieSearch {
  let limit: Int
  var found: Set<[Int]> = []
  /// Committees in the making that were followed already, where what comes next depends on nothing else.
  private var seen: Set<[Int]> = []

  init(limit: Int) { self.limit = limit }

  mutating func approval(_ election: CommitteeElection, after elected: [Int]) {
    let approvals = election.profile.approvals
    let have = Set(elected)
    let others = election.candidates.indices.filter { !have.contains($0) }.sorted { approvals[$0] > approvals[$1] }
    let open = election.seats - elected.count
    guard open > 0, others.count > open else {
      found.insert((elected + others.prefix(max(0, open))).sorted())
      return
    }
    let bar = approvals[others[open - 1]]
    let sure = others.filter { approvals[$0] > bar }
    choose(open - sure.count, of: others.filter { approvals[$0] == bar }.sorted(), with: elected + sure)
  }

  /// Every choice of so many out of the tied, in order, by their positions.
  private mutating func choose(_ count: Int, of tied: [Int], with chosen: [Int]) {
    var positions = Array(0..<count)
    while found.count < limit {
      found.insert((chosen + positions.map { tied[$0] }).sorted())
      // The last position that can still move on; those after it follow it.
      guard let moving = positions.indices.last(where: { positions[$0] < tied.count - count + $0 }) else { return }
      let start = positions[moving] + 1
      for index in moving..<count { positions[index] = start + index - moving }
    }
  }

  mutating func proportional(_ rule: SequentialPAV, _ elected: [Int], _ election: CommitteeElection) {
    guard found.count < limit, seen.insert(elected.sorted()).inserted else { return }
    guard elected.count < election.seats else {
      found.insert(elected.sorted())
      return
    }
    for candidate in rule.due() {
      var next = rule
      next.elect(candidate)
      proportional(next, elected + [candidate], election)
    }
  }

  mutating func phragmen(_ rule: Phragmen, _ elected: [Int]) {
    guard found.count < limit else { return }
    let due = rule.dueNext()
    guard !due.isEmpty, elected.count < rule.election.budgetSteps.word ?? 0 else {
      found.insert(elected.sorted())
      return
    }
    for candidate in due {
      var next = rule
      next.buy(candidate)
      phragmen(next, elected + [candidate])
    }
  }

  mutating func equalShares(
    _ run: EqualSharesByHand, _ elected: [Int], _ election: CommitteeElection, _ completion: SeatCompletion
  ) {
    guard found.count < limit else { return }
    var run = run
    let due = run.due()
    for (candidate, price) in due {
      var next = run
      next.buy(candidate, at: price)
      equalShares(next, elected + [candidate], election, completion)
    }
    guard due.isEmpty else { return }
    switch completion {
    case .none, .add1: found.insert(elected.sorted())
    case .greedy: approval(election, after: elected)
    case .phragmen:
      var denominator = BigInteger.one
      for purse in run.money where purse.denominator != denominator {
        let divisor = BigInteger.greatestCommonDivisor(denominator, purse.denominator)
        denominator *= purse.denominator.divided(by: divisor)?.quotient ?? .one
      }
      let purses = run.money.map { ($0 * Rational(denominator)).numerator }
      phragmen(
        Phragmen(election.budget, ties: .file, after: elected, purses: purses, over: denominator), elected)
    }
  }
}
