import Commons
import Storehouse
import TestStores
import Testing

enum Colour: Int, Storable { case red = 1, green = 2 }
enum Fruit: String, Storable { case apple, pear }

/// A table to write into.
func makeSample(_ store: any Store) async throws {
  try await store.write { tx throws in
    try tx.run(
      "CREATE TABLE sample (id BIGINT NOT NULL PRIMARY KEY, name TEXT NOT NULL, number BIGINT)"
    )
  }
}

@Suite("Reading and writing")
struct StoreTests {
  @Test("A value of every kind comes back as it was bound", arguments: TestStores.engines) func everyKind(
    _ engine: Engine
  ) async throws {
    try await TestStores.with(engine) { store, _ async throws in
      let text = "It’s “quoted”; DROP TABLE account; -- \\ ' \" % _ ŵ 👩‍👩‍👧"
      try await store.read { tx throws in
        #expect(try tx.value("SELECT \(text)") == text)
        #expect(try tx.value("SELECT \("")") == "")
        #expect(try tx.value("SELECT \(Int64.max)") == Int64.max)
        #expect(try tx.value("SELECT \(Int64.min)") == Int64.min)
        #expect(try tx.value("SELECT \(-42)") == -42)
        #expect(try tx.value("SELECT \(0.1)") == 0.1)
        #expect(try tx.value("SELECT \(-1.5e300)") == -1.5e300)
        #expect(try tx.value("SELECT \(true)") == true)
        #expect(try tx.value("SELECT \(false)") == false)
        #expect(try tx.value("SELECT \([0, 1, 254, 255] as [UInt8])") == [0, 1, 254, 255] as [UInt8])
        #expect(try tx.value("SELECT \([] as [UInt8])") == [] as [UInt8])
        #expect(try tx.value("SELECT \(Key<Account>(77))") == Key<Account>(77))
        #expect(try tx.value("SELECT \(Moment(milliseconds: 5))") == Moment(milliseconds: 5))
        #expect(try tx.value("SELECT \(Handle("amina"))") == Handle(stored: "amina"))
        #expect(try tx.value("SELECT \(Colour.green)") == Colour.green)
        #expect(try tx.value("SELECT \(Fruit.pear)") == Fruit.pear)
        let nothing: Int? = nil
        #expect(try tx.value("SELECT \(nothing)") as Int? == nil)
        #expect(
          try tx.first("SELECT \(nothing), \(3)") { row in (try row.take() as Int?, try row.take() as Int?) }! == (
            nil, 3
          ))
      }
    }
  }

  @Test("A zero character in text becomes a replacement character, on both engines", arguments: TestStores.engines)
  func zeroCharacter(_ engine: Engine) async throws {
    try await TestStores.with(engine) { store, _ async throws in
      #expect(try await store.read { tx in try tx.value("SELECT \("a\0b")") } == "a\u{fffd}b")
    }
  }

  @Test("A value of another kind than was asked for throws instead of being guessed", arguments: TestStores.engines)
  func wrongKind(_ engine: Engine) async throws {
    try await TestStores.with(engine) { store, _ async throws in
      await #expect(throws: StoreFault.self) { try await store.read { tx in try tx.value("SELECT \("abc")") as Int? } }
      await #expect(throws: StoreFault.self) { try await store.read { tx in try tx.value("SELECT \(9)") as Colour? } }
      await #expect(throws: StoreFault.self) {
        try await store.read { tx in try tx.value("SELECT \("plum")") as Fruit? }
      }
      await #expect(throws: StoreFault.self) {
        try await store.read { tx in
          try tx.first("SELECT 1") { row in (try row.take() as Int, try row.take() as Int) }?.0
        }
      }
      await #expect(throws: StoreFault.self) {
        let nothing: Int? = nil
        _ = try await store.read { tx in try tx.first("SELECT \(nothing)") { row in try row.take() as Int } }
      }
    }
  }

  @Test("A query in a query keeps its bindings in order", arguments: TestStores.engines) func splicing(_ engine: Engine)
    async throws
  {
    try await TestStores.with(engine) { store, _ async throws in
      let inner: Query = "SELECT \("b") || \("c")"
      let outer: Query = "SELECT \("a") || (\(inner)) || \("d")"
      #expect(try await store.read { tx in try tx.value(outer) } == "abcd")
      #expect(try await store.read { tx in try tx.value("SELECT \("x")" + " || " + "\("y")") } == "xy")
      #expect(
        try await store.read { tx in try tx.value("SELECT " + ["\(1)", "\(2)", "\(3)"].joined(separator: " + ")) } == 6)
      #expect(Query.empty.isEmpty)
    }
  }

  @Test("One of a list matches as many as there are, an empty list nothing", arguments: TestStores.engines)
  func lists(_ engine: Engine) async throws {
    try await TestStores.with(engine) { store, _ async throws in
      try await makeSample(store)
      try await store.write { tx in
        for id in 1...50 { try tx.run("INSERT INTO sample (id, name) VALUES (\(id), \("n\(id)"))") }
      }
      let find: @Sendable ([Int64]) async throws -> [Int64] = { ids in
        try await store.read { tx in
          try tx.all("SELECT id FROM sample WHERE id \(anyOf: ids) ORDER BY id") { row in try row.take() }
        }
      }
      #expect(try await find([3, 9, 9, 700]) == [3, 9])
      #expect(try await find([]) == [])
      #expect(try await find(Array(1...1000)) == Array(1...50))
      let keys = [Key<Account>(4)]
      #expect(try await store.read { tx in try tx.value("SELECT name FROM sample WHERE id \(anyOf: keys)") } == "n4")
    }
  }

  @Test("The same statement can be read inside itself", arguments: TestStores.engines) func nested(_ engine: Engine)
    async throws
  {
    try await TestStores.with(engine) { store, _ async throws in
      try await makeSample(store)
      try await store.write { tx in for id in 1...5 { try tx.run("INSERT INTO sample (id, name) VALUES (\(id), 'x')") }
      }
      let sum = try await store.read { tx throws in
        func list(_ after: Int, _ depth: Int) throws -> Int {
          try tx.all("SELECT id FROM sample WHERE id > \(after)") { row in
            let id: Int = try row.take()
            return depth > 0 ? try list(id, depth - 1) : 1
          }.reduce(0, +)
        }
        return try list(0, 2)
      }
      // Ways to choose three of five, in order.
      #expect(sum == 10)
    }
  }

  @Test(
    "What is read row by row is everything, in order, and inside it other things can be read",
    arguments: TestStores.engines)
  func streaming(_ engine: Engine) async throws {
    try await TestStores.with(engine) { store, _ async throws in
      try await makeSample(store)
      try await store.write { tx in
        for id in 1...2500 { try tx.run("INSERT INTO sample (id, name) VALUES (\(id), \("n\(id)"))") }
      }
      let ids = try await store.read { tx throws in
        var ids: [Int] = []
        try tx.each("SELECT id FROM sample WHERE id > \(0) ORDER BY id") { row in
          let id: Int = try row.take()
          if id % 1000 == 0 {
            try tx.each("SELECT name FROM sample WHERE id = \(id)") { row throws in
              #expect(try row.take() as String == "n\(id)")
            }
          }
          ids.append(id)
        }
        return ids
      }
      #expect(ids == Array(1...2500))
      struct Enough: Error {}
      await #expect(throws: Enough.self) {
        try await store.read { tx in try tx.each("SELECT id FROM sample") { _ in throw Enough() } }
      }
      #expect(try await store.read { tx in try tx.value("SELECT count(*) FROM sample") } == 2500)
    }
  }

  @Test("The number of changed rows is told", arguments: TestStores.engines) func changes(_ engine: Engine) async throws
  {
    try await TestStores.with(engine) { store, _ async throws in
      try await makeSample(store)
      try await store.write { tx throws in
        for id in 1...3 { #expect(try tx.run("INSERT INTO sample (id, name) VALUES (\(id), 'x')") == 1) }
        #expect(try tx.run("INSERT INTO sample (id, name) VALUES (1, 'y') ON CONFLICT DO NOTHING") == 0)
        #expect(try tx.run("UPDATE sample SET name = 'z' WHERE id > 1") == 2)
        #expect(try tx.run("UPDATE sample SET name = 'z' WHERE id > 100") == 0)
        #expect(try tx.run("DELETE FROM sample") == 3)
      }
    }
  }

  @Test("A transaction that throws has done nothing, and its error comes out as it was", arguments: TestStores.engines)
  func rollback(_ engine: Engine) async throws {
    try await TestStores.with(engine) { store, _ async throws in
      try await makeSample(store)
      let refusal = Refusal.conflict("Voting has closed.")
      await #expect(throws: refusal) {
        try await store.write { tx throws in
          try tx.run("INSERT INTO sample (id, name) VALUES (1, 'x')")
          throw refusal
        }
      }
      #expect(try await store.read { tx in try tx.exists("SELECT 1 FROM sample") } == false)
      try await store.write { tx in try tx.run("INSERT INTO sample (id, name) VALUES (2, 'x')") }
      #expect(try await store.read { tx in try tx.value("SELECT id FROM sample") } == 2)
    }
  }

  @Test("A broken rule of the schema is a constraint fault", arguments: TestStores.engines) func constraints(
    _ engine: Engine
  ) async throws {
    try await TestStores.with(engine) { store, _ async throws in
      try await store.write { tx throws in
        try tx.run("CREATE TABLE parent (id BIGINT NOT NULL PRIMARY KEY)")
        try tx.run(
          """
          CREATE TABLE child (
            id BIGINT NOT NULL PRIMARY KEY, parent_id BIGINT REFERENCES parent (id), age BIGINT CHECK (age > 0))
          """
        )
        try tx.run("INSERT INTO parent (id) VALUES (1)")
      }
      let broken: [@Sendable (WriteTx) throws -> Void] = [
        { tx in try tx.run("INSERT INTO parent (id) VALUES (1)") },
        { tx in try tx.run("INSERT INTO child (id, parent_id) VALUES (1, 99)") },
        { tx in try tx.run("INSERT INTO child (id, age) VALUES (1, 0)") },
        { tx in try tx.run("INSERT INTO parent (id) VALUES (NULL)") },
      ]
      for statement in broken {
        let fault = await #expect(throws: StoreFault.self) { try await store.write { tx in try statement(tx) } }
        #expect(fault?.isConstraint == true, "\(String(describing: fault))")
      }
    }
  }

  @Test("What is attempted and fails is undone alone", arguments: TestStores.engines) func attempts(_ engine: Engine)
    async throws
  {
    try await TestStores.with(engine) { store, _ async throws in
      try await makeSample(store)
      try await store.write { tx throws in
        try tx.run("INSERT INTO sample (id, name) VALUES (1, 'kept')")
        let fault = #expect(throws: StoreFault.self) {
          try tx.attempt {
            try tx.run("INSERT INTO sample (id, name) VALUES (2, 'undone')")
            try tx.run("INSERT INTO sample (id, name) VALUES (1, 'twice')")
          }
        }
        #expect(fault?.isConstraint == true)
        try tx.attempt { try tx.attempt { try tx.run("INSERT INTO sample (id, name) VALUES (3, 'kept')") } }
      }
      #expect(
        try await store.read { tx in try tx.all("SELECT id FROM sample ORDER BY id") { row in try row.take() as Int } }
          == [1, 3])
    }
  }

  @Test("A read cannot change anything", arguments: TestStores.engines) func readOnly(_ engine: Engine) async throws {
    try await TestStores.with(engine) { store, _ async throws in
      try await makeSample(store)
      await #expect(throws: StoreFault.self) {
        try await store.read { tx in
          try tx.all("INSERT INTO sample (id, name) VALUES (1, 'x') RETURNING id") { _ in () }.count
        }
      }
      #expect(try await store.read { tx in try tx.exists("SELECT 1 FROM sample") } == false)
    }
  }

  @Test("A mistake in SQL is told with its SQL, and the store goes on", arguments: TestStores.engines)
  func mistakes(_ engine: Engine) async throws {
    try await TestStores.with(engine) { store, _ async throws in
      let fault = await #expect(throws: StoreFault.self) {
        try await store.read { tx in try tx.exists("SELECT 1 FROM nowhere_at_all") }
      }
      #expect(fault?.description.contains("nowhere_at_all") == true)
      #expect(try await store.read { tx in try tx.value("SELECT 1") } == 1)
    }
  }

  @Test("Keys only grow and are never the same, however many ask at once", arguments: TestStores.engines)
  func keys(_ engine: Engine) async throws {
    try await TestStores.with(engine) { store, clock async throws in
      let keys = try await withThrowingTaskGroup(of: [Key<Account>].self) { group in
        for _ in 0..<8 {
          group.addTask { try await store.write { tx in (0..<500).map { _ in tx.mint(Account.self) } } }
        }
        return try await group.reduce(into: []) { $0 += $1 }
      }
      #expect(Set(keys).count == 4000)
      #expect(keys.allSatisfy { $0.moment >= clock.now && $0.moment < clock.now + .seconds(1) })
      clock.advance(by: .minutes(1))
      let later = try await store.write { tx throws in
        #expect(tx.now == clock.now)
        return tx.mint(Account.self)
      }
      #expect(keys.allSatisfy { $0 < later })
    }
  }

  @Test("Many writers at once lose nothing and stay apart", arguments: TestStores.engines) func manyWriters(
    _ engine: Engine
  ) async throws {
    try await TestStores.with(engine) { store, _ async throws in
      try await makeSample(store)
      try await store.write { tx in try tx.run("INSERT INTO sample (id, name, number) VALUES (1, 'count', 0)") }
      struct Odd: Error {}
      await withTaskGroup(of: Void.self) { group in
        for index in 0..<200 {
          group.addTask {
            _ = try? await store.write { tx throws in
              try tx.run("UPDATE sample SET number = number + 1 WHERE id = 1")
              if index % 2 == 1 { throw Odd() }
            }
          }
        }
      }
      #expect(try await store.read { tx in try tx.value("SELECT number FROM sample WHERE id = 1") } == 100)
      let statistics = store.statistics
      #expect(statistics.writes >= 201)
      #expect(statistics.waiting == 0)
      if engine == .sqlite { #expect(statistics.commits < statistics.writes, "writes were not committed in groups") }
    }
  }

  @Test("Two transactions that would each undo the other's rule do not both go through", arguments: TestStores.engines)
  func conflicts(_ engine: Engine) async throws {
    try await TestStores.with(engine) { store, _ async throws in
      try await makeSample(store)
      try await store.write { tx in
        for id in 1...2 { try tx.run("INSERT INTO sample (id, name, number) VALUES (\(id), 'x', 0)") }
      }
      // Each takes the two rows in the other order: a deadlock that the store has to get over by itself.
      try await withThrowingTaskGroup(of: Void.self) { group in
        for index in 0..<6 {
          group.addTask {
            try await store.write { tx throws in
              let (first, second) = index % 2 == 0 ? (1, 2) : (2, 1)
              try tx.run("UPDATE sample SET number = number + 1 WHERE id = \(first)")
              try tx.run("UPDATE sample SET number = number + 1 WHERE id = \(second)")
            }
          }
        }
        try await group.waitForAll()
      }
      #expect(try await store.read { tx in try tx.value("SELECT sum(number) FROM sample") } == 12)
    }
  }

  @Test("After shutting down the store says that it is closed", arguments: TestStores.engines) func shutdown(
    _ engine: Engine
  ) async throws {
    let test = try await TestStores.open(engine)
    await test.store.shutdown()
    let fault = await #expect(throws: StoreFault.self) { try await test.store.read { _ in } }
    #expect(fault?.isUnavailable == true)
    await #expect(throws: StoreFault.self) { try await test.store.write { _ in } }
    await test.close()
  }

  @Test("The plan of a query can be asked for", arguments: TestStores.engines) func plans(_ engine: Engine) async throws
  {
    try await TestStores.with(engine) { store, _ async throws in
      try await makeSample(store)
      let plan = try await store.read { tx in try tx.explain("SELECT name FROM sample WHERE id = \(1)") }
      #expect(plan.contains(engine == .sqlite ? "SEARCH sample" : "sample_pkey"), "\(plan)")
    }
  }

  @Test("Where the database is, is written as sqlite: or postgres:") func locations() throws {
    #expect(try StoreLocation("sqlite:/a/b.db") == .sqlite(path: "/a/b.db"))
    #expect(try StoreLocation("postgresql://h/d") == .postgres(url: "postgresql://h/d"))
    for wrong in ["", "sqlite:", "mysql://h/d", "/a/b.db"] {
      #expect(throws: Refusal.self) { try StoreLocation(wrong) }
    }
  }

  @Test("A database that cannot be opened is told at once") func cannotOpen() async throws {
    let fault = await #expect(throws: StoreFault.self) {
      try await Storehouse.open(.sqlite(path: "/nowhere/at/all.db"), clock: { Moment(milliseconds: 0) }, log: { _ in })
    }
    #expect(fault?.isUnavailable == true)
  }
}
