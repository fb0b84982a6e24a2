/// Votes that give each option a number and add them up: approval, choosing several, score, dots (cumulative) and position.
///
/// Time: linear in the marks.
public struct PointTally: Sendable, Hashable {
  public let turnout: Turnout
  /// What each option was given altogether.
  public let totals: [Int]
  /// How many gave it anything but nothing.
  public let supporters: [Int]

  /// Total over those who gave it something (as Loomio reports the average of a score); 0 where nobody did.
  public var averages: [Double] {
    zip(totals, supporters).map { $1 > 0 ? Double($0) / Double($1) : 0 }
  }
  /// Total over everyone who voted; 0 where nobody did.
  public var means: [Double] { totals.map { turnout.voted > 0 ? Double($0) / Double(turnout.voted) : 0 } }

  /// Options, most points first; those with as many stand together.
  public var ranking: [[Int]] {
    var ranking: [[Int]] = []
    for option in totals.indices.sorted(by: { (totals[$0], $1) > (totals[$1], $0) }) {
      if let last = ranking.last?.first, totals[last] == totals[option] {
        ranking[ranking.count - 1].append(option)
      } else {
        ranking.append([option])
      }
    }
    return ranking
  }

  /// The `seats` options with most points, and those who tie for the last places, from whom a lot must choose.
  public func elected(_ seats: Int) -> (elected: [Int], tied: [Int], places: Int) {
    var elected: [Int] = []
    for together in ranking {
      let left = seats - elected.count
      guard left > 0 else { break }
      guard together.count <= left else { return (elected, together, left) }
      elected += together
    }
    return (elected, [], 0)
  }

  /// Approval voting (S. J. Brams and P. C. Fishburn, 1978), and choosing several: each person approves of as many options as
  /// the limits allow.
  /// - Throws: `Malformed` for someone who votes twice, or approves of too many, too few, one option twice or what is none.
  public static func approval(
    options: Int, ballots: [(voter: String, approved: [Int])], allowed: ClosedRange<Int>? = nil, eligible: Int? = nil,
    quorum: Quorum = .none
  ) throws(Malformed) -> PointTally {
    var tally = Builder(options)
    for ballot in ballots {
      if let allowed, !allowed.contains(ballot.approved.count) {
        throw Malformed(
          "“\(ballot.voter)” chose \(ballot.approved.count) options, not \(allowed.lowerBound) to \(allowed.upperBound)."
        )
      }
      try tally.add(ballot.approved.map { ($0, 1) }, by: ballot.voter)
    }
    return try tally.finish(ballots.map(\.voter), eligible, quorum)
  }

  /// Score voting: each person gives each option a number within `range` (Loomio: 0 to 5); what they leave out counts 0.
  /// - Throws: `Malformed` for someone who votes twice, a score outside the range, an option scored twice or that is none.
  public static func score(
    options: Int, range: ClosedRange<Int> = 0...5, ballots: [(voter: String, scores: [Int: Int])], eligible: Int? = nil,
    quorum: Quorum = .none
  ) throws(Malformed) -> PointTally {
    var tally = Builder(options)
    for ballot in ballots {
      for (_, score) in ballot.scores where !range.contains(score) {
        throw Malformed(
          "“\(ballot.voter)” gave \(score), which is not from \(range.lowerBound) to \(range.upperBound).")
      }
      try tally.add(ballot.scores.map { ($0.key, $0.value) }, by: ballot.voter)
    }
    return try tally.finish(ballots.map(\.voter), eligible, quorum)
  }

  /// Dots, or cumulative voting: each person spreads at most `dots` (Loomio: 8) over the options as they like.
  /// - Throws: `Malformed` for someone who votes twice or spends more, a negative number, or what is no option.
  public static func dots(
    options: Int, dots: Int = 8, ballots: [(voter: String, dots: [Int: Int])], eligible: Int? = nil,
    quorum: Quorum = .none
  ) throws(Malformed) -> PointTally {
    var tally = Builder(options)
    for ballot in ballots {
      var left = dots
      for (_, spent) in ballot.dots {
        guard spent >= 0 else { throw Malformed("“\(ballot.voter)” gave a negative number of dots.") }
        guard spent <= left else { throw Malformed("“\(ballot.voter)” gave more than \(dots) dots.") }
        left -= spent
      }
      try tally.add(ballot.dots.map { ($0.key, $0.value) }, by: ballot.voter)
    }
    return try tally.finish(ballots.map(\.voter), eligible, quorum)
  }

  /// The positional score that Loomio calls ranked choice: each person puts their `picks` (Loomio: 3) best options in order;
  /// the first gets `picks` points, the next one less, the last one. It is not instant runoff.
  /// - Throws: `Malformed` for someone who votes twice or ranks another number of options, one twice or what is none.
  public static func positional(
    options: Int, picks: Int = 3, ballots: [(voter: String, ranking: [Int])], eligible: Int? = nil,
    quorum: Quorum = .none
  ) throws(Malformed) -> PointTally {
    var tally = Builder(options)
    for ballot in ballots {
      guard ballot.ranking.count == picks else {
        throw Malformed("“\(ballot.voter)” ranked \(ballot.ranking.count) options, not \(picks).")
      }
      try tally.add(ballot.ranking.enumerated().map { ($1, picks - $0) }, by: ballot.voter)
    }
    return try tally.finish(ballots.map(\.voter), eligible, quorum)
  }

  struct Builder {
    private var totals: [Int]
    private var supporters: [Int]

    init(_ options: Int) {
      totals = Array(repeating: 0, count: max(0, options))
      supporters = totals
    }

    mutating func add(_ points: [(option: Int, points: Int)], by voter: String) throws(Malformed) {
      var seen: Set<Int> = []
      for (option, points) in points {
        guard totals.indices.contains(option) else { throw Malformed("“\(voter)” voted for what is no option.") }
        guard seen.insert(option).inserted else { throw Malformed("“\(voter)” named one option twice.") }
        let (total, overflow) = totals[option].addingReportingOverflow(points)
        guard !overflow else { throw Malformed("the points are too many to add up.") }
        totals[option] = total
        if points != 0 { supporters[option] += 1 }
      }
    }

    func finish(_ voters: [String], _ eligible: Int?, _ quorum: Quorum) throws(Malformed) -> PointTally {
      let voted = try Turnout.check(voters, eligible: eligible)
      return PointTally(
        turnout: Turnout(voted: voted, eligible: eligible, quorum: quorum), totals: totals, supporters: supporters)
    }
  }
}
