import CSQLite
import CSearchRank
import Foundation
import Synchronization

/// Every statement that SQLite finishes in this process, and how many rows it stepped over in scans of whole tables
/// (sqlite3.h: `SQLITE_TRACE_PROFILE`, `SQLITE_STMTSTATUS_FULLSCAN_STEP`).
///
/// SQLite itself tells, so that a test sees what pages really ask, and not a copy of it.
enum StatementTrace {
  private static let scanned = Mutex<[String: [String: Int]]>([:])

  /// Listens on every connection opened from now on.
  static func listen() { _ = listening }
  private static let listening: Bool = {
    let entry: @convention(c) (OpaquePointer?, UnsafeMutableRawPointer?, UnsafeRawPointer?) -> Int32 = {
      connection, _, _ in
      sqlite3_trace_v2(
        connection, UInt32(SQLITE_TRACE_PROFILE),
        { _, _, statement, _ in
          if let statement { StatementTrace.note(OpaquePointer(statement)) }
          return 0
        }, nil)
      return SQLITE_OK
    }
    return sqlite3_auto_extension(unsafeBitCast(entry, to: (@convention(c) () -> Void).self)) == SQLITE_OK
  }()

  private static func note(_ statement: OpaquePointer) {
    guard let text = sqlite3_sql(statement), let file = sqlite3_db_filename(sqlite3_db_handle(statement), "main") else {
      return
    }
    let steps = Int(sqlite3_stmt_status(statement, SQLITE_STMTSTATUS_FULLSCAN_STEP, 1))
    let (path, sql) = (String(cString: file), String(cString: text))
    scanned.withLock { $0[path, default: [:]][sql] = max($0[path]?[sql] ?? 0, steps) }
  }

  /// What ran on databases whose path contains `part`, with the most rows it scanned in one run; forgotten afterwards.
  static func take(_ part: String) -> [String: Int] {
    scanned.withLock { all in
      var found: [String: Int] = [:]
      for (path, statements) in all where path.contains(part) {
        found.merge(statements, uniquingKeysWith: max)
        all[path] = nil
      }
      return found
    }
  }

  /// The plan of a statement, in SQLite's words.
  static func plan(of sql: String, in path: String) -> String {
    var connection: OpaquePointer?
    defer { sqlite3_close_v2(connection) }
    guard sqlite3_open_v2(path, &connection, SQLITE_OPEN_READONLY, nil) == SQLITE_OK else { return "" }
    // What our statements name beside tables and functions of SQLite's own.
    guard search_rank_register(connection) == SQLITE_OK, integer_list_register(connection) == SQLITE_OK else {
      return ""
    }
    var statement: OpaquePointer?
    defer { sqlite3_finalize(statement) }
    guard sqlite3_prepare_v2(connection, "EXPLAIN QUERY PLAN " + sql, -1, &statement, nil) == SQLITE_OK else {
      return ""
    }
    var lines: [String] = []
    while sqlite3_step(statement) == SQLITE_ROW {
      if let text = sqlite3_column_text(statement, 3) { lines.append(String(cString: text)) }
    }
    return lines.joined(separator: "\n")
  }
}
