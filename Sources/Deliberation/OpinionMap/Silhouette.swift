/// How much nearer things lie to their own group than to the next (Rousseeuw, Journal of Computational and Applied
/// Mathematics 20 (1987)): from −1 to 1, 0 for whoever is alone in a group.
enum Silhouette {
  /// The mean over the points, for several divisions of the same points at once. Time: O(points²) for all together.
  static func means(_ points: [PlanePoint], _ divisions: [[Int]]) -> [Double] {
    guard points.count > 1, !divisions.isEmpty else { return divisions.map { _ in 0 } }
    // Points that are together in every division are summed once.
    var cells: [[Int]: Int] = [:]
    var members: [[Int]] = []
    var keys: [[Int]] = []
    var cellOf = [Int](repeating: 0, count: points.count)
    for index in points.indices {
      let key = divisions.map { $0[index] }
      let cell = cells[key] ?? members.count
      if cell == members.count {
        cells[key] = cell
        members.append([])
        keys.append(key)
      }
      members[cell].append(index)
      cellOf[index] = cell
    }
    let order = members.flatMap { $0 }
    let xs = order.map { points[$0].x }
    let ys = order.map { points[$0].y }
    var ends: [Int] = []
    for cell in members { ends.append((ends.last ?? 0) + cell.count) }
    let groups = divisions.map { ($0.max() ?? 0) + 1 }
    let sizes = zip(divisions, groups).map { labels, count in
      var sizes = [Int](repeating: 0, count: count)
      for label in labels { sizes[label] += 1 }
      return sizes
    }
    var totals = [Double](repeating: 0, count: divisions.count)
    var sums = [Double](repeating: 0, count: members.count)
    for (index, point) in points.enumerated() {
      distances(from: point, xs, ys, ends, into: &sums)
      for division in divisions.indices {
        var perGroup = [Double](repeating: 0, count: groups[division])
        for cell in sums.indices { perGroup[keys[cell][division]] += sums[cell] }
        totals[division] += value(own: keys[cellOf[index]][division], perGroup, sizes[division])
      }
    }
    return totals.map { $0 / Double(points.count) }
  }

  private static func value(own: Int, _ sums: [Double], _ sizes: [Int]) -> Double {
    guard sizes[own] > 1 else { return 0 }
    let within = sums[own] / Double(sizes[own] - 1)
    var next = Double.infinity
    for group in sums.indices where group != own && sizes[group] > 0 {
      next = min(next, sums[group] / Double(sizes[group]))
    }
    let greater = max(within, next)
    return greater > 0 && greater.isFinite ? (next - within) / greater : 0
  }

  private static func distances(
    from point: PlanePoint, _ xs: [Double], _ ys: [Double], _ ends: [Int], into sums: inout [Double]
  ) {
    xs.withUnsafeBufferPointer { xs in
      ys.withUnsafeBufferPointer { ys in
        var index = 0
        for cell in ends.indices {
          let end = ends[cell]
          var four = SIMD4<Double>.zero
          while index &+ 4 <= end {
            let dx = SIMD4(xs[index], xs[index &+ 1], xs[index &+ 2], xs[index &+ 3]) - point.x
            let dy = SIMD4(ys[index], ys[index &+ 1], ys[index &+ 2], ys[index &+ 3]) - point.y
            four += (dx * dx + dy * dy).squareRoot()
            index &+= 4
          }
          var sum = four.sum()
          while index < end {
            let dx = xs[index] - point.x
            let dy = ys[index] - point.y
            sum += (dx * dx + dy * dy).squareRoot()
            index &+= 1
          }
          sums[cell] = sum
        }
      }
    }
  }
}
