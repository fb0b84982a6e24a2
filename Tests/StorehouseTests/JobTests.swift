import Commons
@testable import Storehouse
import Synchronization
import TestStores
import Testing

@Suite("Jobs")
struct JobTests {
  private func runner(
    _ store: any Store, _ heard: Heard<String>, failing: @escaping @Sendable (JobRun) -> Bool = { _ in false }
  ) -> JobRunner {
    JobRunner(
      store: store,
      handlers: [
        "greet": { run in
          if failing(run) { throw Nuisance() }
          heard.add(run.payload)
        }
      ])
  }

  @Test("A job is done once, with its payload, and not before its time", arguments: TestStores.engines)
  func done(_ engine: Engine) async throws {
    try await TestStores.with(engine) { store, clock async throws in
      let heard = Heard<String>()
      let runner = runner(store, heard)
      try await store.write { tx in
        try tx.enqueue(Job(kind: "greet", payload: "Amina"))
        try tx.enqueue(Job(kind: "greet", payload: "later", runAt: tx.now + .minutes(1)))
        try tx.enqueue(Job(kind: "somebody else's"))
      }
      #expect(try await runner.runDue() == 1)
      #expect(try await runner.runDue() == 0)
      #expect(heard.all == ["Amina"])
      clock.advance(by: .minutes(1))
      #expect(try await runner.runDue() == 1)
      #expect(heard.all == ["Amina", "later"])
      let counts = try await store.read { tx in try tx.jobCounts(at: clock.now) }
      #expect(counts == JobCounts(waiting: 1, running: 0, failed: 0, delay: .minutes(1)))
    }
  }

  @Test("A job that is enqueued in a transaction that fails is not there", arguments: TestStores.engines)
  func rolledBack(_ engine: Engine) async throws {
    try await TestStores.with(engine) { store, _ async throws in
      _ = try? await store.write { tx in
        try tx.enqueue(Job(kind: "greet"))
        throw Nuisance()
      }
      #expect(try await runner(store, Heard()).runDue() == 0)
    }
  }

  @Test("A key makes a job unique, also after it is done", arguments: TestStores.engines) func keys(_ engine: Engine)
    async throws
  {
    try await TestStores.with(engine) { store, _ async throws in
      let heard = Heard<String>()
      let runner = runner(store, heard)
      for _ in 0..<3 { try await store.write { tx in try tx.enqueue(Job(kind: "greet", payload: "once", key: "k")) } }
      #expect(try await runner.runDue() == 1)
      try await store.write { tx in
        try tx.enqueue(Job(kind: "greet", payload: "again", key: "k"))
        try tx.enqueue(Job(kind: "greet", payload: "other", key: "l"))
      }
      #expect(try await runner.runDue() == 1)
      #expect(heard.all == ["once", "other"])
    }
  }

  @Test("A job that fails is tried again later each time, ten times, and then kept", arguments: TestStores.engines)
  func fails(_ engine: Engine) async throws {
    try await TestStores.with(engine) { store, clock async throws in
      let attempts = Heard<String>()
      let runner = runner(
        store, Heard(),
        failing: { run in
          attempts.add(String(run.attempt))
          return true
        })
      try await store.write { tx in try tx.enqueue(Job(kind: "greet")) }
      var waits: [Span] = []
      for _ in 1...12 {
        try await runner.runDue()
        let due: Moment? = try await store.read { tx in try tx.value("SELECT run_at FROM job WHERE failed_at IS NULL") }
        guard let due else { break }
        waits.append(due - clock.now)
        clock.advance(by: due - clock.now)
      }
      #expect(attempts.all == (1...10).map(String.init))
      #expect(waits.first.map { $0 >= .seconds(4) && $0 <= .seconds(6) } == true)
      #expect(waits.last.map { $0 >= .minutes(15) } == true)
      let counts = try await store.read { tx in try tx.jobCounts(at: clock.now) }
      #expect(counts.failed == 1 && counts.waiting == 0)
      let error: String? = try await store.read { tx in try tx.value("SELECT last_error FROM job") }
      #expect(error?.contains("Nuisance") == true)
    }
  }

