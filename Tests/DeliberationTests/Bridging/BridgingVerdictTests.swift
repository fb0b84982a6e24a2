import Testing

@testable import Deliberation

@Suite("Which statements may be called bridging") struct BridgingVerdictTests {
  /// Two camps of 30 that differ on statements 0 to 11; then one that all like, one that all reject, one that the first
  /// camp alone likes, and one with four votes.
  private var map: OpinionMap {
    var random = SeededRandom(seed: 11)
    var votes: [OpinionVote] = []
    for person in 0..<60 {
      func vote(_ statement: Int, _ chance: Double) {
        let stance: Stance = random.fraction() < chance ? .agree : .disagree
        votes.append(OpinionVote(participant: person, statement: statement, stance: stance))
      }
      let isFirst = person < 30
      for statement in 0..<12 { vote(statement, isFirst == (statement % 2 == 0) ? 0.9 : 0.1) }
      vote(12, 0.97)
      vote(13, 0.03)
      vote(14, isFirst ? 1 : 0)
      if person % 15 == 0 { vote(15, 1) }
    }
    return OpinionMap(VoteMatrix(votes))
  }

  private func verdicts(_ map: OpinionMap, _ rule: BridgingVerdict.Rule = .init()) -> [Int: BridgingVerdict] {
    let all = BridgingVerdict.all(map, BridgingFactors(map.matrix, leftOut: map.moderatedOut), rule: rule)
    return Dictionary(uniqueKeysWithValues: all.map { ($0.statement, $0) })
  }

  @Test("No parameter can be moved for less loss, worked out anew from the model") func least() throws {
    let map = map
    let found = BridgingFactors(map.matrix)
    let people = Dictionary(uniqueKeysWithValues: found.people.enumerated().map { ($1.participant, $0) })
    let statements = Dictionary(uniqueKeysWithValues: found.statements.enumerated().map { ($1.statement, $0) })
    let votes = map.matrix.all.compactMap { vote -> (person: Int, statement: Int, value: Double)? in
      guard let person = people[vote.participant], let statement = statements[vote.statement] else { return nil }
      return (person, statement, vote.stance == .agree ? 1 : vote.stance == .disagree ? 0 : 0.5)
    }
    #expect(votes.count == found.votes && people.count == 60 && statements.count == 15)
    // µ, then intercepts and factors of people, then those of statements.
    var all = [found.inclination] + found.people.map(\.intercept) + found.people.map(\.factor)
    all += found.statements.map(\.intercept) + found.statements.map(\.factor)
    let (n, m) = (people.count, statements.count)
    func loss(_ all: [Double]) -> Double {
      func mean(_ from: Int, _ count: Int) -> Double {
        all[from..<from + count].reduce(0) { $0 + $1 * $1 } / Double(count)
      }
      let errors = votes.reduce(0.0) { sum, vote in
        let (i, j) = (vote.person, vote.statement)
        let rest =
          vote.value - all[0] - all[1 + i] - all[1 + 2 * n + j] - all[1 + n + i] * all[1 + 2 * n + m + j]
        return sum + rest * rest
      }
      return errors / Double(votes.count) + 0.15 * (all[0] * all[0] + mean(1, n) + mean(1 + 2 * n, m))
        + 0.03 * (mean(1 + n, n) + mean(1 + 2 * n + m, m))
    }
    let least = loss(all)
    #expect((least - found.loss).magnitude < 1e-12)
    for place in all.indices {
      for step in [-0.01, 0.01] {
        var moved = all
        moved[place] += step
        #expect(loss(moved) > least)
      }
    }
  }

  @Test("One person, a penalty that is none, or no number: there are factors, and nothing traps") func hostile() {
    let one = VoteMatrix((0..<20).map { OpinionVote(participant: 1, statement: $0, stance: .agree) })
    for penalty in [0, -1, .nan, .infinity, 1e308] as [Double] {
      for matrix in [one, map.matrix, VoteMatrix([])] {
        var rule = BridgingFactors.Rule()
        (rule.interceptPenalty, rule.factorPenalty) = (penalty, penalty)
        (rule.leastVotesOnStatement, rule.leastVotesOfPerson) = (.min, .min)
        let factors = BridgingFactors(matrix, rule: rule)
        #expect(factors.statements.count == matrix.statements.count)
      }
    }
  }

