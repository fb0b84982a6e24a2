import CLibPQ

/// The name a statement was prepared under in one session.
struct PreparedName {
  let name: String
  let sql: String
}

/// Owns a result of libpq.
final class PostgresResult {
  let handle: OpaquePointer
  let count: Int32
  private var isCleared = false

  init(_ handle: OpaquePointer) {
    self.handle = handle
    count = PQntuples(handle)
  }

  func clear() {
    if !isCleared { PQclear(handle) }
    isCleared = true
  }

  deinit { clear() }
}
