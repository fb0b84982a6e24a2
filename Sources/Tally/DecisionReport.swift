import Deliberation

/// What `guerilla tally decision` prints.
struct DecisionReport {
  let decision: PublishedDecision

  init(_ decision: PublishedDecision) { self.decision = decision }

  private var file: BallotFile { decision.file }
  private var turnout: Turnout {
    switch decision.outcome {
    case .hands(let hands): hands.turnout
    case .points(let points): points.turnout
    case .consent(let consent): consent.turnout
    case .gradients(let gradients): gradients.turnout
    case .quadratic(let votes): votes.turnout
    }
  }

  private func ids(_ options: [Int]) -> JSON { .array(options.map { .string(file.options[$0].id) }) }

  private func options(_ more: (Int) -> [JSON.Member]) -> JSON.Member {
    .init(
      "options",
      .array(
        file.options.indices.map { option in
          .object(
            [.init("id", .string(file.options[option].id)), .init("name", .string(file.options[option].name))]
              + more(option))
        }))
  }

  // MARK: JSON

  var json: JSON {
    let turnout = turnout
    return .object(
      [
        .init("rule", .string(decision.rule.rawValue)), .init("title", .string(file.title)),
        .init("sha256", .string(file.sha256)), .init("ballots", .integer(turnout.voted)),
        .init("eligible", .integer(turnout.eligible)), .init("quorum", .integer(turnout.needed)),
        .init("quorate", .bool(turnout.isQuorate)),
      ] + members)
  }

  private var members: [JSON.Member] {
    switch decision.outcome {
    case .hands(let hands):
      [
        options { option in
          let standing = hands.standings[option]
          return [
            .init("votes", .integer(standing.votes)), .init("part_of_cast", .number(standing.partOfCast)),
            .init("part_of_eligible", .number(standing.partOfEligible)),
            .init("passes", standing.passes.map { .bool($0) } ?? .null),
          ]
        },
        .init("abstentions", .integer(hands.abstentions)), .init("leaders", ids(hands.leaders)),
        .init("carried", .bool(hands.isCarried)),
      ]
    case .points(let points):
      [
        options { option in
          [
            .init("total", .integer(points.totals[option])), .init("supporters", .integer(points.supporters[option])),
            .init("average", .number(points.averages[option])), .init("mean", .number(points.means[option])),
          ]
        }
      ] + winners(points.elected(file.seats ?? 1))
    case .quadratic(let votes):
      [
        options { option in
          [.init("total", .integer(votes.totals[option])), .init("voters", .integer(votes.voters[option]))]
        },
        .init("unspent", .integer(votes.unspent)),
      ]
    case .consent(let consent):
      [
        .init("consents", .integer(consent.consents)), .init("concerns", .integer(consent.concerns.count)),
        .init("abstentions", .integer(consent.abstentions)),
        .init("stand_aside", .integer(consent.standsAside.count)),
        .init("objections", .integer(consent.standing.count { !$0.isBlock })),
        .init("blocks", .integer(consent.standing.count { $0.isBlock })), .init("passes", .bool(consent.passes)),
      ]
    case .gradients(let answers):
      [
        .init(
          "gradients",
          .array(
            zip(PublishedDecision.gradients, GradientsOfAgreement.Gradient.allCases).map { id, gradient in
              .object([.init("id", .string(id)), .init("votes", .integer(answers.counts[gradient] ?? 0))])
            })),
        .init("median", answers.median.map { .string(PublishedDecision.gradients[$0.rawValue]) } ?? .null),
        .init("outcome", .string(answers.outcome.rawValue)),
      ]
    }
  }

  private func winners(_ result: (elected: [Int], tied: [Int], places: Int)) -> [JSON.Member] {
    [
      .init("winners", ids(result.elected)), .init("tied", ids(result.tied)), .init("places", .integer(result.places)),
    ]
  }

  // MARK: Words

  var text: String {
    let turnout = turnout
    var lines = [
      file.title,
      "\(BudgetOutput.count(turnout.voted, "ballot")) of \(MoneyWords.grouped(turnout.eligible)) who may vote"
        + (turnout.needed > 0
          ? "; \(MoneyWords.grouped(turnout.needed)) are needed: \(turnout.isQuorate ? "enough" : "too few")" : ""),
      "",
    ]
    switch decision.outcome {
    case .hands(let hands):
      lines += file.options.indices.map { option in
        let standing = hands.standings[option]
        let mark = standing.passes.map { $0 ? "  passes" : "  does not pass" } ?? ""
        return line(option, "\(MoneyWords.grouped(standing.votes))  \(FigureWords.percent(standing.partOfCast))\(mark)")
      }
      lines.append("\(MoneyWords.grouped(hands.abstentions)) abstain")
      if hands.leaders.isEmpty {
        lines.append("Nobody took a side.")
      } else {
        lines.append("Most votes: \(names(hands.leaders)).")
      }
      if hands.standings.contains(where: { $0.passes != nil }) || turnout.needed > 0 {
        lines.append(hands.isCarried ? "Carried." : "Not carried.")
      }
    case .points(let points):
      lines += points.ranking.flatMap { $0 }.map { option in
        line(
          option,
          "\(MoneyWords.grouped(points.totals[option]))  from \(FigureWords.people(points.supporters[option])), on average \(FigureWords.hundredths(points.averages[option])), over all \(FigureWords.hundredths(points.means[option]))"
        )
      }
      let (elected, tied, places) = points.elected(file.seats ?? 1)
      lines.append("Chosen: \(elected.isEmpty ? "nobody" : names(elected)).")
      if !tied.isEmpty { lines.append("\(names(tied)) are level for \(BudgetOutput.count(places, "place")): draw.") }
    case .quadratic(let votes):
      lines += votes.totals.indices.sorted { (votes.totals[$1], $0) < (votes.totals[$0], $1) }.map { option in
        line(option, "\(MoneyWords.grouped(votes.totals[option]))  from \(FigureWords.people(votes.voters[option]))")
      }
      lines.append("\(BudgetOutput.count(votes.unspent, "credit")) not spent")
    case .consent(let consent):
      let blocks = consent.standing.count { $0.isBlock }
      lines += [
        "\(consent.consents) consent, \(consent.concerns.count) of them with a concern",
        "\(consent.abstentions) abstain, \(consent.standsAside.count) stand aside",
        "\(BudgetOutput.count(consent.standing.count - blocks, "objection")), \(BudgetOutput.count(blocks, "block"))",
        consent.passes ? "It passes." : "It does not pass.",
      ]
    case .gradients(let answers):
      lines += zip(PublishedDecision.gradients, GradientsOfAgreement.Gradient.allCases).reversed().map { id, gradient in
        "\(BudgetOutput.pad(id, to: 26)) \(MoneyWords.grouped(answers.counts[gradient] ?? 0))"
      }
      if let median = answers.median { lines.append("In the middle: \(PublishedDecision.gradients[median.rawValue])") }
      lines.append("Outcome: \(answers.outcome.rawValue)")
    }
    return lines.map(BudgetOutput.plain).joined(separator: "\n")
  }

  private func line(_ option: Int, _ words: String) -> String {
    "\(BudgetOutput.pad(file.options[option].name, to: min(40, file.options.map(\.name.count).max() ?? 0)))  \(words)"
  }

  private func names(_ options: [Int]) -> String { options.map { file.options[$0].name }.joined(separator: ", ") }
}
