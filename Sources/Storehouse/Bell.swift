import Synchronization

/// Wakes those who wait for happenings or jobs. It may ring without cause, and may miss a ring of another process: who
/// waits looks for themselves, and looks again after a while.
public final class Bell: Sendable {
  enum Tone: Int, Sendable { case happenings = 0, jobs = 1 }

  private struct State {
    var rings = [0, 0]
    var waiting: [Int: (tone: Tone, continuation: CheckedContinuation<Void, Never>)] = [:]
    // Released before they began to wait: by a timer or a cancellation that was faster.
    var released: Set<Int> = []
    var nextID = 0
  }
  private let state = Mutex(State())

  /// How often the bell has rung.
  func rings(_ tone: Tone) -> Int { state.withLock { $0.rings[tone.rawValue] } }

  /// Whether anybody waits.
  var isAwaited: Bool { state.withLock { !$0.waiting.isEmpty } }

  func ring(_ tone: Tone) {
    let woken = state.withLock { state in
      state.rings[tone.rawValue] += 1
      let woken = state.waiting.filter { $0.value.tone == tone }
      for id in woken.keys { state.waiting[id] = nil }
      return woken.values.map(\.continuation)
    }
    for continuation in woken { continuation.resume() }
  }

  /// Waits until the bell has rung more often than `heard`, the time is over, or the task is cancelled.
  func wait(_ tone: Tone, past heard: Int, atMost limit: Duration) async {
    let id = state.withLock { state in
      state.nextID += 1
      return state.nextID
    }
    let timer = Task {
      try? await Task.sleep(for: limit)
      release(id)
    }
    await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        let isOver = state.withLock { state in
          if state.released.remove(id) != nil || state.rings[tone.rawValue] > heard { return true }
          state.waiting[id] = (tone, continuation)
          return false
        }
        if isOver { continuation.resume() }
      }
    } onCancel: {
      release(id)
    }
    timer.cancel()
    await timer.value
    state.withLock { _ = $0.released.remove(id) }
  }

  private func release(_ id: Int) {
    let waiter = state.withLock { state in
      if let waiter = state.waiting.removeValue(forKey: id) { return Optional(waiter.continuation) }
      state.released.insert(id)
      return nil
    }
    waiter?.resume()
  }
}
