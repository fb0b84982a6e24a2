extension JSON {
  /// How deep arrays and objects may lie in each other.
  public static let deepest = 200

  /// Reads a JSON text (RFC 8259) in UTF-8. Numbers written as integers that fit are `integer`, all others `number`.
  /// - Throws: `Malformed` with the line for anything else, for a member's name that comes twice in an object, for a
  ///   number beyond what a `Double` holds, and for nesting deeper than 200.
  public init(_ bytes: [UInt8]) throws(Malformed) {
    var reader = Reader(bytes)
    self = try reader.readAll()
  }

  private struct Reader {
    let bytes: [UInt8]
    var position: Int
    var line = 1

    init(_ bytes: [UInt8]) {
      self.bytes = bytes
      position = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
    }

    mutating func readAll() throws(Malformed) -> JSON {
      let value = try readValue(depth: 0)
      skipSpace()
      guard position == bytes.count else { throw wrong("there is something after the end.") }
      return value
    }

    private func wrong(_ words: String) -> Malformed { Malformed(line: line, words) }
    private var next: UInt8? { position < bytes.count ? bytes[position] : nil }

    private mutating func skipSpace() {
      while let byte = next, byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D {
        if byte == 0x0A { line += 1 }
        position += 1
      }
    }

    private mutating func readValue(depth: Int) throws(Malformed) -> JSON {
      guard depth < JSON.deepest else { throw wrong("this is nested deeper than \(JSON.deepest).") }
      skipSpace()
      switch next {
      case UInt8(ascii: "{"): return try readObject(depth: depth)
      case UInt8(ascii: "["): return try readArray(depth: depth)
      case UInt8(ascii: "\""): return .string(try readString())
      case UInt8(ascii: "t"): return try readWord("true", .bool(true))
      case UInt8(ascii: "f"): return try readWord("false", .bool(false))
      case UInt8(ascii: "n"): return try readWord("null", .null)
      case .some(let byte) where byte == UInt8(ascii: "-") || isDigit(byte): return try readNumber()
      case .some: throw wrong("no value begins like this.")
      case nil: throw wrong("the text ends too early.")
      }
    }

    private mutating func readWord(_ word: String, _ value: JSON) throws(Malformed) -> JSON {
      guard bytes[position...].starts(with: word.utf8) else { throw wrong("no value begins like this.") }
      position += word.utf8.count
      return value
    }

    private mutating func readArray(depth: Int) throws(Malformed) -> JSON {
      position += 1
      var values: [JSON] = []
      skipSpace()
      if next == UInt8(ascii: "]") {
        position += 1
        return .array(values)
      }
      while true {
        values.append(try readValue(depth: depth + 1))
        if try isLast(UInt8(ascii: "]")) { return .array(values) }
      }
    }

    private mutating func readObject(depth: Int) throws(Malformed) -> JSON {
      position += 1
      var members: [Member] = []
      var names: Set<String> = []
      skipSpace()
      if next == UInt8(ascii: "}") {
        position += 1
        return .object(members)
      }
      while true {
        skipSpace()
        guard next == UInt8(ascii: "\"") else { throw wrong("a member needs a name in quotation marks.") }
        let name = try readString()
        guard names.insert(name).inserted else { throw wrong("“\(name)” comes twice in one object.") }
        skipSpace()
        guard next == UInt8(ascii: ":") else { throw wrong("a colon is missing after “\(name)”.") }
        position += 1
        members.append(Member(name, try readValue(depth: depth + 1)))
        if try isLast(UInt8(ascii: "}")) { return .object(members) }
      }
    }

    /// Reads the comma before another element, or what closes the list.
    private mutating func isLast(_ close: UInt8) throws(Malformed) -> Bool {
      skipSpace()
      guard let byte = next else { throw wrong("the text ends too early.") }
      position += 1
      if byte == close { return true }
      guard byte == UInt8(ascii: ",") else { throw wrong("a comma is missing.") }
      return false
    }

    private func isDigit(_ byte: UInt8) -> Bool { byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9") }

    private mutating func readDigits() throws(Malformed) {
      guard let byte = next, isDigit(byte) else { throw wrong("this is no number.") }
      while let byte = next, isDigit(byte) { position += 1 }
    }

    private mutating func readNumber() throws(Malformed) -> JSON {
      let start = position
      var isInteger = true
      if next == UInt8(ascii: "-") { position += 1 }
      if next == UInt8(ascii: "0") { position += 1 } else { try readDigits() }
      if next == UInt8(ascii: ".") {
        isInteger = false
        position += 1
        try readDigits()
      }
      if next == UInt8(ascii: "e") || next == UInt8(ascii: "E") {
        isInteger = false
        position += 1
        if next == UInt8(ascii: "+") || next == UInt8(ascii: "-") { position += 1 }
        try readDigits()
      }
      let text = String(decoding: bytes[start..<position], as: UTF8.self)
      if isInteger, let value = Int(text) { return .integer(value) }
      guard let value = Double(text), value.isFinite else { throw wrong("the number \(text) is too large.") }
      return .number(value)
    }

    private mutating func readString() throws(Malformed) -> String {
      position += 1
      var text: [UInt8] = []
      while let byte = next {
        position += 1
        switch byte {
        case UInt8(ascii: "\""):
          guard let string = String(validating: text, as: UTF8.self) else { throw wrong("this is not UTF-8 text.") }
          return string
        case UInt8(ascii: "\\"): try readEscape(into: &text)
        case ..<0x20: throw wrong("a line break or control character in a string must be escaped.")
        default: text.append(byte)
        }
      }
      throw wrong("a quotation mark is never closed.")
    }

    private mutating func readEscape(into text: inout [UInt8]) throws(Malformed) {
      guard let byte = next else { throw wrong("the text ends too early.") }
      position += 1
      switch byte {
      case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): text.append(byte)
      case UInt8(ascii: "b"): text.append(0x08)
      case UInt8(ascii: "f"): text.append(0x0C)
      case UInt8(ascii: "n"): text.append(0x0A)
      case UInt8(ascii: "r"): text.append(0x0D)
      case UInt8(ascii: "t"): text.append(0x09)
      case UInt8(ascii: "u"):
        var code = try readHexadecimal()
        if (0xD800..<0xDC00).contains(code) {
          guard bytes[position...].starts(with: "\\u".utf8) else { throw wrong("half a character is missing.") }
          position += 2
          let low = try readHexadecimal()
          guard (0xDC00..<0xE000).contains(low) else { throw wrong("half a character is missing.") }
          code = 0x10000 + (code - 0xD800) << 10 + (low - 0xDC00)
        }
        guard let scalar = Unicode.Scalar(code) else { throw wrong("half a character is missing.") }
        text.append(contentsOf: String(scalar).utf8)
      default: throw wrong("there is no such escape.")
      }
    }

    private mutating func readHexadecimal() throws(Malformed) -> UInt32 {
      guard position + 4 <= bytes.count,
        let pair = Hexadecimal.bytes(String(decoding: bytes[position..<position + 4], as: UTF8.self)), pair.count == 2
      else { throw wrong("\\u needs four hexadecimal digits.") }
      position += 4
      return UInt32(pair[0]) << 8 | UInt32(pair[1])
    }
  }
}
