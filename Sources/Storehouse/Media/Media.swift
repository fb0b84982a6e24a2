import CCrypto
import Glibc

/// The name of a file that people uploaded: what it holds, hashed, and what kind of file it is. The same bytes have the
/// same name.
public struct MediaName: Sendable, Hashable, CustomStringConvertible {
  /// Sixty-four hexadecimal digits, a full stop and an extension.
  public let text: String
  public var description: String { text }

  /// The name of `bytes` (SHA-256).
  /// - Parameter fileExtension: `webp`, `pdf`: one to eight of a to z and 0 to 9; anything else becomes `bin`.
  public init(of bytes: [UInt8], extension fileExtension: String) {
    let isPlain = (1...8).contains(fileExtension.utf8.count) && fileExtension.utf8.allSatisfy(MediaName.isPlain)
    text = MediaName.hexadecimal(MediaName.sha256(bytes)) + "." + (isPlain ? fileExtension : "bin")
  }

  /// A name that came back from the store or in a URL; nil when it is none, so that no path can be smuggled in.
  public init?(_ text: String) {
    let bytes = Array(text.utf8)
    guard bytes.count >= 66, bytes.count <= 73, bytes[64] == UInt8(ascii: "."),
      bytes[65...].allSatisfy(MediaName.isPlain),
      bytes[..<64].allSatisfy({ MediaName.isPlain($0) && $0 <= UInt8(ascii: "f") })
    else { return nil }
    self.text = text
  }

  public var fileExtension: String { String(text.dropFirst(65)) }

  private static func isPlain(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"): true
    default: false
    }
  }

  private static func sha256(_ bytes: [UInt8]) -> [UInt8] {
    var digest = [UInt8](repeating: 0, count: 32)
    _ = bytes.withUnsafeBytes { EVP_Digest($0.baseAddress, $0.count, &digest, nil, EVP_sha256(), nil) }
    return digest
  }

  private static func hexadecimal(_ bytes: [UInt8]) -> String {
    let digits = Array("0123456789abcdef".utf8)
    return String(decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
  }
}

/// Where files are kept that people uploaded.
public protocol MediaStore: Sendable {
  /// Keeps `bytes`; when this returns they are safe. Keeping the same file twice is keeping it once.
  func put(_ bytes: [UInt8], named name: MediaName) async throws
  /// The file; nil when it is not there.
  func get(_ name: MediaName) async throws -> [UInt8]?
  /// Takes the file away; nothing when it is not there.
  func delete(_ name: MediaName) async throws
  /// Where the file lies on this machine, to be sent straight from there; nil when it does not.
  func path(_ name: MediaName) -> String?
  /// Every file there is, for sweeping what no row names any more, and for exports.
  func names() async throws -> [MediaName]
}

/// Files in a folder of this machine, spread over folders by the first two digits of their names. Only this program's
/// user can read them: some are for few people's eyes.
public struct DiskMediaStore: MediaStore {
  private let folder: String
  // Disks block: a few threads of our own do it.
  private let workers: Workers<@Sendable () -> Void>
  private let closing: Closing

  private final class Closing: Sendable {
    let workers: Workers<@Sendable () -> Void>
    init(_ workers: Workers<@Sendable () -> Void>) { self.workers = workers }
    deinit { workers.finish() }
  }

  /// - Throws: `StoreFault.unavailable` when the folder cannot be made.
  public init(folder: String) throws {
    self.folder = folder
    try DiskMediaStore.makeFolder(folder)
    workers = Workers(count: 2) { workers in
      while let (work, _) = workers.next() { work() }
    }
    closing = Closing(workers)
  }

  public func path(_ name: MediaName) -> String? { "\(folder)/\(name.text.prefix(2))/\(name.text)" }

  private func place(of name: MediaName) -> String { "\(folder)/\(name.text.prefix(2))/\(name.text)" }

