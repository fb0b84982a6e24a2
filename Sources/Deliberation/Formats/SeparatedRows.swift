/// Rows of separated values as `CSV` reads them, one at a time and without making strings: for large files.
///
/// Spaces around a value are dropped; rows that are empty or only spaces are skipped.
struct SeparatedRows {
  private let bytes: [UInt8]
  private let separator: UInt8
  private var position: Int
  private var nextLine = 1
  /// The line the current row begins on, counted from 1.
  private(set) var line = 1
  private var isBack = false
  /// Where the fields of the current row lie, in `bytes` or, where they were quoted, in `unquoted`.
  private var fields: [Field] = []
  private var unquoted: [UInt8] = []

  private struct Field {
    var range: Range<Int>
    var isUnquoted = false
  }

  init(_ bytes: [UInt8], separator: UInt8) {
    self.bytes = bytes
    self.separator = separator
    position = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
    fields.reserveCapacity(32)
  }

  var count: Int { fields.count }

  func withField<Result>(
    _ index: Int, _ body: (UnsafeBufferPointer<UInt8>) throws(Malformed) -> Result
  ) throws(Malformed) -> Result {
    let field = fields[index]
    let read = { (all: UnsafeBufferPointer<UInt8>) throws(Malformed) -> Result in
      try body(UnsafeBufferPointer(rebasing: all[field.range]).trimmed)
    }
    return try field.isUnquoted ? unquoted.withUnsafeBufferPointer(read) : bytes.withUnsafeBufferPointer(read)
  }

  /// - Throws: `Malformed` when it is not UTF-8.
  func text(_ index: Int) throws(Malformed) -> String {
    let text = try withField(index) { field throws(Malformed) in String(validating: field, as: UTF8.self) }
    guard let text else { throw Malformed(line: line, "this is not UTF-8 text.") }
    return text
  }

  /// Lets whole rows be read from the front of what is left, by whoever knows them to be one line each: `read` says where
  /// it stopped and how many rows there were.
  mutating func take(_ read: (UnsafeRawBufferPointer) -> (position: Int, rows: Int)) {
    guard !isBack, position < bytes.count else { return }
    let taken = bytes.withUnsafeBytes { read(UnsafeRawBufferPointer(rebasing: $0[position...])) }
    position += taken.position
    nextLine += taken.rows
  }

  /// Makes the next call of `next` give the current row again.
  mutating func back() { isBack = true }

  /// Goes on to the next row that is not empty; false at the end.
  /// - Throws: `Malformed` when a quotation mark is never closed.
  mutating func next() throws(Malformed) -> Bool {
    if isBack {
      isBack = false
      return true
    }
    while position < bytes.count {
      fields.removeAll(keepingCapacity: true)
      unquoted.removeAll(keepingCapacity: true)
      line = nextLine
      try readRow()
      if fields.count > 1 { return true }
      if try withField(0, { field throws(Malformed) in !field.isEmpty }) { return true }
    }
    return false
  }

  private mutating func readRow() throws(Malformed) {
    while true {
      let ended: UInt8? =
        if position < bytes.count, bytes[position] == UInt8(ascii: "\"") {
          try readQuoted()
        } else { readPlain() }
      if ended == separator { continue }
      nextLine += 1
      return
    }
  }

  /// Reads to the end of the field; what ended it, nil at the end of the file.
  private mutating func readPlain() -> UInt8? {
    let start = position
    let separator = separator
    let end = bytes.withUnsafeBufferPointer { bytes in
      var index = start
      while index < bytes.count, bytes[index] != separator, bytes[index] != UInt8(ascii: "\n") { index &+= 1 }
      return index
    }
    fields.append(Field(range: start..<end))
    position = end + 1
    return end < bytes.count ? bytes[end] : nil
  }

  private mutating func readQuoted() throws(Malformed) -> UInt8? {
    let opened = nextLine
    let start = unquoted.count
    position += 1
    while position < bytes.count {
      let byte = bytes[position]
      position += 1
      if byte == UInt8(ascii: "\"") {
        guard position < bytes.count, bytes[position] == byte else {
          // What stands between the closing mark and the separator belongs to the field, as `CSV` reads it.
          let rest = readPlain()
          if let tail = fields.popLast() { unquoted.append(contentsOf: bytes[tail.range]) }
          fields.append(Field(range: start..<unquoted.count, isUnquoted: true))
          return rest
        }
        position += 1
      } else if byte == UInt8(ascii: "\n") {
        nextLine += 1
      }
      unquoted.append(byte)
    }
    throw Malformed(line: opened, "a quotation mark is never closed.")
  }
}

