/// The votes with each statement's mean taken away. What nobody said counts as the mean, so it is nothing here, and a
/// product with this matrix costs a step or two a vote.
struct CentredVotes {
  let matrix: VoteMatrix
  /// The mean of what was said, by column; 0 where nothing was, and for columns that are out.
  let center: [Double]
  /// Columns that count as 0 for everybody.
  let isOut: [Bool]

  init(_ matrix: VoteMatrix, counts: [StanceCounts], isOut: [Bool]) {
    self.matrix = matrix
    self.isOut = isOut
    center = zip(counts, isOut).map { counts, isOut in
      isOut || counts.votes == 0 ? 0 : Double(counts.agrees - counts.disagrees) / Double(counts.votes)
    }
  }

  /// With means from elsewhere.
  init(_ matrix: VoteMatrix, center: [Double], isOut: [Bool]) {
    self.matrix = matrix
    self.center = center
    self.isOut = isOut
  }

  /// The columns that differ from the mean for somebody, or could.
  var columns: [Int] { isOut.indices.filter { !isOut[$0] } }

  /// For each cell of the matrix, what it adds to the product of its row and `vector`.
  private func table(_ vector: [Double]) -> [Double] {
    var table = [Double](repeating: 0, count: vector.count * 3)
    for (column, weight) in vector.enumerated() where !isOut[column] {
      table[column * 3] = (-1 - center[column]) * weight
      table[column * 3 + 1] = (0 - center[column]) * weight
      table[column * 3 + 2] = (1 - center[column]) * weight
    }
    return table
  }

  /// XᵀX·`vector`, where X is this matrix. Time: O(votes + statements).
  func gram(_ vector: [Double]) -> [Double] {
    let table = table(vector)
    var sums = [Double](repeating: 0, count: table.count)
    table.withUnsafeBufferPointer { table in
      sums.withUnsafeMutableBufferPointer { sums in
        matrix.cells.withUnsafeBufferPointer { cells in
          matrix.starts.withUnsafeBufferPointer { starts in
            var start = 0
            for row in 1..<max(1, starts.count) {
              let end = starts[row]
              // Four sums, as each waits for its last addition.
              var (a, b, c, d) = (0.0, 0.0, 0.0, 0.0)
              var index = start
              while index &+ 4 <= end {
                a += table[Int(cells[index])]
                b += table[Int(cells[index &+ 1])]
                c += table[Int(cells[index &+ 2])]
                d += table[Int(cells[index &+ 3])]
                index &+= 4
              }
              while index < end {
                a += table[Int(cells[index])]
                index &+= 1
              }
              let product = (a + b) + (c + d)
              for index in start..<end { sums[Int(cells[index])] += product }
              start = end
            }
          }
        }
      }
    }
    return center.indices.map { column in
      let disagreed = sums[column * 3]
      let passed = sums[column * 3 + 1]
      let agreed = sums[column * 3 + 2]
      return isOut[column] ? 0 : agreed - disagreed - center[column] * (agreed + disagreed + passed)
    }
  }

  /// The rows' products with two vectors at once.
  func products(_ first: [Double], _ second: [Double]) -> [PlanePoint] {
    let pairs = zip(table(first), table(second)).map { SIMD2($0, $1) }
    return pairs.withUnsafeBufferPointer { pairs in
      matrix.cells.withUnsafeBufferPointer { cells in
        matrix.participants.indices.map { row in
          var sum = SIMD2<Double>(0, 0)
          for index in matrix.starts[row]..<matrix.starts[row + 1] { sum += pairs[Int(cells[index])] }
          return PlanePoint(x: sum.x, y: sum.y)
        }
      }
    }
  }
}
