import Deliberation
import Pages

/// The results of all rules on one election as a page: the pot, who was funded under which rule, why each loser lost.
struct ComparisonPage {
  let comparison: RuleComparison
  let explained: ExplainedBudget

  init(_ comparison: RuleComparison, _ explained: ExplainedBudget) {
    self.comparison = comparison
    self.explained = explained
  }

  private var pabulib: Pabulib { comparison.pabulib }
  private var election: BudgetElection { comparison.election }
  private var report: BudgetReport { explained.report }
  private var money: MoneyWords { explained.output.money }

  /// The page as it is written to a file: UTF-8.
  var bytes: [UInt8] { page.markup.bytes }

  private var page: ReportPage {
    let title = pabulib["description"] ?? ""
    return ReportPage(
      title: title.isEmpty ? "A participatory budget" : title, lead: lead,
      sections: [
        .init("decided", "What “\(report.rule.title)” funds", decided),
        .init("every", "Who is funded under which rule", everyRule),
        report.losses.isEmpty ? nil : .init("lost", "Why the others are not funded", losers),
        .init("more", "With \(money(1)) more", otherwise), .init("recount", "Count it again", recount),
      ].compactMap { $0 })
  }

  private var lead: Markup {
    // A district is often named twice.
    let place = ["unit", "subunit", "district"].compactMap { pabulib[$0] }.reduce(into: [String]()) { names, name in
      if !name.isEmpty, !names.contains(name) { names.append(name) }
    }
    let days = ["date_begin", "date_end"].compactMap { pabulib[$0] }.filter { !$0.isEmpty }
    let time = Set(days).count == 1 ? days[0] : days.joined(separator: " to ")
    let whereAndWhen = [place.joined(separator: ", "), time].filter { !$0.isEmpty }.joined(separator: " · ")
    let source: Markup =
      whereAndWhen.isEmpty
      ? .empty
      : """
      <p class="soft">\(whereAndWhen)</p>
      """
    return """
      \(source)
      <p>\(FigureWords.people(election.profile.voters)) voted on \(BudgetOutput.count(election.projects.count, "project")) for a budget of \(money(election.budget)). Here the same ballots are counted by several rules. What was decided at the time may be none of these.</p>
      """
  }

  // MARK: What was decided

  private var decided: Markup {
    let approvals = election.profile.approvals
    var rows = report.purchases.enumerated().map { place, purchase in
      row(
        "\(place + 1). \(title(purchase.project))", report.words(for: purchase, money: money),
        votes: MoneyWords.grouped(approvals[purchase.project]), election.projects[purchase.project].cost, "part")
    }
    rows.append(row("Kept", "", votes: "", left(report.winners), "kept"))
    return """
      \(shares)
      \(pot(report.winners, "pot"))
      <p>\(BudgetOutput.count(report.winners.count, "project")) for \(explained.output.spent(report.winners)); \(left(report.winners).isZero ? "nothing" : money(left(report.winners))) is kept.</p>
      \(ReportTable(
        name: "pot", caption: "Projects in the order in which they are bought, and their part of the pot.",
        columns: [.init("Project"), .init("Votes", .number), .init("Cost", .number), .init("Part of the pot", .wide)],
        rows: rows
      ).markup)
      """
  }

  private func row(_ name: String, _ words: String, votes: String, _ cost: Rational, _ kind: String) -> [Markup] {
    let why: Markup =
      words.isEmpty
      ? .empty
      : """
      <span class="soft">\(words)</span>
      """
    return ["\(name) \(why)", "\(votes)", "\(money(cost))", bar(cost, kind)]
  }

  private var shares: Markup {
    guard report.rule.satisfaction != nil, let share = report.shareEach else { return .empty }
    return """
      <p class="soft">Each voter's share is \(money(share))\(report.extraEach > .zero ? ", of which \(money(report.extraEach)) was added to use more of the budget" : ""). How the rest is spent: \(report.completion.title).</p>
      """
  }

  private func left(_ winners: [Int]) -> Rational { election.budget - election.cost(of: winners) }

