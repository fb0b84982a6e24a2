import ArgumentParser
import Tally

@main
struct Guerilla: AsyncParsableCommand {
  static let version = "0.1.0"

  static let configuration = CommandConfiguration(
    commandName: "guerilla",
    abstract:
      "Guerilla Policy: a social network where people who use and provide public services make policy together.",
    discussion: Configuration.help,
    version: version,
    subcommands: [
      Serve.self, Demo.self, Migrate.self, AccountCommand.self, ImportCommand.self, BackupCommand.self,
      RestoreCommand.self, CheckCommand.self, TallyCommand.self,
    ],
    defaultSubcommand: Serve.self)
}