  @Test("Liked by all it bridges; liked by one side it divides; rejected or hardly seen it does neither") func each() {
    let map = map
    #expect(map.groups.map(\.members.count) == [30, 30])
    let verdicts = verdicts(map)
    #expect(verdicts[12]?.status == .bridges)
    #expect(verdicts[14]?.status == .divides)
    #expect(verdicts[13]?.status == .agreedTooLittle)
    #expect(verdicts[15]?.status == .needsVotes)
    #expect(verdicts[15]?.factors == nil)
    #expect((verdicts[12]?.leastInGroup ?? 0) > 0.8)
    #expect((verdicts[14]?.leastInGroup ?? 1) == 1.0 / 32)
    #expect(verdicts[12]?.groupConsensus == map.statistics.consensus(column: 12))
  }

  @Test("They stand in the order of group-informed consensus, without what was moderated out") func order() {
    let all = BridgingVerdict.all(map, BridgingFactors(map.matrix))
    #expect(all.map(\.statement) == map.commonGround)
    #expect(all.first?.statement == 12)
    let moderated = OpinionMap(map.matrix, moderatedOut: [12])
    #expect(!BridgingVerdict.all(moderated, BridgingFactors(map.matrix)).contains { $0.statement == 12 })
  }

  @Test("Each test can refuse by itself") func tests() {
    let map = map
    var strict = BridgingVerdict.Rule()
    strict.leastIntercept = 5
    #expect(verdicts(map, strict)[12]?.status == .agreedTooLittle)
    strict = BridgingVerdict.Rule()
    strict.mostFactor = 0
    #expect(verdicts(map, strict)[12]?.status == .divides)
    strict = BridgingVerdict.Rule()
    strict.leastInEachGroup = 0.999
    #expect(verdicts(map, strict)[12]?.status == .agreedTooLittle)
    strict = BridgingVerdict.Rule()
    (strict.leastNet, strict.leastNetByShare) = (31, 31)
    #expect(verdicts(map, strict)[12]?.status == .needsVotes)
    // Few are enough where they are a large enough share.
    (strict.leastNetByShare, strict.leastNetShare) = (4, 0.5)
    #expect(verdicts(map, strict)[12]?.status == .bridges)
    strict.leastNetShare = 1.1
    #expect(verdicts(map, strict)[12]?.status == .needsVotes)
  }

  @Test("With nothing to judge there are factors of nothing, and nothing bridges") func nothing() {
    let empty = BridgingFactors(VoteMatrix())
    #expect(empty.statements.isEmpty && empty.people.isEmpty && empty.loss == 0 && empty.inclination == 0)
    let one = OpinionMap(VoteMatrix([OpinionVote(participant: 1, statement: 1, stance: .agree)]))
    #expect(BridgingVerdict.all(one, BridgingFactors(one.matrix)).map(\.status) == [.needsVotes])
    var rule = BridgingFactors.Rule()
    (rule.leastVotesOnStatement, rule.leastVotesOfPerson, rule.seededStarts) = (.min, .min, .min)
    let factors = BridgingFactors(one.matrix, rule: rule)
    #expect(factors.votes == 1)
    #expect(factors.statements.allSatisfy { $0.intercept.isFinite && $0.factor.isFinite })
  }

  @Test("Only the votes of those who are eligible count") func eligible() {
    let map = map
    let all = BridgingFactors(map.matrix, eligible: Set(0..<60))
    #expect(all == BridgingFactors(map.matrix))
    let some = BridgingFactors(map.matrix, eligible: Set(0..<20))
    #expect(some.people.map(\.participant) == Array(0..<20))
    #expect(
      some
        == BridgingFactors(VoteMatrix(map.matrix.all.filter { $0.participant < 20 }, statements: map.matrix.statements))
    )
    #expect(BridgingFactors(map.matrix, eligible: []).votes == 0)
  }
}
