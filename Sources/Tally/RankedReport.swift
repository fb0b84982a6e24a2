import Deliberation

/// A count of ranked ballots, for people and as JSON.
struct RankedReport {
  private let ballots: RankedBallots
  private let rule: String
  private let seats: Int
  private let winners: [Int]
  /// What is particular to the rule, after what all have in common.
  private let members: [JSON.Member]
  private let lines: [String]

  private init(
    _ ballots: RankedBallots, rule: String, seats: Int, winners: [Int], _ members: [(String, JSON)], _ lines: [String]
  ) {
    self.ballots = ballots
    self.rule = rule
    self.seats = seats
    self.winners = winners
    self.members = members.map { JSON.Member($0.0, $0.1) }
    self.lines = lines
  }

  var json: JSON {
    let candidates = ballots.candidates.enumerated().map { index, candidate in
      var members: [JSON.Member] = [.init("number", .integer(index + 1)), .init("name", .string(candidate.name))]
      if let party = candidate.party { members.append(.init("party", .string(party))) }
      return JSON.object(members)
    }
    return .object(
      [
        .init("rule", .string(rule)), .init("contest", ballots.contest.map(JSON.string) ?? .null),
        .init("seats", .integer(seats)), .init("ballots", .integer(ballots.total)),
        .init("candidates", .array(candidates)), .init("winners", .numbers(winners)),
        .init("winner_names", .array(winners.map { .string(ballots.candidates[$0].name) })),
      ] + members)
  }

  var text: String {
    let who = winners.isEmpty ? "nobody" : winners.map { ballots.candidates[$0].name }.joined(separator: "; ")
    let title = ballots.contest.map { "\($0): " } ?? ""
    return ["\(title)\(ballots.total) ballots, \(rule)", ""].joined(separator: "\n")
      + (lines + ["", "\(winners.count > max(1, seats) ? "Tied" : "Elected"): \(who)"]).joined(separator: "\n")
  }
}

extension RankedReport {
  init(_ ballots: RankedBallots, _ result: InstantRunoff) {
    var table = Table(ballots, ["round"])
    let rounds = result.rounds.enumerated().map { index, round in
      table.add(["\(index + 1)"], round.votes.map(String.init), note: Self.note("out", round.excluded, ballots))
      return JSON.object([
        .init("round", .integer(index + 1)), .init("votes", .array(round.votes.map(JSON.integer))),
        .init("exhausted", .integer(round.exhausted)), .init("majority", .integer(round.majority)),
        .init("excluded", .numbers(round.excluded)), .init("tied", .numbers(round.tied)),
      ])
    }
    self.init(
      ballots, rule: "irv", seats: 1, winners: result.winners,
      [("valid", .integer(result.valid)), ("rounds", .array(rounds))], table.lines)
  }

  init(_ ballots: RankedBallots, _ matrix: PairwiseMatrix, _ result: Schulze) {
    let lines = result.ranking.enumerated().map { place, together in
      "\(place + 1). \(together.map { ballots.candidates[$0].name }.joined(separator: " = "))"
    }
    self.init(
      ballots, rule: "schulze", seats: 1, winners: result.winners,
      [
        ("strength", .string(result.strength.rawValue)), ("matrix", .matrix(matrix)),
        ("paths", .array(result.paths.map { .array($0.map(JSON.integer)) })),
        ("ranking", .array(result.ranking.map(JSON.numbers))),
      ], lines)
  }

  init(_ ballots: RankedBallots, _ matrix: PairwiseMatrix, _ result: Condorcet) {
    let named = { (candidates: [Int]) in candidates.map { ballots.candidates[$0].name }.joined(separator: "; ") }
    let lines = [
      result.winner == nil ? "Nobody beats every other candidate." : "One candidate beats every other.",
      "Smith set: \(named(result.smithSet))", "Copeland: \(named(result.copelandWinners))",
      "Minimax: \(named(result.minimaxWinners))",
    ]
    self.init(
      ballots, rule: "condorcet", seats: 1, winners: result.winner.map { [$0] } ?? [],
      [
        ("matrix", .matrix(matrix)), ("smith", .numbers(result.smithSet)),
        (
          "copeland",
          ["scores": .array(result.copelandScores.map(JSON.integer)), "winners": .numbers(result.copelandWinners)]
        ),
        (
          "minimax",
          ["defeats": .array(result.worstDefeats.map(JSON.integer)), "winners": .numbers(result.minimaxWinners)]
        ),
      ], lines)
  }

