import Commons
import Doors
import Foundation
import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import NIOEmbedded
import Secrets
import Storehouse
import Synchronization
import Testing

@testable import Community
@testable import Guerilla

/// One small town, on a real store of its own: what every test of a room starts from.
///
/// The people are made when a test asks for them by name: `town.person("amina")`.
final class Town: Sendable {
  let program: Program
  let clock: TownClock
  private let responder: RouterResponder<VisitorContext>
  private let folder: String

  var store: any Store { program.house.store }
  var house: House { program.house }

  /// Both engines where a PostgreSQL server is named by `GUERILLA_TEST_POSTGRES`; else SQLite alone.
  static let engines: [String] =
    ProcessInfo.processInfo.environment["GUERILLA_TEST_POSTGRES"] == nil ? ["sqlite"] : ["sqlite", "postgres"]

  private init(program: Program, clock: TownClock, folder: String) {
    self.program = program
    self.clock = clock
    self.folder = folder
    responder = program.router().buildResponder()
  }

  /// Opens a town on a fresh store, hands it to `body`, and takes it down.
  static func open(
    on engine: String, settings: (inout Configuration) -> Void = { _ in }, _ body: (Town) async throws -> Void
  ) async throws {
    await Turnstile.towns.enter()
    defer { Turnstile.towns.leave() }
    let name = "town_" + UUID().uuidString.lowercased().replacingOccurrences(of: "-", with: "")
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent(name).path
    var environment = ["GUERILLA_DATA": folder, "GUERILLA_URL": "http://town.example", "GUERILLA_RATE_LIMITS": "off"]
    if engine == "postgres", let url = ProcessInfo.processInfo.environment["GUERILLA_TEST_POSTGRES"] {
      environment["GUERILLA_DATABASE"] = url + (url.contains("?") ? "&" : "?") + "schema=\(name)&pool=2"
    }
    var configuration = try Configuration(environment: environment)
    settings(&configuration)
    let clock = TownClock()
    var log = Logger(label: "town")
    log.logLevel = .critical
    let program = try await Program.open(configuration, clock: { clock.now }, log: log)
    let town = Town(program: program, clock: clock, folder: folder)
    do {
      try await body(town)
    } catch {
      await town.close()
      throw error
    }
    await town.close()
  }

  private func close() async {
    await store.shutdown()
    try? FileManager.default.removeItem(atPath: folder)
  }

  /// A person of this handle who can sign in with the password “a long walk home”.
  func person(_ handle: String, role: Role = .member) async throws -> Resident {
    try await account(handle, .person, role: role)
  }

  func account(_ handle: String, _ kind: AccountKind, role: Role = .member) async throws -> Resident {
    let name = handle.prefix(1).uppercased() + handle.dropFirst()
    let newcomer = try Newcomer(name: name, handle: handle, email: "\(handle)@town.example", password: Town.password)
    let hash = try await TownHash.shared.hash()
    // Written straight into the store: hashing a password for everyone in every test would be most of what the tests do.
    let id = try await store.write { tx in
      let id = try SignInStore.create(
        kind, handle: newcomer.handle, name: newcomer.name.text, language: "en", role: role, in: tx)
      try SignInStore.addLogin(id, email: "\(handle)@town.example", passwordHash: hash, verifiedAt: tx.now, in: tx)
      try tx.record(Happening(.accountCreated, id.value, by: nil))
      return id
    }
    return Resident(id: id, handle: handle, name: name, browser: Browser(town: self))
  }

  static let password = "a long walk home"

  /// Someone with a browser and no account.
  func visitor() -> Browser { Browser(town: self) }

  func answer(_ request: Request) async throws -> Response {
    let context = VisitorContext(
      source: ApplicationRequestContextSource(channel: EmbeddedChannel(), logger: program.log))
    return try await responder.respond(to: request, context: context)
  }
}

/// A clock that tests turn. It starts at a Monday morning and each reading is a millisecond later.
final class TownClock: Sendable {
  private let time = Mutex(Moment(milliseconds: 1_795_426_200_000))
  var now: Moment {
    time.withLock {
      $0 = $0 + Span(milliseconds: 1)
      return $0
    }
  }
  func pass(_ span: Span) { time.withLock { $0 = $0 + span } }
}

/// Someone who lives in the town.
struct Resident: Sendable {
  let id: Key<Account>
  let handle: String
  let name: String
  let browser: Browser

  /// Signs in with a session of their own; after this the browser is theirs. Tests of signing in itself use the page.
  @discardableResult func signedIn() async throws -> Browser {
    let token = Token.random()
    try await browser.town.store.write { tx in
      let isAllowed = try tx.exists("SELECT 1 FROM account WHERE id = \(id) AND standing <> 3")
      if isAllowed { try SignInStore.openSession(id, digest: Digest.hex(token.digest), device: "a test", in: tx) }
    }
    browser.setCookie("session", token.text)
    return browser
  }
}

/// The hash of everyone's password, worked out once.
actor TownHash {
  static let shared = TownHash()
  private var work: Task<String, any Error>?

  func hash() async throws -> String {
    let work = work ?? Task { try await Password.hash(Town.password) }
    self.work = work
    return try await work.value
  }
}
