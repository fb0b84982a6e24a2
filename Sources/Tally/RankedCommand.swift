import ArgumentParser
import Deliberation
import Foundation

/// `tally ranked`: counts ballots that rank candidates.
struct RankedCommand: ParsableCommand {
  enum Rule: String, ExpressibleByArgument, CaseIterable {
    case irv, schulze, condorcet
    case stvScottish = "stv-scottish"
    case stvMeek = "stv-meek"
    case tabulator
  }
  enum Overvotes: String, ExpressibleByArgument, CaseIterable { case end, skip }
  enum Strength: String, ExpressibleByArgument, CaseIterable {
    case margins
    case winningVotes = "winning-votes"
  }

  static let configuration = CommandConfiguration(
    commandName: "ranked", abstract: "Count ballots that rank candidates, round by round.",
    discussion: """
      FILE is comma-separated values in one of three shapes: numbered (candidates and seats; ballots; names), by rank \
      (columns rank1, rank2, …) or by candidate (a column for each, with ranks); or a published file of ballots in JSON. \
      docs/deciding.md describes them, and what --json prints.
      """)

  @Argument(help: "The ballots.") var file: String
  @Option(help: "How to count.") var rule: Rule
  @Option(help: "How many to elect, for the rules that elect several; by default as the file says, else one.")
  var seats: Int?
  @Option(help: "Whether two marks at one rank end a ballot there or are skipped.") var overvotes: Overvotes = .end
  @Option(help: "What makes a victory strong under Schulze's method.") var strength: Strength = .margins
  @Option(
    help:
      "A public seed that draws the lot where a tie has to be broken; by default, the order of candidates (irv: all go)."
  )
  var lot: String?
  @Option(
    help: "For the rule “tabulator”: the contest's configuration, as the RCV Resource Center's tabulator keeps it.")
  var config: String?
  @Flag(help: "Print JSON.") var json = false

  func validate() throws {
    if let seats, !(1...RankedBallots.mostCandidates).contains(seats) {
      throw ValidationError("--seats is from 1 to \(RankedBallots.mostCandidates).")
    }
    guard (rule == .tabulator) == (config != nil) else {
      throw ValidationError("--config goes with --rule tabulator, and that with it.")
    }
  }

  func run() throws {
    let tabulated = try config.map { try TallyFile($0).read { bytes throws(Malformed) in try TabulatorConfig(bytes) } }
    let ballots = try TallyFile(file).read { bytes throws(Malformed) in
      // A published file of ballots is JSON, and no CSV of ballots begins like it.
      if bytes.first == UInt8(ascii: "{") { return try RankedBallots(try BallotFile(bytes)) }
      return try RankedCSV.read(bytes, candidates: tabulated?.candidates ?? [])
    }
    let report = try count(ballots, tabulated)
    print(json ? report.json.text : report.text)
  }

  private func count(_ ballots: RankedBallots, _ tabulated: TabulatorConfig?) throws -> RankedReport {
    let seats = self.seats ?? ballots.seats ?? 1
    let overvotes: OvervoteRule = self.overvotes == .end ? .endsBallot : .isSkipped
    let lot = lot.map { SeededNumbers($0.utf8).order(of: ballots.candidates.count) } ?? []
    switch rule {
    case .irv:
      let ties: InstantRunoff.Ties = lot.isEmpty ? .excludeTogether : .excludeByEarlierRounds(lot: lot)
      return RankedReport(ballots, InstantRunoff(ballots, ties: ties, overvotes: overvotes))
    case .schulze:
      let matrix = PairwiseMatrix(ballots, overvotes: overvotes)
      return RankedReport(ballots, matrix, Schulze(matrix, strength: strength == .margins ? .margins : .winningVotes))
    case .condorcet:
      let matrix = PairwiseMatrix(ballots, overvotes: overvotes)
      return RankedReport(ballots, matrix, Condorcet(matrix))
    case .stvScottish:
      return RankedReport(ballots, ScottishSTV(ballots, seats: seats, lot: lot, overvotes: overvotes))
    case .stvMeek:
      return RankedReport(ballots, MeekSTV(ballots, seats: seats, lot: lot, overvotes: overvotes))
    case .tabulator:
      guard let tabulated else { throw ValidationError("--rule tabulator needs --config.") }
      var rules = tabulated.rules
      if let wanted = self.seats { rules.seats = wanted }
      do {
        return RankedReport(ballots, try Tabulator(ballots, rules), rules)
      } catch { throw TallyFile.refused("\(config ?? file): \(error)") }
    }
  }
}
