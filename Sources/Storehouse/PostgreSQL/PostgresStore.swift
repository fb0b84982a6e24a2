import Commons
import Synchronization

/// The store on a PostgreSQL server: as many threads as connections, each serving one closure at a time.
final class PostgresStore: Store {
  // The second argument is when it was asked for, in nanoseconds of the monotonic clock.
  typealias Work = @Sendable (PostgresConnection, UInt64) -> Void

  let clock: @Sendable () -> Moment
  let engine = Engine.postgres
  let bell: Bell
  private let counters: Counters
  private let keys: KeySource
  private let workers: Workers<Work>
  private let watch: PostgresWatch

  /// How long a request waits for a server that is away, in nanoseconds.
  static let patience: UInt64 = 2_000_000_000

  /// - Throws: `StoreFault.unavailable` when the server is not reached within ten seconds.
  static func open(
    _ address: PostgresAddress, clock: @escaping @Sendable () -> Moment, log: @escaping @Sendable (String) -> Void
  ) async throws -> PostgresStore {
    let bell = Bell()
    let keys = KeySource(node: Int64.random(in: 0..<1024))
    let outage = Outage(log: log)
    let watch = try await PostgresWatch.start(address, bell: bell, keys: keys, outage: outage)
    return PostgresStore(address, clock: clock, bell: bell, keys: keys, outage: outage, watch: watch)
  }

  private init(
    _ address: PostgresAddress, clock: @escaping @Sendable () -> Moment, bell: Bell, keys: KeySource, outage: Outage,
    watch: PostgresWatch
  ) {
    let counters = Counters()
    self.clock = clock
    self.bell = bell
    self.counters = counters
    self.keys = keys
    self.watch = watch
    workers = Workers(count: address.pool) { workers in
      let connection = PostgresConnection(address, outage: outage, counters: counters)
      while let (work, since) = workers.next() {
        let began = monotonicNanoseconds()
        work(connection, since)
        counters.note(since: since, began: began)
      }
    }
  }

  func read<Value: Sendable>(_ body: @escaping @Sendable (ReadTx) throws -> Value) async throws -> Value {
    counters.reads.increase()
    let now = clock()
    return try await withUnsafeThrowingContinuation { (continuation: UnsafeContinuation<Value, any Error>) in
      let fault = workers.add { connection, since in
        continuation.resume(
          with: Result { try connection.read(until: since + PostgresStore.patience, at: now, body) })
      }
      if let fault { continuation.resume(throwing: fault) }
    }
  }

  func write<Value: Sendable>(_ body: @escaping @Sendable (WriteTx) throws -> Value) async throws -> Value {
    counters.writes.increase()
    let (clock, keys, bell, watch) = (clock, keys, bell, watch)
    return try await withUnsafeThrowingContinuation { (continuation: UnsafeContinuation<Value, any Error>) in
      let fault = workers.add { connection, since in
        do {
          let (value, tx) = try connection.write(until: since + PostgresStore.patience, now: clock, keys: keys, body)
          if tx.hasRecorded { bell.ring(.happenings) }
          if tx.hasEnqueued { bell.ring(.jobs) }
          if tx.hasRecorded || tx.hasEnqueued { watch.tellOthers(happenings: tx.hasRecorded, jobs: tx.hasEnqueued) }
          continuation.resume(returning: value)
        } catch {
          continuation.resume(throwing: error)
        }
      }
      if let fault { continuation.resume(throwing: fault) }
    }
  }

  // Nobody has it any more and it was not shut down: its threads end all the same.
  deinit {
    workers.finish()
    watch.finish()
  }

  func shutdown() async {
    await workers.close()
    await watch.stop()
  }

  var version: UInt64? { nil }

  var statistics: StoreStatistics {
    var statistics = counters.snapshot
    statistics.waiting = workers.depth
    statistics.threads = workers.count
    return statistics
  }
}
