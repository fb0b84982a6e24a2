import Testing

@testable import Deliberation

@Suite("How surely groups are found again") struct GroupStabilityTests {
  @Test("Camps that stand apart are found again in nearly every sample") func apart() {
    let town = MadeUpConversation([40, 30], conviction: 0.95, seed: 3)
    let stability = GroupStability(OpinionMap(town.matrix), rule: GroupingRule(), samples: 12)
    #expect(stability.samples == 12)
    #expect((stability.countShares[2] ?? 0) > 0.7)
    #expect((stability.agreement[2] ?? 0) > 0.95)
    #expect(stability.groups.map { Set($0.members) } == town.camps.map(Set.init))
    #expect(stability.groups.allSatisfy { $0.jaccard > 0.95 && $0.isStable })
    #expect(stability.overlooked.isEmpty)
    #expect((stability.countShares.values.reduce(0, +) - 1).magnitude < 1e-12)
  }

  @Test("Groups that chance made are not called stable") func chance() {
    let noise = MadeUpConversation([60], statements: 20, conviction: 1.0 / 3, shared: 0, seed: 4)
    let stability = GroupStability(OpinionMap(noise.matrix), rule: GroupingRule(), samples: 12)
    #expect(stability.groups.contains { !$0.isStable })
    #expect(stability.agreement.values.allSatisfy { $0 < 0.75 })
  }

  @Test("A small third camp that two groups hide is brought up") func overlooked() {
    let town = MadeUpConversation([40, 35, 9], statements: 30, conviction: 0.95, shared: 0, seed: 6)
    let rule = GroupingRule()
    let map = OpinionMap(town.matrix, rule: rule, count: 2)
    #expect(map.groups.count == 2)
    let stability = GroupStability(map, rule: rule, samples: 12)
    #expect(stability.overlooked.contains { Set($0.members) == Set(town.camps[2]) })
    #expect(stability.overlooked.allSatisfy { $0.isStable })
  }

  @Test("The same seed draws the same samples; another draws others") func seeds() {
    let map = OpinionMap(MadeUpConversation([25, 20], conviction: 0.6, seed: 8).matrix)
    let first = GroupStability(map, rule: GroupingRule(seed: 1), samples: 6)
    #expect(GroupStability(map, rule: GroupingRule(seed: 1), samples: 6) == first)
    #expect(GroupStability(map, rule: GroupingRule(seed: 2), samples: 6) != first)
  }

  @Test("No samples, or a number below, say nothing and claim nothing", arguments: [0, -5, .min])
  func none(_ samples: Int) {
    let map = OpinionMap(MadeUpConversation([20, 20]).matrix)
    let stability = GroupStability(map, rule: GroupingRule(), samples: samples)
    #expect(stability.samples == 0)
    #expect(stability.countShares.isEmpty && stability.agreement.isEmpty)
    #expect(stability.groups.count == 2)
    #expect(stability.groups.allSatisfy { $0.jaccard == 0 && !$0.isStable })
    #expect(stability.overlooked.isEmpty)
  }
}
