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
    if tree.nodes[Int(node)].ending > 0 { exhaust(tree.nodes[Int(node)].ending) }
    var next = tree.nodes[Int(node)].firstChild
    while next >= 0 {
      let candidate = Int(tree.nodes[Int(next)].candidate)
      if isContinuing[candidate] {
        held[candidate].append(next)
        receive(candidate, next, tree.nodes[Int(next)].count)
      } else {
        pass(on: next, to: isContinuing, receive: receive, exhaust: exhaust)
      }
      next = tree.nodes[Int(next)].sibling
    }
  }
}
