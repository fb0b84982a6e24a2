import ArgumentParser
import Commons
import Community
import Foundation
import Storehouse

struct CheckCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Look whether everything kept is whole; says what is not, and then ends with status 1.")

  @OptionGroup var options: Options

  func run() async throws {
    var problems: [String] = []
    try await refusing { problems = try await Checking.problems(of: try options.configuration()) }
    guard problems.isEmpty else {
      print(problems.joined(separator: "\n"))
      print(problems.count == 1 ? "1 problem." : "\(problems.count) problems.")
      throw ExitCode(1)
    }
    print("Everything is whole.")
  }
}

/// Looks a site through: the database's own structure, numbers kept on rows, and uploaded files.
enum Checking {
  /// What is wrong, a sentence each; changes nothing.
  static func problems(of configuration: Configuration) async throws -> [String] {
    let location = try StoreLocation(configuration.database)
    if case .sqlite(let path) = location, !FileManager.default.fileExists(atPath: path) {
      throw Refusal(.notFound, "There is no database at \(path).")
    }
    let store = try await Storehouse.open(location, clock: Clock.now, log: { _ in })
    do {
      let problems = try await problems(of: store, media: try DiskMediaStore(folder: configuration.data + "/media"))
      await store.shutdown()
      return problems
    } catch {
      await store.shutdown()
      throw error
    }
  }

  static func problems(of store: any Store, media: DiskMediaStore) async throws -> [String] {
    var problems = try await Backup.check(store)
    // Where pages are damaged, counting them says nothing.
    guard problems.isEmpty else { return problems }
    let counts = Counts(store: store)
    problems += try await counts.mistakes().map {
      "\($0.name) of \($0.row) is \($0.kept), and counting gives \($0.counted)"
    }
    for (row, text) in try await counts.files() {
      guard let name = MediaName(text) else {
        problems.append("media \(row) names a file that cannot be: \(text)")
        continue
      }
      if let path = media.path(name), !FileManager.default.fileExists(atPath: path) {
        problems.append("media \(row): the file \(text) is gone")
      }
    }
    return problems
  }
}
