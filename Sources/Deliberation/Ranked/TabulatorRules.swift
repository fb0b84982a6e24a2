/// What a jurisdiction says about counting its ranked ballots, with the choices that the Ranked Choice Voting Resource
/// Center's tabulator (RCTab 2.0) offers.
public struct TabulatorRules: Sendable, Hashable {
  /// How many are elected, and how: `winnerElectionMode` of the configuration.
  public enum Mode: String, Sendable, Hashable {
    case singleWinner = "singleWinnerMajority"
    /// Everyone who reaches the threshold is elected, and all their surpluses move at once.
    case severalWinnersARound = "multiWinnerAllowMultipleWinnersPerRound"
    /// Only whoever has most of those who reach it.
    case oneWinnerARound = "multiWinnerAllowOnlyOneWinnerPerRound"
    /// The last goes until as many remain as there are seats.
    case bottomsUp = "bottomsUp"
    /// The last goes until everyone who remains has the percentage asked for.
    case bottomsUpToThreshold = "bottomsUpUsingPercentageThreshold"
  }
  /// What several marks at one rank do: `overvoteRule` of the configuration.
  public enum Overvotes: String, Sendable, Hashable {
    case endBallot = "exhaustImmediately"
    case areSkipped = "alwaysSkipToNextRank"
  }
  /// How ties are broken: `tiebreakMode` of the configuration.
  public enum Ties: Sendable, Hashable {
    /// The earliest in the list wins, the latest loses.
    case candidateOrder
    /// The counts of earlier rounds, latest first, then chance.
    case earlierRounds(seed: Int64)
    /// Chance: the linear congruential generator of the Java platform (`java.util.Random`) from that seed.
    case random(seed: Int64)
  }

  public var mode: Mode
  public var seats: Int
  public var overvotes: Overvotes
  public var ties: Ties
  /// Ranks that may be empty in a row before the ballot stops counting; nil for any number.
  public var mostSkipped: Int?
  /// How many ranks of a ballot are read; nil for all.
  public var mostRankings: Int?
  /// A candidate ranked twice ends the ballot there.
  public var repeatsEndBallot = false
  /// All who cannot catch up even together go at once.
  public var excludesTogether = false
  /// Everyone below this many votes goes in the first round; 0 for no such rule.
  public var leastVotes = 0
  /// Decimal places of a vote, 1 to 20.
  public var decimals = 4
  /// The threshold is votes ÷ seats, rounded up, rather than votes ÷ (seats + 1), and the least above it.
  public var usesHareQuota = false
  /// The threshold has decimals.
  public var hasFractionalThreshold = false
  /// With one seat, the threshold of the first round stays.
  public var firstRoundSetsThreshold = false
  /// With one seat, goes on after the winner is known until two remain.
  public var continuesToTwo = false
  /// No round after this one.
  public var lastRound: Int?
  /// For `bottomsUpToThreshold`, the part of the votes asked for, in millionths.
  public var thresholdMillionths = 0
  /// The candidate who stands for undeclared write-ins: they go first, whatever they have.
  public var writeIns: String?

  public init(
    mode: Mode = .singleWinner, seats: Int = 1, overvotes: Overvotes = .areSkipped,
    ties: Ties = .candidateOrder
  ) {
    self.mode = mode
    self.seats = seats
    self.overvotes = overvotes
    self.ties = ties
  }

  var passesSurpluses: Bool { seats > 1 && mode != .bottomsUp }
}

/// `java.util.Random` as its documentation specifies it, so that a lot that a tabulator drew can be drawn again.
struct JavaRandom {
  private var state: UInt64
  private static let mask: UInt64 = (1 << 48) - 1

  init(seed: Int64) { state = (UInt64(bitPattern: seed) ^ 0x5_DEEC_E66D) & Self.mask }

  private mutating func next(_ bits: UInt64) -> UInt64 {
    state = (state &* 0x5_DEEC_E66D &+ 0xB) & Self.mask
    return state >> (48 - bits)
  }

  /// Uniform in [0, 1), 53 bits.
  mutating func double() -> Double {
    let high = next(26)
    return Double((high << 27) + next(27)) / Double(UInt64(1) << 53)
  }
}
