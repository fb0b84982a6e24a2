import ArgumentParser
import Commons
import Doors
import Logging
import Storehouse

struct Demo: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Load a made-up community into an empty site, then serve it.",
    discussion: "Every person in it can sign in with the password “a lively demo”; try @amina.")

  @OptionGroup var options: Options
  @Flag(help: "Stop after loading.") var loadOnly = false

  func run() async throws {
    let configuration = try options.configuration()
    try await refusing {
      let program = try await Program.open(configuration, log: Log.make())
      let outcome = try await DemoCommunity.read().loadIfEmpty(into: program.house)
      await program.house.store.shutdown()
      print(outcome)
    }
    if !loadOnly { try await Server.run(configuration) }
  }
}
