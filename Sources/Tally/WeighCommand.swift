import ArgumentParser
import Deliberation

/// `tally weigh`: how those who took part compare with the population, and weights under which they match it.
struct WeighCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "weigh", abstract: "Weigh people so that they match the population, and say how far they do.",
    discussion: """
      FILE is a CSV file with a row a person and a column an attribute (empty: not known), and perhaps a column “id”. The margins \
      are a CSV file with the columns attribute, value and share. Exits with 2, and says where, when a file is wrong.
      """)

  @Argument(help: "The CSV file of people.") var file: String
  @Option(help: ArgumentHelp("How the population divides: attribute,value,share.", valueName: "file"))
  var margins: String
  @Option(help: "The greatest weight anybody may have, in means.") var most = 5.0
  @Flag(help: "Print JSON.") var json = false

  func validate() throws {
    if !(1...1e6 ~= most) { throw ValidationError("--most is from 1 to 1,000,000.") }
  }

  func run() throws {
    let margins = try TallyFile(margins).read(PopulationMargin.read)
    let people = try TallyFile(file).read { bytes throws(Malformed) in try PeopleFile(bytes, margins: margins) }
    var rule = Raking.Rule()
    rule.most = most
    let report = WeightReport(people.sample, rule: rule)
    print(json ? report.json.text : report.text)
  }
}
