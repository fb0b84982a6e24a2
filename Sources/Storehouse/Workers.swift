import Glibc

/// Threads of our own for work that blocks: the cooperative pool never waits for a disk or a socket.
///
/// `@unchecked Sendable`: the queue and the counts are only touched under `mutex`.
final class Workers<Work: Sendable>: @unchecked Sendable {
  private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
  private let condition = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
  private var queue: [(work: Work, since: UInt64)] = []
  private var head = 0
  private var isClosed = false
  private var running: Int
  private var onEnd: [@Sendable () -> Void] = []
  let count: Int
  // Far more than a server answers while a visitor still waits: what comes then is told so at once.
  private let mostWaiting = 20_000

  /// - Parameter serve: the body of each thread; it calls `next()` until that is nil.
  init(count: Int, serve: @escaping @Sendable (Workers) -> Void) {
    self.count = count
    running = count
    pthread_mutex_init(mutex, nil)
    pthread_cond_init(condition, nil)
    for _ in 0..<count {
      startThread { [self] in
        serve(self)
        ended()
      }
    }
  }

  deinit {
    pthread_cond_destroy(condition)
    pthread_mutex_destroy(mutex)
    condition.deallocate()
    mutex.deallocate()
  }

  /// How much waits for a thread.
  var depth: Int {
    pthread_mutex_lock(mutex)
    defer { pthread_mutex_unlock(mutex) }
    return queue.count - head
  }

  /// - Returns: why the work will not be done; nil when it will.
  func add(_ work: Work) -> StoreFault? {
    let since = monotonicNanoseconds()
    pthread_mutex_lock(mutex)
    if isClosed || queue.count - head >= mostWaiting {
      defer { pthread_mutex_unlock(mutex) }
      return .unavailable(isClosed ? "the store is closed" : "too much is waiting for the database")
    }
    queue.append((work, since))
    pthread_mutex_unlock(mutex)
    pthread_cond_signal(condition)
    return nil
  }

  /// Waits for work; nil when the pool is closed and everything that waited is done.
  func next() -> (work: Work, since: UInt64)? {
    pthread_mutex_lock(mutex)
    defer { pthread_mutex_unlock(mutex) }
    while head == queue.count {
      if isClosed { return nil }
      pthread_cond_wait(condition, mutex)
    }
    return takeFirst()
  }

  /// Work that waits already; nil when there is none just now.
  func nextIfAny() -> (work: Work, since: UInt64)? {
    pthread_mutex_lock(mutex)
    defer { pthread_mutex_unlock(mutex) }
    return head == queue.count ? nil : takeFirst()
  }

  private func takeFirst() -> (work: Work, since: UInt64) {
    let first = queue[head]
    head += 1
    if head == queue.count {
      queue.removeAll(keepingCapacity: true)
      head = 0
    } else if head > 1024, head * 2 > queue.count {
      queue.removeFirst(head)
      head = 0
    }
    return first
  }

  /// Takes nothing more, lets what waits be done, and returns when every thread has ended.
  func close() async {
    await withCheckedContinuation { (continuation: CheckedContinuation<Void, Never>) in
      pthread_mutex_lock(mutex)
      isClosed = true
      let isOver = running == 0
      if !isOver { onEnd.append { continuation.resume() } }
      pthread_cond_broadcast(condition)
      pthread_mutex_unlock(mutex)
      if isOver { continuation.resume() }
    }
  }

  /// Takes nothing more and lets what waits be done, without waiting for it.
  func finish() {
    pthread_mutex_lock(mutex)
    isClosed = true
    pthread_cond_broadcast(condition)
    pthread_mutex_unlock(mutex)
  }

  private func ended() {
    pthread_mutex_lock(mutex)
    running -= 1
    let callbacks = running == 0 ? onEnd : []
    if running == 0 { onEnd = [] }
    pthread_mutex_unlock(mutex)
    for callback in callbacks { callback() }
  }
}

/// Nanoseconds of a clock that only goes forward.
func monotonicNanoseconds() -> UInt64 {
  var time = timespec()
  clock_gettime(CLOCK_MONOTONIC, &time)
  return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
}

/// Sleeps this thread; only for threads of our own.
func pause(milliseconds: Int) { usleep(UInt32(milliseconds * 1000)) }

private final class ThreadBody {
  let run: @Sendable () -> Void
  init(_ run: @escaping @Sendable () -> Void) { self.run = run }
}

/// Starts a detached thread with a stack of two megabytes.
func startThread(_ body: @escaping @Sendable () -> Void) {
  var attributes = pthread_attr_t()
  pthread_attr_init(&attributes)
  pthread_attr_setstacksize(&attributes, 2 << 20)
  pthread_attr_setdetachstate(&attributes, CInt(PTHREAD_CREATE_DETACHED))
  var thread = pthread_t()
  let boxed = Unmanaged.passRetained(ThreadBody(body))
  let code = pthread_create(
    &thread, &attributes,
    { argument in
      if let argument { Unmanaged<ThreadBody>.fromOpaque(argument).takeRetainedValue().run() }
      return nil
    }, boxed.toOpaque())
  if code != 0 { boxed.release() }
  pthread_attr_destroy(&attributes)
}
