import Deliberation
import Testing

/// Elections made up by us and worked out by hand.
@Suite("Ranked rules") struct RankedRuleTests {
  /// “20 A>C>E, 12 B>D”: letters are candidates, in the order of the alphabet.
  static func ballots(_ text: String, candidates: Int? = nil) throws -> RankedBallots {
    let rankings = text.split(separator: ",").map { entry in
      let parts = entry.split(separator: " ")
      let ranking = parts.count > 1 ? parts[1].split(separator: ">").map { Int($0.utf8.first ?? 65) - 65 } : []
      return (Int(parts[0]) ?? 0, ranking)
    }
    let count = candidates ?? (rankings.flatMap(\.1).max() ?? -1) + 1
    return try RankedBallots(
      candidates: (0..<count).map { String(UnicodeScalar(UInt8(65 + $0))) },
      rankings: rankings.map { (count: $0.0, ranking: $0.1) })
  }

  // MARK: Scottish STV

  @Test("At the end of each stage the largest surplus goes, even past one that waited longer (rule 49(1)(a))")
  func largestSurplus() throws {
    // Quota ⌊50 ÷ 5⌋ + 1 = 11. A has 9 over and B 1; A's papers make C's surplus 6, which goes before B's.
    let result = ScottishSTV(try Self.ballots("20 A>C>E,12 B>D,8 C>D,5 D,5 E"), seats: 4)
    #expect(result.quota == 1_100_000)
    #expect(
      result.stages.map(\.action) == [
        .firstPreferences, .surplus(of: 0, 900_000), .surplus(of: 2, 600_000), .surplus(of: 1, 100_000),
        .exclusion(of: 4),
      ])
    #expect(result.winners == [0, 1, 2, 3])
    // C's own papers pass on 6 ÷ 17 = 0.35294 each, those from A 0.45 × 6 ÷ 17 = 0.15882, what is beyond ignored.
    #expect(result.stages[2].votes == [1_100_000, 1_200_000, 1_100_000, 782_352, 817_640])
    #expect(result.stages[2].lost == 8)
    #expect(result.stages[3].votes[3] == 782_352 + 12 * 8_333)
  }

  @Test("A tie is broken by the latest stage that tells the candidates apart, else by lot (rule 51)") func ties() throws
  {
    let earlier = ScottishSTV(try Self.ballots("6 A,4 B,3 C,1 D>C"), seats: 1)
    #expect(earlier.stages[2].action == .exclusion(of: 2))
    #expect(earlier.stages[2].tie?.stage == 0)
    #expect(earlier.stages[2].tie?.among == [1, 2])

    let level = try Self.ballots("6 A,4 B,4 C")
    let listed = ScottishSTV(level, seats: 1)
    #expect(listed.stages[1].action == .exclusion(of: 1))
    #expect(listed.stages[1].tie?.stage == nil && listed.stages[1].tie?.chosen == 1)
    let drawn = ScottishSTV(level, seats: 1, lot: [2, 1])
    #expect(drawn.stages[1].action == .exclusion(of: 2))
  }

  @Test("A paper that shows no further preference is not transferred, and no vote is made or lost unaccounted")
  func lost() throws {
    let result = ScottishSTV(try Self.ballots("10 A,3 B,2 C"), seats: 2)
    #expect(result.quota == 600_000)
    #expect(result.stages[1].nonTransferable == 400_000)
    #expect(result.winners == [0, 1])
  }

  @Test("As many candidates as seats, or fewer, are all elected at once") func unopposed() throws {
    let result = ScottishSTV(try Self.ballots("3 A,1 B"), seats: 5)
    #expect(result.winners == [0, 1])
    #expect(result.stages.count == 1)
    #expect(MeekSTV(try Self.ballots("3 A,1 B"), seats: 5).winners == [0, 1])
  }

  // MARK: Meek

  @Test("Meek's keep factors give what is over the quota on, and the quota falls when votes run out") func meek() throws
  {
    let result = MeekSTV(try Self.ballots("4 A>B,1 B,2 C"), seats: 2)
    #expect(result.winners == [0, 1])
    #expect(result.rounds[0].quota.text == "2.333333333333333333")
    // A keeps 7 ÷ 12 of each of four papers; the rest, 5 ÷ 12 each, goes to B.
    #expect(
      result.rounds[1].votes.map(\.text) == ["2.333333333333333333", "2.666666666666666667", "2.000000000000000000"])
    #expect(result.rounds[1].keepFactors[0].text == "0.583333333333333333")

    // Once the three papers for A alone are A's to keep, part of their value is nobody's, and the quota is less.
    let exhausted = MeekSTV(try Self.ballots("6 A,2 B,1 C>B"), seats: 2)
    #expect(exhausted.winners == [0, 1])
    #expect(exhausted.rounds.last.map { $0.exhausted.units > 0 } == true)
  }

  // MARK: Instant runoff

  @Test("Who ties for last goes together, and who ties at the end wins together") func runoffTies() throws {
    let together = InstantRunoff(try Self.ballots("5 A,4 B>A,2 C>B,2 D>B"))
    #expect(together.rounds.map(\.excluded) == [[2, 3], []])
    #expect(together.rounds[0].tied == [2, 3])
    #expect(together.winners == [1])
    #expect(InstantRunoff(try Self.ballots("3 A,3 B")).winners == [0, 1])
    let byRounds = InstantRunoff(
      try Self.ballots("6 A,4 B>A,3 C>A,1 D>C"), ties: .excludeByEarlierRounds(lot: []))
    #expect(byRounds.rounds.map(\.excluded) == [[3], [2], []])
    #expect(byRounds.winners == [0])
  }

  @Test("A majority is of the ballots that still count") func majority() throws {
    let result = InstantRunoff(try Self.ballots("4 A,3 B,2 C"))
    #expect(result.rounds.map(\.exhausted) == [0, 2])
    #expect(result.rounds.map(\.majority) == [5, 4])
    #expect(result.winners == [0])
  }

  // MARK: Pairs

  @Test("Schulze's own example has the paths and the order of his paper") func schulze() throws {
    let ballots = try Self.ballots(
      "5 A>C>B>E>D,5 A>D>E>C>B,8 B>E>D>A>C,3 C>A>B>E>D,7 C>A>E>B>D,2 C>B>A>D>E,7 D>C>E>B>A,8 E>B>A>D>C")
    let result = Schulze(PairwiseMatrix(ballots), strength: .winningVotes)
    #expect(result.ranking == [[4], [0], [2], [1], [3]])
    #expect(result.winners == [4])
    #expect(
      result.paths == [
        [0, 28, 28, 30, 24], [25, 0, 28, 33, 24], [25, 29, 0, 29, 24], [25, 28, 28, 0, 24], [25, 28, 28, 31, 0],
      ])
  }

  @Test("Margins and winning votes can elect different people") func strengths() throws {
    // A>B 60:40 (margin 20), B>C 35:5 (30), C>A 52:33 (19).
    let matrix = try #require(PairwiseMatrix([[0, 60, 33], [40, 0, 35], [52, 5, 0]]))
    #expect(Schulze(matrix, strength: .margins).winners == [0])
    #expect(Schulze(matrix, strength: .winningVotes).winners == [2])
  }

  @Test("In a circle nobody beats everyone, and the Smith set is the circle") func circle() throws {
    let result = Condorcet(PairwiseMatrix(try Self.ballots("4 A>B>C>D,3 B>C>A>D,2 C>A>B>D")))
    #expect(result.winner == nil)
    #expect(result.smithSet == [0, 1, 2])
    #expect(result.copelandScores == [1, 1, 1, -3])
    #expect(result.worstDefeats == [1, 3, 5, 9])
    #expect(result.minimaxWinners == [0])
  }

  @Test("Who is ranked is above all who are not, and who is not is not compared") func unranked() throws {
    let matrix = PairwiseMatrix(try Self.ballots("3 A,2 B>C", candidates: 4))
    #expect((0..<4).map { matrix[0, $0] } == [0, 3, 3, 3])
    #expect((0..<4).map { matrix[2, $0] } == [2, 0, 0, 2])
    #expect((0..<4).map { matrix[3, $0] } == [0, 0, 0, 0])
  }

  // MARK: Marks

  @Test("An overvote ends a ballot or is skipped, gaps close up, and a repeated name counts once") func marks() throws {
    let ballots = try RankedBallots(
      candidates: ["A", "B", "C"].map { .init($0) },
      groups: [
        (2, [.candidate(0), .overvote, .candidate(1)]), (3, [.gap, .candidate(1), .candidate(1), .candidate(2)]),
        (1, [.overvote]), (4, []),
      ])
    #expect(ballots.total == 10)
    let ends = ScottishSTV(ballots, seats: 1, overvotes: .endsBallot)
    #expect(ends.valid == 5)
    #expect(ends.stages[0].votes == [200_000, 300_000, 0])
    #expect(PairwiseMatrix(ballots, overvotes: .endsBallot)[1, 2] == 3)
    #expect(PairwiseMatrix(ballots, overvotes: .isSkipped)[1, 2] == 5)
  }

  @Test("Nobody standing, nobody voting and no seats elect whom they must") func empty() throws {
    let nobody = try RankedBallots(candidates: [], rankings: [(5, [])])
    #expect(ScottishSTV(nobody, seats: 1).winners.isEmpty)
    #expect(MeekSTV(nobody, seats: 1).winners.isEmpty)
    #expect(InstantRunoff(nobody).winners.isEmpty)
    #expect(Schulze(PairwiseMatrix(nobody)).winners.isEmpty)
    #expect(Condorcet(PairwiseMatrix(nobody)).winner == nil)
    let silent = try RankedBallots(candidates: ["A", "B"], rankings: [])
    #expect(ScottishSTV(silent, seats: 1).winners == [1])
    #expect(MeekSTV(silent, seats: 1).winners == [1])
    #expect(InstantRunoff(silent).winners == [0, 1])
    #expect(ScottishSTV(silent, seats: 0).winners.isEmpty)
    #expect(ScottishSTV(silent, seats: -3).winners.isEmpty)
    #expect(ScottishSTV(silent, seats: .max).winners == [0, 1])
    #expect(MeekSTV(silent, seats: .max).winners == [0, 1])
  }

  @Test("Ballots beyond what is exact, or for someone who does not stand, are refused") func refused() throws {
    #expect(throws: Malformed.self) { try RankedBallots(candidates: ["A"], rankings: [(.max, [0]), (.max, [0])]) }
    #expect(throws: Malformed.self) { try RankedBallots(candidates: ["A"], rankings: [(1_000_000_001, [0])]) }
    #expect(throws: Malformed.self) { try RankedBallots(candidates: ["A"], rankings: [(-1, [0])]) }
    #expect(throws: Malformed.self) { try RankedBallots(candidates: ["A"], rankings: [(1, [1])]) }
    #expect(throws: Malformed.self) { try RankedBallots(candidates: ["A"], rankings: [(1, [.max])]) }
    #expect(throws: Malformed.self) { try RankedBallots(candidates: ["A"], rankings: [(1, [-1 - 5])]) }
    let most = try RankedBallots(
      candidates: ["A", "B", "C"], rankings: [(600_000_000, [0, 1]), (400_000_000, [2])], seats: 2)
    #expect(ScottishSTV(most, seats: 2).winners == [0, 2])
    #expect(MeekSTV(most, seats: 2).winners.sorted() == [0, 2])
  }
}
