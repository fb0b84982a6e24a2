import Commons
import Foundation

/// A tar file in the POSIX ustar format (IEEE 1003.1, pax, “ustar Interchange Format”), written and read a piece at a time. Plain files only.
enum Tar {
  static let block = 512
  static let piece = 1 << 20

  /// A damaged or foreign archive, in words for the operator.
  static let damaged = Refusal(.malformed, "This is not a whole backup: the file is damaged or was cut off.")

  /// One 512-byte header.
  static func header(name: String, size: Int, modified: Int) throws -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: block)
    func put(_ text: String, at offset: Int, room: Int) throws {
      guard text.utf8.count <= room else { throw Refusal(.malformed, "“\(text)” does not fit into a backup.") }
      bytes.replaceSubrange(offset..<(offset + text.utf8.count), with: text.utf8)
    }
    func octal(_ number: Int, digits: Int) -> String {
      let text = String(number, radix: 8)
      return String(repeating: "0", count: max(0, digits - text.count)) + text
    }
    try put(name, at: 0, room: 100)
    try put(octal(0o600, digits: 7), at: 100, room: 7)
    try put(octal(0, digits: 7), at: 108, room: 7)
    try put(octal(0, digits: 7), at: 116, room: 7)
    // Eleven octal digits hold 8 GiB; beyond that GNU's base-256 form, which every tar reads.
    if size < 1 << 33 {
      try put(octal(size, digits: 11), at: 124, room: 11)
    } else {
      bytes[124] = 0x80
      for index in 0..<8 { bytes[135 - index] = UInt8(truncatingIfNeeded: size >> (8 * index)) }
    }
    try put(octal(modified, digits: 11), at: 136, room: 11)
    bytes[156] = UInt8(ascii: "0")
    try put("ustar", at: 257, room: 5)
    try put("00", at: 263, room: 2)
    try put(octal(checksum(bytes), digits: 6), at: 148, room: 6)
    bytes[155] = 32
    return bytes
  }

  /// The sum of a header's bytes, with its own field read as spaces.
  static func checksum(_ header: [UInt8]) -> Int {
    header.enumerated().reduce(0) { sum, item in sum + ((148..<156).contains(item.offset) ? 32 : Int(item.element)) }
  }
}

/// Writes a tar file under another name, and gives it its own when it is whole and safe on the disk.
final class TarWriter {
  private let path: String
  private let draft: String
  private let file: FileHandle
  private let modified: Int
  private var isWhole = false

  /// - Throws: a `Refusal` when there is something at `path` already.
  init(_ path: String, modified: Int) throws {
    let manager = FileManager.default
    guard !manager.fileExists(atPath: path) else {
      throw Refusal(.conflict, "\(path) is there already. Choose another name.")
    }
    self.path = path
    self.modified = modified
    draft = path + ".part"
    // It holds the secret key and every address: for its owner alone.
    guard manager.createFile(atPath: draft, contents: nil, attributes: [.posixPermissions: 0o600]),
      let file = FileHandle(forWritingAtPath: draft)
    else { throw Refusal(.unavailable, "\(draft) cannot be written.") }
    self.file = file
  }

  deinit { if !isWhole { try? FileManager.default.removeItem(atPath: draft) } }

  func add(_ bytes: Data, named name: String) throws {
    try file.write(contentsOf: Data(Tar.header(name: name, size: bytes.count, modified: modified)))
    try file.write(contentsOf: bytes)
    try pad(bytes.count)
  }

  /// - Returns: false when there is no such file.
  @discardableResult func add(fileAt source: String, named name: String) throws -> Bool {
    guard let from = FileHandle(forReadingAtPath: source) else { return false }
    defer { try? from.close() }
    let size = Int(try from.seekToEnd())
    try from.seek(toOffset: 0)
    try file.write(contentsOf: Data(Tar.header(name: name, size: size, modified: modified)))
    var left = size
    while left > 0 {
      guard let bytes = try from.read(upToCount: min(left, Tar.piece)), !bytes.isEmpty else {
        throw Refusal(.conflict, "\(source) became shorter while it was copied. Try again.")
      }
      try file.write(contentsOf: bytes)
      left -= bytes.count
    }
    try pad(size)
    return true
  }

  private func pad(_ size: Int) throws {
    let rest = size % Tar.block
    if rest > 0 { try file.write(contentsOf: Data(count: Tar.block - rest)) }
  }

  func finish() throws {
    try file.write(contentsOf: Data(count: 2 * Tar.block))
    try file.synchronize()
    try file.close()
    guard rename(draft, path) == 0 else { throw Refusal(.unavailable, "\(path) cannot be written.") }
    isWhole = true
  }
}

/// Reads a tar file's plain files in order.
struct TarReader {
  private let file: FileHandle

  init(_ path: String) throws {
    guard let file = FileHandle(forReadingAtPath: path) else { throw Refusal(.notFound, "\(path) cannot be read.") }
    self.file = file
  }

  /// Hands every file's name and bytes to `take`, in pieces; the last piece of each file is empty.
  /// - Throws: `Tar.damaged` unless it is whole to the end.
  func each(_ take: (_ name: String, _ piece: Data) throws -> Void) throws {
    while true {
      let header = [UInt8](try read(Tar.block))
      if header.allSatisfy({ $0 == 0 }) { return }
      guard String(decoding: header[257..<262], as: UTF8.self) == "ustar",
        number(header[148..<156]) == Tar.checksum(header)
      else { throw Tar.damaged }
      let name = String(decoding: header[0..<100].prefix { $0 != 0 }, as: UTF8.self)
      guard header[156] == UInt8(ascii: "0"), let size = number(header[124..<136]), size >= 0 else { throw Tar.damaged }
      var left = size
      while left > 0 {
        let piece = try read(min(left, Tar.piece))
        try take(name, piece)
        left -= piece.count
      }
      try take(name, Data())
      if size % Tar.block > 0 { _ = try read(Tar.block - size % Tar.block) }
    }
  }

  private func read(_ count: Int) throws -> Data {
    guard let bytes = try file.read(upToCount: count), bytes.count == count else { throw Tar.damaged }
    return bytes
  }

  private func number(_ field: ArraySlice<UInt8>) -> Int? {
    if field.first == 0x80 { return field.suffix(8).reduce(0) { $0 << 8 | Int($1) } }
    let digits = field.filter { $0 != 0 && $0 != 32 }
    return Int(String(decoding: digits, as: UTF8.self), radix: 8)
  }
}
