public import ArgumentParser
public import Deliberation
import Foundation

/// `tally opinions`: which groups of opinion there are, what sets each apart, and what unites them.
struct OpinionsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "opinions", abstract: "Map a conversation: groups of opinion, and what they agree on.",
    discussion: """
      FOLDER holds a Polis export: comments.csv with participants-votes.csv or votes.csv, and summary.csv if there is one. \
      The same files and options give the same map. Exits with 2, and says where, when a file is wrong.
      """)

  @Argument(help: "The folder with comments.csv and the votes.") var folder: String
  @Option(help: "How many groups to show; what fits best where this is not given, or cannot be.") var groups: Int?
  @Option(help: "How many groups to try at most.") var mostGroups = 5
  @Option(help: "How groups are found: the best of several starts, or exactly as Polis does.")
  var method: GroupingRule.Method = .best
  @Option(help: "The seed of the starts and samples.") var seed: UInt64 = 0
  @Option(help: "In how many samples of the people to look for the groups again.") var samples = 0
  @Flag(help: "Take the groups from the column group-id of participants-votes.csv.") var publishedGroups = false
  @Flag(help: "Leave out statements that were never looked at, too.") var strict = false
  @Flag(help: "Also look for signs that a few decide for many, and for what the featured statements hang on.")
  var capture = false
  @Option(help: "How many statements are featured, for --capture.") var featured = 10
  @Option(
    help: ArgumentHelp(
      "For --capture: a CSV file of participants with verified, account_days and attributes, as far as known.",
      valueName: "file")) var people: String?
  @Option(
    help: ArgumentHelp("For --capture: how the population divides by these attributes.", valueName: "file"))
  var margins: String?
  @Option(help: ArgumentHelp("Also write one self-contained page.", valueName: "file")) var html: String?
  @Flag(help: "Print JSON.") var json = false

  func validate() throws {
    if let groups, !(2...50 ~= groups) { throw ValidationError("--groups is from 2 to 50.") }
    if !(2...50 ~= mostGroups) { throw ValidationError("--most-groups is from 2 to 50.") }
    if !(1...1000 ~= featured) { throw ValidationError("--featured is from 1 to 1,000.") }
    if people != nil, !capture { throw ValidationError("--people goes with --capture.") }
    if margins != nil, people == nil { throw ValidationError("--margins goes with --people.") }
    if !(0...10_000 ~= samples) { throw ValidationError("--samples is from 0 to 10,000.") }
  }

  func run() throws {
    let export = try read()
    let rule = GroupingRule(method: method, mostGroups: max(mostGroups, groups ?? 0), seed: seed)
    let progress = Progress("Mapping opinions")
    progress.show(0, of: 1)
    let map = OpinionMap(
      export.matrixOfVotes, moderatedOut: export.moderatedOut(isStrict: strict), meta: export.meta, rule: rule,
      given: publishedGroups ? export.publishedGroups : nil, count: groups)
    let bridging = BridgingFactors(map.matrix, leftOut: map.moderatedOut.union(map.meta))
    progress.show(0, of: 1, "Looking for the groups again")
    let stability = samples > 0 && !publishedGroups ? GroupStability(map, rule: rule, samples: samples) : nil
    progress.show(0, of: 1, "Looking for signs of capture")
    let capture = capture ? try captureReport(map, export, rule) : nil
    progress.end()
    let report = OpinionReport(export: export, map: map, bridging: bridging, stability: stability, capture: capture)
    if let html {
      let page = OpinionPage(report, folder: folder)
      guard FileManager.default.createFile(atPath: html, contents: Data(page.bytes)) else {
        throw TallyFile.refused("\(html): this file cannot be written.")
      }
    }
    print(json ? report.json.text : report.text)
  }

  private func captureReport(_ map: OpinionMap, _ export: PolisExport, _ rule: GroupingRule) throws -> CaptureReport {
    let margins = try margins.map { try TallyFile($0).read(PopulationMargin.read) } ?? []
    let people = try people.map {
      try TallyFile($0).read { bytes throws(Malformed) in try PeopleFile(bytes, margins: margins) }
    }
    do {
      return try CaptureReport(map, votes: export.votes, people: people, rule: rule, featured: featured)
    } catch let error as Malformed {
      throw TallyFile.refused("\(self.people ?? folder): \(error.words)")
    }
  }

  private func read() throws -> PolisExport {
    let folder = folder.hasSuffix("/") ? folder : "\(folder)/"
    func bytes(_ file: PolisExport.File) -> [UInt8]? {
      FileManager.default.contents(atPath: folder + file.rawValue).map { Array($0) }
    }
    let comments = try TallyFile(folder + PolisExport.File.comments.rawValue)
    let export: PolisExport
    do {
      export = try PolisExport(
        comments: comments.bytes, votes: bytes(.votes), matrix: bytes(.matrix), summary: bytes(.summary))
    } catch {
      let file = folder + error.file.rawValue
      let words = error.malformed.words
      throw TallyFile.refused(error.malformed.line.map { "\(file):\($0): \(words)" } ?? "\(file): \(words)")
    }
    if publishedGroups, export.publishedGroups.isEmpty {
      throw TallyFile.refused(
        "\(folder)\(PolisExport.File.matrix.rawValue): there are no groups in a column “group-id”.")
    }
    return export
  }
}

extension GroupingRule.Method: ExpressibleByArgument {}
