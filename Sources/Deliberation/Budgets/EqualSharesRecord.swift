/// Equal shares, with who paid what.
struct EqualSharesRecord {
  let report: BudgetReport

  init(_ election: BudgetElection, rule: BudgetRule, completion: Completion, ties: TieBreaking) {
    let shares = EqualShares(election, rule.satisfaction ?? .cost, ties: ties)
    let (_, extra) = shares.shares(completion)
    let (sales, moneyLeft) = Self.sales(shares, extra: extra)
    var purchases = sales.map { project, sale in
      BudgetReport.Purchase(project: project, means: sale.map { .shares($0) } ?? .free)
    }
    var fit: [Int: Rational] = [:]
    if completion == .greedy || completion == .add1Greedy {
      let greedy = Greedy(election, ties: ties)
      let worth = election.worth(shares.satisfaction)
      var left = election.budget - election.cost(of: purchases.map(\.project))
      let have = Set(purchases.map(\.project))
      for project in greedy.byWorth(shares.satisfaction) where !have.contains(project) {
        if election.projects[project].cost <= left {
          left -= election.projects[project].cost
          purchases.append(.init(project: project, means: .list(score: Rational(worth[project]), left: left)))
        } else {
          fit[project] = left
        }
      }
    }
    let have = Set(purchases.map(\.project))
    let approvals = election.profile.approvals
    let losses = election.projects.indices.filter { !have.contains($0) }.map { project in
      var reasons: [BudgetReport.Reason] = []
      if election.projects[project].cost > election.budget { reasons.append(.costsMoreThanTheBudget) }
      if shares.support.totals[project] == 0 {
        let votes = approvals[project]
        reasons.append(votes == 0 ? .nobodyWantsIt : .isWorthNothing(votes: votes))
      } else {
        reasons.append(.supportersLackMoney(supporters: shares.support.voters[project], left: moneyLeft[project]))
      }
      if let left = fit[project], election.projects[project].cost <= election.budget {
        reasons.append(.doesNotFit(left: left))
      }
      return BudgetReport.Loss(project: project, reasons: reasons)
    }
    let (endowment, voters) = shares.endowment(extra: extra)
    report = BudgetReport(
      election: election, rule: rule, completion: completion, ties: ties, purchases: purchases, losses: losses,
      extraEach: Rational(extra),
      shareEach: voters.isZero ? nil : Rational(endowment, over: voters * election.stepsPerUnit))
  }

  /// What was sold to voters and for how much, with nil for what is free; and what the supporters of each project have
  /// left between them in the end.
  static func sales(_ shares: EqualShares, extra: BigInteger) -> ([(Int, BudgetReport.Sale?)], [Rational]) {
    let election = shares.election
    var sales: [(Int, BudgetReport.Sale?)] = []
    guard election.profile.voters > 0 else { return (sales, election.projects.map { _ in .zero }) }
    sales = shares.free.map { ($0, nil) }
    let (endowment, voters) = shares.endowment(extra: extra)
    var left: [Rational] = []
    if shares.isFast(extra: extra) {
      var run = EqualSharesRun(election, shares.support, places: shares.places, endowment: endowment, over: voters)
      while let offer = run.next() {
        sales.append((offer.project, run.sale(offer)))
        run.accept(offer)
      }
      left = election.projects.indices.map { project in
        let backers = shares.support.groups[shares.support.offsets[project]..<shares.support.offsets[project + 1]]
        return Rational(run.exact.money(of: backers), over: run.exact.denominator * election.stepsPerUnit) ?? .zero
      }
    } else if let each = Rational(endowment, over: voters) {
      var run = EqualSharesByHand(election, shares.support, places: shares.places, endowment: each)
      var before = run
      while let (project, price) = run.next() {
        sales.append((project, before.sale(of: project, at: price)))
        before = run
      }
      let unit = Rational(election.stepsPerUnit)
      left = election.projects.indices.map { run.moneyLeft(behind: $0).divided(by: unit) ?? .zero }
    }
    return (sales, left)
  }
}

extension EqualSharesRun {
  /// Who would pay what for it.
  fileprivate func sale(_ offer: Offer) -> BudgetReport.Sale {
    let unit = exact.denominator * offer.divisor * election.stepsPerUnit
    var full: [Int: Int] = [:]
    var penniless = 0
    let poor = Set(offer.poor)
    for index in support.offsets[offer.project]..<support.offsets[offer.project + 1] {
      let group = support.groups[index]
      let people = election.profile.multiplicities[Int(group)]
      if money[Int(group)] == 0 {
        penniless += people
      } else if !poor.contains(group) {
        full[Int(support.mass(index, of: offer.project)) / people, default: 0] += people
      }
    }
    var payments = full.map { weight, people in
      BudgetReport.Payment(
        amount: Rational(offer.numerator * weight, over: unit) ?? .zero, voters: people, isAllTheyHad: false)
    }
    let scale = exact.denominator * election.stepsPerUnit
    var partial: [Rational: Int] = [:]
    for group in offer.poor {
      let amount = Rational.millionths(exact.money(of: Int(group)), over: scale)
      partial[amount, default: 0] += election.profile.multiplicities[Int(group)]
    }
    payments += partial.map { BudgetReport.Payment(amount: $0, voters: $1, isAllTheyHad: true) }
    // A weight counts steps of points; the price is a whole point's.
    let price = Rational(offer.numerator, over: unit) ?? .zero
    let each = price * Rational(BigInteger.powerOfTen(election.profile.pointDecimals))
    return BudgetReport.Sale(
      price: each, effectiveVotes: election.projects[offer.project].cost.divided(by: each) ?? .zero,
      payments: payments.sorted { ($0.amount, $0.voters) > ($1.amount, $1.voters) }, penniless: penniless)
  }
}

extension EqualSharesByHand {
  fileprivate func sale(of project: Int, at price: Rational) -> BudgetReport.Sale {
    let unit = Rational(election.stepsPerUnit)
    var payments: [BudgetReport.Payment: Int] = [:]
    var penniless = 0
    for index in support.offsets[project]..<support.offsets[project + 1] {
      let group = Int(support.groups[index])
      let people = election.profile.multiplicities[group]
      let asked = price * (Int(support.mass(index, of: project)) / people)
      if money[group].isZero {
        penniless += people
      } else {
        let paid = min(asked, money[group]).divided(by: unit) ?? .zero
        payments[.init(amount: paid, voters: 0, isAllTheyHad: money[group] < asked), default: 0] += people
      }
    }
    let point = Rational(BigInteger.powerOfTen(election.profile.pointDecimals))
    let each = (price * point).divided(by: unit) ?? .zero
    return BudgetReport.Sale(
      price: each, effectiveVotes: election.projects[project].cost.divided(by: each) ?? .zero,
      payments: payments.map { .init(amount: $0.amount, voters: $1, isAllTheyHad: $0.isAllTheyHad) }
        .sorted { ($0.amount, $0.voters) > ($1.amount, $1.voters) },
      penniless: penniless)
  }
}

extension Rational {
  /// Rounded half up to a millionth: no common divisor of long numbers is looked for.
  fileprivate static func millionths(_ numerator: BigInteger, over denominator: BigInteger) -> Rational {
    guard let (whole, rest) = (numerator * 1_000_000).divided(by: denominator) else { return .zero }
    return Rational(rest * 2 >= denominator ? whole + .one : whole, over: 1_000_000) ?? .zero
  }
}
