/// Which statement somebody sees next.
public enum Routing {
  /// How much a statement needs votes (Polis, conversation.clj, `priority-metric`): more the less people pass on it, the
  /// more it tells people apart, the more they agree, and the fewer have voted yet.
  /// - Parameters:
  ///   - counts: of the people on the map.
  ///   - extremity: of the statement on the map.
  ///   - isMeta: for statements about the conversation itself, which have a fixed priority of 49.
  public static func priority(_ counts: StanceCounts, extremity: Double, isMeta: Bool) -> Double {
    if isMeta { return 49 }
    let votes = Double(counts.votes + 2)
    let importance =
      (1 - Double(counts.passes + 1) / votes) * (extremity + 1) * (Double(counts.agrees + 1) / votes)
    let weight = importance * (1 + 8 * halved(fifths: counts.votes))
    return weight * weight
  }

  /// 2 to the power of −`fifths` ÷ 5.
  private static func halved(fifths: Int) -> Double {
    let roots = [1, 0.8705505632961241, 0.757858283255199, 0.6597539553864471, 0.5743491774985174]
    guard fifths < 5000 else { return 0 }
    return Double(sign: .plus, exponent: -(fifths / 5), significand: roots[fifths % 5])
  }

  /// One of the candidates, each with a chance proportional to its priority; 1 where it has none yet. nil where there is
  /// nothing left to vote on.
  ///
  /// - Parameter seed: the same seed, candidates and priorities give the same statement.
  public static func next(among candidates: [Int], priorities: [Int: Double], seed: UInt64) -> Int? {
    let weights = candidates.map { priorities[$0].map { $0.isFinite ? max(0, $0) : 0 } ?? 1 }
    let total = weights.reduce(0, +)
    var random = SeededRandom(seed: seed)
    guard total > 0, total.isFinite else {
      return candidates.isEmpty ? nil : candidates[random.number(below: candidates.count)]
    }
    var left = random.fraction() * total
    for (candidate, weight) in zip(candidates, weights) where weight > 0 {
      left -= weight
      if left < 0 { return candidate }
    }
    return weights.lastIndex { $0 > 0 }.map { candidates[$0] }
  }
}
