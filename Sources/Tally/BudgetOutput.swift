import Deliberation

/// The result of a budget as the command prints it.
struct BudgetOutput {
  let pabulib: Pabulib
  let rule: BudgetRule
  let completion: Completion
  let ties: TieBreaking?

  var election: BudgetElection { pabulib.election }
  var money: MoneyWords { MoneyWords(currency: pabulib.currency) }
  var winners: [Int] { rule.winners(of: election, completion: completion, ties: ties) }
  var comparison: BudgetComparison {
    BudgetComparison(
      winners, BudgetRule.greedyVotes.winners(of: election, ties: ties), in: election.profile)
  }

  func json(_ winners: [Int], adding extra: (Int) -> [JSON.Member] = { _ in [] }) -> JSON {
    .object(members(winners, adding: extra))
  }

  func members(_ winners: [Int], adding extra: (Int) -> [JSON.Member]) -> [JSON.Member] {
    let approvals = election.profile.approvals
    let scores = election.scores
    let have = Set(winners)
    let projects = election.projects.indices.map { project in
      JSON.object(
        [
          .init("id", .string(election.projects[project].id)), .init("name", .string(election.projects[project].name)),
          .init("cost", .amount(election.projects[project].cost)), .init("votes", .integer(approvals[project])),
          .init("score", .amount(scores[project])), .init("funded", .bool(have.contains(project))),
        ] + extra(project))
    }
    return [
      .init("rule", .string(rule.rawValue)),
      .init("winners", .array(winners.map { .string(election.projects[$0].id) })),
      .init("cost", .amount(election.cost(of: winners))), .init("budget", .amount(election.budget)),
      .init("voters", .integer(election.profile.voters)), .init("projects", .array(projects)),
    ]
  }

  func text(_ winners: [Int]) -> String {
    let approvals = election.profile.approvals
    var lines = [heading, "", "Funded: \(Self.count(winners.count, "project")), \(spent(winners))"]
    for (place, project) in winners.enumerated() {
      lines.append(line(project, "\(place + 1).", votes: approvals[project]))
    }
    let have = Set(winners)
    let others = election.projects.indices.filter { !have.contains($0) }.sorted { approvals[$0] > approvals[$1] }
    if !others.isEmpty { lines += ["", "Not funded:"] }
    for project in others { lines.append(line(project, "–", votes: approvals[project])) }
    return lines.joined(separator: "\n")
  }

  var heading: String {
    var text = "\(rule.title) (\(rule.rawValue)"
    if rule.satisfaction != nil { text += ", \(completion.rawValue): \(completion.title)" }
    return text + ")\n\(Self.count(election.profile.voters, "ballot")), "
      + "\(Self.count(election.projects.count, "project")), a budget of \(money(election.budget))"
  }

  func spent(_ winners: [Int]) -> String {
    let cost = election.cost(of: winners)
    guard let share = (cost * 100).divided(by: election.budget) else { return money(cost) }
    return "\(money(cost)) (\(share.decimal(places: 1))% of the budget)"
  }

  func line(_ project: Int, _ mark: String, votes: Int) -> String {
    let cost = Self.pad(money(election.projects[project].cost), to: 16, atStart: true)
    let id = Self.pad(election.projects[project].id, to: 8)
    return
      "\(Self.pad(mark, to: 4, atStart: true)) \(id) \(cost)  \(Self.pad(Self.count(votes, "vote"), to: 13, atStart: true))"
      + "  \(Self.plain(election.projects[project].name))"
  }

  static func count(_ number: Int, _ noun: String) -> String {
    "\(MoneyWords.grouped(number)) \(noun)\(number == 1 ? "" : "s")"
  }

  static func pad(_ text: String, to width: Int, atStart: Bool = false) -> String {
    let room = String(repeating: " ", count: max(0, width - text.count))
    return atStart ? room + text : text + room
  }

  /// Without what would move a terminal's cursor or colour its text: names come from files of strangers.
  static func plain(_ text: String) -> String {
    String(String.UnicodeScalarView(text.unicodeScalars.map { $0.properties.generalCategory == .control ? " " : $0 }))
  }
}
