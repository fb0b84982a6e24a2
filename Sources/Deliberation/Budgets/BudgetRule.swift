/// The rules by which a budget can be decided, by the names the command uses.
public enum BudgetRule: String, Sendable, Hashable, CaseIterable {
  /// By score (votes, points, ranks) from the top, skipping what does not fit.
  case greedyVotes = "greedy-votes"
  /// By worth for each unit of cost: votes, points or Borda scores over cost.
  case greedyVotesPerCost = "greedy-votes-per-cost"
  /// By score, ending at the first that does not fit; only those that reach the threshold, where there is one.
  case greedyNoSkip = "greedy-no-skip"
  /// By score, only those that reach the threshold.
  case greedyThreshold = "greedy-threshold"
  case equalSharesCost = "equal-shares-cost"
  case equalSharesCardinality = "equal-shares-card"
  case equalSharesPoints = "equal-shares-points"
  case equalSharesBorda = "equal-shares-borda"
  case phragmen

  /// The satisfaction of the equal shares rules; nil for the others.
  public var satisfaction: Satisfaction? {
    switch self {
    case .equalSharesCost: .cost
    case .equalSharesCardinality: .cardinality
    case .equalSharesPoints: .points
    case .equalSharesBorda: .borda
    default: nil
    }
  }

  /// Whether it can be used on ballots of that kind.
  public func suits(_ kind: BallotKind) -> Bool { satisfaction?.suits(kind) ?? true }

  /// How ties are broken unless one says otherwise. Rules that have a reference implementation do as it does, by id;
  /// rules known only from cities (by score with a threshold or without skipping, or counting points or ranks) take
  /// the order of the file, in which cities list equal projects as the lot fell.
  public func usualTies(_ kind: BallotKind) -> TieBreaking {
    switch self {
    case .greedyNoSkip, .greedyThreshold: .file
    case .greedyVotes: kind == .approval || kind == .chooseOne ? .id : .file
    default: .id
    }
  }

  /// The projects that win, as positions in `election.projects`, in order of purchase.
  /// `completion` matters to the equal shares rules only.
  public func winners(
    of election: BudgetElection, completion: Completion = .none, ties: TieBreaking? = nil
  ) -> [Int] {
    let ties = ties ?? usualTies(election.profile.kind)
    if let satisfaction { return EqualShares(election, satisfaction, ties: ties).winners(completion) }
    let greedy = Greedy(election, ties: ties)
    switch self {
    case .greedyVotesPerCost: return greedy.buy(greedy.byWorth(Self.worth(election.profile.kind)))
    case .greedyNoSkip, .greedyThreshold:
      let scores = election.scores
      let eligible = greedy.byScore().filter { scores[$0] >= election.threshold }
      return greedy.buy(eligible, skipping: self == .greedyThreshold)
    case .phragmen:
      var rule = Phragmen(election, ties: ties)
      var winners: [Int] = []
      while let purchase = rule.next() { winners.append(purchase.project) }
      return winners
    default: return greedy.buy(greedy.byScore())
    }
  }

  /// What `greedyVotesPerCost` counts on ballots of a kind.
  static func worth(_ kind: BallotKind) -> Satisfaction {
    switch kind {
    case .approval, .chooseOne: .cardinality
    case .cumulative: .points
    case .ordinal: .borda
    }
  }
}
