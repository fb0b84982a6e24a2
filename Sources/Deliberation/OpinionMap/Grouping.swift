/// How people on the map are divided into groups.
public struct GroupingRule: Sendable, Hashable {
  /// How groups are looked for.
  public enum Method: String, Sendable, Hashable, CaseIterable {
    /// The best of several starts, judged by the people themselves: the same for the same votes and seed.
    case best
    /// As Polis does it: the base clusters are divided, from the first of them, in 20 rounds (clusters.clj).
    case polis
  }

  public var method: Method
  /// Polis has 5.
  public var mostGroups: Int
  /// How many times `best` starts for each number of groups.
  public var starts: Int
  public var seed: UInt64

  public init(method: Method = .best, mostGroups: Int = 5, starts: Int = 24, seed: UInt64 = 0) {
    self.method = method
    self.mostGroups = min(max(1, mostGroups), 50)
    self.starts = min(max(1, starts), 1000)
    self.seed = seed
  }

  /// How many groups are tried at most: two, and one more for every twelve base clusters, as in Polis.
  func most(baseClusters: Int) -> Int { min(mostGroups, 2 + baseClusters / 12) }
}

/// People divided into two groups, three, and so on, and which number fits best.
public struct Grouping: Sendable, Hashable {
  /// How well people fall into a number of groups that was tried.
  public struct Division: Sendable, Hashable {
    public let centres: [PlanePoint]
    /// For each person on the map, the place of their group.
    public let labels: [Int]
    /// The sum of squared distances to the centres.
    public let inertia: Double
    /// How much nearer people are to their own group than to the next, from −1 to 1.
    public let silhouette: Double

    public var groups: Int { centres.count }
  }

  /// By number of groups, from 2 upwards; where all people stand in one place, a single one of 1.
  public let divisions: [Division]
  /// The place in `divisions` of that with the greatest silhouette; of equals, that with more groups.
  public let best: Int

  /// More people than this are judged by their base clusters, as Polis does; comparing all of them takes too long.
  static let mostCompared = 5000

  init(_ points: [PlanePoint], _ base: BaseClusters, rule: GroupingRule, earlier: [[PlanePoint]] = []) {
    let search = Search(points: points, base: base, rule: rule, earlier: earlier)
    var found: [PlanePartition] = []
    let most = rule.most(baseClusters: base.centres.count)
    if most >= 2 { for groups in 2...most { search.partition(into: groups).map { found.append($0) } } }
    if found.isEmpty { found = [PlaneKMeans(points).partition(from: PlaneKMeans(points).firstDistinct(1), rounds: 1)] }
    if points.isEmpty { found = [] }
    let silhouettes = search.silhouettes(found)
    divisions = zip(found, silhouettes).map { partition, silhouette in
      Division(
        centres: partition.centres, labels: partition.labels, inertia: partition.inertia, silhouette: silhouette)
    }
    var best = 0
    for place in divisions.indices where divisions[place].silhouette >= divisions[best].silhouette { best = place }
    self.best = best
  }

  private struct Search {
    let points: [PlanePoint]
    let base: BaseClusters
    let rule: GroupingRule
    let earlier: [[PlanePoint]]

    /// nil where there are not as many different places.
    func partition(into groups: Int) -> PlanePartition? {
      let found = rule.method == .polis ? asPolis(groups) : bestOfStarts(groups)
      return found.centres.count == groups ? found : nil
    }

    private var overBase: PlaneKMeans { PlaneKMeans(base.centres, weights: base.sizes.map(Double.init)) }

    private func asPolis(_ groups: Int) -> PlanePartition {
      let start = earlier.first { $0.count == groups } ?? overBase.firstDistinct(groups)
      let divided = overBase.partition(from: start, rounds: 20)
      let labels = base.labels.map { divided.labels[$0] }
      return PlaneKMeans(points).tidied(labels, divided.centres)
    }

    private func bestOfStarts(_ groups: Int) -> PlanePartition {
      let people = PlaneKMeans(points)
      let areFew = points.count <= 400
      let search = areFew ? people : overBase
      var random = SeededRandom(seed: rule.seed &+ UInt64(truncatingIfNeeded: groups))
      var tries = [search.partition(from: overBase.firstDistinct(groups))]
      for _ in 0..<rule.starts { tries.append(search.partition(from: search.spread(groups, &random))) }
      tries = tries.filter { $0.centres.count == groups }
      let before = earlier.first { $0.count == groups }
      let continued = before.map { people.partition(from: $0) }
      if !areFew {
        tries.sort { $0.inertia < $1.inertia }
        // The division of before needs no rival where it is still the best among the base clusters.
        if let before, let continued, continued.centres.count == groups {
          let again = overBase.partition(from: before)
          let best = tries.first?.inertia ?? .infinity
          if again.centres.count == groups, again.inertia <= best * (1 + 1e-9) { return continued }
        }
        // The best, without what is the same but for rounding, are gone on with among the people.
        let most = before == nil ? 3 : 1
        var different: [PlanePartition] = []
        for tried in tries where different.count < most {
          if let last = different.last, tried.inertia < last.inertia * (1 + 1e-9) { continue }
          different.append(tried)
        }
        tries = different.map { people.partition(from: $0.centres) }
      }
      if let continued { tries.append(continued) }
      let none = PlanePartition(centres: [], labels: [], inertia: .infinity)
      return tries.filter { $0.centres.count == groups }.min { $0.inertia < $1.inertia } ?? none
    }

    func silhouettes(_ found: [PlanePartition]) -> [Double] {
      guard rule.method == .polis || points.count > Grouping.mostCompared else {
        return Silhouette.means(points, found.map(\.labels))
      }
      var somebody = [Int](repeating: 0, count: base.centres.count)
      for (person, place) in base.labels.enumerated() { somebody[place] = person }
      let labels = found.map { partition in
        base.centres.enumerated().map { place, centre in
          guard rule.method == .best else { return partition.labels[somebody[place]] }
          return partition.centres.indices.min {
            partition.centres[$0].squaredDistance(to: centre) < partition.centres[$1].squaredDistance(to: centre)
          } ?? 0
        }
      }
      return Silhouette.means(base.centres, labels)
    }
  }
}

/// Keeps the number of groups steady while votes arrive: it changes only after four updates in a row found the same
/// other number best. The first finding is taken at once (Polis, conversation.clj, `group-k-smoother`).
public struct GroupCountSmoother: Sendable, Hashable {
  public static let patience = 4

  public private(set) var count: Int?
  private var candidate: Int?
  private var times = 0

  public init() {}

  /// The number to use when this update found `best`.
  public mutating func update(_ best: Int) -> Int {
    times = candidate == best ? times + 1 : 1
    candidate = best
    if count == nil || times >= Self.patience { count = best }
    return count ?? best
  }
}
