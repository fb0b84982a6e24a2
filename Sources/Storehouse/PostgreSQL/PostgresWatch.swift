import CLibPQ
import Commons
import Glibc
import Synchronization

/// One thread with one connection that tells other processes of our commits and hears of theirs (LISTEN and NOTIFY).
///
/// It does so after the commit and never in it: NOTIFY inside a transaction makes all commits of a server wait for each
/// other. What is lost with a process is made up for within a second, because the bell then rings without cause.
///
/// Its session also holds this process's node number for keys, so that two processes never mint the same one.
final class PostgresWatch: Sendable {
  private let address: PostgresAddress
  private let bell: Bell
  private let keys: KeySource
  private let outage: Outage
  private let lookout: Lookout
  // Bit 1: happenings; bit 2: jobs.
  private let toTell = Atomic<Int>(0)

  static func start(_ address: PostgresAddress, bell: Bell, keys: KeySource, outage: Outage) async throws
    -> PostgresWatch
  {
    let watch = try PostgresWatch(address, bell: bell, keys: keys, outage: outage)
    try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
      watch.lookout.start {
        let connection = PostgresConnection(address, outage: outage, counters: Counters())
        do {
          try connection.connect(until: monotonicNanoseconds() + 10_000_000_000)
          try watch.makeSchema(on: connection)
          let channel = try watch.listen(on: connection)
          continuation.resume()
          watch.serve(connection, channel)
        } catch {
          continuation.resume(throwing: error)
        }
      }
    }
    return watch
  }

  private init(_ address: PostgresAddress, bell: Bell, keys: KeySource, outage: Outage) throws {
    self.address = address
    self.bell = bell
    self.keys = keys
    self.outage = outage
    lookout = try Lookout()
  }

  func tellOthers(happenings: Bool, jobs: Bool) {
    let news = (happenings ? 1 : 0) | (jobs ? 2 : 0)
    let (before, _) = toTell.bitwiseOr(news, ordering: .relaxed)
    if before == 0 { lookout.wake() }
  }

  /// Ends its thread soon.
  func finish() { lookout.finish() }
  func stop() async { await lookout.stop() }

  private func makeSchema(on connection: PostgresConnection) throws {
    guard let schema = address.schema,
      try ReadTx(connection, now: Moment.keyEpoch).exists("SELECT 1 FROM pg_namespace WHERE nspname = \(schema)")
        == false
    else {
      return
    }
    try connection.script("BEGIN READ WRITE; CREATE SCHEMA IF NOT EXISTS \(schema); COMMIT")
  }

  /// - Returns: the channel: one for each schema, because a channel belongs to the whole database.
  private func listen(on connection: PostgresConnection) throws -> String {
    // What it asks has nothing to do with the time.
    let tx = ReadTx(connection, now: Moment.keyEpoch)
    let schema: String = try tx.value("SELECT current_schema()") ?? "public"
    let channel = "guerilla_" + Migrations.checksum(of: Array(schema.utf8))
    try connection.script("LISTEN \(channel)")
    let space: Int = try tx.value("SELECT hashtext('guerilla node ' || current_schema())") ?? 0
    for _ in 0..<4096 {
      let node = keys.node
      let isFree: Bool? = try tx.value(
        "SELECT pg_try_advisory_lock(CAST(\(space) AS INTEGER), CAST(\(node) AS INTEGER))")
      if isFree == true { return channel }
      keys.move(to: Int64.random(in: 0..<1024))
    }
    throw StoreFault.unavailable("more than a thousand processes use this database")
  }

  private func serve(_ connection: PostgresConnection, _ first: String) {
    var channel: String? = first
    while !lookout.isStopped {
      if channel == nil || connection.isLost {
        channel = nil
        do {
          try connection.connect(until: monotonicNanoseconds() + 200_000_000)
          channel = try listen(on: connection)
        } catch { channel = nil }
      }
      let seen = lookout.wait(milliseconds: 1000, orFor: channel == nil ? -1 : PQsocket(connection.handle))
      guard let channel, let handle = connection.handle else {
        ringBoth()
        continue
      }
      if seen == .line, PQconsumeInput(handle) == 0 {
        // The line is gone; what the others tell meanwhile is lost, so look.
        ringBoth()
        continue
      }
      hear(handle)
      let news = toTell.exchange(0, ordering: .relaxed)
      if news != 0 {
        try? connection.script("NOTIFY \(channel), '\(news)'")
        hear(handle)
        // At most a hundred a second; what comes meanwhile is told together.
        pause(milliseconds: 10)
      }
      if seen == .nothing { ringBoth() }
    }
    connection.close()
  }

  private func hear(_ handle: OpaquePointer) {
    while let notice = PQnotifies(handle) {
      if notice.pointee.be_pid != PQbackendPID(handle) {
        let news = notice.pointee.extra.map { Int(atoi($0)) } ?? 3
        if news & 1 != 0 { bell.ring(.happenings) }
        if news & 2 != 0 { bell.ring(.jobs) }
      }
      PQfreemem(notice)
    }
  }

  private func ringBoth() {
    guard bell.isAwaited else { return }
    bell.ring(.happenings)
    bell.ring(.jobs)
  }
}
