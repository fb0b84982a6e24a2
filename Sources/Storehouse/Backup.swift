import CSQLite
import Glibc

/// Copies and checks of a whole store.
public enum Backup {
  /// Copies a SQLite database into one new file while it is being used: the state at one moment, with everything that
  /// was answered before.
  ///
  /// PostgreSQL is backed up with its own `pg_dump`.
  /// - Parameter pages: how many pages of 4 KiB are copied at once.
  /// - Throws: `StoreFault.broken` on PostgreSQL, or when something is at `path` already; `StoreFault.unavailable` when
  ///   the disk fails or is full.
  public static func copy(_ store: any Store, to path: String, pages: Int = 2048) async throws {
    guard let store = store as? SQLiteStore else {
      throw StoreFault.broken("a PostgreSQL database is backed up with pg_dump")
    }
    guard access(path, F_OK) != 0 else { throw StoreFault.broken("\(path) is there already") }
    let source = store.path
    try await onThread { try copy(source, to: path, pages: Int32(pages)) }
  }

  /// What is wrong with the database, in its own words; nothing when it is sound. Reads every page of a SQLite
  /// database.
  public static func check(_ store: any Store) async throws -> [String] {
    try await store.read { tx in
      switch tx.engine {
      case .sqlite:
        let pages = try tx.all("PRAGMA integrity_check") { row in try row.take() as String }.filter { $0 != "ok" }
        let references = try tx.all("PRAGMA foreign_key_check") { row in
          let (table, number, parent) = (try row.take() as String, try row.take() as Int64?, try row.take() as String)
          return "\(table), row \(number.map(String.init) ?? "?"): what it refers to in \(parent) is not there"
        }
        return pages + references
      case .postgres:
        let indexes = try tx.all(
          """
          SELECT c.relname FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
          WHERE NOT (i.indisvalid AND i.indisready)
            AND c.relnamespace = (SELECT oid FROM pg_namespace WHERE nspname = current_schema())
          """
        ) { row in "the index \(try row.take() as String) is not whole: REINDEX it" }
        let rules = try tx.all(
          """
          SELECT c.conname, t.relname FROM pg_constraint c JOIN pg_class t ON t.oid = c.conrelid
          WHERE NOT c.convalidated AND c.connamespace = (SELECT oid FROM pg_namespace WHERE nspname = current_schema())
          """
        ) { row in "the rule \(try row.take() as String) of \(try row.take() as String) has not been checked" }
        return indexes + rules
      }
    }
  }

  private static func onThread<Value: Sendable>(_ body: @escaping @Sendable () throws -> Value) async throws -> Value {
    try await withCheckedThrowingContinuation { continuation in
      startThread { continuation.resume(with: Result { try body() }) }
    }
  }

  private static func copy(_ source: String, to path: String, pages: Int32) throws {
    // Under another name until it is whole.
    let draft = path + ".part"
    unlink(draft)
    var isWhole = false
    defer { if !isWhole { unlink(draft) } }
    do {
      let from = try SQLiteConnection(path: source, isReadOnly: true, counters: Counters())
      // Holds one state of the data, or the copy would begin anew after every write.
      try from.script("BEGIN; SELECT count(*) FROM sqlite_schema")
      defer { try? from.script("ROLLBACK") }
      var to: OpaquePointer?
      guard
        sqlite3_open_v2(draft, &to, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX, nil) == SQLITE_OK,
        let to
      else {
        sqlite3_close_v2(to)
        throw StoreFault.unavailable("\(draft): cannot be made")
      }
      defer { sqlite3_close_v2(to) }
      guard let backup = sqlite3_backup_init(to, "main", from.handle, "main") else {
        throw StoreFault.unavailable("\(draft): \(String(cString: sqlite3_errmsg(to)))")
      }
      var code = SQLITE_OK
      while code == SQLITE_OK || code == SQLITE_BUSY || code == SQLITE_LOCKED {
        code = sqlite3_backup_step(backup, pages)
        if code != SQLITE_DONE { pause(milliseconds: code == SQLITE_OK ? 1 : 50) }
      }
      sqlite3_backup_finish(backup)
      guard code == SQLITE_DONE else {
        throw StoreFault.unavailable("\(draft): \(String(cString: sqlite3_errstr(code)))")
      }
    }
    try sync(draft)
    guard rename(draft, path) == 0 else { throw StoreFault.unavailable("\(path): \(String(cString: strerror(errno)))") }
    isWhole = true
  }

  private static func sync(_ path: String) throws {
    let file = open(path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { throw StoreFault.unavailable("\(path): \(String(cString: strerror(errno)))") }
    defer { close(file) }
    guard fsync(file) == 0 else { throw StoreFault.unavailable("\(path): \(String(cString: strerror(errno)))") }
  }
}
