internal import CCrypto
internal import Glibc

/// The site's own secret: 32 random bytes in a file beside the data, from which what it signs and seals is derived.
///
/// Whoever has it can forge links, but cannot sign in: sessions and passwords do not depend on it.
public struct SecretKey: Sendable, CustomStringConvertible, CustomReflectable {
  private let bytes: [UInt8]

  /// A key of at least 32 bytes; nil when there are fewer.
  public init?(_ bytes: [UInt8]) {
    guard bytes.count >= 32 else { return nil }
    self.bytes = bytes
  }

  /// The key in the file at `path`, made on the first start. Safe when several processes start at once: they all get
  /// the same one.
  ///
  /// - Throws: `SecretFault` when the file cannot be read or made, does not hold 32 bytes, or cannot be closed to other
  ///   users (mode 0600).
  public static func loadOrCreate(_ path: String) throws(SecretFault) -> SecretKey {
    if let key = try load(path) { return key }
    try create(path)
    guard let key = try load(path) else { throw SecretFault("The secret key \(path) vanished while it was made") }
    return key
  }

  /// Another key for one use, derived from this one, so that what is signed for one use means nothing for another.
  public func derived(for use: StaticString) -> SecretKey {
    SecretKey(derived: code(for: use.withUTF8Buffer { Array($0) }))
  }

  /// HMAC-SHA-256 of `message` under this key.
  public func code(for message: [UInt8]) -> [UInt8] { Digest.hmacSHA256(key: bytes, message: message) }

  public var description: String { "SecretKey(hidden)" }
  public var customMirror: Mirror { Mirror(self, children: []) }

  private init(derived bytes: [UInt8]) { self.bytes = bytes }

  private static func load(_ path: String) throws(SecretFault) -> SecretKey? {
    let file = open(path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else {
      if errno == ENOENT { return nil }
      throw SecretFault("The secret key \(path) cannot be read: \(reason())")
    }
    defer { close(file) }
    var status = stat()
    guard fstat(file, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      throw SecretFault("The secret key \(path) is not a file")
    }
    if status.st_mode & 0o077 != 0, fchmod(file, 0o600) != 0 {
      throw SecretFault("The secret key \(path) can be read by other users, and that cannot be changed: \(reason())")
    }
    var bytes = [UInt8](repeating: 0, count: 33)
    guard read(file, &bytes, 33) == 32 else { throw SecretFault("The secret key \(path) does not hold 32 bytes") }
    return SecretKey(derived: Array(bytes.prefix(32)))
  }

  private static func create(_ path: String) throws(SecretFault) {
    let draft = "\(path).\(Digest.hex(Digest.random(8)))"
    let file = open(draft, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard file >= 0 else { throw SecretFault("The secret key \(path) cannot be made: \(reason())") }
    defer { unlink(draft) }
    let isWritten = write(file, Digest.random(32), 32) == 32 && fsync(file) == 0
    close(file)
    guard isWritten else { throw SecretFault("The secret key \(path) cannot be written: \(reason())") }
    // A link, unlike a rename, never replaces the key of another process that was faster.
    guard link(draft, path) == 0 || errno == EEXIST else {
      throw SecretFault("The secret key \(path) cannot be made: \(reason())")
    }
  }

  private static func reason() -> String { String(cString: strerror(errno)) }
}
