import Deliberation

/// Made-up people in three camps and a small fourth, who vote on some of the statements.
enum MadeUpConversation {
  static func votes(people: Int, statements: Int, votes: Int, seed: UInt64 = 1) -> [OpinionVote] {
    var random = SeededRandom(seed: seed)
    let camps = 4
    // How probable agreement and disagreement are in each camp.
    let leanings = (0..<statements).map { _ in
      let common = random.fraction()
      return (0..<camps).map { _ in 0.05 + 0.85 * (0.4 * common + 0.6 * random.fraction()) }
    }
    var made: [OpinionVote] = []
    made.reserveCapacity(votes + people)
    // Few vote on nearly everything, most on little.
    let weights = (0..<people).map { _ in 1 / (0.05 + random.fraction()) }
    let total = weights.reduce(0, +)
    for person in 0..<people {
      let camp = person % 20 == 0 ? 3 : person % 3
      let share = Double(votes) * weights[person] / total / Double(statements)
      for statement in 0..<statements where random.fraction() < share {
        let draw = random.fraction()
        let agree = leanings[statement][camp]
        let stance: Stance = draw < agree ? .agree : draw < agree + (1 - agree) * 0.7 ? .disagree : .pass
        made.append(OpinionVote(participant: person, statement: statement, stance: stance))
      }
    }
    return made
  }

  /// The same with times: everybody begins at a moment of two weeks and takes some seconds a statement.
  static func timed(_ votes: [OpinionVote], seed: UInt64 = 1) -> [OpinionVote] {
    var random = SeededRandom(seed: seed)
    var times: [Int: Int64] = [:]
    return votes.map { vote in
      let time = times[vote.participant] ?? 1_600_000_000_000 + Int64(random.fraction() * 1_209_600_000)
      times[vote.participant] = time + 2000 + Int64(random.fraction() * 20_000)
      return OpinionVote(participant: vote.participant, statement: vote.statement, stance: vote.stance, time: time)
    }
  }
}
