import Deliberation
import Solvers
import Testing

@Suite("Sortition") struct SortitionTests {
  static func pool(_ categories: String, _ people: String) throws -> SortitionPool {
    try SortitionPool.read(categories: Array(categories.utf8), respondents: Array(people.utf8))
  }

  /// Four young and two old people; two of each are wanted, and one old person is the only one from the island.
  static func village() throws -> SortitionPool {
    try pool(
      "category,feature,min,max\nage,young,2,2\nage,old,2,2\nhome,town,3,4\nhome,island,0,1\n",
      "id,age,home\na,young,town\nb,young,town\nc,young,town\nd,young,town\ne,old,town\nf,old,island\n")
  }

  @Test("The fairest lottery of a village is the one worked out by hand") func village() throws {
    let lottery = try LeximinSortition.lottery(try Self.village(), panel: 4, solver: GLPKSolver())
    // Both old people must sit; the four young share two places.
    #expect(lottery.probabilities.map { ($0 * 1e6).rounded() / 1e6 } == [0.5, 0.5, 0.5, 0.5, 1, 1])
    #expect(lottery.isProven)
  }

  @Test("Whoever is drawn meets the quotas, the same for the same seed, and not always the same people")
  func draws() throws {
    let lottery = try LeximinSortition.lottery(try Self.village(), panel: 4, solver: GLPKSolver())
    var panels: Set<[Int]> = []
    for seed in 0..<50 {
      let panel = lottery.draw(seed: "seed \(seed)".utf8)
      #expect(panel.count == 4 && Set(panel).count == 4)
      #expect(panel.filter { $0 < 4 }.count == 2)
      #expect(panel == lottery.draw(seed: "seed \(seed)".utf8))
      panels.insert(panel)
    }
    // Two of four in any of six ways.
    #expect(panels.count == 6)
  }

  @Test("Leximin lifts the second least after the least") func levels() throws {
    // One of a and b must sit with exactly one of six others: 1/2 each, then 1/6 each.
    let people = "id,group\na,few\nb,few\n" + (0..<6).map { "m\($0),many\n" }.joined()
    let pool = try Self.pool("category,feature,min,max\ngroup,few,1,1\ngroup,many,1,1\n", people)
    let lottery = try LeximinSortition.lottery(pool, panel: 2, solver: GLPKSolver())
    let sorted = lottery.probabilities.sorted()
    #expect(sorted.prefix(6).allSatisfy { abs($0 - 1.0 / 6) < 1e-8 })
    #expect(sorted.suffix(2).allSatisfy { abs($0 - 0.5) < 1e-8 })
  }

