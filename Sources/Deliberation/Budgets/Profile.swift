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

    var isEmpty: Bool { hashes.isEmpty }

    /// Makes room for so many ballots with so many marks in all.
    mutating func reserve(ballots: Int, marks: Int) {
      hashes.reserveCapacity(ballots)
      offsets.reserveCapacity(ballots + 1)
      choices.reserveCapacity(marks)
    }

    /// Casts many ballots without points that are as this type keeps them: every mark is a project, is there once on its
    /// ballot, and, but on ordinal ballots, comes after smaller ones.
    ///
    /// - Parameter ends: where each ballot ends in `marks`.
    /// - Returns: as above.
    mutating func cast(_ marks: UnsafeBufferPointer<Int32>, ends: UnsafeBufferPointer<Int>) -> Bool {
      guard kind != .cumulative, hashes.count <= Int(Int32.max) - ends.count else { return false }
      let before = choices.count
      choices.append(contentsOf: marks)
      offsets.append(contentsOf: ends.lazy.map { before + $0 })
      var start = 0
      for end in ends {
        var hash = Self.noMarks
        while start < end {
          hash = Self.hash(hash, with: marks[start])
          start &+= 1
        }
        hashes.append(hash)
      }
      return true
    }

    /// All that was cast, with equal ballots together, in the order in which they were first cast. Time: O(marks).
    public mutating func close() -> Profile {
      // The first voter with an equal ballot, and then the number of that ballot in its place.
      var ballotOfVoter = offsets.withUnsafeBufferPointer { offsets in
        choices.withUnsafeBufferPointer { choices in
          points.withUnsafeBufferPointer { points in
            EqualBallots.first(hashes) { Self.isSame($0, $1, offsets, choices, points) }
          }
        }
      }
      var distinct = 0
      for (voter, first) in ballotOfVoter.enumerated() where Int(first) == voter { distinct += 1 }
      var multiplicities = [Int](repeating: 0, count: distinct)
      var ballots = 0
      // What is kept moves to the front of where it lay.
      ballotOfVoter.withUnsafeMutableBufferPointer { ballotOfVoter in
        offsets.withUnsafeMutableBufferPointer { offsets in
          choices.withUnsafeMutableBufferPointer { choices in
            var (start, end) = (0, 0)
            for voter in ballotOfVoter.indices {
              let range = start..<offsets[voter + 1]
              start = range.upperBound
              let first = Int(ballotOfVoter[voter])
              if first < voter {
                ballotOfVoter[voter] = ballotOfVoter[first]
                multiplicities[Int(ballotOfVoter[first])] += 1
                continue
              }
              if end < range.lowerBound {
                for index in range {
                  choices[end &+ index &- range.lowerBound] = choices[index]
                  if kind == .cumulative { points[end &+ index &- range.lowerBound] = points[index] }
                }
              }
              end += range.count
              ballotOfVoter[voter] = Int32(truncatingIfNeeded: ballots)
              multiplicities[ballots] = 1
              ballots += 1
              offsets[ballots] = end
            }
          }
        }
      }
      let end = offsets[ballots]
      let profile = Profile(
        kind: kind, projectCount: projectCount, multiplicities: multiplicities, ballotOfVoter: ballotOfVoter,
        offsets: Self.kept(&offsets, ballots + 1), choices: Self.kept(&choices, end),
        points: Self.kept(&points, min(end, points.count)), pointDecimals: pointDecimals, voters: ballotOfVoter.count)
      self = Box(kind: kind, projectCount: projectCount, pointDecimals: pointDecimals)
      return profile
    }

    /// The first so many of them, without much room that is not needed.
    private static func kept<Element>(_ all: inout [Element], _ count: Int) -> [Element] {
      if count < all.capacity / 2 { return Array(all[..<count]) }
      all.removeSubrange(count...)
      return all
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
      var hash = Self.noMarks
      for index in start..<choices.count {
        if kind == .cumulative { hash = (hash ^ UInt64(truncatingIfNeeded: points[index])) &* 0xC4CE_B9FE_1A85_EC53 }
        hash = Self.hash(hash, with: choices[index])
      }
      return hash
    }

    private static let noMarks: UInt64 = 0x9E37_79B9_7F4A_7C15
    @inline(__always) private static func hash(_ hash: UInt64, with mark: Int32) -> UInt64 {
      let mixed = (hash ^ UInt64(truncatingIfNeeded: mark)) &* 0xFF51_AFD7_ED55_8CCD
      return mixed ^ mixed &>> 32
    }

    /// - Parameter points: beside `choices`, or none.
    @inline(__always) private static func isSame(
      _ one: Int, _ other: Int, _ offsets: UnsafeBufferPointer<Int>, _ choices: UnsafeBufferPointer<Int32>,
      _ points: UnsafeBufferPointer<Int>
    ) -> Bool {
      let (start, otherStart) = (offsets[one], offsets[other])
      let length = offsets[one + 1] - start
      guard length == offsets[other + 1] - otherStart else { return false }
      for index in 0..<length {
        guard choices[start + index] == choices[otherStart + index] else { return false }
        if !points.isEmpty, points[start + index] != points[otherStart + index] { return false }
      }
      return true
    }
  }
}
