import Commons
@testable import Storehouse
import Synchronization
import TestStores
import Testing

extension Happening.Kind {
  static let knocked = Self("test.knocked")
  static let rang = Self("test.rang")
}

/// Collects what was heard, across threads.
final class Heard<Value: Sendable>: Sendable {
  private let kept = Mutex<[Value]>([])
  var all: [Value] { kept.withLock { $0 } }
  func add(_ value: Value) { kept.withLock { $0.append(value) } }

  /// Waits until there are as many.
  func wait(for count: Int) async throws { try await eventually { self.all.count >= count } }
}

struct Nuisance: Error {}

/// Waits until something holds, or gives up after minutes: how long it takes says how busy the machine is, and on a
/// server that other tests use too it also depends on when their transactions end.
func eventually(_ condition: () async throws -> Bool) async throws {
  let until = ContinuousClock.now + .seconds(120)
  while try await !condition(), ContinuousClock.now < until { try await Task.sleep(for: .milliseconds(10)) }
}

@Suite("The Ledger")
struct LedgerTests {
  private func knock(_ store: any Store, _ subjects: Int64...) async throws {
    for subject in subjects { try await store.write { tx in try tx.record(Happening(.knocked, subject, by: Key(1))) } }
  }

  /// Waits for older transactions, also of other tests on the same server, to be over.
  private func settle(_ store: any Store) async throws {
    while try await store.read({ tx in try tx.hasUnsettledHappenings() }) {
      try await Task.sleep(for: .milliseconds(5))
    }
  }

  /// A table that a listener writes what it heard into.
  private func makeDiary(_ store: any Store) async throws {
    try await store.write { tx in
      try tx.run("CREATE TABLE diary (listener TEXT NOT NULL, subject BIGINT NOT NULL, UNIQUE (listener, subject))")
    }
  }

  private func diary(_ store: any Store, _ listener: String = "a") async throws -> [Int64] {
    try await store.read { tx in
      try tx.all("SELECT subject FROM diary WHERE listener = \(listener) ORDER BY subject") { row in try row.take() }
    }
  }

  private func writer(
    _ name: String, fromStart: Bool = false, failing: @escaping @Sendable (Int64) -> Bool = { _ in false }
  ) -> Listener {
    Listener(name: name, kinds: [.knocked], fromStart: fromStart) { recorded, tx in
      try tx.run("INSERT INTO diary (listener, subject) VALUES (\(name), \(recorded.happening.subject))")
      if failing(recorded.happening.subject) { throw Nuisance() }
    }
  }

  @Test("A happening is heard with everything that was recorded", arguments: TestStores.engines) func whole(
    _ engine: Engine
  ) async throws {
    try await TestStores.with(engine) { store, clock async throws in
      let heard = Heard<RecordedHappening>()
      let ledger = Ledger(
        store: store, listeners: [Listener(name: "a", kinds: [.knocked]) { recorded, _ in heard.add(recorded) }])
      try await ledger.register()
      try await store.write { tx in
        try tx.record(Happening(.knocked, 7, by: Key(8), as: Key(9), about: 10, note: "twice"))
        try tx.record(Happening(.knocked, 11, by: nil))
        try tx.record(Happening(.rang, 12, by: nil))
      }
      try await ledger.runDue()
      let all = heard.all
      #expect(all.map(\.happening.subject) == [7, 11])
      let first = try #require(all.first)
      #expect(first.happening.kind == .knocked && first.at == clock.now)
      #expect(first.happening.actor == Key(8) && first.happening.speakingAs == Key(9))
      #expect(first.happening.about == 10 && first.happening.note == "twice")
      #expect(all[1].happening.actor == nil && all[1].happening.note == nil)
      #expect(all[0].seq < all[1].seq)
    }
  }

  @Test("What was rolled back never happened", arguments: TestStores.engines) func rolledBack(_ engine: Engine)
    async throws
  {
    try await TestStores.with(engine) { store, _ async throws in
      try await makeDiary(store)
      let ledger = Ledger(store: store, listeners: [writer("a")])
      try await ledger.register()
      _ = try? await store.write { tx in
        try tx.record(Happening(.knocked, 1, by: nil))
        throw Nuisance()
      }
      try await knock(store, 2)
      try await ledger.runDue()
      #expect(try await diary(store) == [2])
    }
  }

