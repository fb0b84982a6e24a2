public import Commons
import Glibc
public import Storehouse
import Synchronization

/// Fresh databases for tests, with every migration applied: a file for each test on SQLite, a schema for each test on
/// PostgreSQL.
///
/// PostgreSQL is used when `GUERILLA_TEST_POSTGRES` holds a `postgres://` URL; otherwise tests run on SQLite only and
/// say so.
public enum TestStores {
  /// The engines to run a test on: `@Test(arguments: TestStores.engines)`.
  public static let engines: [Engine] = {
    if postgres != nil { return [.sqlite, .postgres] }
    print("GUERILLA_TEST_POSTGRES is not set: these tests run on SQLite only.")
    return [.sqlite]
  }()

  static let postgres: String? = getenv("GUERILLA_TEST_POSTGRES").map { String(cString: $0) }.flatMap {
    $0.isEmpty ? nil : $0
  }

  /// Where an empty database is: with no tables when `isMigrated` is false. The caller removes it.
  public static func location(_ engine: Engine, isMigrated: Bool = true) async throws -> StoreLocation {
    switch engine {
    case .sqlite: try await SQLiteTemplate.shared.location(isMigrated: isMigrated)
    case .postgres: try await PostgresSchemas.shared.location(isMigrated: isMigrated)
    }
  }

  /// Removes what is at `location`.
  public static func remove(_ location: StoreLocation) async {
    switch location {
    case .sqlite(let path): for ending in ["", "-wal", "-shm"] { unlink(path + ending) }
    case .postgres(let url): await PostgresSchemas.shared.drop(url)
    }
  }

  /// A fresh store; close it with `close()` when the test is over, or use `with`.
  public static func open(_ engine: Engine, clock: TestClock = TestClock()) async throws -> TestStore {
    try await TestStore(location(engine), clock: clock)
  }

  /// Runs `body` with a fresh store, and takes it away afterwards.
  public static func with<Value>(
    _ engine: Engine, clock: TestClock = TestClock(), _ body: (any Store, TestClock) async throws -> Value
  ) async throws -> Value {
    let test = try await open(engine, clock: clock)
    do {
      let value = try await body(test.store, clock)
      await test.close()
      return value
    } catch {
      await test.close()
      throw error
    }
  }

  static func name() -> String {
    String(getpid(), radix: 36) + "_" + String(UInt64.random(in: .min ... .max), radix: 36)
  }
}

/// A store that was opened for one test.
public struct TestStore: Sendable {
  public let store: any Store
  public let location: StoreLocation
  public let clock: TestClock
  /// What the store had to say to the operator.
  public let log: TestLog

  public init(_ location: StoreLocation, clock: TestClock = TestClock()) async throws {
    let log = TestLog()
    store = try await Storehouse.open(location, clock: { clock.now }, log: { log.add($0) })
    self.location = location
    self.clock = clock
    self.log = log
  }

  /// Shuts the store down and removes its database.
  public func close() async {
    await store.shutdown()
    await TestStores.remove(location)
  }
}

/// A clock that stands still until a test moves it.
public final class TestClock: Sendable {
  private let moment: Mutex<Moment>
  public init(_ start: Moment = Moment(milliseconds: 1_795_000_000_000)) { moment = Mutex(start) }
  public var now: Moment { moment.withLock { $0 } }
  public func advance(by span: Span) { moment.withLock { $0 = $0 + span } }
}

/// Sentences that were logged.
public final class TestLog: Sendable {
  private let kept = Mutex<[String]>([])
  public init() {}
  public var sentences: [String] { kept.withLock { $0 } }
  public func add(_ sentence: String) { kept.withLock { $0.append(sentence) } }
}

