import Deliberation
import Foundation
import Testing

@Suite(
  "Conversations of the reference", .enabled(if: RealConversation.areHere, "no conversations are beside this checkout"))
struct RealOpinionTests {
  @Test(
    "The matrix, the axes, the places and what comes of them are the reference's",
    arguments: RealConversation.names(with: "expected.json"))
  func map(_ name: String) throws {
    let real = try RealConversation(name)
    let map = OpinionMap(real.export.matrixOfVotes, moderatedOut: real.moderatedOut)
    #expect(map.matrix.participants == real.expected["participant_ids"] as? [Int])
    #expect(map.matrix.statements == real.expected["statement_ids"] as? [Int])
    #expect(map.matrix.votes == real.expected["n_votes"] as? Int)
    let pca = try #require(real.expected["pca"] as? [String: Any])
    for (own, other) in zip(map.components.center, numbers(pca["center"])) {
      #expect(RealConversation.isSame(own, other))
    }
    let axes = try #require(pca["comps"] as? [Any]).map(numbers)
    for axis in 0..<2 {
      #expect(cosine(map.components.axes[axis], axes[axis]).magnitude > 0.999_999)
      #expect((map.components.variances[axis] / numbers(pca["explained_variance"])[axis] - 1).magnitude < 1e-6)
    }
    let placed = map.placed.map { map.matrix.participants[$0] }
    #expect(placed == real.expected["clusterable_ids"] as? [Int])

    // The reference found its axes by chance vectors, in some conversations to four digits only.
    let signs = (0..<2).map { cosine(map.components.axes[$0], axes[$0]) < 0 ? -1.0 : 1 }
    let places = try #require(real.expected["participant_xy"] as? [Any]).map(numbers)
    let closeness = name.contains("15-per") || name.contains("brexit") || name.contains("london") ? 1.1e-9 : 4e-4
    for (own, other) in zip(map.positions, places) {
      #expect((own.x * signs[0] - other[0]).magnitude < closeness)
      #expect((own.y * signs[1] - other[1]).magnitude < closeness)
    }
    let extremities = numbers(real.expected["extremity"])
    let priorities = try #require(real.expected["priority"] as? [String: Double])
    for (column, statement) in map.matrix.statements.enumerated() {
      #expect((map.components.extremity(ofColumn: column) - extremities[column]).magnitude < closeness)
      let other = try #require(priorities["\(statement)"])
      #expect((map.priorities[column] - other).magnitude < closeness * max(1, other))
    }
  }

  @Test(
    "The groups fit the people as well as the reference's, and there are as many",
    arguments: RealConversation.names(with: "expected.json"))
  func groups(_ name: String) throws {
    let real = try RealConversation(name)
    let map = OpinionMap(real.export.matrixOfVotes, moderatedOut: real.moderatedOut)
    let reference = try #require(real.expected["kmeans"] as? [String: [String: Any]])
    let grouping = try #require(map.grouping)
    for division in grouping.divisions {
      let other = try #require(reference["\(division.groups)"])
      let inertia = try #require(other["inertia"] as? Double)
      #expect(division.inertia <= inertia * 1.001, "\(division.groups) groups")
    }
    let best = grouping.divisions[grouping.best]
    #expect(best.groups == real.expected["best_k"] as? Int)
    let silhouette = try #require(reference["\(best.groups)"]?["silhouette"] as? Double)
    #expect(best.silhouette > silhouette - 0.002)
  }

