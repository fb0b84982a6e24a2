/// Arithmetic on words of 64 bits, least significant first, without leading zeros.
enum Magnitude {
  /// -1, 0 or 1.
  static func compare(_ left: [UInt], _ right: [UInt]) -> Int {
    if left.count != right.count { return left.count < right.count ? -1 : 1 }
    for index in left.indices.reversed() where left[index] != right[index] {
      return left[index] < right[index] ? -1 : 1
    }
    return 0
  }

  static func add(_ other: [UInt], to words: inout [UInt]) {
    if words.count < other.count {
      words.append(contentsOf: repeatElement(0, count: other.count - words.count))
    }
    var carry: UInt = 0
    for index in words.indices {
      if index >= other.count, carry == 0 { return }
      let (sum, first) = words[index].addingReportingOverflow(index < other.count ? other[index] : 0)
      let (total, second) = sum.addingReportingOverflow(carry)
      words[index] = total
      carry = (first ? 1 : 0) + (second ? 1 : 0)
    }
    if carry > 0 { words.append(carry) }
  }

  /// `other` is not the larger.
  static func subtract(_ other: [UInt], from words: inout [UInt]) {
    var borrow: UInt = 0
    for index in words.indices {
      if index >= other.count, borrow == 0 { break }
      let (difference, first) = words[index].subtractingReportingOverflow(index < other.count ? other[index] : 0)
      let (total, second) = difference.subtractingReportingOverflow(borrow)
      words[index] = total
      borrow = (first ? 1 : 0) + (second ? 1 : 0)
    }
    while words.last == 0 { words.removeLast() }
  }

  static func multiply(_ words: inout [UInt], by factor: UInt) {
    guard factor != 1 else { return }
    var carry: UInt = 0
    for index in words.indices {
      let (high, low) = words[index].multipliedFullWidth(by: factor)
      let (sum, overflow) = low.addingReportingOverflow(carry)
      words[index] = sum
      carry = high &+ (overflow ? 1 : 0)
    }
    if carry > 0 { words.append(carry) }
    while words.last == 0 { words.removeLast() }
  }

  /// False, and nothing is done, where the product may be the larger. `words` has at least as many words as `other`.
  static func subtractProduct(_ other: [UInt], _ factor: UInt, from words: inout [UInt]) -> Bool {
    // Enough to be sure: the product has no more bits than both factors together.
    let bits =
      other.count * UInt.bitWidth - (other.last?.leadingZeroBitCount ?? 0) + UInt.bitWidth
      - factor.leadingZeroBitCount
    guard bits < words.count * UInt.bitWidth - (words.last?.leadingZeroBitCount ?? 0) else { return false }
    var carry: UInt = 0
    var borrow: UInt = 0
    for index in words.indices {
      if index >= other.count, carry == 0, borrow == 0 { break }
      var product = carry
      if index < other.count {
        let (high, low) = other[index].multipliedFullWidth(by: factor)
        let (sum, overflow) = low.addingReportingOverflow(carry)
        product = sum
        carry = high &+ (overflow ? 1 : 0)
      } else {
        carry = 0
      }
      let (first, one) = words[index].subtractingReportingOverflow(product)
      let (second, two) = first.subtractingReportingOverflow(borrow)
      words[index] = second
      borrow = (one ? 1 : 0) + (two ? 1 : 0)
    }
    while words.last == 0 { words.removeLast() }
    return true
  }

  static func multiply(_ left: [UInt], _ right: [UInt]) -> [UInt] {
    guard !left.isEmpty, !right.isEmpty else { return [] }
    var product = [UInt](repeating: 0, count: left.count + right.count)
    for (shift, factor) in left.enumerated() {
      var carry: UInt = 0
      for index in right.indices {
        let (high, low) = factor.multipliedFullWidth(by: right[index])
        let (sum, first) = product[shift + index].addingReportingOverflow(low)
        let (total, second) = sum.addingReportingOverflow(carry)
        product[shift + index] = total
        carry = high &+ (first ? 1 : 0) &+ (second ? 1 : 0)
      }
      product[shift + right.count] = carry
    }
    return product
  }

