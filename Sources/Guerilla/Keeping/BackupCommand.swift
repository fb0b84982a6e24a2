import ArgumentParser
import Commons
import Foundation
import Storehouse

struct BackupCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "backup", abstract: "Copy everything into one file, also while the site is served.",
    discussion: "The file holds the database, what was uploaded and the secret key: keep it where only you can read it."
  )

  @OptionGroup var options: Options
  @Argument(help: "The file to write: a tar. It must not be there yet.") var file: String

  func run() async throws {
    try await refusing {
      let report = try await Archive.write(file, of: try options.configuration(), at: Clock.now())
      print("Wrote \(file): \(report).")
    }
  }
}

/// One file with everything a site is: `manifest.json`, `secret.key`, the database, and `media/`.
///
/// The database is copied first. A row names a file only after the file is kept, so that every file its rows name is there by then.
enum Archive {
  static let manifestName = "manifest.json"
  static let secretName = "secret.key"
  static let sqliteName = "database.sqlite"
  static let postgresName = "database.pgdump"
  static let format = 1

  /// What a backup says of itself.
  struct Manifest: Codable {
    var format: Int
    var program: String
    var engine: String
    /// Seconds since 1970.
    var madeAt: Int
  }

  /// - Returns: what was written, in words.
  static func write(_ path: String, of configuration: Configuration, at now: Moment) async throws -> String {
    let manager = FileManager.default
    let location = try StoreLocation(configuration.database)
    let seconds = Int(now.milliseconds / 1000)
    let tar = try TarWriter(path, modified: seconds)
    // Beside the backup, because there is room for a copy there and perhaps nowhere else.
    let copy = "\(path).database-\(UInt32.random(in: .min ... .max))"
    defer { try? manager.removeItem(atPath: copy) }
    switch location {
    case .sqlite(let database):
      guard manager.fileExists(atPath: database) else {
        throw Refusal(.notFound, "There is no database at \(database).")
      }
      let store = try await Storehouse.open(location, clock: Clock.now, log: { _ in })
      do {
        try await Backup.copy(store, to: copy)
      } catch {
        await store.shutdown()
        throw error
      }
      await store.shutdown()
    case .postgres(let url):
      _ = manager.createFile(atPath: copy, contents: nil, attributes: [.posixPermissions: 0o600])
      try PostgresPrograms(url).dump(to: copy)
    }
    let manifest = Manifest(
      format: format, program: Guerilla.version, engine: location.engine.rawValue, madeAt: seconds)
    try tar.add(try JSONEncoder().encode(manifest), named: manifestName)
    guard try tar.add(fileAt: configuration.data + "/secret.key", named: secretName) else {
      throw Refusal(.notFound, "There is no secret key in \(configuration.data): is that the data folder?")
    }
    try tar.add(fileAt: copy, named: location.engine == .sqlite ? sqliteName : postgresName)
    var count = 0
    let folder = configuration.data + "/media"
    for shelf in (try? manager.contentsOfDirectory(atPath: folder).sorted()) ?? [] where shelf.utf8.count == 2 {
      for name in try manager.contentsOfDirectory(atPath: "\(folder)/\(shelf)").sorted() where MediaName(name) != nil {
        // Deleted meanwhile is deleted.
        if try tar.add(fileAt: "\(folder)/\(shelf)/\(name)", named: "media/\(shelf)/\(name)") { count += 1 }
      }
    }
    try tar.finish()
    return "the database, the secret key and \(count) uploaded files"
  }
}
