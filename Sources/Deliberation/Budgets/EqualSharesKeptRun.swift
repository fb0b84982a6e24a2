/// A run of equal shares that is kept and brought up to date as every voter's share is raised, instead of run again.
///
/// Most of what a run does comes out the same after a small raise. So what was found is kept together with how far money may
/// move before it has to be looked at again: a kinetic data structure (Basch, Guibas and Hershberger, “Data Structures for
/// Mobile Data”, Journal of Algorithms 31, 1999). Kept are
///
/// - the **order** of purchases;
/// - for each group of voters with one ballot, its **end**: the first purchase for which its money does not last. It pays in
///   full for what it marked before, all it has left for that, and nothing after. Given the order and all ends, each price
///   is a linear expression in the share and the prices before it, with sums over groups as coefficients (`Sums`): no voter
///   has to be looked at;
/// - for each project, **certificates** that it is dearer than what is bought before it (`PriceCertificate`).
///
/// **Why the result is exact.** For one share there is one order in which each purchase is the cheapest at its turn. An order
/// is handed out only when (1) each group's end is proven: with the prices here, its money is farther than `near` from where
/// its end would be another, and all prices together are off by at most a quarter of that, by a bound on rounding that is
/// carried along the linear expressions; so these are the prices of that order; and (2) each project is proven to be dearer
/// than each purchase before it, and in the end, where it is not bought, not to be affordable. What cannot be proven so,
/// most ties for example, is left to the plain run: the answer is then nil.
///
/// Only for ballots without weights: money and prices are a person's, all through.
struct EqualSharesKeptRun {
  let shares: EqualShares
  let projectCount: Int
  /// What each voter has at first.
  private(set) var endowment: Double
  /// The projects bought, and the place of each in that order.
  var order: [Int] = []
  var places: [Int]
  /// What each voter pays who can, in steps of money; 0 for what is not bought.
  var prices: [Double]
  var sums: Sums
  var ballots: Ballots
  private(set) var movement: Movement
  /// For each project, certificates of its own.
  var certificates: [[PriceCertificate]]

  /// The place of what is not bought.
  static let notBought = Int.max
  /// Prices, and money and what it has to last for, count as apart only when they are farther apart than this.
  let near: Double

  /// What the prices of an order are computed from.
  struct Sums {
    /// For each project, the voters whose end it is; one entry more for those whose money outlasts all purchases.
    var ending: [Double]
    /// For each project, the voters who pay for it in full.
    var paying: [Double]
    /// In row `a`, column `b`: the voters whose end is `a` and who pay for `b` in full.
    var paid: [Double]
  }

  /// For each group of voters with one ballot.
  struct Ballots {
    /// As in the profile, but those of each ballot in the order of purchases; what is not bought comes last.
    var marks: [Int32]
    /// A project, or the number of projects where money outlasts all purchases.
    var ends: [Int32]
    /// The end is proven as long as the movement up and down after it (`Movement`) is not beyond these.
    var upLimits: [Double]
    var downLimits: [Double]
  }

  /// How far anybody's money after a purchase can have moved since the beginning, all steps up and all steps down added
  /// up: by raises of the share, and by changes of that price and of those before it.
  ///
  /// One entry for each project, then one for after all purchases and one for before them. What a voter has left after some
  /// purchases is the share less the prices of those marked, or nothing if that is below 0: so it moves no farther.
  struct Movement {
    var up: [Double]
    var down: [Double]

    mutating func share(by change: Double) {
      for index in up.indices {
        up[index] += max(0, change)
        down[index] += max(0, -change)
      }
    }
  }

  /// Whether this is for these elections, and whether the sums are of a size to be kept.
  static func suits(_ shares: EqualShares) -> Bool {
    shares.support.weights == nil && shares.election.projects.count <= 1_000
  }

