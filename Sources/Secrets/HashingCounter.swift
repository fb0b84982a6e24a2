internal import Commons
internal import Dispatch
internal import Glibc
internal import Synchronization

/// The counter where passwords are hashed: as many clerks as there are cores, each with a queue, and a longest queue.
///
/// Hashing is slow on purpose. On the threads of Swift's tasks it would hold up every other request; without a limit it
/// would let a crowd of sign-ins take the machine's memory.
final class HashingCounter: Sendable {
  private let clerks: [DispatchQueue]
  private let mostWaiting: Int
  private let load: Mutex<[Int]>

  /// - Parameter mostWaiting: how many people a clerk may have, the one being served included.
  init(clerks count: Int = sysconf(Int32(_SC_NPROCESSORS_ONLN)), mostWaiting: Int = 32) {
    // Serial queues have threads of their own, apart from the pool that runs Swift's tasks.
    clerks = (0..<max(1, count)).map { DispatchQueue(label: "passwords.\($0)") }
    self.mostWaiting = mostWaiting
    load = Mutex(Array(repeating: 0, count: clerks.count))
  }

  /// Runs `work` on the clerk with the fewest people.
  ///
  /// - Throws: what `work` throws, or a `Refusal` of kind `unavailable` when every queue is full.
  func run<Result: Sendable>(_ work: @escaping @Sendable () throws -> Result) async throws -> Result {
    let clerk = try join()
    return try await withCheckedThrowingContinuation { continuation in
      clerks[clerk].async {
        let result = Swift.Result { try work() }
        self.load.withLock { $0[clerk] -= 1 }
        continuation.resume(with: result)
      }
    }
  }

  private func join() throws(Refusal) -> Int {
    let clerk = load.withLock { load -> Int? in
      guard let shortest = load.indices.min(by: { load[$0] < load[$1] }), load[shortest] < mostWaiting else {
        return nil
      }
      load[shortest] += 1
      return shortest
    }
    guard let clerk else {
      var refusal = Refusal(.unavailable, "Many people are signing in just now. Try again in a few seconds.")
      refusal.retryAfter = .seconds(5)
      throw refusal
    }
    return clerk
  }
}
