/// Each point's nearest centre while the centres move. Ties go to the first centre.
///
/// Of a few centres all distances are worked out, two points at a time. Where there are many, bounds spare most of them
/// (Hamerly, “Making k-means even faster”, SDM 2010), and for the rest centres are looked at outwards from the point in
/// the order of x, until their x alone is too far away.
struct NearestCentres {
  private let points: [PlanePoint]
  private(set) var centres: [PlanePoint]
  private(set) var labels: [Int]
  /// The points whose nearest centre changed with the last move, and which that was before.
  private(set) var changes: [(point: Int, before: Int)] = []
  /// At least the distance to the own centre, and at most the distance to any other; empty where centres are few.
  private var bounds: [SIMD2<Double>] = []

  /// So many centres are few.
  private static let few = 8

  /// - Parameter guess: for each point, which centre may well be the nearest: found faster where it is. Nothing else depends
  ///   on it.
  init(_ points: [PlanePoint], _ centres: [PlanePoint], guess: [Int] = []) {
    self.points = points
    self.centres = centres
    let isGuess = guess.count == points.count && guess.allSatisfy(centres.indices.contains)
    labels = isGuess ? guess : Array(repeating: 0, count: points.count)
    if centres.count > Self.few {
      if !isGuess { labels = CentresByX(centres).closest(points) }
      bounds = Array(repeating: SIMD2(.infinity, 0), count: points.count)
    }
    find()
  }

  mutating func move(to moved: [PlanePoint]) {
    if moved.count > Self.few {
      let steps = zip(moved, centres).map { $0.squaredDistance(to: $1).squareRoot() }
      let furthest = steps.max() ?? 0
      bounds.withUnsafeMutableBufferPointer { bounds in
        labels.withUnsafeBufferPointer { labels in
          for index in bounds.indices { bounds[index] += SIMD2(steps[labels[index]], -furthest) }
        }
      }
    }
    centres = moved
    find()
  }

  private mutating func find() {
    changes.removeAll(keepingCapacity: true)
    if centres.count > Self.few { findAmongMany() } else if !centres.isEmpty { findAmongFew() }
  }

  private mutating func findAmongFew() {
    labels.withUnsafeMutableBufferPointer { labels in
      points.withUnsafeBufferPointer { points in
        centres.withUnsafeBufferPointer { centres in
          var index = 0
          while index < points.count {
            // Of an odd number of points the last is looked at twice.
            let next = min(index &+ 1, points.count &- 1)
            let xs = SIMD2(points[index].x, points[next].x)
            let ys = SIMD2(points[index].y, points[next].y)
            var least = SIMD2<Double>(repeating: .infinity)
            var best = SIMD2<Int64>.zero
            for place in centres.indices {
              let dx = xs - centres[place].x
              let dy = ys - centres[place].y
              let distances = dx * dx + dy * dy
              let isNearer = distances .< least
              least.replace(with: distances, where: isNearer)
              best.replace(with: Int64(place), where: isNearer)
            }
            if labels[index] != Int(best[0]) {
              changes.append((index, labels[index]))
              labels[index] = Int(best[0])
            }
            if labels[next] != Int(best[1]) {
              changes.append((next, labels[next]))
              labels[next] = Int(best[1])
            }
            index &+= 2
          }
        }
      }
    }
  }

  private mutating func findAmongMany() {
    let byX = CentresByX(centres)
    let half = byX.halfDistances()
    labels.withUnsafeMutableBufferPointer { labels in
      bounds.withUnsafeMutableBufferPointer { bounds in
        points.withUnsafeBufferPointer { points in
          half.withUnsafeBufferPointer { half in
            for index in points.indices {
              let apart = max(half[labels[index]], bounds[index].y)
              guard bounds[index].x >= apart else { continue }
              let point = points[index]
              bounds[index].x = point.squaredDistance(to: centres[labels[index]]).squareRoot()
              guard bounds[index].x >= apart else { continue }
              let nearest = byX.nearest(to: point, from: labels[index])
              if labels[index] != nearest.place { changes.append((index, labels[index])) }
              labels[index] = nearest.place
              bounds[index] = SIMD2(nearest.least.squareRoot(), nearest.second.squareRoot())
            }
          }
        }
      }
    }
  }
}

/// Centres in the order of x.
private struct CentresByX {
  private let places: [Int]
  private let sorted: [PlanePoint]
  /// Where in that order each centre is.
  private let ranks: [Int]

  init(_ centres: [PlanePoint]) {
    let places = centres.indices.sorted { (centres[$0].x, $0) < (centres[$1].x, $1) }
    var ranks = [Int](repeating: 0, count: centres.count)
    for (rank, place) in places.enumerated() { ranks[place] = rank }
    self.places = places
    self.ranks = ranks
    sorted = places.map { centres[$0] }
  }

  /// Half the distance from each centre to the nearest other: a point that is nearer to its own has no nearer one.
  func halfDistances() -> [Double] {
    ranks.map { rank in nearest(to: sorted[rank], from: places[rank]).second.squareRoot() / 2 }
  }

  /// For each point a centre that lies close by in x.
  func closest(_ points: [PlanePoint]) -> [Int] {
    guard let first = sorted.first, let last = sorted.last, first.x < last.x else { return points.map { _ in 0 } }
    // The rank at the beginning of each of equal parts.
    let parts = 512
    let perPart = (last.x - first.x) / Double(parts)
    var rank = 0
    let ranks = (0..<parts).map { part in
      while sorted[rank].x < first.x + Double(part) * perPart, rank + 1 < sorted.count { rank += 1 }
      return rank
    }
    return points.map { point in
      let part = (point.x - first.x) / perPart
      return places[ranks[part > 0 ? Int(min(part, Double(parts - 1))) : 0]]
    }
  }

  /// The first of the nearest centres, the square of its distance, and that of the next nearest: looked for from the centre
  /// at `start` outwards.
  func nearest(to point: PlanePoint, from start: Int) -> (place: Int, least: Double, second: Double) {
    sorted.withUnsafeBufferPointer { sorted in
      var best = start
      var least = sorted[ranks[start]].squaredDistance(to: point)
      var second = Double.infinity
      func look(_ rank: Int, _ dx: Double) {
        let dy = point.y - sorted[rank].y
        let distance = dx * dx + dy * dy
        if distance < least || distance == least && places[rank] < best {
          second = least
          least = distance
          best = places[rank]
        } else if distance < second {
          second = distance
        }
      }
      var rank = ranks[start] &- 1
      while rank >= 0 {
        let dx = point.x - sorted[rank].x
        if dx > 0, dx * dx > second { break }
        look(rank, dx)
        rank &-= 1
      }
      rank = ranks[start] &+ 1
      while rank < sorted.count {
        let dx = point.x - sorted[rank].x
        if dx < 0, dx * dx > second { break }
        look(rank, dx)
        rank &+= 1
      }
      return (best, least, second)
    }
  }
}
