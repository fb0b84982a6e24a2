import Testing

@testable import Deliberation

/// Elections made up by hand: projects are called a, b, c …
enum Elections {
  static let names = Array("abcdefghijklmnopqrstuvwxyz").map { String($0) }

  /// - Parameter ballots: how many people cast each: for approval and ranked ballots the letters marked, in order.
  static func make(
    _ costs: [Int], budget: Int, _ kind: BallotKind = .approval, ballots: KeyValuePairs<String, Int>
  ) throws -> BudgetElection {
    var box = Profile.Box(kind: kind, projectCount: costs.count)
    for (marks, people) in ballots {
      let choices = marks.compactMap { letter in names.firstIndex(of: String(letter)).map { Int32($0) } }
      for _ in 0..<people { try cast(choices, in: &box) }
    }
    return try BudgetElection(
      projects: costs.enumerated().map { BudgetProject(id: names[$0.offset], cost: Rational($0.element)) },
      budget: Rational(budget), profile: box.close())
  }

  static func points(_ costs: [Int], budget: Int, ballots: [[Int]]) throws -> BudgetElection {
    var box = Profile.Box(kind: .cumulative, projectCount: costs.count)
    for ballot in ballots { try cast(ballot.indices.map { Int32($0) }, points: ballot, in: &box) }
    return try BudgetElection(
      projects: costs.enumerated().map { BudgetProject(id: names[$0.offset], cost: Rational($0.element)) },
      budget: Rational(budget), profile: box.close())
  }

  /// An election by chance, small and full of ties.
  static func random(_ kind: BallotKind, _ dice: inout Dice, money: ClosedRange<Int> = 1...6) throws -> BudgetElection {
    let projects = Int.random(in: 1...7, using: &dice)
    var box = Profile.Box(kind: kind, projectCount: projects)
    for _ in 0..<Int.random(in: 0...12, using: &dice) {
      let marked = (0..<projects).filter { _ in Bool.random(using: &dice) }.shuffled(using: &dice)
      let choices = (kind == .chooseOne ? Array(marked.prefix(1)) : marked).map { Int32($0) }
      let points = kind == .cumulative ? choices.map { _ in Int.random(in: 0...3, using: &dice) } : []
      try cast(choices, points: points, in: &box)
    }
    let costs = (0..<projects).map { _ in Int.random(in: money, using: &dice) }
    let budget = Int.random(in: 0...max(1, min(costs.reduce(0) { $0 &+ $1 & Int.max }, .max / 2)), using: &dice)
    return try BudgetElection(
      projects: costs.enumerated().map { BudgetProject(id: names[$0.offset], cost: Rational($0.element)) },
      budget: Rational(budget), profile: box.close())
  }

  private static func cast(_ choices: [Int32], points: [Int] = [], in box: inout Profile.Box) throws {
    let isCast = box.cast(choices, points: points)
    try #require(isCast)
  }

  static func winners(
    _ rule: BudgetRule, _ election: BudgetElection, _ completion: Completion = .none, ties: TieBreaking? = nil
  ) -> String {
    rule.winners(of: election, completion: completion, ties: ties).map { names[$0] }.joined()
  }
}
