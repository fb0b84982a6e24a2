/// A run of votes on one statement that came fast and mostly said the same.
///
/// **Null model.** What the votes on a statement say does not depend on when they come: any order of them is as likely as
/// any other. That leaves the pace free, so a launch, a newsletter or a statement that is new are no bursts. The
/// scan statistic over windows of consecutive votes (Kulldorff, “A spatial scan statistic”, Communications in Statistics 26
/// (1997), Bernoulli model), with hypergeometric probabilities times the number of windows (Bonferroni) instead of
/// permutations, and false discoveries bounded over statements and stances. Windows have 8, 12, 17 … votes, up to half of a
/// statement's, take no more than six hours, and come at least twice as fast as its votes do altogether.
///
/// People who come together, such as a class, make bursts too.
public struct StanceBurst: Sendable, Hashable {
  public let statement: Int
  public let stance: Stance
  /// The first and the last vote of the run, in milliseconds since 1970.
  public let from: Int64
  public let to: Int64
  /// How many votes came in it, and how many of them said so.
  public let votes: Int
  public let same: Int
  /// How many votes there are on the statement, and how many of them say so.
  public let allVotes: Int
  public let allSame: Int
  /// The rate of false discoveries at which this is one.
  public let rate: Double

  /// Which runs of votes are looked at, and what counts as a burst.
  public struct Rule: Sendable, Hashable {
    public var leastVotes = 8
    /// How many times as fast as the statement's votes altogether.
    public var leastPace = 2.0
    /// In milliseconds.
    public var longest: Int64 = 21_600_000
    public var falseDiscoveries = 0.01
    public init() {}
  }

  /// The strongest burst of each statement and stance that has one, the surest first. Votes without a time are left out.
  /// Time: O(votes × log votes).
  public static func all(_ votes: [OpinionVote], rule: Rule = Rule()) -> [Self] {
    let held = TimedVotes(votes).byStatement
    var found: [Self] = []
    var probabilities: [Double] = []
    var tests = 0
    for (statement, cast) in held {
      let windows = Windows(cast, rule: rule)
      for stance in Stance.allCases {
        tests += 1
        guard let best = windows.best(stance) else { continue }
        let run = cast[best.start..<best.start + best.length]
        probabilities.append(best.probability)
        found.append(
          Self(
            statement: statement, stance: stance, from: cast[best.start].time,
            to: cast[best.start + best.length - 1].time, votes: best.length,
            same: run.count { $0.stance == stance }, allVotes: cast.count,
            allSame: cast.count { $0.stance == stance }, rate: 1))
      }
    }
    let rates = FalseDiscovery.rates(probabilities, tests: tests)
    return zip(found, rates).filter { $0.1 <= rule.falseDiscoveries }.map { $0.0.with(rate: $0.1) }
      .sorted { ($0.rate, $0.statement, $0.stance.rawValue) < ($1.rate, $1.statement, $1.stance.rawValue) }
  }

  private func with(rate: Double) -> Self {
    Self(
      statement: statement, stance: stance, from: from, to: to, votes: votes, same: same, allVotes: allVotes,
      allSame: allSame, rate: rate)
  }

  /// Runs of consecutive votes on one statement.
  private struct Windows {
    let cast: [TimedVotes.Vote]
    let rule: Rule
    let lengths: [Int]

    init(_ cast: [TimedVotes.Vote], rule: Rule) {
      self.cast = cast
      self.rule = rule
      var lengths: [Int] = []
      var length = Double(max(2, rule.leastVotes))
      while length <= Double(cast.count) / 2 {
        lengths.append(Int(length))
        length = (length * 1.414_213_562_373_095_1).rounded(.up)
      }
      self.lengths = lengths
    }

    func best(_ stance: Stance) -> (start: Int, length: Int, probability: Double)? {
      var before = [0]
      for vote in cast { before.append(before[before.count - 1] + (vote.stance == stance ? 1 : 0)) }
      let marked = before[cast.count]
      guard marked > 0, let first = cast.first, let last = cast.last else { return nil }
      let whole = Double(last.time) - Double(first.time)
      var windows = 0
      var best: (start: Int, length: Int, probability: Double)?
      for length in lengths {
        var most: (count: Int, start: Int)?
        let longest = min(Double(rule.longest), whole * Double(length) / Double(cast.count) / max(1e-9, rule.leastPace))
        for start in 0...(cast.count - length) {
          windows += 1
          let count = before[start + length] - before[start]
          guard count > most?.count ?? 0 else { continue }
          if Double(cast[start + length - 1].time) - Double(cast[start].time) <= longest { most = (count, start) }
        }
        guard let most else { continue }
        let probability = TailProbability.hypergeometric(
          atLeast: most.count, drawn: length, marked: marked, total: cast.count)
        if probability < best?.probability ?? .infinity { best = (most.start, length, probability) }
      }
      guard let best else { return nil }
      return (best.start, best.length, min(1, best.probability * Double(windows)))
    }
  }
}

/// The votes that hold and whose time is known, in the order of their times.
struct TimedVotes {
  struct Vote: Sendable, Hashable {
    let participant: Int
    let statement: Int
    let stance: Stance
    let time: Int64
  }

  let all: [Vote]

  /// Of several votes of one person on one statement the last counts.
  init(_ votes: [OpinionVote]) {
    struct Place: Hashable {
      let participant: Int
      let statement: Int
    }
    var last: [Place: OpinionVote] = [:]
    for vote in votes { last[Place(participant: vote.participant, statement: vote.statement)] = vote }
    all = last.values.compactMap { vote -> Vote? in
      guard let stance = vote.stance, let time = vote.time else { return nil }
      return Vote(participant: vote.participant, statement: vote.statement, stance: stance, time: time)
    }
    .sorted { ($0.time, $0.participant, $0.statement) < ($1.time, $1.participant, $1.statement) }
  }

  /// By ascending number.
  var byStatement: [(statement: Int, votes: [Vote])] {
    Dictionary(grouping: all, by: \.statement).sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
  }

  var byParticipant: [(participant: Int, votes: [Vote])] {
    Dictionary(grouping: all, by: \.participant).sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
  }
}
