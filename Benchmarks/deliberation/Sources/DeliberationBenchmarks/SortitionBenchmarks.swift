import Deliberation
import Foundation
import Solvers

enum SortitionBenchmarks {
  static func run() throws {
    try fairest("sortition-150", people: 150, seats: 22, categories: [2, 3, 4, 3, 2], margin: 0.1)
    try fairest("sortition-300", people: 300, seats: 24, categories: [2, 3, 4, 3, 2, 2], margin: 0.1)
    try fairest("sortition-300-close", people: 300, seats: 30, categories: [2, 6, 4, 5, 3, 4, 3], margin: 0.05)
    try fairest("sortition-1700", people: 1_700, seats: 110, categories: [2, 6, 4, 5, 3, 4, 3], margin: 0.05)
  }

  /// The fairest lottery over all panels that meet the quotas.
  /// - Parameter margin: by how much of a feature's share a panel may differ from the pool's, and by at least one.
  private static func fairest(
    _ name: String, people: Int, seats: Int, categories: [Int], margin: Double
  ) throws {
    let pool = try pool(people: people, seats: seats, categories: categories, margin: margin)
    let quotas = "\(categories.count) categories, quotas within \(Int(margin * 100)) %"
    var lottery: PanelLottery?
    try measure(
      name, "the fairest lottery, \(people.formatted()) people, \(seats) seats, \(quotas)",
      adding: [
        .init("kinds", .integer(lottery?.kinds.count ?? 0)), .init("panels", .integer(lottery?.panels.count ?? 0)),
        .init("proven", .bool(lottery?.isProven ?? false)),
      ]
    ) { lottery = try LeximinSortition.lottery(pool, panel: seats, solver: GLPKSolver()) }
  }

  /// People by chance. Those who come forward are not like everybody: in each category the first features are commoner among
  /// them than in the quotas.
  private static func pool(people: Int, seats: Int, categories: [Int], margin: Double) throws -> SortitionPool {
    var dice = SplitMix(state: UInt64(people &* 1_000 &+ seats))
    let persons = (0..<people).map { number in
      SortitionPool.Person(
        "p\(number)",
        categories.map { size in
          let chance = Double.random(in: 0..<1, using: &dice)
          return Int(chance * (0.75 + 0.25 * chance) * Double(size))
        })
    }
    let quotas = categories.enumerated().map { category, size in
      SortitionPool.Category(
        "c\(category)",
        (0..<size).map { feature in
          let share = Double(seats) / Double(size)
          let room = max(1, share * margin)
          return .init("f\(feature)", least: Int(max(0, share - room)), most: Int((share + room).rounded(.up)))
        })
    }
    return try SortitionPool(categories: quotas, people: persons)
  }
}
