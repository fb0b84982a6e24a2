extension BigInteger {
  /// Quotient, rounded towards zero, and remainder, of the dividend's sign. Nil when `divisor` is zero.
  public func divided(by divisor: BigInteger) -> (quotient: BigInteger, remainder: BigInteger)? {
    guard !divisor.isZero else { return nil }
    if Magnitude.compare(words, divisor.words) < 0 { return (.zero, self) }
    let quotientIsNegative = isNegative != divisor.isNegative
    if divisor.words.count == 1 {
      var quotient = words
      let remainder = Magnitude.divide(&quotient, by: divisor.words[0])
      return (
        BigInteger(words: quotient, isNegative: quotientIsNegative),
        BigInteger(words: [remainder], isNegative: isNegative)
      )
    }
    let (quotient, remainder) = Magnitude.divide(words, by: divisor.words)
    return (
      BigInteger(words: quotient, isNegative: quotientIsNegative),
      BigInteger(words: remainder, isNegative: isNegative)
    )
  }

  /// The remainder of the magnitude by a positive word.
  func remainder(by divisor: UInt) -> UInt {
    var remainder: UInt = 0
    for word in words.reversed() { remainder = divisor.dividingFullWidth((remainder, word)).remainder }
    return remainder
  }

  /// Divides by a positive word that leaves no remainder.
  mutating func divideExactly(by divisor: UInt) {
    if divisor > 1 { _ = Magnitude.divide(&words, by: divisor) }
  }

  /// The greatest common divisor of the magnitudes (Euclid).
  public static func greatestCommonDivisor(_ left: BigInteger, _ right: BigInteger) -> BigInteger {
    var (a, b) = (left.magnitude, right.magnitude)
    while b.words.count > 1, let (_, remainder) = a.divided(by: b) { (a, b) = (b, remainder) }
    guard let small = b.words.first else { return a }
    return BigInteger(words: [Self.greatestCommonDivisor(small, a.remainder(by: small))])
  }

  static func greatestCommonDivisor(_ left: UInt, _ right: UInt) -> UInt {
    var (a, b) = (left, right)
    while b != 0 { (a, b) = (b, a % b) }
    return a
  }
}

extension BigInteger: CustomStringConvertible {
  /// Decimal digits, with a minus sign where negative.
  public var description: String {
    var rest = words
    var groups: [UInt] = []
    while !rest.isEmpty { groups.append(Magnitude.divide(&rest, by: 1_000_000_000_000_000_000)) }
    guard let first = groups.last else { return "0" }
    var text = (isNegative ? "-" : "") + String(first)
    for group in groups.dropLast().reversed() {
      let digits = String(group)
      text += String(repeating: "0", count: 18 - digits.utf8.count) + digits
    }
    return text
  }

  /// Reads decimal digits, with an optional sign. Nil for anything else.
  public init?(_ text: String) {
    var digits = text.utf8[...]
    let isNegative = digits.first == UInt8(ascii: "-")
    if isNegative || digits.first == UInt8(ascii: "+") { digits = digits.dropFirst() }
    guard !digits.isEmpty else { return nil }
    var value = BigInteger.zero
    for digit in digits {
      guard digit >= UInt8(ascii: "0"), digit <= UInt8(ascii: "9") else { return nil }
      value *= 10
      value += BigInteger(Int(digit - UInt8(ascii: "0")))
    }
    self = isNegative ? -value : value
  }
}
