import CGLPK
public import Deliberation

/// The GNU Linear Programming Kit: the simplex method, and branch and cut where columns are whole.
public struct GLPKSolver: LinearSolver {
  /// How long one whole-number program may take, in seconds; after that the best found so far is taken, as not proven.
  public let limit: Double

  public init(limit: Double = 60) { self.limit = limit }

  public func maximise(_ program: LinearProgram) throws(LinearFailure) -> LinearSolution {
    // The library ends the process when a number is no number.
    guard program.isSound else { throw .gaveUp }
    glp_term_out(GLP_OFF)
    guard let problem = glp_create_prob() else { throw .gaveUp }
    defer { glp_delete_prob(problem) }
    fill(problem, program)

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
    guard program.columns.contains(where: \.isWhole) else {
      return LinearSolution(
        values: program.columns.indices.map { glp_get_col_prim(problem, Int32($0 + 1)) },
        objective: glp_get_obj_val(problem),
        duals: program.rows.indices.map { glp_get_row_dual(problem, Int32($0 + 1)) })
    }
    return try maximiseWhole(problem, program)
  }

  private func maximiseWhole(_ problem: OpaquePointer, _ program: LinearProgram) throws(LinearFailure) -> LinearSolution
  {
    var options = glp_iocp()
    glp_init_iocp(&options)
    options.msg_lev = GLP_MSG_OFF
    options.gmi_cuts = GLP_ON
    options.mir_cuts = GLP_ON
    options.tm_lim = Int32(max(0.001, min(limit, 2_000_000)) * 1_000)
    let code = glp_intopt(problem, &options)
    guard code == 0 || code == GLP_ETMLIM || code == GLP_EMIPGAP else { throw .gaveUp }
    switch glp_mip_status(problem) {
    case GLP_OPT, GLP_FEAS:
      return LinearSolution(
        values: program.columns.indices.map { glp_mip_col_val(problem, Int32($0 + 1)) },
        objective: glp_mip_obj_val(problem), isProven: glp_mip_status(problem) == GLP_OPT)
    case GLP_NOFEAS: throw .infeasible
    default: throw .gaveUp
    }
  }

  private func fill(_ problem: OpaquePointer, _ program: LinearProgram) {
    glp_set_obj_dir(problem, GLP_MAX)
    if !program.columns.isEmpty { glp_add_cols(problem, Int32(program.columns.count)) }
    for (index, column) in program.columns.enumerated() {
      let number = Int32(index + 1)
      glp_set_col_bnds(problem, number, kind(column.lower, column.upper), column.lower, column.upper)
      glp_set_obj_coef(problem, number, column.objective)
      if column.isWhole { glp_set_col_kind(problem, number, GLP_IV) }
    }
    if !program.rows.isEmpty { glp_add_rows(problem, Int32(program.rows.count)) }
    for (index, row) in program.rows.enumerated() {
      let number = Int32(index + 1)
      glp_set_row_bnds(problem, number, kind(row.lower, row.upper), row.lower, row.upper)
      // The library counts from 1 and never looks at what stands at 0.
      glp_set_mat_row(
        problem, number, Int32(row.terms.count), [0] + row.terms.map { Int32($0.column + 1) },
        [0] + row.terms.map(\.factor))
    }
  }

  private func kind(_ lower: Double, _ upper: Double) -> Int32 {
    switch (lower.isFinite, upper.isFinite) {
    case (false, false): GLP_FR
    case (true, false): GLP_LO
    case (false, true): GLP_UP
    case (true, true): lower == upper ? GLP_FX : GLP_DB
    }
  }
}

extension LinearProgram {
  fileprivate var isSound: Bool {
    columns.count < 10_000_000 && rows.count < 10_000_000
      && columns.allSatisfy { $0.objective.isFinite && $0.lower <= $0.upper }
      && rows.allSatisfy { row in
        row.lower <= row.upper && row.terms.allSatisfy { columns.indices.contains($0.column) && $0.factor.isFinite }
          && Set(row.terms.map(\.column)).count == row.terms.count
      }
  }
}
