import Deliberation

/// A result with its reasons, as the command prints it.
struct ExplainedBudget {
  let output: BudgetOutput
  let report: BudgetReport
  let comparison: BudgetComparison?
  let richer: Counterfactuals.Change
  /// By project; 0 for those funded, nil where no number would do.
  let votesNeeded: [Int?]
  let alternatives: [Counterfactuals.Alternative]

  init(_ output: BudgetOutput, comparison: BudgetComparison?) {
    self.output = output
    self.comparison = comparison
    let election = output.election
    report = output.rule.report(of: election, completion: output.completion, ties: output.ties)
    let others = Counterfactuals(
      election, output.rule, completion: output.completion, ties: output.ties)
    richer = others.change()
    let progress = Progress("How many more votes each project needed")
    votesNeeded = election.projects.indices.map { project in
      progress.show(project, of: election.projects.count)
      return others.votesNeeded(for: project)
    }
    progress.show(0, of: 1, "What other rules would have funded")
    alternatives = Counterfactuals.alternatives(for: election)
    progress.end()
  }

  /// The report's winners, or by votes where the comparison says so.
  private var winners: [Int] { comparison.map { $0.prefersOther ? $0.other : $0.one } ?? report.winners }
  private var money: MoneyWords { output.money }
  private func id(_ project: Int) -> JSON { .string(output.election.projects[project].id) }
  private func ids(_ projects: [Int]) -> JSON { .array(projects.map(id)) }

  // MARK: JSON

  var json: JSON {
    let purchases = Dictionary(uniqueKeysWithValues: report.purchases.map { ($0.project, $0) })
    let losses = Dictionary(uniqueKeysWithValues: report.losses.map { ($0.project, $0) })
    var members = output.members(winners) { project in
      if let purchase = purchases[project] {
        return [.init("explanation", explanation(purchase)), .init("votesNeeded", 0)]
      }
      guard let loss = losses[project] else { return [] }
      return [
        .init("explanation", explanation(loss)),
        .init("votesNeeded", votesNeeded[project].map { .integer($0) } ?? .null),
      ]
    }
    members += [
      .init("completion", .string(report.completion.rawValue)),
      .init("ties", .string(Self.name(report.ties))), .init("currency", .string(output.pabulib.currency)),
      .init("share", report.shareEach.map { .rounded($0) } ?? .null), .init("extraEach", .amount(report.extraEach)),
      .init(
        "oneUnitMore", .object([.init("gained", ids(richer.gained)), .init("lost", ids(richer.lost))])),
      .init(
        "otherRules",
        .array(
          alternatives.map { alternative in
            .object([
              .init("rule", .string(alternative.rule.rawValue)),
              .init("completion", .string(alternative.completion.rawValue)),
              .init("winners", ids(alternative.winners)),
              .init("cost", .amount(output.election.cost(of: alternative.winners))),
            ])
          })),
    ]
    if let comparison {
      members.append(
        .init(
          "comparison",
          .object([
            .init("preferShares", .integer(comparison.preferOne)),
            .init("preferVotes", .integer(comparison.preferOther)),
            .init("indifferent", .integer(comparison.indifferent)),
            .init("kept", .string(comparison.prefersOther ? BudgetRule.greedyVotes.rawValue : report.rule.rawValue)),
          ])))
    }
    return .object(members)
  }

  private static func name(_ ties: TieBreaking) -> String {
    switch ties {
    case .id: "id"
    case .file: "file"
    case .listed: "listed"
    }
  }

  private func explanation(_ purchase: BudgetReport.Purchase) -> JSON {
    var members: [JSON.Member] = [.init("words", .string(report.words(for: purchase, money: money)))]
    switch purchase.means {
    case .free: break
    case .list(let score, let left): members += [.init("score", .amount(score)), .init("left", .amount(left))]
    case .shares(let sale):
      members += [
        .init("price", .rounded(sale.price)), .init("effectiveVotes", .rounded(sale.effectiveVotes)),
        .init("payments", payments(sale.payments)), .init("penniless", .integer(sale.penniless)),
      ]
    case .purses(let moment, let paid):
      members += [.init("moment", moment.map { .rounded($0) } ?? .null), .init("payments", payments(paid))]
    }
    return .object(members)
  }

