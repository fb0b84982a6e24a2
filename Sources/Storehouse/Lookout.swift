import Glibc
import Synchronization

/// A thread of its own that sleeps until something comes or a time is over, and that can be woken and stopped at once.
final class Lookout: Sendable {
  enum Seen { case nothing, wake, line }

  private let readEnd: CInt
  private let writeEnd: CInt
  private let stopped = Atomic<Bool>(false)
  private let ended = Mutex<(isOver: Bool, waiting: [CheckedContinuation<Void, Never>])>((false, []))

  /// - Throws: `StoreFault.unavailable` when the process has no file handles left.
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

  /// Starts the thread; called once.
  func start(_ body: @escaping @Sendable () -> Void) {
    startThread { [self] in
      body()
      let waiting = ended.withLock { state in
        state.isOver = true
        return state.waiting
      }
      for continuation in waiting { continuation.resume() }
    }
  }

  var isStopped: Bool { stopped.load(ordering: .relaxed) }

  /// Sleeps; only on the thread itself.
  /// - Parameter line: a socket to watch; -1 is none.
  func wait(milliseconds: CInt, orFor line: CInt = -1) -> Seen {
    var lines = [
      pollfd(fd: readEnd, events: Int16(POLLIN), revents: 0), pollfd(fd: line, events: Int16(POLLIN), revents: 0),
    ]
    guard poll(&lines, 2, milliseconds) > 0 else { return .nothing }
    if lines[0].revents != 0 {
      var bytes = [UInt8](repeating: 0, count: 64)
      while read(readEnd, &bytes, bytes.count) > 0 {}
    }
    return lines[1].revents != 0 ? .line : .wake
  }

  func wake() {
    var byte: UInt8 = 1
    _ = write(writeEnd, &byte, 1)
  }

  /// Tells the thread to end.
  func finish() {
    stopped.store(true, ordering: .relaxed)
    wake()
  }

  /// Tells the thread to end and waits until it has.
  func stop() async {
    finish()
    await withCheckedContinuation { (continuation: CheckedContinuation<Void, Never>) in
      let isOver = ended.withLock { state in
        if !state.isOver { state.waiting.append(continuation) }
        return state.isOver
      }
      if isOver { continuation.resume() }
    }
  }
}
