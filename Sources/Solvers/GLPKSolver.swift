import CGLPK
public import Deliberation

/// The GNU Linear Programming Kit: the simplex method, and branch and cut where columns are whole.
public struct GLPKSolver: LinearSolver {
  /// How long one whole-number program may take, in seconds; after that the best found so far is taken, as not proven.
  public let limit: Double

  public init(limit: Double = 60) { self.limit = limit }

  public func open(_ program: LinearProgram) throws(LinearFailure) -> any LinearSession {
    // The library ends the process when a number is no number.
    guard program.isSound, let problem = glp_create_prob() else { throw .gaveUp }
    return GLPKSession(problem, program, limit: limit)
  }
}

/// One problem of the library's. It keeps its basis, so that solving it again after a small change takes few steps.
private final class GLPKSession: LinearSession {
  private let problem: OpaquePointer
  private let limit: Double
  private var columns: Int
  private let rows: Int
  private var hasWhole = false

  init(_ problem: OpaquePointer, _ program: LinearProgram, limit: Double) {
    self.problem = problem
    self.limit = limit
    columns = 0
    rows = program.rows.count
    glp_set_obj_dir(problem, GLP_MAX)
    for column in program.columns { addBare(column) }
    if rows > 0 { glp_add_rows(problem, Int32(rows)) }
    for (index, row) in program.rows.enumerated() {
      let number = Int32(index + 1)
      glp_set_row_bnds(problem, number, Self.kind(row.lower, row.upper), row.lower, row.upper)
      // The library counts from 1 and never looks at what stands at 0.
      glp_set_mat_row(
        problem, number, Int32(row.terms.count), [0] + row.terms.map { Int32($0.column + 1) },
        [0] + row.terms.map(\.factor))
    }
  }

  deinit { glp_delete_prob(problem) }

  func setObjective(_ objective: [Double]) {
    for (index, value) in objective.prefix(columns).enumerated() where value.isFinite {
      glp_set_obj_coef(problem, Int32(index + 1), value)
    }
  }

  func add(_ column: LinearProgram.Column, rows factors: [(row: Int, factor: Double)]) {
    guard column.isSound, factors.allSatisfy({ $0.row >= 0 && $0.row < rows && $0.factor.isFinite }) else { return }
    addBare(column)
    glp_set_mat_col(
      problem, Int32(columns), Int32(factors.count), [0] + factors.map { Int32($0.row + 1) },
      [0] + factors.map(\.factor))
  }

  private func addBare(_ column: LinearProgram.Column) {
    let number = glp_add_cols(problem, 1)
    columns += 1
    glp_set_col_bnds(problem, number, Self.kind(column.lower, column.upper), column.lower, column.upper)
    glp_set_obj_coef(problem, number, column.objective)
    if column.isWhole {
      glp_set_col_kind(problem, number, GLP_IV)
      hasWhole = true
    }
  }

  func maximise() throws(LinearFailure) -> LinearSolution {
    try relax()
    guard hasWhole else {
      return LinearSolution(
        values: (0..<columns).map { glp_get_col_prim(problem, Int32($0 + 1)) },
        objective: glp_get_obj_val(problem),
        duals: (0..<rows).map { glp_get_row_dual(problem, Int32($0 + 1)) })
    }
    guard case .found(let solution) = try search(Search(target: -.infinity, enough: .infinity)) else { throw .gaveUp }
    return solution
  }

  func improve(on target: Double) throws(LinearFailure) -> LinearSearch {
    try relax()
    let bound = glp_get_obj_val(problem)
    guard bound > target + Self.equal else { return .none(isProven: true) }
    guard hasWhole else { return .found(try maximise()) }
    return try search(Search(target: target, enough: target + (bound - target) / 2))
  }

  private static let equal = 1e-8

  /// Solves the program as if no column had to be whole.
  private func relax() throws(LinearFailure) {
    glp_term_out(GLP_OFF)
    var options = glp_smcp()
    glp_init_smcp(&options)
    options.msg_lev = GLP_MSG_OFF
    options.tol_bnd = 1e-9
    options.tol_dj = 1e-9
    if glp_simplex(problem, &options) != 0 {
      glp_adv_basis(problem, 0)
      guard glp_simplex(problem, &options) == 0 else { throw .gaveUp }
    }
    switch glp_get_status(problem) {
    case GLP_OPT: break
    case GLP_NOFEAS, GLP_INFEAS: throw .infeasible
    case GLP_UNBND: throw .unbounded
    default: throw .gaveUp
    }
  }

  /// What a search is after; the library's callback looks at it.
  private struct Search {
    let target: Double
    /// Good enough to stop at once.
    let enough: Double
    /// It was seen that nothing is worth more than the target.
    var isHopeless = false
  }

  private func search(_ wanted: Search) throws(LinearFailure) -> LinearSearch {
    var search = wanted
    var options = glp_iocp()
    glp_init_iocp(&options)
    options.msg_lev = GLP_MSG_OFF
    options.tm_lim = Int32(max(0.001, min(limit, 2_000_000)) * 1_000)
    options.cb_func = { tree, info in
      guard let search = info?.assumingMemoryBound(to: Search.self) else { return }
      switch glp_ios_reason(tree) {
      case GLP_IBINGO:
        if glp_mip_obj_val(glp_ios_get_prob(tree)) >= search.pointee.enough { glp_ios_terminate(tree) }
      case GLP_ISELECT:
        let best = glp_ios_best_node(tree)
        if best != 0, glp_ios_node_bound(tree, best) <= search.pointee.target + GLPKSession.equal {
          search.pointee.isHopeless = true
          glp_ios_terminate(tree)
        }
      default: break
      }
    }
    let code = withUnsafeMutablePointer(to: &search) { pointer in
      options.cb_info = UnsafeMutableRawPointer(pointer)
      return glp_intopt(problem, &options)
    }
    guard [0, GLP_ETMLIM, GLP_EMIPGAP, GLP_ESTOP].contains(code) else { throw .gaveUp }
    switch glp_mip_status(problem) {
    case GLP_OPT, GLP_FEAS:
      let objective = glp_mip_obj_val(problem)
      guard objective > search.target + Self.equal else {
        return .none(isProven: glp_mip_status(problem) == GLP_OPT || search.isHopeless)
      }
      return .found(
        LinearSolution(values: (0..<columns).map { glp_mip_col_val(problem, Int32($0 + 1)) }, objective: objective))
    case GLP_NOFEAS: throw .infeasible
    default: return .none(isProven: search.isHopeless)
    }
  }

  private static func kind(_ lower: Double, _ upper: Double) -> Int32 {
    switch (lower.isFinite, upper.isFinite) {
    case (false, false): GLP_FR
    case (true, false): GLP_LO
    case (false, true): GLP_UP
    case (true, true): lower == upper ? GLP_FX : GLP_DB
    }
  }
}

extension LinearProgram.Column {
  fileprivate var isSound: Bool { objective.isFinite && lower <= upper }
}

extension LinearProgram {
  fileprivate var isSound: Bool {
    columns.count < 10_000_000 && rows.count < 10_000_000 && columns.allSatisfy(\.isSound)
      && rows.allSatisfy { row in
        row.lower <= row.upper
          && row.terms.allSatisfy { columns.indices.contains($0.column) && $0.factor.isFinite }
          && Set(row.terms.map(\.column)).count == row.terms.count
      }
  }
}