  init(_ ballots: RankedBallots, _ result: ScottishSTV) {
    let votes = { (units: Int) in JSON.number(Double(units) / Double(ScottishSTV.unit)) }
    var table = Table(ballots, ["stage", ""])
    let rounds = result.stages.enumerated().map { index, stage in
      var members: [JSON.Member] = [.init("round", .integer(index + 1))]
      let what: String
      switch stage.action {
      case .firstPreferences:
        what = "first preferences"
        members.append(.init("action", "first-preferences"))
      case .surplus(let candidate, let surplus):
        what = "surplus of \(ballots.candidates[candidate].name)"
        members += [
          .init("action", "surplus"), .init("candidate", .integer(candidate + 1)), .init("surplus", votes(surplus)),
        ]
      case .exclusion(let candidate):
        what = "exclusion of \(ballots.candidates[candidate].name)"
        members += [.init("action", "exclusion"), .init("candidate", .integer(candidate + 1))]
      }
      table.add(
        ["\(index + 1)", what], stage.votes.map { Self.decimal($0, ScottishSTV.unit) },
        note: Self.note("elected", stage.elected, ballots))
      members += [
        .init("votes", .array(stage.votes.map(votes))), .init("changes", .array(stage.changes.map(votes))),
        .init("non_transferable", votes(stage.nonTransferable)), .init("lost", votes(stage.lost)),
        .init("elected", .numbers(stage.elected)),
      ]
      if let tie = stage.tie {
        members.append(
          .init(
            "tie",
            [
              "among": .numbers(tie.among), "chosen": .integer(tie.chosen + 1),
              "round": tie.stage.map { .integer($0 + 1) } ?? .null, "lot": .bool(tie.stage == nil),
            ]))
      }
      return JSON.object(members)
    }
    self.init(
      ballots, rule: "stv-scottish", seats: result.seats, winners: result.winners,
      [("valid", .integer(result.valid)), ("quota", votes(result.quota)), ("rounds", .array(rounds))],
      ["Quota: \(result.quota / ScottishSTV.unit)", ""] + table.lines)
  }

  init(_ ballots: RankedBallots, _ result: MeekSTV) {
    var table = Table(ballots, ["round", "quota"])
    let rounds = result.rounds.enumerated().map { index, round in
      var excluded: [Int] = []
      switch round.ending {
      case .election: break
      case .sureLosers(let losers): excluded = losers
      case .exclusion(let candidate, _), .stableExclusion(let candidate, _): excluded = [candidate]
      }
      var tied: [Int] = []
      if case .exclusion(_, let others) = round.ending { tied = others }
      if case .stableExclusion(_, let others) = round.ending { tied = others }
      table.add(
        ["\(index + 1)", Self.decimal(round.quota)], round.votes.map { Self.decimal($0) },
        note: Self.note("elected", round.elected, ballots) + Self.note("out", excluded, ballots))
      return JSON.object([
        .init("round", .integer(index + 1)), .init("iterations", .integer(round.iterations)),
        .init("quota", .number(round.quota.rounded)), .init("votes", .array(round.votes.map { .number($0.rounded) })),
        .init("keep", .array(round.keepFactors.map { .number($0.rounded) })),
        .init("exhausted", .number(round.exhausted.rounded)), .init("elected", .numbers(round.elected)),
        .init("excluded", .numbers(excluded)), .init("tied", .numbers(tied)),
      ])
    }
    self.init(
      ballots, rule: "stv-meek", seats: result.seats, winners: result.winners,
      [
        ("valid", .integer(result.valid)), ("votes", .array(result.votes.map { .number($0.rounded) })),
        ("rounds", .array(rounds)),
      ], table.lines)
  }

