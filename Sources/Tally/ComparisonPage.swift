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

  private var election: BudgetElection { comparison.election }
  private var report: BudgetReport { explained.report }
  private var money: MoneyWords { explained.output.money }

  /// The page as it is written to a file: UTF-8.
  var bytes: [UInt8] { markup.bytes }

  private var markup: Markup {
    ReportPage.markup(
      title: comparison.pabulib["description"] ?? "A participatory budget",
      """
      <p>\(MoneyWords.grouped(election.profile.voters)) \(election.profile.voters == 1 ? "person" : "people") voted on \(BudgetOutput.count(election.projects.count, "project")) for a budget of \(money(election.budget)).</p>
      \(decided)
      \(everyRule)
      \(losers)
      \(otherwise)
      \(recount)
      """)
  }

  // MARK: What was decided

  private var decided: Markup {
    let left = election.budget - report.cost
    let rows = report.purchases.enumerated().markup { place, purchase in
      row(purchase.project, place: place + 1, words: report.words(for: purchase, money: money))
    }
    let kept: Markup = """
      <tr><td></td><th scope="row">Kept</th><td class="number">\(money(left))</td><td>\(bar(left, "kept"))</td><td></td></tr>
      """
    return """
      <section aria-labelledby="decided"><h2 id="decided">What is funded by “\(report.rule.title)”</h2>
      \(completionWords)
      \(pot)
      \(ReportPage.table(
        "pot", caption: "Projects in the order in which they are bought, and their part of the pot.",
        head: "<th scope=\"col\">Order</th><th scope=\"col\">Project</th><th scope=\"col\" class=\"number\">Cost</th><th scope=\"col\">Part of the pot</th><th scope=\"col\">How</th>",
        rows: rows + kept))
      </section>
      """
  }

  private var completionWords: Markup {
    guard report.rule.satisfaction != nil, let share = report.shareEach else { return .empty }
    return """
      <p class="soft">Each voter's share is \(money(share)); \(report.completion.title).</p>
      """
  }

  /// All of the budget as one bar.
  private var pot: Markup {
    var start = 0
    let parts = report.purchases.markup { purchase in
      let width = thousandths(election.projects[purchase.project].cost)
      defer { start += width }
      return """
        <rect class="part" x="\(start)" y="0" width="\(width)" height="30"><title>\(title(purchase.project))</title></rect>
        """
    }
    return """
      <svg class="pot" viewBox="0 0 1000 30" preserveAspectRatio="none" role="img" aria-label="The pot: \(BudgetOutput.count(report.winners.count, "project")) for \(explained.output.spent(report.winners))">\(parts)<rect class="kept" x="\(start)" y="0" width="\(max(0, 1000 - start))" height="30"></rect></svg>
      """
  }

  private func row(_ project: Int, place: Int, words: String) -> Markup {
    """
    <tr><td class="number">\(place)</td><th scope="row">\(title(project))</th><td class="number">\(money(election.projects[project].cost))</td><td>\(bar(election.projects[project].cost, "part"))</td><td>\(words)</td></tr>
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
    let legend = results.enumerated().markup { index, result in
      """
      <li><strong>\(RuleComparison.letter(index))</strong>: <code>\(result.labels.joined(separator: ", "))</code>. \(BudgetOutput.count(result.winners.count, "project")), \(money(election.cost(of: result.winners))); \(BudgetOutput.count(comparison.leftOut(result.winners), "voter")) with nothing they voted for.</li>
      """
    }
    let have = results.map { Set($0.winners) }
    let approvals = election.profile.approvals
    let head = results.indices.markup { index in
      "<th scope=\"col\">\(RuleComparison.letter(index))</th>"
    }
    let rows = comparison.projects.markup { project in
      let marks = have.markup { winners in
        winners.contains(project)
          ? "<td class=\"mark yes\"><span aria-hidden=\"true\">●</span><span class=\"hidden\">funded</span></td>"
          : "<td class=\"mark\"><span aria-hidden=\"true\">·</span><span class=\"hidden\">not</span></td>"
      }
      return """
        <tr><th scope="row">\(title(project))</th><td class="number">\(MoneyWords.grouped(approvals[project]))</td><td class="number">\(money(election.projects[project].cost))</td>\(marks)</tr>
        """
    }
    return """
      <section aria-labelledby="every"><h2 id="every">Who is funded under which rule</h2>
      <ul>\(legend)</ul>
      \(ReportPage.table(
        "rules", caption: "Projects by votes. A letter is one result; rules that agree share it.",
        head: "<th scope=\"col\">Project</th><th scope=\"col\" class=\"number\">Votes</th><th scope=\"col\" class=\"number\">Cost</th>" + head,
        rows: rows))
      </section>
      """
  }

  // MARK: Why not

  private var losers: Markup {
    guard !report.losses.isEmpty else { return .empty }
    let approvals = election.profile.approvals
    let list = report.losses.sorted { approvals[$0.project] > approvals[$1.project] }.markup { loss in
      """
      <dt>\(title(loss.project))</dt><dd>\(report.words(for: loss, money: money)) \(explained.neededWords(loss.project))</dd>
      """
    }
    return """
      <section aria-labelledby="lost"><h2 id="lost">Why the others are not funded</h2><dl>\(list)</dl></section>
      """
  }

  private var otherwise: Markup {
    """
    <section aria-labelledby="more"><h2 id="more">With \(money(1)) more</h2><p>\(explained.changeWords)</p></section>
    """
  }

  private var recount: Markup {
    """
    <section aria-labelledby="recount"><h2 id="recount">Count it again</h2><p>Anyone who has the file of the ballots gets this page from <code>guerilla tally compare FILE --html PAGE</code>. Nothing in it depends on when or where that is done.</p></section>
    """
  }
}