extension UnsafeBufferPointer<UInt8> {
  /// Without the spaces, tabs and carriage returns at both ends.
  var trimmed: UnsafeBufferPointer<UInt8> {
    var start = 0
    var end = count
    while start < end, self[start].isBlank { start += 1 }
    while end > start, self[end - 1].isBlank { end -= 1 }
    return UnsafeBufferPointer(rebasing: self[start..<end])
  }

  /// “none” in any letter case: what Python writes for nothing.
  var isNone: Bool { count == 4 && elementsEqual("none".utf8) { $0 | 0x20 == $1 } }
}

extension UInt8 {
  fileprivate var isBlank: Bool {
    self == UInt8(ascii: " ") || self == UInt8(ascii: "\t") || self == UInt8(ascii: "\r")
  }
}

/// Finds the number that belongs to a name given as bytes, without making a string.
struct ByteTable {
  private var names: [UInt8] = []
  private var ranges: [Range<Int>] = []
  private var values: [Int32] = []
  /// The bytes of names of up to eight as a number; 0 for longer ones.
  private var words: [UInt64] = []
  /// The position in `values` plus one, or 0.
  private var slots = [Int32](repeating: 0, count: 256)

  var count: Int { values.count }
  /// All names with their numbers, in the order of insertion.
  var all: some Sequence<(name: ArraySlice<UInt8>, value: Int32)> {
    values.indices.lazy.map { (names[ranges[$0]], values[$0]) }
  }

  /// False, and nothing is done, when the name is there.
  mutating func insert(_ name: [UInt8], _ value: Int32) -> Bool {
    guard name.withUnsafeBufferPointer({ self[$0] }) == nil else { return false }
    ranges.append(names.count..<names.count + name.count)
    names.append(contentsOf: name)
    values.append(value)
    words.append(name.withUnsafeBufferPointer { Self.word($0) })
    if values.count * 4 > slots.count {
      slots = Array(repeating: 0, count: slots.count * 4)
      for entry in values.indices { place(entry) }
    } else {
      place(values.count - 1)
    }
    return true
  }

  private mutating func place(_ entry: Int) {
    var slot = names.withUnsafeBufferPointer { Self.hash(UnsafeBufferPointer(rebasing: $0[ranges[entry]])) }
    slot &= slots.count - 1
    while slots[slot] != 0 { slot = (slot + 1) & (slots.count - 1) }
    slots[slot] = Int32(truncatingIfNeeded: entry) + 1
  }

  subscript(_ name: UnsafeBufferPointer<UInt8>) -> Int32? {
    let word = Self.word(name)
    var slot = Self.hash(name) & (slots.count - 1)
    while slots[slot] != 0 {
      let entry = Int(slots[slot]) - 1
      if words[entry] == word, ranges[entry].count == name.count, name.count <= 8 || isSame(entry, name) {
        return values[entry]
      }
      slot = (slot + 1) & (slots.count - 1)
    }
    return nil
  }

  private func isSame(_ entry: Int, _ name: UnsafeBufferPointer<UInt8>) -> Bool {
    let start = ranges[entry].lowerBound
    return name.indices.allSatisfy { names[start + $0] == name[$0] }
  }

  private static func word(_ name: UnsafeBufferPointer<UInt8>) -> UInt64 {
    guard name.count <= 8 else { return 0 }
    var word: UInt64 = 0
    for byte in name { word = word << 8 | UInt64(byte) }
    return word
  }

  /// FNV-1a; of short names by one multiplication (Fibonacci hashing, Knuth, The Art of Computer Programming 3, 6.4).
  private static func hash(_ name: UnsafeBufferPointer<UInt8>) -> Int {
    var hash = word(name) &* 0x9E37_79B9_7F4A_7C15
    if name.count > 8 {
      hash = 0xCBF2_9CE4_8422_2325
      for byte in name { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
    }
    return Int(truncatingIfNeeded: hash >> 32)
  }
}
