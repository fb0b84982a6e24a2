/// A run of equal shares in floating point that knows how wrong it can be. It decides only what its bounds on the error
/// prove, so that its result is the exact one; where they leave a choice open it gives up, and `EqualSharesRun` decides.
///
/// Let m be what a voter has left, and F(p) = Σ min(m, p × worth) what a project's voters pay at a price p a unit of worth:
/// F rises and is concave, and F(price) = cost. A price found here has |F(p) − cost| ≤ the errors in the money of those who
/// pay all they have + rounding, and F rises at least as fast as the worth to those who can surely pay: the quotient of the
/// two bounds how far the price is off (`bound`). After a purchase the money of whoever paid is off by at most that much
/// more for each unit of worth, as max(0, m − p × worth) moves no more than m and p × worth do. Taken together, the errors
/// hardly grow: a project is paid for exactly, so what those who paid all they had were off by, and are no longer, is what
/// the others are off by from then on (`charge`).
///
/// **Raising shares.** Let the same projects be bought in the same order with shares e and with e′ > e. Then at every step
/// every voter has no less with e′, and every project costs no more: a first price falls when those who pay all they have
/// have more; whoever has more and pays less has more left; and so on. So when at every step the project that is bought
/// with e is cheaper than each other one is with e′, it is the cheapest with every share between the two as well
/// (`Outcome.decided`, `isSteady`), and the result is the same.
struct EqualSharesScan {
  /// A purchase.
  struct Step {
    let project: Int
    /// A unit of worth, in steps of money.
    let price: Double
    /// About what it would be after as large a raise of the shares again.
    let trend: Double
    /// A bound from above of the price over the project's scale.
    let rhoHigh: Double
    /// The worth to those who paid, where everybody with money could pay in full: the price is then the cost over this,
    /// exactly. Else 0.
    let fullMass: Double
  }

  enum Outcome {
    /// All purchases in order. `isSteady`: all shares between those of the run before and these buy the same.
    case decided([Step], isSteady: Bool)
    /// Given up because it is not steady, as asked.
    case unsteady
    /// The bounds left a choice open.
    case open
  }

  private let shares: EqualShares
  let support: Support
  private let costs: [Double]
  private let scales: [Double]
  /// What each group has together: 0 only where that is exact.
  var money: [Double]
  /// By how much that can be off for each person, at most.
  var error: Double
  /// By how much for all groups taken together.
  var errors: Double
  /// What everybody has at least, as `money` says it; less than 0 where nothing is known.
  var least: Double
  let endowment: Double
  /// Lower bounds of each project's price over its scale, for good, and the projects that may be bought, by these.
  private var bounds: [Double]
  private var candidates: [Int]
  var purses: Purses

  private struct GaveUp: Error {}

  /// - Parameter endowment: what each voter has, in steps of money, to within four roundings. `EqualSharesRun.isSuited`.
  init(_ shares: EqualShares, endowment: Double) {
    self.shares = shares
    support = shares.support
    costs = shares.costs
    scales = shares.scales
    self.endowment = endowment
    money = shares.election.profile.multiplicities.map { Double($0) * endowment }
    let first = 8 * Double.ulpOfOne * endowment
    error = first
    errors = Double(shares.election.profile.voters) * first
    least = endowment - first
    bounds = shares.firstBounds
    candidates = shares.firstCandidates
    purses = Purses(support)
  }

  /// - Parameters:
  ///   - before: the purchases with a smaller share, by which to guess, and to be steady or not.
  ///   - mustBeSteady: give up as soon as it is not.
  mutating func run(after before: [Step], mustBeSteady: Bool = false) -> Outcome {
    var steps: [Step] = []
    var isSteady = !before.isEmpty
    // Prices move little from one run to the next, and so does the order.
    var queue = before[...]
    do throws(GaveUp) {
      while true {
        let past = isSteady && steps.count < before.count ? before[steps.count] : nil
        while let first = queue.first, !candidates.contains(first.project) { queue.removeFirst() }
        let guess = queue.first
        guard let offer = try next(guess: guess, past: past, isSteady: &isSteady) else { break }
        if past?.project != offer.project { isSteady = false }
        if mustBeSteady, !isSteady { return .unsteady }
        let trend = guess?.project == offer.project ? guess.map { offer.price * offer.price / $0.price } : nil
        steps.append(
          Step(
            project: offer.project, price: offer.price, trend: trend ?? offer.price, rhoHigh: offer.rhoHigh,
            fullMass: offer.fullMass))
        charge(offer)
      }
    } catch { return .open }
    if steps.count != before.count { isSteady = false }
    return mustBeSteady && !isSteady ? .unsteady : .decided(steps, isSteady: isSteady)
  }

  /// What a project costs now: its price is within `slack` of `price`.
  struct Offer {
    let project: Int
    let price: Double
    let slack: Double
    let rhoLow: Double
    let rhoHigh: Double
    let fullMass: Double
    /// The worth to those who surely have more than the price, and by how much the money of the others can be off.
    let sure: Double
    let openError: Double
  }

  /// The next purchase; nil when no project can be afforded.
  private mutating func next(guess: Step?, past: Step?, isSteady: inout Bool) throws(GaveUp) -> Offer? {
    var best: Offer?
    if let guess {
      best = try solve(guess.project, from: guess.trend)
      if best == nil { drop(guess.project) }
    }
    // Not before: the guess may have a higher bound now, and whoever is after it a lower one.
    sortCandidates()
    var index = 0
    while index < candidates.count {
      let project = candidates[index]
      guard let current = best else {
        best = bounds[project] < .infinity ? try solve(project, from: nil) : nil
        if best == nil { candidates.remove(at: index) } else { index += 1 }
        continue
      }
      // The run before has its say up to its price, so that what is between the two is decided too.
      let high = max(current.rhoHigh, past?.rhoHigh ?? 0)
      if bounds[project] > high { break }
      index += 1
      if project == current.project || isDearer(project, than: high) { continue }
      guard bounds[project] < .infinity, let rival = try solve(project, from: nil) else {
        index -= 1
        candidates.remove(at: index)
        continue
      }
      if try isBetter(rival, than: current) { best = rival }
      if let past, isSteady, best?.project == past.project, !isDearer(rival, than: past) { isSteady = false }
    }
    if let best { drop(best.project) }
    return best
  }

