import Solvers
import Testing

@testable import Deliberation

@Suite("Panels in part, and whole ones") struct PanelDecompositionTests {
  /// A pool by chance with wide quotas around the shares of the pool.
  static func pool(_ people: Int, panel: Int, _ dice: inout Dice) throws -> SortitionPool {
    let sizes = [2, 3, 4, 3, 2]
    let persons = (0..<people).map { person in
      SortitionPool.Person(
        "p\(person)",
        sizes.map { min(Int.random(in: 0..<$0, using: &dice), Int.random(in: 0..<$0, using: &dice)) })
    }
    let categories = sizes.enumerated().map { category, size in
      SortitionPool.Category(
        "c\(category)",
        (0..<size).map { feature in
          let have = persons.count { $0.features[category] == feature }
          let share = have * panel / people
          return .init("f\(feature)", least: max(0, share - 1), most: min(have, share + 3))
        })
    }
    return try SortitionPool(categories: categories, people: persons)
  }

  static func meetsQuotas(_ panel: [Int], _ pool: SortitionPool, size: Int) -> Bool {
    guard panel.reduce(0, +) == size else { return false }
    for (category, value) in pool.categories.enumerated() {
      for (feature, quota) in value.features.enumerated() {
        let count = pool.kinds.indices.reduce(0) { $0 + (pool.kinds[$1].features[category] == feature ? panel[$1] : 0) }
        if !(quota.least...quota.most).contains(count) { return false }
      }
    }
    return zip(panel, pool.kinds).allSatisfy { $0 >= 0 && $0 <= $1.people.count }
  }

  @Test("Seats are taken apart into whole panels that meet the quotas and add up to them", arguments: 0..<3)
  func takenApart(seed: Int) throws {
    var dice = Dice(state: UInt64(seed) + 2_021)
    var complete = 0
    for _ in 0..<6 {
      let size = Int.random(in: 8...16, using: &dice)
      let pool = try Self.pool(Int.random(in: 40...90, using: &dice), panel: size, &dice)
      let seats = try #require(
        RelaxedSortition.seats(pool, size: size, solver: GLPKSolver(limit: 5), goesOn: { true }))
      #expect(abs(seats.reduce(0, +) - Double(size)) < 1e-5)
      let parts = PanelDecomposition(seats, pool: pool, size: size, solver: GLPKSolver(limit: 5), goesOn: { true })
      #expect(parts.panels.allSatisfy { Self.meetsQuotas($0, pool, size: size) })
      guard parts.isComplete else { continue }
      complete += 1
      #expect(abs(parts.weights.reduce(0, +) - 1) < 1e-6)
      for kind in seats.indices {
        let given = zip(parts.panels, parts.weights).reduce(0) { $0 + Double($1.0[kind]) * $1.1 }
        #expect(abs(given - seats[kind]) < 1e-5)
      }
    }
    #expect(complete > 0)
  }

  @Test("Panels in part are at least as fair as any lottery over whole ones") func relaxed() throws {
    // Two of three people who are each of another age and another home than one of the others: all pairs are allowed.
    let pool = try SortitionPool(
      categories: [
        .init("a", [.init("x", least: 1, most: 1), .init("y", least: 1, most: 1)]),
        .init("b", [.init("x", least: 1, most: 1), .init("y", least: 1, most: 1)]),
      ],
      people: [.init("1", [0, 0]), .init("2", [1, 1]), .init("3", [0, 1]), .init("4", [1, 0]), .init("5", [1, 1])])
    // Panels are {1, 2}, {1, 5} and {3, 4}. With 1 in half of them, 2 and 5 share that half; best is a third each way.
    let seats = try #require(RelaxedSortition.seats(pool, size: 2, solver: GLPKSolver(), goesOn: { true }))
    let lottery = try LeximinSortition.lottery(pool, panel: 2, solver: GLPKSolver())
    let third = 1.0 / 3
    for (chance, expected) in zip(lottery.probabilities, [2 * third, third, third, third, third]) {
      #expect(abs(chance - expected) < 1e-6)
    }
    #expect(lottery.isProven)
    #expect(abs(seats.reduce(0, +) - 2) < 1e-6)
  }
}
