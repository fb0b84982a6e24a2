import ArgumentParser
import Foundation
import Testing

@testable import Deliberation
@testable import Tally

@Suite("The commands that look for capture and weigh people") struct CaptureCommandTests {
  /// A town in which twelve push their own votes; the files of it, with people and margins beside.
  private static func files() -> (files: [String: String], export: PolisExport, planted: [Int]) {
    var crowd = Crowd([40, 30], statements: 20, seed: 4)
    let planted = crowd.plantBlock(12, statements: 18)
    var export = PolisExport()
    export.topic = "Our town"
    export.statements = (0..<20).map { PolisExport.Statement(id: $0, author: 0, time: 0, text: "Say <\($0)> & more") }
    export.votes = crowd.votes
    export.columns = Array(0..<20)
    var people = "participant,age,verified,account_days\n"
    for person in 0..<crowd.people {
      let isPlanted = planted.contains(person)
      people += "\(person),\(person % 3 == 0 ? "old" : "young"),\(isPlanted ? "" : "yes"),\(isPlanted ? 1 : 100)\n"
    }
    let files = [
      "comments.csv": export.commentsCSV(), "votes.csv": export.votesCSV(), "people.csv": people,
      "margins.csv": "attribute,value,share\nage,young,50\nage,old,40\nage,oldest,10\n",
      "summary.csv": "topic,Our town\n",
    ]
    return (files, export, planted)
  }

