/// How much a project that is funded is worth to a voter. What equal shares charges for is in proportion to it.
public enum Satisfaction: String, Sendable, Hashable, CaseIterable {
  /// A project one marked is worth what it costs.
  case cost
  /// A project one marked is worth 1.
  case cardinality
  /// A project is worth the points one gave it (cumulative ballots).
  case points
  /// A project is worth the number of those one ranked after it (ordinal ballots).
  case borda

  /// Whether it can be read off ballots of that kind.
  public func suits(_ kind: BallotKind) -> Bool {
    switch self {
    case .cost, .cardinality: true
    case .points: kind == .cumulative
    case .borda: kind == .ordinal
    }
  }
}

extension Profile {
  /// Beside `choices`, what each mark is worth, apart from the cost of the project; nil where every mark is worth 1.
  func weights(_ satisfaction: Satisfaction) -> [Int]? {
    switch satisfaction {
    case .cost, .cardinality: return nil
    case .points: return kind == .cumulative ? points : nil
    case .borda:
      guard kind == .ordinal else { return nil }
      var weights = [Int](repeating: 0, count: choices.count)
      for ballot in 0..<ballotCount {
        for index in offsets[ballot]..<offsets[ballot + 1] { weights[index] = offsets[ballot + 1] - index - 1 }
      }
      return weights
    }
  }

  /// For each project, the sum over voters of what their mark for it is worth; `weights` stand beside `choices`.
  func totals(_ weights: [Int]?) -> [Int] {
    var totals = [Int](repeating: 0, count: projectCount)
    for ballot in 0..<ballotCount {
      let people = multiplicities[ballot]
      for index in offsets[ballot]..<offsets[ballot + 1] {
        // No overflow: `Box` limits points and voters.
        totals[Int(choices[index])] += people * (weights?[index] ?? 1)
      }
    }
    return totals
  }

  /// How many voters mark each project, whatever rank or points they give it.
  public var approvals: [Int] { totals(nil) }
}

extension BudgetElection {
  /// What a city publishes as each project's score: the number of its votes; the sum of its points; or the sum over
  /// ballots of `maxLength` points for a first place, one fewer for each place after (never below 0).
  public var scores: [Rational] {
    switch profile.kind {
    case .approval, .chooseOne: return profile.approvals.map { Rational($0) }
    case .cumulative:
      let scale = BigInteger.powerOfTen(profile.pointDecimals)
      return profile.totals(profile.points).map { Rational(BigInteger($0), over: scale) ?? .zero }
    case .ordinal:
      var weights = [Int](repeating: 0, count: profile.choices.count)
      for ballot in 0..<profile.ballotCount {
        for (place, index) in (profile.offsets[ballot]..<profile.offsets[ballot + 1]).enumerated() {
          weights[index] = min(max(0, maxLength - place), Profile.Box.mostPoints)
        }
      }
      return profile.totals(weights).map { Rational($0) }
    }
  }

  /// What each project is worth to all voters together under a satisfaction, per unit of its cost where that is
  /// `cost`: the number of its voters, the sum of its points or of its Borda scores.
  func worth(_ satisfaction: Satisfaction) -> [Int] { profile.totals(profile.weights(satisfaction)) }
}
