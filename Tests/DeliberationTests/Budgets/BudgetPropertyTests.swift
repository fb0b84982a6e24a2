import Testing

@testable import Deliberation

@Suite("Budget rules, by their properties") struct BudgetPropertyTests {
  /// By hand in fractions, from beginning to end.
  static func byHand(_ election: BudgetElection, _ satisfaction: Satisfaction) -> [Int] {
    let shares = EqualShares(election, satisfaction)
    guard let each = Rational(election.budgetSteps, over: BigInteger(election.profile.voters)) else { return [] }
    var run = EqualSharesByHand(election, shares.support, places: shares.places, endowment: each)
    var bought = shares.free
    while let sale = run.next() { bought.append(sale.project) }
    return bought
  }

  @Test("The fast way buys what fractions by hand buy, also where everything is tied", arguments: 0..<4)
  func fastIsExact(seed: Int) throws {
    var dice = Dice(state: UInt64(seed))
    for round in 0..<150 {
      let kind = BallotKind.allCases[round % 4]
      // Every third with money that no machine word holds squared, every third with amounts that differ by one.
      let money: ClosedRange<Int> =
        [1...6, 1...Int.max / 16, 1_000_000_000_000_000...1_000_000_000_000_003][round % 3]
      let election = try Elections.random(kind, &dice, money: money)
      for satisfaction in Satisfaction.allCases where satisfaction.suits(kind) {
        let fast = EqualShares(election, satisfaction).run(extra: .zero)
        #expect(fast == Self.byHand(election, satisfaction), "\(kind) \(satisfaction) \(round)")
      }
    }
  }

  @Test("No rule spends more than there is, or buys anything twice", arguments: 0..<4) func withinBudget(seed: Int)
    throws
  {
    var dice = Dice(state: UInt64(seed) + 100)
    for round in 0..<60 {
      let kind = BallotKind.allCases[round % 4]
      let election = try Elections.random(kind, &dice)
      for rule in BudgetRule.allCases where rule.suits(kind) {
        for completion in rule.satisfaction == nil ? [.none] : Completion.allCases {
          let report = rule.report(of: election, completion: completion)
          #expect(report.winners == rule.winners(of: election, completion: completion))
          #expect(report.cost <= election.budget)
          #expect(Set(report.winners).count == report.winners.count)
          #expect(Set(report.winners + report.losses.map(\.project)).count == election.projects.count)
        }
      }
    }
  }

  @Test("Neither the order of voters nor of projects in the file matters", arguments: 0..<4) func neutral(seed: Int)
    throws
  {
    var dice = Dice(state: UInt64(seed) + 200)
    for round in 0..<60 {
      let kind = BallotKind.allCases[round % 4]
      let election = try Elections.random(kind, &dice)
      let order = election.projects.indices.shuffled(using: &dice)
      let position = Dictionary(uniqueKeysWithValues: order.enumerated().map { ($0.element, Int32($0.offset)) })
      var box = Profile.Box(kind: kind, projectCount: order.count)
      for voter in election.profile.ballotOfVoter.shuffled(using: &dice) {
        let ballot = Int(voter)
        let points = election.profile.points(of: ballot).compactMap(\.numerator.word)
        box.cast(
          election.profile.choices(of: ballot).compactMap { position[$0] }, points: kind == .cumulative ? points : [])
      }
      let shuffled = try BudgetElection(
        projects: order.map { election.projects[$0] }, budget: election.budget, profile: box.close())
      for rule in BudgetRule.allCases where rule.suits(kind) {
        let one = rule.winners(of: election, completion: rule.satisfaction == nil ? .none : .add1Greedy, ties: .id)
        let other = rule.winners(of: shuffled, completion: rule.satisfaction == nil ? .none : .add1Greedy, ties: .id)
        #expect(one == other.map { order[$0] }, "\(rule) \(kind)")
      }
    }
  }

  @Test("Before completion, those who agree are served as far as their share goes", arguments: 0..<4)
  func proportional(seed: Int) throws {
    var dice = Dice(state: UInt64(seed) + 300)
    for _ in 0..<40 {
      // A group votes alike for projects that cost 1 each, others at random for the rest: extended justified
      // representation then gives the group at least floor(its share of the budget) of its projects.
      let members = Int.random(in: 1...8, using: &dice)
      let others = Int.random(in: 0...12, using: &dice)
      let wanted = Int.random(in: 1...6, using: &dice)
      let rest = Int.random(in: 0...8, using: &dice)
      var box = Profile.Box(kind: .approval, projectCount: wanted + rest)
      for _ in 0..<members { box.cast((0..<wanted).map { Int32($0) }) }
      for _ in 0..<others {
        box.cast((wanted..<(wanted + rest)).filter { _ in Bool.random(using: &dice) }.map { Int32($0) })
      }
      let budget = Int.random(in: 0...(wanted + rest), using: &dice)
      let election = try BudgetElection(
        projects: (0..<(wanted + rest)).map { BudgetProject(id: String($0), cost: .one) }, budget: Rational(budget),
        profile: box.close())
      let due = min(wanted, budget * members / (members + others))
      for rule in [BudgetRule.equalSharesCost, .equalSharesCardinality] {
        #expect(rule.winners(of: election).count { $0 < wanted } >= due)
      }
    }
  }

