import CLibPQ
import Commons
import Glibc

/// A connection to a PostgreSQL server through libpq. Only the thread it belongs to uses it; it makes itself anew when
/// it was lost.
///
/// A session is read only unless a transaction says otherwise, so a read needs no transaction: each statement sees one
/// state of the data.
final class PostgresConnection: Connection {
  private(set) var handle: OpaquePointer?
  private let address: PostgresAddress
  private let outage: Outage
  private var byShape: [UInt64: (marks: [UInt], statement: PreparedName)] = [:]
  private var byText: [[UInt8]: PreparedName] = [:]
  private var lastName = 0
  private var streams = 0
  private let arguments = Arguments()
  static let mostStatements = 600

  init(_ address: PostgresAddress, outage: Outage, counters: Counters) {
    self.address = address
    self.outage = outage
    super.init(engine: .postgres, counters: counters)
  }

  deinit { PQfinish(handle) }

  // MARK: Connecting

  /// Whether the server has to be called anew.
  var isLost: Bool { handle.map { PQstatus($0) != CONNECTION_OK } ?? true }

  /// Calls the server unless the line is up.
  /// - Parameter deadline: nanoseconds of the monotonic clock; it is tried again until then.
  /// - Throws: `StoreFault.unavailable`.
  func connect(until deadline: UInt64) throws {
    guard isLost else { return }
    var wait = 20
    while true {
      let fault: StoreFault
      do {
        // While others find the server away, who has waited long enough does not try once more.
        if monotonicNanoseconds() >= deadline, let known = outage.recent { throw known }
        try call(until: max(deadline, monotonicNanoseconds() + 500_000_000))
        outage.isOver()
        return
      } catch {
        fault = error as? StoreFault ?? .unavailable("\(error)")
        guard fault.isUnavailable else { throw fault }
        outage.note(fault)
      }
      let now = monotonicNanoseconds()
      guard now < deadline else { throw fault }
      pause(milliseconds: min(wait, Int((deadline - now) / 1_000_000) + 1))
      wait = min(wait * 2, 400)
    }
  }

  private func call(until deadline: UInt64) throws {
    hangUp()
    // What stands in the URL comes last and so wins.
    let settings = [
      ("application_name", "guerilla"), ("client_encoding", "UTF8"), ("keepalives_idle", "15"),
      ("keepalives_interval", "5"),
      ("keepalives_count", "3"), ("tcp_user_timeout", "10000"), ("dbname", address.url),
    ]
    var keywords: [UnsafePointer<CChar>?] = settings.map { UnsafePointer(strdup($0.0)) } + [nil]
    var values: [UnsafePointer<CChar>?] = settings.map { UnsafePointer(strdup($0.1)) } + [nil]
    defer { for text in keywords + values { free(UnsafeMutablePointer(mutating: text)) } }
    guard let made = PQconnectStartParams(&keywords, &values, 1) else { throw StoreFault.unavailable("out of memory") }
    var state = PGRES_POLLING_WRITING
    while state != PGRES_POLLING_OK {
      guard state != PGRES_POLLING_FAILED, PQstatus(made) != CONNECTION_BAD else {
        let words = PostgresConnection.words(of: made)
        PQfinish(made)
        throw StoreFault.unavailable(words)
      }
      let now = monotonicNanoseconds()
      guard now < deadline else {
        PQfinish(made)
        throw StoreFault.unavailable("the database server does not answer")
      }
      var line = pollfd(
        fd: PQsocket(made), events: Int16(state == PGRES_POLLING_READING ? POLLIN : POLLOUT), revents: 0)
      poll(&line, 1, CInt((deadline - now) / 1_000_000) + 1)
      state = PQconnectPoll(made)
    }
    // Notices would be printed on standard error.
    PQsetNoticeReceiver(made, { _, _ in }, nil)
    handle = made
    do {
      try script(
        """
        SET default_transaction_read_only = on; SET bytea_output = 'hex'; SET standard_conforming_strings = on;
        SET idle_in_transaction_session_timeout = '5min'; SET jit = off
        """)
      if let schema = address.schema { try script("SET search_path = \(schema)") }
    } catch {
      hangUp()
      throw error
    }
  }

  func close() { hangUp() }

  private func hangUp() {
    PQfinish(handle)
    handle = nil
    byShape.removeAll(keepingCapacity: true)
    byText.removeAll(keepingCapacity: true)
    streams = 0
  }

