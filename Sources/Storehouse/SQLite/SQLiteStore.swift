import CSQLite
import Commons
import Glibc
import Synchronization

/// The embedded store: one thread writes, with group commit; a few threads read, each on a connection of its own.
final class SQLiteStore: Store {
  typealias Reading = @Sendable (Result<SQLiteConnection, StoreFault>) -> Void

  let clock: @Sendable () -> Moment
  let engine = Engine.sqlite
  let bell = Bell()
  let path: String
  private let counters: Counters
  private let commits: CommitCount
  private let keys: KeySource
  private let readers: Workers<Reading>
  private let writer: Workers<any WaitingWrite>
  private let lookout: Lookout

  /// How many writes go into one commit at most.
  static let mostInAGroup = 256

  /// - Throws: `StoreFault.unavailable` when the file cannot be opened or made.
  init(path: String, clock: @escaping @Sendable () -> Moment, log: @escaping @Sendable (String) -> Void) throws {
    let counters = Counters()
    let commits = CommitCount()
    let bell = bell
    let keys = KeySource(node: Int64.random(in: 0..<1024))
    lookout = try Lookout()
    self.path = path
    self.clock = clock
    self.counters = counters
    self.commits = commits
    self.keys = keys
    // Made here, so that a file that cannot be opened is known at once, and so that it is in WAL mode before anyone
    // reads.
    let first = Mutex<SQLiteConnection?>(nil)
    try first.withLock { $0 = try SQLiteConnection(path: path, isReadOnly: false, counters: counters) }
    let handed = Handed(first.withLock { $0.take() })
    writer = Workers(count: 1) { workers in
      guard let connection = handed.take() else { return }
      GroupCommit(
        connection: connection, clock: clock, keys: keys, bell: bell, commits: commits, counters: counters, log: log
      ).serve(
        workers)
    }
    let cores = Int(sysconf(CInt(_SC_NPROCESSORS_ONLN)))
    readers = Workers(count: min(8, max(2, cores))) { workers in
      var connection: SQLiteConnection?
      while let (work, since) = workers.next() {
        let began = monotonicNanoseconds()
        do {
          let open = try connection ?? SQLiteConnection(path: path, isReadOnly: true, counters: counters)
          connection = open
          work(.success(open))
        } catch {
          work(.failure(error as? StoreFault ?? .unavailable("\(error)")))
        }
        counters.note(since: since, began: began)
      }
    }
    let lookout = lookout
    lookout.start { watch(path, bell, commits, lookout) }
  }

  func read<Value: Sendable>(_ body: @escaping @Sendable (ReadTx) throws -> Value) async throws -> Value {
    counters.reads.increase()
    let now = clock()
    return try await withUnsafeThrowingContinuation { (continuation: UnsafeContinuation<Value, any Error>) in
      let fault = readers.add { connection in
        switch connection {
        case .success(let connection): continuation.resume(with: Result { try connection.read(at: now, body) })
        case .failure(let fault): continuation.resume(throwing: fault)
        }
      }
      if let fault { continuation.resume(throwing: fault) }
    }
  }

  func write<Value: Sendable>(_ body: @escaping @Sendable (WriteTx) throws -> Value) async throws -> Value {
    counters.writes.increase()
    return try await withUnsafeThrowingContinuation { (continuation: UnsafeContinuation<Value, any Error>) in
      let write = SQLiteWrite(body: body, continuation: continuation)
      if let fault = writer.add(write) { write.answer(fault) }
    }
  }

  // Nobody has it any more and it was not shut down: its threads end all the same.
  deinit {
    lookout.finish()
    writer.finish()
    readers.finish()
  }

  var version: UInt64? { commits.value }

  func shutdown() async {
    await lookout.stop()
    await readers.close()
    // Last, because only a connection that writes can bring the log into the file when it closes.
    await writer.close()
  }

  var statistics: StoreStatistics {
    var statistics = counters.snapshot
    statistics.waiting = readers.depth + writer.depth
    statistics.threads = readers.count + writer.count
    return statistics
  }
}

/// Hands a connection that was opened on one thread to the thread that will own it.
///
/// `@unchecked Sendable`: `connection` is only touched under `lock`.
private final class Handed: @unchecked Sendable {
  private let lock = Mutex<Void>(())
  private var connection: SQLiteConnection?
  init(_ connection: sending SQLiteConnection?) { self.connection = connection }
  func take() -> SQLiteConnection? { lock.withLock { _ in connection.take() } }
}

extension SQLiteConnection {
  /// Runs `body` in a transaction that sees one state of the data.
  func read<Value>(at now: Moment, _ body: (ReadTx) throws -> Value) throws -> Value {
    _ = try run("BEGIN")
    defer { _ = try? run("COMMIT") }
    return try body(ReadTx(self, now: now))
  }
}

/// A write that waits for its turn and then for the commit.
protocol WaitingWrite: AnyObject, Sendable {
  /// Does it; the outcome is kept until the answer.
  /// - Returns: whether it went through.
  func perform(_ tx: WriteTx) -> Bool
  /// Tells who waits: the outcome, or `fault` instead.
  func answer(_ fault: StoreFault?)
}

/// `@unchecked Sendable`: the outcome is only touched by the writer's thread.
private final class SQLiteWrite<Value: Sendable>: WaitingWrite, @unchecked Sendable {
  private let body: @Sendable (WriteTx) throws -> Value
  private let continuation: UnsafeContinuation<Value, any Error>
  private var outcome: Result<Value, any Error>?

