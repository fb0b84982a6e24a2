import Testing

@testable import Deliberation

@Suite("Budget rules, by hand") struct BudgetRuleTests {
  @Test("Most votes first skips what does not fit; without skipping the list is cut there") func greedy() throws {
    let election = try Elections.make([60, 50, 30, 10], budget: 100, ballots: ["ab": 5, "a": 3, "bc": 2, "d": 1])
    // Votes: a 8, b 7, c 2, d 1.
    #expect(Elections.winners(.greedyVotes, election) == "acd")
    #expect(Elections.winners(.greedyNoSkip, election) == "a")
    // Votes over cost: b 7/50, a 8/60, d 1/10, c 2/30.
    #expect(Elections.winners(.greedyVotesPerCost, election) == "bdc")
  }

  @Test("A threshold keeps out what too few want") func threshold() throws {
    let open = try Elections.make([10, 10, 10], budget: 30, ballots: ["ab": 2, "a": 1, "c": 1])
    let election = try BudgetElection(
      projects: open.projects, budget: open.budget, profile: open.profile, threshold: Rational(2))
    #expect(Elections.winners(.greedyThreshold, election) == "ab")
    #expect(Elections.winners(.greedyVotes, election) == "abc")
  }

  @Test("Ties go by id as a string, by the file, or as drawn") func ties() throws {
    var box = Profile.Box(kind: .approval, projectCount: 3)
    for project in [Int32(0), 1, 2] { box.cast([project]) }
    let election = try BudgetElection(
      projects: ["2", "10", "9"].map { BudgetProject(id: $0, cost: .one) }, budget: .one, profile: box.close())
    #expect(BudgetRule.greedyVotes.winners(of: election) == [1])
    #expect(BudgetRule.greedyVotes.winners(of: election, ties: .file) == [0])
    #expect(BudgetRule.greedyVotes.winners(of: election, ties: .listed(["9", "no such", "2"])) == [2])
    #expect(BudgetRule.greedyThreshold.winners(of: election) == [0])
  }

