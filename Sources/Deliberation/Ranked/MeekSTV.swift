/// The single transferable vote by Meek's method: every elected candidate keeps just the share of each ballot that they
/// need, found by iteration, and transfers take no notice of the order in which people are elected.
///
/// I. D. Hill, B. A. Wichmann and D. R. Woodall, “Algorithm 123: Single transferable vote by Meek's method”, The
/// Computer Journal 30 (1987) 277–281; with the arithmetic, the limit of iteration, the exclusion of sure losers
/// together and the order of ties of J. Lundell's Droop (rule `meek` with its defaults).
///
/// Time: iterations × the distinct beginnings of ballots below elected candidates.
public struct MeekSTV: Sendable, Hashable {
  /// Votes in units of 10⁻²⁷ of a vote; `text` gives 18 decimal places.
  public struct Votes: Sendable, Hashable, Comparable {
    public let units: UInt128
    public var text: String { GuardedDecimal.text(units) }
    public var rounded: Double { Double(units) / 1e27 }
    /// Exactly.
    public static func < (one: Votes, other: Votes) -> Bool { one.units < other.units }
  }

  /// A round: votes, quota and keep factors when its iterations ended, and who is elected or excluded by them.
  public struct Round: Sendable, Hashable {
    /// Why a round's iterations ended.
    public enum Ending: Sendable, Hashable {
      /// Someone has more than the quota.
      case election
      /// Together these cannot reach the next one up, whatever is still to be transferred.
      case sureLosers([Int])
      /// The surplus fell to a thousand millionth of a vote or less, and the last is excluded.
      case exclusion(of: Int, tiedWith: [Int])
      /// The surplus no longer falls, and the last is excluded.
      case stableExclusion(of: Int, tiedWith: [Int])
    }
    public let ending: Ending
    public let iterations: Int
    public let votes: [Votes]
    /// The share of what reaches them that each candidate keeps, 1 for those who are neither elected nor excluded.
    public let keepFactors: [Votes]
    public let quota: Votes
    /// Votes that reach nobody.
    public let exhausted: Votes
    public let elected: [Int]
  }

  /// Ballots with at least one preference.
  public let valid: Int
  public let seats: Int
  public let rounds: [Round]
  /// What everyone has at the very end.
  public let votes: [Votes]
  public let winners: [Int]

  /// - Parameters:
  ///   - lot: as for `ScottishSTV`: of those who tie for last the first in it is excluded.
  ///   - overvotes: a paper counts up to the rank where two candidates are marked, unless told otherwise.
  public init(_ ballots: RankedBallots, seats: Int, lot: [Int] = [], overvotes: OvervoteRule = .endsBallot) {
    let tree = PreferenceTree(ballots, overvotes: overvotes)
    var count = Count(tree, seats: max(0, seats), lot: DrawnOrder(lot, of: tree.candidates))
    count.run()
    valid = tree.valid
    self.seats = max(0, seats)
    rounds = count.rounds
    votes = count.votes.map { Votes(units: $0) }
    winners = count.winners
  }
}

extension MeekSTV {
  private struct Count {
    let tree: PreferenceTree
    let seats: Int
    let lot: DrawnOrder
    /// Iteration ends when the surplus is no more than this: 10⁻⁹ of a vote.
    let omega: Int128 = 1_000_000_000_000_000_000
    var votes: [UInt128]
    var keep: [UInt128]
    var isHopeful: [Bool]
    var winners: [Int] = []
    var quota: UInt128 = 0
    var surplus: Int128 = 0
    var rounds: [Round] = []

    init(_ tree: PreferenceTree, seats: Int, lot: DrawnOrder) {
      self.tree = tree
      self.seats = seats
      self.lot = lot
      votes = Array(repeating: 0, count: tree.candidates)
      keep = Array(repeating: GuardedDecimal.one, count: tree.candidates)
      isHopeful = Array(repeating: true, count: tree.candidates)
    }

    var hopeful: [Int] { isHopeful.indices.filter { isHopeful[$0] } }
    var unfilled: Int { seats - winners.count }

    mutating func run() {
      distribute()
      while hopeful.count > unfilled && unfilled > 0 { runRound() }
      let rest = hopeful
      if unfilled > 0 {
        winners += rest.sorted { (votes[$0], $1) > (votes[$1], $0) }
      } else {
        for candidate in rest { exclude(candidate) }
      }
      distribute()
    }

