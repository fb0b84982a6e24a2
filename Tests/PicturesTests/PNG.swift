/// PNG files of any size, written without compression.
enum PNG {
  /// A file that claims to be so large and holds a few pixels only.
  static func claiming(_ width: Int, _ height: Int) -> [UInt8] {
    file(size(width, height, colourType: 2), [[UInt8](repeating: 0, count: 100)])
  }

  /// Upright stripes of grey.
  static func stripes(_ width: Int, _ height: Int) -> [UInt8] {
    let line: [UInt8] = [0] + (0..<width * 3).map { UInt8(truncatingIfNeeded: $0 / 24 * 40) }
    return file(size(width, height, colourType: 2), Array(repeating: line, count: height))
  }

  /// Black that nobody sees, because it is wholly transparent.
  static func clear(_ width: Int, _ height: Int) -> [UInt8] {
    file(
      size(width, height, colourType: 6), Array(repeating: [UInt8](repeating: 0, count: 1 + width * 4), count: height))
  }

  private static let signature: [UInt8] = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]

  private static func file(_ size: [UInt8], _ lines: [[UInt8]]) -> [UInt8] {
    signature + chunk("IHDR", size) + chunk("IDAT", stored(Array(lines.joined()))) + chunk("IEND", [])
  }

  private static func size(_ width: Int, _ height: Int, colourType: UInt8) -> [UInt8] {
    big(UInt32(width)) + big(UInt32(height)) + [8, colourType, 0, 0, 0]
  }

  /// The zlib format (RFC 1950) with stored blocks (RFC 1951 section 3.2.4).
  private static func stored(_ bytes: [UInt8]) -> [UInt8] {
    var blocks: [UInt8] = [0x78, 0x01]
    var (low, high): (UInt32, UInt32) = (1, 0)
    for byte in bytes {
      low = (low + UInt32(byte)) % 65521
      high = (high + low) % 65521
    }
    for start in stride(from: 0, to: bytes.count, by: 65535) {
      let block = bytes[start..<min(start + 65535, bytes.count)]
      let length = UInt16(block.count)
      let isLast = start + 65535 >= bytes.count
      blocks +=
        [isLast ? 1 : 0, UInt8(length & 255), UInt8(length >> 8), UInt8(~length & 255), UInt8(~length >> 8)] + block
    }
    return blocks + big(high << 16 | low)
  }

  private static func chunk(_ name: String, _ bytes: [UInt8]) -> [UInt8] {
    let named = Array(name.utf8) + bytes
    var sum: UInt32 = 0xffff_ffff
    for byte in named { sum = table[Int((sum ^ UInt32(byte)) & 255)] ^ sum >> 8 }
    return big(UInt32(bytes.count)) + named + big(~sum)
  }

  private static let table: [UInt32] = (0..<256).map { number in
    (0..<8).reduce(UInt32(number)) { value, _ in value & 1 == 1 ? 0xedb8_8320 ^ value >> 1 : value >> 1 }
  }

  private static func big(_ number: UInt32) -> [UInt8] {
    (0..<4).map { UInt8(truncatingIfNeeded: number >> (24 - $0 * 8)) }
  }
}
