import Commons
import FoundationEssentials
import Glibc
@testable import Storehouse
import TestStores
import Testing

@Suite("Media")
struct MediaTests {
  private func folder() -> String { "/tmp/guerilla-media-\(UInt64.random(in: .min ... .max))" }

  private func remove(_ folder: String) { try? FileManager.default.removeItem(atPath: folder) }

  @Test("A file comes back as it was, and is kept once however often it is put") func roundTrip() async throws {
    let folder = folder()
    defer { remove(folder) }
    let media = try DiskMediaStore(folder: folder + "/deep/media")
    let bytes = (0..<300_000).map { UInt8(truncatingIfNeeded: $0 &* 31) }
    let name = MediaName(of: bytes, extension: "webp")
    for _ in 0..<2 { try await media.put(bytes, named: name) }
    let empty = MediaName(of: [], extension: "pdf")
    try await media.put([], named: empty)
    #expect(try await media.get(name) == bytes)
    #expect(try await media.get(empty) == [])
    #expect(try await Set(media.names()) == [name, empty])
    #expect(media.path(name).map { access($0, R_OK) == 0 } == true)
    try await media.delete(name)
    try await media.delete(name)
    #expect(try await media.get(name) == nil)
    #expect(try await media.names() == [empty])
  }

  @Test("A name is what the file holds (FIPS 180-4, SHA-256 of “abc”)") func naming() {
    let name = MediaName(of: Array("abc".utf8), extension: "webp")
    #expect(name.text == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad.webp")
    #expect(name.fileExtension == "webp")
    #expect(MediaName(name.text) == name)
    #expect(MediaName(of: [1], extension: "../../x").fileExtension == "bin")
  }

  @Test("What is not a name of ours is refused")
  func smuggling() {
    let digits = String(repeating: "a", count: 64)
    for text in [
      "", "x.webp", "../../../etc/passwd", digits, digits + ".", digits + "./a", digits + ".WEBP",
      digits.uppercased() + ".webp", digits + ".webp/..", "/" + digits + ".webp",
    ] {
      #expect(MediaName(text) == nil, "\(text)")
    }
  }
}

@Suite("Keeping data safe")
struct KeepingTests {
  private func path() -> String { "/tmp/guerilla-copy-\(UInt64.random(in: .min ... .max)).db" }

  private func copy(_ source: String, to target: String) throws {
    guard let from = fopen(source, "rb"), let to = fopen(target, "wb") else { throw StoreFault.unavailable(source) }
    defer {
      fclose(from)
      fclose(to)
    }
    var part = [UInt8](repeating: 0, count: 1 << 16)
    while case let count = fread(&part, 1, part.count, from), count > 0 { fwrite(part, 1, count, to) }
  }

  @Test("A backup taken while others write is whole, sound, and can be opened") func backup() async throws {
    let test = try await TestStores.open(.sqlite)
    try await makeSample(test.store)
    try await test.store.write { tx in
      for id in 1...2000 { try tx.run("INSERT INTO sample (id, name) VALUES (\(id), \("name \(id)"))") }
    }
    let writing = Task {
      var id = 10_000
      while !Task.isCancelled {
        let next = id
        // Two rows together: a backup has both or neither.
        try await test.store.write { tx in
          for id in [next, next + 1] { try tx.run("INSERT INTO sample (id, name) VALUES (\(id), 'x')") }
        }
        id += 2
      }
    }
    let path = path()
    try await Backup.copy(test.store, to: path, pages: 5)
    writing.cancel()
    _ = try? await writing.value
    await #expect(throws: StoreFault.self) { try await Backup.copy(test.store, to: path) }
    let kept = try await TestStore(.sqlite(path: path))
    #expect(try await Backup.check(kept.store) == [])
    #expect(try await kept.store.read { tx in try tx.value("SELECT count(*) FROM sample WHERE id < 10000") } == 2000)
    #expect(try await kept.store.read { tx in try tx.value("SELECT count(*) % 2 FROM sample") } == 0)
    #expect(try await Migrations.run(on: kept.store) == [])
    await kept.close()
    await test.close()
  }

  @Test("A check finds a row whose parent is gone") func check() async throws {
    let test = try await TestStores.open(.sqlite)
    #expect(try await Backup.check(test.store) == [])
    try await test.store.write { tx in
      try tx.run("CREATE TABLE parent (id BIGINT NOT NULL PRIMARY KEY)")
      try tx.run("CREATE TABLE child (id BIGINT NOT NULL PRIMARY KEY, parent_id BIGINT REFERENCES parent (id))")
    }
    // Another program, that does not mind the rules.
    let path = if case .sqlite(let path) = test.location { path } else { "" }
    let careless = try SQLiteConnection(path: path, isReadOnly: false, counters: Counters())
    try careless.script("PRAGMA foreign_keys = OFF; INSERT INTO child VALUES (1, 99)")
    #expect(try await Backup.check(test.store).count == 1)
    await test.close()
  }

  @Test("A sound PostgreSQL schema has nothing to tell", arguments: TestStores.engines.filter { $0 == .postgres })
  func checkPostgres(_ engine: Engine) async throws {
    try await TestStores.with(engine) { store, _ async throws in
      #expect(try await Backup.check(store) == [])
      await #expect(throws: StoreFault.self) { try await Backup.copy(store, to: path()) }
    }
  }

