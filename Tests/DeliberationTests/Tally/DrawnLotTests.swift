import ArgumentParser
import Deliberation
import Foundation
import Testing

@testable import Tally

@Suite("Lots from a public seed") struct DrawnLotTests {
  /// Three equal projects, money for one.
  static let tie = """
    META
    key;value
    budget;10
    vote_type;approval
    PROJECTS
    project_id;cost
    a;10
    b;10
    c;10
    VOTES
    voter_id;vote
    1;a,b,c
    """

  static func read(_ options: [String]) throws -> (pabulib: Pabulib, ties: TieBreaking?) {
    let file = FileManager.default.temporaryDirectory.appending(path: "\(UUID().uuidString).pb")
    try Data(tie.utf8).write(to: file)
    defer { try? FileManager.default.removeItem(at: file) }
    return try BudgetFile.parse([file.path] + options).read()
  }

  @Test("Equal projects rank by SHA-256(list ‖ beacon ‖ i), which anyone can work out") func order() throws {
    var firsts: Set<String> = []
    for seed in ["one", "two", "three", "four", "five", "six", "seven", "eight"] {
      let (pabulib, ties) = try Self.read(["--seed", seed])
      let tickets = ["a", "b", "c"].enumerated().map { place, id in
        (SHA256.hexadecimal("a\nb\nc\n\(seed)\(place + 1)".utf8), id)
      }
      let expected = try #require(tickets.min { $0.0 < $1.0 }).1
      for rule in [BudgetRule.equalSharesCost, .phragmen, .greedyVotes] {
        let winners = rule.winners(of: pabulib.election, ties: ties).map { pabulib.election.projects[$0].id }
        #expect(winners == [expected])
      }
      firsts.insert(expected)
      let beacon = Hexadecimal.text(Array(seed.utf8))
      #expect(try Self.read(["--beacon", beacon]).ties == ties)
    }
    #expect(firsts.count > 1)
  }

  @Test("Only one way to put equal projects in order, and a beacon of hexadecimal digits") func options() {
    for options in [
      ["--seed", "x", "--beacon", "00"], ["--seed", "x", "--ties", "id"], ["--beacon", "0"], ["--beacon", "xy"],
      ["--beacon", ""], ["--seed", ""],
    ] {
      #expect(throws: (any Error).self) { _ = try TallyCommand.parseAsRoot(["budget", "f"] + options) }
    }
  }

  @Test("A public draw and the lots of a budget are one thing") func sameAsDraw() throws {
    let (_, ties) = try Self.read(["--beacon", "c0ffee"])
    let draw = try ProvableDraw(["a", "b", "c"], beacon: [0xC0, 0xFF, 0xEE])
    #expect(ties == .listed(draw.tickets.map(\.entry)))
  }

  @Test("Answers about pairs are counted, and a wrong file ends with status 2") func pairwise() throws {
    let report = try PairwiseReport(
      try Comparisons(Array("winner,loser,count\nbus,hall,3\nhall,bus,1\n".utf8)), prior: 0)
    #expect(report.json["winners"] == ["bus", "hall"])
    #expect(report.json["answers"] == 4)
    #expect(report.json["parts"] == [["bus", "hall"]])
    #expect(report.json["ideas"]?.elements.map { $0["score"] } == [.number(200.0 / 3), .number(100.0 / 3)])
    #expect(abs((report.json["ideas"]?.elements[0]["bradleyTerry"]?.decimal ?? 0) - 63.397_459_6) < 1e-5)
    #expect(report.text.contains("1.           63.4            66.7         3         1  bus"))
    for (command, text) in [("pairwise", "winner,loser\na,a\n"), ("pairwise", ""), ("round", "{}")] {
      try BallotCommandTests.withFile(text) { path in
        #expect(throws: ExitCode(2)) { try BallotCommandTests.run([command, path]) }
      }
    }
    try BallotCommandTests.withFile("winner,loser\na,b\n") { path in
      try BallotCommandTests.run(["pairwise", path, "--json"])
      #expect(throws: ExitCode(2)) { try BallotCommandTests.run(["pairwise", path, "--prior", "0"]) }
    }
    try BallotCommandTests.withFile(GrantRoundFileTests.march) { path in
      #expect(throws: ExitCode(2)) { try BallotCommandTests.run(["round", path]) }
    }
  }
}
