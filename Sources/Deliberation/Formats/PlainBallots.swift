/// Reads the rows of a section VOTES that are as plain as nearly all are, straight from the bytes: no quotation mark, no
/// space in the vote, projects that exist, under names of at most seven bytes.
///
/// Every other row is left where it is, for the reader that knows all of the format: so is one that is wrong, of which
/// that one says what is the matter.
struct PlainBallots {
  private let names: ShortNames
  /// How many columns come before the vote.
  private let before: Int
  private let isOrdinal: Bool
  /// Rows to leave out, and how many were the last time.
  private var pause = 0
  private var vain = 0

  /// Rows are handed to the box so many at a time.
  private static let ballots = 256
  private static let marks = 4096
  /// Rows of more marks are not plain.
  private static let mostMarks = 256

  /// Nil where no row can be plain: points beside the votes, or votes in the first column, where a row of one value may
  /// begin a section.
  init?(_ names: ByteTable, kind: BallotKind, voteColumn: Int) {
    guard kind != .cumulative, voteColumn > 0 else { return nil }
    self.names = ShortNames(names)
    before = voteColumn
    isOrdinal = kind == .ordinal
  }

  /// Casts the ballots that come next, as far as they are plain. Where none was, this does nothing for some rows: such
  /// rows come together, and looking at them in vain takes time.
  mutating func read(from rows: inout SeparatedRows, into box: inout Profile.Box) {
    guard pause == 0 else {
      pause -= 1
      return
    }
    var isVain = true
    rows.take { bytes in
      let read = read(bytes, into: &box)
      isVain = read.rows == 0
      return read
    }
    vain = isVain ? min(2 * vain + 1, 63) : 0
    pause = vain
  }

  /// Casts the ballots at the beginning of `bytes`, as far as they are plain; says where it stopped, at the beginning of
  /// a row, and how many rows it read.
  private func read(_ bytes: UnsafeRawBufferPointer, into box: inout Profile.Box) -> (position: Int, rows: Int) {
    withUnsafeTemporaryAllocation(of: Int32.self, capacity: Self.marks) { marks in
      withUnsafeTemporaryAllocation(of: Int.self, capacity: Self.ballots) { ends in
        var (position, rows) = (0, 0)
        while true {
          var (next, ballots, count) = (position, 0, 0)
          while ballots < Self.ballots, count <= Self.marks - Self.mostMarks,
            let end = readRow(bytes, from: next, into: marks, &count)
          {
            ends.initializeElement(at: ballots, to: count)
            ballots &+= 1
            next = end
          }
          guard ballots > 0 else { return (position, rows) }
          if box.isEmpty {
            // As if all that follows were like this; no more than a few times the size of the file.
            let times = (bytes.count - next) / next + 1
            box.reserve(ballots: ballots * times, marks: count * times)
          }
          guard box.cast(.init(rebasing: marks[..<count]), ends: .init(rebasing: ends[..<ballots])) else {
            return (position, rows)
          }
          position = next
          rows += ballots
        }
      }
    }
  }

  /// Where the row after this one begins; nil, and `count` is as it was, when this one is not plain.
  @inline(__always) private func readRow(
    _ bytes: UnsafeRawBufferPointer, from start: Int, into marks: UnsafeMutableBufferPointer<Int32>, _ count: inout Int
  ) -> Int? {
    var position = start
    for _ in 0..<before {
      guard position < bytes.count, bytes[position] != UInt8(ascii: "\"") else { return nil }
      guard let end = bytes.first(UInt8(ascii: ";"), UInt8(ascii: "\n"), from: position) else { return nil }
      guard bytes[end] == UInt8(ascii: ";") else { return nil }
      position = end &+ 1
    }
    let room = count..<min(count &+ Self.mostMarks, marks.count)
    var last = room.lowerBound
    var previous: Int32 = -1
    var isAscending = true
    var stop: UInt8
    repeat {
      guard let word = bytes.word(at: position) else { return nil }
      let stops = word.places(of: UInt8(ascii: ",")) | word.places(of: UInt8(ascii: ";")) | word.placesOfBlanks
      guard stops != 0 else { return nil }
      let bits = UInt64(truncatingIfNeeded: stops.trailingZeroBitCount & 0x38)
      stop = UInt8(truncatingIfNeeded: word &>> bits)
      position &+= Int(bits &>> 3) &+ 1
      if bits == 0, last == room.lowerBound, stop != UInt8(ascii: ",") { break }
      let project = names[word & ((1 &<< bits) &- 1)]
      guard project >= 0, last < room.upperBound else { return nil }
      isAscending = isAscending && project > previous
      previous = project
      marks.initializeElement(at: last, to: project)
      last &+= 1
    } while stop == UInt8(ascii: ",")

    switch stop {
    case UInt8(ascii: "\n"): break
    case UInt8(ascii: "\r"):
      guard position < bytes.count, bytes[position] == UInt8(ascii: "\n") else { return nil }
      position &+= 1
    case UInt8(ascii: ";"):
      guard let end = bytes.first(UInt8(ascii: "\n"), UInt8(ascii: "\""), from: position) else { return nil }
      guard bytes[end] == UInt8(ascii: "\n") else { return nil }
      position = end &+ 1
    default: return nil
    }
    if !isAscending {
      last = isOrdinal ? Self.onceEach(marks, room.lowerBound..<last) : Self.sorted(marks, room.lowerBound..<last)
    }
    count = last
    return position
  }

