import Deliberation
import Testing

/// Contests that a certified tabulator reported, round by round, with their rules for overvotes, skipped ranks and write-ins.
@Suite(
  "Tabulated contests",
  .enabled(if: SharedBallots.has("ranked/rctab_2013_minneapolis_mayor"), "needs ../shared/data/ranked"))
struct TabulatedContestTests {
  static let contests = [
    "2013_minneapolis_mayor", "2013_minneapolis_park", "2015_portland_mayor", "2017_minneapolis_mayor",
  ]

  @Test("Every round is as reported", arguments: contests) func rounds(_ contest: String) throws {
    let folder = "ranked/rctab_\(contest)"
    let config = try TabulatorConfig(try SharedBallots.bytes("\(folder)/\(contest)_config.json"))
    let ballots = try RankedCSV.read(
      try SharedBallots.bytes("\(folder)/ballots.csv"), candidates: config.candidates)
    let report = try JSON(try SharedBallots.bytes("\(folder)/\(contest)_expected_detailed_report.json"))
    #expect(ballots.candidates.map(\.name) == config.candidates)
    let result = try Tabulator(ballots, config.rules)
    let names = config.candidates
    let expected = report["results"]?.elements ?? []
    try #require(result.rounds.count == expected.count)
    #expect(result.undervotes == report["summary"]?["undervotes"]?.integer)

    let votes = { (units: Int) in Double(units) / Double(result.unit) }
    for (round, wanted) in zip(result.rounds, expected) {
      let where_ = "\(contest), round \(wanted["round"]?.integer ?? 0)"
      #expect(round.tally.named(names).mapValues(votes) == wanted["tally"]?.numbers, "\(where_)")
      #expect(votes(round.threshold) == wanted["threshold"]?.decimal, "\(where_)")
      for (reason, count) in wanted["inactiveBallots"]?.numbers ?? [:] {
        let reason = try #require(Tabulator.Inactive(rawValue: reason))
        #expect(votes(round.inactive[reason] ?? 0) == count, "\(where_): \(reason)")
      }
      var decisions: [String: [String: Double]] = [:]
      for decision in round.decisions {
        var transfers: [String: Double] = [:]
        for (target, units) in decision.transfers {
          switch target {
          case .candidate(let candidate): transfers[names[candidate]] = votes(units)
          case .exhausted: transfers["exhausted"] = votes(units)
          case .residualSurplus: transfers["residual surplus"] = votes(units)
          }
        }
        decisions[(decision.isElected ? "elected " : "eliminated ") + names[decision.candidate]] = transfers
      }
      var reported: [String: [String: Double]] = [:]
      for entry in wanted["tallyResults"]?.elements ?? [] {
        let what = entry["elected"]?.words.map { "elected " + $0 } ?? "eliminated " + (entry["eliminated"]?.words ?? "")
        reported[what] = entry["transfers"]?.numbers ?? [:]
      }
      #expect(decisions == reported, "\(where_)")
    }
  }
}

extension JSON {
  var decimal: Double? {
    switch self {
    case .integer(let value): Double(value)
    case .number(let value): value
    case .string(let text): Double(text)
    default: nil
    }
  }
  var numbers: [String: Double] {
    guard case .object(let members) = self else { return [:] }
    return Dictionary(members.compactMap { member in member.value.decimal.map { (member.name, $0) } }) { $1 }
  }
}

extension [Int: Int] {
  fileprivate func named(_ names: [String]) -> [String: Int] {
    Dictionary<String, Int>(map { (names[$0.key], $0.value) }) { $1 }
  }
}