  @Test("Equal shares: a minority of a third pays for what it wants out of its third") func minority() throws {
    // 9 voters, 90: ten each. Six want a and b (40 each), three want c (30).
    let election = try Elections.make([40, 40, 30], budget: 90, ballots: ["ab": 6, "c": 3])
    #expect(Elections.winners(.greedyVotes, election) == "ab")
    // a costs each of six 6 2/3; then they have 20 together, b costs 40. c takes all that three have.
    #expect(Elections.winners(.equalSharesCost, election) == "ac")
    let report = BudgetRule.equalSharesCost.report(of: election)
    #expect(report.shareEach == Rational(10))
    guard case .shares(let sale) = report.purchases[0].means else {
      Issue.record("it is bought out of shares")
      return
    }
    #expect(sale.price == Rational(20, over: 3))
    #expect(sale.effectiveVotes == Rational(6))
    #expect(report.losses.map(\.reasons) == [[.supportersLackMoney(supporters: 6, left: Rational(20))]])
    #expect(
      report.words(for: report.losses[0], money: MoneyWords(currency: "GBP"))
        == "Its 6 supporters had £20 left between them; it costs £40.")
  }

  @Test("Whoever cannot pay the full price pays all they have, and the others more") func poorAndRich() throws {
    // 4 voters, 40: ten each. b is 6 each for three; a is then 20 of 4 and 10: too little.
    let election = try Elections.make([20, 18], budget: 40, ballots: ["ab": 1, "a": 1, "b": 2])
    #expect(Elections.winners(.equalSharesCardinality, election) == "b")
    let dear = try Elections.make([14, 30], budget: 40, ballots: ["ab": 1, "a": 1, "b": 2])
    // a 7 each; b 30 among 3, 10 and 10: too little.
    #expect(Elections.winners(.equalSharesCardinality, dear) == "a")
    let partial = try Elections.make([14, 21], budget: 40, ballots: ["ab": 1, "a": 1, "b": 2])
    // a for 7 each, b for 21: 7 each from all three at first sight, but one has 3 left, so 9 from the others. b's price
    // is 7 too before that, and a comes first by id.
    let report = BudgetRule.equalSharesCardinality.report(of: partial)
    #expect(report.winners == [0, 1])
    guard case .shares(let sale) = report.purchases[1].means else {
      Issue.record("it is bought out of shares")
      return
    }
    #expect(sale.price == Rational(9))
    #expect(
      sale.payments == [
        .init(amount: Rational(9), voters: 2, isAllTheyHad: false),
        .init(amount: Rational(3), voters: 1, isAllTheyHad: true),
      ])
  }

  @Test("A unanimous electorate buys what costs the whole budget; floats elect nothing") func unanimous() throws {
    let election = try Elections.make([155_000], budget: 155_000, ballots: ["a": 241])
    #expect(Elections.winners(.equalSharesCost, election) == "a")
    #expect(Elections.winners(.equalSharesCardinality, election) == "a")
  }

  @Test("Points and ranks are worth what they say") func pointsAndRanks() throws {
    // Ten each. A point costs 10/3 for b, 5 for a; then the second pays for a alone.
    let points = try Elections.points([10, 10], budget: 20, ballots: [[1, 3], [1, 0]])
    #expect(Elections.winners(.equalSharesPoints, points) == "ba")
    #expect(Elections.winners(.greedyVotes, points) == "ba")
    let ranks = try Elections.make([10, 10, 10], budget: 20, .ordinal, ballots: ["abc": 1, "bca": 1])
    // Borda: a 2 and 0, b 1 and 2, c 0 and 1; cities: a 3 + 1, b 2 + 3, c 1 + 2.
    #expect(Elections.winners(.equalSharesBorda, ranks) == "b")
    #expect(ranks.scores == [4, 5, 3])
    #expect(Elections.winners(.greedyVotes, ranks) == "ba")
  }

  @Test("Raising shares stops when the budget is used up, or goes on until it breaks") func raising() throws {
    // 4 voters, 20: five each. a (12) wants two: 10. b (9) wants one of them and another. c (8) wants one.
    let election = try Elections.make([12, 9, 8], budget: 20, ballots: ["ab": 1, "a": 1, "b": 1, "c": 1])
    // 5 each: b (4.5 each); a's two have 5.5. 6 each: b; then 1.5 and 6. 7 each: 2.5 + 7; 8: c for 8 and b; a: 3.5 + 8.
    #expect(Elections.winners(.equalSharesCardinality, election) == "b")
    #expect(Elections.winners(.equalSharesCardinality, election, .greedy) == "bc")
    // 8 each buys b and c, 17 of 20: nothing more fits.
    #expect(Elections.winners(.equalSharesCardinality, election, .add1) == "bc")
    // 9 each would buy a as well: 29. So 8 each stands here too.
    #expect(Elections.winners(.equalSharesCardinality, election, .add1Nonstop) == "bc")
  }

  @Test("Phragmén buys in the order in which purses fill, and stops at what does not fit") func phragmen() throws {
    // a after 2 a head for six; c after 10 a head for one.
    let election = try Elections.make([12, 12, 10], budget: 30, ballots: ["ab": 6, "c": 3])
    // a at 2; c at 10/3; b at 4: 34 is too much.
    let report = BudgetRule.phragmen.report(of: election)
    #expect(report.winners == [0, 2])
    guard case .purses(let moment, _) = report.purchases[1].means else {
      Issue.record("it is bought out of purses")
      return
    }
    #expect(moment == Rational(10, over: 3))
    #expect(report.losses.map(\.reasons) == [[.doesNotFit(left: Rational(8))]])
  }

  @Test("The comparison step keeps the result by votes where more people prefer it") func comparison() throws {
    let election = try Elections.make([40, 40, 30], budget: 90, ballots: ["ab": 6, "c": 3])
    let step = BudgetComparison([0, 2], [0, 1], in: election.profile)
    #expect((step.preferOne, step.preferOther, step.indifferent) == (3, 6, 0))
    #expect(step.prefersOther)
    #expect(!BudgetComparison([0, 1], [0, 2], in: election.profile).prefersOther)
  }

  @Test("What is free and wanted is funded by every rule that asks voters", arguments: BudgetRule.allCases)
  func free(rule: BudgetRule) throws {
    let election = try Elections.make([0, 5, 0], budget: 5, .ordinal, ballots: ["ab": 2])
    guard rule.suits(.ordinal) else { return }
    #expect(Elections.winners(rule, election).contains("a"))
  }

  @Test("Nobody, nothing to choose from, no money: no rule minds", arguments: BudgetRule.allCases, Completion.allCases)
  func empty(rule: BudgetRule, completion: Completion) throws {
    for kind in BallotKind.allCases where rule.suits(kind) {
      let projects = [BudgetProject(id: "a", cost: .one)]
      let without = [
        try BudgetElection(
          projects: projects, budget: .one, profile: Profile.Box.closed(kind, projects: 1, empty: 0)),
        try BudgetElection(
          projects: projects, budget: .one, profile: Profile.Box.closed(kind, projects: 1, empty: 3)),
        try BudgetElection(projects: [], budget: .one, profile: Profile.Box.closed(kind, projects: 0, empty: 3)),
        try BudgetElection(
          projects: projects, budget: .zero, profile: Profile.Box.closed(kind, projects: 1, empty: 3)),
      ]
      for election in without {
        let report = rule.report(of: election, completion: completion)
        #expect(report.winners == rule.winners(of: election, completion: completion))
        #expect(report.cost <= election.budget)
      }
    }
  }

  @Test("What cannot be an election is none") func invalid() {
    let profile = Profile.Box.closed(.approval, projects: 2, empty: 1)
    let twice = [BudgetProject(id: "a", cost: .one), BudgetProject(id: "a", cost: .one)]
    #expect(throws: Malformed("there are two projects “a”.")) {
      try BudgetElection(projects: twice, budget: .one, profile: profile)
    }
    let owed = [BudgetProject(id: "a", cost: .one), BudgetProject(id: "b", cost: Rational(-1))]
    #expect(throws: Malformed("the cost of project “b” is below zero.")) {
      try BudgetElection(projects: owed, budget: .one, profile: profile)
    }
    #expect(throws: Malformed("the budget is below zero.")) {
      try BudgetElection(projects: [], budget: Rational(-1), profile: profile)
    }
  }
}

extension Profile.Box {
  static func closed(_ kind: BallotKind, projects: Int, empty: Int) -> Profile {
    var box = Profile.Box(kind: kind, projectCount: projects)
    for _ in 0..<empty { box.cast([]) }
    return box.close()
  }
}
