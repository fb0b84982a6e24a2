/// Who said what to which statement: rows are participants and columns statements, both in the order of their numbers.
/// Only what was said is kept. The last vote of a person on a statement is the one that holds.
public struct VoteMatrix: Sendable, Hashable {
  /// The numbers of the rows, ascending.
  public private(set) var participants: [Int]
  /// The numbers of the columns, ascending.
  public private(set) var statements: [Int]
  /// Where each row begins in `cells`, and where the last one ends.
  private(set) var starts: [Int]
  /// Row after row, ascending in each: 3 × column + stance + 1.
  private(set) var cells: [UInt32]

  public init() {
    participants = []
    statements = []
    starts = [0]
    cells = []
  }

  /// Later votes replace earlier ones.
  /// - Parameters:
  ///   - participants: have a row even where they did not vote.
  ///   - statements: have a column even where nobody voted on them.
  /// Time: O(votes + rows + columns).
  public init(_ votes: [OpinionVote], participants: [Int] = [], statements: [Int] = []) {
    let sorted = SortedVotes(votes, participants: participants, statements: statements)
    self.participants = sorted.participants
    self.statements = sorted.statements
    starts = sorted.starts
    cells = sorted.cells
  }

  public var votes: Int { cells.count }

  func row(of participant: Int) -> Int? { participants.position(of: participant) }
  func column(of statement: Int) -> Int? { statements.position(of: statement) }

  /// The rows of those participants, ascending, who have one. Time: O(all participants).
  func rows(ofAscending some: [Int]) -> [Int] {
    var rows: [Int] = []
    rows.reserveCapacity(some.count)
    var row = 0
    for participant in some {
      while row < participants.count, participants[row] < participant { row += 1 }
      if row < participants.count, participants[row] == participant { rows.append(row) }
    }
    return rows
  }
  func votes(ofRow row: Int) -> Int { starts[row + 1] - starts[row] }
  func cells(ofRow row: Int) -> ArraySlice<UInt32> { cells[starts[row]..<starts[row + 1]] }

  /// What that person said to that statement; nil where nothing.
  public subscript(_ participant: Int, on statement: Int) -> Stance? {
    guard let row = row(of: participant), let column = column(of: statement) else { return nil }
    let place = place(row: row, column: column)
    guard place < starts[row + 1], cells[place] / 3 == UInt32(column) else { return nil }
    return Stance(rawValue: Int8(cells[place] % 3) - 1)
  }

  /// All that a person said, statement by statement.
  public func votes(of participant: Int) -> [(statement: Int, stance: Stance)] {
    guard let row = row(of: participant) else { return [] }
    return cells(ofRow: row).compactMap { cell in
      Stance(rawValue: Int8(cell % 3) - 1).map { (statements[Int(cell / 3)], $0) }
    }
  }

  /// Every vote, by participant and then by statement.
  public var all: [OpinionVote] {
    participants.flatMap { participant in
      votes(of: participant).map { OpinionVote(participant: participant, statement: $0.statement, stance: $0.stance) }
    }
  }

  /// Casts, changes or (with nil) takes back a vote; whoever or whatever is new gets a row or a column.
  /// Returns false where nothing changed. Time: O(votes) of moving memory.
  @discardableResult
  public mutating func cast(_ stance: Stance?, by participant: Int, on statement: Int) -> Bool {
    let row = addParticipant(participant)
    let column = addStatement(statement)
    let place = place(row: row, column: column)
    let isThere = place < starts[row + 1] && cells[place] / 3 == UInt32(column)
    guard let stance else {
      guard isThere else { return false }
      cells.remove(at: place)
      moveStarts(after: row, by: -1)
      return true
    }
    let cell = UInt32(truncatingIfNeeded: column &* 3) &+ UInt32(stance.rawValue + 1)
    if isThere {
      defer { cells[place] = cell }
      return cells[place] != cell
    }
    cells.insert(cell, at: place)
    moveStarts(after: row, by: 1)
    return true
  }

  /// The row of that participant, made where there is none.
  @discardableResult
  public mutating func addParticipant(_ participant: Int) -> Int {
    let row = participants.insertionPoint(of: participant)
    if row < participants.count, participants[row] == participant { return row }
    participants.insert(participant, at: row)
    starts.insert(starts[row], at: row)
    return row
  }

  /// The column of that statement, made where there is none.
  @discardableResult
  public mutating func addStatement(_ statement: Int) -> Int {
    let column = statements.insertionPoint(of: statement)
    if column < statements.count, statements[column] == statement { return column }
    let isLast = column == statements.count
    statements.insert(statement, at: column)
    if !isLast {
      let first = UInt32(truncatingIfNeeded: column &* 3)
      for index in cells.indices where cells[index] >= first { cells[index] += 3 }
    }
    return column
  }

  private mutating func moveStarts(after row: Int, by step: Int) {
    starts.withUnsafeMutableBufferPointer { starts in
      for index in (row + 1)..<starts.count { starts[index] += step }
    }
  }

  private func place(row: Int, column: Int) -> Int {
    var low = starts[row]
    var high = starts[row + 1]
    let first = UInt32(truncatingIfNeeded: column &* 3)
    while low < high {
      let middle = low + (high - low) / 2
      if cells[middle] < first { low = middle + 1 } else { high = middle }
    }
    return low
  }

  /// A matrix of these rows, which may come several times, with the numbers of their order; all columns stay.
  func selecting(rows: [Int]) -> VoteMatrix {
    var selected = VoteMatrix()
    selected.participants = Array(rows.indices)
    selected.statements = statements
    selected.cells.reserveCapacity(rows.reduce(0) { $0 + votes(ofRow: $1) })
    for row in rows {
      selected.cells.append(contentsOf: cells(ofRow: row))
      selected.starts.append(selected.cells.count)
    }
    return selected
  }

  /// What was said to each statement, by column; by everybody, or by these rows.
  func counts(of rows: [Int]? = nil) -> [StanceCounts] {
    var said = [Int](repeating: 0, count: statements.count * 3)
    said.withUnsafeMutableBufferPointer { said in
      cells.withUnsafeBufferPointer { cells in
        if let rows {
          for row in rows { for index in starts[row]..<starts[row + 1] { said[Int(cells[index])] += 1 } }
        } else {
          for cell in cells { said[Int(cell)] += 1 }
        }
      }
    }
    return statements.indices.map {
      StanceCounts(agrees: said[$0 * 3 + 2], disagrees: said[$0 * 3], passes: said[$0 * 3 + 1])
    }
  }
}

extension [Int] {
  /// The first position that does not lie below `number`, in an ascending array.
  fileprivate func insertionPoint(of number: Int) -> Int {
    if let last, last < number { return count }
    var low = 0
    var high = count
    while low < high {
      let middle = low + (high - low) / 2
      if self[middle] < number { low = middle + 1 } else { high = middle }
    }
    return low
  }

  /// The position of `number` in an ascending array.
  func position(of number: Int) -> Int? {
    let place = insertionPoint(of: number)
    return place < count && self[place] == number ? place : nil
  }
}
