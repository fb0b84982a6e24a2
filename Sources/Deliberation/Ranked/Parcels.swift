/// Who holds which ballots while votes are transferred: for each candidate the nodes of the preference tree whose
/// ballots lie with them.
struct Parcels {
  let tree: PreferenceTree
  private(set) var held: [[Int32]]

  init(_ tree: PreferenceTree) {
    self.tree = tree
    held = tree.roots.map { $0 < 0 ? [] : [$0] }
  }

  /// Takes every ballot from a candidate.
  mutating func take(from candidate: Int) -> [Int32] {
    let nodes = held[candidate]
    held[candidate] = []
    return nodes
  }

  /// Moves the ballots of `node` to the next preference among the continuing: `receive(candidate, node, ballots)` for
  /// each parcel; `exhaust(ballots)` for those with no such preference.
  mutating func pass(
    on node: Int32, to isContinuing: [Bool], receive: (Int, Int32, Int) -> Void, exhaust: (Int) -> Void
  ) {
    if tree.ending[Int(node)] > 0 { exhaust(tree.ending[Int(node)]) }
    var next = tree.firstChild[Int(node)]
    while next >= 0 {
      let candidate = Int(tree.candidate[Int(next)])
      if isContinuing[candidate] {
        held[candidate].append(next)
        receive(candidate, next, tree.count[Int(next)])
      } else {
        pass(on: next, to: isContinuing, receive: receive, exhaust: exhaust)
      }
      next = tree.sibling[Int(next)]
    }
  }
}
