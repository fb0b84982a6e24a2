/// What comparing candidates two by two says: who beats everyone, and where nobody does, who does best.
public struct Condorcet: Sendable, Hashable {
  /// Whoever beats every other candidate (M. de Condorcet, 1785).
  public let winner: Int?
  /// The smallest group in which everybody beats everybody outside (J. H. Smith, 1973): the winner alone where there is one.
  public let smithSet: [Int]
  /// Victories less defeats (A. H. Copeland, 1951).
  public let copelandScores: [Int]
  public let copelandWinners: [Int]
  /// The heaviest defeat, by margin; 0 for the undefeated (Simpson 1969, Kramer 1977).
  public let worstDefeats: [Int]
  public let minimaxWinners: [Int]

  /// Time: the square of the number of candidates.
  public init(_ matrix: PairwiseMatrix) {
    let all = Array(0..<matrix.candidates)
    let scores = all.map { one in all.reduce(0) { $0 + matrix.margin(one, over: $1).signum() } }
    let defeats = all.map { one in all.reduce(0) { max($0, matrix.margin($1, over: one)) } }
    let highest = scores.max()
    let lightest = defeats.min()
    copelandScores = scores
    copelandWinners = all.filter { scores[$0] == highest }
    worstDefeats = defeats
    minimaxWinners = all.filter { defeats[$0] == lightest }
    winner = all.first { one in all.allSatisfy { $0 == one || matrix.margin(one, over: $0) > 0 } }
    smithSet = Self.smithSet(matrix, copelandWinners)
  }

  /// Whoever has the highest Copeland score is in it; so is whoever is not beaten by someone in it.
  private static func smithSet(_ matrix: PairwiseMatrix, _ start: [Int]) -> [Int] {
    var isIn = Array(repeating: false, count: matrix.candidates)
    var waiting = start
    for candidate in start { isIn[candidate] = true }
    while let member = waiting.popLast() {
      for other in 0..<matrix.candidates where !isIn[other] && matrix.margin(member, over: other) <= 0 {
        isIn[other] = true
        waiting.append(other)
      }
    }
    return isIn.indices.filter { isIn[$0] }
  }
}
