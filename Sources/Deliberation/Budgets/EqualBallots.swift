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
  ///   - isSame: whether two ballots are equal; asked where parts of their hashes are.
  static func first(_ hashes: [UInt64], isSame: (Int, Int) -> Bool) -> [Int32] {
    var bits = 0
    while bits < 16, hashes.count >> bits > part { bits += 1 }
    let shift = UInt64(64 - bits)
    // In each part in the order of casting. A shift by 64 gives 0.
    var ends = [Int](repeating: 0, count: (1 << bits) + 1)
    for hash in hashes { ends[Int(truncatingIfNeeded: hash >> shift) + 1] += 1 }
    let most = ends.max() ?? 0
    for part in 1..<ends.count { ends[part] += ends[part - 1] }
    var next = ends
    let dealt = [Entry](unsafeUninitializedCapacity: hashes.count) { dealt, count in
      for (ballot, hash) in hashes.enumerated() {
        let part = Int(truncatingIfNeeded: hash >> shift)
        dealt.initializeElement(
          at: next[part],
          to: Entry(hash: UInt32(truncatingIfNeeded: hash), ballot: Int32(truncatingIfNeeded: ballot)))
        next[part] += 1
      }
      count = hashes.count
    }
    var first = [Int32](repeating: 0, count: hashes.count)
    var table = Table(most)
    for part in 0..<ends.count - 1 {
      table.first(dealt[ends[part]..<ends[part + 1]]) { _, _ in
        true
      } found: {
        first[Int($0)] = $1
      }
    }
    // Whether they are equal is asked in the order of casting, in which they lie in memory. Where a hash was not enough, its
    // part is done again, more slowly.
    var wrong: Set<Int> = []
    for (ballot, equal) in first.enumerated() where Int(equal) < ballot && !isSame(Int(equal), ballot) {
      wrong.insert(Int(truncatingIfNeeded: hashes[ballot] >> shift))
    }
    for part in wrong {
      table.first(dealt[ends[part]..<ends[part + 1]], isSame) { first[Int($0)] = $1 }
    }
    return first
  }

  /// Half of a hash is enough to tell most ballots apart, and twice as many fit the cache.
  private struct Entry {
    var hash: UInt32
    var ballot: Int32
    static let free = Entry(hash: 0, ballot: -1)
  }

  /// An open hash table, filled anew for each part.
  private struct Table {
    private var slots: [Entry]

    /// - Parameter most: in any part.
    init(_ most: Int) { slots = Array(repeating: .free, count: Self.size(most)) }

    /// Twice as many, and at least one more than there are.
    private static func size(_ count: Int) -> Int {
      var size = 2
      while size < count * 2 { size *= 2 }
      return size
    }

    mutating func first(
      _ entries: ArraySlice<Entry>, _ isSame: (Int, Int) -> Bool, found: (_ ballot: Int32, _ first: Int32) -> Void
    ) {
      let mask = Self.size(entries.count) - 1
      slots.withUnsafeMutableBufferPointer { slots in
        slots[...mask].update(repeating: .free)
        entries.withUnsafeBufferPointer { entries in
          for entry in entries {
            var slot = Int(entry.hash) & mask
            while slots[slot].ballot >= 0 {
              if slots[slot].hash == entry.hash, isSame(Int(slots[slot].ballot), Int(entry.ballot)) { break }
              slot = (slot &+ 1) & mask
            }
            if slots[slot].ballot < 0 { slots[slot] = entry }
            found(entry.ballot, slots[slot].ballot)
          }
        }
      }
    }
  }
}