  public func put(_ bytes: [UInt8], named name: MediaName) async throws {
    let place = place(of: name)
    try await perform {
      if access(place, F_OK) == 0 { return }
      try DiskMediaStore.makeFolder(String(place.dropLast(name.text.utf8.count + 1)))
      try DiskMediaStore.write(bytes, to: place)
    }
  }

  public func get(_ name: MediaName) async throws -> [UInt8]? {
    let place = place(of: name)
    return try await perform { try DiskMediaStore.read(place) }
  }

  public func delete(_ name: MediaName) async throws {
    let place = place(of: name)
    try await perform {
      if unlink(place) != 0, errno != ENOENT { throw DiskMediaStore.fault(place) }
    }
  }

  public func names() async throws -> [MediaName] {
    let folder = folder
    return try await perform {
      try DiskMediaStore.list(folder).sorted().flatMap { shelf in
        shelf.utf8.count == 2 ? try DiskMediaStore.list("\(folder)/\(shelf)").sorted().compactMap { MediaName($0) } : []
      }
    }
  }

  // MARK: On the disk

  private func perform<Value: Sendable>(_ body: @escaping @Sendable () throws -> Value) async throws -> Value {
    try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Value, any Error>) in
      if let fault = workers.add({ continuation.resume(with: Result { try body() }) }) {
        continuation.resume(throwing: fault)
      }
    }
  }

  private static func fault(_ path: String) -> StoreFault {
    .unavailable("\(path): \(String(cString: strerror(errno)))")
  }

  private static func makeFolder(_ path: String) throws {
    if mkdir(path, 0o700) == 0 || errno == EEXIST { return }
    guard errno == ENOENT, let slash = path.lastIndex(of: "/"), slash != path.startIndex else { throw fault(path) }
    try makeFolder(String(path[..<slash]))
    guard mkdir(path, 0o700) == 0 || errno == EEXIST else { throw fault(path) }
  }

  // Under another name first, so that a file with its name is always whole.
  private static func write(_ bytes: [UInt8], to path: String) throws {
    let draft = "\(path).\(UInt64.random(in: .min ... .max)).part"
    let file = open(draft, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard file >= 0 else { throw fault(draft) }
    var isWhole = false
    defer { if !isWhole { unlink(draft) } }
    do {
      defer { close(file) }
      var written = 0
      while written < bytes.count {
        let count = bytes.withUnsafeBytes { Glibc.write(file, $0.baseAddress.map { $0 + written }, $0.count - written) }
        if count < 0, errno == EINTR { continue }
        guard count > 0 else { throw fault(draft) }
        written += count
      }
      guard fsync(file) == 0 else { throw fault(draft) }
    }
    guard rename(draft, path) == 0 else { throw fault(path) }
    isWhole = true
    if let slash = path.lastIndex(of: "/") {
      let folder = open(String(path[..<slash]), O_RDONLY | O_CLOEXEC)
      if folder >= 0 {
        fsync(folder)
        close(folder)
      }
    }
  }

  private static func read(_ path: String) throws -> [UInt8]? {
    let file = open(path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else {
      if errno == ENOENT { return nil }
      throw fault(path)
    }
    defer { close(file) }
    var about = stat()
    guard fstat(file, &about) == 0 else { throw fault(path) }
    let size = Int(about.st_size)
    var isWhole = true
    let bytes = [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
      while count < size {
        let more = Glibc.read(file, buffer.baseAddress.map { $0 + count }, size - count)
        if more < 0, errno == EINTR { continue }
        guard more > 0 else {
          isWhole = false
          break
        }
        count += more
      }
    }
    guard isWhole else { throw fault(path) }
    return bytes
  }

  private static func list(_ path: String) throws -> [String] {
    guard let folder = opendir(path) else { throw fault(path) }
    defer { closedir(folder) }
    var names: [String] = []
    while let entry = readdir(folder) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) { raw in
        raw.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if !name.hasPrefix(".") { names.append(name) }
    }
    return names
  }
}