  @Test("Quotas that cannot be met are refused with the least that would have to give way") func infeasible() throws {
    let pool = try Self.pool(
      "category,feature,min,max\nage,young,3,4\nage,old,0,1\n", "id,age\na,young\nb,young\nc,old\nd,old\n")
    do {
      _ = try LeximinSortition.lottery(pool, panel: 3, solver: GLPKSolver())
      Issue.record("not refused")
    } catch .quotas(let relaxations) {
      #expect(relaxations.map(\.feature) == ["young"])
      #expect(relaxations.map(\.newLeast) == [2])
      #expect(relaxations.map(\.newMost) == [3])
    } catch {
      Issue.record("refused for another reason")
    }
    #expect(throws: SortitionFailure.size) {
      try LeximinSortition.lottery(pool, panel: 5, solver: GLPKSolver())
    }
    #expect(throws: SortitionFailure.size) {
      try LeximinSortition.lottery(pool, panel: 0, solver: GLPKSolver())
    }
  }

  @Test("Whoever can be on no panel has no chance, and the others their share") func excluded() throws {
    let pool = try Self.pool(
      "category,feature,min,max\nkin,yes,0,0\nkin,no,2,2\n", "id,kin\na,yes\nb,no\nc,no\nd,no\n")
    let lottery = try LeximinSortition.lottery(pool, panel: 2, solver: GLPKSolver())
    #expect(lottery.probabilities.map { ($0 * 1e6).rounded() / 1e6 } == [0, 0.666667, 0.666667, 0.666667])
  }

  @Test("Whoever runs out of patience gets a lottery that meets the quotas, and is told that it is not proven")
  func impatient() throws {
    let lottery = try LeximinSortition.lottery(try Self.village(), panel: 4, solver: GLPKSolver()) { _, _ in false }
    #expect(!lottery.isProven)
    #expect(abs(lottery.probabilities.reduce(0, +) - 4) < 1e-6)
    let panel = lottery.draw(seed: "s".utf8)
    #expect(panel.filter { $0 < 4 }.count == 2 && panel.filter { $0 >= 4 }.count == 2)
  }

  @Test("Categories may be called features, with values, and more columns make no difference") func otherNames() throws
  {
    let pool = try Self.pool(
      "feature, value ,min,max,min_flex\nage,young,0,1,0\n", "nationbuilder_id,name,age\n7,Ann, young \n")
    #expect(pool.categories == [.init("age", [.init("young", least: 0, most: 1)])])
    #expect(pool.people == [.init("7", [0])])
  }

  @Test(
    "Files that are wrong are refused with the line",
    arguments: [
      ("category,feature,min,max\nage,young,2,1\n", "id,age\na,young\n", 2, true),
      ("category,feature,min,max\nage,young,0,1\nage,young,0,1\n", "id,age\na,young\n", 3, true),
      ("category,feature,min,max\nage,young,0,99999999999999999999\n", "id,age\na,young\n", 2, true),
      ("category,feature,min,max\nage,young,0,1\n", "id,age\na,old\n", 2, false),
      ("category,feature,min,max\nage,young,0,1\n", "id\na\n", 1, false),
      ("category,feature,min,max\nage,young,0,1\n", "id,age\na,young\na,young\n", 3, false),
    ])
  func wrong(_ categories: String, _ people: String, _ line: Int, _ isInCategories: Bool) {
    do {
      _ = try SortitionPool.read(categories: Array(categories.utf8), respondents: Array(people.utf8))
      Issue.record("not refused")
    } catch {
      #expect(error.malformed.line == line)
      #expect(error.file == (isInCategories ? .categories : .respondents))
    }
  }

  @Test("The order of the pool and the names of features change nobody's chances") func relabelled() throws {
    let categories = "category,feature,min,max\nage,young,1,2\nage,old,1,3\nsex,f,1,2\nsex,m,1,2\n"
    var rows = ["young,f", "young,f", "young,m", "old,m", "old,f", "old,m", "young,m", "old,f", "old,f"]
    let one = try Self.pool(categories, "age,sex\n" + rows.joined(separator: "\n"))
    let first = try LeximinSortition.lottery(one, panel: 3, solver: GLPKSolver()).probabilities
    rows.reverse()
    let other = try Self.pool(
      categories.replacing("young", with: "under"),
      "sex,age\n"
        + rows.map { row in
          row.replacing("young", with: "under").split(separator: ",").reversed().joined(separator: ",")
        }
        .joined(separator: "\n"))
    let second = try LeximinSortition.lottery(other, panel: 3, solver: GLPKSolver()).probabilities
    for (a, b) in zip(first, second.reversed()) { #expect(abs(a - b) < 1e-6) }
    #expect(abs(first.reduce(0, +) - 3) < 1e-6)
  }

  @Test("A lopsided pool of 120 with six categories is dealt with, and the panel meets every quota") func large() throws
  {
    let numbers = SeededNumbers("a pool".utf8)
    var index = 0
    let sizes = [2, 3, 4, 5, 3, 2]
    let categories = sizes.enumerated().map { category, size in
      SortitionPool.Category(
        "c\(category)", (0..<size).map { .init("f\($0)", least: max(0, 24 / size - 4), most: 24 / size + 4) })
    }
    let people = (0..<120).map { person in
      SortitionPool.Person(
        "p\(person)",
        sizes.map { size in
          index += 1
          // The lesser of two numbers: the first feature is the commonest, the last rare.
          return min(numbers.number(2 * index, below: size), numbers.number(2 * index + 1, below: size))
        })
    }
    let pool = try SortitionPool(categories: categories, people: people)
    let lottery = try LeximinSortition.lottery(pool, panel: 24, solver: GLPKSolver())
    #expect(lottery.isProven)
    #expect(abs(lottery.probabilities.reduce(0, +) - 24) < 1e-6)
    // As another program with another solver has it, over people's kinds worked out anew.
    let levels = Set(lottery.probabilities.map { ($0 * 1e4).rounded() / 1e4 }).sorted().prefix(6)
    #expect(Array(levels) == [0.1273, 0.2, 0.2364, 0.3091, 0.3636, 0.4636])
    #expect(abs(lottery.probabilities.reduce(0) { $0 + $1 * $1 } - 9.939173) < 1e-4)
    for panel in [lottery.draw(seed: "1".utf8), lottery.draw(seed: "2".utf8)] {
      #expect(panel.count == 24)
      for (category, value) in categories.enumerated() {
        for (feature, quota) in value.features.enumerated() {
          let count = panel.count { people[$0].features[category] == feature }
          #expect((quota.least...quota.most).contains(count))
        }
      }
    }
  }
}

/// Pools whose fairest chances are published.
@Suite("Published pools", .enabled(if: SharedBallots.has("sortition"), "needs ../shared/data/sortition"))
struct PublishedPoolTests {
  @Test(
    "Everyone's chance is as published", arguments: [("example_small_200_20", 20), ("example_large_2000_200", 200)])
  func chances(_ folder: String, _ size: Int) throws {
    let pool = try SortitionPool.read(
      categories: try SharedBallots.bytes("sortition/\(folder)/categories.csv"),
      respondents: try SharedBallots.bytes("sortition/\(folder)/respondents.csv"))
    let lottery = try LeximinSortition.lottery(pool, panel: size, solver: GLPKSolver())
    let sorted = lottery.probabilities.sorted()
    let path = "sortition/\(folder)/expected.json"
    if SharedBallots.has(path) {
      let expected = try JSON(try SharedBallots.bytes(path))
      let wanted = expected["maximin"]?["sorted_probs"]?.elements.compactMap(\.decimal) ?? []
      try #require(wanted.count == sorted.count)
      for (chance, published) in zip(sorted, wanted) { #expect(abs(chance - published) < 1e-6) }
    }
    #expect(abs(sorted.reduce(0, +) - Double(size)) < 1e-6)
    // Flanigan and others, table 1: both synthetic pools are dealt out evenly.
    #expect(sorted.allSatisfy { abs($0 - 0.1) < 1e-6 })
  }
}
