/// The fairest lottery over panels that meet the quotas: it makes the least likely person as likely as possible, then the
/// next, and so on (leximin). B. Flanigan, P. Gölz, A. Gupta, B. Hennig and A. D. Procaccia, “Fair algorithms for selecting
/// citizens' assemblies”, Nature 596 (2021) 548–552, with column generation as in its supplement.
///
/// The probabilities are unique. People whom the quotas cannot tell apart have equal ones, so the programs are about kinds
/// of people and not about people, which makes them smaller by that factor and changes nothing else.
///
/// First it is tried whether whole panels can be as fair as panels in part (`RelaxedSortition`, `PanelDecomposition`), which
/// they often can in large pools; then that is the proof, and no search for better panels is needed.
///
/// Time: a linear program for each level of probability and a whole-number program for each panel; where that is no proof,
/// for each level as many whole-number programs over kinds as panels are missing.
public struct LeximinSortition {
  private let panels: FeasiblePanels
  private let kinds: [SortitionPool.Kind]
  private var found: [[Int]] = []
  private var isProven = true
  /// By how much a fixed probability may fall short again.
  private var slack = 1e-9

  /// - Parameter goesOn: asked now and then with how many of how many kinds have their probability. Once it says no, the
  ///   fairest lottery found so far is taken, as not proven.
  /// - Throws: `SortitionFailure` when no panel meets the quotas.
  public static func lottery(
    _ pool: SortitionPool, panel size: Int, solver: some LinearSolver, goesOn: (Int, Int) -> Bool = { _, _ in true }
  ) throws(SortitionFailure) -> PanelLottery {
    guard size > 0, size <= pool.people.count else { throw .size }
    do {
      var sortition = LeximinSortition(
        panels: try FeasiblePanels(pool: pool, size: size, solver: solver), kinds: pool.kinds)
      try sortition.findFirst()
      if let lottery = try sortition.takenApart(solver, { goesOn(0, pool.kinds.count) }) { return lottery }
      try sortition.coverKinds()
      try sortition.addVaried { goesOn(0, pool.kinds.count) }
      let fixed = try sortition.fixProbabilities(goesOn)
      return try sortition.lottery(fixed)
    } catch .infeasible {
      let relaxations = try? FeasiblePanels.relaxations(pool, size, solver)
      throw relaxations.map { .quotas($0) } ?? .solver
    } catch { throw .solver }
  }

  private init(panels: FeasiblePanels, kinds: [SortitionPool.Kind]) {
    self.panels = panels
    self.kinds = kinds
  }

  /// Of a panel of people who are all worth nothing there is one if there is any.
  private mutating func findFirst() throws(LinearFailure) {
    guard case .found(let first) = try panels.panel(kinds.map { _ in 0 }, over: -1) else { throw .infeasible }
    found = [first]
  }

  /// The fairest lottery where whole panels can be as fair as panels in part: then that is proof enough. Nil where they
  /// cannot, or it is not known; the panels that were found stay.
  private mutating func takenApart(
    _ solver: some LinearSolver, _ goesOn: () -> Bool
  ) throws(LinearFailure) -> PanelLottery? {
    let (pool, size) = (panels.pool, panels.size)
    guard let seats = RelaxedSortition.seats(pool, size: size, solver: solver, goesOn: goesOn) else { return nil }
    let parts = PanelDecomposition(seats, pool: pool, size: size, solver: solver, goesOn: goesOn)
    if parts.isComplete {
      let all = parts.weights.reduce(0, +)
      found = parts.panels
      return PanelLottery(
        pool: pool, size: size, panels: Self.tickets(found, parts.weights.map { $0 / all }), isProven: true)
    }
    let known = Set(found)
    found += Set(parts.panels).subtracting(known).sorted { $0.lexicographicallyPrecedes($1) }
    return nil
  }

  /// More panels, so that every kind that can sit on one does.
  private mutating func coverKinds() throws(LinearFailure) {
    var isMissing = Array(repeating: true, count: kinds.count)
    for panel in found {
      for kind in kinds.indices where panel[kind] > 0 { isMissing[kind] = false }
    }
    while isMissing.contains(true) {
      switch try panels.panel(isMissing.map { $0 ? 1.0 : 0 }, over: 0.5) {
      case .found(let panel):
        for kind in kinds.indices where panel[kind] > 0 { isMissing[kind] = false }
        found.append(panel)
      case .none(let isCertain):
        isProven = isCertain
        return
      }
    }
  }

  /// As many panels again as there are kinds, each of the people who were on few before (multiplicative weights, as in the
  /// paper's supplement): with them the prices settle soon.
  private mutating func addVaried(_ goesOn: () -> Bool) throws(LinearFailure) {
    var seen = Set(found)
    var worth = kinds.map { _ in 1.0 }
    for panel in found { lower(&worth, panel) }
    for _ in kinds.indices where goesOn() {
      let total = worth.reduce(0, +)
      guard case .found(let panel) = try panels.panel(worth.map { $0 / total }, over: 0) else { return }
      lower(&worth, panel)
      if seen.insert(panel).inserted { found.append(panel) }
    }
  }

  /// Whoever is on the panel counts less from now on, by how much of their kind is.
  private func lower(_ worth: inout [Double], _ panel: [Int]) {
    for kind in kinds.indices where panel[kind] > 0 {
      worth[kind] *= 1 - 0.5 * Double(panel[kind]) / Double(kinds[kind].people.count)
      worth[kind] = max(worth[kind], 1e-9)
    }
  }