/// One file is brought up to date in each process, and then copied.
private actor SQLiteTemplate {
  static let shared = SQLiteTemplate()
  private var template: Task<[UInt8], any Error>?

  func location(isMigrated: Bool) async throws -> StoreLocation {
    let path = SQLiteTemplate.folder + "/guerilla-test-" + TestStores.name() + ".db"
    guard isMigrated else { return .sqlite(path: path) }
    let task = template ?? Task { try await SQLiteTemplate.make() }
    template = task
    let bytes = try await task.value
    guard let file = fopen(path, "wb") else { throw StoreFault.unavailable(path) }
    defer { fclose(file) }
    guard fwrite(bytes, 1, bytes.count, file) == bytes.count else { throw StoreFault.unavailable(path) }
    return .sqlite(path: path)
  }

  // In memory where there is such a folder: these files are not for keeping.
  static let folder = access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp"

  private static func make() async throws -> [UInt8] {
    let path = folder + "/guerilla-test-" + TestStores.name() + ".db"
    let location = StoreLocation.sqlite(path: path)
    let store = try await Storehouse.open(location, clock: { Moment(milliseconds: 0) }, log: { _ in })
    try await Migrations.run(on: store)
    // The last connection that closes writes everything into the file itself.
    await store.shutdown()
    guard let file = fopen(path, "rb") else { throw StoreFault.unavailable(path) }
    var bytes: [UInt8] = []
    var part = [UInt8](repeating: 0, count: 1 << 16)
    while case let count = fread(&part, 1, part.count, file), count > 0 { bytes += part[..<count] }
    fclose(file)
    await TestStores.remove(location)
    return bytes
  }
}

private actor PostgresSchemas {
  static let shared = PostgresSchemas()
  private var keeper: Task<any Store, any Error>?

  private func admin() async throws -> any Store {
    guard let url = TestStores.postgres else { throw StoreFault.unavailable("GUERILLA_TEST_POSTGRES is not set") }
    let task =
      keeper
      ?? Task {
        let store = try await Storehouse.open(
          StoreLocation(PostgresSchemas.with("pool=1", url)), clock: { Moment(milliseconds: 0) }, log: { _ in })
        // The name of a schema cannot be bound, so the server puts it into the statement.
        try await store.write { tx in
          _ = try tx.value("SELECT pg_advisory_xact_lock(7000001) IS NULL") as Bool?
          try tx.run(
            """
            CREATE OR REPLACE FUNCTION public.guerilla_test_drop(name TEXT) RETURNS BOOLEAN LANGUAGE plpgsql AS
            'BEGIN EXECUTE format(''DROP SCHEMA IF EXISTS %I CASCADE'', name); RETURN TRUE; END'
            """)
        }
        return store
      }
    keeper = task
    return try await task.value
  }

  // A server has a hundred connections, a store takes four, and tests run all at once.
  private var free = 12
  private var waiting: [CheckedContinuation<Void, Never>] = []

  private func enter() async {
    if free > 0 {
      free -= 1
    } else {
      await withCheckedContinuation { waiting.append($0) }
    }
  }

  private func leave() {
    if waiting.isEmpty { free += 1 } else { waiting.removeFirst().resume() }
  }

  private static func with(_ item: String, _ url: String) -> String { url + (url.contains("?") ? "&" : "?") + item }

  func location(isMigrated: Bool) async throws -> StoreLocation {
    guard let url = TestStores.postgres else { throw StoreFault.unavailable("GUERILLA_TEST_POSTGRES is not set") }
    let schema = "guerilla_test_" + TestStores.name()
    _ = try await admin()
    await enter()
    let location = StoreLocation.postgres(url: PostgresSchemas.with("schema=\(schema)&pool=3", url))
    do {
      // Opening it makes the schema.
      let store = try await Storehouse.open(location, clock: { Moment(milliseconds: 0) }, log: { _ in })
      if isMigrated { try await Migrations.run(on: store) }
      await store.shutdown()
      return location
    } catch {
      leave()
      throw error
    }
  }

  func drop(_ url: String) async {
    guard let start = url.firstRange(of: "schema=")?.upperBound else { return }
    defer { leave() }
    let schema = String(url[start...].prefix { $0 != "&" })
    _ = try? await admin().write { tx in try tx.value("SELECT public.guerilla_test_drop(\(schema))") as Bool? }
  }
}
