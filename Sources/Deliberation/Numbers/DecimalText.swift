extension Rational {
  /// How many characters a number in a file may have. Beyond that it is no amount of money, and reading it would take
  /// time that grows with the square of its length.
  public static let longestDecimal = 400

  /// Reads a plain decimal: digits with an optional sign and an optional point or comma before the fraction
  /// (“1200”, “-3.50”, “400000,0”). Nil for anything else: exponents, “NaN”, two separators, nothing at all.
  public init?(decimal text: String) {
    let found = text.utf8.withContiguousStorageIfAvailable { Rational.read($0) }
    guard let value = found ?? Array(text.utf8).withUnsafeBufferPointer({ Rational.read($0) }) else { return nil }
    self = value
  }

  static func read(_ bytes: UnsafeBufferPointer<UInt8>) -> Rational? {
    guard bytes.count <= longestDecimal else { return nil }
    var digits: [UInt8] = []
    var decimals: Int?
    for (index, byte) in bytes.enumerated() {
      switch byte {
      case UInt8(ascii: "0")...UInt8(ascii: "9"):
        digits.append(byte)
        decimals = decimals.map { $0 + 1 }
      case UInt8(ascii: "."), UInt8(ascii: ","):
        guard decimals == nil else { return nil }
        decimals = 0
      case UInt8(ascii: "-"), UInt8(ascii: "+"):
        guard index == 0 else { return nil }
      default: return nil
      }
    }
    guard !digits.isEmpty, let value = BigInteger(String(decoding: digits, as: UTF8.self)) else { return nil }
    return Rational(bytes.first == UInt8(ascii: "-") ? -value : value, over: BigInteger.powerOfTen(decimals ?? 0))
  }

  /// Decimal digits, rounded half to even at that many places, without trailing zeros: “1200”, “3.5”, “0.333333”.
  public func decimal(places: Int) -> String {
    let scale = BigInteger.powerOfTen(places)
    guard let (quotient, remainder) = (numerator.magnitude * scale).divided(by: denominator) else { return "0" }
    let twice = remainder * 2
    var rounded = quotient
    if twice > denominator || (twice == denominator && quotient.remainder(by: 2) == 1) { rounded += .one }
    guard let (whole, fraction) = rounded.divided(by: scale) else { return "0" }
    let sign = isNegative && !rounded.isZero ? "-" : ""
    guard !fraction.isZero else { return sign + whole.description }
    var digits = fraction.description
    digits = String(repeating: "0", count: max(0, places - digits.utf8.count)) + digits
    while digits.hasSuffix("0") { digits.removeLast() }
    return sign + whole.description + "." + digits
  }
}

extension Rational: CustomStringConvertible {
  /// “7”, or “7/3”.
  public var description: String {
    denominator == .one ? numerator.description : "\(numerator)/\(denominator)"
  }
}
