import Testing

@testable import Deliberation

@Suite("What must hold for every map of opinions") struct OpinionMapPropertyTests {
  private let town = MadeUpConversation([30, 20], seed: 5)

  @Test("Two camps that were put in are the two groups that are found", arguments: GroupingRule.Method.allCases)
  func camps(_ method: GroupingRule.Method) {
    let map = OpinionMap(town.matrix, rule: GroupingRule(method: method))
    #expect(map.groups.map { Set($0.members) } == town.camps.map(Set.init))
    #expect(map.placed.count == 50)
    #expect(map.groupOfRow.allSatisfy { $0 != nil })
  }

  @Test("The order in which votes came makes no difference", arguments: 1...5) func order(_ seed: UInt64) {
    var random = SeededRandom(seed: seed)
    let shuffled = VoteMatrix(town.votes.shuffled(using: &random), statements: town.statements)
    #expect(shuffled == town.matrix)
    #expect(OpinionMap(shuffled) == OpinionMap(town.matrix))
  }

  @Test("Of a person's votes on one statement the last one holds") func last() {
    let before = town.votes.map { vote in
      let other = Stance.allCases.first { $0 != vote.stance }
      return OpinionVote(participant: vote.participant, statement: vote.statement, stance: other)
    }
    #expect(OpinionMap(VoteMatrix(before + town.votes, statements: town.statements)) == OpinionMap(town.matrix))
  }

  @Test("Other numbers for people and statements, in the same order, change nothing else") func renumbered() {
    let map = OpinionMap(town.matrix)
    let votes = town.renumbered(people: { $0 * 7 - 1_000_000 }, statements: { $0 * 3 + 2_000_000_000 })
    let other = OpinionMap(VoteMatrix(votes, statements: town.statements.map { $0 * 3 + 2_000_000_000 }))
    #expect(other.positions == map.positions)
    #expect(other.groups.map(\.members) == map.groups.map { $0.members.map { $0 * 7 - 1_000_000 } })
    #expect(other.commonGround == map.commonGround.map { $0 * 3 + 2_000_000_000 })
    #expect(other.priorities == map.priorities)
  }

  @Test("Numbers in another order find the same groups, counts and consensus", arguments: 1...4)
  func permuted(_ seed: UInt64) throws {
    var random = SeededRandom(seed: seed)
    let people = Array(0..<50).shuffled(using: &random)
    let statements = town.statements.shuffled(using: &random)
    let map = OpinionMap(town.matrix)
    let other = OpinionMap(
      VoteMatrix(town.renumbered(people: { people[$0] }, statements: { statements[$0] }), statements: statements))
    #expect(memberSets(other) == Set(map.groups.map { Set($0.members.map { people[$0] }) }))
    for (column, statement) in map.matrix.statements.enumerated() {
      let own = try #require(other.matrix.column(of: statements[statement]))
      #expect(other.counts[own] == map.counts[column])
      #expect((other.statistics.consensus(column: own) - map.statistics.consensus(column: column)).magnitude < 1e-12)
    }
  }

  @Test("Agreeing instead of disagreeing throughout turns consensus into rejection, with the same groups")
  func turned() {
    let turned = town.votes.map { vote in
      OpinionVote(
        participant: vote.participant, statement: vote.statement,
        stance: vote.stance.flatMap { Stance(rawValue: -$0.rawValue) })
    }
    let map = OpinionMap(town.matrix)
    let other = OpinionMap(VoteMatrix(turned, statements: town.statements))
    #expect(memberSets(other) == memberSets(map))
    for column in town.statements {
      let (own, against) = (map.statistics.consensus(column: column), other.statistics)
      #expect((own - against.disagreementConsensus(column: column)).magnitude < 1e-12)
    }
    #expect(other.rejectedByAll.map(\.statement) == map.agreedByAll.map(\.statement))
  }

  @Test("Every vote is counted once: groups and those without a place make up all") func sums() {
    var votes = town.votes
    for person in 50..<60 { votes.append(OpinionVote(participant: person, statement: person % 24, stance: .agree)) }
    let map = OpinionMap(VoteMatrix(votes, statements: town.statements))
    #expect(map.placed.count == 50)
    let counted = map.counts.reduce(0) { $0 + $1.votes }
    let inGroups = map.statistics.totals.reduce(0) { $0 + $1.votes }
    #expect(counted == votes.count)
    #expect(inGroups == town.votes.count)
    #expect(map.groups.reduce(0) { $0 + $1.members.count } == 50)
  }

  @Test("A statement that was moderated out has no influence on axes and common ground") func moderated() throws {
    let map = OpinionMap(town.matrix, moderatedOut: [3])
    let column = try #require(map.matrix.column(of: 3))
    #expect(map.components.axes.allSatisfy { $0[column] == 0 })
    #expect(map.components.center[column] == 0)
    #expect(!map.commonGround.contains(3))
    #expect(map.representative.joined().allSatisfy { $0.statement != 3 })
    #expect(map.nextStatement(for: 999, seed: 1) != nil)
    let seen = Set((0..<200).compactMap { map.nextStatement(for: 999, seed: $0) })
    #expect(!seen.contains(3) && seen.count > 15)
  }

  @Test("Nobody, one person, one statement, everybody alike: there is a map, and its numbers are numbers")
  func smallest() {
    func vote(_ person: Int, _ statement: Int, _ stance: Stance?) -> OpinionVote {
      OpinionVote(participant: person, statement: statement, stance: stance)
    }
    let alike = (0..<40).flatMap { person in (0..<9).map { vote(person, $0, .agree) } }
    let cases: [[OpinionVote]] = [
      [], [vote(1, 1, .agree)], [vote(1, 1, nil)], [vote(.min, .max, .pass), vote(.max, .min, .disagree)],
      (0..<30).map { vote($0, 0, $0 % 2 == 0 ? .agree : .disagree) }, alike,
    ]
    for votes in cases {
      for method in GroupingRule.Method.allCases {
        let map = OpinionMap(VoteMatrix(votes), rule: GroupingRule(method: method))
        #expect(map.positions.allSatisfy { $0.x.isFinite && $0.y.isFinite })
        #expect(map.priorities.allSatisfy { $0.isFinite })
        #expect(map.groupConsensus.allSatisfy { $0 > 0 && $0 <= 1 })
        #expect(map.groups.reduce(0) { $0 + $1.members.count } == map.placed.count)
        #expect(InformativeStatement.all(map).allSatisfy { $0.gain >= 0 && $0.bits >= 0 && $0.bits.isFinite })
        #expect(GroupStability(map, rule: GroupingRule(), samples: 3).groups.count == map.groups.count)
      }
    }
  }
}