  /// All of the budget as one bar, a stretch a project.
  private func pot(_ winners: [Int], _ kind: String) -> Markup {
    var spent = Rational.zero
    let parts = winners.enumerated().markup { place, project in
      let start = thousandths(spent)
      spent = spent + election.projects[project].cost
      return """
        <rect class="part-\(place % 2 + 1)" x="\(start)" y="0" width="\(thousandths(spent) - start)" height="30"><title>\(title(project)), \(money(election.projects[project].cost))</title></rect>
        """
    }
    return """
      <svg class="\(kind)" viewBox="0 0 1000 30" preserveAspectRatio="none" role="img" aria-label="Of the pot, \(explained.output.spent(winners)) for \(BudgetOutput.count(winners.count, "project"))"><rect class="all" width="1000" height="30"></rect>\(parts)</svg>
      """
  }

  private func bar(_ amount: Rational, _ kind: String) -> Markup {
    """
    <svg class="bar" viewBox="0 0 1000 30" preserveAspectRatio="none" aria-hidden="true"><rect class="all" width="1000" height="30"></rect><rect class="\(kind)" width="\(thousandths(amount))" height="30"></rect></svg>
    """
  }

  /// Of the budget.
  private func thousandths(_ amount: Rational) -> Int {
    let share = (amount * 1000).divided(by: election.budget)?.double ?? 0
    return Int(min(1000, max(0, share.rounded())))
  }

  private func title(_ project: Int) -> String {
    election.projects[project].name.isEmpty ? election.projects[project].id : election.projects[project].name
  }

  // MARK: Every rule

  private var everyRule: Markup {
    let results = comparison.distinct
    let letters = results.indices.map(RuleComparison.letter)
    let approvals = election.profile.approvals
    let have = results.map { Set($0.winners) }
    return """
      \(ReportTable(
        name: "results",
        caption:
          "A letter is one result; rules that come to the same one share it. “With nothing” counts voters none of whose projects is funded.",
        columns: [
          .init("Result and rules"), .init("Projects", .number), .init("Spent", .number), .init("The pot", .wide),
          .init("With nothing", .number),
        ],
        rows: zip(letters, results).map { letter, result in
          [
            """
            \(letter). <span class="soft">\(RuleComparison.words(result.alternatives))</span>
            """,
            "\(result.winners.count)", "\(money(election.cost(of: result.winners)))", pot(result.winners, "bar"),
            "\(MoneyWords.grouped(comparison.leftOut(result.winners)))",
          ]
        }
      ).markup)
      \(ReportTable(
        name: "rules", caption: "Projects by votes, and under which of these results each is funded (●).",
        columns: [.init("Project"), .init("Votes", .number), .init("Cost", .number)] + letters.map { .init($0, .mark) },
        rows: comparison.projects.map { project in
          [
            "\(title(project))", "\(MoneyWords.grouped(approvals[project]))",
            "\(money(election.projects[project].cost))",
          ] + have.map { ReportTable.mark($0.contains(project), yes: "funded", no: "not") }
        }
      ).markup)
      """
  }

  // MARK: Why not

  private var losers: Markup {
    let approvals = election.profile.approvals
    let list = report.losses.sorted { approvals[$0.project] > approvals[$1.project] }.markup { loss in
      """
      <dt>\(title(loss.project)) <span class="soft">\(BudgetOutput.count(approvals[loss.project], "vote")), \(money(election.projects[loss.project].cost))</span></dt><dd>\(report.words(for: loss, money: money)) \(explained.neededWords(loss.project))</dd>

      """
    }
    return """
      <dl>
      \(list)</dl>
      """
  }

  private var otherwise: Markup {
    let change = explained.richer
    guard !change.isNone else { return "<p>Were the budget larger by that, the same projects would be funded.</p>" }
    let gained = change.gained.markup { "<li>\(title($0)) would be funded.</li>" }
    let lost = change.lost.markup { "<li>\(title($0)) would not be.</li>" }
    return """
      <p>Were the budget larger by that:</p>
      <ul>\(gained)\(lost)</ul>
      """
  }

  private var recount: Markup {
    let completion = report.rule.satisfaction == nil ? "" : " --completion \(report.completion.rawValue)"
    return """
      <p>Anyone who has the file of the ballots gets this page from <code>guerilla tally compare FILE --rule \(report.rule.rawValue)\(completion) --html PAGE</code>. Nothing in it depends on when or where that is done.</p>
      """
  }
}
