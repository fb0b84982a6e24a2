/// Up to a hundred small clusters of people who stand close together: what groups are made of where there are many people.
///
/// As Polis makes them (clusters.clj): k-means from the first hundred different points, until no centre moves by 0.01 or
/// more, a hundred rounds at most; clusters without people are dropped. Distances that cannot matter are not worked out
/// (`NearestCentres`).
public struct BaseClusters: Sendable, Hashable {
  public static let most = 100

  /// The mean position of the people in each.
  public let centres: [PlanePoint]
  public let sizes: [Int]
  /// For each person on the map, the place of their cluster.
  public let labels: [Int]

  /// - Parameters:
  ///   - earlier: centres to go on from; those of the first points where there are none, or fewer than there can be.
  ///   - guess: each point's place among them, as far as it is known.
  init(_ points: [PlanePoint], from earlier: [PlanePoint] = [], guess: [Int] = []) {
    let means = PlaneKMeans(points)
    var start = earlier
    if start.count < Self.most {
      let first = means.firstDistinct(Self.most)
      // Where everybody has a place of their own there is nothing to join.
      if first.count < Self.most || start.isEmpty { start = first } else { start = Self.filled(start, first) }
    }
    var search = NearestCentres(points, start, guess: guess)
    for _ in 0..<100 where !start.isEmpty {
      let moved = means.means(search.labels, search.centres)
      let furthest = zip(moved, search.centres).map { $0.squaredDistance(to: $1) }.max() ?? 0
      search.move(to: moved)
      if furthest < 0.01 * 0.01 { break }
    }
    let partition = means.tidied(search.labels, search.centres)
    var sizes = [Int](repeating: 0, count: partition.centres.count)
    for label in partition.labels { sizes[label] += 1 }
    centres = partition.centres
    labels = partition.labels
    self.sizes = sizes
  }

  /// Adds the points that are furthest from all centres until there are enough.
  private static func filled(_ centres: [PlanePoint], _ points: [PlanePoint]) -> [PlanePoint] {
    var centres = centres
    var nearest = points.map { point in centres.reduce(Double.infinity) { min($0, $1.squaredDistance(to: point)) } }
    while centres.count < most, let furthest = nearest.indices.max(by: { nearest[$0] < nearest[$1] }),
      nearest[furthest] > 0
    {
      centres.append(points[furthest])
      for index in points.indices {
        nearest[index] = min(nearest[index], points[index].squaredDistance(to: points[furthest]))
      }
    }
    return centres
  }
}
