import ArgumentParser
import Bridges
import Commons
import Doors
import Hummingbird
import Logging
import Storehouse

struct Serve: AsyncParsableCommand {
  static let configuration = CommandConfiguration(abstract: "Serve the site.")

  @OptionGroup var options: Options

  func run() async throws {
    let configuration = try options.configuration()
    try await Server.run(configuration)
  }
}

/// Serving until told to stop: requests in flight finish, jobs are handed back.
enum Server {
  static func run(_ configuration: Configuration) async throws {
    let log = Log.make()
    let program = try await Program.open(configuration, log: log)
    let application = Application(
      router: program.router(), server: .http1(with: program.streaming.door),
      configuration: .init(
        address: .hostname(configuration.host, port: configuration.port), serverName: nil, backlog: 1024),
      services: Works.services(program, log: log),
      onServerRunning: { channel in
        let port = channel.localAddress?.port ?? configuration.port
        print("Guerilla Policy is at http://\(configuration.host):\(port)")
      },
      logger: log)
    try await application.runService()
    await program.house.store.shutdown()
  }
}
