import CLibPQ
import Commons
import Glibc
import Synchronization

/// One thread with one connection that tells other processes of our commits and hears of theirs (LISTEN and NOTIFY).
///
/// It does so after the commit and never in it: NOTIFY inside a transaction makes all commits of a server wait for each other. What is lost
/// with a process is made up for within a second, because the bell then rings without cause.
///
/// Its session also holds this process's node number for keys, so that two processes never mint the same one.
final class PostgresWatch: Sendable {
  private let address: PostgresAddress
  private let bell: Bell
  private let keys: KeySource
  private let outage: Outage
  private let wakeUp: Pipe
  // Bit 1: happenings; bit 2: jobs.
  private let toTell = Atomic<Int>(0)
  private let isStopped = Atomic<Bool>(false)
  private let ended = Mutex<(isOver: Bool, waiting: [CheckedContinuation<Void, Never>])>((false, []))

  static func start(_ address: PostgresAddress, bell: Bell, keys: KeySource, outage: Outage) async throws -> PostgresWatch {
    let watch = try PostgresWatch(address, bell: bell, keys: keys, outage: outage)
    try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
      startThread {
        let connection = PostgresConnection(address, outage: outage, counters: Counters())
        do {
          try connection.connect(until: monotonicNanoseconds() + 10_000_000_000)
          let channel = try watch.listen(on: connection)
          continuation.resume()
          watch.serve(connection, channel)
        } catch {
          continuation.resume(throwing: error)
        }
        watch.end()
      }
    }
    return watch
  }

  private init(_ address: PostgresAddress, bell: Bell, keys: KeySource, outage: Outage) throws {
    self.address = address
    self.bell = bell
    self.keys = keys
    self.outage = outage
    wakeUp = try Pipe()
  }

  func tellOthers(happenings: Bool, jobs: Bool) {
    let news = (happenings ? 1 : 0) | (jobs ? 2 : 0)
    let (before, _) = toTell.bitwiseOr(news, ordering: .relaxed)
    if before == 0 { wakeUp.write() }
  }

  func stop() async {
    isStopped.store(true, ordering: .relaxed)
    wakeUp.write()
    await withCheckedContinuation { (continuation: CheckedContinuation<Void, Never>) in
      let isOver = ended.withLock { state in
        if !state.isOver { state.waiting.append(continuation) }
        return state.isOver
      }
      if isOver { continuation.resume() }
    }
  }

  private func end() {
    let waiting = ended.withLock { state in
      state.isOver = true
      return state.waiting
    }
    for continuation in waiting { continuation.resume() }
  }

  /// - Returns: the channel: one for each schema, because a channel belongs to the whole database.
  private func listen(on connection: PostgresConnection) throws -> String {
    let tx = ReadTx(connection)
    let schema: String = try tx.value("SELECT current_schema()") ?? "public"
    let channel = "guerilla_" + Migrations.checksum(of: Array(schema.utf8))
    try connection.script("LISTEN \(channel)")
    let space: Int = try tx.value("SELECT hashtext('guerilla node ' || current_schema())") ?? 0
    for _ in 0..<4096 {
      let node = keys.node
      let isFree: Bool? = try tx.value("SELECT pg_try_advisory_lock(CAST(\(space) AS INTEGER), CAST(\(node) AS INTEGER))")
      if isFree == true { return channel }
      keys.move(to: Int64.random(in: 0..<1024))
    }
    throw StoreFault.unavailable("more than a thousand processes use this database")
  }

  private func serve(_ connection: PostgresConnection, _ first: String) {
    var channel: String? = first
    while !isStopped.load(ordering: .relaxed) {
      if channel == nil || connection.isLost {
        channel = nil
        do {
          try connection.connect(until: monotonicNanoseconds() + 200_000_000)
          channel = try listen(on: connection)
        } catch { channel = nil }
      }
      var lines = [
        pollfd(fd: wakeUp.readEnd, events: Int16(POLLIN), revents: 0),
        pollfd(fd: channel == nil ? -1 : PQsocket(connection.handle), events: Int16(POLLIN), revents: 0),
      ]
      let ready = poll(&lines, 2, 1000)
      if lines[0].revents != 0 { wakeUp.drain() }
      guard let channel, let handle = connection.handle else {
        ringBoth()
        continue
      }
      if lines[1].revents != 0, PQconsumeInput(handle) == 0 {
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
      if ready == 0 { ringBoth() }
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

/// A pipe that wakes a thread which waits in `poll`.
final class Pipe: Sendable {
  let readEnd: CInt
  private let writeEnd: CInt

  init() throws {
    var ends: [CInt] = [0, 0]
    guard pipe(&ends) == 0 else { throw StoreFault.unavailable("no file handles left") }
    for end in ends {
      _ = fcntl(end, F_SETFL, O_NONBLOCK)
      _ = fcntl(end, F_SETFD, FD_CLOEXEC)
    }
    readEnd = ends[0]
    writeEnd = ends[1]
  }

  deinit {
    close(readEnd)
    close(writeEnd)
  }

  func write() {
    var byte: UInt8 = 1
    _ = Glibc.write(writeEnd, &byte, 1)
  }

  func drain() {
    var bytes = [UInt8](repeating: 0, count: 64)
    while read(readEnd, &bytes, bytes.count) > 0 {}
  }
}
