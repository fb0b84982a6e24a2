/// The single transferable vote as councils in Scotland count it: the Scottish Local Government Elections Order 2007
/// (SSI 2007/42), Schedule 1, rules 45 to 52. Weighted inclusive Gregory transfers, one surplus a stage, values to five
/// decimal places with the rest ignored.
///
/// Time: linear in the marks on the ballots to sort them, then in the parcels that move.
public struct ScottishSTV: Sendable, Hashable {
  /// Votes in units of 1/100,000 of a vote.
  public typealias Votes = Int
  public static let unit = 100_000

  /// A stage of the count: what is done, and the votes after it.
  public struct Stage: Sendable, Hashable {
    /// What a stage does.
    public enum Action: Sendable, Hashable {
      case firstPreferences
      /// The surplus of an elected candidate, in 1/100,000 of a vote.
      case surplus(of: Int, Votes)
      case exclusion(of: Int)
    }
    public let action: Action
    /// How a tie over who is transferred or excluded was broken in this stage.
    public let tie: Tie?
    /// What each candidate has when the stage ends.
    public let votes: [Votes]
    /// What the stage added to each candidate, or took.
    public let changes: [Votes]
    /// Votes that were not passed on so far, as the papers show no further preference.
    public let nonTransferable: Votes
    /// What ignoring further decimals has lost so far.
    public let lost: Votes
    /// Who is deemed elected at the end of the stage, most votes first.
    public let elected: [Int]
  }

  /// Who was level, who was chosen, and by what.
  public struct Tie: Sendable, Hashable {
    public let among: [Int]
    public let chosen: Int
    /// The stage (from 0) that they were told apart by; nil when it was the lot.
    public let stage: Int?
  }

  /// Ballots with at least one preference.
  public let valid: Int
  public let seats: Int
  /// Votes that elect (rule 46), in 1/100,000 of a vote.
  public let quota: Votes
  public let stages: [Stage]
  /// In the order in which they were elected.
  public let winners: [Int]

  /// - Parameters:
  ///   - lot: candidates in the order drawn: of those who cannot be told apart the first in it is chosen (to be
  ///     transferred first, or to be excluded). Who is not in it comes after, as the candidates are listed.
  ///   - overvotes: a paper counts up to the rank where two candidates are marked (rule 44(1)(b), as practised).
  public init(_ ballots: RankedBallots, seats: Int, lot: [Int] = [], overvotes: OvervoteRule = .endsBallot) {
    let tree = PreferenceTree(ballots, overvotes: overvotes)
    var count = Count(tree, seats: max(0, seats), lot: DrawnOrder(lot, of: tree.candidates))
    count.run()
    valid = tree.valid
    self.seats = max(0, seats)
    quota = count.quota
    stages = count.stages
    winners = count.winners
  }
}

extension ScottishSTV {
  private struct Count {
    var parcels: Parcels
    let seats: Int
    let quota: Votes
    let lot: DrawnOrder
    var votes: [Votes]
    /// What one ballot of the node is worth to whoever holds it.
    var value: [Votes]
    var isContinuing: [Bool]
    /// Elected, with a surplus still to be transferred.
    var pending: [Int] = []
    var winners: [Int] = []
    var stages: [Stage] = []
    var nonTransferable = 0
    var lost = 0

    init(_ tree: PreferenceTree, seats: Int, lot: DrawnOrder) {
      parcels = Parcels(tree)
      self.seats = seats
      self.lot = lot
      quota = (tree.valid / (seats < Int.max ? seats + 1 : seats) + 1) * unit
      value = Array(repeating: unit, count: tree.nodes.count)
      votes = tree.roots.map { $0 < 0 ? 0 : tree.nodes[Int($0)].count * unit }
      isContinuing = Array(repeating: true, count: tree.candidates)
    }

    mutating func run() {
      end(.firstPreferences, tie: nil, before: Array(repeating: 0, count: votes.count))
      while !isComplete {
        if pending.isEmpty { exclude() } else { transferSurplus() }
      }
    }

    /// Every seat is filled or will be by all who remain (rule 52).
    var isComplete: Bool { winners.count >= seats || !isContinuing.contains(true) }
    var continuing: [Int] { isContinuing.indices.filter { isContinuing[$0] } }

