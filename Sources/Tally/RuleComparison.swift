import Deliberation

/// The results of all rules on one election.
struct RuleComparison {
  let pabulib: Pabulib
  let alternatives: [Counterfactuals.Alternative]

  init(_ pabulib: Pabulib, alternatives: [Counterfactuals.Alternative]) {
    self.pabulib = pabulib
    self.alternatives = alternatives
  }

  var election: BudgetElection { pabulib.election }
  private var money: MoneyWords { MoneyWords(currency: pabulib.currency) }

  /// What rules and completions agree on.
  struct Result {
    /// In the order of the rules.
    var alternatives: [Counterfactuals.Alternative]
    let winners: [Int]
    var labels: [String] { alternatives.map(RuleComparison.label) }
  }

  /// Rules and completions that fund the same projects, the first of them first.
  var distinct: [Result] {
    var results: [Result] = []
    for alternative in alternatives {
      if let index = results.firstIndex(where: { Set($0.winners) == Set(alternative.winners) }) {
        results[index].alternatives.append(alternative)
      } else {
        results.append(Result(alternatives: [alternative], winners: alternative.winners))
      }
    }
    return results
  }

  static func label(_ alternative: Counterfactuals.Alternative) -> String {
    alternative.rule.satisfaction == nil
      ? alternative.rule.rawValue : "\(alternative.rule.rawValue) \(alternative.completion.rawValue)"
  }

  /// Each rule as a citizen would call it, with what is done with the rest.
  static func words(_ alternatives: [Counterfactuals.Alternative]) -> String {
    var rules: [(rule: BudgetRule, completions: [String])] = []
    for alternative in alternatives {
      if rules.last?.rule != alternative.rule { rules.append((alternative.rule, [])) }
      if alternative.rule.satisfaction != nil {
        rules[rules.count - 1].completions.append(alternative.completion.title)
      }
    }
    let words = rules.map { rule, completions in
      if completions.count == Completion.allCases.count { return "\(rule.title), whatever is done with the rest" }
      return completions.isEmpty ? rule.title : "\(rule.title) (\(completions.joined(separator: "; ")))"
    }
    return words.joined(separator: ". ") + "."
  }

  /// How many voters have no project of theirs among the winners.
  func leftOut(_ winners: [Int]) -> Int {
    let have = Set(winners)
    let profile = election.profile
    var people = 0
    for ballot in 0..<profile.ballotCount where !profile.choices(of: ballot).contains(where: have.contains) {
      people += profile.multiplicities[ballot]
    }
    return people
  }

  /// Projects by votes, the most first.
  var projects: [Int] {
    let approvals = election.profile.approvals
    return election.projects.indices.sorted {
      approvals[$0] == approvals[$1] ? $0 < $1 : approvals[$0] > approvals[$1]
    }
  }

  var json: JSON {
    .object([
      .init("budget", .amount(election.budget)), .init("voters", .integer(election.profile.voters)),
      .init("currency", .string(pabulib.currency)),
      .init(
        "projects",
        .array(
          projects.map { project in
            .object([
              .init("id", .string(election.projects[project].id)),
              .init("name", .string(election.projects[project].name)),
              .init("cost", .amount(election.projects[project].cost)),
              .init("votes", .integer(election.profile.approvals[project])),
              .init(
                "fundedBy",
                .array(
                  alternatives.filter { $0.winners.contains(project) }.map { .string(Self.label($0)) })),
            ])
          })),
      .init(
        "rules",
        .array(
          alternatives.map { alternative in
            .object([
              .init("rule", .string(alternative.rule.rawValue)),
              .init("completion", .string(alternative.completion.rawValue)),
              .init("winners", .array(alternative.winners.map { .string(election.projects[$0].id) })),
              .init("cost", .amount(election.cost(of: alternative.winners))),
              .init("votersWithNothing", .integer(leftOut(alternative.winners))),
            ])
          })),
    ])
  }

  /// A table: a row a project, a column each different result.
  var text: String {
    let results = distinct
    let approvals = election.profile.approvals
    var lines = [
      "\(BudgetOutput.count(election.profile.voters, "ballot")), "
        + "\(BudgetOutput.count(election.projects.count, "project")), a budget of \(money(election.budget))",
      "",
    ]
    for (index, result) in results.enumerated() {
      lines.append("\(Self.letter(index))  \(result.labels.joined(separator: ", "))")
      lines.append("   \(Self.words(result.alternatives))")
    }
    let letters = results.indices.map { BudgetOutput.pad(Self.letter($0), to: 3) }.joined()
    let ids = max(2, election.projects.map(\.id.count).max() ?? 2)
    let costs = election.projects.map { money($0.cost) }
    let width = max(4, costs.map(\.count).max() ?? 4)
    lines += [
      "",
      "\(BudgetOutput.pad("id", to: ids))  \(BudgetOutput.pad("votes", to: 8, atStart: true))  "
        + "\(BudgetOutput.pad("cost", to: width, atStart: true))  \(letters) name",
    ]
    let have = results.map { Set($0.winners) }
    for project in projects {
      let marks = have.map { BudgetOutput.pad($0.contains(project) ? "●" : "·", to: 3) }.joined()
      lines.append(
        "\(BudgetOutput.pad(BudgetOutput.plain(election.projects[project].id), to: ids))  "
          + "\(BudgetOutput.pad(MoneyWords.grouped(approvals[project]), to: 8, atStart: true))  "
          + "\(BudgetOutput.pad(costs[project], to: width, atStart: true))  \(marks) "
          + BudgetOutput.plain(election.projects[project].name))
    }
    lines.append("")
    for (index, result) in results.enumerated() {
      lines.append(
        "\(Self.letter(index))  \(BudgetOutput.count(result.winners.count, "project")), "
          + "\(money(election.cost(of: result.winners))); "
          + "\(BudgetOutput.count(leftOut(result.winners), "voter")) with nothing they voted for")
    }
    return lines.joined(separator: "\n")
  }

  /// A, B, … Z, AA, AB …
  static func letter(_ index: Int) -> String {
    let letters = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    return (index < 26 ? "" : String(letters[(index / 26 - 1) % 26])) + String(letters[index % 26])
  }
}
