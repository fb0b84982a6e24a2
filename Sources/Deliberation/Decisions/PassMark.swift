/// A part of a whole, exactly: two thirds is two thirds.
public struct Part: Sendable, Hashable {
  public let numerator: Int
  public let denominator: Int

  /// Nil unless it is from none to all.
  public init?(_ numerator: Int, of denominator: Int) {
    guard denominator > 0, numerator >= 0, numerator <= denominator else { return nil }
    self.numerator = numerator
    self.denominator = denominator
  }

  private init(_ numerator: Int, over denominator: Int) {
    self.numerator = numerator
    self.denominator = denominator
  }

  public static let half = Part(1, over: 2)

  /// Nil unless it is from 0 to 100.
  public init?(percent: Int) { self.init(percent, of: 100) }

  /// The least whole number that is at least this part of `whole`; 0 of a negative whole.
  public func roundedUp(of whole: Int) -> Int {
    guard whole > 0 else { return 0 }
    let (quotient, remainder) = denominator.dividingFullWidth(whole.multipliedFullWidth(by: numerator))
    return quotient + (remainder > 0 ? 1 : 0)
  }

  /// How `count` of `whole` compares with this part: -1 below, 0 equal, 1 above.
  func compare(_ count: Int, of whole: Int) -> Int {
    let (high, low) = count.multipliedFullWidth(by: denominator)
    let (otherHigh, otherLow) = whole.multipliedFullWidth(by: numerator)
    if (high, low) == (otherHigh, otherLow) { return 0 }
    return (high, low) < (otherHigh, otherLow) ? -1 : 1
  }
}

/// How many votes it takes for an option to pass.
public struct PassMark: Sendable, Hashable {
  /// What the votes are measured against.
  public enum Basis: String, Sendable, Hashable, CaseIterable {
    /// Everyone who voted, abstentions too.
    case votesCast = "votes-cast"
    /// Everyone who took a side.
    case sidesTaken = "sides-taken"
    /// Everyone who could have voted.
    case eligible
  }
  /// How the votes must compare with the part.
  public enum Test: String, Sendable, Hashable, CaseIterable {
    case atLeast = "at-least"
    case moreThan = "more-than"
    case atMost = "at-most"
  }

  public let test: Test
  public let part: Part
  public let basis: Basis

  public init(_ test: Test, _ part: Part, of basis: Basis) {
    self.test = test
    self.part = part
    self.basis = basis
  }

  /// More than half of those who took a side.
  public static let simpleMajority = PassMark(.moreThan, .half, of: .sidesTaken)

  /// Whether `votes` of a whole of `whole` pass. Where there is nobody to measure against, nothing passes but “at most”.
  public func isMet(by votes: Int, of whole: Int) -> Bool {
    guard whole > 0 else { return test == .atMost }
    switch test {
    case .atLeast: return part.compare(votes, of: whole) >= 0
    case .moreThan: return part.compare(votes, of: whole) > 0
    case .atMost: return part.compare(votes, of: whole) <= 0
    }
  }
}

/// How many people must vote for a decision to count. Abstaining is voting.
public enum Quorum: Sendable, Hashable {
  case none
  case people(Int)
  /// A part of those who may vote, rounded up.
  case part(Part)

  /// How many have to vote when so many may.
  public func needed(of eligible: Int) -> Int {
    switch self {
    case .none: 0
    case .people(let people): max(0, people)
    case .part(let part): part.roundedUp(of: eligible)
    }
  }
}

/// Who took part in a decision.
public struct Turnout: Sendable, Hashable {
  public let eligible: Int
  public let voted: Int
  /// How many had to.
  public let needed: Int
  public var isQuorate: Bool { voted >= needed }

  init(voted: Int, eligible: Int?, quorum: Quorum) {
    self.eligible = max(eligible ?? voted, 0)
    self.voted = voted
    needed = quorum.needed(of: self.eligible)
  }

  /// - Throws: `Malformed` when someone voted twice, or more voted than may.
  static func check(_ voters: some Sequence<String>, eligible: Int?) throws(Malformed) -> Int {
    var seen: Set<String> = []
    for voter in voters {
      guard seen.insert(voter).inserted else { throw Malformed("“\(voter)” voted twice.") }
    }
    if let eligible, seen.count > eligible {
      throw Malformed("\(seen.count) voted, but only \(eligible) may.")
    }
    return seen.count
  }
}