  static func words(of handle: OpaquePointer?) -> String {
    let words = PQerrorMessage(handle).map { String(cString: $0) } ?? ""
    return words.split(separator: "\n").joined(separator: " ")
  }

  // MARK: Transactions

  var isInTransaction: Bool { handle.map { PQtransactionStatus($0) != PQTRANS_IDLE } ?? false }

  /// Runs `body`; once more when it turns out that the line was lost before or meanwhile, or that a table has been
  /// changed under a prepared statement.
  func read<Value>(until deadline: UInt64, at now: Moment, _ body: (ReadTx) throws -> Value) throws -> Value {
    try connect(until: deadline)
    do { return try body(ReadTx(self, now: now)) } catch let fault as StoreFault where fault.isPassing {
      endAnything()
      if isLost {
        counters.reconnects.increase()
        try connect(until: max(deadline, monotonicNanoseconds() + 1_000_000_000))
      } else if fault.isUnavailable {
        throw fault
      }
    } catch {
      endAnything()
      throw error
    }
    counters.retries.increase()
    do { return try body(ReadTx(self, now: now)) } catch {
      endAnything()
      throw error
    }
  }

  /// Runs `body` in a transaction, again after a conflict with another one, five times at most.
  /// - Returns: what it returned, and the transaction, for what it wants done after the commit.
  func write<Value>(
    until deadline: UInt64, now: () -> Moment, keys: KeySource, _ body: (WriteTx) throws -> Value
  ) throws -> (Value, WriteTx) {
    for attempt in 1... {
      do {
        try begin(until: deadline)
        let tx = WriteTx(self, now: now(), mint: keys)
        let value = try body(tx)
        try commit()
        counters.commits.increase()
        return (value, tx)
      } catch {
        endAnything()
        if case StoreFault.conflict = error, attempt < 6 {
          counters.retries.increase()
          pause(milliseconds: Int.random(in: 1...(4 << attempt)))
          continue
        }
        counters.rolledBack.increase()
        throw error
      }
    }
    throw StoreFault.conflict("another transaction was in the way")
  }

  // A line that was lost while nobody used it shows here, before anything has been done.
  private func begin(until deadline: UInt64) throws {
    try connect(until: deadline)
    do { try script("BEGIN READ WRITE") } catch {
      guard isLost else { throw error }
      counters.reconnects.increase()
      try connect(until: max(deadline, monotonicNanoseconds() + 1_000_000_000))
      try script("BEGIN READ WRITE")
    }
  }

  private func commit() throws {
    let result = PQexec(handle, "COMMIT")
    defer { PQclear(result) }
    guard PQresultStatus(result) == PGRES_COMMAND_OK else { throw fault(result, in: "COMMIT") }
    // The server answers a COMMIT after a failed statement with ROLLBACK, as if all were well.
    guard let tag = PQcmdStatus(result), strcmp(tag, "COMMIT") == 0 else {
      throw StoreFault.broken("a statement failed and its error was swallowed: use `attempt` for what may fail")
    }
  }

  private func endAnything() {
    if isInTransaction, !isLost { PQclear(PQexec(handle, "ROLLBACK")) }
    streams = 0
  }

  override func script(_ sql: String) throws {
    let result = PQexec(handle, sql)
    defer { PQclear(result) }
    switch PQresultStatus(result) {
    case PGRES_COMMAND_OK, PGRES_TUPLES_OK, PGRES_EMPTY_QUERY: return
    default: throw fault(result, in: sql)
    }
  }

  // MARK: Statements

  override func open(_ query: Query) throws -> Cursor { Cursor(try execute(query)) }

  override func run(_ query: Query) throws -> Int {
    let result = try execute(query)
    defer { result.clear() }
    return PQcmdTuples(result.handle).map { Int(atoll($0)) } ?? 0
  }

