/// Expected seats taken apart into whole panels and their chances.
///
/// A panel between the seats rounded down and rounded up, within the quotas, is given as much chance as can be without what
/// remains leaving the bounds; then one more kind has whole seats, or one more quota is met exactly, and so on with what
/// remains. (The constructive proof of Carathéodory's theorem; H. Grötschel, L. Lovász and A. Schrijver, Geometric Algorithms
/// and Combinatorial Optimization, 1988, theorem 6.5.11.)
///
/// Time: at most as many whole-number programs, without proof of their best, as there are kinds and quotas.
struct PanelDecomposition {
  private(set) var panels: [[Int]] = []
  /// Beside `panels`.
  private(set) var weights: [Double] = []
  /// Everything was taken apart, up to a two-millionth. Otherwise no whole panel was found between the bounds of what remained.
  private(set) var isComplete = false

  private let pool: SortitionPool
  private var seats: [Double]
  private var rows: [(kinds: [Int], least: Double, most: Double)]
  private var left = 1.0

  private static let equal = 1e-9
  /// What may be left over, as the seats come from a linear program and are a little off: no chance is off by more.
  private static let crumbs = 5e-7

  init(_ seats: [Double], pool: SortitionPool, size: Int, solver: some LinearSolver, goesOn: () -> Bool) {
    self.pool = pool
    self.seats = seats
    rows = FeasiblePanels.constraints(pool, size).rows.map { ($0.terms.map(\.column), $0.lower, $0.upper) }
    let most = 4 * (seats.count + rows.count)
    while panels.count < most, goesOn() {
      snap()
      if self.seats.allSatisfy({ $0 == $0.rounded() }) {
        add(self.seats.map { Int($0) }, left)
        isComplete = true
        return
      }
      guard let panel = nextPanel(solver) else { break }
      take(panel)
    }
    isComplete = left <= Self.crumbs
  }

  private mutating func add(_ panel: [Int], _ weight: Double) {
    panels.append(panel)
    weights.append(weight)
  }

  /// Takes away what rounding has left.
  private mutating func snap() {
    for kind in seats.indices where abs(seats[kind] - seats[kind].rounded()) < Self.equal { seats[kind].round() }
  }

  /// A whole panel on the smallest face of the bounds that the seats lie on; rather with those who have much of a seat.
  private func nextPanel(_ solver: some LinearSolver) -> [Int]? {
    let open = seats.indices.filter { seats[$0] != seats[$0].rounded() }
    var columnOf = [Int](repeating: -1, count: seats.count)
    for (column, kind) in open.enumerated() { columnOf[kind] = column }
    var program = LinearProgram(
      columns: open.map { kind in
        // Seats beyond those rounded down.
        .init(0, 1, objective: seats[kind] - seats[kind].rounded(.down), isWhole: true)
      })
    for (kinds, least, most) in rows {
      let terms = kinds.filter { columnOf[$0] >= 0 }.map { LinearProgram.Term(columnOf[$0], 1) }
      guard !terms.isEmpty else { continue }
      let sum = kinds.reduce(0) { $0 + seats[$1] }
      let given = kinds.reduce(0) { $0 + seats[$1].rounded(.down) }
      let lower = sum > most - Self.equal ? most : least
      let upper = sum < least + Self.equal ? least : most
      program.rows.append(.init(lower - given, upper - given, terms))
    }
    guard let session = try? solver.open(program), case .found(let solution)? = try? session.improve(on: -1) else {
      return nil
    }
    return seats.indices.map { kind in
      let extra = columnOf[kind] >= 0 ? solution.values[columnOf[kind]].rounded() : 0
      return Int(seats[kind].rounded(.down) + extra)
    }
  }

  /// Gives the panel as large a part of what is left as keeps the rest within all bounds.
  private mutating func take(_ panel: [Int]) {
    var part = 1.0
    for kind in seats.indices where seats[kind] != seats[kind].rounded() {
      let fraction = seats[kind] - seats[kind].rounded(.down)
      part = min(part, Double(panel[kind]) > seats[kind] ? fraction : 1 - fraction)
    }
    for (kinds, least, most) in rows {
      let sum = kinds.reduce(0) { $0 + seats[$1] }
      let taken = kinds.reduce(0) { $0 + Double(panel[$1]) }
      if taken > sum + Self.equal, taken > least {
        part = min(part, max(0, (sum - least) / (taken - least)))
      } else if taken < sum - Self.equal, taken < most {
        part = min(part, max(0, (most - sum) / (most - taken)))
      }
    }
    add(panel, left * part)
    left *= 1 - part
    guard part < 1 else { return }
    for kind in seats.indices where seats[kind] != seats[kind].rounded() {
      let (low, high) = (seats[kind].rounded(.down), seats[kind].rounded(.up))
      seats[kind] = min(high, max(low, (seats[kind] - part * Double(panel[kind])) / (1 - part)))
    }
  }
}
