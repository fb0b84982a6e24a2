import ArgumentParser
import Commons
import Foundation
import Storehouse

struct RestoreCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "restore", abstract: "Put back what `backup` copied. Stop the site first.")

  @OptionGroup var options: Options
  @Flag(help: "Replace the site that is there.") var force = false
  @Argument(help: "A file that `backup` wrote.") var file: String

  func run() async throws {
    try await refusing {
      let configuration = try options.configuration()
      guard !Restoring.isServed(configuration) else {
        throw Refusal(
          .conflict, "Something answers at \(configuration.host):\(configuration.port). Stop the site first.")
      }
      try await Restoring(configuration: configuration, mayReplace: force).restore(from: file)
      print("Restored from \(file).")
    }
  }
}

/// Puts a backup back. Everything is unpacked beside the data folder's contents and checked before anything that is there is touched.
struct Restoring {
  let configuration: Configuration
  let mayReplace: Bool

  private var manager: FileManager { FileManager.default }

  /// - Throws: a `Refusal` when the backup is damaged or of the other engine, or when there is a site already and `mayReplace` is false.
  func restore(from file: String) async throws {
    let location = try StoreLocation(configuration.database)
    if !mayReplace { try await refuseIfAnythingIsThere(location) }
    try manager.createDirectory(atPath: configuration.data, withIntermediateDirectories: true)
    let staging = "\(configuration.data)/restoring-\(UInt32.random(in: .min ... .max))"
    try manager.createDirectory(
      atPath: staging, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o700])
    defer { try? manager.removeItem(atPath: staging) }
    let manifest = try unpack(file, into: staging)
    guard manifest.engine == location.engine.rawValue else {
      throw Refusal(
        .conflict,
        "This backup is of a \(manifest.engine) database, and GUERILLA_DATABASE names a \(location.engine.rawValue) one."
      )
    }
    switch location {
    case .sqlite(let path):
      try await prove(staging + "/" + Archive.sqliteName)
      try replace(path, with: staging + "/" + Archive.sqliteName)
    case .postgres(let url):
      try PostgresPrograms(url).restore(from: staging + "/" + Archive.postgresName)
      let store = try await Storehouse.open(location, clock: Clock.now, log: { _ in })
      // Also tells the Ledger that this server counts transactions anew.
      do { try await Migrations.run(on: store) } catch {
        await store.shutdown()
        throw error
      }
      await store.shutdown()
    }
    try replaceFile(configuration.data + "/secret.key", with: staging + "/" + Archive.secretName)
    try replaceFile(configuration.data + "/media", with: staging + "/media")
  }

  private func refuseIfAnythingIsThere(_ location: StoreLocation) async throws {
    let words: (String) -> Refusal = {
      Refusal(.conflict, "There is a site already (\($0)). Add --force to replace it.")
    }
    if case .sqlite(let path) = location, manager.fileExists(atPath: path) { throw words(path) }
    for name in ["secret.key", "media"] where manager.fileExists(atPath: "\(configuration.data)/\(name)") {
      // The folder is made at the first start; what matters is whether there is anything in it.
      if name == "media", try manager.contentsOfDirectory(atPath: "\(configuration.data)/media").isEmpty { continue }
      throw words("\(configuration.data)/\(name)")
    }
    guard case .postgres = location else { return }
    let store = try await Storehouse.open(location, clock: Clock.now, log: { _ in })
    let isThere: Bool
    do {
      isThere = try await store.read { tx in try tx.value("SELECT to_regclass('account') IS NOT NULL") } ?? false
    } catch {
      await store.shutdown()
      throw error
    }
    await store.shutdown()
    if isThere { throw words("tables in the database") }
  }

  /// Only the names that `backup` writes are unpacked, so that no path leads out of the folder; uploaded files have to hash to their names.
  private func unpack(_ file: String, into folder: String) throws -> Archive.Manifest {
    var open: FileHandle?
    var whole: [UInt8] = []
    var seen: Set<String> = []
    try TarReader(file).each { name, piece in
      let media = name.hasPrefix("media/") ? MediaName(String(name.dropFirst(9))) : nil
      let isKnown = [Archive.manifestName, Archive.secretName, Archive.sqliteName, Archive.postgresName].contains(name)
      guard isKnown || media.map({ name == "media/\($0.text.prefix(2))/\($0.text)" }) == true else { throw Tar.damaged }
      if open == nil {
        let path = "\(folder)/\(name)"
        if let slash = path.lastIndex(of: "/") {
          try manager.createDirectory(atPath: String(path[..<slash]), withIntermediateDirectories: true)
        }
        guard seen.insert(name).inserted,
          manager.createFile(atPath: path, contents: nil, attributes: [.posixPermissions: media == nil ? 0o600 : 0o644])
        else { throw Tar.damaged }
        open = FileHandle(forWritingAtPath: path)
      }
      if media != nil { whole += piece }
      if !piece.isEmpty { return try open?.write(contentsOf: piece) ?? () }
      if let media, MediaName(of: whole, extension: media.fileExtension) != media { throw Tar.damaged }
      whole = []
      try open?.synchronize()
      try open?.close()
      open = nil
    }
    guard let bytes = manager.contents(atPath: "\(folder)/\(Archive.manifestName)"),
      let manifest = try? JSONDecoder().decode(Archive.Manifest.self, from: bytes), seen.contains(Archive.secretName),
      seen.contains(manifest.engine == Engine.sqlite.rawValue ? Archive.sqliteName : Archive.postgresName)
    else { throw Tar.damaged }
    guard manifest.format == Archive.format else {
      throw Refusal(.conflict, "This backup was made by a newer program. Install that one first.")
    }
    try manager.createDirectory(atPath: "\(folder)/media", withIntermediateDirectories: true)
    return manifest
  }

  /// Opens the database that came out, brings its tables up to date and reads every page of it.
  private func prove(_ path: String) async throws {
    let store = try await Storehouse.open(.sqlite(path: path), clock: Clock.now, log: { _ in })
    do {
      let problems = try await Backup.check(store)
      guard problems.isEmpty else {
        throw Refusal(.malformed, "The database in this backup is damaged: \(problems[0])")
      }
      try await Migrations.run(on: store)
    } catch {
      await store.shutdown()
      throw error
    }
    await store.shutdown()
  }

  private func replace(_ path: String, with source: String) throws {
    if let slash = path.lastIndex(of: "/"), slash != path.startIndex {
      try manager.createDirectory(atPath: String(path[..<slash]), withIntermediateDirectories: true)
    }
    // The log of the old database would be taken for the new one's.
    for ending in ["-wal", "-shm"] { try? manager.removeItem(atPath: path + ending) }
    try replaceFile(path, with: source)
  }

  private func replaceFile(_ path: String, with source: String) throws {
    let old = "\(source).old"
    if manager.fileExists(atPath: path) { try manager.moveItem(atPath: path, toPath: old) }
    do { try manager.moveItem(atPath: source, toPath: path) } catch {
      try? manager.moveItem(atPath: old, toPath: path)
      throw error
    }
  }

  /// Whether anything listens where the site would be served.
  static func isServed(_ configuration: Configuration) -> Bool {
    guard configuration.port != 0 else { return false }
    let socket = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    guard socket >= 0 else { return false }
    defer { close(socket) }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = in_port_t(UInt16(configuration.port)).bigEndian
    address.sin_addr.s_addr = in_addr_t(0x7f00_0001).bigEndian
    return withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(socket, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
      }
    }
  }
}
