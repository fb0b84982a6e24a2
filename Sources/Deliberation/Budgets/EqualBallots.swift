/// Finds equal ballots in time that grows with their number and no faster.
///
/// One table of all ballots would be looked up all over memory, which takes the longer the less of it is in the processor's
/// cache. So ballots are dealt out first by a part of their hashes, into parts whose tables are small (partitioned hashing:
/// Shatdal, Kant and Naughton, “Cache Conscious Algorithms for Relational Query Processing”, VLDB 1994).
enum EqualBallots {
  /// About so many ballots to a table.
  private static let part = 2048

  /// For each ballot, the first that is equal to it: itself where none before is.
  /// - Parameters:
  ///   - hashes: equal for equal ballots; at most 2³¹ − 1 of them.
  ///   - isSame: whether two ballots are equal; asked where their hashes are.
  static func first(_ hashes: [UInt64], isSame: (Int, Int) -> Bool) -> [Int32] {
    var bits = 0
    while bits < 16, hashes.count >> bits > part { bits += 1 }
    let parts = 1 << bits
    let partOf = { (hash: UInt64) in bits == 0 ? 0 : Int(truncatingIfNeeded: hash >> UInt64(64 - bits)) }
    var ends = [Int](repeating: 0, count: parts + 1)
    for hash in hashes { ends[partOf(hash) + 1] += 1 }
    for part in 0..<parts { ends[part + 1] += ends[part] }
    // In each part in the order of casting.
    var dealt = [(hash: UInt64, ballot: Int32)](repeating: (0, 0), count: hashes.count)
    var next = ends
    for (ballot, hash) in hashes.enumerated() {
      let part = partOf(hash)
      dealt[next[part]] = (hash, Int32(truncatingIfNeeded: ballot))
      next[part] += 1
    }
    var first = [Int32](repeating: 0, count: hashes.count)
    var table = Table()
    for part in 0..<parts {
      let range = ends[part]..<ends[part + 1]
      table.clear(for: range.count)
      for index in range {
        let (hash, ballot) = dealt[index]
        first[Int(ballot)] = table.first(hash, ballot, isSame)
      }
    }
    return first
  }

  /// An open hash table.
  private struct Table {
    private var slots: [(hash: UInt64, ballot: Int32)] = []
    private var mask = 0
    private static let free = Int32(-1)

    /// Makes room for twice as many.
    mutating func clear(for count: Int) {
      mask = 1
      while mask < count * 2 { mask *= 2 }
      if slots.count < mask { slots = Array(repeating: (0, Self.free), count: mask) }
      for slot in 0..<mask { slots[slot].ballot = Self.free }
      mask -= 1
    }

    mutating func first(_ hash: UInt64, _ ballot: Int32, _ isSame: (Int, Int) -> Bool) -> Int32 {
      var slot = Int(truncatingIfNeeded: hash) & mask
      while slots[slot].ballot != Self.free {
        if slots[slot].hash == hash, isSame(Int(slots[slot].ballot), Int(ballot)) { return slots[slot].ballot }
        slot = (slot + 1) & mask
      }
      slots[slot] = (hash, ballot)
      return ballot
    }
  }
}
