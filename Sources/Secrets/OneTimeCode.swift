public import Commons

/// The six figures that an authenticator app shows (TOTP, RFC 6238: HMAC-SHA-1, steps of 30 seconds), the second factor
/// of signing in.
public struct OneTimeCode: Sendable, CustomStringConvertible, CustomReflectable {
  /// What the app and the site share. The store keeps it sealed (`SecretKey.seal`).
  public let secret: [UInt8]

  /// A new secret of 20 bytes, the length of the code's digest (RFC 4226 section 4).
  public static func random() -> OneTimeCode { OneTimeCode(stored: Digest.random(20)) }

  /// A secret that the store already holds.
  public init(stored secret: [UInt8]) { self.secret = secret }

  /// The secret in base 32 (RFC 4648 section 6), in fours, for people who type it into their app.
  public var typed: String {
    let text = Array(base32)
    return stride(from: 0, to: text.count, by: 4).map { String(text[$0..<min($0 + 4, text.count)]) }.joined(
      separator: " ")
  }

  /// The address that the app reads from the QR code: `otpauth://totp/Site:account?secret=…&issuer=Site` (the Key Uri
  /// Format of Google Authenticator, which the other apps follow).
  public func address(issuer: String, account: String) -> String {
    // A colon stands between the two names, so neither may hold one.
    let issuer = OneTimeCode.escaped(issuer.filter { $0 != ":" })
    let account = OneTimeCode.escaped(account.filter { $0 != ":" })
    return "otpauth://totp/\(issuer):\(account)?secret=\(base32)&issuer=\(issuer)&algorithm=SHA1&digits=6&period=30"
  }

  /// The step that `typed` is the code of, when it is right: the one at `now`, the one before or the one after, for
  /// clocks that differ.
  ///
  /// Keep the step and pass it as `last` the next time, so that a code that was overheard does not work again (RFC 6238
  /// section 5.2). Spaces in `typed` are let through.
  public func step(of typed: String, at now: Moment, after last: Int64? = nil) -> Int64? {
    let figures = typed.utf8.prefix(20).filter { $0 != UInt8(ascii: " ") }
    guard figures.count == 6, figures.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }) else {
      return nil
    }
    let current = OneTimeCode.step(at: now)
    var found: Int64?
    // All three are compared each time, so that the time it takes does not tell which.
    for step in [current + 1, current - 1, current] where Digest.equal(Array(code(step: step, digits: 6).utf8), figures)
    { found = step }
    if let found, let last, found <= last { return nil }
    return found
  }

  /// The code that an app shows at `now`.
  public func code(at now: Moment) -> String { code(step: OneTimeCode.step(at: now), digits: 6) }

  func code(step: Int64, digits: Int) -> String {
    let counter = (0..<8).map { UInt8(truncatingIfNeeded: step >> (56 - $0 * 8)) }
    let digest = Digest.hmacSHA1(key: secret, message: counter)
    // Dynamic truncation, RFC 4226 section 5.3.
    let offset = Int(digest[19] & 15)
    let number = digest[offset..<offset + 4].reduce(0) { $0 << 8 | Int($1) } & 0x7fff_ffff
    return pad(number % (0..<digits).reduce(1) { power, _ in power * 10 }, digits)
  }

  public var description: String { "OneTimeCode(hidden)" }
  public var customMirror: Mirror { Mirror(self, children: []) }

  static func step(at now: Moment) -> Int64 { now.milliseconds / 30_000 }

  private var base32: String {
    let digits = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".utf8)
    var text: [UInt8] = []
    var buffer: UInt32 = 0
    var bits: UInt32 = 0
    for byte in secret {
      buffer = buffer << 8 | UInt32(byte)
      bits += 8
      while bits >= 5 {
        bits -= 5
        text.append(digits[Int(buffer >> bits & 31)])
      }
    }
    if bits > 0 { text.append(digits[Int(buffer << (5 - bits) & 31)]) }
    return String(decoding: text, as: UTF8.self)
  }

  private static func escaped(_ text: String) -> String {
    let hex = Array("0123456789ABCDEF".utf8)
    var escaped: [UInt8] = []
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"),
        UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "~"):
        escaped.append(byte)
      default: escaped += [UInt8(ascii: "%"), hex[Int(byte >> 4)], hex[Int(byte & 15)]]
      }
    }
    return String(decoding: escaped, as: UTF8.self)
  }
}
