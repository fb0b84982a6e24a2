/// What a person says to a statement.
public enum Stance: Int8, Sendable, Hashable, CaseIterable {
  case disagree = -1
  case pass = 0
  case agree = 1
}

/// One vote on one statement, as it came in.
public struct OpinionVote: Sendable, Hashable {
  public let participant: Int
  public let statement: Int
  /// nil takes an earlier vote back.
  public let stance: Stance?
  /// Milliseconds since 1970; nil where it is not known.
  public let time: Int64?

  public init(participant: Int, statement: Int, stance: Stance?, time: Int64? = nil) {
    self.participant = participant
    self.statement = statement
    self.stance = stance
    self.time = time
  }
}

/// How many agreed with a statement, disagreed, and passed.
public struct StanceCounts: Sendable, Hashable {
  public var agrees: Int
  public var disagrees: Int
  public var passes: Int

  public init(agrees: Int = 0, disagrees: Int = 0, passes: Int = 0) {
    self.agrees = agrees
    self.disagrees = disagrees
    self.passes = passes
  }

  /// Passes are votes too.
  public var votes: Int { agrees + disagrees + passes }

  /// How many said that.
  subscript(_ stance: Stance) -> Int {
    get {
      switch stance {
      case .agree: agrees
      case .disagree: disagrees
      case .pass: passes
      }
    }
    set {
      switch stance {
      case .agree: agrees = newValue
      case .disagree: disagrees = newValue
      case .pass: passes = newValue
      }
    }
  }

  static func + (a: Self, b: Self) -> Self {
    Self(agrees: a.agrees + b.agrees, disagrees: a.disagrees + b.disagrees, passes: a.passes + b.passes)
  }

  static func - (a: Self, b: Self) -> Self {
    Self(agrees: a.agrees - b.agrees, disagrees: a.disagrees - b.disagrees, passes: a.passes - b.passes)
  }
}
