extension EqualSharesRun {
  /// The exact price of a project now; nil when its voters cannot afford it.
  ///
  /// A voter pays the price or all they have. Which of the two is plain for most groups from floating point; the few
  /// that are within a thousand millionth of the price are looked at exactly. The exact price then has to lie so close
  /// to the estimate that the plain ones were plain; else the estimate is made anew, and at last all are looked at.
  func offer(_ project: Int) -> Offer? {
    guard var guess = estimate(project) else { return nil }
    for margin in [1e-9, 1e-9, 1e-6] {
      let split = Split(self, project, at: guess, margin: margin)
      switch settle(split, project) {
      case .price(let offer):
        if abs(offer.price - guess) <= guess * margin / 8 { return offer }
        guess = offer.price
      case .tooDear:
        let everyone = support.groups[support.offsets[project]..<support.offsets[project + 1]]
        if exact.money(of: everyone) < election.costs[project] * exact.denominator { return nil }
      }
    }
    let split = Split(self, project, at: guess, margin: .infinity)
    if case .price(let offer) = settle(split, project) { return offer }
    return nil
  }

  /// The voters of a project by whether they can pay about a price.
  struct Split {
    var poor: [Int32] = []
    /// Voters times worth of those who surely can.
    var richMass = 0
    /// Positions in the project's list of those who are too close to say.
    var open: [Int] = []

    init(_ run: EqualSharesRun, _ project: Int, at price: Double, margin: Double) {
      let range = run.support.offsets[project]..<run.support.offsets[project + 1]
      let each = run.endowment
      let support = run.support
      let people = run.election.profile.multiplicities
      run.money.withUnsafeBufferPointer { money in
        support.groups.withUnsafeBufferPointer { groups in
          people.withUnsafeBufferPointer { people in
            for index in range {
              let group = Int(groups[index])
              let has = money[group]
              if has == 0 { continue }
              let mass = support.mass(index, of: project)
              let asked = price * mass
              let slack = margin.isFinite ? margin * (asked + Double(people[group]) * each) : .infinity
              if has > asked + slack {
                richMass += Int(mass)
              } else if has < asked - slack {
                poor.append(groups[index])
              } else {
                open.append(index)
              }
            }
          }
        }
      }
    }
  }

  private enum Settled {
    case price(Offer)
    case tooDear
  }

  private func settle(_ split: Split, _ project: Int) -> Settled {
    let cost = election.costs[project] * exact.denominator
    var numerator = cost - exact.money(of: split.poor)
    var divisor = split.richMass
    var poor = split.poor
    var open: [(group: Int32, people: Int, weight: Int, money: BigInteger)] = []
    for index in split.open {
      let group = support.groups[index]
      let people = election.profile.multiplicities[Int(group)]
      let mass = Int(support.mass(index, of: project))
      open.append((group, people, mass / people, exact.money(of: Int(group))))
      divisor += mass
    }
    // Newton's method again, exactly: whoever cannot pay the price so far pays all they have, and it rises.
    var isSettled = false
    while !isSettled, divisor > 0 {
      isSettled = true
      let (asked, among) = (numerator, divisor)
      open.removeAll { group, people, weight, money in
        guard money * among < asked * weight else { return false }
        poor.append(group)
        numerator -= money * people
        divisor -= people * weight
        isSettled = false
        return true
      }
    }
    guard divisor > 0 else { return .tooDear }
    let level = open.filter { $0.money * divisor == numerator * $0.weight }.map(\.group)
    let price = BigInteger.quotient(numerator, exact.denominator * divisor)
    return .price(
      Offer(
        project: project, numerator: numerator, divisor: divisor, price: price,
        rho: price / support.scales[project].double, poor: poor, level: level))
  }
}
