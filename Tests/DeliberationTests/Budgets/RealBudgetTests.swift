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

  @Test("Large elections too give what the cities published") func large() throws {
    for (file, rule) in [
      ("Poland_Krakow_2021.pb", BudgetRule.greedyVotes), ("Poland_Lodz_2022.pb", .greedyThreshold),
      ("Poland_Wroclaw_2021_local.pb", .greedyNoSkip),
    ] {
      let pabulib = try Pabulib(RealElections.bytes("pabulib-large/\(file)"))
      #expect(pabulib["rule"] == (rule == .greedyVotes ? "greedy" : rule.rawValue))
      #expect(rule.winners(of: pabulib.election, ties: .file).sorted() == pabulib.published, "\(file)")
      #expect(String(pabulib.election.profile.voters) == pabulib["num_votes"])
    }
  }

  @Test("A city that used equal shares funded what raising shares gives, with and without stopping") func city() throws
  {
    let file = "Poland_Swiecie_2023.pb"
    let election = try Pabulib(RealElections.bytes("pabulib/\(file)")).election
    let all = try #require(RealElections.object("pabulib/expected.json")["elections"] as? [String: [String: Any]])
    let entry = try #require(all[file])
    let variants = try #require(entry["variants_sets"] as? [String: [String]])
    for (name, rule, completion) in [
      ("mes_cost_add1", BudgetRule.equalSharesCost, Completion.add1), ("mes_card_add1", .equalSharesCardinality, .add1),
      ("mes_cost_add1_noexh", .equalSharesCost, .add1Nonstop),
      ("mes_card_add1_noexh", .equalSharesCardinality, .add1Nonstop),
    ] {
      #expect(
        RealElections.ids(rule.winners(of: election, completion: completion), in: election).sorted() == variants[name])
    }
    let winners = BudgetRule.equalSharesCost.winners(of: election, completion: .add1Nonstop)
    #expect(RealElections.ids(winners, in: election).sorted() == entry["real_city_outcome_under_MES"] as? [String])
  }

  @Test("The explanation of a real result adds up to the penny", arguments: 0..<4) func addsUp(heap: Int) throws {
    for file in RealElections.heap(heap, of: 4).enumerated().filter({ $0.offset % 6 == 0 }).map(\.element) {
      let election = try Pabulib(RealElections.bytes("pabulib/\(file)")).election
      for rule in BudgetRule.allCases where rule.suits(election.profile.kind) {
        let report = rule.report(of: election)
        #expect(report.winners == rule.winners(of: election))
        for purchase in report.purchases {
          let payments: [BudgetReport.Payment]
          switch purchase.means {
          case .shares(let sale): payments = sale.payments
          case .purses(.some, let paid): payments = paid
          default: continue
          }
          let paid = payments.reduce(Rational.zero) { $0 + $1.amount * $1.voters }
          let difference = paid - election.projects[purchase.project].cost
          #expect(abs(difference.double) < 0.01, "\(file) \(rule)")
        }
      }
    }
  }
}
