public import Commons

/// An address that is safe to put in a page: on this site, or `http:`, `https:` or `mailto:`.
///
/// Written as a string its literal parts are trusted and its values are percent-encoded as one component each:
/// `"/search?q=\(typed)"`.
public struct Link: Sendable, Hashable, ExpressibleByStringInterpolation, CustomStringConvertible {
  public private(set) var text: String
  public var description: String { text }

  /// An address that a person or another site gave.
  /// - Returns: nil unless it is `http:`, `https:`, `mailto:`, or a path that starts with a single `/`.
  public init?(_ untrusted: String) {
    guard let first = untrusted.utf8.first, first != UInt8(ascii: "?"), first != UInt8(ascii: "#"),
      Link.isSafe(untrusted)
    else { return nil }
    text = untrusted
  }

  public init(stringLiteral value: StaticString) { text = value.withUTF8Buffer { String(decoding: $0, as: UTF8.self) } }
  public init(stringInterpolation: Interpolation) { text = stringInterpolation.text }

  public struct Interpolation: StringInterpolationProtocol {
    var text = ""
    public init(literalCapacity: Int, interpolationCount: Int) {
      text.reserveCapacity(literalCapacity + interpolationCount * 16)
    }
    public mutating func appendLiteral(_ literal: StaticString) {
      literal.withUTF8Buffer { text += String(decoding: $0, as: UTF8.self) }
    }
    public mutating func appendInterpolation(_ value: String) { text += Link.encoded(value) }
    public mutating func appendInterpolation(_ value: Int) { text += String(value) }
    public mutating func appendInterpolation(_ value: Int64) { text += String(value) }
    public mutating func appendInterpolation<Of>(_ value: Key<Of>) { text += value.description }
    public mutating func appendInterpolation(_ value: Handle) { text += value.text }
  }

  /// A file of ours inside the address itself (RFC 2397).
  static func data(_ type: StaticString, _ bytes: [UInt8]) -> Link {
    var address: Link = "data:"
    address.text += "\(type)," + encoded(String(decoding: bytes, as: UTF8.self))
    return address
  }

  /// Whether an address leads nowhere dangerous. `//host` and `/\host` leave the site without saying so; control
  /// characters and spaces at the start are skipped by browsers (WHATWG URL, section 4.4) and could hide a scheme.
  static func isSafe(_ address: String) -> Bool {
    var bytes = address.utf8.makeIterator()
    guard let first = bytes.next() else { return true }
    switch first {
    case UInt8(ascii: "/"):
      guard let second = bytes.next() else { return true }
      return second != UInt8(ascii: "/") && second != UInt8(ascii: "\\") && second >= 32
    case UInt8(ascii: "?"), UInt8(ascii: "#"): return true
    default:
      return starts(address, with: "https://") || starts(address, with: "http://") || starts(address, with: "mailto:")
    }
  }

  /// Compares without case; `scheme` is lower-case.
  private static func starts(_ address: String, with scheme: StaticString) -> Bool {
    var index = 0
    for byte in address.utf8 {
      guard index < scheme.utf8CodeUnitCount else { return true }
      let lower = byte >= 65 && byte <= 90 ? byte + 32 : byte
      guard lower == scheme.utf8Start[index] else { return false }
      index += 1
    }
    return false
  }

  /// `text` as one component of a path or a query: everything but RFC 3986's unreserved characters as `%XX`.
  public static func encoded(_ text: String) -> String {
    var encoded: [UInt8] = []
    encoded.reserveCapacity(text.utf8.count + 8)
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"),
        UInt8(ascii: "_"), UInt8(ascii: "."), UInt8(ascii: "~"):
        encoded.append(byte)
      default:
        encoded.append(UInt8(ascii: "%"))
        encoded.append(hexDigit(byte >> 4))
        encoded.append(hexDigit(byte & 15))
      }
    }
    return String(decoding: encoded, as: UTF8.self)
  }

  private static func hexDigit(_ value: UInt8) -> UInt8 {
    value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "A") + value - 10
  }
}
