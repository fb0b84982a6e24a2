/// Ballots by what they share: a node for each beginning of a ranking that occurs. Ballots that agree up to some rank
/// move together until a count gets there, so a count visits nodes and not ballots.
struct PreferenceTree {
  struct Node {
    /// Who stands at the node's rank.
    let candidate: Int32
    /// The first of the nodes one rank further, or -1.
    var firstChild: Int32 = -1
    /// The next node with the same beginning, or -1.
    var sibling: Int32 = -1
    /// No more than `RankedBallots.mostBallots`. Half as large, more nodes are near when a count walks among them.
    private var begun: UInt32 = 0
    private var ended: UInt32 = 0

    init(candidate: Int32) { self.candidate = candidate }

    /// How many ballots begin so.
    var count: Int {
      get { Int(begun) }
      set { begun = UInt32(truncatingIfNeeded: newValue) }
    }
    /// How many of them end here.
    var ending: Int {
      get { Int(ended) }
      set { ended = UInt32(truncatingIfNeeded: newValue) }
    }
  }

  private(set) var nodes: [Node] = []
  /// For each candidate, the node of the ballots that rank them first, or -1.
  private(set) var roots: [Int32]
  /// Ballots with at least one preference.
  private(set) var valid = 0
  let candidates: Int

  /// Gaps are closed up and a repeated name counts where it stands first. A rank with two marks ends the ballot there,
  /// or is passed over.
  init(_ ballots: RankedBallots, overvotes: OvervoteRule) {
    candidates = ballots.candidates.count
    roots = Array(repeating: -1, count: candidates)
    var seenIn = Array(repeating: -1, count: candidates)
    for group in ballots.counts.indices where ballots.counts[group] > 0 {
      let count = ballots.counts[group]
      var node = -1
      for mark in ballots.marks[ballots.starts[group]..<ballots.starts[group + 1]] {
        if mark < 0 {
          if mark == RankedBallots.overvote && overvotes == .endsBallot { break }
          continue
        }
        guard seenIn[Int(mark)] != group else { continue }
        seenIn[Int(mark)] = group
        node = child(of: node, mark)
        nodes[node].count += count
      }
      if node >= 0 {
        nodes[node].ending += count
        valid += count
      }
    }
  }

  /// The position in the arrays of the node after `node` (-1: the start) for that candidate, made where there is none.
  private mutating func child(of node: Int, _ wanted: Int32) -> Int {
    var next = node < 0 ? roots[Int(wanted)] : nodes[node].firstChild
    var previous = -1
    while next >= 0 {
      let here = Int(next)
      next = nodes[here].sibling
      if nodes[here].candidate == wanted {
        // To the front, so that common rankings are found at once.
        if previous >= 0 {
          nodes[previous].sibling = next
          nodes[here].sibling = nodes[node].firstChild
          nodes[node].firstChild = Int32(here)
        }
        return here
      }
      previous = here
    }
    let made = nodes.count
    nodes.append(Node(candidate: wanted))
    if node < 0 {
      roots[Int(wanted)] = Int32(made)
    } else {
      nodes[made].sibling = nodes[node].firstChild
      nodes[node].firstChild = Int32(made)
    }
    return made
  }
}

/// What a rule makes of a rank with more than one mark.
public enum OvervoteRule: Sendable, Hashable {
  /// Neither it nor anything after it counts.
  case endsBallot
  /// It is passed over like a gap.
  case isSkipped
}
