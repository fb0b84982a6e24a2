/// Whether accounts that are new say something more often than the others do.
///
/// **Null model.** Whether an account is new has nothing to do with what it says: of the votes on a statement by accounts
/// whose age is known, those that say so are drawn at random (hypergeometric: Fisher's exact test, one-sided), with false discoveries
/// bounded over statements and stances.
///
/// New people are welcome, and may think otherwise for good reasons.
public struct NewAccounts: Sendable, Hashable {
  /// How many of those who say something are new, beside all who voted on the statement.
  public struct Share: Sendable, Hashable {
    public let statement: Int
    public let stance: Stance
    /// Of those who say so and whose age is known: how many, and how many of them are new.
    public let votes: Int
    public let new: Int
    /// The same of all who voted on the statement.
    public let allVotes: Int
    public let allNew: Int
    /// The rate of false discoveries at which new accounts say so more than the others.
    public let rate: Double
  }

  /// Participants whose age is known, and how many of them are new.
  public let known: Int
  public let new: Int
  /// Of every statement anybody with a known age agreed or disagreed with, by statement and stance.
  public let shares: [Share]
  public let falseDiscoveries: Double

  /// Where new accounts stand out, the surest first.
  public var standingOut: [Share] {
    shares.filter { $0.rate <= falseDiscoveries }
      .sorted { ($0.rate, $0.statement, $0.stance.rawValue) < ($1.rate, $1.statement, $1.stance.rawValue) }
  }

  /// - Parameters:
  ///   - ages: how old each participant's account was when they voted, in seconds; what is no number or below 0 is not
  ///     known.
  ///   - newBelow: accounts younger than so many seconds are new: a week by default.
  /// Time: O(votes).
  public init(
    _ matrix: VoteMatrix, ages: [Int: Double], newBelow: Double = 604_800, falseDiscoveries: Double = 0.01
  ) {
    self.falseDiscoveries = falseDiscoveries
    let isNew = matrix.participants.map { participant in
      ages[participant].flatMap { $0 >= 0 ? $0 < newBelow : nil }
    }
    known = isNew.count { $0 != nil }
    new = isNew.count { $0 == true }
    let all = matrix.counts(of: isNew.indices.filter { isNew[$0] != nil })
    let young = matrix.counts(of: isNew.indices.filter { isNew[$0] == true })
    var shares: [(Share, Double)] = []
    for (column, statement) in matrix.statements.enumerated() {
      for stance in [Stance.disagree, .agree] {
        let (votes, new) =
          stance == .agree
          ? (all[column].agrees, young[column].agrees) : (all[column].disagrees, young[column].disagrees)
        guard votes > 0 else { continue }
        let probability = TailProbability.hypergeometric(
          atLeast: new, drawn: votes, marked: young[column].votes, total: all[column].votes)
        shares.append(
          (
            Share(
              statement: statement, stance: stance, votes: votes, new: new, allVotes: all[column].votes,
              allNew: young[column].votes, rate: 1), probability
          ))
      }
    }
    let rates = FalseDiscovery.rates(shares.map(\.1), tests: shares.count)
    self.shares = zip(shares, rates).map { share, rate in
      Share(
        statement: share.0.statement, stance: share.0.stance, votes: share.0.votes, new: share.0.new,
        allVotes: share.0.allVotes, allNew: share.0.allNew, rate: rate)
    }
  }
}
