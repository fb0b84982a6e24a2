import Testing

@testable import Deliberation

@Suite("How probable it is by chance") struct TailProbabilityTests {
  private func isClose(_ a: Double, _ b: Double, _ digits: Double = 1e-12) -> Bool {
    (a - b).magnitude <= digits * max(a.magnitude, b.magnitude)
  }

  @Test("Poisson, binomial, hypergeometric and unequal trials, by hand") func byHand() {
    // 1 − 2 ÷ e.
    #expect(isClose(TailProbability.poisson(atLeast: 2, mean: 1), 0.264_241_117_657_115_36))
    #expect(isClose(TailProbability.poisson(atLeast: 10, mean: 0.1), 2.5163e-17, 1e-4))
    #expect(TailProbability.poisson(atLeast: 3, mean: 7) == 1)
    #expect(TailProbability.binomial(atLeast: 2, trials: 3, chance: 0.5) == 0.5)
    #expect(isClose(TailProbability.binomial(atLeast: 4, trials: 4, chance: 0.1), 1e-4))
    // Two of four are marked; two are drawn: some marked one unless the other two are, one time in six.
    #expect(isClose(TailProbability.hypergeometric(atLeast: 1, drawn: 2, marked: 2, total: 4), 5.0 / 6))
    #expect(isClose(TailProbability.hypergeometric(atLeast: 2, drawn: 2, marked: 2, total: 4), 1.0 / 6))
    #expect(TailProbability.hypergeometric(atLeast: 3, drawn: 2, marked: 2, total: 4) == 0)
    #expect(TailProbability.misses(upTo: 2, [0.5, 0.5]) == [0.25, 0.75, 1])
    let unequal = TailProbability.misses(upTo: 1, [0.9, 0.5, 0.2])
    #expect(isClose(unequal[0], 0.09))
    // 0.1 × 0.5 × 0.2 + 0.9 × 0.5 × 0.2 + 0.9 × 0.5 × 0.8 more.
    #expect(isClose(unequal[1], 0.09 + 0.01 + 0.09 + 0.36))
    #expect(isClose(TailProbability.logFactorial(10), 15.104_412_573_075_516, 1e-13))
    #expect(isClose(TailProbability.logFactorial(100), 363.739_375_555_563_5, 1e-13))
    #expect(TailProbability.logFactorial(0) == 0 && TailProbability.logFactorial(.min) == 0)
  }

  @Test("Equal trials are a binomial, and a bound is never below the truth", arguments: [0.1, 0.5, 0.83])
  func bounds(_ chance: Double) {
    for count in 0...20 {
      let exact = TailProbability.binomial(atLeast: count, trials: 20, chance: chance)
      let misses = TailProbability.misses(upTo: 20 - count, Array(repeating: chance, count: 20))
      #expect(isClose(misses[20 - count], exact, 1e-10))
      #expect(TailProbability.hoeffding(atLeast: count, trials: 20, mean: 20 * chance) >= exact * (1 - 1e-12))
      if Double(count) >= 20 * chance + 1 {
        #expect(TailProbability.poisson(atLeast: count, mean: 20 * chance) >= exact * (1 - 1e-12))
      }
    }
  }

  @Test("What makes no sense is not significant, and nothing traps") func hostile() {
    for mean in [Double.nan, .infinity, -1, 0] {
      let probability = TailProbability.poisson(atLeast: 5, mean: mean)
      #expect(probability == (mean <= 0 ? 0 : 1))
    }
    #expect(TailProbability.poisson(atLeast: .max, mean: 1e-300) == 0)
    #expect(TailProbability.hypergeometric(atLeast: .max, drawn: .max, marked: 1, total: 2) == 1)
    #expect(TailProbability.hypergeometric(atLeast: 1, drawn: -1, marked: 1, total: 2) == 1)
    #expect(TailProbability.binomial(atLeast: 1, trials: 0, chance: 0.5) == 0)
    #expect(TailProbability.binomial(atLeast: 1, trials: 1, chance: 2) == 1)
    #expect(TailProbability.misses(upTo: -3, []) == [1])
    #expect(TailProbability.hoeffding(atLeast: 1, trials: 0, mean: 0) == 0)
  }

  @Test("False discoveries, by the worked steps of Benjamini and Hochberg") func rates() {
    // Sorted 0.005, 0.01, 0.03, 0.04 of four: × 4/1, 4/2, 4/3, 4/4, and none above the next.
    let rates = FalseDiscovery.rates([0.01, 0.04, 0.03, 0.005], tests: 4)
    for (own, other) in zip(rates, [0.02, 0.04, 0.04, 0.02]) { #expect(isClose(own, other)) }
    #expect(FalseDiscovery.rates([0.01], tests: 50).allSatisfy { isClose($0, 0.5) })
    #expect(FalseDiscovery.rates([], tests: 0).isEmpty)
    #expect(FalseDiscovery.rates([.nan, -1, 2], tests: .max).allSatisfy { 0...1 ~= $0 })
  }
}