  @Test("A job of a process that died is taken by another when its lease is over", arguments: TestStores.engines)
  func leases(_ engine: Engine) async throws {
    try await TestStores.with(engine) { store, clock async throws in
      try await store.write { tx in
        try tx.enqueue(Job(kind: "greet", payload: "x"))
        #expect(try JobQueue.take(["greet"], by: "dead", limit: 5, in: tx).count == 1)
      }
      let heard = Heard<String>()
      let runner = runner(store, heard)
      #expect(try await runner.runDue() == 0)
      clock.advance(by: .seconds(61))
      #expect(try await runner.runDue() == 1)
      // The dead one comes back: it has nothing to say about the job any more.
      let id: Key<Job>? = try await store.read { tx in try tx.value("SELECT id FROM job") }
      try await store.write { tx in if let id { try JobQueue.handBack(id, by: "dead", in: tx) } }
      #expect(try await runner.runDue() == 0)
      #expect(heard.all == ["x"])
    }
  }

  @Test("Several runners in two processes do each job once", arguments: TestStores.engines) func together(
    _ engine: Engine
  ) async throws {
    let test = try await TestStores.open(engine)
    let other = try await TestStore(test.location)
    let heard = Heard<String>()
    let runners = [test.store, test.store, other.store].map { store in Task { await runner(store, heard).run() } }
    for start in 0..<6 {
      try await (start % 2 == 0 ? test.store : other.store).write { tx in
        for index in 0..<10 { try tx.enqueue(Job(kind: "greet", payload: "\(start * 10 + index)")) }
      }
    }
    try await heard.wait(for: 60)
    #expect(heard.all.sorted() == (0..<60).map(String.init).sorted())
    for task in runners {
      task.cancel()
      await task.value
    }
    await other.store.shutdown()
    await test.close()
  }

  @Test("A runner that is stopped hands back what it was at", arguments: TestStores.engines) func handsBack(
    _ engine: Engine
  ) async throws {
    try await TestStores.with(engine) { store, _ async throws in
      try await store.write { tx in try tx.enqueue(Job(kind: "long")) }
      let began = Heard<Int>()
      let runner = JobRunner(
        store: store,
        handlers: [
          "long": { _ in
            began.add(1)
            try await Task.sleep(for: .seconds(60))
          }
        ])
      let running = Task { await runner.run() }
      try await began.wait(for: 1)
      running.cancel()
      await running.value
      let row = try await store.read { tx in
        try tx.first("SELECT attempts, leased_by, done_at FROM job") { row in
          (try row.take() as Int, try row.take() as String?, try row.take() as Moment?)
        }
      }
      #expect(row?.0 == 0 && row?.1 == nil && row?.2 == nil)
    }
  }

  @Test("What comes back is done once each time, whichever of two processes does it", arguments: TestStores.engines)
  func recurring(_ engine: Engine) async throws {
    let test = try await TestStores.open(engine)
    let other = try await TestStore(test.location, clock: test.clock)
    let heard = Heard<String>()
    let runners = [test.store, other.store].map { store in
      JobRunner(
        store: store, handlers: ["sweep": { _ in heard.add("swept") }],
        recurring: [Recurring(kind: "sweep", every: .hours(1))])
    }
    for runner in runners { try await runner.runDue() }
    #expect(heard.all.count == 1)
    test.clock.advance(by: .minutes(59))
    for runner in runners { try await runner.runDue() }
    #expect(heard.all.count == 1)
    test.clock.advance(by: .minutes(1))
    for runner in runners { try await runner.runDue() }
    #expect(heard.all.count == 2)
    // Away for a day: once is enough.
    test.clock.advance(by: .days(1))
    for runner in runners { try await runner.runDue() }
    #expect(heard.all.count == 3)
    await other.store.shutdown()
    await test.close()
  }

  @Test("Done jobs are forgotten after a week, failed ones are kept longer", arguments: TestStores.engines)
  func sweep(_ engine: Engine) async throws {
    try await TestStores.with(engine) { store, clock async throws in
      try await store.write { tx in
        for key in ["done", "failed", "open"] { try tx.enqueue(Job(kind: "greet", key: key)) }
      }
      try await store.write { tx in
        try tx.run("UPDATE job SET done_at = \(tx.now) WHERE key = 'done'")
        try tx.run("UPDATE job SET failed_at = \(tx.now) WHERE key = 'failed'")
      }
      clock.advance(by: .days(8))
      try await store.write { tx in try JobQueue.sweep(in: tx) }
      #expect(
        try await store.read { tx in try tx.all("SELECT key FROM job ORDER BY key") { row in try row.take() as String }
        } == ["failed", "open"])
      clock.advance(by: .days(90))
      try await store.write { tx in try JobQueue.sweep(in: tx) }
      #expect(try await store.read { tx in try tx.value("SELECT count(*) FROM job") } == 1)
    }
  }
}
