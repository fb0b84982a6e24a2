import Deliberation

/// A ward by chance: three camps that rank their own first, and people who rank only a few. The same for the same size.
enum MadeUpWard {
  /// A file of numbered ballots, a row a ballot.
  static func text(ballots: Int, candidates: Int, seats: Int) -> String {
    texts(ballots: ballots, candidates: candidates, seats: seats, parts: 1)[0]
  }

  /// The same with its ballots in so many parts, each for the same candidates.
  static func texts(ballots: Int, candidates: Int, seats: Int, parts: Int) -> [String] {
    var random = SeededRandom(seed: UInt64(ballots &* 100 &+ candidates))
    return (0..<parts).map { _ in
      var text = "\(candidates),\(seats)\n"
      for _ in 0..<ballots / parts { text += "1,\(ballot(candidates, &random))\n" }
      for candidate in 1...candidates {
        text += "\"Candidate \(candidate)\",\"\(candidate)\",\"Camp \(candidate % 3)\"\n"
      }
      return text + "\"Made up\"\n"
    }
  }

  private static func ballot(_ candidates: Int, _ random: inout SeededRandom) -> String {
    let camp = Int(random.fraction() * 3)
    let liking = (0..<candidates).map { candidate -> Double in
      let own: Double = candidate % 3 == camp ? 0.6 : 0
      return random.fraction() - own - 0.02 * Double(candidate)
    }
    let order = (0..<candidates).sorted { liking[$0] < liking[$1] }
    let part: Double = random.fraction() * random.fraction()
    return order.prefix(1 + Int(part * Double(candidates))).map { String($0 + 1) }.joined(separator: ",")
  }
}
