/// A network of internet addresses: `192.0.2.0/24`, `2001:db8::/32`, or one address alone (RFC 4632; RFC 4291 section 2.3).
///
/// Every address is held as 128 bits. One of IPv4 stands where IPv6 maps it (`::ffff:0:0/96`, RFC 4291 section 2.5.5.2), so that a visitor who
/// comes by either is the same.
public struct Network: Hashable, Sendable, CustomStringConvertible {
  /// The first address; the bits behind the prefix are zero.
  public let first: UInt128
  /// How many leading bits of the 128 all its addresses share.
  public let prefix: Int

  private static let mapped = UInt128(0xFFFF) << 32

  /// - Parameter typed: an address, with or without `/` and the length of the prefix. Nil when it is none.
  public init?(_ typed: some StringProtocol) {
    let parts = typed.split(separator: "/", omittingEmptySubsequences: false)
    guard (1...2).contains(parts.count), let address = Network.address(parts[0]) else { return nil }
    var length = 128
    if parts.count == 2 {
      let most = address.isIPv4 ? 32 : 128
      guard let typedLength = Network.number(parts[1].utf8, most: most, digits: 3) else { return nil }
      length = typedLength + (address.isIPv4 ? 96 : 0)
    }
    prefix = length
    first = address.bits & Network.mask(length)
  }

  /// Whether an address is in it. What is no address is in no network.
  public func contains(_ address: UInt128) -> Bool { address & Network.mask(prefix) == first }

  /// The bits of one address; nil when it is none.
  public static func bits(of address: some StringProtocol) -> UInt128? { Network.address(address)?.bits }

  private static func mask(_ length: Int) -> UInt128 { length == 0 ? 0 : ~UInt128(0) << UInt128(128 - length) }

  /// As it is written: with the length of the prefix always, groups of IPv6 in lower case, the longest run of zeros left out (RFC 5952).
  public var description: String {
    if prefix >= 96, first >> 32 == 0xFFFF {
      let octets = (0..<4).map { String(UInt8(truncatingIfNeeded: first >> UInt128(24 - 8 * $0))) }
      return octets.joined(separator: ".") + "/\(prefix - 96)"
    }
    let groups = (0..<8).map { UInt16(truncatingIfNeeded: first >> UInt128(112 - 16 * $0)) }
    var longest = 0..<0
    var start: Int?
    for index in 0...8 {
      if index < 8, groups[index] == 0 {
        start = start ?? index
      } else if let begin = start {
        if index - begin > longest.count { longest = begin..<index }
        start = nil
      }
    }
    let hex: (Range<Int>) -> String = { range in
      range.map { String(groups[$0], radix: 16) }.joined(separator: ":")
    }
    let text = longest.count < 2 ? hex(0..<8) : hex(0..<longest.lowerBound) + "::" + hex(longest.upperBound..<8)
    return text + "/\(prefix)"
  }

  // MARK: Reading

  private static func address(_ typed: some StringProtocol) -> (bits: UInt128, isIPv4: Bool)? {
    guard typed.utf8.count <= 45 else { return nil }
    if !typed.utf8.contains(UInt8(ascii: ":")) { return ipv4(typed).map { (mapped | UInt128($0), true) } }
    return ipv6(typed).map { ($0, false) }
  }

  /// Four numbers with dots between; no other way of writing one is taken.
  private static func ipv4(_ typed: some StringProtocol) -> UInt32? {
    let parts = typed.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
    guard parts.count == 4 else { return nil }
    var bits: UInt32 = 0
    for part in parts {
      guard let octet = number(part, most: 255, digits: 3) else { return nil }
      bits = bits << 8 | UInt32(octet)
    }
    return bits
  }

  /// Eight groups of hexadecimal digits, of which one run of zeros may be `::`, and the last two an address of IPv4.
  private static func ipv6(_ typed: some StringProtocol) -> UInt128? {
    let text = String(typed)
    let halves: [String]
    if let gap = text.firstRange(of: "::") {
      halves = [String(text[..<gap.lowerBound]), String(text[gap.upperBound...])]
    } else {
      halves = [text]
    }
    let sides = halves.map { half($0) }
    guard let left = sides[0] else { return nil }
    var groups = left
    if sides.count == 2 {
      guard let right = sides[1], left.count + right.count < 8 else { return nil }
      groups += [UInt16](repeating: 0, count: 8 - left.count - right.count) + right
    }
    guard groups.count == 8 else { return nil }
    return groups.reduce(UInt128(0)) { $0 << 16 | UInt128($1) }
  }

  private static func half(_ typed: String) -> [UInt16]? {
    guard !typed.isEmpty else { return [] }
    var found: [UInt16] = []
    let parts = typed.split(separator: ":", omittingEmptySubsequences: false)
    for (index, part) in parts.enumerated() {
      if part.contains("."), index == parts.count - 1, let octets = ipv4(part) {
        found += [UInt16(octets >> 16), UInt16(truncatingIfNeeded: octets)]
        continue
      }
      guard (1...4).contains(part.utf8.count), part.utf8.allSatisfy({ isHex($0) }), let group = UInt16(part, radix: 16)
      else { return nil }
      found.append(group)
    }
    return found.count <= 8 ? found : nil
  }

  private static func isHex(_ byte: UInt8) -> Bool {
    (48...57).contains(byte) || (97...102).contains(byte | 32) && byte >= 65
  }

  private static func number(_ digits: some Collection<UInt8>, most: Int, digits longest: Int) -> Int? {
    guard (1...longest).contains(digits.count) else { return nil }
    var value = 0
    for digit in digits {
      guard (48...57).contains(digit) else { return nil }
      value = value * 10 + Int(digit - 48)
    }
    return value <= most ? value : nil
  }
}
