/// How probable a count as great as that is by chance. Values below 10⁻³⁰⁰ come out as 0.
enum TailProbability {
  /// The natural logarithm of 1 × 2 × … × `number`: a table of sums below 64, Stirling's series above.
  static func logFactorial(_ number: Int) -> Double {
    guard number > 1 else { return 0 }
    if number < table.count { return table[number] }
    let x = Double(number)
    let series = 1 / (12 * x) - 1 / (360 * x * x * x) + 1 / (1260 * x * x * x * x * x)
    return (x + 0.5) * Elementary.log(x) - x + 0.918_938_533_204_672_7 + series
  }

  private static let table: [Double] = {
    var sum = 0.0
    return [0]
      + (1..<64).map { number in
        sum += Elementary.log(Double(number))
        return sum
      }
  }()

  /// P(X ≥ `count`), X having a Poisson distribution with that mean. For a sum of independent events with the same mean
  /// this is at least the truth from `mean` + 1 upwards (Anderson and Samuels, Fifth Berkeley Symposium (1967)).
  static func poisson(atLeast count: Int, mean: Double) -> Double {
    guard count > 0 else { return 1 }
    guard mean > 0 else { return mean.isNaN ? 1 : 0 }
    guard mean.isFinite, Double(count) > mean else { return 1 }
    let first = Double(count) * Elementary.log(mean) - mean - logFactorial(count)
    var term = Elementary.exp(first)
    var sum = term
    var next = Double(count) + 1
    while term > sum * 1e-17 {
      term *= mean / next
      sum += term
      next += 1
    }
    return min(1, sum)
  }

  /// P(X ≥ `count`) where `drawn` are drawn at random from `total`, of which `marked` are marked, and X of the drawn are.
  static func hypergeometric(atLeast count: Int, drawn: Int, marked: Int, total: Int) -> Double {
    guard total >= 0, 0...total ~= drawn, 0...total ~= marked else { return 1 }
    let least = max(0, drawn + marked - total)
    guard count > least else { return 1 }
    let most = min(drawn, marked)
    guard count <= most else { return 0 }
    func chosen(_ part: Int, of all: Int) -> Double {
      logFactorial(all) - logFactorial(part) - logFactorial(all - part)
    }
    var term = Elementary.exp(
      chosen(count, of: marked) + chosen(drawn - count, of: total - marked) - chosen(drawn, of: total))
    var sum = term
    for value in stride(from: count, to: most, by: 1) {
      let up = Double(marked - value) * Double(drawn - value)
      term *= up / (Double(value + 1) * Double(total - marked - drawn + value + 1))
      sum += term
    }
    return min(1, sum)
  }

  /// P(X ≥ `count`) of as many independent trials, each with that chance.
  static func binomial(atLeast count: Int, trials: Int, chance: Double) -> Double {
    guard count > 0 else { return 1 }
    guard count <= trials, chance > 0 else { return 0 }
    guard chance < 1 else { return 1 }
    let odds = chance / (1 - chance)
    let ways = logFactorial(trials) - logFactorial(count) - logFactorial(trials - count)
    let first = ways + Double(count) * Elementary.log(chance) + Double(trials - count) * Elementary.log(1 - chance)
    var term = Elementary.exp(first)
    var sum = term
    for value in stride(from: count, to: trials, by: 1) {
      term *= Double(trials - value) / Double(value + 1) * odds
      sum += term
    }
    return min(1, sum)
  }

  /// P(at most `misses` of independent trials fail), each with a chance of its own to succeed, for every number of misses
  /// from 0 to `misses`. Time: O(trials × misses).
  static func misses(upTo misses: Int, _ chances: [Double]) -> [Double] {
    var exactly = [Double](repeating: 0, count: max(0, misses) + 1)
    exactly[0] = 1
    for chance in chances {
      for missed in stride(from: exactly.count - 1, to: 0, by: -1) {
        exactly[missed] = exactly[missed] * chance + exactly[missed - 1] * (1 - chance)
      }
      exactly[0] *= chance
    }
    var sum = 0.0
    return exactly.map { part in
      sum += part
      return min(1, sum)
    }
  }

  /// No less than P(X ≥ `count`), for the sum of `trials` independent trials with that mean (Hoeffding, Journal of the
  /// American Statistical Association 58 (1963), theorem 1).
  static func hoeffding(atLeast count: Int, trials: Int, mean: Double) -> Double {
    let (share, chance) = (Double(count) / Double(max(1, trials)), mean / Double(max(1, trials)))
    guard share > chance else { return 1 }
    guard chance > 0 else { return 0 }
    var exponent = share * Elementary.log(share / chance)
    if share < 1, chance < 1 { exponent += (1 - share) * Elementary.log((1 - share) / (1 - chance)) }
    return Elementary.exp(-Double(trials) * exponent)
  }
}

/// Which of many tests say something, when of those that are said to, only a small share may be chance (Benjamini and
/// Hochberg, Journal of the Royal Statistical Society B 57 (1995)). Holds for tests that are independent or rise and fall
/// together.
enum FalseDiscovery {
  /// For each probability, the least rate of false discoveries at which it counts.
  /// - Parameter tests: how many tests there were; those that are not given have a probability of 1.
  static func rates(_ probabilities: [Double], tests: Int) -> [Double] {
    let order = probabilities.indices.sorted { probabilities[$0] < probabilities[$1] }
    var rates = [Double](repeating: 1, count: probabilities.count)
    var least = 1.0
    for (rank, place) in order.enumerated().reversed() {
      let probability = probabilities[place].isNaN ? 1 : max(0, probabilities[place])
      least = min(least, probability * Double(max(tests, probabilities.count)) / Double(rank + 1))
      rates[place] = least
    }
    return rates
  }
}
