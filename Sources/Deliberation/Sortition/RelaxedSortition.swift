/// The fairest chances if people could sit on a panel in part: each kind has expected seats, and the quotas hold for these.
///
/// Panels in part include all lotteries over whole panels, so no lottery is fairer than this. Where a lottery over whole
/// panels gives exactly these seats (`PanelDecomposition`), it is therefore the fairest there is, without searching through
/// panels for the proof. That takes linear programs as large as the pool has kinds, one for each level of chances.
struct RelaxedSortition {
  /// What each kind of people has a right to together; nil where a program could not be solved, or it took too long.
  static func seats(
    _ pool: SortitionPool, size: Int, solver: some LinearSolver, goesOn: () -> Bool
  ) -> [Double]? {
    let kinds = pool.kinds
    var fixed: [Double?] = Array(repeating: nil, count: kinds.count)
    // By how much a fixed chance may fall short again, because of rounding.
    var slack = 1e-10
    while fixed.contains(nil) {
      guard goesOn() else { return nil }
      let solution: LinearSolution
      do { solution = try solver.open(program(pool, size, fixed, slack)).maximise() } catch {
        guard error == .infeasible, slack < 1e-8 else { return nil }
        slack *= 10
        continue
      }
      let chance = max(0, solution.objective)
      // With certainty nothing but certainty holds them.
      if chance > 1 - 1e-9 {
        for kind in kinds.indices where fixed[kind] == nil { fixed[kind] = 1 }
        break
      }
      var isAnyNew = false
      let firstRow = solution.duals.count - kinds.count
      // Whoever has a price is held down in every best solution.
      for kind in kinds.indices where fixed[kind] == nil && -solution.duals[firstRow + kind] > 1e-9 {
        fixed[kind] = chance
        isAnyNew = true
      }
      guard isAnyNew else { return nil }
    }
    return kinds.indices.map { (fixed[$0] ?? 0) * Double(kinds[$0].people.count) }
  }

  /// Column 0 is the least chance of those not fixed, then come the seats of each kind. The rows of the quotas, then one for
  /// each kind.
  private static func program(_ pool: SortitionPool, _ size: Int, _ fixed: [Double?], _ slack: Double) -> LinearProgram
  {
    var program = FeasiblePanels.constraints(pool, size)
    for kind in program.columns.indices { program.columns[kind].isWhole = false }
    program.columns.insert(.init(0, 1, objective: 1), at: 0)
    for row in program.rows.indices {
      for term in program.rows[row].terms.indices { program.rows[row].terms[term].column += 1 }
    }
    for (kind, chance) in fixed.enumerated() {
      let people = Double(pool.kinds[kind].people.count)
      if let chance {
        program.rows.append(.init(max(0, (chance - slack) * people), .infinity, [.init(kind + 1, 1)]))
      } else {
        program.rows.append(.init(0, .infinity, [.init(kind + 1, 1), .init(0, -people)]))
      }
    }
    return program
  }
}
