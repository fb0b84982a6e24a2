internal import CCrypto

/// Fingerprints of bytes, and the ways secrets are written and compared.
public enum Digest {
  /// SHA-256 (FIPS 180-4): 32 bytes.
  public static func sha256(_ bytes: [UInt8]) -> [UInt8] {
    var digest = [UInt8](repeating: 0, count: 32)
    let worked = EVP_Digest(bytes, bytes.count, &digest, nil, EVP_sha256(), nil)
    // A digest that was not computed would be 32 zeros, equal to every other such digest: better to stop.
    precondition(worked == 1, "libcrypto could not compute SHA-256")
    return digest
  }

  /// SHA-256 of the text's UTF-8 bytes.
  public static func sha256(_ text: String) -> [UInt8] { sha256([UInt8](text.utf8)) }

  /// SHA-1 (FIPS 180-4) of `bytes`, 20 bytes: for protocols that still name it (RFC 6455), never for what must be safe.
  public static func sha1(_ bytes: [UInt8]) -> [UInt8] {
    var digest = [UInt8](repeating: 0, count: 20)
    let worked = EVP_Digest(bytes, bytes.count, &digest, nil, EVP_sha1(), nil)
    precondition(worked == 1, "libcrypto could not compute SHA-1")
    return digest
  }

  /// HMAC with SHA-256 (RFC 2104, FIPS 198-1): 32 bytes.
  public static func hmacSHA256(key: [UInt8], message: [UInt8]) -> [UInt8] { hmac(EVP_sha256(), 32, key, message) }

  /// HMAC with SHA-1, 20 bytes: only for one-time codes, whose standard asks for it.
  static func hmacSHA1(key: [UInt8], message: [UInt8]) -> [UInt8] { hmac(EVP_sha1(), 20, key, message) }

  /// Bytes that nobody can guess, from the operating system's generator through libcrypto.
  public static func random(_ count: Int) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: count)
    precondition(RAND_bytes(&bytes, Int32(count)) == 1, "libcrypto has no random bytes")
    return bytes
  }

  /// Whether two lists of bytes are the same, in a time that does not tell where they differ. Their lengths are not
  /// secret.
  public static func equal(_ left: [UInt8], _ right: [UInt8]) -> Bool {
    left.count == right.count && CRYPTO_memcmp(left, right, left.count) == 0
  }

  /// Lower-case hexadecimal.
  public static func hex(_ bytes: [UInt8]) -> String {
    let digits = Array("0123456789abcdef".utf8)
    return String(unsafeUninitializedCapacity: bytes.count * 2) { buffer in
      for (index, byte) in bytes.enumerated() {
        buffer[index * 2] = digits[Int(byte >> 4)]
        buffer[index * 2 + 1] = digits[Int(byte & 15)]
      }
      return bytes.count * 2
    }
  }

  /// Base 64 with padding (RFC 4648 section 4).
  public static func base64(_ bytes: [UInt8]) -> String {
    let plain = base64url(bytes).map { $0 == "-" ? "+" : $0 == "_" ? "/" : $0 }
    return String(plain) + String(repeating: "=", count: (4 - plain.count % 4) % 4)
  }

  /// Base 64 with `-` and `_`, without padding (RFC 4648 section 5): safe in URLs, cookies and file names.
  public static func base64url(_ bytes: [UInt8]) -> String {
    var text: [UInt8] = []
    text.reserveCapacity((bytes.count * 4 + 2) / 3)
    var buffer: UInt32 = 0
    var bits: UInt32 = 0
    for byte in bytes {
      buffer = buffer << 8 | UInt32(byte)
      bits += 8
      while bits >= 6 {
        bits -= 6
        text.append(base64urlDigits[Int(buffer >> bits & 63)])
      }
    }
    if bits > 0 { text.append(base64urlDigits[Int(buffer << (6 - bits) & 63)]) }
    return String(decoding: text, as: UTF8.self)
  }

  /// The bytes of unpadded URL-safe base 64, or nil when `text` is anything but the one right way to write them.
  public static func bytes(base64url text: String) -> [UInt8]? {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(text.utf8.count * 3 / 4)
    var buffer: UInt32 = 0
    var bits: UInt32 = 0
    for character in text.utf8 {
      guard let value = base64urlValue(character) else { return nil }
      buffer = buffer << 6 | value
      bits += 6
      if bits >= 8 {
        bits -= 8
        bytes.append(UInt8(truncatingIfNeeded: buffer >> bits))
      }
    }
    // Left-over bits that are not zero, or six of them, would let one value be written in several ways.
    guard bits < 6, buffer & (1 << bits - 1) == 0 else { return nil }
    return bytes
  }

  private static let base64urlDigits = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8)

  private static func base64urlValue(_ character: UInt8) -> UInt32? {
    switch character {
    case UInt8(ascii: "A")...UInt8(ascii: "Z"): UInt32(character - UInt8(ascii: "A"))
    case UInt8(ascii: "a")...UInt8(ascii: "z"): UInt32(character - UInt8(ascii: "a")) + 26
    case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt32(character - UInt8(ascii: "0")) + 52
    case UInt8(ascii: "-"): 62
    case UInt8(ascii: "_"): 63
    default: nil
    }
  }

  private static func hmac(
    _ algorithm: OpaquePointer?, _ length: Int, _ key: [UInt8], _ message: [UInt8]
  ) -> [UInt8] {
    var code = [UInt8](repeating: 0, count: length)
    let made = HMAC(algorithm, key, Int32(key.count), message, message.count, &code, nil)
    precondition(made != nil, "libcrypto could not compute an HMAC")
    return code
  }
}
