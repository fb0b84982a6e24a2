import ArgumentParser
import Deliberation
import Foundation
import Testing

@testable import Tally

/// What others check results through: names, keys and exit codes are promised.
@Suite("The commands about budgets and committees") struct BudgetCommandTests {
  static let street = """
    META
    key;value
    description;Our <street>
    budget;90
    vote_type;approval
    currency;GBP
    PROJECTS
    project_id;cost;name
    bench;30;Bench
    lamps;40;Lamps & light
    trees;40;Trees
    VOTES
    voter_id;vote
    """ + (1...6).map { "\n\($0);lamps,trees" }.joined() + (7...9).map { "\n\($0);bench" }.joined()

  static func output(_ rule: BudgetRule, _ completion: Completion = .none) throws -> BudgetOutput {
    BudgetOutput(pabulib: try Pabulib(Array(street.utf8)), rule: rule, completion: completion, ties: nil)
  }

  /// Runs the command on a file with that text.
  static func run(_ arguments: [String], on text: String) throws {
    let file = FileManager.default.temporaryDirectory.appending(path: "\(UUID().uuidString).pb")
    try Data(text.utf8).write(to: file)
    defer { try? FileManager.default.removeItem(at: file) }
    var command = try TallyCommand.parseAsRoot(arguments.map { $0 == "FILE" ? file.path : $0 })
    try command.run()
  }

  @Test("An order of ties is of projects that are there, each once; a byte-order mark is none of it") func tieFiles()
    throws
  {
    let list = FileManager.default.temporaryDirectory.appending(path: "\(UUID().uuidString).txt")
    defer { try? FileManager.default.removeItem(at: list) }
    let count = ["budget", "FILE", "--rule", "greedy-votes", "--ties", list.path]
    for wrong in ["", "\n\n", "trees\nzzz\n", "trees\ntrees\n", Self.street] {
      try Data(wrong.utf8).write(to: list)
      #expect(throws: ExitCode(2), "\(wrong)") { try Self.run(count, on: Self.street) }
    }
    try Data("\u{FEFF}trees\nlamps\n".utf8).write(to: list)
    try Self.run(count, on: Self.street)
    let file = FileManager.default.temporaryDirectory.appending(path: "\(UUID().uuidString).pb")
    defer { try? FileManager.default.removeItem(at: file) }
    try Data(Self.street.utf8).write(to: file)
    let read = try BudgetFile.parse([file.path, "--ties", list.path]).read()
    let winners = BudgetRule.greedyVotes.winners(of: read.pabulib.election, ties: read.ties)
    #expect(winners.map { read.pabulib.election.projects[$0].id } == ["trees", "lamps"])
  }

