import ArgumentParser
import Deliberation

/// `guerilla tally pairwise`: scores ideas that people chose between two at a time.
struct PairwiseCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "pairwise", abstract: "Score ideas that people chose between, two at a time.",
    discussion: """
      FILE is comma-separated values under the heading winner,loser or winner,loser,count. Prints two scores from 0 to 100: \
      the share of wins as All Our Ideas counts it, and Bradley and Terry's, which takes into account against whom an idea won.
      """)

  @Argument(help: "The answers.") var file: String
  @Option(help: "Wins and losses against an average idea that each idea is supposed to have besides; 0 for none.")
  var prior: Double = 1
  @Flag(help: "Print JSON.") var json = false

  func validate() throws {
    if !(0...1e9 ~= prior) { throw ValidationError("--prior is a number from 0 on.") }
  }

  func run() throws {
    let input = try TallyFile(file)
    let report = try input.read { bytes throws(Malformed) in
      try PairwiseReport(try Comparisons(bytes), prior: prior)
    }
    print(json ? report.json.text : report.text)
  }
}

/// What the command prints.
struct PairwiseReport {
  let comparisons: Comparisons
  let prior: Double
  let model: BradleyTerry
  let groups: [[Int]]

  /// - Throws: `Malformed` as `BradleyTerry` does.
  init(_ comparisons: Comparisons, prior: Double) throws(Malformed) {
    self.comparisons = comparisons
    self.prior = prior
    model = try BradleyTerry(comparisons, prior: prior)
    groups = comparisons.groups
  }

  private var counted: [WikiSurvey.Idea] {
    zip(comparisons.wins, comparisons.losses).map { WikiSurvey.Idea(wins: $0, losses: $1) }
  }

  var json: JSON {
    let scores = model.scores
    let ideas = comparisons.ideas.indices.map { idea in
      JSON.object([
        .init("id", .string(comparisons.ideas[idea])), .init("wins", .integer(comparisons.wins[idea])),
        .init("losses", .integer(comparisons.losses[idea])), .init("score", .number(counted[idea].score)),
        .init("bradleyTerry", .number(scores[idea])), .init("strength", .number(model.strengths[idea])),
      ])
    }
    return .object([
      .init("rule", "bradley-terry"), .init("winners", .array(model.ranking.map(id))),
      .init("answers", .integer(comparisons.answers)), .init("prior", .number(prior)),
      .init("logLikelihood", .number(model.logLikelihood)), .init("steps", .integer(model.steps)),
      .init("converged", .bool(model.isConverged)), .init("ideas", .array(ideas)),
      .init("parts", .array(groups.map { .array($0.map(id)) })),
    ])
  }

  private func id(_ idea: Int) -> JSON { .string(comparisons.ideas[idea]) }

  var text: String {
    let count = BudgetOutput.count
    var lines = [
      "\(count(comparisons.answers, "answer")) about \(count(comparisons.ideas.count, "idea"))", "",
      "      Bradley–Terry   share of wins      wins    losses  idea",
    ]
    let scores = model.scores
    for (place, idea) in model.ranking.enumerated() {
      let cells = [
        ("\(place + 1).", 4), (Self.rounded(scores[idea]), 15), (Self.rounded(counted[idea].score), 16),
        (MoneyWords.grouped(comparisons.wins[idea]), 10), (MoneyWords.grouped(comparisons.losses[idea]), 10),
      ]
      lines.append(
        cells.map { BudgetOutput.pad($0.0, to: $0.1, atStart: true) }.joined() + "  "
          + BudgetOutput.plain(comparisons.ideas[idea]))
    }
    if groups.count > 1 {
      lines += [
        "",
        "The answers fall into \(groups.count) parts: between these, scores rest on what is supposed beforehand (--prior).",
      ]
    }
    if !model.isConverged { lines += ["", "The strengths were still moving after \(model.steps) steps."] }
    return lines.joined(separator: "\n")
  }

  /// One decimal.
  private static func rounded(_ score: Double) -> String { "\((score * 10).rounded() / 10)" }
}
