import Testing

@testable import Deliberation

/// SplitMix64: the same numbers everywhere.
struct Dice: RandomNumberGenerator {
  var state: UInt64
  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ z >> 30) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ z >> 27) &* 0x94D0_49BB_1331_11EB
    return z ^ z >> 31
  }

  mutating func big(words: Int) -> BigInteger {
    BigInteger(
      words: (0..<words).map { _ in
        // Words of ones and zeros are where carries and digits of quotients go wrong.
        switch Int.random(in: 0..<4, using: &self) {
        case 0: UInt.max
        case 1: 0
        case 2: 1 << UInt.random(in: 0..<64, using: &self)
        default: UInt(next())
        }
      }, isNegative: Bool.random(using: &self))
  }
}

@Suite("Numbers") struct NumberTests {
  @Test("What is divided is quotient times divisor and remainder, whatever the words", arguments: 1...6)
  func division(words: Int) throws {
    var dice = Dice(state: UInt64(words))
    for _ in 0..<300 {
      let dividend = dice.big(words: Int.random(in: 0...(words * 2), using: &dice))
      let divisor = dice.big(words: words)
      guard !divisor.isZero else { continue }
      let (quotient, remainder) = try #require(dividend.divided(by: divisor))
      #expect(quotient * divisor + remainder == dividend)
      #expect(remainder.magnitude < divisor.magnitude)
      #expect(remainder.isZero || remainder.isNegative == dividend.isNegative)
    }
    #expect(BigInteger.one.divided(by: .zero) == nil)
  }

  @Test("Sums and products of large numbers keep the laws") func laws() {
    var dice = Dice(state: 7)
    for _ in 0..<300 {
      let (a, b, c) = (dice.big(words: 3), dice.big(words: 2), dice.big(words: 4))
      #expect((a + b) * c == a * c + b * c)
      #expect(a - b == -(b - a))
      #expect((a + b) - b == a)
      #expect((a < b) == (a - b).isNegative)
      #expect(BigInteger(a.description) == a)
      let factor = Int(truncatingIfNeeded: dice.next()) >> Int.random(in: 0...62, using: &dice)
      var rest = c
      rest.subtract(b, times: factor)
      #expect(rest == c - b * factor)
    }
  }

  @Test(
    "A number is written in decimal digits and read back", arguments: [0, 1, -1, 999_999_999_999_999_999, .max, .min])
  func digits(value: Int) {
    #expect(BigInteger(value).description == String(value))
    #expect(BigInteger(String(value)) == BigInteger(value))
    #expect(BigInteger(value).word == value)
  }

  @Test("A hundred factorial, as in the books") func factorial() {
    let product = (1...30).reduce(BigInteger.one) { $0 * $1 }
    #expect(product.description == "265252859812191058636308480000000")
    #expect((product * product).divided(by: product)?.quotient == product)
  }

  @Test("Fractions grow beyond a word instead of overflowing, and come back") func growth() throws {
    let half = try #require(Rational(1, over: 2))
    var value = Rational(Int.max)
    for _ in 0..<20 { value = value * Rational(Int.max) }
    for _ in 0..<20 { value = try #require(value.divided(by: Rational(Int.max))) }
    #expect(value == Rational(Int.max))
    #expect((Rational(Int.max) + half) - Rational(Int.max) == half)
    #expect(Rational(Int.min) + Rational(Int.max) == Rational(-1))
    #expect(-Rational(Int.min) == Rational(BigInteger(Int.min) * -1))
    #expect(Rational(1, over: Int.min)?.isNegative == true)
    #expect(Rational(Int.min, over: Int.min) == .one)
    #expect(Rational(1, over: 0) == nil)
    #expect(half.divided(by: .zero) == nil)
  }

  @Test("A third three times is one; floats do not get there") func thirds() throws {
    let share = try #require(Rational(155_000, over: 241))
    #expect(share * 241 == Rational(155_000))
  }

  @Test(
    "Decimals are read as written",
    arguments: [
      ("1200", "1200"), ("-3.50", "-3.5"), ("400000,0", "400000"), ("0.000", "0"), (".5", "0.5"), ("7.", "7"),
      ("2160234.87", "2160234.87"),
    ])
  func decimals(text: String, written: String) throws {
    #expect(try #require(Rational(decimal: text)).decimal(places: 6) == written)
  }

  @Test(
    "What is no decimal is refused",
    arguments: [
      "", "-", ".", "1e5", "NaN", "nan", "inf", "0x10", "1.2.3", "1,2,3", "1 000", "--1", "1-", "²",
      "1" + String(repeating: "0", count: 400),
    ])
  func noDecimals(text: String) { #expect(Rational(decimal: text) == nil) }

  @Test("Rounding is half to even") func rounding() throws {
    #expect(try #require(Rational(decimal: "0.125")).decimal(places: 2) == "0.12")
    #expect(try #require(Rational(decimal: "0.135")).decimal(places: 2) == "0.14")
    #expect(try #require(Rational(decimal: "-0.004")).decimal(places: 2) == "0")
    #expect(try #require(Rational(1, over: 3)).decimal(places: 6) == "0.333333")
  }

  @Test("A fraction of numbers beyond a Double is near as a Double") func doubles() throws {
    let huge = BigInteger.powerOfTen(400)
    let ratio = try #require(Rational(huge + .one, over: huge * 4))
    #expect(ratio.double == 0.25)
    #expect(Rational(huge).double == .infinity)
    #expect(try #require(Rational(.one, over: huge)).double == 0)
    #expect(abs(try #require(Rational(huge * 3, over: BigInteger.powerOfTen(390))).double - 3e10) < 1e-3)
  }
}
