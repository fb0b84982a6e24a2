/// Takes out of a text what would disfigure the page round it: heaps of accents on one letter, and characters that turn
/// the direction of what follows.
enum Calm {
  /// More accents than this on one letter are no spelling of any language that uses them.
  static let mostMarks = 3

  /// The calmed text, or nil when nothing had to go.
  static func calmed(_ bytes: UnsafeBufferPointer<UInt8>) -> [UInt8]? {
    guard bytes.contains(where: { $0 == 0xCC || $0 == 0xCD || $0 == 0xE1 || $0 == 0xE2 || $0 == 0xEF }) else {
      return nil
    }
    var calmed: [UInt8] = []
    calmed.reserveCapacity(bytes.count)
    var marks = 0
    var index = 0
    while index < bytes.count {
      let length = bytes[index] < 0x80 ? 1 : bytes[index] >= 0xF0 ? 4 : bytes[index] >= 0xE0 ? 3 : 2
      let end = min(index + length, bytes.count)
      let isMark = isCombining(bytes, index, end)
      marks = isMark ? marks + 1 : 0
      if marks <= mostMarks, !isDirectionControl(bytes, index, end) {
        calmed.append(contentsOf: UnsafeBufferPointer(rebasing: bytes[index..<end]))
      }
      index = end
    }
    return calmed.count == bytes.count ? nil : calmed
  }

  /// U+0300 to U+036F, U+1AB0 to U+1AFF, U+1DC0 to U+1DFF, U+20D0 to U+20FF, U+FE20 to U+FE2F.
  private static func isCombining(_ bytes: UnsafeBufferPointer<UInt8>, _ start: Int, _ end: Int) -> Bool {
    switch end - start {
    case 2: bytes[start] == 0xCC || (bytes[start] == 0xCD && bytes[start + 1] <= 0xAF)
    case 3:
      switch (bytes[start], bytes[start + 1]) {
      case (0xE1, 0xAA): bytes[start + 2] >= 0xB0
      case (0xE1, 0xAB), (0xE1, 0xB7), (0xE2, 0x83): bytes[start + 1] != 0x83 || bytes[start + 2] >= 0x90
      case (0xEF, 0xB8): bytes[start + 2] >= 0xA0 && bytes[start + 2] <= 0xAF
      default: false
      }
    default: false
    }
  }

  /// U+202A to U+202E: embeddings and overrides. Isolates (U+2066 to U+2069) and marks stay: they cannot reach past
  /// their own line.
  private static func isDirectionControl(_ bytes: UnsafeBufferPointer<UInt8>, _ start: Int, _ end: Int) -> Bool {
    end - start == 3 && bytes[start] == 0xE2 && bytes[start + 1] == 0x80 && bytes[start + 2] >= 0xAA
      && bytes[start + 2] <= 0xAE
  }
}