    mutating func runRound() {
      var last = Int128(tree.valid) * Int128(GuardedDecimal.one)
      var iterations = 0
      while true {
        iterations += 1
        distribute()
        quota = votes.reduce(0, +) / UInt128(seats + 1)
        let elected = electThoseOverQuota()
        surplus = winners.reduce(0) { $0 + Int128(votes[$1]) - Int128(quota) }
        guard elected.isEmpty else { return end(.election, iterations, elected) }
        if surplus - omega < GuardedDecimal.tolerance {
          return excludeLast(iterations) { .exclusion(of: $0, tiedWith: $1) }
        }
        if last - surplus < GuardedDecimal.tolerance {
          return excludeLast(iterations) { .stableExclusion(of: $0, tiedWith: $1) }
        }
        let losers = sureLosers()
        guard losers.isEmpty else {
          end(.sureLosers(losers), iterations, [])
          for candidate in losers { exclude(candidate) }
          return
        }
        last = surplus
        for candidate in winners {
          keep[candidate] = GuardedDecimal.scaled(keep[candidate], by: quota, over: votes[candidate])
        }
      }
    }

    mutating func electThoseOverQuota() -> [Int] {
      let over = hopeful.filter { Int128(votes[$0]) - Int128(quota) >= GuardedDecimal.tolerance }
      let elected = over.sorted { (votes[$0], $1) > (votes[$1], $0) }
      for candidate in elected { isHopeful[candidate] = false }
      winners += elected
      return elected
    }

    mutating func excludeLast(_ iterations: Int, _ ending: (Int, [Int]) -> Round.Ending) {
      let rest = hopeful
      let fewest = rest.reduce(UInt128.max) { min($0, votes[$1]) }
      let limit = Int128(fewest) + surplus
      let tied = rest.filter { Int128(votes[$0]) - limit < GuardedDecimal.tolerance }
      let chosen = tied.isEmpty ? lot.first(of: rest) : lot.first(of: tied)
      end(ending(chosen, tied.count > 1 ? tied : []), iterations, [])
      exclude(chosen)
    }

    mutating func exclude(_ candidate: Int) {
      isHopeful[candidate] = false
      keep[candidate] = 0
      votes[candidate] = 0
    }

    mutating func end(_ ending: Round.Ending, _ iterations: Int, _ elected: [Int]) {
      let given = votes.reduce(0, +)
      let all = UInt128(tree.valid) * GuardedDecimal.one
      rounds.append(
        Round(
          ending: ending, iterations: iterations, votes: votes.map { Votes(units: $0) },
          keepFactors: keep.map { Votes(units: $0) }, quota: Votes(units: quota),
          exhausted: Votes(units: all >= given ? all - given : 0), elected: elected))
    }

    /// The most candidates with the fewest votes who, with the whole surplus, stay below the next one up; candidates who
    /// are within the surplus of each other are not parted, and enough remain to fill the seats.
    func sureLosers() -> [Int] {
      let order = hopeful.sorted { (votes[$0], $0) < (votes[$1], $1) }
      var groups: [[Int]] = []
      var group: [Int] = []
      var floor: Int128 = 0
      for candidate in order {
        if Int128(votes[candidate]) - (floor + surplus) < GuardedDecimal.tolerance {
          group.append(candidate)
        } else {
          if !group.isEmpty { groups.append(group) }
          group = [candidate]
          floor = Int128(votes[candidate])
        }
      }
      if !group.isEmpty { groups.append(group) }
      var losers: [Int] = []
      var seen: [Int] = []
      var together: Int128 = 0
      for (index, group) in groups.dropLast().enumerated() {
        seen += group
        guard seen.count <= order.count - unfilled else { break }
        together += group.reduce(0) { $0 + Int128(votes[$1]) }
        let next = Int128(votes[groups[index + 1][0]])
        if next - (together + surplus) >= GuardedDecimal.tolerance { losers = seen }
      }
      return losers.sorted()
    }

    /// Gives each ballot to its candidates in turn, each keeping their share of what reaches them.
    mutating func distribute() {
      var votes = Array(repeating: UInt128(0), count: tree.candidates)
      for root in tree.roots where root >= 0 { give(GuardedDecimal.one, from: root, to: &votes) }
      self.votes = votes
    }

    private func give(_ weight: UInt128, from node: Int32, to votes: inout [UInt128]) {
      let candidate = Int(tree.nodes[Int(node)].candidate)
      let share = keep[candidate]
      var rest = weight
      if share == GuardedDecimal.one {
        votes[candidate] += weight * UInt128(tree.nodes[Int(node)].count)
        return
      }
      if share > 0 {
        votes[candidate] += GuardedDecimal.product(weight, share) * UInt128(tree.nodes[Int(node)].count)
        rest = GuardedDecimal.product(weight, GuardedDecimal.one - share)
        if rest < UInt128(GuardedDecimal.tolerance) { return }
      }
      var next = tree.nodes[Int(node)].firstChild
      while next >= 0 {
        give(rest, from: next, to: &votes)
        next = tree.nodes[Int(next)].sibling
      }
    }
  }
}
