/// A code on paper that works once in place of the authenticator app: eight characters, written `7kd2-m9xw`.
///
/// Forty random bits are few enough to be tried out by someone who has the database, so the store keeps a digest under
/// the site's key, which is not in the database.
public struct RecoveryCode: Sendable, Hashable, CustomStringConvertible, CustomReflectable {
  private let characters: [UInt8]

  /// Ten new codes, all different.
  public static func mintTen() -> [RecoveryCode] {
    var codes: Set<RecoveryCode> = []
    // 32 characters: five bits of each random byte, so that all are equally likely.
    while codes.count < 10 { codes.insert(RecoveryCode(characters: Digest.random(8).map { alphabet[Int($0 & 31)] })) }
    return Array(codes)
  }

  /// A code that a person typed: capitals, spaces and the hyphen do not matter, nor O for 0 and I or L for 1. Nil when
  /// it cannot be one.
  public init?(_ typed: String) {
    var characters: [UInt8] = []
    for byte in typed.lowercased().utf8.prefix(40) {
      switch byte {
      case UInt8(ascii: " "), UInt8(ascii: "-"): continue
      case UInt8(ascii: "o"): characters.append(UInt8(ascii: "0"))
      case UInt8(ascii: "i"), UInt8(ascii: "l"): characters.append(UInt8(ascii: "1"))
      case _ where RecoveryCode.alphabet.contains(byte): characters.append(byte)
      default: return nil
      }
    }
    guard characters.count == 8 else { return nil }
    self.characters = characters
  }

  /// For the person to write down, once.
  public var text: String {
    "\(String(decoding: characters.prefix(4), as: UTF8.self))-\(String(decoding: characters.suffix(4), as: UTF8.self))"
  }

  /// What the store keeps, and what a typed code is looked up by: an HMAC under the site's key.
  public func digest(under key: SecretKey) -> [UInt8] { key.derived(for: "recovery code").code(for: characters) }

  public var description: String { "RecoveryCode(hidden)" }
  public var customMirror: Mirror { Mirror(self, children: []) }

  private init(characters: [UInt8]) { self.characters = characters }

  // Figures and letters without i, l, o and u (D. Crockford's base 32): nothing to mistake, nothing rude.
  private static let alphabet = Array("0123456789abcdefghjkmnpqrstvwxyz".utf8)
}
