/// Points on the map divided among centres, each point to its nearest.
struct PlanePartition: Sendable, Hashable {
  var centres: [PlanePoint]
  /// The place in `centres` of each point's.
  var labels: [Int]
  /// The sum of squared distances to the nearest centre, times weights.
  var inertia: Double
}

/// k-means in the plane (Lloyd, IEEE Transactions on Information Theory 28 (1982)).
struct PlaneKMeans {
  let points: [PlanePoint]
  /// How much each point counts; nil for once each.
  let weights: [Double]?

  init(_ points: [PlanePoint], weights: [Double]? = nil) {
    self.points = points
    self.weights = weights
  }

  /// The first `count` different points: where Polis starts (clusters.clj, `init-clusters`). Fewer where there are fewer.
  func firstDistinct(_ count: Int) -> [PlanePoint] {
    var seen: Set<PlanePoint> = []
    var first: [PlanePoint] = []
    for point in points where first.count < count && seen.insert(point).inserted { first.append(point) }
    return first
  }

  /// Each further start is drawn with a chance proportional to its squared distance from those there are (k-means++,
  /// Arthur and Vassilvitskii, SODA 2007). Fewer where there are fewer different points.
  func spread(_ count: Int, _ random: inout SeededRandom) -> [PlanePoint] {
    guard !points.isEmpty else { return [] }
    var starts: [PlanePoint] = []
    var chances = weights ?? Array(repeating: 1, count: points.count)
    var nearest = [Double](repeating: .infinity, count: points.count)
    while starts.count < count {
      let total = chances.reduce(0, +)
      guard total > 0, total.isFinite else { break }
      var left = random.fraction() * total
      var drawn = chances.lastIndex { $0 > 0 } ?? 0
      for (index, chance) in chances.enumerated() where chance > 0 {
        left -= chance
        if left < 0 {
          drawn = index
          break
        }
      }
      starts.append(points[drawn])
      for (index, point) in points.enumerated() {
        nearest[index] = min(nearest[index], point.squaredDistance(to: points[drawn]))
        chances[index] = nearest[index] * (weights?[index] ?? 1)
      }
    }
    return starts
  }

  /// From these centres until no point changes, or as many rounds. Centres that lose all their points are dropped at the
  /// end. Ties go to the first centre. Time: O(rounds × points × centres) at most; far fewer distances are worked out.
  func partition(from start: [PlanePoint], rounds: Int = 300) -> PlanePartition {
    guard !start.isEmpty else {
      return PlanePartition(centres: [], labels: Array(repeating: 0, count: points.count), inertia: 0)
    }
    var search = NearestCentres(points, start)
    var sums = sums(search.labels, count: start.count)
    for _ in 0..<rounds {
      let moved = sums.means(orElse: search.centres)
      guard moved != search.centres else { break }
      search.move(to: moved)
      guard !search.changes.isEmpty else { break }
      for (index, before) in search.changes {
        sums.move(points[index], weights?[index] ?? 1, from: before, to: search.labels[index])
      }
    }
    return tidied(search.labels, search.centres)
  }

  /// The weighted sums of each centre's points: when few of these change, so do the means.
  private struct Sums {
    /// x, y and weight.
    var sums: [SIMD4<Double>]

    mutating func move(_ point: PlanePoint, _ weight: Double, from before: Int, to after: Int) {
      let part = SIMD4(point.x * weight, point.y * weight, weight, 0)
      sums[before] -= part
      sums[after] += part
    }

    /// The centre itself where it has no points.
    func means(orElse centres: [PlanePoint]) -> [PlanePoint] {
      zip(sums, centres).map { sum, centre in
        sum.z > 0 ? PlanePoint(x: sum.x / sum.z, y: sum.y / sum.z) : centre
      }
    }
  }

  private func sums(_ labels: [Int], count: Int) -> Sums {
    var sums = [SIMD4<Double>](repeating: .zero, count: count)
    sums.withUnsafeMutableBufferPointer { sums in
      points.withUnsafeBufferPointer { points in
        labels.withUnsafeBufferPointer { labels in
          for index in points.indices {
            let weight = weights.map { $0[index] } ?? 1
            sums[labels[index]] += SIMD4(points[index].x * weight, points[index].y * weight, weight, 0)
          }
        }
      }
    }
    return Sums(sums: sums)
  }

  /// The weighted mean of each centre's points; the centre itself where it has none.
  func means(_ labels: [Int], _ centres: [PlanePoint]) -> [PlanePoint] {
    sums(labels, count: centres.count).means(orElse: centres)
  }

  /// Without centres that have no points, with each centre the mean of its points.
  func tidied(_ labels: [Int], _ centres: [PlanePoint]) -> PlanePartition {
    let centres = means(labels, centres)
    var isUsed = [Bool](repeating: false, count: centres.count)
    for label in labels { isUsed[label] = true }
    var places = [Int](repeating: 0, count: centres.count)
    var next = 0
    for place in centres.indices where isUsed[place] {
      places[place] = next
      next += 1
    }
    var inertia = 0.0
    for (index, label) in labels.enumerated() {
      inertia += points[index].squaredDistance(to: centres[label]) * (weights?[index] ?? 1)
    }
    return PlanePartition(
      centres: centres.indices.filter { isUsed[$0] }.map { centres[$0] }, labels: labels.map { places[$0] },
      inertia: inertia)
  }
}
