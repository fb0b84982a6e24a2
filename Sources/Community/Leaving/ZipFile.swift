import Commons

/// A ZIP file being written (PKWARE APPNOTE 6.3.10, stored without compression): any computer opens it, and pictures do not shrink anyway.
struct ZipFile {
  private(set) var bytes: [UInt8] = []
  private var directory: [UInt8] = []
  private var count = 0
  private let time: [UInt8]

  init(at moment: Moment) {
    let civil = moment.civil
    let clock = civil.hour << 11 | civil.minute << 5 | civil.second / 2
    let date = max(0, civil.year - 1980) << 9 | civil.month << 5 | civil.day
    time = ZipFile.little(clock, 2) + ZipFile.little(date, 2)
  }

  /// Adds a file. Names are UTF-8 paths with `/`.
  mutating func add(_ name: String, _ content: [UInt8]) {
    let name = Array(name.utf8)
    let offset = bytes.count
    let crc = Int(ZipFile.crc32(content))
    // Version 2.0; bit 11: the name is UTF-8; method 0: stored.
    let common =
      ZipFile.little(20, 2) + ZipFile.little(1 << 11, 2) + ZipFile.little(0, 2) + time + ZipFile.little(crc, 4)
      + ZipFile.little(content.count, 4)
      + ZipFile.little(content.count, 4) + ZipFile.little(name.count, 2) + ZipFile.little(0, 2)
    bytes += [0x50, 0x4b, 3, 4] + common + name
    bytes += content
    directory +=
      [0x50, 0x4b, 1, 2] + ZipFile.little(20, 2) + common + [UInt8](repeating: 0, count: 10) + ZipFile.little(offset, 4)
      + name
    count += 1
  }

  /// The whole file, with its list of contents.
  func finished() -> [UInt8] {
    bytes + directory + [0x50, 0x4b, 5, 6, 0, 0, 0, 0] + ZipFile.little(count, 2) + ZipFile.little(count, 2)
      + ZipFile.little(directory.count, 4)
      + ZipFile.little(bytes.count, 4) + [0, 0]
  }

  private static func little(_ value: Int, _ width: Int) -> [UInt8] {
    (0..<width).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
  }

  /// CRC-32 of ISO 3309, as ZIP wants it.
  static func crc32(_ bytes: [UInt8]) -> UInt32 {
    var crc: UInt32 = 0xffff_ffff
    for byte in bytes { crc = table[Int((crc ^ UInt32(byte)) & 0xff)] ^ (crc >> 8) }
    return ~crc
  }

  private static let table: [UInt32] = (0..<256).map { index in
    var value = UInt32(index)
    for _ in 0..<8 { value = value & 1 == 1 ? 0xedb8_8320 ^ (value >> 1) : value >> 1 }
    return value
  }
}

/// A table as comma-separated values (RFC 4180), for spreadsheets.
func csvFile(_ header: [String], _ rows: [[String]]) -> [UInt8] {
  let lines = ([header] + rows).map { row in
    row.map { field in
      // A field that a spreadsheet would run as a formula is made plain text (OWASP, CSV Injection).
      let isFormula = field.first.map { "=+-@\t\r".contains($0) } ?? false
      let safe = isFormula ? "'" + field : field
      return safe.contains(where: { ",\"\n\r".contains($0) }) ? "\"" + safe.replacing("\"", with: "\"\"") + "\"" : safe
    }.joined(separator: ",")
  }
  return Array((lines.joined(separator: "\r\n") + "\r\n").utf8)
}