  @Test("A group cannot spend more than its share before completion", arguments: 0..<4) func noHijack(seed: Int) throws
  {
    var dice = Dice(state: UInt64(seed) + 400)
    for _ in 0..<60 {
      let election = try Elections.random(.approval, &dice)
      for rule in [BudgetRule.equalSharesCost, .equalSharesCardinality] {
        for purchase in rule.report(of: election).purchases {
          guard case .shares(let sale) = purchase.means else { continue }
          let paid = sale.payments.reduce(Rational.zero) { $0 + $1.amount * $1.voters }
          let cost = election.projects[purchase.project].cost
          // Those who paid all they had are rounded to a millionth each.
          let error = Rational(election.profile.voters, over: 1_000_000) ?? .zero
          #expect(paid - cost <= error && cost - paid <= error)
          #expect(sale.effectiveVotes <= Rational(election.profile.approvals[purchase.project]))
        }
      }
    }
  }

  @Test("With the votes it is said to need a loser wins, with one fewer not", arguments: 0..<4) func votesNeeded(
    seed: Int
  ) throws {
    var dice = Dice(state: UInt64(seed) + 500)
    for round in 0..<12 {
      let kind = BallotKind.allCases[round % 4]
      let election = try Elections.random(kind, &dice)
      for rule in BudgetRule.allCases where rule.suits(kind) {
        let others = Counterfactuals(election, rule)
        let won = Set(rule.winners(of: election))
        for project in election.projects.indices {
          guard let needed = others.votesNeeded(for: project) else { continue }
          #expect((needed == 0) == won.contains(project))
          guard needed > 0 else { continue }
          for (people, wins) in [(needed, true), (needed - 1, false)] where people > 0 {
            let profile = try #require(election.profile.adding(people, votingFor: project))
            let more = try BudgetElection(
              projects: election.projects, budget: election.budget, profile: profile, maxLength: election.maxLength,
              threshold: election.threshold)
            #expect(rule.winners(of: more).contains(project) == wins, "\(rule) \(kind)")
          }
        }
      }
    }
  }

  @Test("Under the plain rule by votes the votes needed are those that overtake what fits no more") func overtaking()
    throws
  {
    let election = try Elections.make([10, 10], budget: 10, ballots: ["a": 7, "b": 4])
    #expect(Counterfactuals(election, .greedyVotes).votesNeeded(for: 1) == 4)
    #expect(Counterfactuals(election, .greedyVotes).votesNeeded(for: 0) == 0)
    let dear = try Elections.make([10, 11], budget: 10, ballots: ["a": 7, "b": 4])
    #expect(Counterfactuals(dear, .greedyVotes).votesNeeded(for: 1) == nil)
  }

  @Test("One pound more buys what was a pound short") func onePound() throws {
    let election = try Elections.make([5, 6], budget: 10, ballots: ["a": 3, "b": 2])
    #expect(Counterfactuals(election, .greedyVotes).change() == .init(gained: [1], lost: []))
    #expect(Counterfactuals(election, .greedyVotes).change(withMore: .zero).isNone)
  }

  @Test("Amounts far beyond a machine word, and far below a penny, are counted the same") func scale() throws {
    var dice = Dice(state: 600)
    for factor in ["1" + String(repeating: "0", count: 300), "0." + String(repeating: "0", count: 200) + "1"] {
      for round in 0..<20 {
        let election = try Elections.random(.approval, &dice)
        let scale = try #require(Rational(decimal: factor))
        let scaled = try BudgetElection(
          projects: election.projects.map { BudgetProject(id: $0.id, cost: $0.cost * scale) },
          budget: election.budget * scale, profile: election.profile)
        for rule in BudgetRule.allCases where rule.suits(.approval) {
          #expect(rule.winners(of: scaled) == rule.winners(of: election), "\(rule)")
          guard rule.satisfaction != nil, round == 0 else { continue }
          for completion in Completion.allCases {
            #expect(scaled.cost(of: rule.winners(of: scaled, completion: completion)) <= scaled.budget)
          }
        }
      }
    }
  }

  @Test("Shares can be raised as far as is said without changing what is bought", arguments: 0..<4)
  func horizon(seed: Int) throws {
    var dice = Dice(state: UInt64(seed) + 700)
    var skipped = 0
    for round in 0..<60 {
      let kind = BallotKind.allCases[round % 4]
      let election = try Elections.random(kind, &dice, money: 1...2000)
      guard election.profile.voters > 0 else { continue }
      for satisfaction in Satisfaction.allCases where satisfaction.suits(kind) {
        let shares = EqualShares(election, satisfaction)
        let extra = BigInteger(Int.random(in: 0...100, using: &dice))
        let now = shares.run(extra: extra)
        let units = EqualSharesHorizon(shares, extra: extra).unitsWithoutChange
        skipped += units.word ?? 0
        for more in [BigInteger.one, BigInteger(7), units - .one, units] where more > .zero && more <= units {
          #expect(shares.run(extra: extra + more) == now, "\(kind) \(satisfaction) \(more) of \(units)")
        }
      }
    }
    #expect(skipped > 1000)
  }

  @Test("Raising shares unit by unit to a thousand million million ends, and at the right unit") func longRaise() throws
  {
    // Ten voters, a hundred million million each; one wants a, which costs nine hundred million million.
    let unit = 100_000_000_000_000
    let election = try Elections.make([9 * unit, unit], budget: 10 * unit, ballots: ["a": 1, "b": 2, "": 7])
    #expect(Elections.winners(.equalSharesCost, election) == "b")
    #expect(Elections.winners(.equalSharesCost, election, .add1) == "ba")
    let report = BudgetRule.equalSharesCost.report(of: election, completion: .add1)
    #expect(report.extraEach == Rational(8 * unit))
  }
}
