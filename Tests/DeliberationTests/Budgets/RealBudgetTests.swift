import Deliberation
import Testing

@Suite("Real budgets", .enabled(if: RealElections.areHere, "the real elections are not beside this checkout"))
struct RealBudgetTests {
  /// The rule and the completion behind each name in `expected.json`.
  static let rules: [String: (BudgetRule, Completion)] = [
    "greedy_votes": (.greedyVotes, .none), "greedy_votes_per_cost": (.greedyVotesPerCost, .none),
    "greedy_points_per_cost": (.greedyVotesPerCost, .none), "greedy_borda_per_cost": (.greedyVotesPerCost, .none),
    "phragmen": (.phragmen, .none),
    "mes_cost": (.equalSharesCost, .none), "mes_cost_u": (.equalSharesCost, .greedy),
    "mes_cost_add1": (.equalSharesCost, .add1), "mes_cost_add1u": (.equalSharesCost, .add1Greedy),
    "mes_card": (.equalSharesCardinality, .none), "mes_card_u": (.equalSharesCardinality, .greedy),
    "mes_card_add1": (.equalSharesCardinality, .add1), "mes_card_add1u": (.equalSharesCardinality, .add1Greedy),
    "mes_points": (.equalSharesPoints, .none), "mes_points_u": (.equalSharesPoints, .greedy),
    "mes_points_add1": (.equalSharesPoints, .add1),
    "mes_borda": (.equalSharesBorda, .none), "mes_borda_add1": (.equalSharesBorda, .add1),
  ]

  @Test("Every rule funds what the reference computed, in the same order", arguments: 0..<8)
  func reference(heap: Int) throws {
    for file in RealElections.heap(heap, of: 8) {
      let election = try Pabulib(RealElections.bytes("pabulib/\(file)")).election
      for (name, order) in (RealElections.expected[file] ?? [:]).sorted(by: { $0.key < $1.key }) {
        let (rule, completion) = try #require(Self.rules[name])
        var winners = RealElections.ids(rule.winners(of: election, completion: completion), in: election)
        // The reference gives Phragmén's winners by name.
        if rule == .phragmen { winners.sort { $0.utf8.lexicographicallyPrecedes($1.utf8) } }
        #expect(winners == order, "\(file): \(name)")
      }
    }
  }

  @Test("The plain rules give what the cities published", arguments: 0..<4) func published(heap: Int) throws {
    let rules: [String: BudgetRule] = [
      "greedy": .greedyVotes, "greedy-no-skip": .greedyNoSkip, "greedy-threshold": .greedyThreshold,
    ]
    var judged = 0
    for file in RealElections.heap(heap, of: 4) {
      guard let outcome = RealElections.outcomes[file], let rule = rules[outcome.rule] else { continue }
      let pabulib = try Pabulib(RealElections.bytes("pabulib/\(file)"))
      let winners = rule.winners(of: pabulib.election, ties: .file).sorted()
      #expect((winners == pabulib.published) == outcome.isReproduced, "\(file): \(outcome.rule)")
      judged += 1
    }
    #expect(judged > 50)
  }
}
