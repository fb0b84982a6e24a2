import ArgumentParser
import Deliberation

/// `guerilla tally budget`: decides a participatory budget again.
struct BudgetCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "budget", abstract: "Count a participatory budget (Pabulib file) by a rule.",
    discussion: "Prints who is funded, in order of purchase. Exits with 2, and says where, when the file is wrong.")

  @OptionGroup var source: BudgetFile
  @Option(help: "The rule.") var rule: BudgetRule = .equalSharesCost
  @Option(help: "What equal shares does with what is left.") var completion: Completion = .none
  @Flag(help: "Say who paid what, why each of the others lost, and what would have been otherwise.") var explain = false
  @Flag(help: "Keep the result by votes where more people prefer it to that of equal shares.") var comparison = false
  @Flag(help: "Print JSON.") var json = false

  func validate() throws {
    if rule.satisfaction == nil, completion != .none || comparison {
      throw ValidationError("\(rule.rawValue) has no completion and no comparison; only the equal-shares rules do.")
    }
  }

  func run() throws {
    let (pabulib, ties) = try source.read()
    let kind = pabulib.election.profile.kind
    guard rule.suits(kind) else {
      throw TallyFile.refused("\(source.file): \(rule.rawValue) cannot be used on \(kind.rawValue) ballots.")
    }
    let output = BudgetOutput(pabulib: pabulib, rule: rule, completion: completion, ties: ties)
    let kept = comparison ? output.comparison : nil
    if explain {
      let explained = ExplainedBudget(output, comparison: kept)
      print(json ? explained.json.text : explained.text)
    } else {
      let winners = kept.map { $0.prefersOther ? $0.other : $0.one } ?? output.winners
      print(json ? output.json(winners).text : output.text(winners))
    }
  }
}
