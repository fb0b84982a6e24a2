import ArgumentParser
import Deliberation

/// `guerilla tally round`: decides a round of grants again.
struct RoundCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "round", abstract: "Count a round of grants: tiers of amounts, so many grants of each.",
    discussion: """
      FILE is JSON as docs/deciding/budgets.md describes it. Where more ideas came than are put to the vote, and where ideas \
      are equal, the draw of --beacon decides: the ticket of idea i is SHA-256(ids, one a line ‖ beacon ‖ i).
      """)

  @Argument(help: "The round.") var file: String
  @Option(help: "The rule within each tier.") var rule: CommitteeRule = .approval
  @Option(help: "The public random value, in hexadecimal digits.") var beacon: String?
  @Flag(help: "Print JSON.") var json = false

  func validate() throws {
    if let beacon, Hexadecimal.bytes(beacon)?.isEmpty ?? true {
      throw ValidationError("--beacon is pairs of hexadecimal digits.")
    }
  }

  func run() throws {
    let bytes = beacon.flatMap(Hexadecimal.bytes)
    let report = try TallyFile(file).read { text throws(Malformed) in
      let round = try GrantRoundFile(text)
      return RoundReport(file: round, rule: rule, beacon: bytes, outcome: try round.outcome(rule: rule, beacon: bytes))
    }
    print(json ? report.json.text : report.text)
  }
}

/// What the command prints.
struct RoundReport {
  let file: GrantRoundFile
  let rule: CommitteeRule
  let beacon: [UInt8]?
  let outcome: GrantRoundFile.Outcome

  /// What is given, in units of the currency.
  private var cost: Rational {
    outcome.awards.reduce(.zero) { $0 + file.round.tiers[$1.tier].amount * $1.winners.count }
  }

  private func ids(_ ideas: [Int]) -> JSON { .array(ideas.map { .string(file.ideas[$0].id) }) }

  var json: JSON {
    let awarded = Set(outcome.awards.flatMap(\.winners))
    let admitted = Set(outcome.admitted)
    let tiers = outcome.awards.map { award in
      let tier = file.round.tiers[award.tier]
      return JSON.object([
        .init("name", .string(tier.name)), .init("amount", .amount(tier.amount)),
        .init("grants", .integer(tier.grants)),
        .init("winners", ids(award.winners)),
      ])
    }
    let ideas = file.ideas.indices.map { idea in
      JSON.object([
        .init("id", .string(file.ideas[idea].id)), .init("name", .string(file.names[idea])),
        .init("tier", .string(file.round.tiers[file.ideas[idea].tier].name)),
        .init("votes", .integer(outcome.votes[idea])), .init("admitted", .bool(admitted.contains(idea))),
        .init("funded", .bool(awarded.contains(idea))),
      ])
    }
    return .object([
      .init("rule", .string(rule.rawValue)), .init("title", .string(file.title)),
      .init("winners", ids(outcome.awards.flatMap(\.winners))), .init("cost", .amount(cost)),
      .init("budget", .amount(file.round.total)), .init("voters", .integer(outcome.voters)),
      .init("commitment", .string(Hexadecimal.text(outcome.commitment))),
      .init("beacon", beacon.map { .string(Hexadecimal.text($0)) } ?? .null), .init("tiers", .array(tiers)),
      .init("waiting", ids(outcome.waiting)), .init("ideas", .array(ideas)),
    ])
  }

  var text: String {
    let money = MoneyWords(currency: file.currency)
    var lines = [
      BudgetOutput.plain(file.title), "\(rule.title) (\(rule.rawValue)), tier by tier",
      "\(BudgetOutput.count(outcome.voters, "ballot")), \(BudgetOutput.count(file.ideas.count, "idea")), "
        + "\(money(cost)) of \(money(file.round.total)) given",
    ]
    for award in outcome.awards {
      let tier = file.round.tiers[award.tier]
      lines += [
        "", "\(BudgetOutput.plain(tier.name)): \(BudgetOutput.count(tier.grants, "grant")) of \(money(tier.amount))",
      ]
      if award.winners.isEmpty { lines.append("     nobody") }
      for (place, idea) in award.winners.enumerated() {
        let votes = BudgetOutput.pad(BudgetOutput.count(outcome.votes[idea], "vote"), to: 13, atStart: true)
        lines.append(
          "\(BudgetOutput.pad("\(place + 1).", to: 4, atStart: true)) \(votes)  \(BudgetOutput.plain(file.names[idea]))"
        )
      }
    }
    if !outcome.waiting.isEmpty {
      lines += ["", "Waiting for the next round, as drawn:"]
      lines += outcome.waiting.map { "     \(BudgetOutput.plain(file.names[$0]))" }
    }
    lines += ["", "List of ideas \(Hexadecimal.text(outcome.commitment))"]
    if let beacon { lines.append("Beacon        \(Hexadecimal.text(beacon))") }
    return lines.joined(separator: "\n")
  }
}
