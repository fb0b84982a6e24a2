/// Finds `@handle`, `#topic` and bare addresses in plain words, in one pass.
struct NameScanner {
  enum Kind { case mention, topic, address }

  struct Name {
    let kind: Kind
    let range: Range<Int>
  }

  private let bytes: UnsafeBufferPointer<UInt8>
  private var index = 0
  static let longestHandle = 30
  static let longestTopic = 60
  static let longestAddress = 2000

  init(_ bytes: UnsafeBufferPointer<UInt8>) { self.bytes = bytes }

  mutating func next() -> Name? {
    while index < bytes.count {
      let start = index
      let end: Int?
      let kind: Kind
      switch bytes[start] {
      case UInt8(ascii: "@"): (kind, end) = (.mention, endOfHandle(start))
      case UInt8(ascii: "#"): (kind, end) = (.topic, endOfTopic(start))
      case UInt8(ascii: "h"), UInt8(ascii: "H"), UInt8(ascii: "w"), UInt8(ascii: "W"):
        (kind, end) = (.address, endOfAddress(start))
      default:
        index += 1
        continue
      }
      guard let end, isFree(before: start) else {
        index = start + 1
        continue
      }
      index = end
      return Name(kind: kind, range: start..<end)
    }
    return nil
  }

  /// Whether a name may begin here: not in the middle of a word, an e-mail address or a path.
  private func isFree(before start: Int) -> Bool {
    guard start > 0 else { return true }
    let byte = bytes[start - 1]
    if isWord(byte) || byte >= 0x80 { return isPunctuation(endingAt: start) }
    return byte != UInt8(ascii: "/") && byte != UInt8(ascii: "@") && byte != UInt8(ascii: "#")
      && byte != UInt8(ascii: "&")
      && byte != UInt8(ascii: "-") && byte != UInt8(ascii: "=") && byte != UInt8(ascii: "?")
  }

  /// Whether the character before is one of U+2010 to U+203F: dashes, curly quotes, bullets, an ellipsis.
  private func isPunctuation(endingAt end: Int) -> Bool {
    end >= 3 && bytes[end - 3] == 0xE2 && bytes[end - 2] == 0x80 && bytes[end - 1] >= 0x90
  }

  private func isWord(_ byte: UInt8) -> Bool {
    (byte | 32 >= 97 && byte | 32 <= 122) || (byte >= 48 && byte <= 57) || byte == UInt8(ascii: "_")
  }

  private func endOfHandle(_ start: Int) -> Int? {
    var end = start + 1
    while end < bytes.count, end - start <= Self.longestHandle + 1,
      isWord(bytes[end]) || bytes[end] == UInt8(ascii: "-")
    { end += 1 }
    // `@name@elsewhere` is somebody on another site.
    if end < bytes.count, bytes[end] == UInt8(ascii: "@") || bytes[end] >= 0x80 && !isPunctuation(startingAt: end) {
      return nil
    }
    while end > start + 1, bytes[end - 1] == UInt8(ascii: "-") || bytes[end - 1] == UInt8(ascii: "_") { end -= 1 }
    let length = end - start - 1
    guard length >= 3, length <= Self.longestHandle, bytes[start + 1] != UInt8(ascii: "-"),
      bytes[start + 1] != UInt8(ascii: "_")
    else { return nil }
    return end
  }

  private func isPunctuation(startingAt start: Int) -> Bool {
    start + 2 < bytes.count && bytes[start] == 0xE2 && bytes[start + 1] == 0x80 && bytes[start + 2] >= 0x90
  }

  /// Letters and digits of any script, with at least one letter; hyphens inside.
  private func endOfTopic(_ start: Int) -> Int? {
    var end = start + 1
    var hasLetter = false
    while end < bytes.count, end - start <= Self.longestTopic {
      let byte = bytes[end]
      if byte < 0x80 {
        guard isWord(byte) || byte == UInt8(ascii: "-") && end > start + 1 && bytes[end - 1] != byte else { break }
        if byte > 57 && byte != UInt8(ascii: "_") { hasLetter = true }
        end += 1
      } else {
        let (scalar, length) = scalar(at: end)
        let properties = scalar.properties
        guard properties.isAlphabetic || properties.numericType != nil || properties.generalCategory == .nonspacingMark
        else { break }
        if properties.isAlphabetic { hasLetter = true }
        end += length
      }
    }
    if bytes[end - 1] == UInt8(ascii: "-") { end -= 1 }
    guard hasLetter, end - start <= Self.longestTopic else { return nil }
    return end
  }

  /// The character at `index`; the parser has seen to it that the text is UTF-8.
  private func scalar(at index: Int) -> (Unicode.Scalar, Int) {
    let length = bytes[index] >= 0xF0 ? 4 : bytes[index] >= 0xE0 ? 3 : 2
    let end = min(index + length, bytes.count)
    let decoded = String(decoding: UnsafeBufferPointer(rebasing: bytes[index..<end]), as: UTF8.self).unicodeScalars
      .first
    return (decoded ?? "\u{FFFD}", end - index)
  }

  private func endOfAddress(_ start: Int) -> Int? {
    guard let host = afterScheme(start) else { return nil }
    var end = host
    while end < bytes.count, end - start < Self.longestAddress, bytes[end] > 32, bytes[end] != UInt8(ascii: "<"),
      bytes[end] != UInt8(ascii: ">"),
      bytes[end] != UInt8(ascii: "\""), bytes[end] != 0x7F, bytes[end] < 0x80 || !isPunctuation(startingAt: end)
    {
      end += 1
    }
    // A character may not be cut in two.
    while end < bytes.count, bytes[end] & 0xC0 == 0x80 { end -= 1 }
    end = withoutTrailingPunctuation(host, end)
    guard end > host, isWord(bytes[host]) || bytes[host] >= 0x80, bytes[host..<end].contains(UInt8(ascii: ".")) else {
      return nil
    }
    return end
  }

  /// Where the host begins, after `http://`, `https://` or `www.`.
  private func afterScheme(_ start: Int) -> Int? {
    if matches("https://", at: start) { return start + 8 }
    if matches("http://", at: start) { return start + 7 }
    return matches("www.", at: start) ? start + 4 : nil
  }

  private func matches(_ literal: StaticString, at start: Int) -> Bool {
    guard start + literal.utf8CodeUnitCount <= bytes.count else { return false }
    for offset in 0..<literal.utf8CodeUnitCount {
      let byte = bytes[start + offset]
      let lower = byte >= 65 && byte <= 90 ? byte | 32 : byte
      if lower != literal.utf8Start[offset] { return false }
    }
    return true
  }

  /// What ends a sentence is not part of the address; a closing bracket is, when it was opened in it.
  private func withoutTrailingPunctuation(_ start: Int, _ end: Int) -> Int {
    var end = end
    var open = 0
    for byte in bytes[start..<max(start, end)] {
      if byte == UInt8(ascii: "(") { open += 1 }
      if byte == UInt8(ascii: ")") { open -= 1 }
    }
    while end > start {
      switch bytes[end - 1] {
      case UInt8(ascii: "."), UInt8(ascii: ","), UInt8(ascii: ":"), UInt8(ascii: ";"), UInt8(ascii: "!"),
        UInt8(ascii: "?"), UInt8(ascii: "'"),
        UInt8(ascii: "*"), UInt8(ascii: "_"), UInt8(ascii: "~"), UInt8(ascii: "]"), UInt8(ascii: "}"):
        end -= 1
      case UInt8(ascii: ")") where open < 0:
        open += 1
        end -= 1
      default: return end
      }
    }
    return end
  }
}
