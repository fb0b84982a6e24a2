import ArgumentParser
import Commons
import Doors
import FoundationEssentials
import Storehouse

struct Migrate: AsyncParsableCommand {
  static let configuration = CommandConfiguration(abstract: "Bring the database up to date; serve does it too.")

  @OptionGroup var options: Options

  func run() async throws {
    let program = try await Program.open(try options.configuration(), log: Log.make())
    print("The database is up to date.")
    await program.house.store.shutdown()
  }
}
