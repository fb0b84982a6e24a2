/// The panels that meet the quotas, as whole points of a polyhedron: how many of each kind sit on it.
struct FeasiblePanels {
  let pool: SortitionPool
  let size: Int
  let solver: any LinearSolver

  private let session: any LinearSession

  init(pool: SortitionPool, size: Int, solver: any LinearSolver) throws(LinearFailure) {
    self.pool = pool
    self.size = size
    self.solver = solver
    session = try solver.open(Self.constraints(pool, size))
  }

  enum Search {
    case found([Int])
    case none(isProven: Bool)
  }

  /// A panel worth more than `target`, where a person of each kind is worth that much.
  func panel(_ worth: [Double], over target: Double) throws(LinearFailure) -> Search {
    session.setObjective(worth)
    switch try session.improve(on: target) {
    case .found(let solution): return .found(solution.values.prefix(worth.count).map { Int($0.rounded()) })
    case .none(let isProven): return .none(isProven: isProven)
    }
  }

  /// A column for each kind; a row for the size of the panel, then one for each feature.
  static func constraints(_ pool: SortitionPool, _ size: Int) -> LinearProgram {
    let columns = pool.kinds.map {
      LinearProgram.Column(0, Double(min($0.people.count, size)), isWhole: true)
    }
    var rows = [LinearProgram.Row(Double(size), Double(size), columns.indices.map { .init($0, 1) })]
    for (category, feature, kinds) in features(pool) {
      let quota = pool.categories[category].features[feature]
      let least = min(quota.least, size + 1)
      rows.append(.init(Double(least), Double(max(least, min(quota.most, size))), kinds.map { .init($0, 1) }))
    }
    return LinearProgram(columns: columns, rows: rows)
  }

  /// Each feature of each category, with the kinds that have it.
  private static func features(_ pool: SortitionPool) -> [(category: Int, feature: Int, kinds: [Int])] {
    pool.categories.indices.flatMap { category in
      pool.categories[category].features.indices.map { feature in
        (category, feature, pool.kinds.indices.filter { pool.kinds[$0].features[category] == feature })
      }
    }
  }

  /// The least that quotas must give way, all together, for some panel to exist.
  static func relaxations(
    _ pool: SortitionPool, _ size: Int, _ solver: some LinearSolver
  ) throws(LinearFailure) -> [SortitionFailure.Relaxation] {
    var program = constraints(pool, size)
    let kinds = program.columns.count
    for row in program.rows.indices.dropFirst() {
      let give = program.columns.count
      program.columns.append(.init(0, Double(size + 1), objective: -1, isWhole: true))
      program.columns.append(.init(0, Double(size + 1), objective: -1, isWhole: true))
      program.rows[row].terms += [.init(give, 1), .init(give + 1, -1)]
    }
    let solution = try solver.open(program).maximise()
    var relaxations: [SortitionFailure.Relaxation] = []
    for (index, entry) in features(pool).enumerated() {
      let quota = pool.categories[entry.category].features[entry.feature]
      let lower = Int(solution.values[kinds + 2 * index].rounded())
      let higher = Int(solution.values[kinds + 2 * index + 1].rounded())
      guard lower > 0 || higher > 0 else { continue }
      relaxations.append(
        .init(
          category: pool.categories[entry.category].name, feature: quota.name, least: quota.least, most: quota.most,
          newLeast: max(0, quota.least - lower), newMost: min(quota.most, size) + higher))
    }
    return relaxations
  }
}
