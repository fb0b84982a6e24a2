@testable import Deliberation

/// People made up by chance, in camps that lean one way or the other on each statement.
struct MadeUpConversation {
  var votes: [OpinionVote]
  /// For each camp, its people's numbers.
  let camps: [[Int]]
  let statements: [Int]

  /// - Parameters:
  ///   - conviction: how often somebody votes as the camp leans; the rest pass or vote against it, half each.
  ///   - turnout: how much of the statements each person votes on.
  ///   - shared: as many statements, the first ones, on which all camps lean towards agreement.
  init(
    _ sizes: [Int], statements: Int = 24, conviction: Double = 0.85, turnout: Double = 0.9, shared: Int = 2,
    seed: UInt64 = 1
  ) {
    var random = SeededRandom(seed: seed)
    let leanings = sizes.map { _ in
      (0..<statements).map { $0 < shared || random.fraction() < 0.5 }
    }
    var votes: [OpinionVote] = []
    var camps: [[Int]] = []
    var person = 0
    for (camp, size) in sizes.enumerated() {
      camps.append(Array(person..<person + size))
      for _ in 0..<size {
        for statement in 0..<statements where random.fraction() < turnout {
          let draw = random.fraction()
          let leaning: Stance = leanings[camp][statement] ? .agree : .disagree
          let other: Stance = leanings[camp][statement] ? .disagree : .agree
          let stance = draw < conviction ? leaning : draw < (1 + conviction) / 2 ? .pass : other
          votes.append(OpinionVote(participant: person, statement: statement, stance: stance))
        }
        person += 1
      }
    }
    self.votes = votes
    self.camps = camps
    self.statements = Array(0..<statements)
  }

  var matrix: VoteMatrix { VoteMatrix(votes, statements: statements) }

  /// The same votes by people and on statements that have other numbers.
  func renumbered(people: (Int) -> Int, statements: (Int) -> Int) -> [OpinionVote] {
    votes.map {
      OpinionVote(
        participant: people($0.participant), statement: statements($0.statement), stance: $0.stance, time: $0.time)
    }
  }
}

/// The groups as sets, without an order.
func memberSets(_ map: OpinionMap) -> Set<Set<Int>> { Set(map.groups.map { Set($0.members) }) }
