/// What would have been otherwise: the questions people ask about a result.
public struct Counterfactuals: Sendable {
  public let election: BudgetElection
  public let rule: BudgetRule
  public let completion: Completion
  public let ties: TieBreaking
  private let winners: Set<Int>

  public init(_ election: BudgetElection, _ rule: BudgetRule, completion: Completion = .none, ties: TieBreaking? = nil)
  {
    self.election = election
    self.rule = rule
    self.completion = completion
    self.ties = ties ?? rule.usualTies(election.profile.kind)
    winners = Set(rule.winners(of: election, completion: completion, ties: self.ties))
  }

  /// How one result differs from another.
  public struct Change: Sendable, Hashable {
    public let gained: [Int]
    public let lost: [Int]
    public var isNone: Bool { gained.isEmpty && lost.isEmpty }
  }

  /// How the result changes when the budget is one unit of the currency larger (or any other amount).
  public func change(withMore amount: Rational = .one) -> Change {
    guard let richer = try? election.with(budget: election.budget + amount) else { return Change(gained: [], lost: []) }
    return change(to: rule.winners(of: richer, completion: completion, ties: ties))
  }

  func change(to others: [Int]) -> Change {
    let other = Set(others)
    return Change(gained: others.filter { !winners.contains($0) }, lost: winners.subtracting(other).sorted())
  }

  /// How many more people would have had to come and vote for a project alone, everyone else voting as they did, for it
  /// to be funded: with that many it is, with one fewer it is not. (The “singleton-add” measure of Boehmer, Faliszewski,
  /// Janeczko, Peters, Pierczyński, Schierreich, Skowron and Szufa, “Evaluation of project performance in participatory
  /// budgeting”, IJCAI 2024.) On ballots with points each gives it as many as the most generous voter gave in all; a
  /// ranked ballot has it first and nothing else.
  ///
  /// Found by doubling and halving. Where more votes may also turn a project's luck the other way, there can be a
  /// smaller number with which it would have been funded too.
  /// - Returns: 0 for a project that is funded; nil where no number up to a hundred times the voters would do.
  public func votesNeeded(for project: Int) -> Int? {
    if winners.contains(project) { return 0 }
    guard election.projects[project].cost <= election.budget else { return nil }
    let limit = max(100, election.profile.voters * 100)
    var enough = 1
    var short = 0
    while !wins(project, with: enough) {
      guard enough < limit else { return nil }
      short = enough
      enough = min(limit, enough * 2)
    }
    while enough - short > 1 {
      let middle = short + (enough - short) / 2
      if wins(project, with: middle) { enough = middle } else { short = middle }
    }
    return enough
  }

  private func wins(_ project: Int, with more: Int) -> Bool {
    guard let profile = election.profile.adding(more, votingFor: project),
      let election = try? BudgetElection(
        projects: election.projects, budget: election.budget, profile: profile, maxLength: election.maxLength,
        threshold: election.threshold)
    else { return false }
    return rule.winners(of: election, completion: completion, ties: ties).contains(project)
  }

  /// A rule with its completion, and what it would have funded.
  public struct Alternative: Sendable {
    public let rule: BudgetRule
    public let completion: Completion
    public let winners: [Int]
  }

  /// Every rule that can be used on these ballots with every completion it has, in the order of `BudgetRule.allCases`.
  /// The threshold rule is left out where there is no threshold.
  public static func alternatives(for election: BudgetElection) -> [Alternative] {
    var alternatives: [Alternative] = []
    for rule in BudgetRule.allCases where rule.suits(election.profile.kind) {
      if rule == .greedyThreshold, election.threshold.isZero { continue }
      for completion in rule.satisfaction == nil ? [.none] : Completion.allCases {
        let winners = rule.winners(of: election, completion: completion)
        alternatives.append(Alternative(rule: rule, completion: completion, winners: winners))
      }
    }
    return alternatives
  }
}

extension Profile {
  /// With that many more people who vote for one project alone; nil beyond two thousand million ballots.
  func adding(_ people: Int, votingFor project: Int) -> Profile? {
    guard people > 0, people <= Int(Int32.max) - voters else { return nil }
    var most = 0
    if kind == .cumulative {
      for ballot in 0..<ballotCount {
        most = max(most, points[offsets[ballot]..<offsets[ballot + 1]].reduce(0) { min($0 + $1, Box.mostPoints) })
      }
      most = max(most, 1)
    }
    // A distinct ballot of its own, even where there is one like it: nothing depends on their being different.
    return Profile(
      kind: kind, projectCount: projectCount, multiplicities: multiplicities + [people],
      ballotOfVoter: [],
      offsets: offsets + [(offsets.last ?? 0) + 1], choices: choices + [Int32(truncatingIfNeeded: project)],
      points: kind == .cumulative ? points + [most] : [], pointDecimals: pointDecimals, voters: voters + people)
  }
}
