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
    for index in points.indices {
      let key = divisions.map { $0[index] }
      let cell = cells[key] ?? members.count
      if cell == members.count {
        cells[key] = cell
        members.append([])
        keys.append(key)
      }
      members[cell].append(index)
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
    let sums = distances(xs, ys, ends)
    var totals = [Double](repeating: 0, count: divisions.count)
    for division in divisions.indices {
      var perGroup = [Double](repeating: 0, count: groups[division] * order.count)
      for (cell, key) in keys.enumerated() {
        let (from, to) = (cell * order.count, key[division] * order.count)
        for place in order.indices { perGroup[to + place] += sums[from + place] }
      }
      var own = [Double](repeating: 0, count: groups[division])
      for (place, index) in order.enumerated() {
        for group in own.indices { own[group] = perGroup[group * order.count + place] }
        totals[division] += value(own: divisions[division][index], own, sizes[division])
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

  /// For each cell, the sum of the distances from each point to the points of that cell, which end in `ends`. Each distance
  /// is worked out once and counts for both.
  private static func distances(_ xs: [Double], _ ys: [Double], _ ends: [Int]) -> [Double] {
    var sums = [Double](repeating: 0, count: ends.count * xs.count)
    sums.withUnsafeMutableBufferPointer { sums in
      xs.withUnsafeBufferPointer { xs in
        ys.withUnsafeBufferPointer { ys in
          var own = 0
          for first in xs.indices {
            while first >= ends[own] { own += 1 }
            let column = own * xs.count
            let (x, y) = (xs[first], ys[first])
            var index = first + 1
            for cell in own..<ends.count {
              let end = ends[cell]
              var four = SIMD4<Double>.zero
              while index &+ 4 <= end {
                let dx = SIMD4(xs[index], xs[index &+ 1], xs[index &+ 2], xs[index &+ 3]) - x
                let dy = SIMD4(ys[index], ys[index &+ 1], ys[index &+ 2], ys[index &+ 3]) - y
                let distances = (dx * dx + dy * dy).squareRoot()
                four += distances
                let place = column &+ index
                sums[place] += distances[0]
                sums[place &+ 1] += distances[1]
                sums[place &+ 2] += distances[2]
                sums[place &+ 3] += distances[3]
                index &+= 4
              }
              var sum = four.sum()
              while index < end {
                let dx = xs[index] - x
                let dy = ys[index] - y
                let distance = (dx * dx + dy * dy).squareRoot()
                sum += distance
                sums[column &+ index] += distance
                index &+= 1
              }
              sums[cell * xs.count + first] += sum
            }
          }
        }
      }
    }
    return sums
  }
}