  init(_ ballots: RankedBallots, _ result: Tabulator, _ rules: TabulatorRules) {
    let names = ballots.candidates.map(\.name)
    let votes = { (units: Int) in JSON.number(Double(units) / Double(result.unit)) }
    var table = Table(ballots, ["round", "threshold"])
    let rounds = result.rounds.enumerated().map { index, round in
      let elected = round.decisions.filter(\.isElected)
      let eliminated = round.decisions.filter { !$0.isElected }
      table.add(
        ["\(index + 1)", Self.decimal(round.threshold, result.unit)],
        names.indices.map { round.tally[$0].map { Self.decimal($0, result.unit) } ?? "" },
        note: Self.note("elected", elected.map(\.candidate), ballots)
          + Self.note("out", eliminated.map(\.candidate), ballots))
      return JSON.object([
        .init("round", .integer(index + 1)), .init("threshold", votes(round.threshold)),
        .init("votes", .array(names.indices.map { round.tally[$0].map(votes) ?? .null })),
        .init(
          "inactive",
          .object(Tabulator.Inactive.allCases.map { .init($0.rawValue, votes(round.inactive[$0] ?? 0)) })),
        .init("residual_surplus", votes(round.residualSurplus)),
        .init("decisions", .array(round.decisions.map { Self.decision($0, votes) })),
      ])
    }
    self.init(
      ballots, rule: "tabulator", seats: rules.seats, winners: result.winners,
      [("undervotes", .integer(result.undervotes)), ("rounds", .array(rounds))], table.lines)
  }

  private static func decision(_ decision: Tabulator.Decision, _ votes: (Int) -> JSON) -> JSON {
    var transfers: [JSON] = []
    for (target, units) in decision.transfers.sorted(by: { place($0.key) < place($1.key) }) {
      switch target {
      case .candidate(let candidate): transfers.append(["to": .integer(candidate + 1), "votes": votes(units)])
      case .exhausted: transfers.append(["to": "exhausted", "votes": votes(units)])
      case .residualSurplus: transfers.append(["to": "residual-surplus", "votes": votes(units)])
      }
    }
    return [
      "candidate": .integer(decision.candidate + 1), "elected": .bool(decision.isElected),
      "tied": .bool(decision.wasTied),
      "transfers": .array(transfers),
    ]
  }

  private static func place(_ target: Tabulator.Target) -> Int {
    switch target {
    case .candidate(let candidate): candidate
    case .exhausted: .max - 1
    case .residualSurplus: .max
    }
  }

  private static func note(_ what: String, _ candidates: [Int], _ ballots: RankedBallots) -> String {
    candidates.isEmpty ? "" : "\(what): \(candidates.map { ballots.candidates[$0].name }.joined(separator: ", "))"
  }

  /// To two places, as reports of counts print votes; the JSON has all of them.
  private static func decimal(_ units: Int, _ unit: Int) -> String {
    let (whole, rest) = units.quotientAndRemainder(dividingBy: unit)
    let hundredths = rest / max(1, unit / 100)
    return hundredths == 0 ? "\(whole)" : "\(whole).\(hundredths < 10 ? "0" : "")\(hundredths)"
  }
  private static func decimal(_ votes: MeekSTV.Votes) -> String {
    let parts = votes.text.split(separator: ".")
    return parts.count == 2 ? "\(parts[0]).\(parts[1].prefix(2))" : votes.text
  }
}

extension JSON {
  /// Candidates as people count them, from 1.
  static func numbers(_ candidates: [Int]) -> JSON { .array(candidates.map { .integer($0 + 1) }) }

  static func matrix(_ matrix: PairwiseMatrix) -> JSON {
    .array((0..<matrix.candidates).map { one in .array((0..<matrix.candidates).map { .integer(matrix[one, $0]) }) })
  }
}

extension RankedReport {
  /// Rounds as blocks of lines, a line for each candidate who still has votes.
  private struct Table {
    private let names: [String]
    private let heads: [String]
    private(set) var lines: [String] = []

    init(_ ballots: RankedBallots, _ heads: [String]) {
      names = ballots.candidates.map { candidate in
        candidate.party.map { "\(candidate.name) (\($0))" } ?? candidate.name
      }
      self.heads = heads
    }

    mutating func add(_ values: [String], _ votes: [String], note: String) {
      lines.append(zip(heads, values).map { $0.isEmpty ? $1 : "\($0) \($1)" }.joined(separator: ", "))
      let width = votes.map(\.count).max() ?? 0
      for (name, count) in zip(names, votes) where !count.isEmpty && count != "0" && count != "0.00" {
        lines.append("  \(String(repeating: " ", count: width - count.count))\(count)  \(name)")
      }
      if !note.isEmpty { lines.append("  \(note)") }
    }
  }
}