  @Test("A new listener hears what comes, or everything when it asks for the start", arguments: TestStores.engines)
  func newcomers(_ engine: Engine) async throws {
    try await TestStores.with(engine) { store, _ async throws in
      try await makeDiary(store)
      try await knock(store, 1, 2)
      try await settle(store)
      let ledger = Ledger(store: store, listeners: [writer("a"), writer("b", fromStart: true)])
      try await ledger.register()
      try await knock(store, 3)
      try await ledger.runDue()
      try await ledger.runDue()
      #expect(try await diary(store, "a") == [3])
      #expect(try await diary(store, "b") == [1, 2, 3])
    }
  }

  @Test(
    "A listener that fails is asked again later, what it did is undone, and it does not hold up the others",
    arguments: TestStores.engines)
  func retries(_ engine: Engine) async throws {
    try await TestStores.with(engine) { store, clock async throws in
      try await makeDiary(store)
      let isBroken = Atomic<Bool>(true)
      let log = TestLog()
      let ledger = Ledger(
        store: store, listeners: [writer("a", failing: { $0 == 2 && isBroken.load(ordering: .relaxed) }), writer("b")],
        log: { log.add($0) })
      try await ledger.register()
      try await knock(store, 1, 2, 3)
      try await ledger.runDue()
      #expect(try await diary(store, "a") == [1])
      #expect(try await diary(store, "b") == [1, 2, 3])
      #expect(log.sentences.count == 1)
      // Not before its time.
      isBroken.store(false, ordering: .relaxed)
      try await ledger.runDue()
      #expect(try await diary(store, "a") == [1])
      clock.advance(by: .seconds(1))
      try await ledger.runDue()
      #expect(try await diary(store, "a") == [1, 2, 3])
    }
  }

  @Test("After eight tries a happening is set aside and the rest goes on", arguments: TestStores.engines)
  func setAside(_ engine: Engine) async throws {
    try await TestStores.with(engine) { store, clock async throws in
      try await makeDiary(store)
      let ledger = Ledger(store: store, listeners: [writer("a", failing: { $0 == 2 })])
      try await ledger.register()
      try await knock(store, 1, 2, 3)
      for _ in 1...7 {
        try await ledger.runDue()
        #expect(try await diary(store) == [1])
        clock.advance(by: .minutes(5))
      }
      try await ledger.runDue()
      #expect(try await diary(store) == [1, 3])
      let error: String? = try await store.read { tx in
        try tx.value("SELECT error FROM listener_failure WHERE listener = 'a'")
      }
      #expect(error?.contains("Nuisance") == true)
      #expect(try await ledger.lags() == [Ledger.Lag(listener: "a", waiting: 0, setAside: 1)])
    }
  }

  @Test("What a listener does can make something happen that is heard too", arguments: TestStores.engines)
  func chains(_ engine: Engine) async throws {
    try await TestStores.with(engine) { store, _ async throws in
      try await makeDiary(store)
      let echo = Listener(name: "echo", kinds: [.rang]) { recorded, tx in
        try tx.record(Happening(.knocked, recorded.happening.subject + 1, by: nil))
      }
      let ledger = Ledger(store: store, listeners: [writer("a"), echo])
      try await ledger.register()
      try await store.write { tx in try tx.record(Happening(.rang, 1, by: nil)) }
      try await ledger.runDue()
      #expect(try await diary(store) == [2])
    }
  }

  @Test("Two processes tell each happening once", arguments: TestStores.engines) func twoProcesses(_ engine: Engine)
    async throws
  {
    let test = try await TestStores.open(engine)
    let other = try await TestStore(test.location)
    try await makeDiary(test.store)
    let ledgers = [test.store, other.store].map { Ledger(store: $0, listeners: [writer("a")]) }
    try await ledgers[0].register()
    let running = ledgers.map { ledger in Task { await ledger.run() } }
    // The diary's UNIQUE would fail a second telling, and the log of failures would show it.
    for subject in 0..<30 { try await knock(subject % 2 == 0 ? test.store : other.store, Int64(subject)) }
    try await eventually { try await diary(test.store).count == 30 }
    #expect(try await diary(test.store) == (0..<30).map { Int64($0) })
    #expect(try await test.store.read { tx in try tx.exists("SELECT 1 FROM listener_failure") } == false)
    #expect(try await test.store.read { tx in try tx.value("SELECT max(tries) FROM listener") } == 0)
    for task in running {
      task.cancel()
      await task.value
    }
    await other.store.shutdown()
    await test.close()
  }

