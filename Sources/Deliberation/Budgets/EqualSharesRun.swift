/// One run of the Method of Equal Shares with a given endowment (Peters, Pierczyński and Skowron, “Proportional
/// participatory budgeting with additive utilities”, NeurIPS 2021).
///
/// Scans are done in `Double` with bounds on their error that are proved below; whatever the bounds leave open, and
/// every price, is settled in exact arithmetic. So the result is exact, and ties are ties.
struct EqualSharesRun {
  let election: BudgetElection
  let support: Support
  let places: [Int]
  /// Exact amounts of money.
  var exact: ExactMoney
  /// What each group has in all: within `moneyError` times the group's endowment; exactly 0 where emptied.
  var money: [Double]
  /// A lower bound of each project's price a unit of worth per `scale` (rho), over all rounds to come.
  private var bounds: [Double]
  private var candidates: [Int]
  let endowment: Double
  let costs: [Double]
  private let scales: [Double]
  private var purchases = 0

  /// A project that could be bought now.
  struct Offer {
    let project: Int
    /// A voter pays this over (`exact.denominator` times `divisor`) for each unit of worth, or all that is left.
    let numerator: BigInteger
    /// The worth, in units, to those who pay in full; above 0.
    let divisor: Int
    /// The price a unit of worth, in steps of money.
    let price: Double
    /// `price` over the project's scale.
    let rho: Double
    /// Groups that have less than the price and pay all they have.
    let poor: [Int32]
    /// Groups that have exactly the price.
    let level: [Int32]
  }

  /// Whether every amount keeps its precision in a `Double`. Else `EqualSharesByHand` runs.
  static func isSuited(_ election: BudgetElection, _ support: Support, endowment: Double) -> Bool {
    let sane = 1e-60...1e60
    return support.isWithinDouble && sane.contains(endowment)
      && election.costs.allSatisfy { $0.isZero || sane.contains($0.double) }
  }

  /// `endowment` over `voters`, in steps of money, is what each voter has. Free projects are not looked at.
  init(_ election: BudgetElection, _ support: Support, places: [Int], endowment: BigInteger, over divisor: BigInteger) {
    self.election = election
    self.support = support
    self.places = places
    exact = ExactMoney(
      profile: election.profile, weights: support.weights, endowment: endowment, over: divisor)
    let each = endowment.double / divisor.double
    self.endowment = each
    money = election.profile.multiplicities.map { Double($0) * each }
    costs = election.costs.map(\.double)
    scales = support.scales.map(\.double)
    candidates = election.projects.indices.filter { support.totals[$0] > 0 && !election.costs[$0].isZero }
    bounds = election.projects.indices.map { [costs, scales] project in
      guard support.totals[project] > 0, scales[project] > 0 else { return 0 }
      return costs[project] / Double(support.totals[project]) / scales[project] * (1 - 1e-12)
    }
  }

  /// The purchase with the least price for what it is worth; nil when no project can be afforded by its voters.
  mutating func next() -> Offer? {
    let bounds = self.bounds
    candidates.sort { bounds[$0] < bounds[$1] }
    var best: Offer?
    var dropped: Set<Int> = []
    for project in candidates {
      guard let current = best else {
        best = offer(project)
        if let best { self.bounds[project] = best.rho * (1 - 1e-12) } else { dropped.insert(project) }
        continue
      }
      if self.bounds[project] > current.rho * (1 + 1e-12) { break }
      switch compare(project, with: current.rho) {
      case .cannotBeAfforded: dropped.insert(project)
      case .isDearer: break
      case .isOpen:
        guard let rival = offer(project) else {
          dropped.insert(project)
          continue
        }
        self.bounds[project] = rival.rho * (1 - 1e-12)
        if isBetter(rival, than: current) { best = rival }
      }
    }
    if let best { dropped.insert(best.project) }
    if !dropped.isEmpty { candidates.removeAll { dropped.contains($0) } }
    return best
  }

  /// Buys it: its voters pay.
  mutating func accept(_ offer: Offer) {
    let price = offer.price
    let range = support.offsets[offer.project]..<support.offsets[offer.project + 1]
    for group in offer.poor + offer.level {
      exact.empty(Int(group))
      money[Int(group)] = 0
    }
    money.withUnsafeMutableBufferPointer { money in
      support.groups.withUnsafeBufferPointer { groups in
        for index in range {
          let group = Int(groups[index])
          let mass = support.mass(index, of: offer.project)
          // What rounds to nothing is not nothing: only emptied groups are at 0.
          if money[group] > 0 { money[group] = max(money[group] - price * mass, .leastNormalMagnitude) }
        }
      }
    }
    exact.buy(offer.project, at: offer.numerator, over: offer.divisor)
    purchases += 1
  }

