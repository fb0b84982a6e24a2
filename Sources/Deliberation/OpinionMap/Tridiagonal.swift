/// A symmetric matrix that is 0 except on its diagonal and beside it.
struct Tridiagonal {
  var diagonal: [Double]
  /// One shorter than `diagonal`.
  var beside: [Double]

  /// The eigenvalues in no order, with each given row multiplied by the matrix of eigenvectors: give the rows of the
  /// identity to have the eigenvectors' entries there. nil when it does not converge, as with what is not a number.
  ///
  /// Implicit QL with shifts (Bowdler, Martin, Reinsch and Wilkinson, Numerische Mathematik 11 (1968)).
  /// Time: O(size² + rows × size²).
  func eigen(rows given: [[Double]]) -> (values: [Double], rows: [[Double]])? {
    let count = diagonal.count
    var d = diagonal
    var e = beside + [0]
    var rows = given
    for l in 0..<count {
      var attempts = 0
      while true {
        var m = l
        while m < count - 1, e[m].magnitude > 0x1p-53 * (d[m].magnitude + d[m + 1].magnitude) { m += 1 }
        if m == l { break }
        attempts += 1
        guard attempts <= 60 else { return nil }
        var g = (d[l + 1] - d[l]) / (2 * e[l])
        var r = (g * g + 1).squareRoot()
        g = d[m] - d[l] + e[l] / (g + (g < 0 ? -r : r))
        var s = 1.0
        var c = 1.0
        var p = 0.0
        var isDeflated = false
        for i in stride(from: m - 1, through: l, by: -1) {
          var f = s * e[i]
          let b = c * e[i]
          r = (f * f + g * g).squareRoot()
          e[i + 1] = r
          if r == 0 {
            d[i + 1] -= p
            e[m] = 0
            isDeflated = true
            break
          }
          s = f / r
          c = g / r
          g = d[i + 1] - p
          r = (d[i] - g) * s + 2 * c * b
          p = s * r
          d[i + 1] = g + p
          g = c * r - b
          for index in rows.indices {
            f = rows[index][i + 1]
            rows[index][i + 1] = s * rows[index][i] + c * f
            rows[index][i] = c * rows[index][i] - s * f
          }
        }
        if isDeflated { continue }
        d[l] -= p
        e[l] = g
        e[m] = 0
      }
    }
    return d.allSatisfy(\.isFinite) ? (d, rows) : nil
  }
}
