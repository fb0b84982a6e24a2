import Testing

@testable import Deliberation

@Suite("Weights that match the population") struct RakingTests {
  /// People in a table of two attributes: counts by row and column.
  private func sample(_ table: [[Int]], rows: [Double], columns: [Double]) throws -> PopulationSample {
    var answers: [[Int?]] = []
    for (row, counts) in table.enumerated() {
      for (column, count) in counts.enumerated() {
        answers += Array(repeating: [row, column], count: count)
      }
    }
    return try PopulationSample(
      margins: [
        PopulationMargin("row", rows.enumerated().map { ("r\($0)", $1) }),
        PopulationMargin("column", columns.enumerated().map { ("c\($0)", $1) }),
      ], ids: answers.indices.map { "p\($0)" }, answers: answers)
  }

  private func shares(_ raking: Raking, _ sample: PopulationSample) -> [[Double]] {
    let sum = raking.weights.reduce(0, +)
    return sample.margins.enumerated().map { place, margin in
      margin.values.indices.map { value in
        zip(raking.weights, sample.answers).reduce(0) { $1.1[place] == value ? $0 + $1.0 : $0 } / sum
      }
    }
  }

  @Test("Two by two, worked by hand: margins are met and the cross-product ratio stays") func byHand() throws {
    // Of 100 people 10, 20, 30, 40; halves by row, 40 to 60 by column. The ratio 10 × 40 ÷ (20 × 30) = 2/3 stays, so the
    // first cell x has x (0.1 + x) = 2/3 (0.5 − x)(0.4 − x): x = (−2.1 + √6.01) ÷ 2.
    let sample = try sample([[10, 20], [30, 40]], rows: [0.5, 0.5], columns: [0.4, 0.6])
    let raking = Raking(sample)
    #expect(raking.isConverged && raking.troubles.isEmpty && raking.trimmed == 0)
    let first = (-2.1 + (6.01).squareRoot()) / 2
    let cells = [first, 0.5 - first, 0.4 - first, 0.1 + first]
    let expected = zip(cells, [0.1, 0.2, 0.3, 0.4]).map { $0 / $1 }
    for (place, person) in [0, 10, 30, 60].enumerated() {
      #expect((raking.weights[person] - expected[place]).magnitude < 1e-7)
    }
    #expect((raking.weights.reduce(0, +) - 100).magnitude < 1e-9)
    let squares = zip(expected, [10.0, 20, 30, 40]).reduce(0) { $0 + $1.0 * $1.0 * $1.1 }
    #expect((raking.designEffect - squares / 100).magnitude < 1e-6)
    #expect((raking.effectiveSize - 10_000 / squares).magnitude < 1e-4)
  }

  @Test("Margins that contradict each other are given up soon, and told") func contradiction() throws {
    // Who is of the first row is of the first column, and so the other way about: halves of one cannot be nine tenths of
    // the other.
    let sample = try sample([[50, 0], [0, 50]], rows: [0.5, 0.5], columns: [0.9, 0.1])
    let raking = Raking(sample)
    #expect(!raking.isConverged && raking.rounds <= 200)
    #expect((raking.greatestDifference - 0.4).magnitude < 1e-9)
    guard case .notMet(let difference)? = raking.troubles.last else {
      Issue.record("it is told")
      return
    }
    #expect(difference == raking.greatestDifference)
    #expect((raking.weights.reduce(0, +) - 100).magnitude < 1e-9)
  }

