/// Text in seven bits and short lines that is still nearly readable (RFC 2045 section 6.7).
enum QuotedPrintable {
  /// Every line end (CR, LF or both) becomes CR LF, and the text ends with one.
  static func encode(_ text: String) -> [UInt8] {
    let source = Array(text.utf8)
    var encoded: [UInt8] = []
    encoded.reserveCapacity(source.count + source.count / 8)
    var column = 0
    for (index, byte) in source.enumerated() {
      let next = index + 1 < source.count ? source[index + 1] : 10
      if byte == 10 || byte == 13 {
        if byte == 13, index + 1 < source.count, next == 10 { continue }
        encoded += [13, 10]
        column = 0
        continue
      }
      let isLastOfLine = next == 10 || next == 13
      var isPlain = isPlain(byte, column, isLastOfLine)
      // 76 characters at most, the `=` of a soft line end included.
      if column + (isPlain ? 1 : 3) > (isLastOfLine ? 76 : 75) {
        encoded += [UInt8(ascii: "="), 13, 10]
        column = 0
        isPlain = self.isPlain(byte, column, isLastOfLine)
      }
      if isPlain {
        encoded.append(byte)
      } else {
        encoded += [UInt8(ascii: "="), hex[Int(byte >> 4)], hex[Int(byte & 15)]]
      }
      column += isPlain ? 1 : 3
    }
    if encoded.suffix(2) != [13, 10] { encoded += [13, 10] }
    return encoded
  }

  private static func isPlain(_ byte: UInt8, _ column: Int, _ isLastOfLine: Bool) -> Bool {
    switch byte {
    case UInt8(ascii: "="): false
    case 0x20, 0x09: !isLastOfLine
    // A dot alone on a line ends a message, and `From ` starts one in a mailbox file; some servers mend them wrongly.
    case UInt8(ascii: "."), UInt8(ascii: "F"): column > 0
    default: (0x21...0x7e).contains(byte)
    }
  }

  private static let hex = Array("0123456789ABCDEF".utf8)
}
