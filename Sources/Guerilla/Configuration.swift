import ArgumentParser
import Commons
import Doors
import FoundationEssentials
import Letterbox
import Storehouse

/// Where things are and how the site behaves: from flags, then the environment, then a file, then defaults.
struct Configuration: Sendable {
  var data = "./data"
  var database = ""
  var host = "127.0.0.1"
  var port = 8080
  var url = ""
  var smtp = ""
  var registration = Registration.open
  var hasRateLimits = true
  var trustsProxy = false

  /// Every setting: its name in the environment and in the file, and what it is for.
  static let settings: [(name: String, help: String)] = [
    ("GUERILLA_DATA", "folder for the database, media and letters (default ./data)"),
    ("GUERILLA_DATABASE", "sqlite:PATH or postgres://… (default: guerilla.db in the data folder)"),
    ("GUERILLA_HOST", "address to listen on (default 127.0.0.1)"),
    ("GUERILLA_PORT", "port to listen on (default 8080)"),
    ("GUERILLA_URL", "public address of the site (default http://HOST:PORT)"),
    ("GUERILLA_SMTP", "smtp://user:password@host:port; without it letters are written to DATA/letters"),
    ("GUERILLA_REGISTRATION", "open, approval or invitation (default open; stewards can change it)"),
    ("GUERILLA_RATE_LIMITS", "on or off (default on; off only for measuring)"),
    ("GUERILLA_TRUST_PROXY", "yes when a proxy of yours stands in front and sets X-Forwarded-For (default no)"),
    ("GUERILLA_CONFIG", "a file of these settings, a NAME=VALUE a line (default ./guerilla.conf if it is there)"),
  ]

  static var help: String {
    "Settings come from flags, then the environment, then a file of NAME=VALUE lines, then defaults:\n\n"
      + settings.map { "  \($0.name)\n      \($0.help)" }.joined(separator: "\n")
  }

  /// - Throws: `ValidationError` naming the setting that makes no sense.
  init(flags: Options? = nil, environment: [String: String]) throws {
    let path = flags?.config ?? environment["GUERILLA_CONFIG"]
    let file = try Configuration.read(path ?? "./guerilla.conf", isRequired: path != nil)
    let value: (String?, String) -> String? = { flag, name in
      // Set to nothing is as good as not set: service files write `NAME=`.
      flag ?? environment[name].flatMap { $0.isEmpty ? nil : $0 } ?? file[name].flatMap { $0.isEmpty ? nil : $0 }
    }
    if let given = value(flags?.data, "GUERILLA_DATA") { data = given }
    database = value(flags?.database, "GUERILLA_DATABASE") ?? "sqlite:\(data)/guerilla.db"
    if let given = value(flags?.host, "GUERILLA_HOST") { host = given }
    if let given = value(flags?.port.map { String($0) }, "GUERILLA_PORT") {
      guard let number = Int(given), (0...65535).contains(number) else {
        throw ValidationError("GUERILLA_PORT is a number from 0 to 65535.")
      }
      port = number
    }
    url = value(flags?.url, "GUERILLA_URL") ?? "http://\(host):\(port)"
    smtp = value(flags?.smtp, "GUERILLA_SMTP") ?? ""
    if let given = value(flags?.registration, "GUERILLA_REGISTRATION") {
      guard let known = Registration(rawValue: given) else {
        throw ValidationError("GUERILLA_REGISTRATION is open, approval or invitation.")
      }
      registration = known
    }
    if let given = value(flags?.rateLimits, "GUERILLA_RATE_LIMITS") {
      guard given == "on" || given == "off" else { throw ValidationError("GUERILLA_RATE_LIMITS is on or off.") }
      hasRateLimits = given == "on"
    }
    if let given = value(nil, "GUERILLA_TRUST_PROXY") { trustsProxy = given == "yes" }
  }

  private static func read(_ path: String, isRequired: Bool) throws -> [String: String] {
    guard let bytes = FileManager.default.contents(atPath: path) else {
      if isRequired { throw ValidationError("The settings file \(path) cannot be read.") }
      return [:]
    }
    var values: [String: String] = [:]
    for (number, line) in String(decoding: bytes, as: UTF8.self).split(
      separator: "\n", omittingEmptySubsequences: false
    ).enumerated() {
      let line = line.drop { $0 == " " }
      if line.isEmpty || line.hasPrefix("#") { continue }
      let halves = line.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      guard halves.count == 2, settings.contains(where: { $0.name == halves[0] }) else {
        throw ValidationError("\(path), line \(number + 1): expected one of the settings as NAME=VALUE.")
      }
      values[String(halves[0])] = String(halves[1])
    }
    return values
  }
}

/// The flags that every command takes.
struct Options: ParsableArguments {
  @Option(help: "Settings file.") var config: String?
  @Option(help: "Folder for the database, media and letters.") var data: String?
  @Option(help: "sqlite:PATH or postgres://…") var database: String?
  @Option(help: "Address to listen on.") var host: String?
  @Option(help: "Port to listen on.") var port: Int?
  @Option(help: "Public address of the site.") var url: String?
  @Option(help: "smtp://user:password@host:port") var smtp: String?
  @Option(help: "open, approval or invitation.") var registration: String?
  @Option(name: .customLong("rate-limits"), help: "on or off.") var rateLimits: String?

  func configuration() throws -> Configuration {
    try Configuration(flags: self, environment: ProcessInfo.processInfo.environment)
  }
}
