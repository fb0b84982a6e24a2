/// Maximise a sum of columns under rows that are sums of columns between bounds.
public struct LinearProgram: Sendable, Hashable {
  /// A variable, with its bounds and its part in the objective.
  public struct Column: Sendable, Hashable {
    public var lower: Double
    public var upper: Double
    public var objective: Double
    /// It takes whole values only.
    public var isWhole: Bool
    public init(_ lower: Double, _ upper: Double, objective: Double = 0, isWhole: Bool = false) {
      self.lower = lower
      self.upper = upper
      self.objective = objective
      self.isWhole = isWhole
    }
  }
  /// A variable, by position, times a number.
  public struct Term: Sendable, Hashable {
    public var column: Int
    public var factor: Double
    public init(_ column: Int, _ factor: Double) {
      self.column = column
      self.factor = factor
    }
  }
  /// A sum of terms, and what it must be.
  public struct Row: Sendable, Hashable {
    public var lower: Double
    public var upper: Double
    /// No column twice.
    public var terms: [Term]
    public init(_ lower: Double, _ upper: Double, _ terms: [Term]) {
      self.lower = lower
      self.upper = upper
      self.terms = terms
    }
  }

  public var columns: [Column]
  public var rows: [Row]

  public init(columns: [Column] = [], rows: [Row] = []) {
    self.columns = columns
    self.rows = rows
  }
}

/// The best values of a program's columns.
public struct LinearSolution: Sendable, Hashable {
  public let values: [Double]
  public let objective: Double
  /// How much the objective would gain for each unit more that a row could have; empty where some columns are whole.
  public let duals: [Double]
  public init(values: [Double], objective: Double, duals: [Double] = []) {
    self.values = values
    self.objective = objective
    self.duals = duals
  }
}

/// Whoever solves linear programs. `Deliberation` imports nothing, so a library is handed in.
public protocol LinearSolver {
  /// - Throws: `LinearFailure` when the program holds what is no number, or a column twice in a row.
  func open(_ program: LinearProgram) throws(LinearFailure) -> any LinearSession
}

/// A program that is solved again and again while it grows; each time from where it was left.
public protocol LinearSession: AnyObject {
  /// - Throws: `LinearFailure` when there is no solution, or none is found.
  func maximise() throws(LinearFailure) -> LinearSolution
  /// Looks for a solution worth more than `target`, which need not be the best one. Numbers that differ by less than a
  /// hundred-millionth are equal.
  /// - Throws: `LinearFailure` when there is no solution at all, or the solver is at a loss.
  func improve(on target: Double) throws(LinearFailure) -> LinearSearch
  /// Changes what the columns are worth, from the first on.
  func setObjective(_ objective: [Double])
  /// Adds a column, with its factor in each of those rows, no row twice.
  func add(_ column: LinearProgram.Column, rows: [(row: Int, factor: Double)])
}

/// How a program in whole numbers ended.
public enum LinearSearch: Sendable, Hashable {
  case found(LinearSolution)
  /// There is none; or, not proven, none was found within the limit of time.
  case none(isProven: Bool)
}

/// Why a program has no solution.
public enum LinearFailure: Error, Sendable, Hashable {
  /// No values keep within all the bounds.
  case infeasible
  case unbounded
  /// The solver gave up.
  case gaveUp
}
