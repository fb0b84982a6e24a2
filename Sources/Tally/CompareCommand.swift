import ArgumentParser
import Deliberation
import Foundation

/// `guerilla tally compare`: what every rule would have funded, side by side.
struct CompareCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "compare", abstract: "What every rule would have funded, side by side.",
    discussion: "Exits with 2, and says where, when the file is wrong.")

  @OptionGroup var source: BudgetFile
  @Option(help: ArgumentHelp("Also write one self-contained page.", valueName: "file")) var html: String?
  @Option(help: "The rule whose reasons the page gives.") var rule: BudgetRule = .equalSharesCost
  @Option(help: "Its completion.") var completion: Completion = .add1Greedy
  @Flag(help: "Print JSON.") var json = false

  func run() throws {
    let (pabulib, ties) = try source.read()
    let kind = pabulib.election.profile.kind
    guard rule.suits(kind) else {
      throw TallyFile.refused("\(source.file): \(rule.rawValue) cannot be used on \(kind.rawValue) ballots.")
    }
    let progress = Progress("Counting by every rule")
    progress.show(0, of: 1)
    let comparison = RuleComparison(pabulib, alternatives: Counterfactuals.alternatives(for: pabulib.election))
    progress.end()
    if let html {
      let output = BudgetOutput(
        pabulib: pabulib, rule: rule, completion: rule.satisfaction == nil ? .none : completion, ties: ties)
      let page = ComparisonPage(comparison, ExplainedBudget(output, comparison: nil))
      guard FileManager.default.createFile(atPath: html, contents: Data(page.bytes)) else {
        throw TallyFile.refused("\(html): this file cannot be written.")
      }
    }
    print(json ? comparison.json.text : comparison.text)
  }
}
