/// Logarithms and exponentials, as this street imports no mathematical library; to about 2 units in the last place.
enum Elementary {
  private static let ln2High = 0x1.62e42fefa38p-1
  private static let ln2Low = 0x1.ef35793c7673p-45

  /// The natural logarithm: −∞ of 0, not a number below.
  static func log(_ x: Double) -> Double {
    guard x > 0 else { return x == 0 ? -.infinity : .nan }
    guard x.isFinite else { return x }
    var exponent = Double(x.exponent)
    var m = x.significand
    if m > 1.414_213_562_373_095_1 {
      m /= 2
      exponent += 1
    }
    // 2·artanh((m − 1) ÷ (m + 1)), with a quotient of at most 0.172.
    let z = (m - 1) / (m + 1)
    let square = z * z
    var sum = 0.0
    for odd in stride(from: 25.0, through: 3, by: -2) { sum = (sum + 1 / odd) * square }
    return exponent * ln2High + (2 * z * (1 + sum) + exponent * ln2Low)
  }

  static func log2(_ x: Double) -> Double { log(x) * 1.442_695_040_888_963_4 }

  static func exp(_ x: Double) -> Double {
    guard x > -745.2 else { return x.isNaN ? x : 0 }
    guard x < 709.7 else { return x < 709.78 ? exp(x / 2) * exp(x / 2) : .infinity }
    let power = (x * 1.442_695_040_888_963_4).rounded()
    let rest = x - power * ln2High - power * ln2Low
    var sum = 1.0
    for place in stride(from: 14.0, through: 1, by: -1) { sum = 1 + sum * rest / place }
    return sum * Double(sign: .plus, exponent: Int(power / 2), significand: 1)
      * Double(sign: .plus, exponent: Int(power) - Int(power / 2), significand: 1)
  }
}
