/// A result with its reasons: what was bought, in order, and who paid; what was not, and why; what would have been
/// otherwise. Projects are positions in `election.projects`; amounts are units of the currency.
public struct BudgetReport: Sendable {
  public let election: BudgetElection
  public let rule: BudgetRule
  public let completion: Completion
  public let ties: TieBreaking
  public let purchases: [Purchase]
  public let losses: [Loss]
  /// How many extra units of currency each voter was given (Add1).
  public let extraEach: Rational
  /// Nil where the rule gives voters no shares.
  public let shareEach: Rational?

  public var winners: [Int] { purchases.map(\.project) }
  public var cost: Rational { election.cost(of: winners) }

  /// What some of the voters paid for a project, each.
  public struct Payment: Sendable, Hashable {
    /// Exact for those who paid the full price; for those who paid all they had, rounded to a millionth.
    public let amount: Rational
    public let voters: Int
    /// They had no more.
    public let isAllTheyHad: Bool
  }

  /// A project that is funded, and how it came to be.
  public struct Purchase: Sendable {
    public let project: Int
    public let means: Means
    /// How a project is paid for: which of these depends on the rule.
    public enum Means: Sendable {
      /// Voters who wanted it paid out of their shares.
      case shares(Sale)
      /// It costs nothing.
      case free
      /// It stood next on the list and fitted; `left` is what was left of the budget after it.
      case list(score: Rational, left: Rational)
      /// The purses of those who wanted it held its cost by then, had they taken in that much each since the beginning
      /// (Phragmén); nil when nobody wanted it and everything else was bought.
      case purses(moment: Rational?, payments: [Payment])
    }
  }

  /// A purchase out of shares.
  public struct Sale: Sendable {
    /// What each vote (or point) cost those who could pay it.
    public let price: Rational
    /// The cost over that: how many votes (or points) of voters with money it had. Projects are bought in the order of
    /// this, under cost satisfaction.
    public let effectiveVotes: Rational
    /// The most first.
    public let payments: [Payment]
    /// Those who wanted it and had nothing left.
    public let penniless: Int
  }

  /// A project that is not funded, and every reason that applies.
  public struct Loss: Sendable {
    public let project: Int
    public let reasons: [Reason]
  }

  /// Why a project is not funded. Money is in units of the currency.
  public enum Reason: Sendable, Hashable {
    case nobodyWantsIt
    /// It is on so many ballots, but on each in a place that is worth nothing: the last, as Borda counts.
    case isWorthNothing(votes: Int)
    case costsMoreThanTheBudget
    /// What those who want it had left between them when nobody could buy more.
    case supportersLackMoney(supporters: Int, left: Rational)
    /// What was left of the budget when its turn came.
    case doesNotFit(left: Rational)
    case isBelowThreshold(score: Rational, threshold: Rational)
    /// The list was cut at that project, the first that did not fit.
    case comesAfterTheCut(at: Int)
    /// Phragmén's rule ended when those projects were due, which did not fit in what was left; its own supporters would
    /// have had its cost once each had taken in that much.
    case wasNotDueYet(stoppedBy: [Int], left: Rational)
  }
}

extension BudgetRule {
  /// Decides, and keeps the reasons. `winners` of the report are those of `winners(of:completion:ties:)`.
  public func report(
    of election: BudgetElection, completion: Completion = .none, ties: TieBreaking? = nil
  ) -> BudgetReport {
    let ties = ties ?? usualTies(election.profile.kind)
    if satisfaction != nil {
      return EqualSharesRecord(election, rule: self, completion: completion, ties: ties).report
    }
    if self == .phragmen { return PhragmenRecord(election, ties: ties).report }
    return GreedyRecord(election, rule: self, ties: ties).report
  }
}