  /// Divides in place; the remainder. `divisor` is not zero.
  static func divide(_ words: inout [UInt], by divisor: UInt) -> UInt {
    var remainder: UInt = 0
    for index in words.indices.reversed() {
      (words[index], remainder) = divisor.dividingFullWidth((remainder, words[index]))
    }
    while words.last == 0 { words.removeLast() }
    return remainder
  }

  static func shiftLeft(_ words: [UInt], by bits: Int) -> [UInt] {
    var shifted: [UInt] = []
    shifted.reserveCapacity(words.count + 1)
    var carry: UInt = 0
    for word in words {
      shifted.append(word << bits | carry)
      carry = bits == 0 ? 0 : word >> (UInt.bitWidth - bits)
    }
    shifted.append(carry)
    return shifted
  }

  /// Quotient and remainder by long division (Knuth, The Art of Computer Programming, volume 2, 4.3.1, algorithm D).
  /// `divisor` has at least two words and is not the larger.
  static func divide(_ dividend: [UInt], by divisor: [UInt]) -> (quotient: [UInt], remainder: [UInt]) {
    let shift = (divisor.last ?? 1).leadingZeroBitCount
    var low = shiftLeft(divisor, by: shift)
    low.removeLast()
    var rest = shiftLeft(dividend, by: shift)
    let count = low.count
    let top = low[count - 1]
    let second = low[count - 2]
    var quotient = [UInt](repeating: 0, count: rest.count - count)
    for position in quotient.indices.reversed() {
      var guess = estimate(rest, at: position + count, top: top, second: second)
      if guess > 0, !subtractProduct(of: low, and: guess, from: &rest, at: position) {
        guess -= 1
        addBack(low, to: &rest, at: position)
      }
      quotient[position] = guess
    }
    var remainder = Array(rest[0..<count])
    if shift > 0 {
      for index in remainder.indices {
        let next = index + 1 < count ? remainder[index + 1] << (UInt.bitWidth - shift) : 0
        remainder[index] = remainder[index] >> shift | next
      }
    }
    return (quotient, remainder)
  }

  /// A digit of the quotient, at most one too large.
  private static func estimate(_ rest: [UInt], at index: Int, top: UInt, second: UInt) -> UInt {
    let high = rest[index]
    var guess = UInt.max
    var remainder: UInt
    if high < top {
      (guess, remainder) = top.dividingFullWidth((high, rest[index - 1]))
    } else {
      let (sum, overflow) = rest[index - 1].addingReportingOverflow(top)
      if overflow { return guess }
      remainder = sum
    }
    while true {
      let (productHigh, productLow) = guess.multipliedFullWidth(by: second)
      guard productHigh > remainder || (productHigh == remainder && productLow > rest[index - 2]) else { return guess }
      guess -= 1
      let (sum, overflow) = remainder.addingReportingOverflow(top)
      if overflow { return guess }
      remainder = sum
    }
  }

  /// False where the result would be negative; it then stands as its complement.
  private static func subtractProduct(
    of words: [UInt], and factor: UInt, from rest: inout [UInt], at position: Int
  ) -> Bool {
    var carry: UInt = 0
    var borrow: UInt = 0
    for index in words.indices {
      let (high, low) = words[index].multipliedFullWidth(by: factor)
      let (product, overflow) = low.addingReportingOverflow(carry)
      carry = high &+ (overflow ? 1 : 0)
      let (first, one) = rest[position + index].subtractingReportingOverflow(product)
      let (second, two) = first.subtractingReportingOverflow(borrow)
      rest[position + index] = second
      borrow = (one ? 1 : 0) + (two ? 1 : 0)
    }
    let (first, one) = rest[position + words.count].subtractingReportingOverflow(carry)
    let (second, two) = first.subtractingReportingOverflow(borrow)
    rest[position + words.count] = second
    return !one && !two
  }

  private static func addBack(_ words: [UInt], to rest: inout [UInt], at position: Int) {
    var carry: UInt = 0
    for index in words.indices {
      let (sum, first) = rest[position + index].addingReportingOverflow(words[index])
      let (total, second) = sum.addingReportingOverflow(carry)
      rest[position + index] = total
      carry = (first ? 1 : 0) + (second ? 1 : 0)
    }
    rest[position + words.count] = rest[position + words.count] &+ carry
  }
}
