import Testing

@testable import Deliberation

@Suite("What to ask next") struct NextStatementTests {
  /// Three people who agree with the one statement, and three of whom one does not.
  private var six: OpinionMap {
    let stances: [Stance] = [.agree, .agree, .agree, .agree, .agree, .disagree]
    let votes = stances.enumerated().map { OpinionVote(participant: $0, statement: 0, stance: $1) }
    return OpinionMap(VoteMatrix(votes), given: [0: 0, 1: 0, 2: 0, 3: 1, 4: 1, 5: 1])
  }

  @Test("What more votes would tell, by hand") func informative() throws {
    let shown = try #require(InformativeStatement.all(six).first)
    // Groups agree with 4/5 and 3/5: consensus 0.48. Relative variances (1/4) ÷ 6 and (2/3) ÷ 6.
    #expect((shown.consensusError - 0.48 * (11.0 / 72).squareRoot()).magnitude < 1e-12)
    #expect((shown.gain - 0.48 * 0.48 / 9 / 6).magnitude < 1e-12)
    #expect(shown.group == 1)
    // Entropies of (1, 1, 4) ÷ 6, (2, 1, 3) ÷ 6 and their mean.
    let mixed = 0.5 + 2.584_962_500_721_156 / 6 + 7.0 / 12 * 0.777_607_578_663_552_1
    let first = 2.584_962_500_721_156 / 3 + 2.0 / 3 * 0.584_962_500_721_156_2
    let second = 1.584_962_500_721_156_2 / 3 + 2.584_962_500_721_156 / 6 + 0.5
    #expect((shown.bits - (mixed - (first + second) / 2)).magnitude < 1e-12)
  }

  @Test("Asked next is what tells the groups apart, of what was not answered yet") func telling() throws {
    let town = MadeUpConversation([30, 30], statements: 12, conviction: 0.95, shared: 6, seed: 7)
    let map = OpinionMap(town.matrix)
    let bits = Dictionary(uniqueKeysWithValues: InformativeStatement.all(map).map { ($0.statement, $0.bits) })
    let first = try #require(InformativeStatement.next(map, for: 999))
    #expect(bits[first] == bits.values.max())
    var matrix = town.matrix
    for statement in town.statements { matrix.cast(.agree, by: 999, on: statement) }
    #expect(InformativeStatement.next(OpinionMap(matrix), for: 999) == nil)
    matrix.cast(nil, by: 999, on: 4)
    #expect(InformativeStatement.next(OpinionMap(matrix), for: 999) == 4)
    #expect(InformativeStatement.next(OpinionMap(VoteMatrix()), for: 1) == nil)
  }

  @Test("Moderated statements are neither judged nor asked") func moderated() {
    let town = MadeUpConversation([30, 30], statements: 12, seed: 7)
    let map = OpinionMap(town.matrix, moderatedOut: [0, 1, 2], meta: [3])
    #expect(Set(InformativeStatement.all(map).map(\.statement)) == Set(4..<12))
    #expect(InformativeStatement.next(map, for: 999).map { $0 >= 4 } == true)
  }

  @Test("How much a statement needs votes, by hand") func priority() {
    // (1 − 2/7) × 2 × 4/7, times 1 + 8 ÷ 2, squared.
    let counts = StanceCounts(agrees: 3, disagrees: 1, passes: 1)
    let squared = (200.0 / 49) * (200.0 / 49)
    #expect((Routing.priority(counts, extremity: 1, isMeta: false) - squared).magnitude < 1e-12)
    // Nobody voted: (1/2 × 1 × 1/2 × 9)².
    #expect(Routing.priority(StanceCounts(), extremity: 0, isMeta: false) == 2.25 * 2.25)
    #expect(Routing.priority(counts, extremity: 1, isMeta: true) == 49)
    // The more votes there are, the less one more is needed; the more people pass, the less, too.
    let priorities = [1, 2, 5, 10, 20].map {
      Routing.priority(StanceCounts(agrees: $0, disagrees: $0, passes: 0), extremity: 1, isMeta: false)
    }
    #expect(priorities == priorities.sorted(by: >))
    let huge = StanceCounts(agrees: 1 << 40, disagrees: 0, passes: 0)
    #expect((Routing.priority(huge, extremity: 0, isMeta: false) - 1).magnitude < 1e-9)
    let passed = Routing.priority(StanceCounts(agrees: 3, disagrees: 0, passes: 2), extremity: 1, isMeta: false)
    #expect(passed < squared)
  }

  @Test("Statements are drawn as often as their priorities say; one without a priority counts 1") func shares() {
    let draws = (0..<8000).compactMap { Routing.next(among: [7, 8, 9], priorities: [7: 3, 9: 4], seed: $0) }
    for (statement, share) in [(7, 3.0 / 8), (8, 1.0 / 8), (9, 4.0 / 8)] {
      #expect((Double(draws.count { $0 == statement }) / 8000 - share).magnitude < 0.02)
    }
    #expect(Routing.next(among: [7, 8, 9], priorities: [7: 3, 9: 4], seed: 5) == draws[5])
  }

  @Test("Priorities that are none, or nothing at all, still give a statement where there is one") func hostile() {
    #expect(Routing.next(among: [], priorities: [1: 1], seed: 0) == nil)
    let bad: [Double] = [.nan, .infinity, -.infinity, -1, 0]
    for value in bad {
      #expect(Routing.next(among: [4], priorities: [4: value], seed: 9) == 4)
      // What can be drawn is drawn, never what cannot.
      let draws = Set((0..<50).compactMap { Routing.next(among: [4, 5], priorities: [4: value, 5: 2], seed: $0) })
      #expect(draws == [5])
    }
    let huge = (0..<200).compactMap {
      Routing.next(
        among: [1, 2], priorities: [1: .greatestFiniteMagnitude, 2: .greatestFiniteMagnitude], seed: $0)
    }
    #expect(Set(huge) == [1, 2])
  }
}
