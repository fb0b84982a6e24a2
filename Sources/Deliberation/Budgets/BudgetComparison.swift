/// The comparison step: which of two results more people prefer, each by how many of the funded projects they voted for
/// (the by-law of Wieliczka, 2023; equalshares.net, “Comparison”). Where they prefer the other, it is kept.
public struct BudgetComparison: Sendable, Hashable {
  public let one: [Int]
  public let other: [Int]
  /// People with more of their projects funded in the first result, in the second, and with as many in both.
  public let preferOne: Int
  public let preferOther: Int
  public let indifferent: Int

  public var prefersOther: Bool { preferOther > preferOne }

  public init(_ one: [Int], _ other: [Int], in profile: Profile) {
    self.one = one
    self.other = other
    var balance = [Int](repeating: 0, count: profile.projectCount)
    for project in one { balance[project] += 1 }
    for project in other { balance[project] -= 1 }
    var (first, second, equal) = (0, 0, 0)
    for ballot in 0..<profile.ballotCount {
      let sum = profile.choices(of: ballot).reduce(0) { $0 + balance[$1] }
      let people = profile.multiplicities[ballot]
      if sum > 0 { first += people } else if sum < 0 { second += people } else { equal += people }
    }
    preferOne = first
    preferOther = second
    indifferent = equal
  }
}
