import Commons

/// Comma-separated values as in RFC 4180: quoted fields may hold commas, quotes (doubled) and line breaks.
struct CSV {
  /// The first line's names.
  let names: [String]
  let rows: [[String]]

  /// - Throws: a `Refusal` naming the line when a quote is never closed.
  init(_ bytes: [UInt8], file: String) throws(Refusal) {
    var rows: [[String]] = []
    var row: [String] = []
    var field: [UInt8] = []
    var isQuoted = false
    var line = 1
    var index = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
    var quotedFrom = 1
    func endField() {
      row.append(String(decoding: field, as: UTF8.self))
      field.removeAll(keepingCapacity: true)
    }
    func endRow() {
      endField()
      if row != [""] { rows.append(row) }
      row = []
    }
    while index < bytes.count {
      let byte = bytes[index]
      if byte == 10 { line += 1 }
      if isQuoted {
        if byte == UInt8(ascii: "\"") {
          if index + 1 < bytes.count, bytes[index + 1] == byte {
            field.append(byte)
            index += 1
          } else {
            isQuoted = false
          }
        } else {
          field.append(byte)
        }
      } else {
        switch byte {
        case UInt8(ascii: "\"") where field.isEmpty:
          isQuoted = true
          quotedFrom = line
        case UInt8(ascii: ","): endField()
        case 10: endRow()
        case 13: break
        default: field.append(byte)
        }
      }
      index += 1
    }
    guard !isQuoted else { throw Refusal(.malformed, "\(file), line \(quotedFrom): a quotation mark is never closed.") }
    if !field.isEmpty || !row.isEmpty { endRow() }
    names = rows.first ?? []
    self.rows = Array(rows.dropFirst())
  }

  /// The position of a column.
  /// - Throws: a `Refusal` when there is none of that name.
  func column(_ name: String, file: String) throws(Refusal) -> Int {
    guard let index = names.firstIndex(of: name) else {
      throw Refusal(.malformed, "\(file), line 1: there is no column “\(name)”.")
    }
    return index
  }
}
