/// A person whose votes follow another's: the same answer to the same statement, a little later, and then on to the
/// same next statement.
///
/// **Null model.** Whoever has voted on a statement goes on to another as often as other people go from the one to the other,
/// and says there what other people say, by themselves. So a list that everybody gets in the same order makes nobody a
/// copycat. The probability of as many steps in common is that of a sum of independent trials with these chances (a
/// Poisson binomial distribution, exactly); false discoveries are bounded over all pairs.
///
/// Two people at one screen, or a carer who votes with somebody, look the same.
public struct Copycat: Sendable, Hashable {
  public let follower: Int
  public let leader: Int
  /// How many steps of the leader were followed, out of how many that the follower could have followed.
  public let steps: Int
  public let chances: Int
  /// How long after the leader's votes the follower's came, in the middle: milliseconds.
  public let delay: Int64
  /// The rate of false discoveries at which this is one.
  public let rate: Double

  /// What counts as following.
  public struct Rule: Sendable, Hashable {
    /// At most so long after the leader's vote, in milliseconds.
    public var within: Int64 = 600_000
    public var leastSteps = 5
    /// With how many that took the same step before it, the nearest in time, each step is compared.
    public var mostLeaders = 16
    public var falseDiscoveries = 0.01
    public init() {}
  }

  /// The surest first. Votes without a time are left out.
  /// Time: O(votes × (log votes + leaders) + pairs found × votes of a person²).
  public static func all(_ votes: [OpinionVote], rule: Rule = Rule()) -> [Self] {
    let people = TimedVotes(votes).byParticipant
    let walks = people.map { Walk($0.votes) }
    let habits = Habits(walks)
    var found: [Self] = []
    var probabilities: [Double] = []
    for (pair, steps) in pairs(walks, rule).sorted(by: {
      ($0.key.follower, $0.key.leader) < ($1.key.follower, $1.key.leader)
    })
    where steps.count >= max(1, rule.leastSteps) {
      let chances = habits.chances(walks[pair.leader], walks[pair.follower], within: rule.within)
      let misses = chances.count - steps.count
      guard misses >= 0 else { continue }
      probabilities.append(TailProbability.misses(upTo: misses, chances)[misses])
      found.append(
        Self(
          follower: people[pair.follower].participant, leader: people[pair.leader].participant, steps: steps.count,
          chances: chances.count, delay: steps.sorted()[steps.count / 2], rate: 1))
    }
    let (pairs, isTooMany) = people.count.multipliedReportingOverflow(by: max(0, people.count - 1))
    let rates = FalseDiscovery.rates(probabilities, tests: isTooMany ? .max : max(1, pairs))
    return zip(found, rates).filter { $0.1 <= rule.falseDiscoveries }.map { copycat, rate in
      Self(
        follower: copycat.follower, leader: copycat.leader, steps: copycat.steps, chances: copycat.chances,
        delay: copycat.delay, rate: rate)
    }
    .sorted { ($0.rate, $0.follower, $0.leader) < ($1.rate, $1.follower, $1.leader) }
  }

  private struct Pair: Hashable {
    let follower: Int
    let leader: Int
  }

  /// For each pair that took steps in common, by how much the follower was later.
  private static func pairs(_ walks: [Walk], _ rule: Rule) -> [Pair: [Int64]] {
    var taken: [Step: [(time: Int64, before: Int64, walk: Int)]] = [:]
    for (place, walk) in walks.enumerated() {
      for index in walk.votes.indices.dropFirst() {
        let (before, vote) = (walk.votes[index - 1], walk.votes[index])
        let step = Step(from: before.statement, to: vote.statement, stance: vote.stance)
        taken[step, default: []].append((vote.time, before.time, place))
      }
    }
    var pairs: [Pair: [Int64]] = [:]
    for times in taken.values where times.count > 1 {
      let times = times.sorted { ($0.time, $0.walk) < ($1.time, $1.walk) }
      for place in times.indices.dropFirst() {
        for earlier in (max(0, place - max(1, rule.mostLeaders))..<place).reversed() {
          let delay = later(times[place].time, than: times[earlier].time, rule.within)
          guard let delay else { break }
          // Where both vote at one moment nobody follows.
          guard delay > 0, let started = later(times[place].before, than: times[earlier].before, rule.within),
            started > 0
          else { continue }
          pairs[Pair(follower: times[place].walk, leader: times[earlier].walk), default: []].append(delay)
        }
      }
    }
    return pairs
  }

  /// How much later, if at most `within`; nil where it is more or earlier.
  fileprivate static func later(_ time: Int64, than other: Int64, _ within: Int64) -> Int64? {
    let (delay, isTooFar) = time.subtractingReportingOverflow(other)
    return isTooFar || delay < 0 || delay > within ? nil : delay
  }

  struct Step: Hashable {
    let from: Int
    let to: Int
    let stance: Stance
  }

  /// One person's votes in the order of their times.
  fileprivate struct Walk {
    let votes: [TimedVotes.Vote]
    /// Where each statement's vote stands.
    let places: [Int: Int]

    init(_ votes: [TimedVotes.Vote]) {
      self.votes = votes
      places = Dictionary(uniqueKeysWithValues: votes.enumerated().map { ($1.statement, $0) })
    }
  }

  /// How often people go from one statement to another, and what they say.
  private struct Habits {
    private struct Way: Hashable {
      let from: Int
      let to: Int
    }
    private struct Answer: Hashable {
      let statement: Int
      let stance: Stance
    }
    private var ways: [Way: Int] = [:]
    private var leaving: [Int: Int] = [:]
    private var answers: [Answer: Int] = [:]
    private var votes: [Int: Int] = [:]

    init(_ walks: [Walk]) {
      for walk in walks {
        for (index, vote) in walk.votes.enumerated() {
          answers[Answer(statement: vote.statement, stance: vote.stance), default: 0] += 1
          votes[vote.statement, default: 0] += 1
          guard index > 0 else { continue }
          ways[Way(from: walk.votes[index - 1].statement, to: vote.statement), default: 0] += 1
          leaving[walk.votes[index - 1].statement, default: 0] += 1
        }
      }
    }

    /// For each step of the leader whose beginning the follower reached in time, how probable it is to be followed, by the
    /// habits of the others, with one imaginary step for and one against.
    func chances(_ leader: Walk, _ follower: Walk, within: Int64) -> [Double] {
      leader.votes.indices.dropFirst().compactMap { index in
        let (before, vote) = (leader.votes[index - 1], leader.votes[index])
        guard let place = follower.places[before.statement], place + 1 < follower.votes.count,
          let delay = later(follower.votes[place].time, than: before.time, within), delay > 0
        else { return nil }
        return chance(from: before.statement, to: vote.statement) * chance(of: vote.stance, on: vote.statement)
      }
    }

    private func chance(from: Int, to: Int) -> Double {
      let (taken, all) = (ways[Way(from: from, to: to)] ?? 0, leaving[from] ?? 0)
      return Double(max(0, taken - 2) + 1) / Double(max(0, all - 2) + 2)
    }

    private func chance(of stance: Stance, on statement: Int) -> Double {
      let (said, all) = (answers[Answer(statement: statement, stance: stance)] ?? 0, votes[statement] ?? 0)
      return Double(max(0, said - 2) + 1) / Double(max(0, all - 2) + 2)
    }
  }
}
