import Commons
import Synchronization

/// One connection to a database, used by one thread at a time. The two engines override what there is.
@usableFromInline
class Connection {
  let engine: Engine
  let counters: Counters

  init(engine: Engine, counters: Counters) {
    self.engine = engine
    self.counters = counters
  }

  /// Starts a query; the caller closes the cursor.
  @usableFromInline func open(_ query: Query) throws -> Cursor { throw StoreFault.broken("no engine") }
  /// Runs a statement and says how many rows it changed.
  func run(_ query: Query) throws -> Int { throw StoreFault.broken("no engine") }
  /// Runs statements as they are, without bindings.
  func script(_ sql: String) throws { throw StoreFault.broken("no engine") }
  /// Hands over every row without holding the result in memory.
  func stream(_ query: Query, _ body: (inout Row) throws -> Void) throws { throw StoreFault.broken("no engine") }
}

/// A result being read. A value, so that reading costs no allocation of its own.
@usableFromInline
struct Cursor {
  enum Source {
    case sqlite(SQLiteStatement)
    case postgres(PostgresResult)
  }
  let source: Source
  @usableFromInline var row: Row

  init(_ statement: SQLiteStatement) {
    source = .sqlite(statement)
    row = Row(source: statement.handle, number: -1)
  }

  init(_ result: PostgresResult) {
    source = .postgres(result)
    row = Row(source: result.handle, number: -1)
  }

  /// Moves to the next row.
  /// - Returns: false after the last.
  @usableFromInline mutating func next() throws -> Bool {
    switch source {
    case .sqlite(let statement): return try statement.step()
    case .postgres(let result):
      let number = row.number + 1
      guard number < result.count else { return false }
      row = Row(source: result.handle, number: number)
      return true
    }
  }

  @usableFromInline func close() {
    switch source {
    case .sqlite(let statement): statement.finish()
    case .postgres(let result): result.clear()
    }
  }
}

/// Mints keys for a store, on whatever thread asks.
final class KeySource: Sendable {
  private struct State {
    var mint: KeyMint
    var node: Int64
  }
  private let state: Mutex<State>

  init(node: Int64) { state = Mutex(State(mint: KeyMint(node: node), node: node)) }

  /// The number that tells this process's keys from another's.
  var node: Int64 { state.withLock { $0.node } }
  func move(to node: Int64) { state.withLock { $0 = State(mint: KeyMint(node: node), node: node) } }
  func next(at now: Moment) -> Int64 { state.withLock { $0.mint.next(at: now) } }
}

/// Counts what a store does, without locks.
final class Counters: Sendable {
  let reads = Atomic<Int>(0)
  let writes = Atomic<Int>(0)
  let commits = Atomic<Int>(0)
  let statements = Atomic<Int>(0)
  let prepared = Atomic<Int>(0)
  let rolledBack = Atomic<Int>(0)
  let retries = Atomic<Int>(0)
  let reconnects = Atomic<Int>(0)
  let waited = Atomic<Int>(0)
  let ran = Atomic<Int>(0)

  var snapshot: StoreStatistics {
    var statistics = StoreStatistics()
    statistics.reads = reads.load(ordering: .relaxed)
    statistics.writes = writes.load(ordering: .relaxed)
    statistics.commits = commits.load(ordering: .relaxed)
    statistics.statements = statements.load(ordering: .relaxed)
    statistics.prepared = prepared.load(ordering: .relaxed)
    statistics.rolledBack = rolledBack.load(ordering: .relaxed)
    statistics.retries = retries.load(ordering: .relaxed)
    statistics.reconnects = reconnects.load(ordering: .relaxed)
    statistics.waitedMicroseconds = waited.load(ordering: .relaxed)
    statistics.ranMicroseconds = ran.load(ordering: .relaxed)
    return statistics
  }
}
extension Atomic where Value == Int {
  func increase(by amount: Int = 1) { add(amount, ordering: .relaxed) }
}
