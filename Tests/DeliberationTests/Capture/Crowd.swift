@testable import Deliberation

/// People who vote by themselves, in camps, at times by chance; and, where a test plants them, others who do not.
struct Crowd {
  private(set) var votes: [OpinionVote] = []
  private(set) var people = 0
  let statements: Int
  private var random: SeededRandom
  /// By camp and statement, how probable agreement is among those who take a side.
  private var leanings: [[Double]] = []

  static let day: Int64 = 86_400_000
  static let start: Int64 = 1_600_000_000_000

  /// - Parameters:
  ///   - conviction: how one-sided camps are on a statement.
  ///   - isListed: everybody gets the statements in the same order.
  init(
    _ camps: [Int], statements: Int = 24, conviction: ClosedRange<Double> = 0.6...0.95, turnout: Double = 0.85,
    isListed: Bool = false, seed: UInt64
  ) {
    self.statements = statements
    random = SeededRandom(seed: seed)
    for _ in camps {
      var leaning: [Double] = []
      for _ in 0..<statements {
        let width = conviction.upperBound - conviction.lowerBound
        let part = conviction.lowerBound + width * random.fraction()
        leaning.append(random.fraction() < 0.5 ? part : 1 - part)
      }
      leanings.append(leaning)
    }
    for (camp, size) in camps.enumerated() { for _ in 0..<size { honest(camp, turnout, isListed) } }
  }

  var matrix: VoteMatrix { VoteMatrix(votes, statements: Array(0..<statements)) }

  private mutating func honest(_ camp: Int, _ turnout: Double, _ isListed: Bool) {
    var order = Array(0..<statements)
    if !isListed { order.shuffle(using: &random) }
    var time = Self.start + Int64(random.fraction() * 14 * Double(Self.day))
    for statement in order where random.fraction() < turnout {
      time += 2000 + Int64(random.fraction() * 20_000)
      let isPass = random.fraction() < 0.12
      let stance: Stance = isPass ? .pass : random.fraction() < leanings[camp][statement] ? .agree : .disagree
      cast(stance, on: statement, at: time)
    }
    people += 1
  }

  private mutating func cast(_ stance: Stance, on statement: Int, at time: Int64) {
    votes.append(OpinionVote(participant: people, statement: statement, stance: stance, time: time))
  }

  /// So many who say the same on some statements, but for `noise`. Returns their numbers.
  mutating func plantBlock(_ size: Int, statements some: Int, noise: Double = 0) -> [Int] {
    let on = Array(0..<statements).shuffled(using: &random).prefix(some)
    let said = on.map { _ in random.fraction() < 0.5 }
    let first = people
    for _ in 0..<size {
      for (place, statement) in on.enumerated() {
        let isTurned = random.fraction() < noise
        let time = Self.start + Int64(random.fraction() * 14 * Double(Self.day))
        cast(said[place] != isTurned ? .agree : .disagree, on: statement, at: time)
      }
      people += 1
    }
    return Array(first..<people)
  }

  /// So many who agree with one statement within `milliseconds`, each a few seconds after the one before.
  mutating func plantBurst(_ size: Int, on statement: Int, after begin: Int64, within milliseconds: Int64) {
    for place in 0..<size {
      cast(.agree, on: statement, at: begin + milliseconds * Int64(place) / Int64(size))
      people += 1
    }
  }

  /// Somebody who repeats another's first votes, one by one, `delay` later.
  mutating func plantCopycat(of leader: Int, votes count: Int, delay: Int64) -> Int {
    for vote in votes.filter({ $0.participant == leader }).prefix(count) {
      cast(vote.stance ?? .pass, on: vote.statement, at: (vote.time ?? 0) + delay)
    }
    people += 1
    return people - 1
  }
}
