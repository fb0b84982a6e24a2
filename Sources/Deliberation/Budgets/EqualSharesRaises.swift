extension EqualShares {
  /// What is bought out of shares, and how many extra units of currency each voter was given for it.
  func shares(_ completion: Completion) -> (bought: [Int], extra: BigInteger) {
    guard election.profile.voters > 0 else { return ([], .zero) }
    guard completion != .none, completion != .greedy else { return (run(extra: .zero), .zero) }
    var raises = EqualSharesRaises(self)
    let wanted = election.projects.indices.filter { support.totals[$0] > 0 }
    while raises.bought.count < wanted.count {
      if completion != .add1Nonstop, isExhausted(raises.bought, among: wanted) { break }
      guard raises.raise() else { break }
    }
    return (raises.bought, raises.extra)
  }
}

/// Shares raised unit by unit, without counting again where nothing can change.
///
/// As long as runs say that they are steady (`EqualSharesScan`) each raise is twice as large as the one before, and what is
/// between is known to be the same; where they are not, raises get smaller again, down to one unit.
struct EqualSharesRaises {
  private let shares: EqualShares
  /// What is bought now.
  private(set) var bought: [Int]
  /// In units of currency a voter.
  private(set) var extra = BigInteger.zero
  /// The purchases of a run in floating point; empty where that left a choice open.
  private var steps: [EqualSharesScan.Step] = []
  private var stride = 1
  private var patience: Patience

  init(_ shares: EqualShares) {
    self.shares = shares
    patience = Patience(entries: shares.support.groups.count, isFast: shares.isFast(extra: .zero))
    bought = []
    bought = run(extra: .zero)
  }

  /// Raises the shares by a unit, or further if nothing changes up to there; false, and nothing is raised, when what would
  /// then be bought costs more than the budget.
  mutating func raise() -> Bool {
    while stride > 1, !steps.isEmpty {
      if let next = scan(extra: extra + BigInteger(stride), isToBeSteady: true) {
        steps = next.steps
        extra += BigInteger(stride)
        if stride < 1 << 60 { stride *= 2 }
        return true
      }
      stride /= 2
    }
    let before = bought
    let known = steps
    let next = run(extra: extra + .one)
    if shares.election.steps(of: next) > shares.election.budgetSteps {
      steps = known
      return false
    }
    bought = next
    extra += .one
    if steps.isEmpty {
      patience.sees(aChange: next != before)
      if patience.isAtAnEnd {
        extra += patience.skips(EqualSharesHorizon(shares, extra: extra).unitsWithoutChange)
      }
    } else if stride == 1, isSteady {
      stride = 2
    }
    return true
  }

  /// Whether the last run was steady.
  private var isSteady = false

  private mutating func run(extra: BigInteger) -> [Int] {
    if let scan = scan(extra: extra, isToBeSteady: false) {
      steps = scan.steps
      isSteady = scan.isSteady
      return shares.free + steps.map(\.project)
    }
    steps = []
    isSteady = false
    stride = 1
    return shares.runExactly(extra: extra)
  }

  private func scan(extra: BigInteger, isToBeSteady: Bool) -> (steps: [EqualSharesScan.Step], isSteady: Bool)? {
    guard shares.isFast(extra: extra) else { return nil }
    let (endowment, voters) = shares.endowment(extra: extra)
    var scan = EqualSharesScan(shares, endowment: BigInteger.quotient(endowment, voters))
    guard case .decided(let steps, let isSteady) = scan.run(after: steps, mustBeSteady: isToBeSteady) else {
      return nil
    }
    return (steps, isSteady)
  }

  /// When it is worth while to work out how many raises of the shares change nothing: raises are small where a unit of
  /// currency is, and there may be thousands of millions before the next project can be paid for.
  private struct Patience {
    private let usual: Int
    private var left: Int

    /// Runs by hand cost as much as working it out.
    init(entries: Int, isFast: Bool) {
      usual = isFast ? min(20_000, max(256, entries * 2)) : 4
      left = usual
    }

    mutating func sees(aChange: Bool) { left = aChange ? max(left, usual) : left - 1 }
    var isAtAnEnd: Bool { left <= 0 }

    /// The same number; where it was hardly worth the work, the next time is later.
    mutating func skips(_ units: BigInteger) -> BigInteger {
      left = units > BigInteger(usual) ? 1 : usual * 4
      return units
    }
  }
}
