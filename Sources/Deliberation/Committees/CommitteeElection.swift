/// A choice of so many out of several: candidates, ideas, topics. People approve of any number of them.
public struct CommitteeElection: Sendable {
  /// Names, each once.
  public let candidates: [String]
  public let seats: Int
  /// Approval ballots; of others, what is marked counts as approved.
  public let profile: Profile
  /// A budget in which everyone costs 1 and there are as many units as seats.
  let budget: BudgetElection

  /// - Throws: `Malformed`, without a line, when a name is there twice, `seats` is below zero or above the number of
  ///   candidates, or the ballots are about another number of candidates.
  public init(candidates: [String], seats: Int, profile: Profile) throws(Malformed) {
    guard seats >= 0 else { throw Malformed("there cannot be fewer than no seats.") }
    guard seats <= candidates.count else {
      throw Malformed("there are \(seats) seats and only \(candidates.count) candidates.")
    }
    budget = try BudgetElection(
      projects: candidates.map { BudgetProject(id: $0, cost: .one) }, budget: Rational(seats), profile: profile)
    self.candidates = candidates
    self.seats = seats
    self.profile = profile
  }
}

/// The rules by which a committee can be chosen, by the names the command uses.
public enum CommitteeRule: String, Sendable, Hashable, CaseIterable {
  /// The most approvals.
  case approval = "av"
  /// Each next seat to whoever adds most when a voter's first elected counts 1, the second 1/2, the third 1/3 …
  /// (Thiele 1895).
  case sequentialProportionalApproval = "seqpav"
  /// Each next seat to whoever's supporters can pay for it first (Phragmén 1894).
  case phragmen
  /// The Method of Equal Shares, each seat at the price of one (Peters and Skowron, “Proportionality and the limits of
  /// welfarism”, EC 2020).
  case equalShares = "equal-shares"
}

/// How equal shares fills the seats that no group of voters can pay for.
public enum SeatCompletion: String, Sendable, Hashable, CaseIterable {
  /// Not at all.
  case none
  /// By Phragmén's rule, voters beginning with what they have left.
  case phragmen
  /// By approvals.
  case greedy
  /// Shares are raised, as if there were one seat more, and more, until as many are elected as there are seats.
  case add1
}

extension CommitteeRule {
  /// What a citizen would call it.
  public var title: String {
    switch self {
    case .approval: "Most votes"
    case .sequentialProportionalApproval: "Proportional approval, one seat after the other"
    case .phragmen: "Phragmén"
    case .equalShares: "Equal shares"
    }
  }
}
