/// Whether the groups would be found again among other people like these: the map is made anew from people drawn with
/// replacement (Efron's bootstrap), all over again with axes and groups, and everybody is put in the nearest group of it.
/// A group whose mean Jaccard similarity to what was found again is 0.75 or more is stable; below 0.6 it should not be
/// trusted (Hennig, “Cluster-wise assessment of cluster stability”, Computational Statistics and Data Analysis 52 (2007)).
public struct GroupStability: Sendable, Hashable {
  public static let stable = 0.75

  /// A group of some division, and how surely it is found again, from 0 to 1.
  public struct Group: Sendable, Hashable {
    /// Participants' numbers, ascending.
    public let members: [Int]
    public let jaccard: Double
    public var isStable: Bool { jaccard >= GroupStability.stable }
  }

  public let samples: Int
  /// In what share of the samples each number of groups fitted best.
  public let countShares: [Int: Double]
  /// For each number of groups, how alike the divisions were on average: the adjusted Rand index, 1 for the same.
  public let agreement: [Int: Double]
  /// Of the groups that the map shows, in their order.
  public let groups: [Group]
  /// Stable groups of finer divisions that are none of the groups shown: those who would be overlooked. The smallest first.
  public let overlooked: [Group]

  /// - Parameter samples: 20 show the tendency, 100 are enough to publish. Time: that many maps.
  public init(_ map: OpinionMap, rule: GroupingRule, samples: Int = 50) {
    let count = map.placed.count
    self.samples = count > 1 ? max(0, samples) : 0
    let numbers = map.placed.map { map.matrix.participants[$0] }
    let divisions = map.grouping?.divisions ?? []
    let shown = map.placed.map { map.groupOfRow[$0] ?? -1 }
    var best: [Int: Int] = [:]
    var rand: [Int: Double] = [:]
    var jaccards = divisions.map { [Double](repeating: 0, count: $0.groups) }
    var found: [Int: Int] = [:]
    let isOut = map.matrix.statements.indices.map(map.isOut)
    for sample in 0..<self.samples {
      var random = SeededRandom(seed: rule.seed &+ 0x5EED &+ UInt64(truncatingIfNeeded: sample))
      let rows = (0..<count).map { _ in map.placed[random.number(below: count)] }
      let again = Again(map, rows: rows, isOut: isOut, rule: rule)
      guard let fitting = again.best else { continue }
      best[fitting, default: 0] += 1
      for (place, division) in divisions.enumerated() {
        guard let labels = again.labels[division.groups] else { continue }
        found[division.groups, default: 0] += 1
        let table = Crossing(division.labels, labels)
        rand[division.groups, default: 0] += table.adjustedRand
        for (group, jaccard) in table.bestJaccards.enumerated() { jaccards[place][group] += jaccard }
      }
    }
    let all = Double(max(1, best.values.reduce(0, +)))
    countShares = best.mapValues { Double($0) / all }
    agreement = rand.reduce(into: [:]) { $0[$1.key] = $1.value / Double(max(1, found[$1.key] ?? 1)) }
    func group(_ division: Int, _ place: Int) -> Group {
      let members = divisions[division].labels.enumerated().filter { $0.element == place }.map { numbers[$0.offset] }
      let times = Double(max(1, found[divisions[division].groups] ?? 1))
      return Group(members: members, jaccard: jaccards[division][place] / times)
    }
    let own = divisions.firstIndex { $0.groups == map.groups.count }
    groups = map.groups.indices.map { shownGroup in
      guard let own, let person = shown.firstIndex(of: shownGroup) else { return Group(members: [], jaccard: 0) }
      return group(own, divisions[own].labels[person])
    }
    var overlooked: [Group] = []
    for (place, division) in divisions.enumerated() where division.groups > map.groups.count {
      for finer in 0..<division.groups {
        let candidate = group(place, finer)
        let known = map.groups.map(\.members) + overlooked.map(\.members)
        let isKnown = known.contains { Self.jaccard($0, candidate.members) >= Self.stable }
        if candidate.isStable, !isKnown { overlooked.append(candidate) }
      }
    }
    self.overlooked = overlooked.sorted { ($0.members.count, $0.members[0]) < ($1.members.count, $1.members[0]) }
  }

  private static func jaccard(_ a: [Int], _ b: [Int]) -> Double {
    let shared = Set(a).intersection(b).count
    return Double(shared) / Double(max(1, a.count + b.count - shared))
  }

  /// The map of drawn people, and where it puts all.
  private struct Again {
    var best: Int?
    /// By number of groups, for each placed person.
    var labels: [Int: [Int]] = [:]

    init(_ map: OpinionMap, rows: [Int], isOut: [Bool], rule: GroupingRule) {
      let sample = map.matrix.selecting(rows: rows)
      let votes = CentredVotes(sample, counts: sample.counts(), isOut: isOut)
      let components = PrincipalComponents(votes, like: map.components.axes)
      let drawn = OpinionMap.positions(votes, components)
      var few = rule
      few.starts = min(rule.starts, 8)
      let grouping = Grouping(drawn, BaseClusters(drawn), rule: few)
      guard !grouping.divisions.isEmpty else { return }
      best = grouping.divisions[grouping.best].groups
      let everybody = OpinionMap.positions(
        CentredVotes(map.matrix, center: components.center, isOut: isOut), components)
      for division in grouping.divisions {
        labels[division.groups] = map.placed.map { row in
          division.centres.indices.min {
            division.centres[$0].squaredDistance(to: everybody[row])
              < division.centres[$1].squaredDistance(to: everybody[row])
          } ?? 0
        }
      }
    }
  }
}

/// How two divisions of the same things overlap.
struct Crossing {
  private let table: [[Int]]
  private let rows: [Int]
  private let columns: [Int]

  init(_ a: [Int], _ b: [Int]) {
    var table = Array(
      repeating: [Int](repeating: 0, count: (b.max() ?? 0) + 1), count: (a.max() ?? 0) + 1)
    for (first, second) in zip(a, b) { table[first][second] += 1 }
    self.table = table
    rows = table.map { $0.reduce(0, +) }
    columns = table.first?.indices.map { column in table.reduce(0) { $0 + $1[column] } } ?? []
  }

  /// For each part of the first, the Jaccard similarity of that part of the second that is most like it.
  var bestJaccards: [Double] {
    table.indices.map { row in
      columns.indices.map { column in
        Double(table[row][column]) / Double(max(1, rows[row] + columns[column] - table[row][column]))
      }.max() ?? 0
    }
  }

  /// 1 for the same division, about 0 for one made by chance (Hubert and Arabie, Journal of Classification 2 (1985)).
  var adjustedRand: Double {
    func pairs(_ count: Int) -> Double { Double(count) * Double(count - 1) / 2 }
    let together = table.reduce(0) { $0 + $1.reduce(0) { $0 + pairs($1) } }
    let first = rows.reduce(0) { $0 + pairs($1) }
    let second = columns.reduce(0) { $0 + pairs($1) }
    let all = pairs(rows.reduce(0, +))
    guard all > 0 else { return 1 }
    let expected = first * second / all
    let most = (first + second) / 2
    return most == expected ? 1 : (together - expected) / (most - expected)
  }
}
