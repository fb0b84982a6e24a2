import Testing

@testable import Deliberation

@Suite("How people are divided into groups") struct GroupingTests {
  private func points(_ pairs: [(Double, Double)]) -> [PlanePoint] { pairs.map { PlanePoint(x: $0.0, y: $0.1) } }

  @Test("As Polis does it: from the first different places, each place weighed by its people") func polis() {
    // Seven people in four places on a line. Two groups begin at 0 and 1; then 1, 10 and 12 are nearer to the second.
    let people = points([(0, 0), (1, 0), (0, 0), (0, 0), (10, 0), (12, 0), (12, 0)])
    let base = BaseClusters(people)
    #expect(base.centres == points([(0, 0), (1, 0), (10, 0), (12, 0)]))
    #expect(base.sizes == [3, 1, 1, 2])
    let grouping = Grouping(people, base, rule: GroupingRule(method: .polis))
    // 2 + 4 ÷ 12: two groups are the most that are tried.
    #expect(grouping.divisions.map(\.groups) == [2])
    let division = grouping.divisions[0]
    #expect(division.labels == [0, 0, 0, 0, 1, 1, 1])
    // Means by people: (0 + 0 + 0 + 1) ÷ 4 and (10 + 12 + 12) ÷ 3.
    #expect(division.centres[0].x == 0.25)
    #expect((division.centres[1].x - 34.0 / 3).magnitude < 1e-12)
    // Squares: 3 × 0.0625 + 0.5625, and 16/9 + 2 × 4/9.
    #expect((division.inertia - (0.75 + 24.0 / 9)).magnitude < 1e-12)
    // Over places, not people: 0 is 1 from its fellow and (10 + 12) ÷ 2 from the others, and so on.
    let each = [(11.0 - 1) / 11, (10.0 - 1) / 10, (9.5 - 2) / 9.5, (11.5 - 2) / 11.5]
    #expect((division.silhouette - each.reduce(0, +) / 4).magnitude < 1e-12)
  }

  @Test("The best of several starts never fits worse than Polis's one", arguments: 1...6) func best(_ seed: UInt64) {
    let town = MadeUpConversation([25, 20, 15, 12], statements: 16, conviction: 0.7, seed: seed)
    let (own, polis) = (OpinionMap(town.matrix), OpinionMap(town.matrix, rule: GroupingRule(method: .polis)))
    let divisions = polis.grouping?.divisions ?? []
    #expect(divisions.count == own.grouping?.divisions.count)
    for division in divisions {
      let other = own.grouping?.divisions.first { $0.groups == division.groups }
      #expect((other?.inertia ?? .infinity) <= division.inertia * (1 + 1e-9))
    }
  }

  @Test("The number of groups: the greatest silhouette, no more than asked for, or as many as are wanted")
  func count() throws {
    let town = MadeUpConversation([20, 20, 20], statements: 30, conviction: 0.95, shared: 0, seed: 2)
    let map = OpinionMap(town.matrix)
    let grouping = try #require(map.grouping)
    #expect(grouping.divisions.map(\.groups) == [2, 3, 4, 5])
    #expect(grouping.divisions[grouping.best].groups == 3)
    #expect(grouping.divisions.allSatisfy { $0.silhouette <= grouping.divisions[grouping.best].silhouette })
    #expect(memberSets(map) == Set(town.camps.map(Set.init)))
    #expect(OpinionMap(town.matrix, rule: GroupingRule(mostGroups: 2)).groups.count == 2)
    #expect(OpinionMap(town.matrix, count: 4).groups.count == 4)
    #expect(OpinionMap(town.matrix, count: 40).groups.count == 3)
    #expect(GroupingRule(mostGroups: .max, starts: .min).mostGroups == 50)
  }

  @Test("Where all stand in one place there is one group; where nobody does, none") func none() {
    let same = points([(1, 1), (1, 1), (1, 1)])
    for method in GroupingRule.Method.allCases {
      let rule = GroupingRule(method: method)
      #expect(Grouping(same, BaseClusters(same), rule: rule).divisions.map(\.groups) == [1])
      #expect(Grouping([], BaseClusters([]), rule: rule).divisions.isEmpty)
    }
  }

  @Test("How alike two divisions are: Jaccard's and the adjusted Rand index, by hand") func crossing() {
    #expect(Crossing([0, 0, 1, 1], [1, 1, 0, 0]).adjustedRand == 1)
    #expect(Crossing([0, 0, 1, 1], [1, 1, 0, 0]).bestJaccards == [1, 1])
    // Pairs together: 1; in the first 2, in the second 3, of 6: (1 − 1) ÷ (2.5 − 1).
    let crossing = Crossing([0, 0, 1, 1], [0, 0, 0, 1])
    #expect(crossing.adjustedRand == 0)
    #expect(crossing.bestJaccards == [2.0 / 3, 0.5])
    #expect(Crossing([], []).adjustedRand == 1)
    #expect(Crossing([0], [0]).adjustedRand == 1)
  }
}
