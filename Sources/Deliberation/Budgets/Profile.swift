/// How people fill in a ballot (Pabulib's `vote_type`).
public enum BallotKind: String, Sendable, Hashable, CaseIterable {
  /// Any number of projects, none before another.
  case approval
  case chooseOne = "choose-1"
  /// Points shared out among projects.
  case cumulative
  /// Projects in order, the most wanted first.
  case ordinal
}

/// All the ballots of a vote, equal ones together: what people marked and how many of them marked it.
///
/// Projects are numbered from 0. An empty ballot is a ballot: whoever casts one has a share of the money.
public struct Profile: Sendable {
  public let kind: BallotKind
  public let projectCount: Int
  /// How many people cast each distinct ballot.
  public let multiplicities: [Int]
  /// Which distinct ballot each person cast, in the order of casting; empty where ballots were supposed, not cast.
  public let ballotOfVoter: [Int32]
  /// Ballot `b` marks `choices[offsets[b]..<offsets[b + 1]]`: ascending, or for ordinal ballots in the voter's order.
  let offsets: [Int]
  let choices: [Int32]
  /// Beside `choices`, the points given, in steps of 10 to the power -`pointDecimals`; empty but for cumulative ballots.
  let points: [Int]
  public let pointDecimals: Int

  public let voters: Int
  public var ballotCount: Int { multiplicities.count }

  /// The projects that a distinct ballot marks.
  public func choices(of ballot: Int) -> [Int] { choices[offsets[ballot]..<offsets[ballot + 1]].map(Int.init) }

  /// The points it gives, beside `choices(of:)`; 1 each where ballots have no points.
  public func points(of ballot: Int) -> [Rational] {
    guard kind == .cumulative else { return choices(of: ballot).map { _ in .one } }
    let scale = BigInteger.powerOfTen(pointDecimals)
    return points[offsets[ballot]..<offsets[ballot + 1]].map { Rational(BigInteger($0), over: scale) ?? .zero }
  }

  /// Takes ballots one at a time.
  public struct Box {
    /// No ballot gives one project more points (in steps of `pointDecimals`): sums over two thousand million voters
    /// then fit a word.
    public static let mostPoints = 1_000_000_000

    private let kind: BallotKind
    private let projectCount: Int
    private let pointDecimals: Int
    /// One entry a voter, until `close`.
    private var offsets = [0]
    private var hashes: [UInt64] = []
    private var choices: [Int32] = []
    private var points: [Int] = []
    private var lastCast: [Int32]

    public init(kind: BallotKind, projectCount: Int, pointDecimals: Int = 0) {
      self.kind = kind
      self.projectCount = projectCount
      self.pointDecimals = pointDecimals
      lastCast = Array(repeating: -1, count: projectCount)
    }

    /// Casts one ballot. Marking a project twice counts once (its points add up); no points are no mark.
    ///
    /// - Returns: false, and nothing is cast, when a project does not exist, points are below zero or beyond
    ///   `mostPoints`, or there are more than two thousand million ballots.
    @discardableResult
    public mutating func cast(_ marks: [Int32], points given: [Int] = []) -> Bool {
      let voter = Int32(truncatingIfNeeded: hashes.count)
      guard hashes.count < Int32.max, kind != .cumulative || given.count == marks.count else { return false }
      let start = choices.count
      var isAccepted = true
      for (index, mark) in marks.enumerated() {
        guard mark >= 0, Int(mark) < projectCount else {
          isAccepted = false
          break
        }
        var weight = 0
        if kind == .cumulative {
          weight = given[index]
          guard weight >= 0, weight <= Self.mostPoints else {
            isAccepted = false
            break
          }
          if weight == 0 { continue }
        }
        if lastCast[Int(mark)] == voter {
          guard kind == .cumulative, let place = choices[start...].firstIndex(of: mark) else { continue }
          guard points[place] + weight <= Self.mostPoints else {
            isAccepted = false
            break
          }
          points[place] += weight
          continue
        }
        lastCast[Int(mark)] = voter
        choices.append(mark)
        if kind == .cumulative { points.append(weight) }
      }
      guard isAccepted else {
        for mark in choices[start...] { lastCast[Int(mark)] = -1 }
        choices.removeSubrange(start...)
        points.removeSubrange(min(start, points.count)...)
        return false
      }
      if kind != .ordinal { sort(from: start) }
      hashes.append(hash(from: start))
      offsets.append(choices.count)
      return true
    }

    /// All that was cast, with equal ballots together, in the order in which they were first cast. Time: O(marks).
    public mutating func close() -> Profile {
      let first = EqualBallots.first(hashes) { isSame($0, $1) }
      var multiplicities: [Int] = []
      var ballotOfVoter: [Int32] = []
      ballotOfVoter.reserveCapacity(first.count)
      var kept = [0]
      var end = 0
      for (voter, equal) in first.enumerated() {
        if Int(equal) < voter {
          let ballot = ballotOfVoter[Int(equal)]
          multiplicities[Int(ballot)] += 1
          ballotOfVoter.append(ballot)
          continue
        }
        for index in offsets[voter]..<offsets[voter + 1] {
          choices[end] = choices[index]
          if kind == .cumulative { points[end] = points[index] }
          end += 1
        }
        ballotOfVoter.append(Int32(truncatingIfNeeded: multiplicities.count))
        multiplicities.append(1)
        kept.append(end)
      }
      choices.removeSubrange(end...)
      if kind == .cumulative { points.removeSubrange(end...) }
      let profile = Profile(
        kind: kind, projectCount: projectCount, multiplicities: multiplicities, ballotOfVoter: ballotOfVoter,
        offsets: kept, choices: choices, points: points, pointDecimals: pointDecimals, voters: first.count)
      self = Box(kind: kind, projectCount: projectCount, pointDecimals: pointDecimals)
      return profile
    }

    /// Ballots are short: insertion.
    private mutating func sort(from start: Int) {
      var next = start + 1
      while next < choices.count {
        let mark = choices[next]
        var hole = next
        while hole > start, choices[hole - 1] > mark {
          choices[hole] = choices[hole - 1]
          hole -= 1
        }
        if hole < next {
          choices[hole] = mark
          if kind == .cumulative {
            let weight = points.remove(at: next)
            points.insert(weight, at: hole)
          }
        }
        next += 1
      }
    }

    private func hash(from start: Int) -> UInt64 {
      var hash: UInt64 = 0x9E37_79B9_7F4A_7C15
      for index in start..<choices.count {
        hash = (hash ^ UInt64(truncatingIfNeeded: choices[index])) &* 0xFF51_AFD7_ED55_8CCD
        if kind == .cumulative { hash = (hash ^ UInt64(truncatingIfNeeded: points[index])) &* 0xC4CE_B9FE_1A85_EC53 }
        hash ^= hash >> 32
      }
      return hash
    }

    private func isSame(_ one: Int, _ other: Int) -> Bool {
      let (start, otherStart) = (offsets[one], offsets[other])
      let length = offsets[one + 1] - start
      guard length == offsets[other + 1] - otherStart else { return false }
      for index in 0..<length {
        guard choices[start + index] == choices[otherStart + index] else { return false }
        if kind == .cumulative, points[start + index] != points[otherStart + index] { return false }
      }
      return true
    }
  }
}