  // SQLite has one writer, so only here can a lower number be committed later.
  @Test(
    "A happening whose transaction commits late is not skipped",
    arguments: TestStores.engines.filter { $0 == .postgres })
  func lateCommit(_ engine: Engine) async throws {
    try await TestStores.with(engine) { store, _ async throws in
      try await makeDiary(store)
      let ledger = Ledger(store: store, listeners: [writer("a")])
      try await ledger.register()
      let hasRecorded = Atomic<Bool>(false)
      let mayCommit = Atomic<Bool>(false)
      let slow = Task {
        try await store.write { tx in
          try tx.record(Happening(.knocked, 1, by: nil))
          hasRecorded.store(true, ordering: .relaxed)
          while !mayCommit.load(ordering: .relaxed) { pause(milliseconds: 1) }
        }
      }
      while !hasRecorded.load(ordering: .relaxed) { try await Task.sleep(for: .milliseconds(1)) }
      try await knock(store, 2)
      let telling = Task { try await ledger.runDue() }
      try await Task.sleep(for: .milliseconds(100))
      // Held back: the older transaction could still come before it.
      #expect(try await diary(store) == [])
      mayCommit.store(true, ordering: .relaxed)
      try await slow.value
      try await telling.value
      #expect(try await diary(store) == [1, 2])
    }
  }

  @Test(
    "After a restore on another server, whose transaction numbers begin anew, happenings are heard",
    arguments: TestStores.engines)
  func restored(_ engine: Engine) async throws {
    try await TestStores.with(engine) { store, _ async throws in
      try await makeDiary(store)
      let ledger = Ledger(store: store, listeners: [writer("a")])
      try await ledger.register()
      try await knock(store, 1)
      try await ledger.runDue()
      // As if everything had been written on a server that had done a great deal already.
      if engine == .postgres {
        try await store.write { tx in
          try tx.run("UPDATE happening SET turn = turn + 1000000000000")
          try tx.run("UPDATE listener SET turn = turn + 1000000000000")
        }
      }
      try await Migrations.run(on: store)
      try await knock(store, 2)
      try await ledger.runDue()
      #expect(try await diary(store) == [1, 2])
    }
  }

  /// Follows without ever looking by itself, and returns when it waits to be told.
  private func follow(_ store: any Store, _ heard: Heard<Int64>) async throws -> Task<Void, Never> {
    try await settle(store)
    let task = Task {
      await LedgerTail(store: store, look: .seconds(60)).follow(kinds: [.knocked]) { news in
        for one in news { heard.add(one.happening.subject) }
      }
    }
    while !store.bell.isAwaited { try await Task.sleep(for: .milliseconds(5)) }
    return task
  }

  @Test("The tail is told what this process does, in order", arguments: TestStores.engines) func tail(_ engine: Engine)
    async throws
  {
    try await TestStores.with(engine) { store, _ async throws in
      try await knock(store, 1)
      let heard = Heard<Int64>()
      let following = try await follow(store, heard)
      try await knock(store, 2, 3)
      try await heard.wait(for: 2)
      #expect(heard.all == [2, 3])
      following.cancel()
      await following.value
    }
  }

  @Test("The tail is told what other processes do", arguments: TestStores.engines) func tailAcross(_ engine: Engine)
    async throws
  {
    let test = try await TestStores.open(engine)
    let other = try await TestStore(test.location)
    let heard = Heard<Int64>()
    let following = try await follow(test.store, heard)
    try await knock(other.store, 5)
    try await heard.wait(for: 1)
    #expect(heard.all == [5])
    following.cancel()
    await following.value
    await other.store.shutdown()
    await test.close()
  }

  @Test("Who comes back gets what they missed", arguments: TestStores.engines) func missed(_ engine: Engine)
    async throws
  {
    try await TestStores.with(engine) { store, _ async throws in
      try await knock(store, 1, 2, 3)
      try await settle(store)
      let tail = LedgerTail(store: store)
      let all = try await tail.missed(after: 0)
      #expect(all.map(\.happening.subject) == [1, 2, 3])
      try #require(all.count == 3)
      #expect(try await tail.missed(after: all[1].seq).map(\.happening.subject) == [3])
      #expect(try await tail.missed(after: all[2].seq).isEmpty)
      #expect(try await tail.missed(after: all[0].seq, kinds: [.rang]).isEmpty)
    }
  }
}
