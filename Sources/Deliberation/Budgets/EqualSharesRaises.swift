extension EqualShares {
  /// What is bought out of shares, and how many extra units of currency each voter was given for it.
  func shares(_ completion: Completion) -> (bought: [Int], extra: BigInteger) {
    guard election.profile.voters > 0 else { return ([], .zero) }
    guard completion != .none, completion != .greedy else { return (run(extra: .zero), .zero) }
    var raises = EqualSharesRaises(self)
    let wanted = election.projects.indices.filter { support.totals[$0] > 0 }
    var seen: [Int]?
    while raises.bought.count < wanted.count {
      if completion != .add1Nonstop, raises.bought != seen, isExhausted(raises.bought, among: wanted) { break }
      seen = raises.bought
      guard raises.raise() else { break }
    }
    return (raises.bought, raises.extra)
  }
}

/// Shares raised unit by unit, without counting again what cannot change.
///
/// A run is kept and brought up to date (`EqualSharesKeptRun`). Where that proves nothing, it is run again. And where nothing
/// has changed for long, raises are twice as large each time as long as runs say that they are steady (`EqualSharesScan`), so
/// that what is between is known to be the same; where they are not, raises get smaller again, down to one unit.
struct EqualSharesRaises {
  private let shares: EqualShares
  /// What is bought now.
  private(set) var bought: [Int]
  /// In units of currency a voter.
  private(set) var extra = BigInteger.zero
  /// The purchases of the last run in floating point; empty where that left a choice open.
  private var steps: [EqualSharesScan.Step] = []
  /// Whether that run was steady.
  private var isSteady = false
  private var stride = 1
  private var kept: EqualSharesKeptRun?
  /// How often it may still prove nothing before it is given up; regained by each proof.
  private var trust: Int
  /// How many raises in turn have changed nothing.
  private var calm = 0
  private var patience: Patience

  private static let (fullTrust, longCalm) = (8, 64)

  init(_ shares: EqualShares) {
    self.shares = shares
    patience = Patience(entries: shares.support.groups.count, isFast: shares.isFast(extra: .zero))
    trust = EqualSharesKeptRun.suits(shares) ? Self.fullTrust : 0
    bought = []
    bought = run(extra: .zero)
  }

  /// Raises the shares by a unit, or further if nothing changes up to there; false, and nothing is raised, when what would
  /// then be bought costs more than the budget.
  mutating func raise() -> Bool {
    if calm < Self.longCalm, let next = keep(extra: extra + .one) { return accept(next) }
    if calm == Self.longCalm, kept != nil {
      kept = nil
      bought = run(extra: extra)
    }
    while stride > 1, !steps.isEmpty {
      if let next = scan(extra: extra + BigInteger(stride), isToBeSteady: true) {
        steps = next.steps
        extra += BigInteger(stride)
        if stride < 1 << 60 { stride *= 2 }
        return true
      }
      stride /= 2
    }
    guard accept(run(extra: extra + .one)) else { return false }
    if steps.isEmpty {
      patience.sees(aChange: calm == 0)
      if patience.isAtAnEnd {
        extra += patience.skips(EqualSharesHorizon(shares, extra: extra).unitsWithoutChange)
      }
    } else if stride == 1 {
      if isSteady { stride = 2 } else { calm = 0 }
    }
    return true
  }

  /// Buys this with shares that are larger by one unit, if the budget allows.
  private mutating func accept(_ next: [Int]) -> Bool {
    if next == bought {
      calm += 1
    } else {
      guard shares.election.steps(of: next) <= shares.election.budgetSteps else { return false }
      calm = 0
      bought = next
    }
    extra += .one
    return true
  }

  /// The result by the run that is kept.
  private mutating func keep(extra: BigInteger) -> [Int]? {
    guard trust > 0, shares.isFast(extra: extra) else { return nil }
    if kept == nil, !steps.isEmpty {
      kept = EqualSharesKeptRun(shares, after: steps, endowment: self.endowment(extra: self.extra))
    }
    let endowment = endowment(extra: extra)
    if let purchases = kept?.purchases(endowment: endowment) {
      trust = Self.fullTrust
      return shares.free + purchases
    }
    trust -= 1
    kept = nil
    return nil
  }

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
    var scan = EqualSharesScan(shares, endowment: endowment(extra: extra))
    guard case .decided(let steps, let isSteady) = scan.run(after: steps, mustBeSteady: isToBeSteady) else {
      return nil
    }
    return (steps, isSteady)
  }

  private func endowment(extra: BigInteger) -> Double {
    let (endowment, voters) = shares.endowment(extra: extra)
    return BigInteger.quotient(endowment, voters)
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
