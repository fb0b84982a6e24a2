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
  /// end. Ties go to the first centre. Time: O(rounds × points × centres).
  func partition(from start: [PlanePoint], rounds: Int = 300) -> PlanePartition {
    var centres = start
    var labels = [Int](repeating: 0, count: points.count)
    guard !centres.isEmpty else { return PlanePartition(centres: [], labels: labels, inertia: 0) }
    _ = assign(&labels, centres)
    for _ in 0..<rounds {
      let moved = means(labels, centres)
      guard moved != centres else { break }
      centres = moved
      guard assign(&labels, centres) else { break }
    }
    return tidied(labels, centres)
  }

  /// Returns whether anything changed.
  private func assign(_ labels: inout [Int], _ centres: [PlanePoint]) -> Bool {
    var hasChanged = false
    labels.withUnsafeMutableBufferPointer { labels in
      points.withUnsafeBufferPointer { points in
        centres.withUnsafeBufferPointer { centres in
          for index in points.indices {
            let point = points[index]
            var best = 0
            var least = Double.infinity
            for place in centres.indices {
              let dx = point.x - centres[place].x
              let dy = point.y - centres[place].y
              let distance = dx * dx + dy * dy
              if distance < least {
                least = distance
                best = place
              }
            }
            if labels[index] != best {
              labels[index] = best
              hasChanged = true
            }
          }
        }
      }
    }
    return hasChanged
  }

  /// The weighted mean of each centre's points; the centre itself where it has none.
  func means(_ labels: [Int], _ centres: [PlanePoint]) -> [PlanePoint] {
    var sums = [SIMD4<Double>](repeating: .zero, count: centres.count)
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
    return zip(sums, centres).map { sum, centre in
      sum.z > 0 ? PlanePoint(x: sum.x / sum.z, y: sum.y / sum.z) : centre
    }
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
