/// Ballots by what they share: a node for each beginning of a ranking that occurs. Ballots that agree up to some rank
/// move together until a count gets there, so a count visits nodes and not ballots.
struct PreferenceTree {
  /// The candidate at the node's rank.
  private(set) var candidate: [Int32] = []
  /// How many ballots begin so.
  private(set) var count: [Int] = []
  /// How many of them end here.
  private(set) var ending: [Int] = []
  /// The first of the nodes one rank further, or -1.
  private(set) var firstChild: [Int32] = []
  /// The next node with the same beginning, or -1.
  private(set) var sibling: [Int32] = []
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
        self.count[node] += count
      }
      if node >= 0 {
        ending[node] += count
        valid += count
      }
    }
  }

  /// The position in the arrays of the node after `node` (-1: the start) for that candidate, made where there is none.
  private mutating func child(of node: Int, _ wanted: Int32) -> Int {
    var next = node < 0 ? roots[Int(wanted)] : firstChild[node]
    while next >= 0 {
      if candidate[Int(next)] == wanted { return Int(next) }
      next = sibling[Int(next)]
    }
    let made = candidate.count
    candidate.append(wanted)
    count.append(0)
    ending.append(0)
    firstChild.append(-1)
    if node < 0 {
      sibling.append(-1)
      roots[Int(wanted)] = Int32(made)
    } else {
      sibling.append(firstChild[node])
      firstChild[node] = Int32(made)
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
