import Commons
import Foundation

/// PostgreSQL's own `pg_dump` and `pg_restore`, run on the database of a `postgres://` address.
struct PostgresPrograms {
  private let address: String
  private let password: String?
  private let schema: String?

  /// - Parameter url: as in `GUERILLA_DATABASE`, with our own items `schema` and `pool`.
  init(_ url: String) throws {
    guard var parts = URLComponents(string: url) else {
      throw Refusal(.malformed, "The database address cannot be read.")
    }
    schema = parts.queryItems?.first { $0.name == "schema" }?.value
    let rest = parts.queryItems?.filter { $0.name != "schema" && $0.name != "pool" } ?? []
    parts.queryItems = rest.isEmpty ? nil : rest
    // Through the environment, because everyone on the machine can read a command line.
    password = parts.password
    parts.password = nil
    guard let address = parts.string else { throw Refusal(.malformed, "The database address cannot be read.") }
    self.address = address
  }

  /// Writes the whole database, as it is at one moment, into a new file.
  func dump(to path: String) throws {
    let part = schema.map { ["--schema=\($0)"] } ?? []
    try run(
      "pg_dump",
      ["--format=custom", "--no-owner", "--no-privileges", "--file=\(path)"] + part + ["--dbname=\(address)"])
  }

  /// Puts a dump back, all or nothing. Tables of the same names are replaced.
  func restore(from path: String) throws {
    try run(
      "pg_restore",
      [
        "--clean", "--if-exists", "--no-owner", "--no-privileges", "--single-transaction", "--exit-on-error",
        "--dbname=\(address)", path,
      ])
  }

  private func run(_ program: String, _ arguments: [String]) throws {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = [program] + arguments
    if let password {
      process.environment = ProcessInfo.processInfo.environment.merging(["PGPASSWORD": password]) { _, ours in ours }
    }
    let errors = Pipe()
    process.standardError = errors
    process.standardInput = FileHandle.nullDevice
    try process.run()
    let said = String(decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    guard process.terminationStatus == 0 else {
      throw Refusal(.unavailable, "\(program) did not do it: \(String(said.suffix(600)))")
    }
  }
}
