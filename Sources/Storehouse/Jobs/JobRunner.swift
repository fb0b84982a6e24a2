import Commons
import Synchronization

/// Does jobs when they are due. Any number of processes may run one at once on one database.
///
/// A job is leased for a minute, and again while it is being done; when a process dies, another takes its jobs after
/// that. What fails is tried again, later each time, ten times at most; then it is kept as failed.
public struct JobRunner: Sendable {
  private let store: any Store
  private let handlers: [String: JobHandler]
  private let recurring: [Recurring]
  private let concurrency: Int
  private let log: @Sendable (String) -> Void
  private let worker: String
  private let kinds: [String]

  /// - Parameters:
  ///   - handlers: what to do, by kind; jobs of other kinds are left to others.
  ///   - concurrency: how many jobs at once.
  ///   - log: gets a sentence when a job fails.
  public init(
    store: any Store, handlers: [String: JobHandler], recurring: [Recurring] = [], concurrency: Int = 4,
    log: @escaping @Sendable (String) -> Void = { _ in }
  ) {
    self.store = store
    self.handlers = handlers
    self.recurring = recurring
    self.concurrency = max(1, concurrency)
    self.log = log
    worker = String(UInt64.random(in: .min ... .max), radix: 36)
    kinds = handlers.keys.sorted()
  }

  // MARK: Until stopped

  /// Does jobs until the task is cancelled. Jobs that are being done then are cancelled and, if they stop, handed back.
  public func run() async {
    let running = Running()
    await withTaskGroup(of: Void.self) { group in
      group.addTask { await renewLeases(of: running) }
      group.addTask { await sweepNowAndThen() }
      var isPrepared = false
      while !Task.isCancelled {
        let heard = store.bell.rings(.jobs)
        var rest = Duration.seconds(5)
        do {
          if !isPrepared { try await prepare() }
          isPrepared = true
          let free = concurrency - running.count
          if free > 0 {
            let jobs = try await takeDue(limit: free)
            for job in jobs {
              running.begin(job.id)
              group.addTask {
                await perform(job)
                running.end(job.id)
                // A place is free: look for the next one.
                store.bell.ring(.jobs)
              }
            }
            if jobs.count == free { continue }
            if let wait = try await untilNext() { rest = min(rest, .milliseconds(max(1, wait.milliseconds))) }
          }
        } catch {
          if (error as? StoreFault)?.isUnavailable != true { log("Jobs cannot be taken: \(error)") }
          rest = .seconds(1)
        }
        await store.bell.wait(.jobs, past: heard, atMost: rest)
      }
      group.cancelAll()
    }
  }

  private func prepare() async throws {
    guard !recurring.isEmpty else { return }
    try await store.write { [recurring] tx in for recurring in recurring { try JobQueue.ensure(recurring, in: tx) } }
  }

  private func takeDue(limit: Int) async throws -> [JobQueue.Leased] {
    let now = store.clock()
    let (kinds, recurring, worker) = (kinds, recurring, worker)
    // Reading first: most times there is nothing to do, and a write would cost a sync of the disk.
    let (again, due) = try await store.read { tx in
      (try JobQueue.nextRecurring(recurring.map(\.kind), in: tx), try JobQueue.nextDue(kinds, now: now, in: tx))
    }
    if let again, again <= now { try await store.write { tx in try JobQueue.enqueueDue(recurring, in: tx) } }
    guard due.map({ $0 <= now }) ?? false || again.map({ $0 <= now }) ?? false else { return [] }
    return try await store.write { tx in try JobQueue.take(kinds, by: worker, limit: limit, in: tx) }
  }

  private func untilNext() async throws -> Span? {
    let now = store.clock()
    let (kinds, recurring) = (kinds, recurring)
    let (again, due) = try await store.read { tx in
      (try JobQueue.nextRecurring(recurring.map(\.kind), in: tx), try JobQueue.nextDue(kinds, now: now, in: tx))
    }
    return [again, due].compactMap { $0 }.min().map { $0 - now }
  }

  private func renewLeases(of running: Running) async {
    while !Task.isCancelled {
      try? await Task.sleep(for: .seconds(20))
      let ids = running.ids
      guard !ids.isEmpty, !Task.isCancelled else { continue }
      do { try await store.write { [worker] tx in try JobQueue.renew(ids, by: worker, in: tx) } } catch {
        log("Leases cannot be renewed: \(error)")
      }
    }
  }

  private func sweepNowAndThen() async {
    while !Task.isCancelled {
      try? await Task.sleep(for: .seconds(3600))
      if !Task.isCancelled { try? await store.write { tx in try JobQueue.sweep(in: tx) } }
    }
  }

  // MARK: Once

  /// Does everything that is due now, one after the other, also what that makes due: for tests and commands.
  /// - Returns: how many jobs were done or tried.
  /// - Throws: `StoreFault` when the store does not answer. A job's own errors go to the log and make it due later.
  @discardableResult public func runDue() async throws -> Int {
    try await prepare()
    var count = 0
    while count < 100_000 {
      let jobs = try await takeDue(limit: 20)
      if jobs.isEmpty { break }
      for job in jobs { await perform(job) }
      count += jobs.count
    }
    return count
  }

  private func perform(_ job: JobQueue.Leased) async {
    let worker = worker
    do {
      guard let handler = handlers[job.kind] else { return }
      try await handler(JobRun(id: job.id, kind: job.kind, payload: job.payload, attempt: job.attempt, store: store))
      try await store.write { tx in try JobQueue.noteDone(job.id, by: worker, in: tx) }
    } catch {
      let isStopping = Task.isCancelled
      let words = "\(error)"
      do {
        if isStopping {
          try await store.write { tx in try JobQueue.handBack(job.id, by: worker, in: tx) }
          return
        }
        let chance = Double.random(in: 0..<1)
        let isLast = try await store.write { tx in
          try JobQueue.noteFailed(job, by: worker, words, chance: chance, in: tx)
        }
        log("Job \(job.id) (\(job.kind)) failed, try \(job.attempt)\(isLast ? ", the last" : ""): \(words)")
      } catch {
        // Its lease runs out, and it is taken again.
        log("Job \(job.id) (\(job.kind)) failed and that cannot be noted: \(words); \(error)")
      }
    }
  }
}

/// The jobs that one runner is at.
private final class Running: Sendable {
  private let state = Mutex<Set<Key<Job>>>([])
  var count: Int { state.withLock { $0.count } }
  var ids: [Key<Job>] { state.withLock { Array($0).sorted() } }
  func begin(_ id: Key<Job>) { state.withLock { _ = $0.insert(id) } }
  func end(_ id: Key<Job>) { state.withLock { _ = $0.remove(id) } }
}
