extension BudgetReport {
  /// Why a project was not funded, in a sentence or two for whoever proposed it.
  public func words(for loss: Loss, money: MoneyWords) -> String {
    loss.reasons.enumerated().map { words(for: $1, loss.project, money, isFirst: $0 == 0) }.joined(separator: " ")
  }

  /// Only the first of several reasons says what the project costs.
  private func words(for reason: Reason, _ project: Int, _ money: MoneyWords, isFirst: Bool) -> String {
    let cost = money(election.projects[project].cost)
    switch reason {
    case .nobodyWantsIt: return "Nobody voted for it."
    case .isWorthNothing(let votes):
      return votes == 1
        ? "The one ballot that has it puts it last, which is worth nothing."
        : "The \(MoneyWords.grouped(votes)) ballots that have it all put it last, which is worth nothing."
    case .costsMoreThanTheBudget: return "It costs \(cost); there was only \(money(election.budget)) for everything."
    case .supportersLackMoney(let supporters, let left):
      let who = supporters == 1 ? "Its one supporter" : "Its \(MoneyWords.grouped(supporters)) supporters"
      if left.isZero { return "\(who) had nothing left\(supporters == 1 ? "" : " between them"); it costs \(cost)." }
      return "\(who) had \(money(left)) left\(supporters == 1 ? "" : " between them"); it costs \(cost)."
    case .doesNotFit(let left):
      guard isFirst else { return "Of the budget \(money(left)) was left when its turn came: too little." }
      return "When its turn came, \(money(left)) of the budget was left; it costs \(cost)."
    case .isBelowThreshold(let score, let threshold):
      return "Its score is \(score.decimal(places: 2)); at least \(threshold.decimal(places: 2)) was needed."
    case .comesAfterTheCut(let cut):
      return "The list was cut above it, at “\(title(cut))”, the first that did not fit."
    case .wasNotDueYet(let stoppedBy, let left):
      let names = stoppedBy.map { "“\(title($0))”" }.joined(separator: ", ")
      return "Before its supporters could pay for it, it was the turn of \(names), "
        + "for which the \(money(left)) that was left was not enough, and there the rule ends."
    }
  }

  /// How a project came to be funded.
  public func words(for purchase: Purchase, money: MoneyWords) -> String {
    switch purchase.means {
    case .free: return "It costs nothing, and somebody wants it."
    case .list(let score, let left):
      return "It was next on the list with \(score.decimal(places: 2)), and fitted; "
        + "after it \(money(left)) of the budget was left."
    case .shares(let sale): return words(for: sale, money)
    case .purses(let moment, let payments):
      guard let moment else { return "Nobody voted for it; it was bought because everything else had been." }
      let voters = payments.reduce(0) { $0 + $1.voters }
      return "Its \(MoneyWords.grouped(voters)) supporters had its cost between them once each voter had been given "
        + "\(money(moment)), sooner than those of what came after it."
    }
  }

  private func words(for sale: Sale, _ money: MoneyWords) -> String {
    let full = sale.payments.filter { !$0.isAllTheyHad }
    let partial = sale.payments.filter(\.isAllTheyHad)
    let isByVotes = full.allSatisfy { $0.amount == sale.price }
    var text = "\(people(full)) paid \(money(sale.price)) \(isByVotes ? "each" : "for each point")"
    let others = partial.reduce(0) { $0 + $1.voters }
    if others > 0 {
      let sum = partial.reduce(Rational.zero) { $0 + $1.amount * $1.voters }
      text += ", \(people(partial)) gave all they had left (\(money(sum)) in all)"
    }
    if sale.penniless > 0 { text += ", \(MoneyWords.grouped(sale.penniless)) had nothing left" }
    let effective = MoneyWords.grouped(sale.effectiveVotes.decimal(places: 1))
    return text + ". Effective \(isByVotes ? "votes" : "points"): \(effective)."
  }

  private func people(_ payments: [Payment]) -> String {
    let count = payments.reduce(0) { $0 + $1.voters }
    return count == 1 ? "1 person" : "\(MoneyWords.grouped(count)) people"
  }

  private func title(_ project: Int) -> String {
    election.projects[project].name.isEmpty ? election.projects[project].id : election.projects[project].name
  }
}

extension BudgetRule {
  /// What a citizen would call it.
  public var title: String {
    switch self {
    case .greedyVotes: "Most votes first"
    case .greedyVotesPerCost: "Most votes for the money first"
    case .greedyNoSkip: "Most votes first, until one does not fit"
    case .greedyThreshold: "Most votes first, above a threshold"
    case .equalSharesCost: "Equal shares"
    case .equalSharesCardinality: "Equal shares, counting projects"
    case .equalSharesPoints: "Equal shares, counting points"
    case .equalSharesBorda: "Equal shares, counting ranks"
    case .phragmen: "Phragmén"
    }
  }
}

extension Completion {
  /// What is done with what is left.
  public var title: String {
    switch self {
    case .none: "the rest is kept"
    case .greedy: "the rest by votes"
    case .add1: "shares raised until used up"
    case .add1Nonstop: "shares raised as far as the budget allows"
    case .add1Greedy: "shares raised, then the rest by votes"
    }
  }
}
