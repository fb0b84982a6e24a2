/// A whole number without bounds: sign and magnitude, in words of 64 bits, least significant first.
///
/// Made for exact counting. Most values are one or two words; nothing here overflows or traps.
public struct BigInteger: Sendable, Hashable {
  /// No leading zeros; empty for zero.
  var words: [UInt]
  /// False for zero.
  public internal(set) var isNegative: Bool

  public static let zero = BigInteger(0)
  public static let one = BigInteger(1)

  public init(_ value: Int) {
    words = value == 0 ? [] : [value.magnitude]
    isNegative = value < 0
  }

  init(words: [UInt], isNegative: Bool = false) {
    self.words = words
    while self.words.last == 0 { self.words.removeLast() }
    self.isNegative = isNegative && !self.words.isEmpty
  }

  public var isZero: Bool { words.isEmpty }
  public var magnitude: BigInteger { BigInteger(words: words) }
  public static prefix func - (value: BigInteger) -> BigInteger {
    BigInteger(words: value.words, isNegative: !value.isNegative)
  }

  /// The value as a machine word; nil where it does not fit.
  public var word: Int? {
    guard let first = words.first else { return 0 }
    guard words.count == 1 else { return nil }
    if isNegative { return first <= Int.min.magnitude ? Int(truncatingIfNeeded: 0 &- first) : nil }
    return Int(exactly: first)
  }

  var bitWidth: Int {
    guard let last = words.last else { return 0 }
    return words.count * UInt.bitWidth - last.leadingZeroBitCount
  }

  /// Within a few units in the last place; infinite where it is beyond the range of `Double`.
  public var double: Double {
    let (leading, dropped) = leadingWords
    return dropped == 0 ? leading : Self.scale(leading, byWords: dropped)
  }

  /// The quotient within a few units in the last place, also where both lie beyond the range of `Double`.
  static func quotient(_ numerator: BigInteger, _ denominator: BigInteger) -> Double {
    let (above, aboveDropped) = numerator.leadingWords
    let (below, belowDropped) = denominator.leadingWords
    return aboveDropped == belowDropped ? above / below : scale(above / below, byWords: aboveDropped - belowDropped)
  }

  private static func scale(_ value: Double, byWords words: Int) -> Double {
    // Beyond sixty words it is infinite or nothing.
    value * Double(sign: .plus, exponent: 64 * min(15, max(-15, words)), significand: 1)
      * (abs(words) > 15 ? Double(sign: .plus, exponent: 960 * words.signum(), significand: 1) : 1)
  }

  /// The first three words as a number, and how many words follow.
  private var leadingWords: (Double, Int) {
    var value = 0.0
    for word in words.suffix(3).reversed() { value = value * 0x1p64 + Double(word) }
    return (isNegative ? -value : value, max(0, words.count - 3))
  }

  // MARK: Sums

  public static func + (left: BigInteger, right: BigInteger) -> BigInteger {
    var sum = left
    sum += right
    return sum
  }
  public static func - (left: BigInteger, right: BigInteger) -> BigInteger {
    var difference = left
    difference -= right
    return difference
  }
  public static func += (left: inout BigInteger, right: BigInteger) { left.add(right, negated: false) }
  public static func -= (left: inout BigInteger, right: BigInteger) { left.add(right, negated: true) }

  private mutating func add(_ other: BigInteger, negated: Bool) {
    guard !other.isZero else { return }
    if isZero {
      words = other.words
      isNegative = other.isNegative != negated
      return
    }
    if isNegative == (other.isNegative != negated) {
      Magnitude.add(other.words, to: &words)
      return
    }
    switch Magnitude.compare(words, other.words) {
    case 0: self = .zero
    case 1: Magnitude.subtract(other.words, from: &words)
    default:
      var larger = other.words
      Magnitude.subtract(words, from: &larger)
      words = larger
      isNegative.toggle()
    }
  }

  // MARK: Products

  public static func * (left: BigInteger, right: BigInteger) -> BigInteger {
    if right.words.count == 1 { return BigInteger(words: left.words, by: right.words[0], left, right) }
    if left.words.count == 1 { return BigInteger(words: right.words, by: left.words[0], left, right) }
    let product = Magnitude.multiply(left.words, right.words)
    return BigInteger(words: product, isNegative: left.isNegative != right.isNegative)
  }
  public static func *= (left: inout BigInteger, right: BigInteger) { left = left * right }
  public static func * (left: BigInteger, right: Int) -> BigInteger {
    var product = left
    product *= right
    return product
  }
  public static func *= (left: inout BigInteger, right: Int) {
    guard right != 0 else {
      left = .zero
      return
    }
    Magnitude.multiply(&left.words, by: right.magnitude)
    if right < 0, !left.isZero { left.isNegative.toggle() }
  }

  /// Subtracts a product without making it, where nothing changes sign.
  mutating func subtract(_ other: BigInteger, times factor: Int) {
    guard factor >= 0, !isNegative, !other.isNegative, words.count >= other.words.count,
      Magnitude.subtractProduct(other.words, factor.magnitude, from: &words)
    else {
      self -= other * factor
      return
    }
  }

  private init(words: [UInt], by word: UInt, _ left: BigInteger, _ right: BigInteger) {
    var product = words
    Magnitude.multiply(&product, by: word)
    self.init(words: product, isNegative: left.isNegative != right.isNegative)
  }

  /// Ten to that power; one where it is not positive.
  public static func powerOfTen(_ exponent: Int) -> BigInteger {
    var power = BigInteger.one
    for _ in 0..<max(0, exponent) { power *= 10 }
    return power
  }
}

extension BigInteger: Comparable {
  public static func < (left: BigInteger, right: BigInteger) -> Bool {
    if left.isNegative != right.isNegative { return left.isNegative }
    let order = Magnitude.compare(left.words, right.words)
    return left.isNegative ? order > 0 : order < 0
  }
}

extension BigInteger: ExpressibleByIntegerLiteral {
  public init(integerLiteral value: Int) { self.init(value) }
}
