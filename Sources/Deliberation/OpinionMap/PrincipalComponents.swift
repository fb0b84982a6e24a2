/// The two directions in which people's votes differ most.
///
/// Polis (compdemocracy/polis, math/src/polismath/math/pca.clj) takes the means of what was said for what was not, and
/// finds the leading eigenvectors of the covariance by power iteration. This finds the same vectors by Lanczos' method with
/// full reorthogonalisation (Golub and Van Loan, Matrix Computations, 10.1), which needs a tenth of the steps and goes
/// on to the limit that power iteration approaches. Time: O(steps × (votes + statements × steps)); 15 to 60 steps.
public struct PrincipalComponents: Sendable, Hashable {
  /// The mean of what was said to each statement, by column, from −1 to 1.
  public let center: [Double]
  /// Two vectors of unit length or, where people differ in fewer directions, of length 0. Signs are arbitrary: here the
  /// greatest entry is positive, or they lie with the components they are continued from.
  public let axes: [[Double]]
  /// The variance along each axis, over people less one.
  public let variances: [Double]

  /// - Parameters:
  ///   - earlier: axes that these lie near, by column: found in fewer steps from there.
  ///   - orientation: axes to turn these like; the earlier ones where there are none.
  init(_ votes: CentredVotes, near earlier: [[Double]]? = nil, like orientation: [[Double]]? = nil) {
    let orientation = orientation ?? earlier
    center = votes.center
    let found = Lanczos.leading(2, size: votes.center.count, votes.columns, near: earlier, product: votes.gram)
    let people = Double(max(1, votes.matrix.participants.count - 1))
    variances = found.map { $0.value / people }
    axes = found.enumerated().map { place, pair in
      var isTurned = false
      if let orientation, orientation.count == 2 {
        isTurned = zip(orientation[place], pair.vector).reduce(0) { $0 + $1.0 * $1.1 } < 0
      } else if let greatest = pair.vector.max(by: { $0.magnitude < $1.magnitude }) {
        isTurned = greatest < 0
      }
      return isTurned ? pair.vector.map { 0 - $0 } : pair.vector
    }
  }

  /// Where somebody would stand who only agreed with that statement.
  public func position(ofColumn column: Int) -> PlanePoint {
    let scale = Double(center.count).squareRoot() * (1 - center[column])
    return PlanePoint(x: scale * axes[0][column], y: scale * axes[1][column])
  }

  /// How far that is from the middle: large for statements that tell people apart.
  public func extremity(ofColumn column: Int) -> Double { position(ofColumn: column).length }
}

/// Leading eigenvectors of a symmetric matrix that is known by its products.
enum Lanczos {
  struct Pair {
    var value: Double
    var vector: [Double]
  }

  /// The `count` greatest eigenvalues, 0 with a vector of zeros where there are fewer.
  /// - Parameter columns: where vectors may differ from 0.
  static func leading(
    _ count: Int, size: Int, _ columns: [Int], near: [[Double]]?, product: ([Double]) -> [Double]
  ) -> [Pair] {
    let most = min(columns.count, 400)
    // Small matrices are worked out whole, so that equal eigenvalues are all found.
    let isWhole = most <= 40
    let tolerance = near == nil ? 1e-13 : 1e-9
    var random = SeededRandom(seed: 1)
    var basis: [[Double]] = []
    var matrix = Tridiagonal(diagonal: [], beside: [])
    var scale = 0.0
    var ends = 0
    // Looking whether it is near enough is not free either.
    var due = near == nil ? 6 : 3
    var next = start(size, columns, near, &random)
    guard orthonormalise(&next, against: basis) > 0 else { return whole([], count, size) }
    while basis.count < most {
      basis.append(next)
      var image = product(next)
      let along = dot(image, next)
      matrix.diagonal.append(along)
      scale = max(scale, along)
      subtract(&image, next, along)
      if let before = matrix.beside.last, basis.count > 1 { subtract(&image, basis[basis.count - 2], before) }
      let rest = orthonormalise(&image, against: basis)
      guard basis.count < most else { break }
      if rest > 1e-12 * scale {
        if !isWhole, basis.count >= due {
          let distance = distance(matrix, rest, count) / tolerance
          if distance <= 1 { break }
          // A step takes away two thirds or more of it.
          due += distance > 1e4 ? 4 : distance > 50 ? 2 : 1
        }
        matrix.beside.append(rest)
        next = image
      } else {
        // These directions are complete; there may be others, of which a few are tried where there are many.
        ends += 1
        if !isWhole, ends > count { break }
        image = [Double](repeating: 0, count: size)
        for column in columns { image[column] = random.fraction() - 0.5 }
        guard orthonormalise(&image, against: basis) > 1e-8 else { break }
        matrix.beside.append(0)
        next = image
      }
    }
    return pairs(matrix, basis, count, size)
  }

