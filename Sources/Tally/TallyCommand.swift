public import ArgumentParser

/// `guerilla tally`: anyone can count again what was decided. Reads a file, decides, prints; knows no site and no database.
public struct TallyCommand: ParsableCommand {
  public static let configuration = CommandConfiguration(
    commandName: "tally", abstract: "Count a vote again: budgets, ballots, opinions, draws.",
    subcommands: [
      BudgetCommand.self, CommitteeCommand.self, CompareCommand.self,
      RankedCommand.self, SortitionCommand.self, DrawCommand.self, OpinionsCommand.self, WeighCommand.self,
      PairwiseCommand.self, RoundCommand.self, DecisionCommand.self,
    ])
  public init() {}
}
