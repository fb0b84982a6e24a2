/// Votes in the order of participants and then of statements, by counting: without those that later ones replaced, and those
/// taken back. Time: O(votes + rows + columns).
struct SortedVotes {
  /// Everybody's and everything's numbers, ascending.
  let participants: [Int]
  let statements: [Int]
  /// As in `VoteMatrix`.
  let starts: [Int]
  let cells: [UInt32]

  init(_ votes: [OpinionVote], participants: [Int], statements: [Int]) {
    var people = NumberSpan(participants)
    var topics = NumberSpan(statements)
    for vote in votes {
      people.include(vote.participant)
      topics.include(vote.statement)
    }
    var rows = NumberKeys(people, count: votes.count + participants.count) {
      Set(participants).union(votes.lazy.map(\.participant))
    }
    var columns = NumberKeys(topics, count: votes.count + statements.count) {
      Set(statements).union(votes.lazy.map(\.statement))
    }
    let keyed = Self.keyed(votes, &rows, &columns)
    let (columnNumbers, places) = columns.numbers(with: statements)
    let said = Self.sorted(keyed, rows, columns, places)
    let (rowNumbers, rowPlaces) = rows.numbers(with: participants)
    (starts, cells) = Self.cells(said, rows, rowPlaces)
    self.participants = rowNumbers
    self.statements = columnNumbers
  }

  /// For each vote the key of its row, above 32 bits of 4 × key of the column + what was said: disagreed, passed, agreed,
  /// took back. Counts how often each key is there.
  private static func keyed(
    _ votes: [OpinionVote], _ rows: inout NumberKeys, _ columns: inout NumberKeys
  ) -> [UInt64] {
    var keyed: [UInt64] = []
    keyed.reserveCapacity(votes.count)
    for vote in votes {
      let row = rows.count(vote.participant)
      let column = columns.count(vote.statement)
      let said = vote.stance.map { UInt64(truncatingIfNeeded: $0.rawValue &+ 1) } ?? 3
      keyed.append(UInt64(truncatingIfNeeded: row << 32 | column << 2) | said)
    }
    return keyed
  }

  /// Row after row, ascending in each, and of equals in the order before: 4 × column + what was said.
  private static func sorted(
    _ keyed: [UInt64], _ rows: NumberKeys, _ columns: NumberKeys, _ places: [Int]
  ) -> [UInt32] {
    var byColumn = [UInt64](repeating: 0, count: keyed.count)
    var ends = columns.starts
    for vote in keyed {
      let column = Int(truncatingIfNeeded: vote & 0xffff_ffff) >> 2
      byColumn[ends[column]] = vote & 0xffff_ffff_0000_0003 | UInt64(truncatingIfNeeded: places[column] << 2)
      ends[column] += 1
    }
    var said = [UInt32](repeating: 0, count: keyed.count)
    ends = rows.starts
    for vote in byColumn {
      let row = Int(truncatingIfNeeded: vote >> 32)
      said[ends[row]] = UInt32(truncatingIfNeeded: vote)
      ends[row] += 1
    }
    return said
  }

  private static func cells(_ said: [UInt32], _ rows: NumberKeys, _ places: [Int]) -> (starts: [Int], cells: [UInt32]) {
    var starts = [0]
    var cells: [UInt32] = []
    cells.reserveCapacity(said.count)
    for (key, start) in rows.starts.enumerated() where places[key] >= 0 {
      let end = start + rows.counts[key]
      for index in start..<end {
        let isLast = index + 1 == end || said[index + 1] >> 2 != said[index] >> 2
        if isLast, said[index] & 3 < 3 { cells.append((said[index] >> 2) &* 3 &+ (said[index] & 3)) }
      }
      starts.append(cells.count)
    }
    return (starts, cells)
  }
}

/// The least and the greatest of some numbers.
private struct NumberSpan {
  var least = Int.max
  var most = Int.min

  init(_ numbers: [Int]) { for number in numbers { include(number) } }

  mutating func include(_ number: Int) {
    least = min(least, number)
    most = max(most, number)
  }
}

/// Keys from 0 for different numbers, in their order, with gaps where numbers lie close together; how often each came.
private struct NumberKeys {
  private(set) var counts: [Int]
  private let least: Int
  /// Without gaps, where numbers lie far apart.
  private let sparse: (numbers: [Int], keys: [Int: Int])?

  /// - Parameter all: the different numbers.
  init(_ span: NumberSpan, count: Int, all: () -> Set<Int>) {
    least = span.least
    guard span.least <= span.most else {
      counts = []
      sparse = nil
      return
    }
    let (width, isTooWide) = span.most.subtractingReportingOverflow(span.least)
    if !isTooWide, width / 4 <= count + 1024, width < 1 << 28 {
      counts = Array(repeating: 0, count: width + 1)
      sparse = nil
    } else {
      let numbers = all().sorted()
      counts = Array(repeating: 0, count: numbers.count)
      sparse = (numbers, Dictionary(uniqueKeysWithValues: numbers.enumerated().map { ($1, $0) }))
    }
  }

  func key(_ number: Int) -> Int {
    guard let sparse else { return number &- least }
    return sparse.keys[number] ?? 0
  }

  /// Counts a number of the span, and returns its key.
  mutating func count(_ number: Int) -> Int {
    let key = key(number)
    counts[key] += 1
    return key
  }

  /// Where the things of each key begin when they are sorted.
  var starts: [Int] {
    var next = 0
    return counts.map { count in
      defer { next += count }
      return next
    }
  }

  /// The numbers that came, and others, ascending; for each key its number's place among them, −1 where there is none.
  func numbers(with others: [Int]) -> (numbers: [Int], places: [Int]) {
    var isThere = counts.map { $0 > 0 }
    for number in others { isThere[key(number)] = true }
    var numbers: [Int] = []
    var places = [Int](repeating: -1, count: counts.count)
    for key in isThere.indices where isThere[key] {
      places[key] = numbers.count
      numbers.append(sparse.map { $0.numbers[key] } ?? least + key)
    }
    return (numbers, places)
  }
}
