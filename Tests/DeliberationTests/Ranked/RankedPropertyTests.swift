import Deliberation
import Testing

/// What must hold for any ballots: a few hundred elections each, from fixed seeds.
@Suite("Properties of ranked rules") struct RankedPropertyTests {
  struct Election {
    let candidates: Int
    let seats: Int
    let rankings: [(count: Int, ranking: [Int])]
    let numbers: SeededNumbers

    init(_ seed: Int) {
      let numbers = SeededNumbers("election \(seed)".utf8)
      let candidates = 2 + numbers.number(0, below: 6)
      var rankings: [(count: Int, ranking: [Int])] = []
      for group in 0..<(1 + numbers.number(1, below: 12)) {
        let order = SeededNumbers("election \(seed) group \(group)".utf8).order(of: candidates)
        rankings.append(
          (
            1 + numbers.number(10 + 2 * group, below: 9),
            Array(order.prefix(numbers.number(11 + 2 * group, below: candidates + 1)))
          ))
      }
      self.candidates = candidates
      self.seats = 1 + numbers.number(2, below: 4)
      self.rankings = rankings
      self.numbers = numbers
    }

    func ballots(renamed names: [Int]? = nil) throws -> RankedBallots {
      try RankedBallots(
        candidates: (0..<candidates).map { "c\($0)" },
        rankings: rankings.map { ($0.count, $0.ranking.map { names?[$0] ?? $0 }) }, seats: seats)
    }
  }

  static let seeds = 0..<300