  private mutating func drop(_ project: Int) {
    if let place = candidates.firstIndex(of: project) { candidates.remove(at: place) }
  }

  /// Nearly in order already: insertion.
  private mutating func sortCandidates() {
    for next in candidates.indices.dropFirst() {
      let project = candidates[next]
      var hole = next
      while hole > 0, bounds[candidates[hole - 1]] > bounds[project] {
        candidates[hole] = candidates[hole - 1]
        hole -= 1
      }
      candidates[hole] = project
    }
  }

  // MARK: Which is cheaper

  private func isBetter(_ one: Offer, than other: Offer) throws(GaveUp) -> Bool {
    if one.rhoHigh < other.rhoLow { return true }
    if other.rhoHigh < one.rhoLow { return false }
    guard one.fullMass > 0, other.fullMass > 0 else { throw GaveUp() }
    return isCheaper((one.project, one.fullMass), (other.project, other.fullMass))
  }

  /// Whether the offer, with the larger share, is dearer than what was bought with the smaller one.
  private func isDearer(_ offer: Offer, than past: Step) -> Bool {
    if offer.rhoLow > past.rhoHigh { return true }
    guard offer.fullMass > 0, past.fullMass > 0 else { return false }
    return isCheaper((past.project, past.fullMass), (offer.project, offer.fullMass))
  }

  /// Exactly, cost ÷ (mass × scale); of equal ones the tie-breaking decides.
  private func isCheaper(_ one: (project: Int, mass: Double), _ other: (project: Int, mass: Double)) -> Bool {
    let costs = shares.election.costs
    let left = costs[one.project] * Int(other.mass) * support.scales[other.project]
    let right = costs[other.project] * Int(one.mass) * support.scales[one.project]
    return left == right ? shares.places[one.project] < shares.places[other.project] : left < right
  }

  // MARK: Prices

  /// Whether a project surely costs more than `rho`, over its scale; raises its bound where it does. See
  /// `EqualSharesRun.compare`: F lies under its tangent.
  private mutating func isDearer(_ project: Int, than rho: Double) -> Bool {
    let asked = rho * scales[project] * (1 + 4 * .ulpOfOne)
    let payments = payments(project, at: asked)
    let paid = payments.poor + asked * payments.rich
    let missing = costs[project] - paid - slack(project, paid: paid)
    guard missing > 0 else { return false }
    let price = payments.rich > 0 ? asked + missing / payments.rich : .infinity
    bounds[project] = max(bounds[project], price / scales[project] * (1 - 8 * .ulpOfOne))
    return true
  }

  /// How much what a project's voters pay can be off.
  private func slack(_ project: Int, paid: Double) -> Double {
    let rounding = Double.ulpOfOne * (additions(project) + 8) * (paid + costs[project])
    return min(errors, error * Double(support.totals[project])) + rounding
  }

  /// How many additions of rounded amounts follow one on another.
  private func additions(_ project: Int) -> Double {
    Double((support.offsets[project + 1] - support.offsets[project]) / Purses.width + 8)
  }

  /// The price now, by Newton's method; nil when its voters surely cannot afford it.
  /// - Throws: when that is open, or how wrong the price can be.
  private mutating func solve(_ project: Int, from guess: Double?) throws(GaveUp) -> Offer? {
    let cost = costs[project]
    let floor = bounds[project] * scales[project]
    var price = guess ?? (isWithinReach(project, at: floor) ? floor : .infinity)
    for _ in 0..<60 {
      let payments = payments(project, at: price)
      if payments.rich == 0 {
        // That is all they have.
        let slack = slack(project, paid: payments.poor)
        if payments.poor + slack < cost { return nil }
        guard payments.poor - slack > cost else { throw GaveUp() }
        price = floor
      } else if abs(payments.poor + price * payments.rich - cost) > 1e-13 * cost {
        price = (cost - payments.poor) / payments.rich
      } else {
        let offer = try bound(project, price, payments)
        bounds[project] = max(bounds[project], offer.rhoLow)
        return offer
      }
    }
    throw GaveUp()
  }

  /// Those whose money is within this part of the price may be on either side of it.
  static let near = 1e-7

  /// How wrong a price can be.
  private func bound(_ project: Int, _ price: Double, _ payments: Payments) throws(GaveUp) -> Offer {
    guard payments.sure > 0 else { throw GaveUp() }
    let openError = min(errors, error * payments.open)
    let rounding = Double.ulpOfOne * (additions(project) * payments.poor + 16 * costs[project])
    let missed = abs(payments.poor + price * payments.rich - costs[project])
    let slack = (openError + missed + rounding) / payments.sure
    // Worth is at least 1 to each. So whoever is farther from the price than `near` is truly on that side of it.
    guard error + slack <= Self.near * price / 2 else { throw GaveUp() }
    let scale = scales[project]
    return Offer(
      project: project, price: price, slack: slack, rhoLow: (price - slack) / scale * (1 - 8 * .ulpOfOne),
      rhoHigh: (price + slack) / scale * (1 + 8 * .ulpOfOne), fullMass: payments.open == 0 ? payments.sure : 0,
      sure: payments.sure, openError: openError)
  }
}
