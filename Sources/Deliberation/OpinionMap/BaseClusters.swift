/// Up to a hundred small clusters of people who stand close together: what groups are made of where there are many people.
///
/// As Polis makes them (clusters.clj): k-means from the first hundred different points, until no centre moves by 0.01 or
/// more, a hundred rounds at most; clusters without people are dropped. Distances that cannot matter are not worked out
/// (Hamerly, “Making k-means even faster”, SDM 2010).
public struct BaseClusters: Sendable, Hashable {
  public static let most = 100

  /// The mean position of the people in each.
  public let centres: [PlanePoint]
  public let sizes: [Int]
  /// For each person on the map, the place of their cluster.
  public let labels: [Int]

  /// - Parameter earlier: centres to go on from; those of the first points where there are none, or fewer than there can be.
  init(_ points: [PlanePoint], from earlier: [PlanePoint] = []) {
    let means = PlaneKMeans(points)
    var start = earlier
    if start.count < Self.most {
      let first = means.firstDistinct(Self.most)
      // Where everybody has a place of their own there is nothing to join.
      if first.count < Self.most || start.isEmpty { start = first } else { start = Self.filled(start, first) }
    }
    var search = NearestCentres(points, start)
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

/// Each point's nearest centre while the centres move, with bounds that spare most distances.
private struct NearestCentres {
  private let points: [PlanePoint]
  private(set) var centres: [PlanePoint]
  private(set) var labels: [Int]
  /// At least the distance to the own centre, and at most the distance to any other.
  private var bounds: [SIMD2<Double>]

  init(_ points: [PlanePoint], _ centres: [PlanePoint]) {
    self.points = points
    self.centres = centres
    labels = Array(repeating: 0, count: points.count)
    bounds = Array(repeating: SIMD2(.infinity, 0), count: points.count)
    find()
  }

  mutating func move(to moved: [PlanePoint]) {
    let steps = zip(moved, centres).map { $0.squaredDistance(to: $1).squareRoot() }
    let furthest = steps.max() ?? 0
    centres = moved
    bounds.withUnsafeMutableBufferPointer { bounds in
      labels.withUnsafeBufferPointer { labels in
        for index in bounds.indices { bounds[index] += SIMD2(steps[labels[index]], -furthest) }
      }
    }
    find()
  }

  private mutating func find() {
    let half = halfDistances()
    labels.withUnsafeMutableBufferPointer { labels in
      bounds.withUnsafeMutableBufferPointer { bounds in
        points.withUnsafeBufferPointer { points in
          centres.withUnsafeBufferPointer { centres in
            guard !centres.isEmpty else { return }
            for index in points.indices {
              let apart = max(half[labels[index]], bounds[index].y)
              guard bounds[index].x >= apart else { continue }
              let point = points[index]
              bounds[index].x = point.squaredDistance(to: centres[labels[index]]).squareRoot()
              guard bounds[index].x >= apart else { continue }
              var best = 0
              var least = Double.infinity
              var second = Double.infinity
              for place in centres.indices {
                let dx = point.x - centres[place].x
                let dy = point.y - centres[place].y
                let distance = dx * dx + dy * dy
                if distance < least {
                  second = least
                  least = distance
                  best = place
                } else if distance < second {
                  second = distance
                }
              }
              labels[index] = best
              bounds[index] = SIMD2(least.squareRoot(), second.squareRoot())
            }
          }
        }
      }
    }
  }

  /// Half the distance from each centre to the nearest other: a point that is nearer to its own has no nearer one.
  private func halfDistances() -> [Double] {
    centres.indices.map { place in
      var least = Double.infinity
      for other in centres.indices where other != place {
        least = min(least, centres[place].squaredDistance(to: centres[other]))
      }
      return least.squareRoot() / 2
    }
  }
}
