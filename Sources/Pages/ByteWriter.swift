import Commons

/// Bytes being written one after another into room of their own that grows: what `JSON` writes into. An array would ask before every byte
/// whether anybody else holds it, and an answer of twenty posts has a thousand members.
struct ByteWriter: ~Copyable {
  private(set) var count = 0
  private var capacity: Int
  private var start: UnsafeMutablePointer<UInt8>?

  init(capacity: Int) {
    self.capacity = max(0, capacity)
    start = self.capacity > 0 ? .allocate(capacity: self.capacity) : nil
  }

  deinit { start?.deallocate() }

  /// What was written.
  var bytes: [UInt8] { Array(UnsafeBufferPointer(start: start, count: count)) }
  var text: String { String(decoding: UnsafeBufferPointer(start: start, count: count), as: UTF8.self) }

  /// Where the next bytes go: there is room for as many as are asked for.
  @inline(__always) private mutating func room(_ wanted: Int) -> UnsafeMutablePointer<UInt8> {
    guard let start, capacity - count >= wanted else { return grown(wanted) }
    return start + count
  }

  private mutating func grown(_ wanted: Int) -> UnsafeMutablePointer<UInt8> {
    let larger = max(64, capacity * 2, count + wanted)
    let made = UnsafeMutablePointer<UInt8>.allocate(capacity: larger)
    if let start {
      made.update(from: start, count: count)
      start.deallocate()
    }
    (start, capacity) = (made, larger)
    return made + count
  }

  @inline(__always) mutating func append(_ byte: UInt8) {
    room(1).pointee = byte
    count += 1
  }

  @inline(__always) mutating func append(_ part: UnsafeBufferPointer<UInt8>) {
    guard let from = part.baseAddress, part.count > 0 else { return }
    room(part.count).update(from: from, count: part.count)
    count += part.count
  }

  mutating func append(_ text: StaticString) { text.withUTF8Buffer { append($0) } }

  /// Bytes that were written before, once more.
  mutating func append(again range: Range<Int>) {
    guard range.lowerBound >= 0, range.upperBound <= count else { return }
    let place = room(range.count)
    if let start { place.update(from: start + range.lowerBound, count: range.count) }
    count += range.count
  }

  /// A decimal number.
  mutating func append(decimal number: Int64) {
    var place = room(20)
    if number < 0 {
      place.pointee = UInt8(ascii: "-")
      place += 1
      count += 1
    }
    var (digits, scale) = (1, number.magnitude)
    while scale >= 10 {
      scale /= 10
      digits += 1
    }
    var rest = number.magnitude
    for index in (0..<digits).reversed() {
      place[index] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10)
      rest /= 10
    }
    count += digits
  }

  /// A moment as ISO 8601 writes it, in UTC with three digits of a second.
  mutating func append(_ moment: Moment) {
    let civil = Civil(moment)
    guard (0...9999).contains(civil.year) else {
      var text = moment.iso8601
      return text.withUTF8 { append($0) }
    }
    let place = room(24)
    func two(_ number: Int, at index: Int, _ after: Unicode.Scalar) {
      place[index] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: number / 10 % 10)
      place[index + 1] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: number % 10)
      place[index + 2] = UInt8(truncatingIfNeeded: after.value)
    }
    two(civil.year / 100, at: 0, "-")
    two(civil.year % 100, at: 2, "-")
    two(civil.month, at: 5, "-")
    two(civil.day, at: 8, "T")
    two(civil.hour, at: 11, ":")
    two(civil.minute, at: 14, ":")
    two(civil.second, at: 17, ".")
    two(civil.millisecond / 10, at: 20, "Z")
    two(civil.millisecond % 100, at: 21, "Z")
    count += 24
  }

  // MARK: JSON

  /// The name of a member with its colon, after a comma where something stands before it. A name of ours needs no escapes.
  @inline(__always) mutating func append(name: StaticString, isAfterValue: Bool) {
    name.withUTF8Buffer { name in
      guard let from = name.baseAddress else { return }
      var place = room(name.count + 4)
      if isAfterValue {
        place.pointee = UInt8(ascii: ",")
        place += 1
        count += 1
      }
      place.pointee = UInt8(ascii: "\"")
      (place + 1).update(from: from, count: name.count)
      place[name.count + 1] = UInt8(ascii: "\"")
      place[name.count + 2] = UInt8(ascii: ":")
      count += name.count + 3
    }
  }

  mutating func append(escaped text: String) {
    let isDone: Void? = text.utf8.withContiguousStorageIfAvailable { append(escaped: $0) }
    if isDone == nil {
      var copy = text
      copy.withUTF8 { append(escaped: $0) }
    }
  }

  /// Text as the inside of a JSON string (RFC 8259 section 7).
  mutating func append(escaped text: UnsafeBufferPointer<UInt8>) {
    guard let from = text.baseAddress else { return }
    var index = 0
    while index < text.count {
      // A byte becomes six at most; so much room is asked for a piece at a time.
      let end = min(text.count, index + 512)
      let place = room((end - index) * 6)
      var written = 0
      while index < end {
        if index + 8 <= end {
          let word = UnsafeRawPointer(from + index).loadUnaligned(as: UInt64.self)
          if ByteWriter.needsNoEscape(word) {
            UnsafeMutableRawPointer(place + written).storeBytes(of: word, as: UInt64.self)
            index += 8
            written += 8
            continue
          }
        }
        written += ByteWriter.write(escaped: from[index], at: place + written)
        index += 1
      }
      count += written
    }
  }

  /// Whether none of eight bytes is below 32, a quotation mark or a backslash: all eight compared at once, by the borrow that each leaves in
  /// its highest bit (H. S. Warren, “Hacker’s Delight”, section 6-1).
  @inline(__always) private static func needsNoEscape(_ word: UInt64) -> Bool {
    let ones: UInt64 = 0x0101_0101_0101_0101
    let quote = word ^ (ones &* 0x22)
    let backslash = word ^ (ones &* 0x5c)
    let isBelow = (word &- ones &* 0x20) & ~word
    let isQuote = (quote &- ones) & ~quote
    let isBackslash = (backslash &- ones) & ~backslash
    return (isBelow | isQuote | isBackslash) & (ones &* 0x80) == 0
  }

  /// - Returns: how many bytes were written.
  @inline(__always) private static func write(escaped byte: UInt8, at place: UnsafeMutablePointer<UInt8>) -> Int {
    guard byte < 32 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") else {
      place.pointee = byte
      return 1
    }
    place[0] = UInt8(ascii: "\\")
    switch byte {
    case UInt8(ascii: "\n"): place[1] = UInt8(ascii: "n")
    case UInt8(ascii: "\r"): place[1] = UInt8(ascii: "r")
    case UInt8(ascii: "\t"): place[1] = UInt8(ascii: "t")
    case UInt8(ascii: "\""), UInt8(ascii: "\\"): place[1] = byte
    default:
      let digits = StaticString("0123456789abcdef")
      place[1] = UInt8(ascii: "u")
      place[2] = UInt8(ascii: "0")
      place[3] = UInt8(ascii: "0")
      place[4] = digits.utf8Start[Int(byte >> 4)]
      place[5] = digits.utf8Start[Int(byte & 15)]
      return 6
    }
    return 2
  }
}