  /// Keeps the first of equal marks; the end of those kept.
  private static func onceEach(_ marks: UnsafeMutableBufferPointer<Int32>, _ range: Range<Int>) -> Int {
    var end = range.lowerBound
    for index in range where !marks[range.lowerBound..<end].contains(marks[index]) {
      marks[end] = marks[index]
      end &+= 1
    }
    return end
  }

  /// The same in ascending order. Ballots are short: insertion.
  private static func sorted(_ marks: UnsafeMutableBufferPointer<Int32>, _ range: Range<Int>) -> Int {
    var end = range.lowerBound
    for index in range {
      let mark = marks[index]
      var hole = end
      while hole > range.lowerBound, marks[hole &- 1] > mark { hole &-= 1 }
      if hole > range.lowerBound, marks[hole &- 1] == mark { continue }
      var place = end
      while place > hole {
        marks[place] = marks[place &- 1]
        place &-= 1
      }
      marks[hole] = mark
      end &+= 1
    }
    return end
  }
}

/// Finds the number that belongs to a name of one to seven bytes, given as they lie in memory in a word, 0 after them.
private struct ShortNames {
  private var slots: [Slot]
  private let shift: UInt64

  private struct Slot {
    var name: UInt64 = 0
    var value: Int32 = -1
  }

  init(_ names: ByteTable) {
    // Nearly empty: then what is looked for is nearly always in the first place.
    var bits = 9
    while bits < 20, names.count > 1 << (bits - 3) { bits += 1 }
    slots = Array(repeating: Slot(), count: 1 << bits)
    shift = UInt64(64 - bits)
    for (name, value) in names.all {
      // A name that a row may not have in plain, or that says there is nothing, is left out.
      let isPlain = name.allSatisfy {
        $0 > 0x20 && $0 != UInt8(ascii: ",") && $0 != UInt8(ascii: ";") && $0 != UInt8(ascii: "\"")
      }
      guard (1...7).contains(name.count), isPlain, !name.withUnsafeBufferPointer({ $0.isNone }) else { continue }
      let word = name.reversed().reduce(0) { $0 << 8 | UInt64($1) }
      var slot = place(of: word)
      while slots[slot].value >= 0 { slot = (slot + 1) & (slots.count - 1) }
      slots[slot] = Slot(name: word, value: value)
    }
  }

  private func place(of word: UInt64) -> Int { Int(truncatingIfNeeded: (word &* 0x9E37_79B9_7F4A_7C15) &>> shift) }

  /// -1 for a name that is not here.
  @inline(__always) subscript(_ word: UInt64) -> Int32 {
    var slot = place(of: word)
    while slots[slot].value >= 0 {
      if slots[slot].name == word { return slots[slot].value }
      slot = (slot &+ 1) & (slots.count &- 1)
    }
    return -1
  }
}

extension UnsafeRawBufferPointer {
  /// Eight bytes, the first of them lowest; nil where there are fewer.
  @inline(__always) fileprivate func word(at position: Int) -> UInt64? {
    guard position >= 0, position <= count &- 8 else { return nil }
    return UInt64(littleEndian: loadUnaligned(fromByteOffset: position, as: UInt64.self))
  }

  /// The first place of either byte; nil where none is before the last seven bytes.
  @inline(__always) fileprivate func first(_ one: UInt8, _ other: UInt8, from start: Int) -> Int? {
    var position = start
    while let word = word(at: position) {
      let places = word.places(of: one) | word.places(of: other)
      if places != 0 { return position &+ places.trailingZeroBitCount &>> 3 }
      position &+= 8
    }
    return nil
  }
}

extension UInt64 {
  private static let ones: UInt64 = 0x0101_0101_0101_0101
  private static let tops: UInt64 = 0x8080_8080_8080_8080

  /// The top bit of every byte that is equal: right up to the lowest such byte, above it perhaps of others too (Warren,
  /// Hacker's Delight, 6-1).
  @inline(__always) fileprivate func places(of byte: UInt8) -> UInt64 {
    let zero = self ^ (Self.ones &* UInt64(byte))
    return (zero &- Self.ones) & ~zero & Self.tops
  }

  /// The same for spaces and what is below them.
  @inline(__always) fileprivate var placesOfBlanks: UInt64 { (self &- Self.ones &* 0x21) & ~self & Self.tops }
}