  private static func start(
    _ size: Int, _ columns: [Int], _ near: [[Double]]?, _ random: inout SeededRandom
  ) -> [Double] {
    var vector = [Double](repeating: 0, count: size)
    let noise = near == nil ? 1 : 1e-4
    for column in columns {
      vector[column] = noise * (random.fraction() - 0.5)
      for axis in near ?? [] where column < axis.count { vector[column] += axis[column] }
    }
    return vector
  }

  /// How far the leading eigenvectors are from what they become: the greatest residual, as a part of the greatest eigenvalue.
  private static func distance(_ matrix: Tridiagonal, _ rest: Double, _ count: Int) -> Double {
    var last = [Double](repeating: 0, count: matrix.diagonal.count)
    last[last.count - 1] = 1
    guard let (values, rows) = matrix.eigen(rows: [last]), let greatest = values.max(), greatest > 0 else {
      return .infinity
    }
    let leading = values.indices.sorted { values[$0] > values[$1] }.prefix(count)
    return leading.reduce(0) { max($0, (rest * rows[0][$1]).magnitude) } / greatest
  }

  private static func pairs(_ matrix: Tridiagonal, _ basis: [[Double]], _ count: Int, _ size: Int) -> [Pair] {
    let steps = basis.count
    let identity = (0..<steps).map { row in (0..<steps).map { $0 == row ? 1.0 : 0 } }
    let whole = Tridiagonal(diagonal: matrix.diagonal, beside: Array(matrix.beside.prefix(max(0, steps - 1))))
    guard let (values, rows) = whole.eigen(rows: identity) else { return self.whole([], count, size) }
    let greatest = values.max() ?? 0
    let leading = values.indices.sorted { values[$0] > values[$1] }.prefix(count)
    let found = leading.filter { values[$0] > 1e-12 * greatest }.map { place in
      var vector = [Double](repeating: 0, count: size)
      for step in 0..<steps { subtract(&vector, basis[step], -rows[step][place]) }
      let length = dot(vector, vector).squareRoot()
      return Pair(value: values[place], vector: vector.map { $0 / length })
    }
    return self.whole(found, count, size)
  }

  private static func whole(_ found: [Pair], _ count: Int, _ size: Int) -> [Pair] {
    let none = Pair(value: 0, vector: Array(repeating: 0, count: size))
    return found + Array(repeating: none, count: max(0, count - found.count))
  }

  static func dot(_ a: [Double], _ b: [Double]) -> Double {
    a.withUnsafeBufferPointer { a in
      b.withUnsafeBufferPointer { b in
        var sums = SIMD4<Double>(repeating: 0)
        var index = 0
        while index &+ 4 <= a.count {
          sums +=
            SIMD4(a[index], a[index &+ 1], a[index &+ 2], a[index &+ 3])
            * SIMD4(b[index], b[index &+ 1], b[index &+ 2], b[index &+ 3])
          index &+= 4
        }
        var sum = sums.sum()
        while index < a.count {
          sum += a[index] * b[index]
          index &+= 1
        }
        return sum
      }
    }
  }

  private static func subtract(_ a: inout [Double], _ b: [Double], _ factor: Double) {
    a.withUnsafeMutableBufferPointer { a in
      b.withUnsafeBufferPointer { b in for index in a.indices { a[index] -= factor * b[index] } }
    }
  }

  /// Takes away what lies along the basis, twice (“twice is enough”, Kahan), and makes the rest of unit length. Returns the
  /// rest's length.
  private static func orthonormalise(_ vector: inout [Double], against basis: [[Double]]) -> Double {
    for _ in 0..<2 { for direction in basis { subtract(&vector, direction, dot(vector, direction)) } }
    let length = dot(vector, vector).squareRoot()
    guard length > 0, length.isFinite else { return 0 }
    for index in vector.indices { vector[index] /= length }
    return length
  }
}