  // A thousand rows at a time through a cursor of the server, so that neither side holds an export in memory.
  override func stream(_ query: Query, _ body: (inout Row) throws -> Void) throws {
    let isOurs = !isInTransaction
    if isOurs { try script("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY") }
    streams += 1
    let name = "stream_\(streams)"
    defer { streams -= 1 }
    do {
      let text = Array("DECLARE \(name) NO SCROLL CURSOR FOR ".utf8) + query.text(for: .postgres) + [0]
      counters.statements.increase()
      arguments.fill(from: query)
      let declared = text.withUnsafeBytes { text in
        arguments.use { count, types, values, lengths, formats in
          PQexecParams(handle, text.bindMemory(to: CChar.self).baseAddress, count, types, values, lengths, formats, 0)
        }
      }
      defer { PQclear(declared) }
      guard PQresultStatus(declared) == PGRES_COMMAND_OK else {
        throw fault(declared, in: String(decoding: text.dropLast(), as: UTF8.self))
      }
      while true {
        guard let fetched = PQexec(handle, "FETCH 1000 FROM \(name)") else { throw fault(nil, in: "FETCH") }
        defer { PQclear(fetched) }
        guard PQresultStatus(fetched) == PGRES_TUPLES_OK else { throw fault(fetched, in: "FETCH") }
        let count = PQntuples(fetched)
        for number in 0..<count {
          var row = Row(source: fetched, number: number)
          try body(&row)
        }
        if count < 1000 { break }
      }
      try script("CLOSE \(name)")
    } catch {
      if isOurs { endAnything() }
      throw error
    }
    if isOurs { try script("COMMIT") }
  }

  private func execute(_ query: Query) throws -> PostgresResult {
    let shape = query.shape
    let statement: PreparedName
    if let kept = byShape[shape], query.matches(kept.marks) {
      statement = kept.statement
    } else {
      statement = try prepare(query)
      byShape[shape] = (query.marks, statement)
    }
    counters.statements.increase()
    arguments.fill(from: query)
    let raw = arguments.use { count, _, values, lengths, formats in
      PQexecPrepared(handle, statement.name, count, values, lengths, formats, 0)
    }
    guard let raw else { throw fault(nil, in: statement.sql) }
    switch PQresultStatus(raw) {
    case PGRES_TUPLES_OK, PGRES_COMMAND_OK: return PostgresResult(raw)
    default:
      defer { PQclear(raw) }
      throw fault(raw, in: statement.sql)
    }
  }

  private func prepare(_ query: Query) throws -> PreparedName {
    let text = query.text(for: .postgres)
    let kinds = query.bindings.map(\.kind)
    let key = text + [0] + kinds.map { UInt8($0.rawValue) }
    if let kept = byText[key] { return kept }
    if byText.count >= Self.mostStatements { try forgetStatements() }
    lastName += 1
    let statement = PreparedName(name: "s\(lastName)", sql: String(decoding: text, as: UTF8.self))
    let types = kinds.map(Arguments.type)
    let result = PQprepare(handle, statement.name, statement.sql, Int32(types.count), types)
    defer { PQclear(result) }
    guard PQresultStatus(result) == PGRES_COMMAND_OK else { throw fault(result, in: statement.sql) }
    counters.prepared.increase()
    byText[key] = statement
    return statement
  }

  private func forgetStatements() throws {
    byShape.removeAll(keepingCapacity: true)
    byText.removeAll(keepingCapacity: true)
    try script("DEALLOCATE ALL")
  }

  /// Sorts a failure by its SQLSTATE (PostgreSQL manual, appendix A).
  private func fault(_ result: OpaquePointer?, in sql: String) -> StoreFault {
    let words = PostgresConnection.words(of: handle)
    guard let result, !isLost else { return .unavailable(words) }
    let state = PQresultErrorField(result, field("C")).map { String(cString: $0) } ?? ""
    switch state {
    // A migration of another process changed a table under a prepared statement: prepare all anew, and do it again.
    case "0A000" where words.contains("cached plan"), "26000":
      byShape.removeAll(keepingCapacity: true)
      byText.removeAll(keepingCapacity: true)
      return .conflict(words)
    case "40001", "40P01", "55P03": return .conflict(words)
    case _ where state.hasPrefix("23"):
      let name = PQresultErrorField(result, field("n")).map { String(cString: $0) + ": " } ?? ""
      return .constraint(name + words)
    case _ where state.hasPrefix("08") || state.hasPrefix("53") || state.hasPrefix("57P") || state.hasPrefix("58"):
      return .unavailable(words)
    default: return .broken("\(words) in: \(sql)")
    }
  }

  // postgres_ext.h: PG_DIAG_SQLSTATE is 'C', PG_DIAG_CONSTRAINT_NAME is 'n'; Swift does not import character macros.
  private func field(_ letter: Unicode.Scalar) -> Int32 { Int32(letter.value) }
}
