import Testing

@testable import Deliberation

@Suite("Would the result be another") struct SensitivityTests {
  private typealias Report = SensitivityReport<String>

  @Test("By hand: an approval that hangs on three alike, on two unverified, and on who came") func byHand() throws {
    let report = try Report(PoolOrPark.voters, count: PoolOrPark.winners)
    #expect(report.winners == ["pool"])
    #expect(report.variants.map(\.change) == [.withoutMostAlike, .withoutUnverified, .weightedLikePopulation])
    // A twentieth of eleven is one person; two more are as alike.
    #expect(report.variants.map(\.leftOut) == [[0, 1, 2], [4, 5], []])
    #expect(report.variants.allSatisfy { $0.winners == ["park"] && $0.entered == ["park"] && $0.left == ["pool"] })
    #expect(report.variants[0].effectiveSize == 8 && report.variants[1].effectiveSize == 9)
    // (6 + 7.5)² ÷ (6 + 5 × 2.25).
    #expect((report.variants[2].effectiveSize - 13.5 * 13.5 / 17.25).magnitude < 1e-12)
    #expect(!report.isRobust)
  }

  @Test("Nothing known, nothing changed: there are no variants") func nothing() throws {
    let report = try Report(Report.Voters(count: 11), count: PoolOrPark.winners)
    #expect(report.variants.isEmpty && report.isRobust)
    var calm = Report.Voters(count: 11)
    (calm.likeness, calm.isVerified) = (Array(repeating: 0, count: 11), Array(repeating: true, count: 11))
    let same = try Report(calm, count: PoolOrPark.winners)
    #expect(same.variants.map(\.leftOut) == [[], []] && same.isRobust)
  }

  @Test("A ranked count, by whole weights") func ranked() throws {
    // Two ballots less for Ann and Bob beats her.
    let rankings =
      [[0, 1]] + Array(repeating: [0], count: 4) + Array(repeating: [1, 2], count: 3) + [[2, 1], [2, 1]]
    var voters = SensitivityReport<Int>.Voters(count: rankings.count)
    voters.isVerified = rankings.indices.map { $0 != 1 && $0 != 2 }
    let report = try SensitivityReport(voters) { weights in
      let counts = weights.whole()
      let ballots = try RankedBallots(
        candidates: ["Ann", "Bob", "Cyd"], rankings: zip(counts, rankings).map { (count: $0, ranking: $1) })
      return InstantRunoff(ballots).winners
    }
    // Five each in the last round is a tie of both.
    #expect(report.winners == [0, 1])
    #expect(report.variants[0].winners == [1] && report.variants[0].left == [0] && report.variants[0].entered.isEmpty)
  }

  @Test("Points, counted exactly with weights as whole thousandths") func points() throws {
    let points = [[5, 0, 1], [5, 0, 1], [0, 4, 1], [0, 5, 0]]
    var voters = SensitivityReport<Int>.Voters(count: 4)
    voters.weights = [0.5, 0.5, 1.5, 1.5]
    let report = try SensitivityReport(voters) { weights in
      let whole = weights.whole(unit: 1000)
      let sums = (0..<3).map { option in zip(whole, points).reduce(0) { $0 + $1.0 * $1.1[option] } }
      return [sums.indices.max { sums[$0] < sums[$1] } ?? 0]
    }
    #expect(report.winners == [0] && report.variants[0].winners == [1])
  }

  @Test("A budget by equal shares, without those who vote alike") func budget() throws {
    // Ten each. Four alike pay 10 each for c; then a costs its three 6.67 each, and the 23.33 left among those for b do not
    // reach 25. Without the four everybody has 18, which pays for a and b.
    let ballots = ["a", "a", "ab", "b", "b", "c", "c", "c", "c"]
    var voters = SensitivityReport<Int>.Voters(count: 9)
    voters.likeness = [0, 0, 0, 0, 0, 30, 30, 30, 30]
    let report = try SensitivityReport(voters) { weights in
      var box = Profile.Box(kind: .approval, projectCount: 3)
      for (voter, marks) in ballots.enumerated() where weights.counts(voter) {
        let isCast = box.cast(marks.compactMap { Elections.names.firstIndex(of: String($0)).map { Int32($0) } })
        try #require(isCast)
      }
      let projects = [20, 25, 40].enumerated().map { BudgetProject(id: Elections.names[$0], cost: Rational($1)) }
      let election = try BudgetElection(projects: projects, budget: 90, profile: box.close())
      return BudgetRule.equalSharesCost.winners(of: election, completion: .none, ties: nil)
    }
    #expect(Set(report.winners) == [0, 2])
    #expect(report.variants[0].leftOut == [5, 6, 7, 8])
    #expect(Set(report.variants[0].winners) == [0, 1] && report.variants[0].left == [2])
    #expect(report.variants[0].entered == [1])
  }

