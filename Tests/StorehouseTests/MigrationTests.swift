import Commons
@testable import Storehouse
import TestStores
import Testing

@Suite("Migrations")
struct MigrationTests {
  private func step(_ name: String, _ text: String) -> Schema.Step { Schema.Step(name, Array(text.utf8)) }

  private func open(_ engine: Engine) async throws -> TestStore {
    try await TestStore(TestStores.location(engine, isMigrated: false))
  }

  @Test("A new database gets every table, and a second run changes nothing", arguments: TestStores.engines)
  func fresh(_ engine: Engine) async throws {
    let test = try await open(engine)
    #expect(try await Migrations.run(on: test.store) == Schema.migrations.map(\.name))
    #expect(try await Migrations.run(on: test.store) == [])
    let applied = try await test.store.read { tx in try Migrations.applied(in: tx).map(\.name) }
    #expect(applied == Schema.migrations.map(\.name))
    await test.close()
  }

  @Test("A file that was changed after it was run is refused", arguments: TestStores.engines) func frozen(
    _ engine: Engine
  ) async throws {
    let test = try await open(engine)
    try await _ = Migrations.run(on: test.store, [step("m0001_a", "CREATE TABLE a (id BIGINT);\n")], derived: nil)
    let changed = [step("m0001_a", "CREATE TABLE a (id BIGINT, name TEXT);\n")]
    let fault = await #expect(throws: StoreFault.self) {
      try await Migrations.run(on: test.store, changed, derived: nil)
    }
    #expect(fault?.description.contains("m0001_a has been changed") == true)
    await test.close()
  }

  @Test("A database of a newer program is refused", arguments: TestStores.engines) func newer(_ engine: Engine)
    async throws
  {
    let test = try await open(engine)
    let old = [step("m0001_a", "CREATE TABLE a (id BIGINT);\n")]
    _ = try await Migrations.run(on: test.store, old + [step("m0002_b", "CREATE TABLE b (id BIGINT);\n")], derived: nil)
    await #expect(throws: StoreFault.self) { try await Migrations.run(on: test.store, old, derived: nil) }
    await test.close()
  }

  @Test("A file that fails leaves nothing behind, and what came before it stays", arguments: TestStores.engines)
  func halfway(_ engine: Engine) async throws {
    let test = try await open(engine)
    let good = step("m0001_a", "CREATE TABLE a (id BIGINT);\n")
    let bad = step("m0002_b", "CREATE TABLE b (id BIGINT);\nCREATE TABLE b (id BIGINT);\n")
    await #expect(throws: StoreFault.self) { try await Migrations.run(on: test.store, [good, bad], derived: nil) }
    await #expect(throws: StoreFault.self) { try await test.store.read { tx in try tx.exists("SELECT 1 FROM b") } }
    #expect(try await test.store.read { tx in try tx.exists("SELECT 1 FROM a") } == false)
    let mended = step("m0002_b", "CREATE TABLE b (id BIGINT);\n")
    #expect(try await Migrations.run(on: test.store, [good, mended], derived: nil) == ["m0002_b"])
    await test.close()
  }

  @Test("Two processes that start at once run each file once", arguments: TestStores.engines) func atOnce(
    _ engine: Engine
  ) async throws {
    let test = try await open(engine)
    let other = try await TestStore(test.location)
    async let first = Migrations.run(on: test.store)
    async let second = Migrations.run(on: other.store)
    let names = try await first + second
    #expect(names.sorted() == Schema.migrations.map(\.name).sorted())
    await other.store.shutdown()
    await test.close()
  }

  @Test("Numbers that do not grow are refused") func order() async throws {
    let test = try await open(.sqlite)
    let steps = [step("m0002_a", "CREATE TABLE a (id BIGINT);\n"), step("m0001_b", "CREATE TABLE b (id BIGINT);\n")]
    await #expect(throws: StoreFault.self) { try await Migrations.run(on: test.store, steps, derived: nil) }
    await test.close()
  }

  @Test("A column refuses what it is not made for", arguments: TestStores.engines) func strict(_ engine: Engine)
    async throws
  {
    let test = try await open(engine)
    let table = step(
      "m0001_a",
      "CREATE TABLE a (\n  id BIGINT NOT NULL PRIMARY KEY,\n  flag BOOLEAN,\n  size DOUBLE PRECISION,\n  raw BYTEA\n"
        + ");\n"
    )
    _ = try await Migrations.run(on: test.store, [table], derived: nil)
    try await test.store.write { tx in try tx.run("INSERT INTO a VALUES (\(1), \(true), \(0.5), \([7] as [UInt8]))") }
    #expect(try await test.store.read { tx in try tx.exists("SELECT 1 FROM a WHERE flag") })
    await #expect(throws: StoreFault.self) {
      try await test.store.write { tx in try tx.run("INSERT INTO a (id) VALUES (\("two"))") }
    }
    await #expect(throws: StoreFault.self) {
      try await test.store.write { tx in try tx.run("INSERT INTO a (id, raw) VALUES (2, \("x"))") }
    }
    await test.close()
  }

  @Test("Derived objects are made again when their text changes", arguments: TestStores.engines) func derived(
    _ engine: Engine
  ) async throws {
    let test = try await open(engine)
    let table = step("m0001_a", "CREATE TABLE a (id BIGINT);\n")
    let view = step("derived", "DROP VIEW IF EXISTS b;\nCREATE VIEW b AS SELECT 1 AS one;\n")
    _ = try await Migrations.run(on: test.store, [table], derived: view)
    #expect(try await test.store.read { tx in try tx.value("SELECT one FROM b") } == 1)
    let other = step("derived", "DROP VIEW IF EXISTS b;\nCREATE VIEW b AS SELECT 2 AS two;\n")
    _ = try await Migrations.run(on: test.store, [table], derived: other)
    #expect(try await test.store.read { tx in try tx.value("SELECT two FROM b") } == 2)
    await test.close()
  }

  @Test("Lines for one engine are left out for the other, and a trigger stays whole") func statements() {
    let text = """
      -- A comment.
      CREATE TABLE a (
      -- only: sqlite
        id INTEGER,
      -- only: postgres
        id BIGINT,
      -- only: both
        name TEXT
      );
      -- only: sqlite
      -- begin
      CREATE TRIGGER t AFTER INSERT ON a BEGIN
        SELECT 1;
      END;
      -- end
      -- only: both
      CREATE INDEX i ON a (id);
      """
    #expect(
      Migrations.statements(of: text, for: .postgres) == [
        "CREATE TABLE a (\n  id BIGINT,\n  name TEXT\n);", "CREATE INDEX i ON a (id);",
      ])
    #expect(
      Migrations.statements(of: text, for: .sqlite) == [
        "CREATE TABLE a (\n  id INTEGER,\n  name TEXT\n) STRICT;",
        "CREATE TRIGGER t AFTER INSERT ON a BEGIN\n  SELECT 1;\nEND;",
        "CREATE INDEX i ON a (id);",
      ])
  }

  @Test("What is the same for several words is written once, also inside what is for one engine")
  func eachWord() {
    let text = """
      SELECT 0;
      -- only: sqlite
      -- for each: post group
      -- begin
      CREATE TRIGGER {each}_added AFTER INSERT ON {each} BEGIN
        SELECT 1;
      END;
      -- end
      -- next
      -- only: both
      SELECT 2;
      """
    func trigger(_ word: String) -> String {
      "CREATE TRIGGER \(word)_added AFTER INSERT ON \(word) BEGIN\n  SELECT 1;\nEND;"
    }
    #expect(
      Migrations.statements(of: text, for: .sqlite) == ["SELECT 0;", trigger("post"), trigger("group"), "SELECT 2;"])
    #expect(Migrations.statements(of: text, for: .postgres) == ["SELECT 0;", "SELECT 2;"])
  }

  @Test("On SQLite a table of numbers with a key of several columns is kept in the order of its key")
  func withoutRowid() {
    let pairs = "CREATE TABLE follow (\n  a BIGINT NOT NULL,\n  b BIGINT NOT NULL,\n  PRIMARY KEY (a, b)\n);"
    #expect(Migrations.statements(of: pairs, for: .sqlite)[0].hasSuffix(") STRICT, WITHOUT ROWID;"))
    let words = "CREATE TABLE version (\n  a BIGINT NOT NULL,\n  words TEXT NOT NULL,\n  PRIMARY KEY (a, words)\n);"
    #expect(Migrations.statements(of: words, for: .sqlite)[0].hasSuffix(") STRICT;"))
  }
}