  private static func report() throws -> (report: OpinionReport, planted: [Int]) {
    let (files, export, planted) = files()
    let map = OpinionMap(export.matrixOfVotes)
    let margins = try PopulationMargin.read(Array(try #require(files["margins.csv"]).utf8))
    let people = try PeopleFile(Array(try #require(files["people.csv"]).utf8), margins: margins)
    let capture = try CaptureReport(map, votes: export.votes, people: people, featured: 4)
    let bridging = BridgingFactors(map.matrix)
    return (OpinionReport(export: export, map: map, bridging: bridging, stability: nil, capture: capture), planted)
  }

  @Test("The JSON has the documented members, and names those who were planted") func json() throws {
    let (report, planted) = try Self.report()
    let capture = try #require(try JSON(Array(report.json.text.utf8))["capture"])
    let block = try #require(capture["blocks"]?.elements.first)
    #expect(block["members"]?.elements == planted.map(JSON.integer) && block["size"] == 12)
    #expect(block["votes"]?.elements.count == 18)
    #expect(capture["has_times"] == true)
    for name in ["stance_bursts", "arrival_bursts", "copycats"] { #expect(capture[name] == []) }
    #expect(capture["new_accounts"]?["known"] == 82 && capture["new_accounts"]?["new"] == 12)
    let sensitivity = try #require(capture["sensitivity"])
    #expect(sensitivity["featured"]?.elements.count == 4)
    let variants = try #require(sensitivity["variants"]?.elements)
    #expect(
      variants.map { $0["change"]?.words } == [
        "without-most-alike", "without-unverified", "weighted-like-population",
      ])
    // Of 82 people a twentieth is five; the twelve are all as alike.
    #expect(variants[0]["left_out"] == variants[1]["left_out"])
    #expect(variants[0]["left_out"]?.elements == planted.map(JSON.integer))
    #expect(variants.allSatisfy { $0["featured"]?.elements.count == 4 })
    let weighing = try #require(capture["weighing"])
    #expect(weighing["people"] == 82 && weighing["converged"] == true)
    #expect(weighing["representativeness"]?.decimal == 0)
    #expect(weighing["troubles"]?.elements.count == 1 && weighing["weight_of"] == nil)
  }

  @Test("Words and page say the same, with nothing unescaped") func words() throws {
    let (report, planted) = try Self.report()
    #expect(report.text.contains("COULD A FEW DECIDE FOR MANY?"))
    #expect(report.text.contains("\(planted.count) people vote alike on 18 statements"))
    #expect(report.text.contains("oldest: 0 people, 0%; population 10%; weighted 0%  NOT HEARD"))
    let page = String(decoding: OpinionPage(report, folder: "x").bytes, as: UTF8.self)
    #expect(page.contains("<h2 id=\"capture\">Could a few decide for many?</h2>"))
    #expect(page.contains("12 people vote alike on 18 statements") && page.contains("Say &lt;"))
    #expect(!page.contains("Say <") && !page.contains("<script"))
    #expect(page.components(separatedBy: "id=\"variants-caption\"").count == 2)
  }

  @Test("It runs, with what is known of people and without") func runs() throws {
    let (files, _, _) = Self.files()
    try OpinionCommandTests.withFolder(files) { folder in
      let people = ["--people", folder + "/people.csv"]
      for options in [
        [], ["--json"], people, people + ["--margins", folder + "/margins.csv", "--html", folder + "/page.html"],
      ] { try OpinionCommandTests.run([folder, "--capture"] + options) }
      #expect(try String(contentsOfFile: folder + "/page.html", encoding: .utf8).contains("id=\"population-caption\""))
      for options in [[], ["--json"], ["--most", "1"]] {
        try Self.weigh([folder + "/people.csv", "--margins", folder + "/margins.csv"] + options)
      }
    }
  }

  private static func weigh(_ arguments: [String]) throws {
    var command = try TallyCommand.parseAsRoot(["weigh"] + arguments)
    try command.run()
  }

  @Test("Wrong files end with status 2; options that make no sense are refused before") func wrong() throws {
    let (files, _, _) = Self.files()
    let others = files.merging([
      "strangers.csv": "id\nx\n", "bad.csv": "id,age\n1,young\n1,old\n",
      "half.csv": "attribute,value,share\nage,young,0.5\n",
    ]) { $1 }
    try OpinionCommandTests.withFolder(others) { folder in
      let (people, margins) = (folder + "/people.csv", folder + "/margins.csv")
      for options in [
        ["--people", folder + "/strangers.csv"], ["--people", folder + "/none.csv"],
        ["--people", folder + "/bad.csv", "--margins", margins],
        ["--people", people, "--margins", folder + "/half.csv"],
      ] {
        #expect(throws: ExitCode(2)) { try OpinionCommandTests.run([folder, "--capture"] + options) }
      }
      for arguments in [
        [folder + "/none.csv", "--margins", margins], [people, "--margins", folder + "/none.csv"],
        [folder + "/bad.csv", "--margins", margins], [people, "--margins", folder + "/half.csv"],
        [folder, "--margins", margins],
      ] {
        #expect(throws: ExitCode(2)) { try Self.weigh(arguments) }
      }
    }
    for arguments in [
      ["opinions", "f", "--people", "p"], ["opinions", "f", "--capture", "--margins", "m"],
      ["opinions", "f", "--capture", "--featured", "0"], ["weigh", "f"],
      ["weigh", "f", "--margins", "m", "--most", "0.5"],
      ["weigh", "f", "--margins", "m", "--most", "nan"],
    ] {
      #expect(throws: (any Error).self) { _ = try TallyCommand.parseAsRoot(arguments) }
    }
  }

  @Test("Weights, by hand: two young and one old where there are as many of each") func weights() throws {
    let margins = try PopulationMargin.read(Array("attribute,value,share\nage,young,0.5\nage,old,0.5\n".utf8))
    let people = try PeopleFile(Array("id,age\na,young\nb,young\nc,old\nd,\n".utf8), margins: margins)
    let json = WeightReport(people.sample).json
    #expect(json["representativeness"]?.decimal.map { ($0 - 0.5).magnitude < 1e-12 } == true)
    #expect(json["weight_of"]?.elements.map { $0["id"]?.words } == ["a", "b", "c", "d"])
    let weights = json["weight_of"]?.elements.compactMap { $0["weight"]?.decimal } ?? []
    for (own, other) in zip(weights, [0.75, 0.75, 1.5, 1]) { #expect((own - other).magnitude < 1e-12) }
    // 16 ÷ (2 × 0.5625 + 2.25 + 1).
    #expect(json["effective_sample_size"]?.decimal.map { ($0 - 16 / 4.375).magnitude < 1e-9 } == true)
    #expect(json["attributes"]?.elements.first?["unknown"] == 1)
  }

  @Test("Numbers and moments in words, whatever they are") func figures() {
    #expect(FigureWords.percent(0.125) == "12.5%" && FigureWords.percent(1) == "100%")
    #expect(FigureWords.percent(-.infinity) == "−100000000%" && FigureWords.percent(.nan) == "0%")
    #expect(FigureWords.hundredths(1234.505) == "1,234.51" && FigureWords.hundredths(-0.05) == "−0.05")
    #expect(FigureWords.moment(1_600_000_000_000) == "13 September 2020, 12:26 UTC")
    #expect(FigureWords.moment(.max).contains("9999") && !FigureWords.moment(.min).isEmpty)
    #expect(
      [0, 1000, 300_000, 7_200_000, .max].map(FigureWords.duration).prefix(4) == [
        "0 seconds", "1 second", "5 minutes", "2 hours",
      ])
    #expect([0, 1, 1204].map(FigureWords.people) == ["0 people", "1 person", "1,204 people"])
    #expect(FigureWords.rate(0.004) == "1 in 250" && FigureWords.rate(0) == "less than 1 in 1,000,000")
  }
}
