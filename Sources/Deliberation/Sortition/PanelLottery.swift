/// A lottery over panels that all meet the quotas.
public struct PanelLottery: Sendable, Hashable {
  /// How many of each kind of people sit on it, and how many of the lottery's tickets it has.
  public struct Panel: Sendable, Hashable {
    public let places: [Int]
    public let tickets: Int
  }

  /// All tickets together.
  public static let tickets = 1_000_000_000

  public let pool: SortitionPool
  public let size: Int
  public let panels: [Panel]
  /// Every choice of the solver was proven best; if not, a fairer lottery may exist.
  public let isProven: Bool

  /// The people whom the quotas cannot tell apart, as positions in the pool: `Panel.places` is in this order.
  public var kinds: [[Int]] { pool.kinds.map(\.people) }

  /// For each person, how likely they are to be on the panel.
  public var probabilities: [Double] {
    var probabilities = Array(repeating: 0.0, count: pool.people.count)
    for (kind, group) in pool.kinds.enumerated() {
      var seats = 0.0
      for panel in panels { seats += Double(panel.places[kind]) * (Double(panel.tickets) / Double(Self.tickets)) }
      for person in group.people { probabilities[person] = seats / Double(group.people.count) }
    }
    return probabilities
  }

  /// The panel that a public seed draws, as positions in the pool, in order.
  ///
  /// Number 0 below a thousand million of `SeededNumbers` is the ticket; panels have theirs in the order in which they are
  /// listed. Each kind's places go to those of its people with the lowest SHA-256(seed ‖ i), where i is the person's number
  /// in the pool, counted from 1, in decimal digits.
  public func draw(seed: some Sequence<UInt8>) -> [Int] {
    let numbers = SeededNumbers(seed)
    var ticket = numbers.number(0, below: Self.tickets)
    guard var chosen = panels.first else { return [] }
    for panel in panels {
      chosen = panel
      if ticket < panel.tickets { break }
      ticket -= panel.tickets
    }
    var drawn: [Int] = []
    for (kind, group) in pool.kinds.enumerated() where chosen.places[kind] > 0 {
      let order = group.people.map { (numbers.bytes($0 + 1), $0) }
        .sorted { $0.0.lexicographicallyPrecedes($1.0) }
      drawn += order.prefix(chosen.places[kind]).map(\.1)
    }
    return drawn.sorted()
  }
}

/// Why there is no lottery.
public enum SortitionFailure: Error, Sendable, Hashable {
  /// The quotas cannot all be met; the fewest places by which quotas would have to give way, together, with one way to.
  case quotas([Relaxation])
  /// No panel of that size at all.
  case size
  /// The solver gave up.
  case solver

  /// The smallest change of a quota that was found to let a panel be drawn.
  public struct Relaxation: Sendable, Hashable {
    public let category: String
    public let feature: String
    public let least: Int
    public let most: Int
    /// What would do.
    public let newLeast: Int
    public let newMost: Int
  }
}
