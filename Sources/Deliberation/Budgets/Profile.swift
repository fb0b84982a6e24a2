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
    private var multiplicities: [Int] = []
    private var ballotOfVoter: [Int32] = []
    private var offsets = [0]
    private var choices: [Int32] = []
    private var points: [Int] = []
    /// An open hash table: the number of a ballot plus one, or 0.
    private var slots = [Int32](repeating: 0, count: 1024)
    private var hashes: [UInt] = []
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
      let voter = Int32(truncatingIfNeeded: ballotOfVoter.count)
      guard ballotOfVoter.count < Int32.max, kind != .cumulative || given.count == marks.count else { return false }
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
      ballotOfVoter.append(place(from: start))
      return true
    }

    /// The ballots that were added, equal ones together.
    public mutating func close() -> Profile {
      Profile(
        kind: kind, projectCount: projectCount, multiplicities: multiplicities, ballotOfVoter: ballotOfVoter,
        offsets: offsets, choices: choices, points: points, pointDecimals: pointDecimals,
        voters: ballotOfVoter.count)
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

    /// The number of the ballot that stands from `start`; taken away again where there is one like it.
    private mutating func place(from start: Int) -> Int32 {
      var hash: UInt = 0x9E37_79B9_7F4A_7C15
      for index in start..<choices.count {
        hash = (hash ^ UInt(truncatingIfNeeded: choices[index])) &* 0xFF51_AFD7_ED55_8CCD
        if kind == .cumulative { hash = (hash ^ UInt(truncatingIfNeeded: points[index])) &* 0xC4CE_B9FE_1A85_EC53 }
        hash ^= hash >> 32
      }
      var slot = Int(truncatingIfNeeded: hash & UInt(slots.count - 1))
      while slots[slot] != 0 {
        let ballot = Int(slots[slot] - 1)
        if hashes[ballot] == hash, isSame(ballot, from: start) {
          multiplicities[ballot] += 1
          choices.removeSubrange(start...)
          if kind == .cumulative { points.removeSubrange(start...) }
          return Int32(truncatingIfNeeded: ballot)
        }
        slot = (slot + 1) & (slots.count - 1)
      }
      let ballot = Int32(truncatingIfNeeded: multiplicities.count)
      slots[slot] = ballot + 1
      multiplicities.append(1)
      hashes.append(hash)
      offsets.append(choices.count)
      if multiplicities.count * 2 > slots.count { grow() }
      return ballot
    }

    private func isSame(_ ballot: Int, from start: Int) -> Bool {
      let other = offsets[ballot]
      let length = offsets[ballot + 1] - other
      guard length == choices.count - start else { return false }
      for index in 0..<length {
        guard choices[other + index] == choices[start + index] else { return false }
        if kind == .cumulative, points[other + index] != points[start + index] { return false }
      }
      return true
    }

    private mutating func grow() {
      var larger = [Int32](repeating: 0, count: slots.count * 4)
      for (ballot, hash) in hashes.enumerated() {
        var slot = Int(truncatingIfNeeded: hash & UInt(larger.count - 1))
        while larger[slot] != 0 { slot = (slot + 1) & (larger.count - 1) }
        larger[slot] = Int32(truncatingIfNeeded: ballot) + 1
      }
      slots = larger
    }
  }
}
