/// A secret that a person carries: a session cookie, or the link in a mail. Thirty-two random bytes, written as 43
/// URL-safe characters.
///
/// The store keeps only `digest`, so that a stolen copy of the database opens nobody's account.
public struct Token: Sendable, Hashable, CustomStringConvertible, CustomReflectable {
  private let bytes: [UInt8]

  /// A token that nobody has had before.
  public static func random() -> Token { Token(bytes: Digest.random(32)) }

  /// A token that came back from a cookie or a link; nil when it cannot be one of ours.
  public init?(_ text: String) {
    guard text.utf8.count == 43, let bytes = Digest.bytes(base64url: text) else { return nil }
    self.bytes = bytes
  }

  private init(bytes: [UInt8]) { self.bytes = bytes }

  /// What goes into the cookie or the link.
  public var text: String { Digest.base64url(bytes) }

  /// What goes into the database: the SHA-256 of the bytes, which needs no salt because they are random.
  public var digest: [UInt8] { Digest.sha256(bytes) }

  // A secret that is printed by mistake, in a log or a failed test, stays a secret.
  public var description: String { "Token(hidden)" }
  public var customMirror: Mirror { Mirror(self, children: []) }

  public static func == (left: Self, right: Self) -> Bool { Digest.equal(left.bytes, right.bytes) }
}