  private func payments(_ payments: [BudgetReport.Payment]) -> JSON {
    .array(
      payments.map { payment in
        .object([
          .init("amount", .rounded(payment.amount)), .init("voters", .integer(payment.voters)),
          .init("allTheyHad", .bool(payment.isAllTheyHad)),
        ])
      })
  }

  private func explanation(_ loss: BudgetReport.Loss) -> JSON {
    var members: [JSON.Member] = [.init("words", .string(report.words(for: loss, money: money)))]
    for reason in loss.reasons {
      switch reason {
      case .nobodyWantsIt: members.append(.init("nobodyWantsIt", true))
      case .isWorthNothing(let votes): members.append(.init("worthNothing", ["votes": .integer(votes)]))
      case .costsMoreThanTheBudget: members.append(.init("costsMoreThanTheBudget", true))
      case .supportersLackMoney(let supporters, let left):
        members += [.init("supporters", .integer(supporters)), .init("supportersHadLeft", .rounded(left))]
      case .doesNotFit(let left): members.append(.init("budgetLeft", .amount(left)))
      case .isBelowThreshold(let score, let threshold):
        members += [.init("score", .amount(score)), .init("threshold", .amount(threshold))]
      case .comesAfterTheCut(let cut): members.append(.init("cutAt", id(cut)))
      case .wasNotDueYet(let stoppedBy, let left):
        members += [.init("stoppedBy", ids(stoppedBy)), .init("budgetLeft", .amount(left))]
      }
    }
    return .object(members)
  }

  // MARK: Text

  var text: String {
    var lines = [output.heading]
    if let share = report.shareEach {
      lines.append(
        "Each voter's share: \(money(share))"
          + (report.extraEach > .zero ? ", \(money(report.extraEach)) of it added" : ""))
    }
    lines += ["", "Funded: \(BudgetOutput.count(report.winners.count, "project")), \(output.spent(report.winners))"]
    let approvals = output.election.profile.approvals
    for (place, purchase) in report.purchases.enumerated() {
      lines.append(output.line(purchase.project, "\(place + 1).", votes: approvals[purchase.project]))
      lines.append("     " + report.words(for: purchase, money: money))
    }
    if !report.losses.isEmpty { lines += ["", "Not funded:"] }
    for loss in report.losses.sorted(by: { approvals[$0.project] > approvals[$1.project] }) {
      lines.append(output.line(loss.project, "–", votes: approvals[loss.project]))
      lines.append("     " + BudgetOutput.plain(report.words(for: loss, money: money)))
      lines.append("     " + neededWords(loss.project))
    }
    if let comparison { lines += ["", Self.words(comparison)] }
    lines += ["", "With \(money(1)) more: \(changeWords)", "", "Other rules:"]
    for alternative in alternatives {
      let label =
        alternative.rule.rawValue
        + (alternative.rule.satisfaction == nil ? "" : " \(alternative.completion.rawValue)")
      lines.append("  \(BudgetOutput.pad(label, to: 34)) \(difference(alternative.winners))")
    }
    return lines.joined(separator: "\n")
  }

  func neededWords(_ project: Int) -> String {
    guard let needed = votesNeeded[project] else { return "No number of votes for it alone would have been enough." }
    return "It would have been funded with \(BudgetOutput.count(needed, "more vote"))."
  }

  var changeWords: String {
    if richer.isNone { return "nothing changes." }
    return difference(gained: richer.gained, lost: richer.lost)
  }

  static func words(_ comparison: BudgetComparison) -> String {
    "\(BudgetOutput.count(comparison.preferOne, "voter")) have more of their projects funded by equal shares, "
      + "\(BudgetOutput.count(comparison.preferOther, "voter")) by votes, "
      + "\(MoneyWords.grouped(comparison.indifferent)) as many: "
      + (comparison.prefersOther ? "the result by votes is kept." : "the result of equal shares stands.")
  }

  func difference(_ winners: [Int]) -> String {
    let (mine, theirs) = (Set(report.winners), Set(winners))
    if mine == theirs { return "the same projects" }
    return difference(gained: winners.filter { !mine.contains($0) }, lost: mine.subtracting(theirs).sorted())
  }

  private func difference(gained: [Int], lost: [Int]) -> String {
    let name = { (sign: String, projects: [Int]) in
      projects.map { sign + BudgetOutput.plain(output.election.projects[$0].id) }.joined(separator: " ")
    }
    return [name("+", gained), name("−", lost)].filter { !$0.isEmpty }.joined(separator: "  ")
  }
}