  /// - Parameters:
  ///   - steps: the purchases with these shares.
  ///   - endowment: what each voter has, in steps of money, to within four roundings.
  init(_ shares: EqualShares, after steps: [EqualSharesScan.Step], endowment: Double) {
    self.shares = shares
    self.endowment = endowment
    near = endowment * 1e-9
    let count = shares.election.projects.count
    projectCount = count
    places = Array(repeating: Self.notBought, count: count)
    let zeros = [Double](repeating: 0, count: count)
    prices = zeros
    sums = Sums(ending: zeros + [0], paying: zeros, paid: Array(repeating: 0, count: count * count))
    movement = Movement(up: zeros + [0, 0], down: zeros + [0, 0])
    let unknown = [Double](repeating: 0, count: shares.election.profile.ballotCount)
    ballots = Ballots(
      marks: shares.election.profile.choices, ends: unknown.map { _ in 0 }, upLimits: unknown, downLimits: unknown)
    certificates = Array(repeating: [], count: count)
    for step in steps {
      places[step.project] = order.count
      order.append(step.project)
      prices[step.project] = step.price
    }
    for group in unknown.indices {
      sortMarks(of: group)
      enter(group)
    }
  }

  /// What is bought with other shares, in order; nil where that is not proven, and then this is of no more use.
  mutating func purchases(endowment: Double) -> [Int]? {
    movement.share(by: endowment - self.endowment)
    self.endowment = endowment
    // Each turn mends the order in one place.
    for _ in 0..<(2 * projectCount + 8) {
      guard settle() else { return nil }
      switch proof() {
      case .proven: return order
      case .open: return nil
      case .cheaper(let project, let place, let price): advance(project, to: place, price: price)
      }
    }
    return nil
  }

  /// Computes prices from ends and ends from prices until they agree; false where they do not, or are not proven.
  private mutating func settle() -> Bool {
    for _ in 0..<40 {
      let (error, unpaid) = computePrices()
      if let unpaid {
        remove(unpaid)
        continue
      }
      let due = dueGroups()
      if due.isEmpty { return error <= near / 4 }
      for group in due {
        withdraw(group)
        enter(group)
      }
    }
    return false
  }

  /// The prices that follow from the ends.
  ///
  /// - Returns: how much all of them together can be off; and the first project that nobody would pay for in full.
  private mutating func computePrices() -> (error: Double, unpaid: Int?) {
    let rounding = Double(projectCount + 16) * .ulpOfOne
    var errors = [Double](repeating: 0, count: projectCount)
    var (sumOfErrors, up, down) = (0.0, 0.0, 0.0)
    var unpaid: Int?
    for project in order {
      let (spent, spentError) = spending(endingAt: project, errors)
      let (cost, paying) = (shares.costs[project], sums.paying[project])
      let had = endowment * sums.ending[project]
      let price = (cost - (had - spent)) / paying
      if unpaid == nil, paying == 0 || price <= 0 { unpaid = project }
      // Prices after that one will be found anew, but all movement is noted.
      if unpaid == nil {
        // Nobody spends more than the share.
        errors[project] = (spentError + rounding * (cost + 2 * had)) / paying + rounding * price
        sumOfErrors += errors[project]
        up += max(0, prices[project] - price)
        down += max(0, price - prices[project])
        prices[project] = price
      }
      movement.up[project] += up
      movement.down[project] += down
    }
    movement.up[projectCount] += up
    movement.down[projectCount] += down
    return (sumOfErrors, unpaid)
  }

  /// What the voters whose end is this project have spent before on others, and by how much that can be off.
  private func spending(endingAt project: Int, _ errors: [Double]) -> (Double, error: Double) {
    sums.paid.withUnsafeBufferPointer { paid in
      prices.withUnsafeBufferPointer { prices in
        errors.withUnsafeBufferPointer { errors in
          let row = project * projectCount
          var (even, odd, error) = (0.0, 0.0, 0.0)
          var index = 0
          while index < projectCount {
            even += paid[row + index] * prices[index]
            error += paid[row + index] * errors[index]
            index += 1
            if index < projectCount {
              odd += paid[row + index] * prices[index]
              error += paid[row + index] * errors[index]
              index += 1
            }
          }
          return (even + odd, error)
        }
      }
    }
  }
}
