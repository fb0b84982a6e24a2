/// Who votes nearly the same as whom, and how many would by chance.
struct AlikeComparison {
  private let matrix: VoteMatrix
  private let rule: AlikeBlocks.Rule
  /// For each row, those that vote nearly the same, ascending, as far as they were found.
  private(set) var alike: [[Int32]]
  /// The rows that chances are worked out from.
  private let sample: [Int]
  /// How many voted often enough to be compared.
  let eligible: Int
  private let isEligible: [Bool]
  private let counts: [StanceCounts]
  private let isWhole: Bool

  init(_ matrix: VoteMatrix, rule: AlikeBlocks.Rule) {
    self.matrix = matrix
    self.rule = rule
    let least = rule.leastAlike * Double(max(1, rule.leastShared)) - 1e-9
    isEligible = matrix.participants.indices.map { row in
      Double(matrix.cells(ofRow: row).count { $0 % 3 != 1 }) >= least
    }
    let rows = matrix.participants.indices.filter { [isEligible] in isEligible[$0] }
    eligible = rows.count
    counts = matrix.counts()
    isWhole = rows.count <= max(2, rule.mostCompared)
    alike = Array(repeating: [], count: matrix.participants.count)
    if isWhole {
      sample = rows
    } else {
      var random = SeededRandom(seed: rule.seed)
      sample = rows.shuffled(using: &random).prefix(max(2, rule.sample)).sorted()
      findNeighbours(rows, &random)
    }
  }

  struct Companions {
    var count = 0
    var expected = 0.0
    var probability = 1.0
  }

  /// How two rows compare on what both voted on and at least one took a side on: passing together is no agreement.
  struct Overlap {
    var shared = 0
    var same = 0
  }

  private func isAlike(_ overlap: Overlap) -> Bool {
    overlap.shared >= max(1, rule.leastShared)
      && Double(overlap.same) >= rule.leastAlike * Double(overlap.shared) - 1e-9
  }

  // MARK: Finding

  /// Compares rows with those next to them when they are sorted by their votes, in several orders of the statements.
  private mutating func findNeighbours(_ rows: [Int], _ random: inout SeededRandom) {
    let depth = 24
    var pairs: Set<UInt64> = []
    for _ in 0..<max(1, rule.orders) {
      let ranks = Array(0..<UInt32(matrix.statements.count)).shuffled(using: &random)
      var keys = [UInt32](repeating: .max, count: rows.count * depth)
      for (place, row) in rows.enumerated() {
        let sides = matrix.cells(ofRow: row).filter { $0 % 3 != 1 }
        let cells = sides.map { ranks[Int($0 / 3)] &* 3 &+ $0 % 3 }.sorted()
        for index in 0..<min(depth, cells.count) { keys[place * depth + index] = cells[index] }
      }
      let order = keys.withUnsafeBufferPointer { keys in
        rows.indices.sorted { a, b in
          for index in 0..<depth {
            let (first, second) = (keys[a * depth + index], keys[b * depth + index])
            if first != second { return first < second }
          }
          return a < b
        }
      }
      for place in order.indices {
        for next in (place + 1)..<max(place + 1, min(order.count, place + 1 + max(1, rule.neighbours))) {
          let (a, b) = (rows[order[place]], rows[order[next]])
          guard isAlike(overlap(a, b)) else { continue }
          pairs.insert(UInt64(min(a, b)) << 32 | UInt64(max(a, b)))
        }
      }
    }
    for pair in pairs {
      alike[Int(pair >> 32)].append(Int32(truncatingIfNeeded: pair & 0xFFFF_FFFF))
      alike[Int(pair & 0xFFFF_FFFF)].append(Int32(truncatingIfNeeded: pair >> 32))
    }
    for row in alike.indices { alike[row].sort() }
  }

  private func overlap(_ a: Int, _ b: Int) -> Overlap {
    var overlap = Overlap()
    matrix.cells.withUnsafeBufferPointer { cells in
      var (i, j) = (matrix.starts[a], matrix.starts[b])
      let (endOfA, endOfB) = (matrix.starts[a + 1], matrix.starts[b + 1])
      while i < endOfA, j < endOfB {
        let (x, y) = (cells[i], cells[j])
        let (columnOfX, columnOfY) = (x / 3, y / 3)
        if columnOfX == columnOfY, x != y || x % 3 != 1 {
          overlap.shared += 1
          if x == y { overlap.same += 1 }
        }
        if columnOfX <= columnOfY { i += 1 }
        if columnOfY <= columnOfX { j += 1 }
      }
    }
    return overlap
  }

