import Deliberation

extension OpinionReport {
  /// As docs/deciding/opinions.md documents it.
  var json: JSON {
    var members: [JSON.Member] = [
      .init("topic", .string(export.topic)), .init("n_participants", .integer(map.matrix.participants.count)),
      .init("n_statements", .integer(map.matrix.statements.count)), .init("n_votes", .integer(map.matrix.votes)),
      .init("moderated_out", numbers(map.matrix.statements.filter(map.moderatedOut.contains))),
      .init("group_count", .integer(map.groups.count)), .init("groups", .array(map.groups.indices.map(group))),
      .init("unplaced", numbers(unplaced)), .init("divisions", .array(divisions)),
      .init(
        "consensus",
        [
          "agree": .array(map.agreedByAll.map(consensus)), "disagree": .array(map.rejectedByAll.map(consensus)),
        ]), .init("statements", .array(statements)), .init("common_ground", numbers(map.commonGround)),
      .init("pca", components), .init("positions", .array(positions)),
    ]
    if let stability { members.append(.init("stability", json(stability))) }
    if let capture { members.append(.init("capture", capture.json)) }
    return .object(members)
  }

  private func numbers(_ values: [Int]) -> JSON { .array(values.map(JSON.integer)) }

  private func json(_ counts: StanceCounts) -> [JSON.Member] {
    [
      .init("agrees", .integer(counts.agrees)), .init("disagrees", .integer(counts.disagrees)),
      .init("passes", .integer(counts.passes)), .init("votes", .integer(counts.votes)),
    ]
  }

  private func group(_ place: Int) -> JSON {
    let group = map.groups[place]
    return [
      "id": .integer(group.id), "size": .integer(group.members.count), "members": numbers(group.members),
      "center": [.number(group.centre.x), .number(group.centre.y)],
      "representative": .array(map.representative[place].map(representative)),
    ]
  }

  /// With the names that Polis gives these.
  private func representative(_ shown: RepresentativeStatement) -> JSON {
    var members: [JSON.Member] = [
      .init("tid", .integer(shown.statement)),
      .init("repful-for", .string(shown.stance == .agree ? "agree" : "disagree")),
      .init("n-success", .integer(shown.successes)), .init("n-trials", .integer(shown.trials)),
      .init("p-success", .number(shown.probability)), .init("p-test", .number(shown.probabilityTest)),
      .init("repness", .number(shown.ratio)), .init("repness-test", .number(shown.ratioTest)),
    ]
    if let agrees = shown.bestAgrees {
      members += [.init("best-agree", true), .init("n-agree", .integer(agrees))]
    }
    return .object(members)
  }

  private func consensus(_ shown: ConsensusStatement) -> JSON {
    [
      "tid": .integer(shown.statement), "n-success": .integer(shown.successes), "n-trials": .integer(shown.trials),
      "p-success": .number(shown.probability), "p-test": .number(shown.probabilityTest),
    ]
  }

  private var divisions: [JSON] {
    map.grouping?.divisions.map { division in
      [
        "groups": .integer(division.groups), "inertia": .number(division.inertia),
        "silhouette": .number(division.silhouette),
      ]
    } ?? []
  }

  private var statements: [JSON] {
    let verdicts = Dictionary(uniqueKeysWithValues: self.verdicts.map { ($0.statement, $0) })
    let informative = Dictionary(uniqueKeysWithValues: InformativeStatement.all(map).map { ($0.statement, $0) })
    return map.matrix.statements.enumerated().map { column, statement in
      var members: [JSON.Member] = [
        .init("id", .integer(statement)), .init("text", .string(text(statement))),
        .init("moderated_out", .bool(map.moderatedOut.contains(statement))),
      ]
      members += json(map.counts[column])
      members += [
        .init("consensus", .number(map.statistics.consensus(column: column))),
        .init("consensus_disagree", .number(map.statistics.disagreementConsensus(column: column))),
        .init("extremity", .number(map.components.extremity(ofColumn: column))),
        .init("priority", .number(map.priorities[column])),
        .init("groups", .array(map.groups.indices.map { view($0, column) })),
      ]
      if let verdict = verdicts[statement] { members.append(.init("bridging", json(verdict))) }
      if let informative = informative[statement] { members.append(.init("uncertainty", json(informative))) }
      return .object(members)
    }
  }

  private func view(_ place: Int, _ column: Int) -> JSON {
    let view = map.statistics.view(group: place, column: column)
    return .object(
      [.init("id", .integer(map.groups[place].id))] + json(view.counts) + [
        .init("pa", .number(view.agreeProbability)), .init("pd", .number(view.disagreeProbability)),
        .init("pat", .number(view.agreeTest)), .init("pdt", .number(view.disagreeTest)),
        .init("ra", .number(view.agreeRatio)), .init("rd", .number(view.disagreeRatio)),
        .init("rat", .number(view.agreeRatioTest)), .init("rdt", .number(view.disagreeRatioTest)),
      ])
  }

  private func json(_ verdict: BridgingVerdict) -> JSON {
    [
      "status": .string(verdict.status.rawValue), "least_in_group": .number(verdict.leastInGroup),
      "intercept": verdict.factors.map { .number($0.intercept) } ?? .null,
      "factor": verdict.factors.map { .number($0.factor) } ?? .null,
    ]
  }

  private func json(_ informative: InformativeStatement) -> JSON {
    [
      "consensus_error": .number(informative.consensusError), "gain": .number(informative.gain),
      "group": informative.group.map { .integer(map.groups[$0].id) } ?? .null, "bits": .number(informative.bits),
    ]
  }

  private var components: JSON {
    [
      "center": .array(map.components.center.map(JSON.number)),
      "components": .array(map.components.axes.map { .array($0.map(JSON.number)) }),
      "variances": .array(map.components.variances.map(JSON.number)),
    ]
  }

  private var positions: [JSON] {
    map.matrix.participants.enumerated().map { row, participant in
      [
        "participant": .integer(participant), "x": .number(map.positions[row].x), "y": .number(map.positions[row].y),
        "group": map.groupOfRow[row].map { .integer(map.groups[$0].id) } ?? .null,
      ]
    }
  }

  private func json(_ stability: GroupStability) -> JSON {
    func group(_ group: GroupStability.Group) -> JSON {
      ["size": .integer(group.members.count), "members": numbers(group.members), "jaccard": .number(group.jaccard)]
    }
    func byCount(_ values: [Int: Double]) -> JSON {
      .object(values.sorted { $0.key < $1.key }.map { .init(String($0.key), .number($0.value)) })
    }
    return [
      "samples": .integer(stability.samples), "group_counts": byCount(stability.countShares),
      "agreement": byCount(stability.agreement), "jaccard": .array(stability.groups.map { .number($0.jaccard) }),
      "overlooked": .array(stability.overlooked.map(group)),
    ]
  }
}
