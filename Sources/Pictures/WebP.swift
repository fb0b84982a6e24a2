/// The container of a WebP file (RFC 9649 section 2).
enum WebP {
  /// The file with its pixels and their transparency only. libvips 8.14 keeps EXIF in a WebP file even when it is told
  /// to strip it, and EXIF says where a picture was taken; so what may stay is named here. Nil when the bytes are not a
  /// WebP file.
  static func pixelsOnly(_ bytes: [UInt8]) -> [UInt8]? {
    guard bytes.count >= 12, bytes.starts(with: "RIFF".utf8), bytes[8..<12].elementsEqual("WEBP".utf8) else {
      return nil
    }
    var kept: [ArraySlice<UInt8>] = []
    var extended: [UInt8]?
    var start = 12
    while start + 8 <= bytes.count {
      let length = bytes[(start + 4)..<(start + 8)].reversed().reduce(0) { $0 << 8 | Int($1) }
      let end = start + 8 + length + length % 2
      guard end <= bytes.count else { return nil }
      switch String(decoding: bytes[start..<start + 4], as: UTF8.self) {
      case "VP8 ", "VP8L", "ALPH": kept.append(bytes[start..<end])
      case "VP8X" where length == 10: extended = Array(bytes[start..<end])
      default: break
      }
      start = end
    }
    guard !kept.isEmpty else { return nil }
    // The extended header is only needed where transparency is a chunk of its own; of its flags that one stays.
    if var extended, kept.count > 1 {
      extended[8] &= 0x10
      kept.insert(extended[...], at: 0)
    }
    let length = kept.reduce(4) { $0 + $1.count }
    let size = (0..<4).map { UInt8(truncatingIfNeeded: length >> ($0 * 8)) }
    return Array("RIFF".utf8) + size + Array("WEBP".utf8) + Array(kept.joined())
  }
}
