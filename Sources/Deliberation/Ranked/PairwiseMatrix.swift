/// For every two candidates, how many ballots put the one above the other. Someone who is ranked is above all who are
/// not; two who are not ranked are not compared.
///
/// Time: for each beginning of a ranking that occurs, the candidates it leaves.
public struct PairwiseMatrix: Sendable, Hashable {
  public let candidates: Int
  private let counts: [Int]

  public init(_ ballots: RankedBallots, overvotes: OvervoteRule = .endsBallot) {
    let tree = PreferenceTree(ballots, overvotes: overvotes)
    candidates = tree.candidates
    var walk = Walk(tree: tree, counts: Array(repeating: 0, count: tree.candidates * tree.candidates))
    for root in tree.roots where root >= 0 { walk.visit(root) }
    counts = walk.counts
  }

  /// A matrix as given, row by row; nil when it is not square or counts less than nothing.
  public init?(_ rows: [[Int]]) {
    guard rows.allSatisfy({ $0.count == rows.count && $0.allSatisfy { $0 >= 0 } }) else { return nil }
    candidates = rows.count
    counts = rows.flatMap(\.self)
  }

  /// Ballots that put `one` above `other`.
  public subscript(_ one: Int, _ other: Int) -> Int { counts[one * candidates + other] }

  /// By how many more ballots `one` is above `other` than below.
  public func margin(_ one: Int, over other: Int) -> Int { self[one, other] - self[other, one] }

  private struct Walk {
    let tree: PreferenceTree
    var counts: [Int]
    var isAbove: [Bool]

    init(tree: PreferenceTree, counts: [Int]) {
      self.tree = tree
      self.counts = counts
      isAbove = Array(repeating: false, count: tree.candidates)
    }

    /// Whoever stands at the node is above all who did not come before.
    mutating func visit(_ node: Int32) {
      let candidate = Int(tree.nodes[Int(node)].candidate)
      let ballots = tree.nodes[Int(node)].count
      isAbove[candidate] = true
      let row = candidate * tree.candidates
      for other in 0..<tree.candidates where !isAbove[other] { counts[row + other] += ballots }
      var next = tree.nodes[Int(node)].firstChild
      while next >= 0 {
        visit(next)
        next = tree.nodes[Int(next)].sibling
      }
      isAbove[candidate] = false
    }
  }
}