  // MARK: Judging

  /// The companions of a row, and what chance gives it.
  mutating func companions(of row: Int) -> Companions {
    let own = matrix.cells(ofRow: row)
    guard isEligible[row], isWhole || alike[row].count + 1 >= rule.smallest else {
      return Companions()
    }
    var mine = [UInt8](repeating: 3, count: matrix.statements.count)
    for cell in own { mine[Int(cell / 3)] = UInt8(cell % 3) }
    var overlaps: [Overlap] = []
    overlaps.reserveCapacity(sample.count)
    for other in sample { overlaps.append(other == row ? Overlap() : compare(mine, with: other)) }
    var companions = Set(alike[row])
    for (place, other) in sample.enumerated() where other != row && isAlike(overlaps[place]) {
      companions.insert(Int32(truncatingIfNeeded: other))
    }
    alike[row] = companions.sorted()
    guard companions.count + 1 >= rule.smallest else { return Companions(count: companions.count) }
    let identical = companions.count { other in
      let overlap = overlap(row, Int(other))
      return overlap.same == overlap.shared
    }
    // Fewer than make a block are not worth a test.
    let identicalByChance = identical + 1 >= rule.smallest ? quite(mine, overlaps, row) : .infinity
    return judged(companions.count, identical, (nearly(mine, overlaps, row), identicalByChance))
  }

  private func compare(_ mine: [UInt8], with other: Int) -> Overlap {
    var overlap = Overlap()
    mine.withUnsafeBufferPointer { mine in
      matrix.cells.withUnsafeBufferPointer { cells in
        for index in matrix.starts[other]..<matrix.starts[other + 1] {
          let own = mine[Int(cells[index] / 3)]
          let other = cells[index] % 3
          if own == 3 || own == 1 && other == 1 { continue }
          overlap.shared &+= 1
          if UInt32(own) == other { overlap.same &+= 1 }
        }
      }
    }
    return overlap
  }

  /// The better of two tests, of those nearly the same and of those quite the same, with the price of having two.
  private func judged(_ alike: Int, _ identical: Int, _ expected: (alike: Double, identical: Double)) -> Companions {
    let first = TailProbability.poisson(atLeast: alike, mean: expected.alike)
    let second = TailProbability.poisson(atLeast: identical, mean: expected.identical)
    if second < first {
      return Companions(count: identical, expected: expected.identical, probability: min(1, 2 * second))
    }
    return Companions(count: alike, expected: expected.alike, probability: min(1, 2 * first))
  }

  /// How many are expected to be nearly the same, if everybody were as likely to agree as the people most like this row who
  /// are not nearly the same: rather too many.
  private func nearly(_ mine: [UInt8], _ overlaps: [Overlap], _ row: Int) -> Double {
    let others = sample.indices.filter { sample[$0] != row && !isAlike(overlaps[$0]) && overlaps[$0].shared > 0 }
    let chances = chances(mine, nearest(others, overlaps).first ?? [], others)
    var sum = 0.0
    var compared = 0
    for other in sample where other != row {
      compared += 1
      let (shared, misses) = trials(mine, chances, other)
      sum += probability(shared, misses: misses)
    }
    return sum * scale(compared)
  }

  /// How many are expected to be quite the same, if everybody were as likely to agree as the people about as like this row
  /// as they are; those who are quite the same, as the people most like it who are not.
  private func quite(_ mine: [UInt8], _ overlaps: [Overlap], _ row: Int) -> Double {
    func isSame(_ place: Int) -> Bool { isAlike(overlaps[place]) && overlaps[place].same == overlaps[place].shared }
    let others = sample.indices.filter { sample[$0] != row && !isSame($0) && overlaps[$0].shared > 0 }
    let tiers = nearest(others, overlaps)
    var sum = 0.0
    let first = chances(mine, tiers.first ?? [], others)
    for place in sample.indices where sample[place] != row && isSame(place) {
      sum += trials(mine, first, sample[place]).shared.reduce(1, *)
    }
    for (rank, tier) in tiers.enumerated() {
      let chances = chances(mine, tier, others)
      let part = tier.reduce(0) { $0 + trials(mine, chances, sample[$1]).shared.reduce(1, *) }
      sum += part
      // Who is less like this row is less likely to be the same.
      if part * Double(tiers.count - rank) < 1e-9 { break }
    }
    return sum * scale(sample.count { $0 != row })
  }

