/// Decimal fractions with 18 places and 9 more to guard them: numbers that differ by less than half a unit of the 18th
/// place are equal. The arithmetic of Meek's rule in J. Lundell's Droop, to the digit.
enum GuardedDecimal {
  /// One, in units of 10⁻²⁷.
  static let one: UInt128 = 1_000_000_000_000_000_000_000_000_000
  /// Half a unit of the 18th place.
  static let tolerance: Int128 = 500_000_000
  private static let fiveTo27: UInt64 = 7_450_580_596_923_828_125

  /// a × b, what is beyond the 27th place ignored. `a` and `b` are at most one.
  static func product(_ a: UInt128, _ b: UInt128) -> UInt128 {
    let (high, low) = a.multipliedFullWidth(by: b)
    return dividedByOne(high, low)
  }

  /// a × b ÷ c, each step with what is beyond the 27th place ignored; one where it would be more, or where c is zero.
  static func scaled(_ a: UInt128, by b: UInt128, over c: UInt128) -> UInt128 {
    let (high, low) = a.multipliedFullWidth(by: b)
    let product = dividedByOne(high, low)
    guard product < c else { return one }
    return c.dividingFullWidth(product.multipliedFullWidth(by: one)).quotient
  }

  /// The number with those halves, divided by 10²⁷ = 2²⁷ × 5²⁷; below 2¹²⁸ as long as one factor is at most one.
  private static func dividedByOne(_ high: UInt128, _ low: UInt128) -> UInt128 {
    let bottom = (high << 101) | (low >> 27)
    let top = high >> 27
    let (upper, first) = fiveTo27.dividingFullWidth((UInt64(truncatingIfNeeded: top) % fiveTo27, UInt64(bottom >> 64)))
    let (lower, _) = fiveTo27.dividingFullWidth((first, UInt64(truncatingIfNeeded: bottom)))
    return UInt128(upper) << 64 | UInt128(lower)
  }

  /// The 18 places that count, rounded as Droop prints them.
  static func text(_ value: UInt128) -> String {
    let rounded = (value + 500_000_000) / 1_000_000_000
    let unit: UInt128 = 1_000_000_000_000_000_000
    let fraction = String(rounded % unit)
    return "\(rounded / unit).\(String(repeating: "0", count: 18 - fraction.count))\(fraction)"
  }
}
