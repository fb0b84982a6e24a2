import Synchronization

/// What a store's connections know together about whether the server can be reached. It tells the log once when it
/// cannot, and once when it can again.
final class Outage: Sendable {
  private struct State {
    var fault: StoreFault?
    var notedAt: UInt64 = 0
  }
  private let state = Mutex(State())
  private let log: @Sendable (String) -> Void

  init(log: @escaping @Sendable (String) -> Void) { self.log = log }

  /// The fault that somebody met less than a quarter of a second ago.
  var recent: StoreFault? {
    state.withLock { state in monotonicNanoseconds() &- state.notedAt < 250_000_000 ? state.fault : nil }
  }

  func note(_ fault: StoreFault) {
    let isNew = state.withLock { state in
      defer {
        state.fault = fault
        state.notedAt = monotonicNanoseconds()
      }
      return state.fault == nil
    }
    if isNew { log("The database server cannot be reached, trying again: \(fault)") }
  }

  func isOver() {
    let wasOut = state.withLock { state in
      defer { state.fault = nil }
      return state.fault != nil
    }
    if wasOut { log("The database server is reached again.") }
  }
}
