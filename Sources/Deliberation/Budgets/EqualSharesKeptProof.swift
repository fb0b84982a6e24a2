/// A lower bound of the price of a project after some purchases, which holds while money moves.
///
/// What its voters pay together at a price q is F(q) = Σ min(m, q) over what each has left, m. When nobody has more than δ
/// above what they had, F(q) ≤ `paid` + `open` × δ + `full` × q for every q: `paid` is what those had who had less than the
/// price, `full` those who had it, and `open` the former with those who had nothing left but were not farther than `reach`
/// from having something; so this is for δ ≤ `reach`. F(price) = cost, and money only gets less with more purchases. So now,
/// and after any later purchases, the price is at least (cost − `paid` − `open` × δ) ÷ `full`.
struct PriceCertificate {
  /// The last of the purchases; nil for none.
  let purchase: Int?
  let paid: Double
  let full: Double
  let open: Double
  let reach: Double
  /// The movement up after those purchases at the time (`EqualSharesKeptRun.Movement`).
  let movement: Double
}

extension EqualSharesKeptRun {
  enum Proof {
    case proven
    /// A project is to be bought earlier than it is, at about that price.
    case cheaper(project: Int, place: Int, price: Double)
    /// Too close to say.
    case open
  }

  /// Whether each project is dearer than each purchase before it.
  mutating func proof() -> Proof {
    var earliest: (project: Int, place: Int, price: Double, rho: Double)?
    for project in shares.firstCandidates {
      switch challenge(by: project) {
      case .proven: break
      case .open: return .open
      case .cheaper(_, let place, let price):
        let rho = price / shares.scales[project]
        if let known = earliest, (known.place, known.rho) < (place, rho) { continue }
        earliest = (project, place, price, rho)
      }
    }
    guard let earliest else { return .proven }
    return .cheaper(project: earliest.project, place: earliest.place, price: earliest.price)
  }

  /// Whether one project is dearer than each purchase before it, or which one it should come before.
  private mutating func challenge(by project: Int) -> Proof {
    let scale = shares.scales[project]
    let last = min(places[project], order.count)
    var bound = shares.firstBounds[project] * scale
    var place = 0
    while place < last {
      let rival = order[place]
      // What this project would have to cost to be as cheap.
      let high = (prices[rival] + near) / shares.scales[rival] * scale
      if bound > high || isNeverBefore(rival, project) {
        place += 1
        continue
      }
      bound = max(bound, certified(project, after: place))
      if bound > high { continue }
      let price = certify(project, after: place, from: bound)
      bound = certified(project, after: place)
      if bound > high { continue }
      let low = (prices[rival] - near) / shares.scales[rival] * scale
      guard price + near < low else { return .open }
      return .cheaper(project: project, place: place, price: price)
    }
    guard places[project] == Self.notBought, certified(project, after: last) < .infinity else { return .proven }
    let price = certify(project, after: last, from: bound)
    if certified(project, after: last) == .infinity { return .proven }
    return price < .infinity ? .cheaper(project: project, place: last, price: price) : .open
  }

  /// Whether a project could not be bought before another even if all its voters paid in full: exactly, so ties among what
  /// is bought while everybody still has money are told here.
  private func isNeverBefore(_ purchase: Int, _ project: Int) -> Bool {
    let low = (prices[purchase] - near) / shares.scales[purchase]
    guard sums.ending[purchase] == 0, shares.firstBounds[project] > low else { return false }
    return shares.isCheaper(
      (purchase, sums.paying[purchase]), (project, Double(shares.support.totals[project])))
  }

  /// The best lower bound of a project's price after the first purchases; infinite if it cannot be afforded, 0 if unknown.
  private func certified(_ project: Int, after count: Int) -> Double {
    var best = 0.0
    for certificate in certificates[project] {
      if let purchase = certificate.purchase, places[purchase] >= count { continue }
      let rise = movement.up[certificate.purchase ?? projectCount + 1] - certificate.movement
      guard rise + near <= certificate.reach else { continue }
      let cost = shares.costs[project]
      let rounding = Double(shares.support.voters[project] + 16) * 4 * .ulpOfOne * cost
      let paid = certificate.paid + certificate.open * (rise + near) + rounding
      if paid < cost { best = max(best, (cost - paid) / certificate.full) }
    }
    return best
  }

  /// Adds a certificate of a project's price after the first purchases.
  ///
  /// - Parameter bound: what it costs at least.
  /// - Returns: about the price; infinite when its voters cannot afford it.
  private mutating func certify(_ project: Int, after count: Int, from bound: Double) -> Double {
    let money = moneyLeft(behind: project, after: count)
    let cost = shares.costs[project]
    var (asked, price) = (bound, bound)
    var (paid, full) = (0.0, 0.0)
    // Newton's method: from below, as F lies under its tangents, and ever closer.
    for _ in 0..<60 {
      asked = price
      (paid, full) = (0, 0)
      for (left, people) in money where left > 0 {
        if left < asked { paid += left * people } else { full += people }
      }
      price = full > 0 ? (cost - paid) / full : .infinity
      if price <= asked * (1 + 4 * .ulpOfOne) || price == .infinity { break }
    }
    let purchase = count > 0 ? order[count - 1] : nil
    let movement = movement.up[purchase ?? projectCount + 1]
    let reach = endowment / 64
    let open = money.reduce(0) { $1.left < asked && $1.left > -reach ? $0 + $1.people : $0 }
    certificates[project].removeAll { $0.purchase == purchase || movement - $0.movement > $0.reach }
    certificates[project].append(
      PriceCertificate(purchase: purchase, paid: paid, full: full, open: open, reach: reach, movement: movement))
    return price
  }

  /// What the voters of each group behind a project have left after the first purchases; below 0 what they would lack to
  /// pay in full.
  private func moneyLeft(behind project: Int, after count: Int) -> [(left: Double, people: Double)] {
    let support = shares.support
    return (support.offsets[project]..<support.offsets[project + 1]).map { index in
      let group = Int(support.groups[index])
      var left = endowment
      for index in marks(of: group) {
        let mark = Int(ballots.marks[index])
        if places[mark] >= count { break }
        left -= prices[mark]
      }
      return (left, shares.people[group])
    }
  }
}