  @Test("What was answered is in the files at that moment, as a killed process leaves them") func killed() async throws
  {
    let test = try await TestStores.open(.sqlite)
    guard case .sqlite(let path) = test.location else { return }
    try await makeSample(test.store)
    for round in 1...5 {
      try await withThrowingTaskGroup(of: Void.self) { group in
        for index in 0..<20 {
          group.addTask {
            _ = try await test.store.write { tx in
              try tx.run("INSERT INTO sample (id, name) VALUES (\(round * 100 + index), 'x')")
            }
          }
        }
        try await group.waitForAll()
      }
      // The store stays open: nothing is tidied up first.
      let left = self.path()
      try copy(path, to: left)
      try copy(path + "-wal", to: left + "-wal")
      let found = try await TestStore(.sqlite(path: left))
      #expect(try await found.store.read { tx in try tx.value("SELECT count(*) FROM sample") } == round * 20)
      #expect(try await Backup.check(found.store) == [])
      await found.close()
    }
    await test.close()
  }

  @Test("Another process that writes to the same file is waited for") func otherWriter() async throws {
    let test = try await TestStores.open(.sqlite)
    let other = try await TestStore(test.location)
    try await makeSample(test.store)
    try await withThrowingTaskGroup(of: Void.self) { group in
      for index in 0..<60 {
        let store = index % 2 == 0 ? test.store : other.store
        group.addTask {
          _ = try await store.write { tx in try tx.run("INSERT INTO sample (id, name) VALUES (\(index), 'x')") }
        }
      }
      try await group.waitForAll()
    }
    #expect(try await other.store.read { tx in try tx.value("SELECT count(*) FROM sample") } == 60)
    await other.store.shutdown()
    await test.close()
  }

  @Test(
    "A connection that the server ends is made again, and nobody notices",
    arguments: TestStores.engines.filter { $0 == .postgres })
  func lostConnections(_ engine: Engine) async throws {
    let test = try await TestStores.open(engine)
    let killer = try await TestStores.open(engine)
    try await makeSample(test.store)
    for round in 0..<5 {
      let pids = try await withThrowingTaskGroup(of: Int.self) { group in
        for _ in 0..<6 {
          group.addTask { try await test.store.read { tx in try tx.value("SELECT pg_backend_pid()") ?? 0 } }
        }
        return try await group.reduce(into: Set<Int>()) { $0.insert($1) }
      }
      try await killer.store.write { tx in
        for pid in pids { _ = try tx.value("SELECT pg_terminate_backend(CAST(\(pid) AS INTEGER))") as Bool? }
      }
      try await test.store.write { tx in try tx.run("INSERT INTO sample (id, name) VALUES (\(round), 'x')") }
      #expect(try await test.store.read { tx in try tx.value("SELECT count(*) FROM sample") } == round + 1)
    }
    #expect(test.store.statistics.reconnects > 0)
    await killer.close()
    await test.close()
  }

  @Test("A prepared statement whose table was changed meanwhile is prepared anew", arguments: TestStores.engines)
  func changedTable(_ engine: Engine) async throws {
    let test = try await TestStores.open(engine)
    let other = try await TestStore(test.location)
    try await makeSample(test.store)
    try await test.store.write { tx in try tx.run("INSERT INTO sample (id, name) VALUES (1, 'x')") }
    let read: @Sendable () async throws -> Int64? = {
      try await test.store.read { tx in try tx.first("SELECT * FROM sample") { row in try row.take() } }
    }
    for _ in 0..<4 { #expect(try await read() == 1) }
    try await other.store.write { tx in try tx.run("ALTER TABLE sample ADD COLUMN extra BIGINT") }
    for _ in 0..<4 { #expect(try await read() == 1) }
    await other.store.shutdown()
    await test.close()
  }

  @Test(
    "A server that is not there is said to be unavailable, soon",
    arguments: TestStores.engines.filter { $0 == .postgres })
  func noServer(_ engine: Engine) async throws {
    // Nothing listens on port 1.
    let connection = try PostgresConnection(
      PostgresAddress("postgres://127.0.0.1:1/x"), outage: Outage(log: { _ in }), counters: Counters())
    let began = monotonicNanoseconds()
    let fault = #expect(throws: StoreFault.self) { try connection.connect(until: began + 300_000_000) }
    #expect(fault?.isUnavailable == true)
    #expect(monotonicNanoseconds() - began < 30_000_000_000)
  }

  @Test("Our own items of a database URL are not passed on") func addresses() throws {
    let address = try PostgresAddress("postgres://u:p@h:1/d?sslmode=require&schema=one&pool=3&target_session_attrs=any")
    #expect(address.url == "postgres://u:p@h:1/d?sslmode=require&target_session_attrs=any")
    #expect(address.schema == "one" && address.pool == 3)
    #expect(try PostgresAddress("postgres://h/d").pool == PostgresAddress.usualPool)
    for wrong in ["schema=a;b", "pool=0", "pool=x", "schema="] {
      #expect(throws: StoreFault.self) { try PostgresAddress("postgres://h/d?" + wrong) }
    }
  }
}
