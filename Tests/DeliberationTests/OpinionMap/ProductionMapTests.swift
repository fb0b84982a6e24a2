import Deliberation
import Foundation
import Testing

/// What pol.is itself worked out for real conversations (math-pca2.json), from the same votes and the groups it found.
@Suite("Maps of pol.is", .enabled(if: RealConversation.areHere, "no conversations are beside this checkout"))
struct ProductionMapTests {
  private struct Production {
    let math: [String: Any]
    let matrix: VoteMatrix
    let moderatedOut: Set<Int>
    let meta: Set<Int>
    let groups: [Int: Int]
    /// Some votes of this conversation are missing from the file: only what depends on groups can be judged.
    let lacksVotes: Bool

    init(_ name: String) throws {
      math = try RealConversation.json(name, "math-pca2.json")
      let notes = try RealConversation.json(name, "notes.json")
      let data = Data(try SharedBallots.bytes("polis/\(name)/votes.json"))
      let rows = try #require(try JSONSerialization.jsonObject(with: data) as? [[String: Any]])
      let statements = try #require(math["tids"] as? [Int])
      let known = Set(statements)
      let votes = try rows.map { row in
        OpinionVote(
          participant: try #require((row["participant_id"] ?? row["pid"]) as? Int),
          statement: try #require((row["statement_id"] ?? row["tid"]) as? Int),
          stance: Stance(rawValue: Int8(try #require(row["vote"] as? Int))),
          time: nil)
      }
      matrix = VoteMatrix(votes.filter { known.contains($0.statement) }, statements: statements)
      moderatedOut = Set(math["mod-out"] as? [Int] ?? [])
      meta = Set(math["meta-tids"] as? [Int] ?? [])
      var groups: [Int: Int] = [:]
      for (participant, group) in try #require(notes["production_participant_labels"] as? [String: Int]) {
        groups[try #require(Int(participant))] = group
      }
      self.groups = groups
      lacksVotes = name.contains("50ptpt")
    }

    var map: OpinionMap { OpinionMap(matrix, moderatedOut: moderatedOut, meta: meta, given: groups) }

    /// pol.is lists columns in an order of its own.
    func byColumn(_ values: Any?) throws -> [Double] {
      let statements = try #require(math["tids"] as? [Int])
      let values = Dictionary(uniqueKeysWithValues: zip(statements, numbers(values)))
      return try matrix.statements.map { try #require(values[$0]) }
    }
  }

  @Test(
    "Group votes, consensus and representative statements", arguments: RealConversation.names(with: "math-pca2.json"))
  func groups(_ name: String) throws {
    let production = try Production(name)
    let map = production.map
    let votes = try #require(production.math["group-votes"] as? [String: [String: Any]])
    let consensus = try #require(production.math["group-aware-consensus"] as? [String: Double])
    for (place, group) in map.groups.enumerated() {
      let others = try #require(votes["\(group.id)"]?["votes"] as? [String: [String: Int]])
      for (column, statement) in map.matrix.statements.enumerated() {
        let own = map.statistics.counts[place][column]
        let other = try #require(others["\(statement)"])
        #expect([own.agrees, own.disagrees, own.votes] == [other["A"], other["D"], other["S"]])
      }
    }
    for (column, statement) in map.matrix.statements.enumerated() {
      let other = try #require(consensus["\(statement)"])
      #expect((map.statistics.consensus(column: column) - other).magnitude < 1e-12)
    }
    let shown = try #require(production.math["repness"] as? [String: [[String: Any]]])
    for (place, group) in map.groups.enumerated() {
      // Its tests of ratios were worked out in single precision.
      expectRepresentative(
        map.representative[place], try #require(shown["\(group.id)"]), testDigits: 1e-6, countsAgrees: true)
    }
    if !production.lacksVotes {
      let all = try #require(production.math["consensus"] as? [String: [[String: Any]]])
      expectConsensus(map.agreedByAll, try #require(all["agree"]))
      expectConsensus(map.rejectedByAll, try #require(all["disagree"]))
    }
  }

  @Test(
    "Axes, base clusters, groups' centres and priorities",
    arguments: RealConversation.names(with: "math-pca2.json").filter { !$0.contains("50ptpt") })
  func geometry(_ name: String) throws {
    let production = try Production(name)
    let map = production.map
    let pca = try #require(production.math["pca"] as? [String: Any])
    // Inside pol.is agreement is −1.
    let center = try production.byColumn(pca["center"])
    for (own, other) in zip(map.components.center, center) { #expect((own + other).magnitude < 1e-12) }
    let axes = try #require(pca["comps"] as? [Any]).map { try production.byColumn($0) }
    for axis in 0..<2 { #expect(cosine(map.components.axes[axis], axes[axis]).magnitude > 0.999_999_9) }
    let signs = (0..<2).map { cosine(map.components.axes[$0], axes[$0]) < 0 ? 1.0 : -1 }
    let extremities = try production.byColumn(pca["comment-extremity"])
    for (column, other) in extremities.enumerated() {
      #expect((map.components.extremity(ofColumn: column) - other).magnitude < 1e-6)
    }
    let priorities = try #require(production.math["comment-priorities"] as? [String: Double])
    for (column, statement) in map.matrix.statements.enumerated() {
      let other = try #require(priorities["\(statement)"])
      #expect((map.priorities[column] / other - 1).magnitude < 1e-9, "\(statement)")
    }
    // Who was let in while there were few people stayed in.
    let voted = try #require(production.math["user-vote-counts"] as? [String: Int])
    let active = try #require(production.math["in-conv"] as? [Int]).filter { (voted["\($0)"] ?? 0) >= 7 }
    #expect(map.placed.map { map.matrix.participants[$0] } == active.sorted())

    let base = try #require(production.math["base-clusters"] as? [String: Any])
    let members = try #require(base["members"] as? [[Int]])
    let identities = try #require(base["id"] as? [Int])
    let (xs, ys) = (numbers(base["x"]), numbers(base["y"]))
    var centres: [Int: (PlanePoint, Int)] = [:]
    for (place, people) in members.enumerated() {
      var mean = PlanePoint(x: 0, y: 0)
      for person in people {
        let row = try #require(map.matrix.participants.firstIndex(of: person))
        mean.x += map.positions[row].x * signs[0] / Double(people.count)
        mean.y += map.positions[row].y * signs[1] / Double(people.count)
      }
      #expect((mean.x - xs[place]).magnitude < 1e-6)
      #expect((mean.y - ys[place]).magnitude < 1e-6)
      centres[identities[place]] = (mean, people.count)
    }
    for group in try #require(production.math["group-clusters"] as? [[String: Any]]) {
      let parts = try #require(group["members"] as? [Int]).compactMap { centres[$0] }
      let people = parts.reduce(0) { $0 + $1.1 }
      let centre = numbers(group["center"])
      #expect((parts.reduce(0) { $0 + $1.0.x * Double($1.1) } / Double(people) - centre[0]).magnitude < 1e-5)
      #expect((parts.reduce(0) { $0 + $1.0.y * Double($1.1) } / Double(people) - centre[1]).magnitude < 1e-5)
      let own = try #require(map.groups.first { $0.id == group["id"] as? Int })
      #expect(own.members.count == people)
      #expect((own.centre.x * signs[0] - centre[0]).magnitude < 1e-5)
    }
  }
}
