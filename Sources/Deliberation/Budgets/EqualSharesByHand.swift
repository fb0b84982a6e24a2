/// The Method of Equal Shares in fractions from beginning to end, as one would do it by hand. For amounts that are no
/// business of floating point, and to check the fast way against.
struct EqualSharesByHand {
  let election: BudgetElection
  let support: Support
  let places: [Int]
  /// What each voter of a group has, in steps of money.
  private(set) var money: [Rational]
  private var candidates: [Int]

  init(_ election: BudgetElection, _ support: Support, places: [Int], endowment: Rational) {
    self.election = election
    self.support = support
    self.places = places
    money = Array(repeating: endowment, count: election.profile.ballotCount)
    candidates = election.projects.indices.filter { support.totals[$0] > 0 && !election.costs[$0].isZero }
  }

  /// The projects of the least price for what they are worth; none when no project can be afforded by its voters.
  mutating func due() -> [(project: Int, price: Rational)] {
    var due: [(project: Int, price: Rational)] = []
    var least = Rational.zero
    let now = self
    candidates.removeAll { project in
      guard let price = now.price(of: project), let rho = price.divided(by: Rational(now.support.scales[project]))
      else {
        return true
      }
      if due.isEmpty || rho < least {
        due = []
        least = rho
      }
      if rho == least { due.append((project, price)) }
      return false
    }
    return due
  }

  /// Its voters pay.
  mutating func buy(_ project: Int, at price: Rational) {
    candidates.removeAll { $0 == project }
    for (group, _, weight) in backers(of: project) { money[group] = max(.zero, money[group] - price * weight) }
  }

  /// Buys the next project and charges for it; nil when no project can be afforded by its voters.
  mutating func next() -> (project: Int, price: Rational)? {
    guard let first = due().min(by: { places[$0.project] < places[$1.project] }) else { return nil }
    buy(first.project, at: first.price)
    return first
  }

  /// What its voters have left together, in steps of money.
  func moneyLeft(behind project: Int) -> Rational {
    backers(of: project).reduce(.zero) { $0 + money[$1.group] * $1.people }
  }

  private func backers(of project: Int) -> [(group: Int, people: Int, weight: Int)] {
    (support.offsets[project]..<support.offsets[project + 1]).map { index in
      let group = Int(support.groups[index])
      let people = election.profile.multiplicities[group]
      return (group, people, Int(support.mass(index, of: project)) / people)
    }
  }

  /// Voters by what they have for each unit of worth, the poorest first: each pays all there is until one can pay the
  /// price that is then left to the rest.
  private func price(of project: Int) -> Rational? {
    var left = Rational(election.costs[project])
    var mass = Rational(support.totals[project])
    let queue = backers(of: project).map { group, people, weight in
      (each: money[group].divided(by: Rational(weight)) ?? .zero, people: people, weight: weight)
    }
    for backer in queue.sorted(by: { $0.each < $1.each }) {
      guard let price = left.divided(by: mass) else { return nil }
      if price <= backer.each { return price }
      left -= backer.each * backer.weight * backer.people
      mass -= Rational(backer.weight) * backer.people
    }
    return nil
  }
}
