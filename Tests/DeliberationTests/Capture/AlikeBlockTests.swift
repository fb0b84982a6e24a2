import Testing

@testable import Deliberation

@Suite("Blocks that vote alike") struct AlikeBlockTests {
  static let crowds: [(name: String, camps: [Int], statements: Int, conviction: ClosedRange<Double>)] = [
    ("two camps", [70, 50], 24, 0.6...0.95), ("camps that hardly waver", [60, 50], 24, 0.9...0.97),
    ("one camp", [110], 20, 0.5...0.9), ("all of one mind", [110], 20, 0.92...0.99),
    ("four camps", [40, 30, 25, 20], 30, 0.75...0.95), ("few statements", [70, 50], 12, 0.6...0.95),
  ]

  @Test("No block is found where everybody votes by themselves", arguments: crowds.indices, 1...3)
  func honest(_ crowd: Int, _ seed: UInt64) {
    let (name, camps, statements, conviction) = Self.crowds[crowd]
    let alike = AlikeBlocks(Crowd(camps, statements: statements, conviction: conviction, seed: seed).matrix)
    #expect(alike.blocks.isEmpty, "\(name)")
    #expect(alike.people.count { $0.rate <= 0.01 } == 0)
  }

  @Test("Ten who cast the same twenty votes are found, all and only they", arguments: 1...4) func planted(
    _ seed: UInt64
  ) {
    var crowd = Crowd([70, 50], seed: seed)
    let planted = crowd.plantBlock(10, statements: 20)
    let alike = AlikeBlocks(crowd.matrix)
    #expect(alike.blocks.map(\.members) == [planted])
    #expect(alike.blocks.allSatisfy { $0.votes.count == 20 && $0.votes.allSatisfy { $0.members == 10 } })
    #expect(alike.blocks.allSatisfy { $0.rate <= 0.01 && $0.expected < 3 })
    #expect(alike.mostAlike(0.05).map { alike.people[$0].participant } == planted)
  }

  @Test("A block that blurs its votes is found in part, and nobody else with it", arguments: 1...4)
  func blurred(_ seed: UInt64) {
    var crowd = Crowd([70, 50], conviction: 0.75...0.95, seed: seed)
    let planted = Set(crowd.plantBlock(20, statements: 22, noise: 0.04))
    let found = Set(AlikeBlocks(crowd.matrix).blocks.flatMap(\.members))
    #expect(found.count >= 8)
    #expect(found.isSubset(of: planted))
  }

  @Test("A block of a third of all, which is a group of its own on the map, does not explain itself away")
  func large() {
    var crowd = Crowd([50, 30], seed: 3)
    let planted = crowd.plantBlock(40, statements: 20)
    #expect(AlikeBlocks(crowd.matrix).blocks.map(\.members) == [planted])
  }