  @Test("STV conserves votes, fills the seats there are people for, and Meek and Scottish alike") func conserved()
    throws
  {
    for seed in Self.seeds {
      let election = Election(seed)
      let ballots = try election.ballots()
      let scottish = ScottishSTV(ballots, seats: election.seats)
      for stage in scottish.stages {
        #expect(stage.votes.allSatisfy { $0 >= 0 })
        #expect(stage.lost >= 0 && stage.nonTransferable >= 0)
        #expect(
          stage.votes.reduce(0, +) + stage.nonTransferable + stage.lost == scottish.valid * ScottishSTV.unit, "\(seed)")
      }
      let meek = MeekSTV(ballots, seats: election.seats)
      for winners in [scottish.winners, meek.winners] {
        #expect(winners.count == min(election.seats, election.candidates), "\(seed)")
        #expect(Set(winners).count == winners.count)
      }
      for round in meek.rounds {
        let total = round.votes.reduce(round.exhausted.units) { $0 + $1.units }
        #expect(total == UInt128(meek.valid) * 1_000_000_000_000_000_000_000_000_000, "\(seed)")
      }
    }
  }

  @Test("Names make no difference where nothing is left to the lot") func neutral() throws {
    for seed in Self.seeds {
      let election = Election(seed)
      let names = SeededNumbers("names \(seed)".utf8).order(of: election.candidates)
      let one = try election.ballots()
      let other = try election.ballots(renamed: names)
      let renamed = { (candidates: [Int]) in Set(candidates.map { names[$0] }) }
      #expect(renamed(InstantRunoff(one).winners) == Set(InstantRunoff(other).winners), "\(seed)")
      for strength in Schulze.Strength.allCases {
        let first = Schulze(PairwiseMatrix(one), strength: strength)
        let second = Schulze(PairwiseMatrix(other), strength: strength)
        #expect(first.ranking.map(renamed) == second.ranking.map { Set($0) }, "\(seed)")
      }
      let scottish = ScottishSTV(one, seats: election.seats)
      if scottish.stages.allSatisfy({ $0.tie == nil || $0.tie?.stage != nil }) {
        #expect(renamed(scottish.winners) == Set(ScottishSTV(other, seats: election.seats).winners), "\(seed)")
      }
    }
  }

  @Test("Who beats everyone wins by Schulze, Copeland and minimax, and alone makes the Smith set") func condorcet()
    throws
  {
    var found = 0
    for seed in Self.seeds {
      let matrix = PairwiseMatrix(try Election(seed).ballots())
      let result = Condorcet(matrix)
      for strength in Schulze.Strength.allCases {
        let schulze = Schulze(matrix, strength: strength)
        #expect(schulze.ranking.first == schulze.winners)
        #expect(Set(schulze.winners).isSubset(of: result.smithSet), "\(seed)")
        if let winner = result.winner { #expect(schulze.winners == [winner], "\(seed)") }
      }
      guard let winner = result.winner else { continue }
      found += 1
      #expect(result.smithSet == [winner])
      #expect(result.copelandWinners == [winner])
      #expect(result.minimaxWinners == [winner])
    }
    #expect(found > 150)
  }

  @Test("To rank Schulze's winner higher never makes them lose") func monotone() throws {
    for seed in Self.seeds {
      let election = Election(seed)
      let matrix = PairwiseMatrix(try election.ballots())
      guard case let winners = Schulze(matrix).winners, winners.count == 1 else { continue }
      var raised = election.rankings
      let group = election.numbers.number(3, below: raised.count)
      raised[group].ranking = winners + raised[group].ranking.filter { $0 != winners[0] }
      let ballots = try RankedBallots(candidates: (0..<election.candidates).map { "c\($0)" }, rankings: raised)
      #expect(Schulze(PairwiseMatrix(ballots)).winners.contains(winners[0]), "\(seed)")
    }
  }

  @Test("A group with the votes of k quotas that ranks its own first gets k seats (Droop proportionality)")
  func proportional() throws {
    for seed in Self.seeds.prefix(100) {
      let numbers = SeededNumbers("solid \(seed)".utf8)
      let seats = 2 + numbers.number(0, below: 3)
      // Five of ours and five of theirs; both sides rank all of their own in orders of their own, then stop.
      let share = 20 + numbers.number(1, below: 61)
      var rankings: [(count: Int, ranking: [Int])] = []
      for voter in 0..<100 {
        let order = SeededNumbers("solid \(seed) \(voter)".utf8).order(of: 5)
        rankings.append((1, voter < share ? order : order.map { $0 + 5 }))
      }
      let ballots = try RankedBallots(candidates: (0..<10).map { "c\($0)" }, rankings: rankings)
      let quota = 100 / (seats + 1) + 1
      // Truncation loses a little of every transfer, so a share of exactly k quotas may just miss: ask for one vote more.
      let due = min(share > 1 ? (share - 1) / quota : 0, 5)
      for winners in [ScottishSTV(ballots, seats: seats).winners, MeekSTV(ballots, seats: seats).winners] {
        #expect(winners.count { $0 < 5 } >= due, "\(seed)")
      }
    }
  }

  @Test("Ballots one by one or together, in any order, count the same") func grouping() throws {
    for seed in Self.seeds.prefix(100) {
      let election = Election(seed)
      let single = election.rankings.flatMap { group in
        Array(repeating: (count: 1, ranking: group.ranking), count: group.count)
      }
      let mixed = SeededNumbers("mixed \(seed)".utf8).order(of: single.count).map { single[$0] }
      let names = (0..<election.candidates).map { "c\($0)" }
      let one = try election.ballots()
      let other = try RankedBallots(candidates: names, rankings: mixed)
      #expect(ScottishSTV(one, seats: election.seats) == ScottishSTV(other, seats: election.seats))
      #expect(MeekSTV(one, seats: election.seats) == MeekSTV(other, seats: election.seats))
      #expect(InstantRunoff(one) == InstantRunoff(other))
      #expect(PairwiseMatrix(one) == PairwiseMatrix(other))
    }
  }

  @Test("A tabulator keeps count of every ballot in every round, whatever its rules") func tabulated() throws {
    for seed in Self.seeds {
      let election = Election(seed)
      let ballots = try election.ballots()
      for mode: TabulatorRules.Mode in [.singleWinner, .severalWinnersARound, .oneWinnerARound, .bottomsUp] {
        var rules = TabulatorRules(
          mode: mode, seats: mode == .singleWinner ? 1 : election.seats, ties: .earlierRounds(seed: Int64(seed)))
        rules.usesHareQuota = seed.isMultiple(of: 2)
        rules.hasFractionalThreshold = seed.isMultiple(of: 3)
        let result = try Tabulator(ballots, rules)
        let counted = (ballots.total - result.undervotes) * result.unit
        for round in result.rounds {
          let total = round.tally.values.reduce(0, +) + round.inactive.values.reduce(0, +) + round.residualSurplus
          #expect(total == counted, "\(seed), \(mode)")
        }
        #expect(Set(result.winners).count == result.winners.count)
        #expect(result.winners.count == min(rules.seats, election.candidates), "\(seed), \(mode)")
      }
    }
  }
}
