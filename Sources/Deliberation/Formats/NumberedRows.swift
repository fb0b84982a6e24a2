/// Rows under a heading whose values are mostly whole numbers.
struct NumberedRows {
  private var rows: SeparatedRows
  let names: [String]
  var line: Int { rows.line }

  init(_ bytes: [UInt8]) throws(Malformed) {
    rows = SeparatedRows(bytes, separator: UInt8(ascii: ","))
    guard try rows.next() else { throw Malformed(line: 1, "the file is empty.") }
    var names: [String] = []
    for column in 0..<rows.count { names.append(try rows.text(column)) }
    self.names = names
  }

  func column(_ name: String) throws(Malformed) -> Int {
    guard let column = columnIfThere(name) else { throw Malformed(line: 1, "there is no column “\(name)”.") }
    return column
  }

  func columnIfThere(_ name: String) -> Int? { names.firstIndex(of: name) }

  mutating func next() throws(Malformed) -> Bool {
    guard try rows.next() else { return false }
    guard rows.count >= names.count else {
      throw Malformed(line: line, "there are \(rows.count) values, not \(names.count).")
    }
    return true
  }

  func text(_ column: Int) throws(Malformed) -> String { try rows.text(column) }

  func number(_ column: Int) throws(Malformed) -> Int {
    guard let number = try numberIfThere(column) else {
      throw Malformed(line: line, "there is no number in \(names[column]).")
    }
    return number
  }

  func numberIfThere(_ column: Int) throws(Malformed) -> Int? {
    try rows.withField(column) { field throws(Malformed) in
      if field.isEmpty { return nil }
      var magnitude = 0
      var index = field[0] == UInt8(ascii: "-") ? 1 : 0
      let isBelow = index == 1
      guard index < field.count else { throw wrong(column, field) }
      while index < field.count {
        let digit = Int(field[index]) - 48
        let (tens, isTooFar) = magnitude.multipliedReportingOverflow(by: 10)
        let (sum, isTooMuch) = tens.addingReportingOverflow(digit)
        guard 0...9 ~= digit, !isTooFar, !isTooMuch else { throw wrong(column, field) }
        magnitude = sum
        index += 1
      }
      return isBelow ? -magnitude : magnitude
    }
  }

  /// Milliseconds; some exports count in seconds.
  func time(_ column: Int) throws(Malformed) -> Int64 {
    let number = try number(column)
    return Int64(number.magnitude < 100_000_000_000 ? number * 1000 : number)
  }

  func stance(_ column: Int) throws(Malformed) -> Stance {
    guard let stance = try stanceIfThere(column) else { throw Malformed(line: line, "there is no vote.") }
    return stance
  }

  func stanceIfThere(_ column: Int) throws(Malformed) -> Stance? {
    guard let number = try numberIfThere(column) else { return nil }
    guard let stance = Int8(exactly: number).flatMap(Stance.init(rawValue:)) else {
      throw Malformed(line: line, "a vote is -1, 0 or 1, not \(number).")
    }
    return stance
  }

  private func wrong(_ column: Int, _ field: UnsafeBufferPointer<UInt8>) -> Malformed {
    let shown = String(decoding: field.prefix(40), as: UTF8.self)
    return Malformed(line: line, "“\(shown)” in \(names[column]) is not a whole number that can be read.")
  }
}
