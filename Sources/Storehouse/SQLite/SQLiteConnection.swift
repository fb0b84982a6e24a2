import CSQLite
import CSearchRank
import Commons
import Glibc

/// A connection of the C library `sqlite3`, opened NOMUTEX: only the thread it belongs to uses it.
final class SQLiteConnection: Connection {
  let handle: OpaquePointer
  // By the shape of a query; by text only when a shape is met for the first time.
  private var byShape: [UInt64: (marks: [UInt], statement: SQLiteStatement)] = [:]
  private var byText: [[UInt8]: SQLiteStatement] = [:]
  static let mostStatements = 600

  /// - Parameter busyMilliseconds: how long a lock of another process is waited for.
  /// - Throws: `StoreFault.unavailable` when the file cannot be opened.
  init(path: String, isReadOnly: Bool, busyMilliseconds: Int32 = 5000, counters: Counters) throws {
    // Made here, so that only this program's user can read it; the files beside it get the same rights.
    let made = isReadOnly ? -1 : Glibc.open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
    if made >= 0 { Glibc.close(made) }
    var opened: OpaquePointer?
    let access = isReadOnly ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE
    let code = sqlite3_open_v2(path, &opened, access | SQLITE_OPEN_NOMUTEX, nil)
    guard code == SQLITE_OK, let opened else {
      let words = opened.map { String(cString: sqlite3_errmsg($0)) } ?? "out of memory"
      sqlite3_close_v2(opened)
      throw StoreFault.unavailable("\(path): \(words)")
    }
    handle = opened
    super.init(engine: .sqlite, counters: counters)
    sqlite3_extended_result_codes(handle, 1)
    guard search_rank_register(handle) == SQLITE_OK else {
      throw StoreFault.unavailable("\(path): this SQLite has no full-text search (FTS5)")
    }
    guard integer_list_register(handle) == SQLITE_OK else { throw StoreFault.unavailable("\(path): out of memory") }
    sqlite3_busy_timeout(handle, busyMilliseconds)
    if !isReadOnly { try script("PRAGMA journal_mode = WAL") }
    // FULL: what was answered survives a power cut. Group commit pays for the sync.
    try script(
      """
      PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA cache_size = -16000; PRAGMA temp_store = MEMORY;
      """)
  }

  deinit {
    byShape.removeAll()
    byText.removeAll()
    sqlite3_close_v2(handle)
  }

  override func script(_ sql: String) throws {
    let code = sqlite3_exec(handle, sql, nil, nil, nil)
    guard code == SQLITE_OK else { throw fault(code, in: sql) }
  }

  /// Whether SQLite has given up the transaction by itself (a full disk does that).
  var hasNoTransaction: Bool { sqlite3_get_autocommit(handle) != 0 }

  func fault(_ code: Int32, in sql: String) -> StoreFault {
    let words = String(cString: sqlite3_errmsg(handle))
    switch code & 0xff {
    case SQLITE_CONSTRAINT: return .constraint(words)
    case SQLITE_BUSY, SQLITE_LOCKED: return .conflict(words)
    case SQLITE_CANTOPEN, SQLITE_IOERR, SQLITE_FULL, SQLITE_NOMEM, SQLITE_READONLY: return .unavailable(words)
    default: return .broken("\(words) in: \(sql)")
    }
  }

  // MARK: Statements

  override func open(_ query: Query) throws -> Cursor { Cursor(try statement(for: query)) }

  override func run(_ query: Query) throws -> Int {
    let statement = try statement(for: query)
    defer { statement.finish() }
    // Counted from the total, because `sqlite3_changes` keeps its old value when a statement changes nothing at all.
    let before = sqlite3_total_changes64(handle)
    while try statement.step() {}
    return sqlite3_total_changes64(handle) == before ? 0 : Int(sqlite3_changes64(handle))
  }

  override func stream(_ query: Query, _ body: (inout Row) throws -> Void) throws {
    let cursor = try open(query)
    defer { cursor.close() }
    var moving = cursor
    while try moving.next() {
      var row = moving.row
      try body(&row)
    }
  }

  private func statement(for query: Query) throws -> SQLiteStatement {
    let shape = query.shape
    var statement: SQLiteStatement
    if let kept = byShape[shape], query.matches(kept.marks) {
      statement = kept.statement
    } else {
      statement = try self.statement(forNew: query)
      byShape[shape] = (query.marks, statement)
    }
    // Asked again while its rows are being read: a second one, for this time only.
    if statement.isBusy { statement = try prepare(query.text(for: .sqlite), isKept: false) }
    counters.statements.increase()
    statement.isBusy = true
    do { try statement.bind(query) } catch {
      statement.finish()
      throw error
    }
    return statement
  }

  // The same text may be written in two places of the program: they share what was prepared.
  private func statement(forNew query: Query) throws -> SQLiteStatement {
    if byShape.count >= Self.mostStatements {
      byShape.removeAll(keepingCapacity: true)
      byText.removeAll(keepingCapacity: true)
    }
    let text = query.text(for: .sqlite)
    if let kept = byText[text] { return kept }
    let made = try prepare(text, isKept: true)
    byText[text] = made
    return made
  }