  @Test("Sorted neighbours find what comparing all with all finds", arguments: 1...2) func neighbours(_ seed: UInt64) {
    var crowd = Crowd([70, 50], seed: seed)
    let planted = crowd.plantBlock(12, statements: 20)
    var rule = AlikeBlocks.Rule()
    (rule.mostCompared, rule.sample) = (10, 60)
    let sorted = AlikeBlocks(crowd.matrix, rule: rule)
    #expect(sorted.blocks.map(\.members) == [planted])
    #expect(AlikeBlocks(Crowd([70, 50], seed: seed).matrix, rule: rule).blocks.isEmpty)
    let whole = AlikeBlocks(crowd.matrix)
    for (own, other) in zip(sorted.people, whole.people) { #expect(own.companions <= other.companions) }
  }

  @Test("By hand: three who agree with nothing that others do, and nine who differ") func byHand() throws {
    // Nine people, each of whom agrees with the eight statements that are not multiples of their number in a circle.
    var votes: [OpinionVote] = []
    for person in 0..<9 {
      for statement in 0..<9 {
        let stance: Stance = (statement + person) % 3 == 0 ? .disagree : .agree
        votes.append(OpinionVote(participant: person, statement: statement, stance: stance))
      }
    }
    // Among these, those whose numbers are the same modulo 3 are identical: three companies of three.
    let alike = AlikeBlocks(VoteMatrix(votes))
    #expect(alike.people.map(\.companions) == Array(repeating: 2, count: 9))
    // Two others are the same as I am; six share a third of my votes: 3 of 9. A companion by chance needs 9 of 9.
    let person = try #require(alike.people.first)
    // Six of six reference votes on a statement: base (2 + 2 × 1/3 or 2 × 2/3) …
    #expect(person.expected > 0 && person.expected < 0.2)
    #expect(person.probability < 0.05)
    // Nine tests of so few people: not enough to speak of a block.
    #expect(alike.people.allSatisfy { ($0.rate - $0.probability).magnitude < 1e-12 })
  }

  @Test("What more than half say is common ground and no block") func common() {
    var crowd = Crowd([30], seed: 2)
    _ = crowd.plantBlock(40, statements: 20)
    #expect(AlikeBlocks(crowd.matrix).blocks.isEmpty)
  }

  @Test("Passing on the same statements is no agreement") func passes() {
    var votes = Crowd([60, 40], seed: 4).votes
    for person in 500..<520 {
      for statement in 0..<24 { votes.append(OpinionVote(participant: person, statement: statement, stance: .pass)) }
    }
    let alike = AlikeBlocks(VoteMatrix(votes))
    #expect(alike.blocks.isEmpty)
    #expect(alike.people.filter { $0.participant >= 500 }.allSatisfy { $0.companions == 0 && $0.surprise == 0 })
  }

  @Test("Other numbers, in whatever order, find the same people", arguments: 1...3) func relabelled(_ seed: UInt64) {
    var crowd = Crowd([60, 40], seed: 5)
    let planted = crowd.plantBlock(8, statements: 18)
    var random = SeededRandom(seed: seed)
    let people = Array(0..<crowd.people).shuffled(using: &random)
    let statements = Array(0..<24).shuffled(using: &random)
    let votes = crowd.votes.map {
      OpinionVote(participant: people[$0.participant], statement: statements[$0.statement], stance: $0.stance)
    }
    let other = AlikeBlocks(VoteMatrix(votes.shuffled(using: &random)))
    let own = AlikeBlocks(crowd.matrix)
    #expect(own.blocks.map(\.members) == [planted])
    #expect(other.blocks.map(\.members) == [planted.map { people[$0] }.sorted()])
    for person in own.people {
      let same = other.people.first { $0.participant == people[person.participant] }
      #expect(same?.companions == person.companions)
      #expect(((same?.probability ?? 2) / person.probability - 1).magnitude < 1e-6)
    }
  }

  @Test("Agreeing instead of disagreeing throughout changes nothing") func turned() {
    var crowd = Crowd([60, 40], seed: 6)
    _ = crowd.plantBlock(8, statements: 18)
    let turned = crowd.votes.map { vote in
      OpinionVote(
        participant: vote.participant, statement: vote.statement,
        stance: vote.stance.map { $0 == .agree ? .disagree : $0 == .disagree ? .agree : .pass })
    }
    let (own, other) = (AlikeBlocks(crowd.matrix), AlikeBlocks(VoteMatrix(turned, statements: Array(0..<24))))
    #expect(own.blocks.map(\.members) == other.blocks.map(\.members))
    #expect(own.people == other.people)
  }

  @Test("Nobody, few, rules that make no sense: nothing is found and nothing traps") func hostile() {
    #expect(AlikeBlocks(VoteMatrix()).people.isEmpty)
    let one = [OpinionVote(participant: .min, statement: .max, stance: .agree)]
    #expect(AlikeBlocks(VoteMatrix(one)).people.map(\.companions) == [0])
    let crowd = Crowd([12], statements: 10, seed: 1)
    for extreme in [Int.min, -1, 0, .max] {
      var rule = AlikeBlocks.Rule()
      (rule.leastShared, rule.smallest, rule.references, rule.mostCompared) = (extreme, extreme, extreme, extreme)
      (rule.orders, rule.neighbours, rule.sample) = (min(extreme, 3), min(extreme, 1000), extreme)
      #expect(AlikeBlocks(crowd.matrix, rule: rule).people.count == 12)
    }
    for extreme in [Double.nan, -1, 0, 2, .infinity] {
      var rule = AlikeBlocks.Rule()
      (rule.leastAlike, rule.falseDiscoveries, rule.leastExcess) = (extreme, extreme, extreme)
      #expect(AlikeBlocks(crowd.matrix, rule: rule).people.count == 12)
    }
  }
}