  init(body: @escaping @Sendable (WriteTx) throws -> Value, continuation: UnsafeContinuation<Value, any Error>) {
    self.body = body
    self.continuation = continuation
  }

  func perform(_ tx: WriteTx) -> Bool {
    do {
      outcome = .success(try body(tx))
      return true
    } catch {
      outcome = .failure(error)
      return false
    }
  }

  func answer(_ fault: StoreFault?) {
    if case .failure(let error) = outcome { return continuation.resume(throwing: error) }
    if let fault { return continuation.resume(throwing: fault) }
    continuation.resume(with: outcome ?? .failure(StoreFault.broken("a write was answered before it was done")))
  }
}

/// The writer's thread: takes every write that waits, runs each under a savepoint of its own, commits once, and then
/// answers them all.
struct GroupCommit {
  let connection: SQLiteConnection
  let clock: @Sendable () -> Moment
  let keys: KeySource
  let bell: Bell
  let commits: CommitCount
  let counters: Counters
  let log: @Sendable (String) -> Void

  func serve(_ workers: Workers<any WaitingWrite>) {
    while let (first, since) = workers.next() {
      let began = monotonicNanoseconds()
      counters.waited.increase(by: Int((began &- since) / 1000))
      do { try begin() } catch {
        first.answer(error as? StoreFault ?? .broken("\(error)"))
        continue
      }
      var group: [any WaitingWrite] = []
      var (hasRecorded, hasEnqueued) = (false, false)
      var next: (any WaitingWrite)? = first
      var lost: StoreFault?
      while let write = next {
        group.append(write)
        let tx = WriteTx(connection, now: clock(), mint: keys)
        lost = perform(write, tx)
        if lost != nil { break }
        hasRecorded = hasRecorded || tx.hasRecorded
        hasEnqueued = hasEnqueued || tx.hasEnqueued
        next = nil
        if group.count < SQLiteStore.mostInAGroup, let (another, since) = workers.nextIfAny() {
          counters.waited.increase(by: Int((monotonicNanoseconds() &- since) / 1000))
          next = another
        }
      }
      let fault = lost ?? commit()
      // Before anybody is told that it is done: who asks then finds it done.
      commits.increase()
      counters.ran.increase(by: Int((monotonicNanoseconds() &- began) / 1000))
      for write in group { write.answer(fault) }
      if fault == nil, hasRecorded { bell.ring(.happenings) }
      if fault == nil, hasEnqueued { bell.ring(.jobs) }
    }
  }

  // Another process may be writing: its lock is waited for, five seconds at a time, for half a minute.
  private func begin() throws {
    for attempt in 1... {
      do {
        _ = try connection.run("BEGIN IMMEDIATE")
        return
      } catch StoreFault.conflict(let words) {
        guard attempt < 6 else { throw StoreFault.unavailable("another process holds the database: \(words)") }
        counters.retries.increase()
      }
    }
  }

  /// - Returns: a fault when the whole group's transaction is gone.
  private func perform(_ write: any WaitingWrite, _ tx: WriteTx) -> StoreFault? {
    do {
      _ = try connection.run("SAVEPOINT one_write")
      if write.perform(tx) {
        _ = try connection.run("RELEASE SAVEPOINT one_write")
        return nil
      }
      counters.rolledBack.increase()
      // SQLite gives up a transaction by itself when the disk is full or fails.
      if connection.hasNoTransaction {
        return .unavailable("the database gave up a transaction: no room, or a failing disk")
      }
      _ = try connection.run("ROLLBACK TO SAVEPOINT one_write")
      _ = try connection.run("RELEASE SAVEPOINT one_write")
      return nil
    } catch {
      if !connection.hasNoTransaction { _ = try? connection.run("ROLLBACK") }
      return error as? StoreFault ?? .broken("\(error)")
    }
  }

  private func commit() -> StoreFault? {
    do {
      _ = try connection.run("COMMIT")
      counters.commits.increase()
      return nil
    } catch {
      log("A commit failed: \(error)")
      if !connection.hasNoTransaction { _ = try? connection.run("ROLLBACK") }
      return error as? StoreFault ?? .broken("\(error)")
    }
  }
}

extension Counters {
  func note(since: UInt64, began: UInt64) {
    waited.increase(by: Int((began &- since) / 1000))
    ran.increase(by: Int((monotonicNanoseconds() &- began) / 1000))
  }
}

/// How often something was committed to the file, by this process at once, by others a quarter of a second later.
final class CommitCount: Sendable {
  private let count = Atomic<UInt64>(0)
  var value: UInt64 { count.load(ordering: .acquiring) }
  func increase() { count.add(1, ordering: .acquiringAndReleasing) }
}

/// Notices commits of other processes, which cannot ring our bell: looks at the file's version four times a second.
private func watch(_ path: String, _ bell: Bell, _ commits: CommitCount, _ lookout: Lookout) {
  let connection = try? SQLiteConnection(path: path, isReadOnly: true, counters: Counters())
  var last: Int64?
  while let connection, !lookout.isStopped {
    // What it asks has nothing to do with the time.
    if let version = try? ReadTx(connection, now: Moment.keyEpoch).value("PRAGMA data_version") as Int64? {
      if let last, last != version {
        commits.increase()
        bell.ring(.happenings)
        bell.ring(.jobs)
      }
      last = version
    }
    _ = lookout.wait(milliseconds: 250)
  }
}