  private func prepare(_ text: [UInt8], isKept: Bool) throws -> SQLiteStatement {
    var made: OpaquePointer?
    let code = text.withUnsafeBytes { raw in
      sqlite3_prepare_v3(
        handle, raw.bindMemory(to: CChar.self).baseAddress, Int32(raw.count),
        isKept ? UInt32(SQLITE_PREPARE_PERSISTENT) : 0, &made, nil)
    }
    guard code == SQLITE_OK, let made else { throw fault(code, in: String(decoding: text, as: UTF8.self)) }
    counters.prepared.increase()
    return SQLiteStatement(made, of: self)
  }
}

/// A prepared statement of the C library, kept by its connection for the next time.
final class SQLiteStatement {
  let handle: OpaquePointer
  var isBusy = false
  private var hasBindings = false
  private unowned let connection: SQLiteConnection

  init(_ handle: OpaquePointer, of connection: SQLiteConnection) {
    self.handle = handle
    self.connection = connection
  }

  deinit { sqlite3_finalize(handle) }

  /// Moves to the next row.
  /// - Returns: false when there is none.
  func step() throws -> Bool {
    switch sqlite3_step(handle) {
    case SQLITE_ROW: return true
    case SQLITE_DONE: return false
    case let code: throw connection.fault(code, in: sqlite3_sql(handle).map { String(cString: $0) } ?? "")
    }
  }

  /// Lets go of the rows and of what was bound.
  func finish() {
    sqlite3_reset(handle)
    if hasBindings { sqlite3_clear_bindings(handle) }
    isBusy = false
  }

  func bind(_ query: Query) throws {
    var index: Int32 = 0
    for part in query.parts {
      guard case .binding(let binding) = part else { continue }
      index += 1
      let code = bind(binding, at: index)
      guard code == SQLITE_OK else {
        throw connection.fault(code, in: sqlite3_sql(handle).map { String(cString: $0) } ?? "")
      }
    }
    hasBindings = index > 0
  }

  private func bind(_ binding: Binding, at index: Int32) -> Int32 {
    switch binding {
    case .null: return sqlite3_bind_null(handle, index)
    case .integer(let value): return sqlite3_bind_int64(handle, index, value)
    case .boolean(let value): return sqlite3_bind_int64(handle, index, value ? 1 : 0)
    case .real(let value): return sqlite3_bind_double(handle, index, value)
    case .text(var value):
      return value.withUTF8 { utf8 in
        if memchr(utf8.baseAddress ?? emptyText, 0, utf8.count) != nil {
          return bind(text: utf8.withoutZeros, at: index)
        }
        return bind(text: utf8, at: index)
      }
    case .bytes(let value):
      if value.isEmpty { return sqlite3_bind_zeroblob(handle, index, 0) }
      return value.withUnsafeBytes { sqlite3_bind_blob64(handle, index, $0.baseAddress, UInt64($0.count), transient) }
    case .integers(let values):
      // The numbers as they stand in memory: see `integer_list_register`.
      if values.isEmpty { return sqlite3_bind_zeroblob(handle, index, 0) }
      return values.withUnsafeBytes { sqlite3_bind_blob64(handle, index, $0.baseAddress, UInt64($0.count), transient) }
    }
  }

  private func bind(text: [UInt8], at index: Int32) -> Int32 {
    text.withUnsafeBufferPointer { bind(text: $0, at: index) }
  }

  private func bind(text: UnsafeBufferPointer<UInt8>, at index: Int32) -> Int32 {
    // A null pointer would bind NULL, which an empty text is not.
    let start = UnsafeRawPointer(text.baseAddress ?? emptyText).assumingMemoryBound(to: CChar.self)
    return sqlite3_bind_text64(handle, index, start, UInt64(text.count), transient, UInt8(SQLITE_UTF8))
  }
}

// Tells SQLite to copy what is bound (sqlite3.h: SQLITE_TRANSIENT is a cast that Swift does not import).
private var transient: sqlite3_destructor_type? { unsafeBitCast(-1, to: sqlite3_destructor_type?.self) }

private nonisolated(unsafe) let emptyText: UnsafePointer<UInt8> = {
  let empty = UnsafeMutablePointer<UInt8>.allocate(capacity: 1)
  empty.pointee = 0
  return UnsafePointer(empty)
}()

extension UnsafeBufferPointer<UInt8> {
  // PostgreSQL cannot keep U+0000 in text, so neither engine does: it becomes U+FFFD, as browsers have it.
  var withoutZeros: [UInt8] {
    var kept: [UInt8] = []
    kept.reserveCapacity(count + 8)
    for byte in self {
      if byte == 0 { kept += [0xef, 0xbf, 0xbd] } else { kept.append(byte) }
    }
    return kept
  }
}