  /// Raises the least of the probabilities that are not fixed as far as it goes, fixes those that hold it there, and so on.
  private mutating func fixProbabilities(_ goesOn: (Int, Int) -> Bool) throws(LinearFailure) -> [Double] {
    var fixed: [Double?] = Array(repeating: nil, count: kinds.count)
    // Whoever is on none of the panels found can be on none at all.
    for kind in kinds.indices where found.allSatisfy({ $0[kind] == 0 }) { fixed[kind] = 0 }
    while fixed.contains(nil) {
      let done = fixed.count { $0 != nil }
      let (least, prices, isStopped) = try raiseLeast(fixed) { goesOn(done, fixed.count) }
      if isStopped {
        isProven = false
        return fixed.map { $0 ?? least }
      }
      var any = false
      for kind in kinds.indices where fixed[kind] == nil && prices[kind] > 1e-6 {
        fixed[kind] = least
        any = true
      }
      // The prices of those not fixed sum to one, so this is for a solver that is beside itself.
      if !any { throw .gaveUp }
    }
    return fixed.map { $0 ?? 0 }
  }

  /// The highest that the least probability can be, and what each kind's row is worth: positive where it holds it down in
  /// every best lottery.
  private mutating func raiseLeast(
    _ fixed: [Double?], goesOn: () -> Bool
  ) throws(LinearFailure) -> (least: Double, prices: [Double], isStopped: Bool) {
    var master = try panels.solver.open(program(fixed))
    while true {
      let solution: LinearSolution
      do { solution = try master.maximise() } catch .infeasible where slack < 1e-4 {
        // Rounding has made the fixed probabilities a little more than the panels found can give.
        slack *= 10
        master = try panels.solver.open(program(fixed))
        continue
      }
      let prices = kinds.indices.map { max(0, -solution.duals[$0]) }
      let price = solution.duals[kinds.count]
      guard goesOn() else { return (max(0, solution.objective), prices, true) }
      let worth = kinds.indices.map { prices[$0] / Double(kinds[$0].people.count) }
      switch try panels.panel(worth, over: price) {
      case .found(let panel) where !found.contains(panel):
        found.append(panel)
        let shares = kinds.indices.filter { panel[$0] > 0 }
          .map { (row: $0, factor: Double(panel[$0]) / Double(kinds[$0].people.count)) }
        master.add(.init(0, .infinity), rows: shares + [(kinds.count, 1)])
      case .none(isProven: false):
        isProven = false
        return (max(0, solution.objective), prices, false)
      case .found, .none: return (max(0, solution.objective), prices, false)
      }
    }
  }

  /// Column 0 is the least probability of those not fixed; then a column for each panel found. A row for each kind, and one
  /// for the panels' probabilities together.
  private func program(_ fixed: [Double?]) -> LinearProgram {
    var program = LinearProgram(
      columns: [.init(0, .infinity, objective: 1)] + found.map { _ in .init(0, .infinity) })
    program.rows = kinds.indices.map { kind in
      var terms = shares(of: kind, firstColumn: 1)
      if fixed[kind] == nil { terms.append(.init(0, -1)) }
      return .init(fixed[kind].map { max(0, $0 - slack) } ?? 0, .infinity, terms)
    }
    program.rows.append(.init(-.infinity, 1, found.indices.map { .init($0 + 1, 1) }))
    return program
  }

  /// Each panel's share of the kind's people on it.
  private func shares(of kind: Int, firstColumn: Int) -> [LinearProgram.Term] {
    found.indices.filter { found[$0][kind] > 0 }
      .map { .init($0 + firstColumn, Double(found[$0][kind]) / Double(kinds[kind].people.count)) }
  }

  /// A lottery with those probabilities, as near as can be, in whole tickets.
  private func lottery(_ fixed: [Double]) throws(LinearFailure) -> PanelLottery {
    // Column 0 is the most by which a kind falls short.
    var program = LinearProgram(
      columns: [.init(0, 1, objective: -1)] + found.map { _ in .init(0, .infinity) })
    program.rows = kinds.indices.map { kind in
      .init(fixed[kind], .infinity, [.init(0, 1)] + shares(of: kind, firstColumn: 1))
    }
    program.rows.append(.init(1, 1, found.indices.map { .init($0 + 1, 1) }))
    let solution = try panels.solver.open(program).maximise()
    let weights = solution.values.dropFirst().map { max(0, $0) }
    let total = weights.reduce(0, +)
    guard total > 0 else { throw .gaveUp }
    return PanelLottery(
      pool: panels.pool, size: panels.size, panels: Self.tickets(found, weights.map { $0 / total }), isProven: isProven)
  }

  /// Whole tickets by the largest remainder.
  private static func tickets(_ found: [[Int]], _ weights: [Double]) -> [PanelLottery.Panel] {
    let exact = weights.map { $0 * Double(PanelLottery.tickets) }
    var tickets = exact.map { Int($0.rounded(.down)) }
    let order = exact.indices.sorted {
      (exact[$1] - exact[$1].rounded(.down), $0) < (exact[$0] - exact[$0].rounded(.down), $1)
    }
    var left = PanelLottery.tickets - tickets.reduce(0, +)
    for index in order where left > 0 && weights[index] > 0 {
      tickets[index] += 1
      left -= 1
    }
    if left != 0, let first = order.first { tickets[first] += left }
    return found.indices.filter { tickets[$0] > 0 }
      .map { PanelLottery.Panel(places: found[$0], tickets: tickets[$0]) }
  }
}
