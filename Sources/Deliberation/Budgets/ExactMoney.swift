/// What voters have left, exactly.
///
/// A group that has never been emptied has the endowment less the full price of each project it backed and that was
/// bought. So everything is known from one price a purchase, and these have a common denominator that grows by what
/// each purchase needs.
struct ExactMoney {
  let profile: Profile
  let weights: [Int]?
  /// Of every amount here, in steps of money: the amount is the numerator over this.
  private(set) var denominator: BigInteger
  /// The numerator of what each voter began with.
  private(set) var endowment: BigInteger
  /// Numerators of the price a unit of worth of each project bought, in order.
  private(set) var prices: [BigInteger] = []
  /// Which of `prices` is that project's, or -1.
  private var priceOf: [Int]
  /// Groups whose money is spent to the last.
  private(set) var isEmptied: [Bool]

  init(profile: Profile, weights: [Int]?, endowment: BigInteger, over denominator: BigInteger) {
    self.profile = profile
    self.weights = weights
    self.denominator = denominator
    self.endowment = endowment
    priceOf = Array(repeating: -1, count: profile.projectCount)
    isEmptied = Array(repeating: false, count: profile.ballotCount)
  }

  /// The numerator of what each voter of a group has.
  func money(of group: Int) -> BigInteger {
    if isEmptied[group] { return .zero }
    var money = endowment
    for index in profile.offsets[group]..<profile.offsets[group + 1] {
      let price = priceOf[Int(profile.choices[index])]
      if price >= 0 { money.subtract(prices[price], times: weights?[index] ?? 1) }
    }
    return money
  }

  /// The numerator of what those groups have together, counted by purchase rather than by group.
  func money(of groups: some Sequence<Int32>) -> BigInteger {
    var people = 0
    // One place more than there are prices, the first, for what was not bought: so there is nothing to branch on.
    var paid = [Int](repeating: 0, count: prices.count + 1)
    paid.withUnsafeMutableBufferPointer { paid in
      priceOf.withUnsafeBufferPointer { priceOf in
        profile.choices.withUnsafeBufferPointer { choices in
          for group in groups {
            let group = Int(group)
            if isEmptied[group] { continue }
            let voters = profile.multiplicities[group]
            people += voters
            let range = profile.offsets[group]..<profile.offsets[group + 1]
            if let weights {
              for index in range { paid[priceOf[Int(choices[index])] + 1] += voters * weights[index] }
            } else {
              for index in range { paid[priceOf[Int(choices[index])] + 1] += voters }
            }
          }
        }
      }
    }
    var money = endowment * people
    for (price, times) in zip(prices, paid.dropFirst()) where times > 0 { money.subtract(price, times: times) }
    return money
  }

  mutating func empty(_ group: Int) { isEmptied[group] = true }

  /// Notes that a project was bought at `numerator` over `denominator * divisor` a unit of worth. Groups that could not
  /// pay that are to be emptied.
  mutating func buy(_ project: Int, at numerator: BigInteger, over divisor: Int) {
    let common = BigInteger.greatestCommonDivisor(divisor.magnitude, numerator.remainder(by: divisor.magnitude))
    var price = numerator
    price.divideExactly(by: common)
    let factor = divisor / Int(common)
    if factor > 1 {
      denominator *= factor
      endowment *= factor
      for index in prices.indices { prices[index] *= factor }
    }
    priceOf[project] = prices.count
    prices.append(price)
  }
}
