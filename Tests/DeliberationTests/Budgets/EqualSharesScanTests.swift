import Testing

@testable import Deliberation

@Suite("Equal shares in floating point with bounds") struct EqualSharesScanTests {
  static func scan(
    _ shares: EqualShares, extra: Int, after before: [EqualSharesScan.Step] = []
  ) -> (steps: [EqualSharesScan.Step], isSteady: Bool)? {
    let (endowment, voters) = shares.endowment(extra: BigInteger(extra))
    var scan = EqualSharesScan(shares, endowment: BigInteger.quotient(endowment, voters))
    guard case .decided(let steps, let isSteady) = scan.run(after: before) else { return nil }
    return (steps, isSteady)
  }

  /// Every satisfaction of random elections of every kind.
  static func each(
    _ rounds: Int, seed: UInt64, money: ClosedRange<Int>, _ body: (EqualShares, inout Dice) throws -> Void
  )
    throws
  {
    var dice = Dice(state: seed)
    for round in 0..<rounds {
      let kind = BallotKind.allCases[round % 4]
      let election = try Elections.random(kind, &dice, money: money)
      guard election.profile.voters > 0 else { continue }
      for satisfaction in Satisfaction.allCases where satisfaction.suits(kind) {
        try body(EqualShares(election, satisfaction), &dice)
      }
    }
  }

  @Test("What they decide is what exact arithmetic decides, and they decide nearly everything", arguments: 0..<4)
  func decided(seed: Int) throws {
    var (decided, all) = (0, 0)
    // Small amounts are full of ties, large ones have none.
    for money in [1...6, 1...40, 900...1_000_000] {
      try Self.each(80, seed: UInt64(seed) + 800, money: money) { shares, dice in
        let extra = Int.random(in: 0...50, using: &dice)
        all += 1
        guard let scan = Self.scan(shares, extra: extra) else { return }
        decided += 1
        let exact = shares.runExactly(extra: BigInteger(extra))
        #expect(shares.free + scan.steps.map(\.project) == exact)
        // What was bought with less is no more than a guess.
        let more = extra + Int.random(in: 1...50, using: &dice)
        guard let next = Self.scan(shares, extra: more, after: scan.steps) else { return }
        #expect(shares.free + next.steps.map(\.project) == shares.runExactly(extra: BigInteger(more)))
      }
    }
    #expect(decided * 10 > all * 7)
  }

  @Test("What people have left is off by no more than they say: each, and all together", arguments: 0..<4)
  func errors(seed: Int) throws {
    var purchases = 0
    for money in [1...40, 900...1_000_000] {
      try Self.each(80, seed: UInt64(seed) + 850, money: money) { shares, _ in
        let (endowment, voters) = shares.endowment(extra: .zero)
        var scan = EqualSharesScan(shares, endowment: BigInteger.quotient(endowment, voters))
        guard case .decided(let steps, _) = scan.run(after: []), let each = Rational(endowment, over: voters)
        else { return }
        var byHand = EqualSharesByHand(shares.election, shares.support, places: shares.places, endowment: each)
        while byHand.next() != nil {}
        var together = 0.0
        for (group, people) in shares.election.profile.multiplicities.enumerated() {
          let left = byHand.money[group] * people
          let off = abs(scan.money[group] - BigInteger.quotient(left.numerator, left.denominator))
          #expect(off <= Double(people) * scan.error)
          #expect(scan.money[group] > 0 || left.isZero)
          together += off
        }
        #expect(together <= scan.errors)
        purchases += steps.count
      }
    }
    #expect(purchases > 250)
  }

  @Test("Between two runs that are steady nothing changes", arguments: 0..<4) func steady(seed: Int) throws {
    var between = 0
    for money in [1...6, 200...5_000] {
      try Self.each(120, seed: UInt64(seed) + 900, money: money) { shares, dice in
        let from = Int.random(in: 0...200, using: &dice)
        let length = Int.random(in: 1...40, using: &dice)
        guard let first = Self.scan(shares, extra: from),
          let last = Self.scan(shares, extra: from + length, after: first.steps), last.isSteady
        else { return }
        for extra in from...(from + length) {
          #expect(shares.runExactly(extra: BigInteger(extra)) == shares.free + first.steps.map(\.project))
        }
        between += length - 1
      }
    }
    #expect(between > 1_000)
  }

  @Test("Raising with leaps ends where raising by one unit and counting exactly each time ends", arguments: 0..<4)
  func leaps(seed: Int) throws {
    for money in [1...6, 50...400] {
      try Self.each(24, seed: UInt64(seed) + 1_000, money: money) { shares, _ in
        for completion in [Completion.add1, .add1Nonstop] {
          let (bought, extra) = shares.shares(completion)
          let plain = Self.unitByUnit(shares, completion)
          #expect(bought == plain.bought)
          #expect(shares.runExactly(extra: extra) == bought)
          #expect(plain.bought.count == shares.wanted || extra == BigInteger(plain.extra))
        }
      }
    }
  }

  private static func unitByUnit(_ shares: EqualShares, _ completion: Completion) -> (bought: [Int], extra: Int) {
    let wanted = shares.election.projects.indices.filter { shares.support.totals[$0] > 0 }
    var bought = shares.runExactly(extra: .zero)
    var extra = 0
    while bought.count < wanted.count {
      if completion == .add1, shares.isExhausted(bought, among: wanted) { break }
      let next = shares.runExactly(extra: BigInteger(extra + 1))
      if shares.election.steps(of: next) > shares.election.budgetSteps { break }
      bought = next
      extra += 1
    }
    return (bought, extra)
  }

  @Test("A guess that has become dear hides nothing that is cheaper behind it") func dearGuess() throws {
    // With 67 more for each, d and e leave nothing to those who want b and c; b, bought after e before, is dear then, and a,
    // which was the dearest, comes before both.
    let election = try Elections.make(
      [1, 2, 20, 800, 1_000], budget: 3_200, ballots: ["a": 2, "bcde": 2, "bc": 1, "de": 1])
    let shares = EqualShares(election, .cost, ties: .listed(["d", "e", "c", "b", "a"]))
    for extra in 0...70 {
      let exact = shares.runExactly(extra: BigInteger(extra))
      let before = try #require(Self.scan(shares, extra: max(0, extra - 1)))
      let found = try #require(Self.scan(shares, extra: extra, after: before.steps))
      #expect(found.steps.map(\.project) == exact)
    }
    #expect(shares.shares(.add1).bought == [3, 4, 0, 1, 2])
  }

  @Test("Where bounds cannot tell, they say so: all the money there is, exactly") func open() throws {
    // 241 people who want one thing that costs the whole budget: floating point may find a penny missing.
    let election = try Elections.make([155_000], budget: 155_000, ballots: ["a": 241])
    let shares = EqualShares(election, .cost)
    #expect(Self.scan(shares, extra: 0) == nil)
    #expect(shares.run(extra: .zero) == [0])
    // Equal prices of what everybody can pay in full are told apart by exact numbers.
    let tie = try Elections.make([20, 20], budget: 120, ballots: ["ab": 3, "": 3])
    #expect(Self.scan(EqualShares(tie, .cost, ties: .listed(["b"])), extra: 0)?.steps.map(\.project) == [1, 0])
  }
}

extension EqualShares {
  fileprivate var wanted: Int { support.totals.count { $0 > 0 } }
}
