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
    // Half the memory is a good deal faster, and nearly always enough.
    let isNarrow = rows.bits + columns.bits + 2 <= 32
    let said =
      isNarrow
      ? Self.sorted(votes, &rows, &columns, participants, statements, as: UInt32.self)
      : Self.sorted(votes, &rows, &columns, participants, statements, as: UInt64.self)
    self.participants = said.participants
    self.statements = said.statements
    starts = said.starts
    cells = said.cells
  }

  private typealias Sorted = (participants: [Int], statements: [Int], starts: [Int], cells: [UInt32])

  /// - Parameter word: holds both keys and what was said.
  private static func sorted<Word: FixedWidthInteger & UnsignedInteger>(
    _ votes: [OpinionVote], _ rows: inout NumberKeys, _ columns: inout NumberKeys, _ participants: [Int],
    _ statements: [Int], as word: Word.Type
  ) -> Sorted {
    let shift = Word(columns.bits + 2)
    // The key of the row, that of the column, and what was said: disagreed, passed, agreed, took back.
    var keyed: [Word] = []
    keyed.reserveCapacity(votes.count)
    for vote in votes {
      let row = Word(truncatingIfNeeded: rows.count(vote.participant))
      let column = Word(truncatingIfNeeded: columns.count(vote.statement))
      let said = vote.stance.map { Word(truncatingIfNeeded: $0.rawValue &+ 1) } ?? 3
      keyed.append(row &<< shift | column &<< 2 | said)
    }
    // By column and then by row, each in the order before: so rows come out in order, and later votes after earlier ones.
    let ofColumn = Word(truncatingIfNeeded: 1 << columns.bits - 1)
    var byColumn = [Word](repeating: 0, count: keyed.count)
    var ends = columns.starts
    for vote in keyed {
      let column = Int(truncatingIfNeeded: vote &>> 2 & ofColumn)
      byColumn[ends[column]] = vote
      ends[column] += 1
    }
    ends = rows.starts
    for vote in byColumn {
      let row = Int(truncatingIfNeeded: vote &>> shift)
      keyed[ends[row]] = vote
      ends[row] += 1
    }
    let (rowNumbers, rowPlaces) = rows.numbers(with: participants)
    let (columnNumbers, columnPlaces) = columns.numbers(with: statements)
    var starts = [0]
    starts.reserveCapacity(rowNumbers.count + 1)
    var cells: [UInt32] = []
    cells.reserveCapacity(keyed.count)
    for (key, start) in rows.starts.enumerated() where rowPlaces[key] >= 0 {
      let end = start + rows.counts[key]
      for index in start..<end {
        let vote = keyed[index]
        let isLast = index + 1 == end || keyed[index + 1] &>> 2 != vote &>> 2
        guard isLast, vote & 3 < 3 else { continue }
        let column = columnPlaces[Int(truncatingIfNeeded: vote &>> 2 & ofColumn)]
        cells.append(UInt32(truncatingIfNeeded: column &* 3) &+ UInt32(truncatingIfNeeded: vote & 3))
      }
      starts.append(cells.count)
    }
    return (rowNumbers, columnNumbers, starts, cells)
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

  /// How many bits a key takes.
  var bits: Int { Int.bitWidth - counts.count.leadingZeroBitCount }

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
