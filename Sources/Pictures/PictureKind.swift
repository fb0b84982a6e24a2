/// The kinds of file that are accepted as pictures, told by their first bytes and not by what the browser says they
/// are.
enum PictureKind: String, CaseIterable {
  case jpeg, png, webp, gif, heif

  /// Nil when the bytes begin like none of them.
  init?(_ bytes: [UInt8]) {
    if bytes.starts(with: [0xff, 0xd8, 0xff]) {
      self = .jpeg
    } else if bytes.starts(with: [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]) {
      self = .png
    } else if bytes.starts(with: "RIFF".utf8), bytes.dropFirst(8).starts(with: "WEBP".utf8) {
      self = .webp
    } else if bytes.starts(with: "GIF87a".utf8) || bytes.starts(with: "GIF89a".utf8) {
      self = .gif
    } else if PictureKind.isHEIC(bytes) {
      self = .heif
    } else {
      return nil
    }
  }

  /// The name of libvips's loader for it.
  var loader: String { "\(rawValue)load_buffer" }

  /// A file type box (ISO/IEC 14496-12 section 4.3) with a brand of HEVC images (ISO/IEC 23008-12 section 10), as
  /// phones make them.
  private static func isHEIC(_ bytes: [UInt8]) -> Bool {
    guard bytes.count >= 16, bytes[4..<8].elementsEqual("ftyp".utf8) else { return false }
    let length = min(bytes.count, bytes[..<4].reduce(0) { $0 << 8 | Int($1) }, 256)
    // The main brand, its version, then the others.
    return stride(from: 8, to: length - 3, by: 4).contains { start in
      start != 12 && ["heic", "heix", "heim", "heis"].contains { bytes[start..<start + 4].elementsEqual($0.utf8) }
    }
  }
}