  /// From a sample to everybody.
  private func scale(_ compared: Int) -> Double { Double(max(1, eligible - 1)) / Double(max(1, compared)) }

  /// Those places that can be compared by how like the row they are, the most first, so many at a time; whoever is as like as
  /// the last of them is with them.
  private func nearest(_ places: [Int], _ overlaps: [Overlap]) -> [[Int]] {
    let comparable = places.filter { overlaps[$0].shared >= max(1, rule.leastShared) }
    let likeness = comparable.map { Double(overlaps[$0].same + 1) / Double(overlaps[$0].shared + 2) }
    let order = comparable.indices.sorted { (likeness[$1], $0) < (likeness[$0], $1) }
    var tiers: [[Int]] = []
    var last = Double.nan
    for index in order {
      if let tier = tiers.last, tier.count < max(1, rule.references) || likeness[index] == last {
        tiers[tiers.count - 1].append(comparable[index])
      } else {
        tiers.append([comparable[index]])
      }
      last = likeness[index]
    }
    return tiers
  }

  /// How probable it is, by column, that somebody says the same as this row: as often as these people do; where few of them
  /// voted, with a little of what all the others say.
  private func chances(_ mine: [UInt8], _ near: [Int], _ others: [Int]) -> [Double] {
    let (all, close) = (said(mine, others), said(mine, near))
    return mine.indices.map { column in
      guard mine[column] < 3 else { return 0 }
      let everybody = [counts[column].disagrees, counts[column].passes, counts[column].agrees]
      let usual = Double(everybody[Int(mine[column])]) / Double(max(1, counts[column].votes))
      let base = (Double(all.same[column]) + 2 * usual) / Double(all.votes[column] + 2)
      return (Double(close.same[column]) + 2 * base) / Double(close.votes[column] + 2)
    }
  }

  private func said(_ mine: [UInt8], _ places: [Int]) -> (same: [Int32], votes: [Int32]) {
    var same = [Int32](repeating: 0, count: mine.count)
    var votes = same
    for place in places {
      for cell in matrix.cells(ofRow: sample[place]) {
        let column = Int(cell / 3)
        votes[column] &+= 1
        if UInt32(mine[column]) == cell % 3 { same[column] &+= 1 }
      }
    }
    return (same, votes)
  }

  /// The chances on what this row took a side on and the other voted on, and how many of them may fail; none where the two
  /// cannot be compared.
  private func trials(_ mine: [UInt8], _ chances: [Double], _ other: Int) -> (shared: [Double], misses: Int) {
    // Where this row passed the other passes as well, which does not count, or differs: at most as many may.
    var shared: [Double] = []
    var both = 0
    for cell in matrix.cells(ofRow: other) where mine[Int(cell / 3)] < 3 {
      both += 1
      if mine[Int(cell / 3)] != 1 { shared.append(chances[Int(cell / 3)]) }
    }
    let least = rule.leastAlike * Double(max(1, rule.leastShared)) - 1e-9
    guard both >= max(1, rule.leastShared), Double(shared.count) >= least else { return ([0], 0) }
    let needed = rule.leastAlike.isFinite ? Int((rule.leastAlike * Double(both) - 1e-9).rounded(.up)) : both
    return (shared, max(0, min(shared.count, both - needed)))
  }

  private func probability(_ shared: [Double], misses: Int) -> Double {
    let needed = shared.count - misses
    let bound = TailProbability.hoeffding(atLeast: needed, trials: shared.count, mean: shared.reduce(0, +))
    if bound < 1e-6 / Double(max(1, eligible)) || shared.count * (misses + 1) > 4000 { return bound }
    return TailProbability.misses(upTo: misses, shared)[misses]
  }
}
