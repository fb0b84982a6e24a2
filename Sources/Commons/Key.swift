/// A 64-bit, time-ordered key of a row: the type parameter keeps a post's key from being used as a person's.
///
/// Forty-two bits of milliseconds since 2000-01-01 UTC, ten bits of the minting process, eleven bits of sequence, so that keys sort by time
/// and two processes can mint without asking each other. In URLs and JSON a key is a decimal string.
public struct Key<Of>: Hashable, Comparable, Sendable, LosslessStringConvertible {
  public let value: Int64

  public init(_ value: Int64) { self.value = value }

  public init?(_ description: String) {
    guard let value = Int64(description), value > 0, description.utf8.first != UInt8(ascii: "+") else { return nil }
    self.value = value
  }

  public var description: String { String(value) }

  /// When the key was minted, to the millisecond.
  public var moment: Moment { Moment(milliseconds: (value >> 21) + Moment.keyEpoch.milliseconds) }

  public static func < (left: Self, right: Self) -> Bool { left.value < right.value }
}

/// Mints keys that only grow, for one process. Keep it behind a lock; the Store does.
public struct KeyMint: Sendable {
  private let node: Int64
  private var lastMillisecond: Int64 = 0
  private var sequence: Int64 = 0

  /// - Parameter node: 0 to 1023; processes that share a database draw it at random at start.
  public init(node: Int64) { self.node = node & 1023 }

  public mutating func next(at now: Moment) -> Int64 {
    let millisecond = max(now.milliseconds - Moment.keyEpoch.milliseconds, lastMillisecond)
    if millisecond == lastMillisecond {
      sequence += 1
      // 2,048 keys in one millisecond: borrow from the next, so that keys stay unique and ordered.
      if sequence > 2047 {
        sequence = 0
        lastMillisecond += 1
      }
    } else {
      sequence = 0
      lastMillisecond = millisecond
    }
    return lastMillisecond << 21 | node << 11 | sequence
  }
}