  @Test("Independent attributes are met in one round, and one attribute is post-stratification") func oneRound() throws
  {
    let sample = try sample([[20, 30], [20, 30]], rows: [0.7, 0.3], columns: [50, 50])
    let raking = Raking(sample)
    #expect(raking.rounds == 1 && raking.greatestDifference < 1e-12)
    #expect((raking.weights[0] - 0.7 * 0.5 / 0.2).magnitude < 1e-12)
    let margin = try PopulationMargin("row", [("r0", 0.7), ("r1", 0.3)])
    let answers: [[Int?]] = sample.answers.map { [$0[0]] }
    let one = Raking(try PopulationSample(margins: [margin], ids: sample.ids, answers: answers))
    let post = try PostStratification(cells: answers.map { $0[0] }, shares: [70, 30])
    for (own, other) in zip(one.weights, post.weights) { #expect((own - other).magnitude < 1e-12) }
    #expect(post.empty.isEmpty && (post.designEffect - one.designEffect).magnitude < 1e-12)
  }

  @Test("Trimmed weights stay below the cap, sum as before, and what is not met is told") func trimmed() throws {
    // Two of a hundred stand for half of all: 25 times as much as one.
    let sample = try sample([[1, 1], [49, 49]], rows: [0.5, 0.5], columns: [0.5, 0.5])
    var rule = Raking.Rule()
    rule.most = .infinity
    #expect((Raking(sample, rule: rule).weights[0] - 25).magnitude < 1e-6)
    rule.most = 5
    let raking = Raking(sample, rule: rule)
    #expect((raking.weights.max() ?? 0) <= 5 * (1 + 1e-6))
    #expect((raking.weights.reduce(0, +) - 100).magnitude < 1e-6)
    #expect(raking.trimmed == 2 && !raking.isConverged)
    // Two weights of 5 of 100.
    #expect((raking.greatestDifference - 0.4).magnitude < 1e-3)
    #expect(raking.troubles.contains { if case .notMet = $0 { true } else { false } })
    rule.most = 1
    #expect(Raking(sample, rule: rule).weights.allSatisfy { ($0 - 1).magnitude < 1e-6 })
  }

  @Test("Impossible margins are told and never trap") func impossible() throws {
    // Nobody young and rural came, nobody old and urban: 50 to 50 by age and 90 to 10 by place cannot both be.
    let crossed = Raking(try sample([[5, 0], [0, 5]], rows: [0.5, 0.5], columns: [0.9, 0.1]))
    #expect(!crossed.isConverged)
    #expect(crossed.weights.allSatisfy { $0.isFinite && $0 >= 0 })
    #expect(crossed.troubles == [.notMet(greatestDifference: crossed.greatestDifference)])
    #expect((crossed.greatestDifference - 0.4).magnitude < 0.1)
    // A value that nobody has: the others share its part.
    let unheard = Raking(try sample([[6, 4], [0, 0]], rows: [0.8, 0.2], columns: [0.5, 0.5]))
    #expect(unheard.isConverged)
    #expect(unheard.troubles == [.notHeard(attribute: "row", value: "r1", share: 0.2)])
    // A value that the population does not have: no weight.
    let strange = Raking(try sample([[6, 4], [5, 5]], rows: [1, 0], columns: [0.5, 0.5]))
    #expect(strange.troubles == [.notInPopulation(attribute: "row", value: "r1", people: 10)])
    #expect(strange.weights.suffix(10).allSatisfy { $0 == 0 } && strange.isConverged)
    let none = Raking(try sample([[0, 0], [3, 3]], rows: [1, 0], columns: [0.5, 0.5]))
    #expect(none.weights.allSatisfy { $0.isFinite })
    let nobody = Raking(try sample([[0, 0], [0, 0]], rows: [0.5, 0.5], columns: [0.5, 0.5]))
    #expect(nobody.weights.isEmpty && nobody.designEffect == 1 && nobody.effectiveSize == 0)
  }

  @Test("Who did not say keeps their weight from what they said") func unknown() throws {
    let margin = try PopulationMargin("age", [("young", 0.5), ("old", 0.5)])
    let answers: [[Int?]] = [[0], [1], [1], [1], [nil], [nil]]
    let raking = Raking(try PopulationSample(margins: [margin], ids: ["a", "b", "c", "d", "e", "f"], answers: answers))
    #expect(raking.isConverged)
    #expect(raking.weights[4] == 1 && raking.weights[5] == 1)
    #expect((raking.weights[0] - 2).magnitude < 1e-12 && (raking.weights[1] - 2.0 / 3).magnitude < 1e-12)
    let unsaid = Raking(try PopulationSample(margins: [margin], ids: ["a"], answers: [[nil]]))
    #expect(unsaid.troubles == [.unknown(attribute: "age")] && unsaid.weights == [1])
  }

  @Test("By chance: margins are met, weights sum to the people, and order and names do not matter", arguments: 1...10)
  func properties(_ seed: UInt64) throws {
    var random = SeededRandom(seed: seed)
    let table = (0..<3).map { _ in (0..<4).map { _ in 1 + random.number(below: 30) } }
    func share(_ count: Int) -> [Double] {
      let parts = (0..<count).map { _ in 0.3 + random.fraction() }
      let sum = parts.reduce(0, +)
      return parts.map { $0 / sum }
    }
    let (rows, columns) = (share(3), share(4))
    let sample = try sample(table, rows: rows, columns: columns)
    let raking = Raking(sample)
    #expect(raking.isConverged)
    for (own, other) in zip(shares(raking, sample).joined(), rows + columns) { #expect((own - other).magnitude < 1e-8) }
    #expect((raking.weights.reduce(0, +) - Double(raking.weights.count)).magnitude < 1e-6)
    #expect(raking.effectiveSize <= Double(raking.weights.count) + 1e-9 && raking.designEffect >= 1 - 1e-12)
    // The attributes the other way about, and people in another order.
    let order = sample.ids.indices.shuffled(using: &random)
    let turned = Raking(
      try PopulationSample(
        margins: sample.margins.reversed(), ids: order.map { sample.ids[$0] },
        answers: order.map { sample.answers[$0].reversed() }))
    for (place, person) in order.enumerated() {
      #expect((turned.weights[place] - raking.weights[person]).magnitude < 1e-6)
    }
  }

  @Test("Shares that are none, values and people that come twice, are refused") func refused() {
    for shares in [[Double.nan, 1], [-0.5, 1.5], [0.4, 0.4], [.infinity, 0], [1e308, 1e308], []] {
      #expect(throws: Malformed.self) {
        _ = try PopulationMargin("a", shares.enumerated().map { ("v\($0)", $1) })
      }
    }
    #expect(throws: Malformed.self) { _ = try PopulationMargin("a", [("x", 0.5), ("x", 0.5)]) }
    #expect(throws: Malformed.self) {
      let margin = try PopulationMargin("a", [("x", 1)])
      _ = try PopulationSample(margins: [margin], ids: ["p", "p"], answers: [[0], [0]])
    }
    for answers in [[[1]], [[-1]], [[]], [], [[0, 0]]] as [[[Int?]]] {
      #expect(throws: Malformed.self) {
        let margin = try PopulationMargin("a", [("x", 1)])
        _ = try PopulationSample(margins: [margin], ids: ["p"], answers: answers)
      }
    }
    for (cells, shares) in [([0], [Double.nan]), ([2], [1.0]), ([-1], [1]), ([0], [-1])] as [([Int?], [Double])] {
      #expect(throws: Malformed.self) { _ = try PostStratification(cells: cells, shares: shares) }
    }
    var rule = Raking.Rule()
    for extreme in [Double.nan, -1, 0] {
      (rule.most, rule.tolerance, rule.rounds, rule.trims) = (extreme, extreme, -4, -4)
      let weights = (try? sample([[1, 2], [3, 4]], rows: [0.5, 0.5], columns: [0.5, 0.5])).map {
        Raking($0, rule: rule).weights
      }
      #expect(weights?.allSatisfy { $0.isFinite && $0 >= 0 } == true)
    }
  }

  @Test("Post-stratification: cells as large as in the population; empty ones are told") func cells() throws {
    let post = try PostStratification(cells: [0, 0, 0, 1, nil], shares: [25, 25, 50])
    // Cells 0 and 1 share all: half of the four known each.
    for (own, other) in zip(post.weights, [2.0 / 3, 2.0 / 3, 2.0 / 3, 2, 1]) {
      #expect((own - other).magnitude < 1e-12)
    }
    #expect(post.empty == [2])
    #expect(try PostStratification(cells: [], shares: []).weights.isEmpty)
    #expect(try PostStratification(cells: [0], shares: [0]).weights == [1])
    #expect(try PostStratification(cells: [0, 1], shares: [1e308, 1e308]).weights == [1, 1])
  }

  @Test("How representative: least ratio by greatest, by hand") func representative() throws {
    let margin = try PopulationMargin("age", [("young", 0.4), ("middle", 0.4), ("old", 0.2)])
    let answers: [[Int?]] = (0..<20).map { [$0 < 4 ? 0 : $0 < 14 ? 1 : $0 < 16 ? 2 : nil] }
    let all = Representativeness.all(
      try PopulationSample(margins: [margin], ids: answers.indices.map { "p\($0)" }, answers: answers))
    let age = try #require(all.first)
    #expect(age.known == 16 && age.unknown == 4)
    // Shares 0.25, 0.625, 0.125: ratios 0.625, 1.5625, 0.625.
    #expect(age.values.compactMap(\.ratio) == [0.625, 1.5625, 0.625])
    #expect((age.score - 0.4).magnitude < 1e-12)
    #expect((age.leastToMean - 0.625 / (2.8125 / 3)).magnitude < 1e-12)
    #expect((age.overlap - 0.775).magnitude < 1e-12)
    #expect(age.notHeard.isEmpty)
    let only = Representativeness.all(
      try PopulationSample(margins: [margin], ids: ["a"], answers: [[1]]))
    #expect(only[0].score == 0 && only[0].notHeard.map(\.name) == ["young", "old"] && only[0].overlap == 0.4)
    let nobody = Representativeness.all(try PopulationSample(margins: [margin], ids: ["a"], answers: [[nil]]))
    #expect(nobody[0].score == 0 && nobody[0].leastToMean == 0 && nobody[0].overlap == 0)
    let exact = try PopulationMargin("place", [("north", 50), ("south", 50), ("sea", 0)])
    let half = Representativeness.all(
      try PopulationSample(margins: [exact], ids: ["a", "b"], answers: [[0], [1]]))
    #expect(half[0].score == 1 && half[0].leastToMean == 1 && half[0].overlap == 1)
    #expect(half[0].values[2].ratio == nil)
  }
}
