public import Commons

/// A link that proves itself: what it is for, what it carries and until when, under an HMAC (RFC 2104), with nothing in
/// the database.
///
/// What it carries can be read by whoever holds it; it only cannot be changed. Use a `Token` for what must be secret or
/// work once.
public enum SignedToken {
  /// What a token is for. A token made for one purpose is worth nothing for another. Each room adds its own as static
  /// members.
  public struct Purpose: Sendable, Hashable {
    let name: String
    public init(_ name: StaticString) { self.name = name.withUTF8Buffer { String(decoding: $0, as: UTF8.self) } }
  }

  /// `payload`, signed.
  ///
  /// - Parameter end: the last moment it holds, to the second; nil for a link that must work for as long as the key
  ///   does, such as one that unsubscribes.
  public static func make(_ payload: String, for purpose: Purpose, until end: Moment?, key: SecretKey) -> String {
    let seconds = end.map { $0.milliseconds / 1000 } ?? 0
    let code = signature([UInt8](payload.utf8), purpose, seconds, key)
    return "\(Digest.base64url([UInt8](payload.utf8))).\(String(seconds, radix: 36)).\(Digest.base64url(code))"
  }

  /// What a token carries.
  ///
  /// - Throws: a `Refusal`: `malformed` when the token is not ours for this purpose, `gone` when its time is over.
  public static func read(_ text: String, for purpose: Purpose, at now: Moment, key: SecretKey) throws(Refusal)
    -> String
  {
    let parts = text.utf8.count <= 4096 ? text.split(separator: ".", omittingEmptySubsequences: false) : []
    guard parts.count == 3, let payload = Digest.bytes(base64url: String(parts[0])),
      let seconds = Int64(parts[1], radix: 36),
      let code = Digest.bytes(base64url: String(parts[2])),
      Digest.equal(code, signature(payload, purpose, seconds, key)),
      let carried = String(validating: payload, as: UTF8.self)
    else { throw Refusal(.malformed, "This link is not complete. Check that you copied all of it.") }
    guard seconds == 0 || now.milliseconds / 1000 <= seconds else {
      throw Refusal(.gone, "This link is too old. Ask for a new one.")
    }
    return carried
  }

  private static func signature(_ payload: [UInt8], _ purpose: Purpose, _ seconds: Int64, _ key: SecretKey) -> [UInt8] {
    // The purpose ends with a zero, which no purpose holds, and the time has a fixed length: two different tokens never
    // sign the same bytes.
    let time = (0..<8).map { UInt8(truncatingIfNeeded: seconds >> (56 - $0 * 8)) }
    return key.code(for: Array(purpose.name.utf8) + [0] + time + payload)
  }
}
