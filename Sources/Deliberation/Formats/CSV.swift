/// Rows of separated values as in RFC 4180: quoted fields may hold separators, quotes (doubled) and line breaks.
/// A byte-order mark, either line ending, and a missing last line break are accepted; empty lines are skipped.
public struct CSV: Sendable {
  /// One row and the line it begins on, counted from 1.
  public struct Row: Sendable {
    public let line: Int
    public let fields: [String]
  }

  public let rows: [Row]

  /// - Throws: `Malformed` when a quotation mark is never closed or the text is not UTF-8.
  public init(_ bytes: [UInt8], separator: UInt8 = UInt8(ascii: ",")) throws(Malformed) {
    var reader = Reader(separator: separator)
    let start = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
    for index in start..<max(start, bytes.count) { try reader.read(bytes[index]) }
    rows = try reader.end()
  }

  /// The position of the column of that name in the first row.
  /// - Throws: `Malformed` when there is none.
  public func column(_ name: String) throws(Malformed) -> Int {
    guard let index = rows.first?.fields.firstIndex(of: name) else {
      throw Malformed(line: 1, "there is no column “\(name)”.")
    }
    return index
  }

  private struct Reader {
    let separator: UInt8
    var rows: [Row] = []
    var fields: [String] = []
    var field: [UInt8] = []
    var line = 1
    var rowLine = 1
    var quotedFrom = 0
    var isQuoted = false
    /// The last byte was a quotation mark inside a quoted field: the end of it, or the first of a doubled one.
    var isAtQuote = false

    init(separator: UInt8) { self.separator = separator }

    mutating func read(_ byte: UInt8) throws(Malformed) {
      defer { if byte == UInt8(ascii: "\n") { line += 1 } }
      if isQuoted {
        guard isAtQuote else {
          if byte == UInt8(ascii: "\"") { isAtQuote = true } else { field.append(byte) }
          return
        }
        isAtQuote = false
        if byte == UInt8(ascii: "\"") {
          field.append(byte)
          return
        }
        isQuoted = false
      }
      switch byte {
      case separator: try endField()
      case UInt8(ascii: "\n"):
        try endRow()
        rowLine = line + 1
      case UInt8(ascii: "\r"): break
      case UInt8(ascii: "\"") where field.isEmpty:
        isQuoted = true
        quotedFrom = line
      default: field.append(byte)
      }
    }

    mutating func end() throws(Malformed) -> [Row] {
      if isQuoted && !isAtQuote { throw Malformed(line: quotedFrom, "a quotation mark is never closed.") }
      try endRow()
      return rows
    }

    private mutating func endField() throws(Malformed) {
      guard let text = String(validating: field, as: UTF8.self) else {
        throw Malformed(line: line, "this is not UTF-8 text.")
      }
      fields.append(text)
      field.removeAll(keepingCapacity: true)
    }

    private mutating func endRow() throws(Malformed) {
      try endField()
      if fields != [""] { rows.append(Row(line: rowLine, fields: fields)) }
      fields = []
    }
  }
}
