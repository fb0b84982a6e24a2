/// Each point's nearest centre while the centres move, with bounds that spare most distances (Hamerly, “Making k-means even
/// faster”, SDM 2010). Ties go to the first centre.
struct NearestCentres {
  private let points: [PlanePoint]
  private(set) var centres: [PlanePoint]
  private(set) var labels: [Int]
  /// The points whose nearest centre changed with the last move, and which that was before.
  private(set) var changes: [(point: Int, before: Int)] = []
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
    var changes: [(point: Int, before: Int)] = []
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
              if labels[index] != best { changes.append((index, labels[index])) }
              labels[index] = best
              bounds[index] = SIMD2(least.squareRoot(), second.squareRoot())
            }
          }
        }
      }
    }
    self.changes = changes
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