    /// Rules 48 and 49: the largest surplus there is now.
    mutating func transferSurplus() {
      let before = votes
      let most = pending.reduce(0) { max($0, votes[$1]) }
      let (chosen, tie) = choose(pending.filter { votes[$0] == most }) { $0 > $1 }
      pending.removeAll { $0 == chosen }
      let surplus = votes[chosen] - quota
      var passed = 0
      for node in parcels.take(from: chosen) {
        let worth = Self.scaled(value[Int(node)], by: surplus, of: before[chosen])
        passed += pass(on: node, worth: worth)
      }
      votes[chosen] = quota
      lost += surplus - passed
      end(.surplus(of: chosen, surplus), tie: tie, before: before)
    }

    /// Rules 50 and 51: whoever has the fewest votes.
    mutating func exclude() {
      let before = votes
      let rest = continuing
      let fewest = rest.reduce(Int.max) { min($0, votes[$1]) }
      let (chosen, tie) = choose(rest.filter { votes[$0] == fewest }) { $0 < $1 }
      isContinuing[chosen] = false
      var passed = 0
      for node in parcels.take(from: chosen) { passed += pass(on: node, worth: value[Int(node)]) }
      lost += votes[chosen] - passed
      votes[chosen] = 0
      end(.exclusion(of: chosen), tie: tie, before: before)
    }

    /// Passes the ballots of a node on at that worth each, and says what they are worth together.
    mutating func pass(on node: Int32, worth: Votes) -> Votes {
      var votes = self.votes
      var value = self.value
      var exhausted = 0
      self.votes = []
      self.value = []
      parcels.pass(on: node, to: isContinuing) { candidate, node, ballots in
        votes[candidate] += ballots * worth
        value[Int(node)] = worth
      } exhaust: { ballots in
        exhausted += ballots * worth
      }
      self.votes = votes
      self.value = value
      nonTransferable += exhausted
      return parcels.tree.nodes[Int(node)].count * worth
    }

    /// Rule 47, and rule 52 when no more remain than there are seats.
    mutating func end(_ action: Stage.Action, tie: Tie?, before: [Votes]) {
      let votes = self.votes
      var elected = continuing.filter { votes[$0] >= quota }
      if continuing.count <= seats - winners.count { elected = continuing }
      elected.sort { (votes[$0], $1) > (votes[$1], $0) }
      // More can only reach the quota together than there are seats where nobody voted.
      elected = Array(elected.prefix(max(0, seats - winners.count)))
      for candidate in elected {
        isContinuing[candidate] = false
        if votes[candidate] > quota { pending.append(candidate) }
      }
      winners += elected
      if !isComplete, continuing.count <= seats - winners.count {
        let rest = continuing.sorted { (votes[$0], $1) > (votes[$1], $0) }
        for candidate in rest { isContinuing[candidate] = false }
        elected += rest
        winners += rest
      }
      stages.append(
        Stage(
          action: action, tie: tie, votes: votes, changes: zip(votes, before).map { $0 - $1 },
          nonTransferable: nonTransferable, lost: lost, elected: elected))
    }

    /// Of candidates with equal votes, whoever was ahead of all the others (by `isAhead`) at the end of the latest stage
    /// at which one was; else by lot (rules 49(2), 49(3), 51).
    func choose(_ tied: [Int], isAhead: (Votes, Votes) -> Bool) -> (Int, Tie?) {
      guard tied.count > 1 else { return (tied[0], nil) }
      for (number, stage) in stages.enumerated().reversed() {
        var best = tied[0]
        for candidate in tied where isAhead(stage.votes[candidate], stage.votes[best]) { best = candidate }
        if tied.allSatisfy({ $0 == best || stage.votes[$0] != stage.votes[best] }) {
          return (best, Tie(among: tied, chosen: best, stage: number))
        }
      }
      let drawn = lot.first(of: tied)
      return (drawn, Tie(among: tied, chosen: drawn, stage: nil))
    }

    /// Rule 48(3): `value` times `surplus` over `total`, what is beyond five decimal places ignored.
    static func scaled(_ value: Votes, by surplus: Votes, of total: Votes) -> Votes {
      let product = value.multipliedFullWidth(by: surplus)
      return total.dividingFullWidth(product).quotient
    }
  }
}

/// An order of candidates that ties are broken by.
struct DrawnOrder {
  private let place: [Int]

  init(_ lot: [Int], of candidates: Int) {
    var place = Array(repeating: Int.max, count: candidates)
    for (position, candidate) in lot.enumerated() where place.indices.contains(candidate) {
      place[candidate] = min(place[candidate], position)
    }
    self.place = place
  }

  func first(of tied: [Int]) -> Int {
    var best = tied[0]
    for candidate in tied where (place[candidate], candidate) < (place[best], best) { best = candidate }
    return best
  }
}
