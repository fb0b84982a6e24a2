public import ArgumentParser
public import Deliberation

/// `guerilla tally decision`: counts a group's decision again.
struct DecisionCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "decision", abstract: "Count a group's decision: show of hands, approval, score, dots, consent …",
    discussion: """
      FILE is JSON as docs/deciding/ballots.md describes it under “Published ballots”. Exits with 2, and says where, when the \
      file is wrong.
      """)

  @Argument(help: "The published ballots.") var file: String
  @Option(help: "The rule.") var rule: PublishedDecision.Rule
  @Option(
    help: ArgumentHelp(
      "The highest score, a person's dots or credits, how many are ranked, or how many may be approved of.",
      discussion: "Without it: 5, 8, 100, 3, all.")) var most: Int?
  @Option(help: ArgumentHelp("How many have to vote: a number, or a percentage of those who may.", valueName: "quorum"))
  var quorum: QuorumWords?
  @Option(
    help: ArgumentHelp(
      "What an option has to reach, as in yes:at-least:2/3:votes-cast; for gradients without the option.",
      discussion: "at-least, more-than or at-most; votes-cast, sides-taken or eligible.", valueName: "mark"))
  var mark: [MarkWords] = []
  @Flag(help: "Print JSON.") var json = false

  func validate() throws {
    if let most, !(1...1_000_000 ~= most) { throw ValidationError("--most is from 1 to 1,000,000.") }
  }

  func run() throws {
    let report = try TallyFile(file).read { bytes throws(Malformed) in
      DecisionReport(
        try PublishedDecision(
          BallotFile(bytes), rule: rule, most: most, quorum: quorum?.quorum ?? .none, marks: mark.map(\.mark)))
    }
    print(json ? report.json.text : report.text)
  }
}

extension PublishedDecision.Rule: ExpressibleByArgument {}

/// “12”, or “20%”.
struct QuorumWords: ExpressibleByArgument {
  let quorum: Quorum

  init?(argument: String) {
    if argument.hasSuffix("%") {
      guard let part = Int(argument.dropLast()).flatMap({ Part(percent: $0) }) else { return nil }
      quorum = .part(part)
    } else {
      guard let people = Int(argument), people >= 0 else { return nil }
      quorum = .people(people)
    }
  }
}

/// “yes:at-least:2/3:votes-cast”, or without the option.
struct MarkWords: ExpressibleByArgument {
  let mark: PublishedDecision.Mark

  init?(argument: String) {
    let words = argument.split(separator: ":", omittingEmptySubsequences: false)
    guard words.count >= 3, let test = PassMark.Test(rawValue: String(words[words.count - 3])),
      let part = Self.part(words[words.count - 2]), let basis = PassMark.Basis(rawValue: String(words[words.count - 1]))
    else { return nil }
    // An id may hold colons.
    let option = words.count > 3 ? words.dropLast(3).joined(separator: ":") : nil
    mark = PublishedDecision.Mark(option: option, mark: PassMark(test, part, of: basis))
  }

  /// “2/3”, or “60%”.
  private static func part(_ words: Substring) -> Part? {
    if words.hasSuffix("%") { return Int(words.dropLast()).flatMap { Part(percent: $0) } }
    let numbers = words.split(separator: "/", omittingEmptySubsequences: false).map { Int($0) }
    guard numbers.count == 2, let numerator = numbers[0], let denominator = numbers[1] else { return nil }
    return Part(numerator, of: denominator)
  }
}
