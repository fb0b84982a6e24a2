/// Schulze's method (M. Schulze, “A new monotonic, clone-independent, reversal symmetric, and Condorcet-consistent
/// single-winner election method”, Social Choice and Welfare 36, 2011): candidates are compared by the strongest chain of
/// victories from one to the other, as strong as its weakest link.
///
/// Time: the cube of the number of candidates.
public struct Schulze: Sendable, Hashable {
  /// How strong a victory is.
  public enum Strength: String, Sendable, Hashable, CaseIterable {
    /// By how many more ballots.
    case margins
    /// By how many ballots, however many say the opposite.
    case winningVotes = "winning-votes"
  }

  public let strength: Strength
  /// The strength of the strongest chain from the first to the second, 0 where there is none.
  public let paths: [[Int]]
  /// Whom nobody beats: one, unless there is a tie.
  public let winners: [Int]
  /// Everyone, best first; those whom the method does not tell apart stand together.
  public let ranking: [[Int]]

  public init(_ matrix: PairwiseMatrix, strength: Strength = .margins) {
    let all = 0..<matrix.candidates
    var paths = all.map { one in
      all.map { other in
        let margin = matrix.margin(one, over: other)
        guard margin > 0 else { return 0 }
        return strength == .margins ? margin : matrix[one, other]
      }
    }
    for middle in all {
      let onward = paths[middle]
      for one in all where one != middle && paths[one][middle] > 0 {
        let reach = paths[one][middle]
        for other in all where other != one {
          let chain = min(reach, onward[other])
          if chain > paths[one][other] { paths[one][other] = chain }
        }
      }
    }
    self.strength = strength
    self.paths = paths
    winners = all.filter { one in all.allSatisfy { paths[one][$0] >= paths[$0][one] } }
    ranking = Self.ranking(paths)
  }

  /// Layer by layer, whom nobody beats among those who are left: the relation has no circles.
  private static func ranking(_ paths: [[Int]]) -> [[Int]] {
    var left = Array(paths.indices)
    var ranking: [[Int]] = []
    while !left.isEmpty {
      let best = left.filter { one in left.allSatisfy { paths[one][$0] >= paths[$0][one] } }
      guard !best.isEmpty else { return ranking + [left] }
      ranking.append(best)
      left.removeAll { best.contains($0) }
    }
    return ranking
  }
}