  @Test(
    "Given the groups, all statistics are the reference's",
    arguments: RealConversation.names(with: "expected.json"), ["given_best_k_labels", "given_production_labels"])
  func statistics(_ name: String, _ given: String) throws {
    let real = try RealConversation(name)
    var groups: [Int: Int] = [:]
    if given == "given_production_labels" {
      for (participant, group) in try #require(real.expected["production_labels"] as? [String: Int]) {
        groups[try #require(Int(participant))] = group
      }
    } else {
      let best = try #require(real.expected["best_k"] as? Int)
      let division = try #require(real.expected["kmeans"] as? [String: [String: Any]])["\(best)"]
      let labels = try #require(division?["labels"] as? [Int])
      let people = try #require(real.expected["clusterable_ids"] as? [Int])
      groups = Dictionary(uniqueKeysWithValues: zip(people, labels))
    }
    let map = OpinionMap(real.export.matrixOfVotes, moderatedOut: real.moderatedOut, given: groups)
    let reference = try #require(real.expected[given] as? [String: Any])
    try expectGroups(map, try #require(reference["group_stats"] as? [String: [String: [String: Double]]]))
    let consensus = try #require(reference["group_aware_consensus"] as? [String: [String: Double]])
    for (column, statement) in map.matrix.statements.enumerated() {
      guard let other = consensus["group-aware-consensus"]?["\(statement)"] else {
        Issue.record("no consensus on \(statement)")
        continue
      }
      #expect(RealConversation.isSame(map.statistics.consensus(column: column), other))
      let against = try #require(consensus["group-aware-consensus-disagree"]?["\(statement)"])
      #expect(RealConversation.isSame(map.statistics.disagreementConsensus(column: column), against))
    }
    let shown = try #require(reference["repness"] as? [String: [[String: Any]]])
    #expect(shown.count == map.groups.count)
    for (place, group) in map.groups.enumerated() {
      expectRepresentative(map.representative[place], try #require(shown["\(group.id)"]))
    }
    let all = try #require(real.expected["consensus"] as? [String: [[String: Any]]])
    expectConsensus(map.agreedByAll, try #require(all["agree"]))
    expectConsensus(map.rejectedByAll, try #require(all["disagree"]))
  }

  private func expectGroups(_ map: OpinionMap, _ reference: [String: [String: [String: Double]]]) throws {
    for (place, group) in map.groups.enumerated() {
      let others = try #require(reference["\(group.id)"])
      for (column, statement) in map.matrix.statements.enumerated() {
        let other = try #require(others["\(statement)"])
        let view = map.statistics.view(group: place, column: column)
        let own = [
          "na": Double(view.counts.agrees), "nd": Double(view.counts.disagrees), "ns": Double(view.counts.votes),
          "pa": view.agreeProbability, "pd": view.disagreeProbability, "pat": view.agreeTest, "pdt": view.disagreeTest,
          "ra": view.agreeRatio, "rd": view.disagreeRatio, "rat": view.agreeRatioTest, "rdt": view.disagreeRatioTest,
        ]
        for (name, value) in own {
          let reference = try #require(other[name])
          if !RealConversation.isSame(value, reference) {
            Issue.record("group \(group.id), statement \(statement): \(name) is \(value), not \(reference)")
          }
        }
      }
    }
  }
}

/// Judges representative statements against the reference's or pol.is's own, by the names of their fields. Where two are
/// equally strong the reference shows them as its sort leaves them.
func expectRepresentative(
  _ own: [RepresentativeStatement], _ others: [[String: Any]], testDigits: Double = 1e-9, countsAgrees: Bool = false
) {
  #expect(own.count == others.count)
  for (own, other) in zip(own, others) {
    let names = ["repness", "repness-test", "p-success", "p-test"]
    let strength = names.reduce(1) { $0 * (other[$1] as? Double ?? .nan) }
    guard own.statement == other["tid"] as? Int else {
      #expect((own.strength / strength - 1).magnitude < 1e-7, "\(own.statement) stands where \(other) should")
      continue
    }
    #expect(own.stance == (other["repful-for"] as? String == "agree" ? .agree : .disagree))
    #expect(own.successes == other["n-success"] as? Int)
    #expect(own.trials == other["n-trials"] as? Int)
    #expect((own.bestAgrees != nil) == (other["best-agree"] as? Bool ?? false))
    if countsAgrees { #expect(own.bestAgrees == other["n-agree"] as? Int) }
    for (value, name) in [
      (own.probability, "p-success"), (own.probabilityTest, "p-test"), (own.ratio, "repness"),
    ] {
      #expect(RealConversation.isSame(value, other[name] as? Double ?? .nan), "\(name)")
    }
    let test = other["repness-test"] as? Double ?? .nan
    #expect((own.ratioTest - test).magnitude < testDigits * max(1, test.magnitude))
  }
}

func expectConsensus(_ own: [ConsensusStatement], _ others: [[String: Any]]) {
  #expect(own.count == others.count)
  for (own, other) in zip(own, others) {
    let probability = other["p-success"] as? Double ?? .nan
    let test = other["p-test"] as? Double ?? .nan
    guard own.statement == other["tid"] as? Int else {
      #expect((own.probability * own.probabilityTest / (probability * test) - 1).magnitude < 1e-8)
      continue
    }
    #expect(own.successes == other["n-success"] as? Int)
    #expect(own.trials == other["n-trials"] as? Int)
    #expect(RealConversation.isSame(own.probability, probability))
    #expect(RealConversation.isSame(own.probabilityTest, test))
  }
}