  @Test("What is featured, without a block that pushes it", arguments: 1...3) func featured(_ seed: UInt64) throws {
    var crowd = Crowd([50, 40], seed: seed)
    let planted = Set(crowd.plantBlock(20, statements: 20))
    let map = OpinionMap(crowd.matrix)
    var voters = SensitivityReport<Int>.Voters(count: map.matrix.participants.count)
    voters.likeness = AlikeBlocks(map.matrix).people.map(\.surprise)
    let report = try SensitivityReport(voters) { map.featured(5, $0) }
    #expect(report.winners == Array(map.commonGround.prefix(5)))
    #expect(Set(report.variants[0].leftOut) == planted)
    let honest = OpinionMap(
      VoteMatrix(crowd.votes.filter { !planted.contains($0.participant) }, statements: Array(0..<24)))
    #expect(report.variants[0].winners == Array(honest.commonGround.prefix(5)))
  }

  @Test("Weighted consensus: equal weights are none, doubled people are two people") func weighted() {
    let crowd = Crowd([30, 20], statements: 12, seed: 4)
    let given = Dictionary(uniqueKeysWithValues: (0..<50).map { ($0, $0 < 30 ? 0 : 1) })
    let map = OpinionMap(crowd.matrix, given: given)
    let equal = map.weightedConsensus(Array(repeating: 7.5, count: 50))
    for (own, other) in zip(equal, map.groupConsensus) { #expect((own - other).magnitude < 1e-12) }
    #expect(map.featured(4, VoterWeights(Array(repeating: 2, count: 50))) == Array(map.commonGround.prefix(4)))
    // Weights 2 and 1 among 50 people with a mean of 1: as if ten were there twice, scaled by 50 ÷ 60.
    let weights = (0..<50).map { $0 < 10 ? 2.0 : 1 }
    let counts = [0..<30, 30..<50].map { rows in
      (0..<12).map { column in
        rows.reduce(into: (0.0, 0.0)) { sums, row in
          guard let stance = map.matrix[row, on: column] else { return }
          sums.1 += weights[row] * 50 / 60
          if stance == .agree { sums.0 += weights[row] * 50 / 60 }
        }
      }
    }
    for (column, own) in map.weightedConsensus(weights).enumerated() {
      let other = counts.reduce(1) { $0 * ($1[column].0 + 1) / ($1[column].1 + 2) }
      #expect((own - other).magnitude < 1e-12)
    }
  }

  @Test("Whoever is as alike as the last one goes too; who is not alike stays") func ties() {
    #expect(Report.mostAlike([3, 1, 3, 2, 0], share: 0.2) == [0, 2])
    #expect(Report.mostAlike([3, 1, 3, 2, 0], share: 0.6) == [0, 2, 3])
    #expect(Report.mostAlike([3, 1, 3, 2, 0], share: 1) == [0, 1, 2, 3])
    #expect(Report.mostAlike([0, 0, -1], share: 0.5).isEmpty)
    for share in [0, -1, .nan] as [Double] { #expect(Report.mostAlike([1, 2], share: share).isEmpty) }
    #expect(Report.mostAlike([1, 2], share: .infinity) == [0, 1])
    #expect(Report.mostAlike([.nan, 2, 1], share: 0.3) == [1])
    #expect(Report.mostAlike([], share: 0.5).isEmpty)
  }

  @Test("Weights that are none count as nothing; huge ones do not trap") func hostile() throws {
    let weights = VoterWeights([.nan, -1, .infinity, 1e300, 1, 0])
    #expect(weights.values == [0, 0, 0, 1e300, 1, 0])
    #expect(weights.whole(unit: .max) == [0, 0, 0, 1_000_000_000_000, 1_000_000_000_000, 0])
    #expect(weights.whole() == [0, 0, 0, 1_000_000, 1, 0])
    #expect((weights.effectiveSize - 1).magnitude < 1e-9)
    #expect(VoterWeights([]).effectiveSize == 0 && !VoterWeights([]).counts(0) && !weights.counts(-1))
    var voters = Report.Voters(count: 3)
    voters.likeness = [1]
    #expect(throws: Malformed.self) { _ = try Report(voters) { _ in [] } }
    #expect(throws: Malformed.self) {
      _ = try Report(Report.Voters(count: 3), others: [("x", VoterWeights([1]))]) { _ in [] }
    }
    #expect(throws: Malformed.self) { _ = try Report(Report.Voters(count: 3)) { _ in throw Malformed("no") } }
    let named = try Report(Report.Voters(count: -3), others: [("nobody", VoterWeights([]))]) { _ in ["x", "x"] }
    #expect(named.variants.map(\.change) == [.named("nobody")] && named.isRobust)
  }
}
