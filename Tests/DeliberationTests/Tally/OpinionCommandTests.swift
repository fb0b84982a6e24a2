import ArgumentParser
import Foundation
import Testing

@testable import Deliberation
@testable import Tally

@Suite("The command that maps opinions") struct OpinionCommandTests {
  /// A folder with those files, which goes when the test does.
  static func withFolder(_ files: [String: String], _ body: (String) throws -> Void) throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "opinions-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    for (name, text) in files { try Data(text.utf8).write(to: folder.appending(path: name)) }
    try body(folder.path)
  }

  static func export(_ town: MadeUpConversation) -> PolisExport {
    var export = PolisExport()
    export.topic = "Our town <b>"
    export.statements = town.statements.map {
      PolisExport.Statement(id: $0, author: 0, time: 1_600_000_000_000, text: "Statement “\($0)” & <more>")
    }
    export.votes = town.votes.enumerated().map { place, vote in
      OpinionVote(
        participant: vote.participant, statement: vote.statement, stance: vote.stance,
        time: vote.time ?? 1_600_000_000_000 + Int64(place) * 1000)
    }
    export.columns = town.statements
    return export
  }

  static func files(_ town: MadeUpConversation) -> [String: String] {
    let export = export(town)
    return [
      "comments.csv": export.commentsCSV(), "votes.csv": export.votesCSV(), "summary.csv": "topic,\(export.topic)\n",
    ]
  }

  static func run(_ arguments: [String]) throws {
    var command = try TallyCommand.parseAsRoot(["opinions"] + arguments)
    try command.run()
  }

  private let town = MadeUpConversation([12, 9], statements: 10, seed: 2)

  @Test("A folder without its files, or with wrong ones, ends with status 2") func wrong() throws {
    #expect(throws: ExitCode(2)) { try Self.run(["/no/such/folder"]) }
    let right = Self.files(town)
    let without = right.filter { $0.key != "votes.csv" }
    try Self.withFolder(without) { folder in #expect(throws: ExitCode(2)) { try Self.run([folder]) } }
    for (name, text) in [
      ("comments.csv", ""), ("comments.csv", "\u{0}\u{0}\u{0}"),
      ("votes.csv", "timestamp,comment-id,voter-id,vote\n1,0,0,9\n"),
      ("votes.csv", "timestamp,comment-id,voter-id,vote\n1,0,99999999999999999999999,1\n"), ("votes.csv", "\"\n\n"),
      ("participants-votes.csv", "participant,0\n1,1\n1,1\n"), ("summary.csv", "topic,\"open\n"),
    ] {
      var files = right
      files[name] = text
      try Self.withFolder(files) { folder in #expect(throws: ExitCode(2), "\(name)") { try Self.run([folder]) } }
    }
    try Self.withFolder(right) { folder in
      // No groups were published, and a folder is no file.
      #expect(throws: ExitCode(2)) { try Self.run([folder, "--published-groups"]) }
      #expect(throws: ExitCode(2)) { try Self.run([folder, "--html", folder]) }
    }
  }

  @Test(
    "Options that make no sense are refused before any file is read",
    arguments: [
      ["f", "--groups", "1"], ["f", "--groups", "51"], ["f", "--most-groups", "0"], ["f", "--samples", "-1"],
      ["f", "--samples", "10001"], ["f", "--method", "worst"], ["f", "--seed", "-1"], [],
    ])
  func options(_ arguments: [String]) {
    #expect(throws: (any Error).self) { _ = try TallyCommand.parseAsRoot(["opinions"] + arguments) }
  }

  @Test("It runs on a right one in every way, and writes one page") func right() throws {
    try Self.withFolder(Self.files(town)) { folder in
      for options in [[], ["--json"], ["--method", "polis", "--strict"], ["--samples", "2", "--groups", "2"]] {
        try Self.run([folder] + options)
      }
      try Self.run([folder + "/", "--html", folder + "/page.html"])
      let page = try String(contentsOfFile: folder + "/page.html", encoding: .utf8)
      #expect(page.contains("<title>Our town &lt;b&gt;</title>"))
      #expect(page.contains("&amp; &lt;more&gt;"))
      #expect(!page.contains("<more>") && !page.contains("<script"))
    }
  }

  @Test("The JSON has the documented members, and reads back") func json() throws {
    let export = Self.export(town)
    let map = OpinionMap(export.matrixOfVotes, count: 2)
    let report = OpinionReport(
      export: export, map: map, bridging: BridgingFactors(map.matrix),
      stability: GroupStability(map, rule: GroupingRule(), samples: 2))
    let json = try JSON(Array(report.json.text.utf8))
    #expect(json["topic"] == "Our town <b>")
    #expect(json["n_participants"] == 21)
    #expect(json["n_statements"] == 10)
    #expect(json["n_votes"] == .integer(map.matrix.votes))
    #expect(json["group_count"] == 2)
    #expect(json["groups"]?.elements.map { $0["size"] } == [12, 9])
    #expect(json["common_ground"]?.elements == map.commonGround.map(JSON.integer))
    let statement = try #require(json["statements"]?.elements.first)
    #expect(statement["text"] == "Statement “0” & <more>")
    #expect(statement["consensus"]?.decimal == map.statistics.consensus(column: 0))
    #expect(statement["groups"]?.elements.count == 2)
    #expect(statement["bridging"]?["status"] != nil && statement["uncertainty"]?["bits"] != nil)
    #expect(json["positions"]?.elements.count == 21)
    #expect(json["stability"]?["samples"] == 2)
    #expect(report.text.hasPrefix("Our town <b>\n\n21 people, 10 statements,"))
  }

  @Test("What a group has not voted on is not said to be common ground, however many others agree")
  func unasked() throws {
    var town = town
    // Only the larger camp has seen statement 3, and likes it.
    town.votes.removeAll { $0.statement == 3 }
    town.votes += town.camps[0].map { OpinionVote(participant: $0, statement: 3, stance: .agree) }
    let export = Self.export(town)
    let map = OpinionMap(export.matrixOfVotes, count: 2)
    let report = OpinionReport(export: export, map: map, bridging: BridgingFactors(map.matrix), stability: nil)
    #expect(report.unasked.map(\.statement) == [3])
    #expect(report.asked.count == 9 && report.verdicts.count == 10)
    let ground = report.text.split(separator: "\n").filter { $0.hasPrefix("  0.") }
    #expect(ground.count == 9 && !ground.contains { $0.contains("“3”") })
    let page = String(decoding: OpinionPage(report, folder: "here").bytes, as: UTF8.self)
    #expect(page.contains("1 statement that not every group has voted on"))
  }

  @Test("An empty conversation is no error") func empty() throws {
    let files = [
      "comments.csv": "timestamp,comment-id,author-id,agrees,disagrees,moderated,comment-body\n",
      "votes.csv": "timestamp,comment-id,voter-id,vote\n",
    ]
    try Self.withFolder(files) { folder in
      for options in [[], ["--json"], ["--html", folder + "/page.html"]] { try Self.run([folder] + options) }
    }
  }
}
