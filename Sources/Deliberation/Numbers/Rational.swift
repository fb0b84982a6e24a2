/// An exact fraction in lowest terms. Two machine words where they suffice, growing to big integers where they do not;
/// no operation overflows, rounds or traps.
public struct Rational: Sendable, Hashable {
  private enum Parts: Sendable, Hashable {
    /// The denominator is positive, the numerator not `Int.min`, and they have no common divisor.
    case words(Int, Int)
    /// The same, where one of them does not fit a word.
    case big(BigInteger, BigInteger)
  }
  private let parts: Parts

  public static let zero = Rational(0)
  public static let one = Rational(1)

  public init(_ value: Int) {
    parts = value == .min ? .big(BigInteger(value), .one) : .words(value, 1)
  }

  public init(_ value: BigInteger) { self.init(reduced: value, .one) }

  /// Nil when `denominator` is zero.
  public init?(_ numerator: Int, over denominator: Int) {
    guard denominator != 0 else { return nil }
    self.init(words: numerator, denominator)
  }

  /// Nil when `denominator` is zero.
  public init?(_ numerator: BigInteger, over denominator: BigInteger) {
    guard !denominator.isZero else { return nil }
    let divisor = BigInteger.greatestCommonDivisor(numerator, denominator)
    let isFlipped = denominator.isNegative
    guard let upper = numerator.divided(by: divisor), let lower = denominator.divided(by: divisor) else { return nil }
    self.init(
      reduced: isFlipped ? -upper.quotient : upper.quotient, isFlipped ? -lower.quotient : lower.quotient)
  }

  /// The denominator is not zero.
  private init(words numerator: Int, _ denominator: Int) {
    let divisor = BigInteger.greatestCommonDivisor(numerator.magnitude, denominator.magnitude)
    let upper = numerator.magnitude / divisor
    let lower = denominator.magnitude / divisor
    let isNegative = (numerator < 0) != (denominator < 0)
    if let upper = Int(exactly: upper), let lower = Int(exactly: lower) {
      parts = .words(isNegative ? -upper : upper, lower)
    } else {
      parts = .big(BigInteger(words: [upper], isNegative: isNegative), BigInteger(words: [lower]))
    }
  }

  private init(reduced numerator: BigInteger, _ denominator: BigInteger) {
    if let upper = numerator.word, upper != .min, let lower = denominator.word {
      parts = .words(upper, lower)
    } else {
      parts = .big(numerator, denominator)
    }
  }

  public var numerator: BigInteger {
    switch parts {
    case .words(let upper, _): BigInteger(upper)
    case .big(let upper, _): upper
    }
  }
  /// Positive.
  public var denominator: BigInteger {
    switch parts {
    case .words(_, let lower): BigInteger(lower)
    case .big(_, let lower): lower
    }
  }

  public var isZero: Bool { parts == .words(0, 1) }
  public var isNegative: Bool {
    switch parts {
    case .words(let upper, _): upper < 0
    case .big(let upper, _): upper.isNegative
    }
  }

  /// The nearest `Double`, to a few units in its last place, also where numerator or denominator lie beyond its range.
  public var double: Double {
    switch parts {
    case .words(let upper, let lower): Double(upper) / Double(lower)
    case .big(let upper, let lower): BigInteger.quotient(upper, lower)
    }
  }

  // MARK: Arithmetic

  public static func + (left: Rational, right: Rational) -> Rational {
    if case .words(let a, let b) = left.parts, case .words(let c, let d) = right.parts {
      if b == d {
        let (sum, overflow) = a.addingReportingOverflow(c)
        if !overflow { return Rational(words: sum, b) }
      } else {
        let (ad, first) = a.multipliedReportingOverflow(by: d)
        let (cb, second) = c.multipliedReportingOverflow(by: b)
        let (sum, third) = ad.addingReportingOverflow(cb)
        let (bd, fourth) = b.multipliedReportingOverflow(by: d)
        if !first, !second, !third, !fourth { return Rational(words: sum, bd) }
      }
    }
    let upper = left.numerator * right.denominator + right.numerator * left.denominator
    return Rational(upper, over: left.denominator * right.denominator) ?? .zero
  }

  public static prefix func - (value: Rational) -> Rational {
    switch value.parts {
    case .words(let upper, let lower): Rational(parts: .words(-upper, lower))
    case .big(let upper, let lower): Rational(reduced: -upper, lower)
    }
  }
  private init(parts: Parts) { self.parts = parts }

  public static func - (left: Rational, right: Rational) -> Rational { left + -right }

  public static func * (left: Rational, right: Rational) -> Rational {
    if case .words(let a, let b) = left.parts, case .words(let c, let d) = right.parts {
      let (upper, first) = a.multipliedReportingOverflow(by: c)
      let (lower, second) = b.multipliedReportingOverflow(by: d)
      if !first, !second { return Rational(words: upper, lower) }
    }
    return Rational(left.numerator * right.numerator, over: left.denominator * right.denominator) ?? .zero
  }

  /// Nil when `divisor` is zero.
  public func divided(by divisor: Rational) -> Rational? {
    if divisor.isZero { return nil }
    if case .words(let a, let b) = parts, case .words(let c, let d) = divisor.parts {
      let (upper, first) = a.multipliedReportingOverflow(by: d)
      let (lower, second) = b.multipliedReportingOverflow(by: c)
      if !first, !second { return Rational(words: upper, lower) }
    }
    return Rational(numerator * divisor.denominator, over: denominator * divisor.numerator)
  }

  public static func += (left: inout Rational, right: Rational) { left = left + right }
  public static func -= (left: inout Rational, right: Rational) { left = left - right }
  public static func * (left: Rational, right: Int) -> Rational { left * Rational(right) }
}

extension Rational: Comparable {
  public static func < (left: Rational, right: Rational) -> Bool {
    if case .words(let a, let b) = left.parts, case .words(let c, let d) = right.parts {
      if b == d { return a < c }
      let (high, low) = a.multipliedFullWidth(by: d)
      let (otherHigh, otherLow) = c.multipliedFullWidth(by: b)
      return high == otherHigh ? low < otherLow : high < otherHigh
    }
    return left.numerator * right.denominator < right.numerator * left.denominator
  }
}

extension Rational: ExpressibleByIntegerLiteral {
  public init(integerLiteral value: Int) { self.init(value) }
}