  /// The least price first; of equal ones the tie-breaking decides.
  private func isBetter(_ one: Offer, than other: Offer) -> Bool {
    if one.rho < other.rho * (1 - 1e-9) { return true }
    if other.rho < one.rho * (1 - 1e-9) { return false }
    let left = one.numerator * other.divisor * support.scales[other.project]
    let right = other.numerator * one.divisor * support.scales[one.project]
    return left == right ? places[one.project] < places[other.project] : left < right
  }

  // MARK: Scans in floating point

  private enum Comparison { case isDearer, isOpen, cannotBeAfforded }

  /// Whether a project surely costs its voters more than `rho` for what it is worth; raises its bound where it does.
  ///
  /// Let f(p) be what its voters pay together when each pays p a unit of worth or all they have. f is concave and
  /// rises, and the price p* has f(p*) = cost. If f(q) < cost then p* > q; and since f lies under its tangent at q,
  /// p* is at least q + (cost - f(q)) / slope. `error` bounds what rounding did to f(q): each group's money is within
  /// (2k + 2) roundings of its endowment after k purchases, q within 8, and a sum of n terms within n roundings.
  private mutating func compare(_ project: Int, with rho: Double) -> Comparison {
    let asked = rho * scales[project]
    let (sum, slope) = payments(for: project, at: asked)
    let cost = costs[project]
    let error = error(project, sum)
    guard sum + error < cost else { return .isOpen }
    if slope == 0 { return .cannotBeAfforded }
    let bound = (asked + (cost - sum - error) / slope) / scales[project] * (1 - 1e-12)
    bounds[project] = max(bounds[project], bound)
    return .isDearer
  }

  private func error(_ project: Int, _ sum: Double) -> Double {
    let entries = Double(support.offsets[project + 1] - support.offsets[project])
    let moneys = Double(support.voters[project]) * endowment * Double(2 * purchases + 4)
    return 2 * Double.ulpOfOne * (moneys + (entries + 16) * (sum + costs[project]))
  }

  /// What the project's voters pay together at a price a unit of worth, and the worth to those who pay in full.
  private func payments(for project: Int, at price: Double) -> (sum: Double, slope: Double) {
    let (start, single, end) = (
      support.offsets[project], support.singles[project], support.offsets[project + 1]
    )
    let shift = support.massShifts[project]
    return money.withUnsafeBufferPointer { money in
      support.groups.withUnsafeBufferPointer { groups in
        support.masses.withUnsafeBufferPointer { masses in
          var (sum, otherSum, slope, otherSlope) = (0.0, 0.0, 0.0, 0.0)
          for index in start..<single {
            let has = money[Int(groups[index])]
            let mass = masses[index &- shift]
            let isRich = has >= price * mass
            sum += isRich ? 0 : has
            slope += isRich ? mass : 0
          }
          var index = single
          // Two at a time: additions wait for each other, and there are many.
          while index &+ 1 < end {
            let has = money[Int(groups[index])]
            let isRich = has >= price
            sum += isRich ? 0 : has
            slope += isRich ? 1 : 0
            let otherHas = money[Int(groups[index &+ 1])]
            let isOtherRich = otherHas >= price
            otherSum += isOtherRich ? 0 : otherHas
            otherSlope += isOtherRich ? 1 : 0
            index &+= 2
          }
          if index < end {
            let has = money[Int(groups[index])]
            let isRich = has >= price
            sum += isRich ? 0 : has
            slope += isRich ? 1 : 0
          }
          let rich = slope + otherSlope
          return (sum + otherSum + price * rich, rich)
        }
      }
    }
  }

  /// About the price of a project, from below (Newton's method; f is concave, so it never overshoots); nil when its
  /// voters surely cannot afford it.
  func estimate(_ project: Int) -> Double? {
    var price = bounds[project] * scales[project]
    for _ in 0..<200 {
      let (sum, slope) = payments(for: project, at: price)
      guard slope > 0 else { return sum + error(project, sum) < costs[project] ? nil : price }
      let better = price + (costs[project] - sum) / slope
      guard better > price else { return price }
      price = better
    }
    return price
  }
}