  @Test("What all put last is not said to be wanted by nobody") func worthNothing() throws {
    let ranked = Self.street.replacing("approval", with: "ordinal")
    let pabulib = try Pabulib(Array(ranked.utf8))
    let report = BudgetRule.equalSharesBorda.report(of: pabulib.election, completion: .none)
    let trees = try #require(report.losses.first { pabulib.election.projects[$0.project].id == "trees" })
    #expect(trees.reasons == [.isWorthNothing(votes: 6)])
    #expect(
      report.words(for: trees, money: MoneyWords(currency: "GBP")).contains("6 ballots that have it all put it last"))
  }

  @Test("The result is exactly the JSON that is documented") func json() throws {
    let output = try Self.output(.equalSharesCost)
    #expect(
      output.json(output.winners).text
        == #"{"rule":"equal-shares-cost","winners":["lamps","bench"],"cost":70,"budget":90,"voters":9,"projects":["#
        + #"{"id":"bench","name":"Bench","cost":30,"votes":3,"score":3,"funded":true},"#
        + #"{"id":"lamps","name":"Lamps & light","cost":40,"votes":6,"score":6,"funded":true},"#
        + #"{"id":"trees","name":"Trees","cost":40,"votes":6,"score":6,"funded":false}]}"#)
  }

  @Test("The explanation says who paid, why the others lost, and what would have been otherwise") func explained()
    throws
  {
    let json = ExplainedBudget(try Self.output(.equalSharesCost, .add1Nonstop), comparison: nil).json
    #expect(json["share"] == 13)
    #expect(json["extraEach"] == 3)
    guard case .array(let projects) = json["projects"], projects.count == 3 else {
      Issue.record("three projects are explained")
      return
    }
    #expect(projects[1]["explanation"]?["price"] == .number(6.666667))
    #expect(
      projects[0]["explanation"]?["payments"] == [["amount": 10, "voters": 3, "allTheyHad": false]])
    #expect(projects[2]["explanation"]?["supportersHadLeft"] == 38)
    #expect(projects[2]["explanation"]?["words"] == "Its 6 supporters had £38 left between them; it costs £40.")
    #expect(projects[2]["votesNeeded"] == 1)
    #expect(json["oneUnitMore"] == ["gained": [], "lost": []])
    #expect(
      json["otherRules"]?.text.contains(#""rule":"phragmen","completion":"none","winners":["lamps","bench"],"cost":70"#)
        == true)
  }

  @Test("Amounts that a JSON number would not keep are strings") func amounts() throws {
    #expect(JSON.amount(try #require(Rational(decimal: "2160234.87"))) == .number(2_160_234.87))
    #expect(JSON.amount(try #require(Rational(1, over: 3))) == "1/3")
    #expect(JSON.amount(Rational(BigInteger.powerOfTen(30))) == "1000000000000000000000000000000")
    #expect(JSON.amount(Rational(7)) == 7)
  }

  @Test("Every rule that can be used runs; a wrong file, or one of the wrong kind, ends with status 2") func exits()
    throws
  {
    for rule in BudgetRule.allCases where rule.suits(.approval) {
      try Self.run(["budget", "FILE", "--rule", rule.rawValue, "--explain"], on: Self.street)
    }
    let wrong = Self.street.replacing("budget;90", with: "budget;much")
    for (arguments, text) in [
      (["budget", "FILE"], wrong), (["compare", "FILE"], wrong), (["committee", "FILE", "--seats", "2"], wrong),
      (["budget", "FILE", "--rule", "equal-shares-points"], Self.street), (["budget", "/no/such/file"], ""),
      (["committee", "FILE", "--seats", "4"], Self.street), (["committee", "FILE", "--seats", "1"], "profile: [[x]]"),
      (["compare", "FILE", "--html", "/no/such/folder/page.html"], Self.street),
    ] {
      #expect(throws: ExitCode(2)) { try Self.run(arguments, on: text) }
    }
    #expect(throws: (any Error).self) { try Self.run(["budget", "FILE", "--rule", "dictator"], on: Self.street) }
    #expect(throws: (any Error).self) {
      try Self.run(["budget", "FILE", "--rule", "phragmen", "--completion", "add1"], on: Self.street)
    }
  }

  @Test("Rules that agree share a column of the table") func table() throws {
    let pabulib = try Pabulib(Array(Self.street.utf8))
    let comparison = RuleComparison(pabulib, alternatives: Counterfactuals.alternatives(for: pabulib.election))
    #expect(comparison.distinct.count == 2)
    #expect(comparison.text.contains("A  greedy-votes, greedy-votes-per-cost, greedy-no-skip\n"))
    let title = "   Most votes first. Most votes for the money first. Most votes first, until one does not fit.\n"
    #expect(comparison.text.contains(title))
    #expect(comparison.text.contains("Equal shares, whatever is done with the rest. "))
    #expect(comparison.text.contains("A  2 projects, £80; 3 voters with nothing they voted for"))
  }

  @Test("The page is one file: no script, nothing from elsewhere, and what people wrote is text") func page() throws {
    let output = try Self.output(.equalSharesCost, .add1Greedy)
    let comparison = RuleComparison(
      output.pabulib, alternatives: Counterfactuals.alternatives(for: output.election))
    let bytes = ComparisonPage(comparison, ExplainedBudget(output, comparison: nil)).bytes
    let page = String(decoding: bytes, as: UTF8.self)
    #expect(page.contains("<h1>Our &lt;street&gt;</h1>"))
    #expect(page.contains("Lamps &amp; light"))
    for foreign in ["<script", "http:", "https:", "<link", "@import", "url("] { #expect(!page.contains(foreign)) }
    #expect(page.contains("prefers-color-scheme: dark"))
  }
}
