public import Commons

/// Where the community's data is kept. Two real implementations: SQLite in a file, PostgreSQL on a server.
public protocol Store: Sendable {
  /// What time it is: given when the store was opened, so that tests can set it.
  var clock: @Sendable () -> Moment { get }
  var engine: Engine { get }

  /// Runs `body` on a thread of its own with a view of the data; it changes nothing and may be run again when a
  /// connection was lost.
  /// - Throws: what `body` throws, unchanged; a `StoreFault` when the database does not do its part.
  func read<Value: Sendable>(_ body: @escaping @Sendable (ReadTx) throws -> Value) async throws -> Value

  /// Runs `body` in a transaction: when it throws, nothing has happened; when this returns, everything is safe on the
  /// disk.
  ///
  /// It may be run again after a conflict with another transaction, so it has no effect but through its `WriteTx`.
  /// - Throws: what `body` throws, unchanged; a `StoreFault` when the database does not do its part.
  @discardableResult func write<Value: Sendable>(_ body: @escaping @Sendable (WriteTx) throws -> Value) async throws
    -> Value

  /// Finishes what is under way, refuses what comes after, and closes every connection.
  func shutdown() async

  /// A number that changes with every commit; nil where another process may write without this one knowing at once.
  ///
  /// What was read while the number stayed the same is still so.
  var version: UInt64? { get }
  /// Wakes those who wait for happenings and jobs.
  var bell: Bell { get }
  /// Counters since the store was opened.
  var statistics: StoreStatistics { get }
}

/// Something is wrong with the store. Not for a visitor's eyes.
public enum StoreFault: Error, Sendable, Hashable, CustomStringConvertible {
  /// The database cannot be reached, or has no room: trying later may help.
  case unavailable(String)
  /// A rule of the schema was broken: its name where the engine tells one, and the engine's words.
  case constraint(String)
  /// Another transaction was in the way, every time.
  case conflict(String)
  /// Anything else: a mistake in SQL, a value that is not what was expected.
  case broken(String)

  public var isUnavailable: Bool { if case .unavailable = self { true } else { false } }
  public var isConstraint: Bool { if case .constraint = self { true } else { false } }

  public var description: String {
    switch self {
    case .unavailable(let words): "store unavailable: \(words)"
    case .constraint(let words): "constraint: \(words)"
    case .conflict(let words): "conflict: \(words)"
    case .broken(let words): "store: \(words)"
    }
  }
}

/// What a store has done since it was opened, for measuring. Cheap to read.
public struct StoreStatistics: Sendable {
  public var reads = 0
  public var writes = 0
  /// Commits of the writer: with SQLite fewer than `writes` when they were committed in groups.
  public var commits = 0
  public var statements = 0
  /// Statements that had to be prepared first.
  public var prepared = 0
  public var rolledBack = 0
  /// Writes run again after a conflict.
  public var retries = 0
  /// Connections lost and made again.
  public var reconnects = 0
  /// How many closures wait for a thread now.
  public var waiting = 0
  public var threads = 0
  /// Microseconds that closures waited for a thread, all together.
  public var waitedMicroseconds = 0
  /// Microseconds that closures ran, all together.
  public var ranMicroseconds = 0
}

/// Which database, and where.
public enum StoreLocation: Sendable, Hashable {
  /// A file, made when it is not there.
  case sqlite(path: String)
  /// A `postgres://` URL as libpq reads it, and two query items of our own: `schema` (where tables are; made when it is
  /// not there) and `pool` (how many connections).
  case postgres(url: String)

  /// - Parameter text: `sqlite:PATH` or `postgres://…` (also `postgresql://…`).
  /// - Throws: a `Refusal` when it is neither.
  public init(_ text: String) throws(Refusal) {
    if text.hasPrefix("sqlite:"), text.utf8.count > 7 {
      self = .sqlite(path: String(text.dropFirst(7)))
    } else if text.hasPrefix("postgres://") || text.hasPrefix("postgresql://") {
      self = .postgres(url: text)
    } else {
      throw .invalid("database", "The database is written as sqlite:PATH or postgres://…")
    }
  }

  public var engine: Engine {
    switch self {
    case .sqlite: .sqlite
    case .postgres: .postgres
    }
  }
}

/// The way in.
public enum Storehouse {
  /// Opens the database at `location`; changes no table (see `Migrations`).
  /// - Parameter log: gets sentences for the operator: connections lost and found, listeners that fail.
  /// - Throws: `StoreFault.unavailable` when the database cannot be reached.
  public static func open(
    _ location: StoreLocation, clock: @escaping @Sendable () -> Moment, log: @escaping @Sendable (String) -> Void
  ) async throws -> any Store {
    switch location {
    case .sqlite(let path): try SQLiteStore(path: path, clock: clock, log: log)
    case .postgres(let url): try await PostgresStore.open(PostgresAddress(url), clock: clock, log: log)
    }
  }
}
