import ArgumentParser
import Deliberation
import Foundation
import Testing

@testable import Tally

@Suite("The commands that count ballots, draw and seat panels") struct BallotCommandTests {
  static let ward =
    "3,1,\n4,1,2,\n3,2,\n2,3,2,\n\"Candidate 1\",\"Ann\",\"P\",\n\"Candidate 2\",\"Bob\",\n\"Candidate 3\",\"Cyd\",\n\"Ward 9\",\n"

  /// The path of a file with that text, in a folder of its own that goes when the test does.
  static func withFile(_ text: String, _ name: String = "file", _ body: (String) throws -> Void) throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "ballots-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let file = folder.appending(path: name)
    try Data(text.utf8).write(to: file)
    try body(file.path)
  }

  static func run(_ arguments: [String]) throws {
    var command = try TallyCommand.parseAsRoot(arguments)
    try command.run()
  }

  @Test(
    "A wrong file ends with status 2",
    arguments: [
      ["ranked", "--rule", "irv"], ["draw", "--beacon", "00"],
      ["ranked", "--rule", "tabulator", "--config", "/nowhere"],
    ])
  func wrong(_ arguments: [String]) throws {
    try Self.withFile("3,1\n1,9\n\n3,1\n") { path in
      #expect(throws: ExitCode(2)) { try Self.run(arguments + [path]) }
    }
    #expect(throws: ExitCode(2)) { try Self.run(arguments + ["/no/such/file"]) }
  }

  @Test("A folder without its files, and quotas that cannot be met, end with status 2") func wrongPool() throws {
    #expect(throws: ExitCode(2)) { try Self.run(["sortition", "/no/such", "--panel", "2", "--seed", "s"]) }
    try Self.withFile("category,feature,min,max\nage,old,2,2\n", "categories.csv") { path in
      let folder = String(path.dropLast("/categories.csv".count))
      try Data("id,age\na,old\n".utf8).write(to: URL(filePath: folder).appending(path: "respondents.csv"))
      #expect(throws: ExitCode(2)) { try Self.run(["sortition", folder, "--panel", "1", "--seed", "s"]) }
      #expect(throws: ExitCode(2)) { try Self.run(["sortition", folder, "--panel", "9", "--seed", "s"]) }
    }
  }

  @Test("A folder for a file, a file for a folder, and a header without ballots end with status 2") func kinds() throws
  {
    let folder = FileManager.default.temporaryDirectory.path
    for arguments in [
      ["ranked", folder, "--rule", "irv"], ["draw", folder], ["compare", folder], ["round", folder],
    ] {
      #expect(throws: ExitCode(2)) { try Self.run(arguments) }
    }
    try Self.withFile("hello\n") { path in
      for arguments in [
        ["ranked", path, "--rule", "irv"], ["opinions", path], ["sortition", path, "--panel", "1", "--seed", "s"],
      ] { #expect(throws: ExitCode(2)) { try Self.run(arguments) } }
    }
  }

  @Test(
    "Options that make no sense are refused before any file is read",
    arguments: [
      ["ranked", "f", "--rule", "irv", "--seats", "0"], ["ranked", "f", "--rule", "first"], ["ranked", "f"],
      ["ranked", "f", "--rule", "tabulator"], ["ranked", "f", "--rule", "irv", "--config", "g"],
      ["draw", "f", "--beacon", "0"], ["draw", "f", "--beacon", "xy"], ["draw", "f", "--choose", "0"],
      ["sortition", "f", "--panel", "0", "--seed", "s"], ["sortition", "f", "--panel", "3"],
    ])
  func options(_ arguments: [String]) {
    #expect(throws: (any Error).self) { _ = try TallyCommand.parseAsRoot(arguments) }
  }

  @Test("What is printed as JSON has the documented members, and reads back") func json() throws {
    let ballots = try RankedCSV.read(Array(Self.ward.utf8))
    let matrix = PairwiseMatrix(ballots)
    let reports = [
      RankedReport(ballots, InstantRunoff(ballots)), RankedReport(ballots, matrix, Schulze(matrix)),
      RankedReport(ballots, matrix, Condorcet(matrix)), RankedReport(ballots, ScottishSTV(ballots, seats: 1)),
      RankedReport(ballots, MeekSTV(ballots, seats: 1)),
      RankedReport(ballots, try Tabulator(ballots, TabulatorRules()), TabulatorRules()),
    ]
    #expect(
      reports.map { $0.json["rule"]?.words } == [
        "irv", "schulze", "condorcet", "stv-scottish", "stv-meek", "tabulator",
      ])
    for report in reports {
      #expect(report.json["winners"] == [2])
      #expect(report.json["winner_names"] == ["Bob"])
      #expect(report.json["ballots"] == 9)
      #expect(report.json["contest"] == "Ward 9")
      #expect(report.json["candidates"]?.elements.first == ["number": 1, "name": "Ann", "party": "P"])
      let read = try JSON(Array(report.json.text.utf8))
      #expect(read["winners"] == [2])
      #expect(report.text.hasSuffix("Elected: Bob"))
    }
    let rounds = try #require(reports[3].json["rounds"]?.elements)
    #expect(rounds.map { $0["action"]?.words } == ["first-preferences", "exclusion"])
    #expect(rounds[1]["candidate"] == 3)
    #expect(rounds[1]["votes"]?.elements.map(\.decimal) == [4, 5, 0])
  }

  @Test("Two who tie are both named, and nobody is called elected") func tied() throws {
    let ballots = try RankedBallots(candidates: ["Ann", "Bob"], rankings: [(1, [0]), (1, [1])])
    let report = RankedReport(ballots, InstantRunoff(ballots))
    #expect(report.json["winners"] == [1, 2])
    #expect(report.text.hasSuffix("Tied: Ann; Bob"))
  }
}
