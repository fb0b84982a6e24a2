extension RankedCSV {
  /// Reads the numbered shape straight from the bytes: tens of thousands of rows of small numbers need no strings.
  struct NumberedReader {
    private let bytes: [UInt8]
    private var position: Int
    private var line = 1
    private var candidates = 0
    private var seats = 0

    /// Nil unless the first row is two numbers.
    init?(_ bytes: [UInt8]) throws(Malformed) {
      self.bytes = bytes
      position = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
      var row: [Int] = []
      guard let end = try readRow({ row.append($0) }), row.count == 2 else { return nil }
      guard (1...RankedBallots.mostCandidates).contains(row[0]) else {
        throw Malformed(line: 1, "a contest has from 1 to \(RankedBallots.mostCandidates) candidates.")
      }
      guard row[1] >= 1 else { throw Malformed(line: 1, "a contest has at least one seat.") }
      position = end
      candidates = row[0]
      seats = row[1]
      line = 2
    }

    mutating func read() throws(Malformed) -> RankedBallots {
      var builder = RankedBallots.Builder()
      while position < bytes.count, isDigit(bytes[position]) || isEnd(bytes[position]) {
        guard isDigit(bytes[position]) else {
          if bytes[position] == UInt8(ascii: "\n") { line += 1 }
          position += 1
          continue
        }
        var isFirst = true
        var gaps = 0
        var wrong: Int?
        let start = line
        let end = try readRow { number in
          if isFirst {
            builder.begin(number, line: start)
            isFirst = false
          } else if number < 0 {
            gaps += 1
          } else {
            for _ in 0..<gaps { builder.add(RankedBallots.gap) }
            gaps = 0
            if number < 1 || number > candidates { wrong = number }
            builder.add(Int32(clamping: number - 1))
          }
        }
        if let wrong { throw Malformed(line: line, "there is no candidate \(wrong).") }
        guard let end else { throw Malformed(line: line, "this row holds something that is not a number.") }
        position = end
        line += 1
      }
      return try named(builder)
    }

    /// The names and the contest that follow the ballots.
    private func named(_ builder: RankedBallots.Builder) throws(Malformed) -> RankedBallots {
      let rows: [CSV.Row]
      do { rows = try CSV(Array(bytes[position...])).rows } catch {
        throw Malformed(line: error.line.map { $0 + line - 1 }, error.words)
      }
      for row in rows where Self.isOfNumbers(row) {
        throw Malformed(
          line: row.line + line - 1, "“\(row.fields[0].prefix(60))” is no number of ballots, or stands after the names."
        )
      }
      let places = try labelled(rows)
      guard places.count >= candidates else {
        throw Malformed(line: line, "\(candidates) candidates stand, but \(places.count) are named.")
      }
      let names = places.prefix(candidates).map { place in
        let fields = rows[place].fields.map(\.trimmed).filter { !$0.isEmpty }
        return RankedBallots.Candidate(
          fields.count > 1 ? fields[1] : fields.first ?? "", party: fields.count > 2 ? fields[2] : nil)
      }
      let contest = rows.indices.first { !places.prefix(candidates).contains($0) }
      return try RankedBallots(
        candidates: names, builder, seats: seats, contest: contest.flatMap { rows[$0].fields.first?.trimmed })
    }

    /// Which rows name the candidates, the first first: by their labels, “Candidate 1”, where all have one, else as they
    /// stand.
    private func labelled(_ rows: [CSV.Row]) throws(Malformed) -> [Int] {
      var places: [Int: Int] = [:]
      for (place, row) in rows.enumerated() {
        let words = (row.fields.first?.trimmed.lowercased() ?? "").split(separator: " ")
        guard words.count == 2, words[0] == "candidate", let number = Int(words[1]) else { continue }
        guard (1...candidates).contains(number) else {
          throw Malformed(line: row.line + line - 1, "there is no candidate \(number).")
        }
        guard places.updateValue(place, forKey: number) == nil else {
          throw Malformed(line: row.line + line - 1, "candidate \(number) is named already.")
        }
      }
      if places.count == candidates { return places.sorted { $0.key < $1.key }.map(\.value) }
      for (number, place) in places.sorted(by: { $0.value < $1.value }) where place != number - 1 {
        throw Malformed(line: rows[place].line + line - 1, "candidate \(number) stands at place \(place + 1).")
      }
      // Of rows with labels, one without that is the last is the contest's.
      return Array(places.isEmpty || rows.count > candidates ? rows.indices : rows.indices.dropLast())
    }

    /// Several whole numbers and nothing else, in the digits of any script, perhaps with signs: no name of anybody.
    private static func isOfNumbers(_ row: CSV.Row) -> Bool {
      let fields = row.fields.map(\.trimmed).filter { !$0.isEmpty }
      return fields.count > 1
        && fields.allSatisfy { field in
          let digits = field.drop { $0 == "-" || $0 == "+" || $0 == "−" }
          return !digits.isEmpty && digits.allSatisfy(\.isWholeNumber)
        }
    }

    /// Hands on each number of the row at `position` (-1 for an empty cell between others), and gives where the next row
    /// begins; nil when something in it is not a number. A last empty cell is none.
    private func readRow(_ number: (Int) -> Void) throws(Malformed) -> Int? {
      var position = self.position
      var value = -1
      var isOver = false
      while position < bytes.count {
        let byte = bytes[position]
        position += 1
        if isDigit(byte) {
          let digit = Int(byte - UInt8(ascii: "0"))
          guard value <= RankedBallots.mostBallots else { throw Malformed(line: line, "a number is too large.") }
          // “1 2” is not 12.
          if isOver { return nil }
          value = value < 0 ? digit : value * 10 + digit
        } else if byte == UInt8(ascii: ",") {
          number(value)
          (value, isOver) = (-1, false)
        } else if byte == UInt8(ascii: "\n") {
          break
        } else if byte == UInt8(ascii: "\r") || byte == UInt8(ascii: " ") {
          isOver = value >= 0
        } else {
          return nil
        }
      }
      if value >= 0 { number(value) }
      return position
    }

    private func isDigit(_ byte: UInt8) -> Bool { byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9") }
    private func isEnd(_ byte: UInt8) -> Bool {
      byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r") || byte == UInt8(ascii: " ")
    }
  }
}
