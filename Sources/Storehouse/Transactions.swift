public import Commons

/// What a read gets: the data as it is while the closure runs. It cannot leave the closure.
///
/// Its methods are final, so that the compiler may make each of them anew for the type that a query is read into.
public class ReadTx {
  @usableFromInline let connection: Connection
  /// The transaction's moment.
  public let now: Moment

  init(_ connection: Connection, now: Moment) {
    self.connection = connection
    self.now = now
  }

  /// Which engine this runs on. Asked only inside Storehouse, where the two differ.
  public var engine: Engine { connection.engine }

  /// Every row of the result.
  @inlinable public final func all<Value>(_ query: Query, _ make: (inout Row) throws -> Value) throws -> [Value] {
    var cursor = try connection.open(query)
    defer { cursor.close() }
    var values: [Value] = []
    while try cursor.next() {
      var row = cursor.row
      values.append(try make(&row))
    }
    return values
  }

  /// Hands over every row of a result that is small: for what goes into several places. See `each` for large ones.
  @inlinable public final func visit(_ query: Query, _ body: (inout Row) throws -> Void) throws {
    var cursor = try connection.open(query)
    defer { cursor.close() }
    while try cursor.next() {
      var row = cursor.row
      try body(&row)
    }
  }

  /// The first row, if there is one.
  @inlinable public final func first<Value>(_ query: Query, _ make: (inout Row) throws -> Value) throws -> Value? {
    var cursor = try connection.open(query)
    defer { cursor.close() }
    guard try cursor.next() else { return nil }
    var row = cursor.row
    return try make(&row)
  }

  /// The first column of the first row; nil when there is no row or it is null.
  @inlinable public final func value<Value: Storable>(_ query: Query) throws -> Value? {
    var cursor = try connection.open(query)
    defer { cursor.close() }
    guard try cursor.next() else { return nil }
    var row = cursor.row
    return try row.take()
  }

  /// Whether the query has any row.
  @inlinable public final func exists(_ query: Query) throws -> Bool { try value("SELECT EXISTS (\(query))") ?? false }

  /// Hands over one row after the other without keeping them: for exports of any size. In PostgreSQL that is a cursor of its own, which takes
  /// several trips to the server: see `visit` for small results.
  public final func each(_ query: Query, _ body: (inout Row) throws -> Void) throws {
    try connection.stream(query, body)
  }

  /// How the engine means to carry out a query, in its own words: for tests of plans.
  public final func explain(_ query: Query) throws -> String {
    switch engine {
    case .sqlite:
      try all("EXPLAIN QUERY PLAN \(query)") { row in
        for _ in 0..<3 { row.skip() }
        return try row.take() as String
      }.joined(separator: "\n")
    case .postgres: try all("EXPLAIN \(query)") { row in try row.take() as String }.joined(separator: "\n")
    }
  }
}

@available(*, unavailable) extension ReadTx: Sendable {}

/// What a write gets: everything in it happens, or nothing.
public final class WriteTx: ReadTx {
  private let mint: KeySource
  var hasRecorded = false
  var hasEnqueued = false

  init(_ connection: Connection, now: Moment, mint: KeySource) {
    self.mint = mint
    super.init(connection, now: now)
  }

  /// Runs a statement that changes rows.
  /// - Returns: how many it changed.
  @discardableResult public func run(_ query: Query) throws -> Int { try connection.run(query) }

  /// A new key, greater than every one that this process minted before.
  public func mint<Of>(_ type: Of.Type = Of.self) -> Key<Of> { Key(mint.next(at: now)) }

  /// Runs `body` so that, when it throws, only what it did is undone and the transaction can go on: for a rule of the
  /// schema that may say no.
  @discardableResult public func attempt<Value>(_ body: () throws -> Value) throws -> Value {
    try connection.script("SAVEPOINT attempt")
    do {
      let value = try body()
      try connection.script("RELEASE SAVEPOINT attempt")
      return value
    } catch {
      try connection.script("ROLLBACK TO SAVEPOINT attempt; RELEASE SAVEPOINT attempt")
      throw error
    }
  }
}
