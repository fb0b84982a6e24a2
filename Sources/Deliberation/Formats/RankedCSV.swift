/// Ranked ballots in comma-separated values, in any of the three shapes in which they are published.
///
/// - **Numbered** (the Scottish council data): a row `candidates,seats`; rows `count,first,second,…` with candidates by
///   number from 1; a row for each candidate, `"Candidate 1","name","party"`; a row with the name of the contest.
/// - **By rank** (tabulators' exports): a header with `rank1`, `rank2`, … and perhaps `count`, then names. An empty cell,
///   `undervote` or `skipped` is a gap, `overvote` a rank with several marks, `UWI` a write-in nobody declared.
/// - **By candidate** (spreadsheets, forms): a header with a column for each candidate and perhaps `count`, then ranks
///   from 1. Two equal ranks are an overvote. Columns called `id`, `voter` or `ballot` are passed over.
public enum RankedCSV {
  /// The candidate that undeclared write-ins are counted for, as in tabulators' reports.
  public static let writeIns = "Undeclared Write-ins"

  /// - Parameter candidates: who stands, in the order that ties and reports follow; by default as the file lists them,
  ///   or as they first occur. Names beyond these are added after them.
  /// - Throws: `Malformed` with the line for a file of none of these shapes.
  public static func read(_ bytes: [UInt8], candidates: [String] = []) throws(Malformed) -> RankedBallots {
    if var numbered = try NumberedReader(bytes) { return try numbered.read() }
    let csv = try CSV(bytes)
    guard let header = csv.rows.first else { throw Malformed("the file is empty.") }
    guard csv.rows.count > 1 else { throw Malformed(line: 1, "no ballot follows the header.") }
    let names = header.fields.map { $0.trimmed.lowercased() }
    let count = names.firstIndex(of: "count")
    let ranks = try ranks(names)
    if !ranks.isEmpty { return try readByRank(csv, ranks: ranks, count: count, candidates) }
    return try readByCandidate(csv, count: count)
  }

  /// The columns that are ranks, the first rank first, in whatever order they stand.
  private static func ranks(_ names: [String]) throws(Malformed) -> [Int] {
    var columns: [Int: Int] = [:]
    for (column, name) in names.enumerated() {
      guard let rank = rank(name) else { continue }
      guard columns.updateValue(column, forKey: rank) == nil else {
        throw Malformed(line: 1, "two columns are rank \(rank).")
      }
    }
    return columns.sorted { $0.key < $1.key }.map(\.value)
  }

  /// `rank1`, `Rank 2`, `choice_3`, `preference4`.
  private static func rank(_ name: String) -> Int? {
    guard let word = ["rank", "choice", "preference"].first(where: name.hasPrefix) else { return nil }
    let number = name.dropFirst(word.count).drop { $0 == " " || $0 == "_" || $0 == "-" }
    return number.allSatisfy { $0.isASCII && $0.isNumber } ? Int(number) : nil
  }

  private static func readByRank(
    _ csv: CSV, ranks: [Int], count: Int?, _ given: [String]
  ) throws(Malformed) -> RankedBallots {
    var names = given.map(\.trimmed)
    var places: [String: Int32] = [:]
    for (place, name) in names.enumerated() where places[name] == nil { places[name] = Int32(clamping: place) }
    var builder = RankedBallots.Builder()
    for row in csv.rows.dropFirst() {
      builder.begin(try ballots(row, count), line: row.line)
      var gaps = 0
      for rank in ranks where row.fields.indices.contains(rank) {
        let text = row.fields[rank].trimmed
        let mark: Int32
        switch text {
        case "", "undervote", "skipped":
          gaps += 1
          continue
        case "overvote": mark = RankedBallots.overvote
        default:
          let name = text == "UWI" ? writeIns : text
          if let known = places[name] {
            mark = known
          } else {
            guard names.count < RankedBallots.mostCandidates else {
              throw Malformed(line: row.line, "there are more than \(RankedBallots.mostCandidates) candidates.")
            }
            mark = Int32(names.count)
            places[name] = mark
            names.append(name)
          }
        }
        for _ in 0..<gaps { builder.add(RankedBallots.gap) }
        gaps = 0
        builder.add(mark)
      }
    }
    return try RankedBallots(candidates: names.map { .init($0) }, builder, seats: nil, contest: nil)
  }

  private static func readByCandidate(_ csv: CSV, count: Int?) throws(Malformed) -> RankedBallots {
    let header = csv.rows[0].fields.map(\.trimmed)
    let columns = header.indices.filter {
      $0 != count && !header[$0].isEmpty && !["id", "voter", "ballot"].contains(header[$0].lowercased())
    }
    guard !columns.isEmpty else { throw Malformed(line: 1, "no column is a rank or a candidate.") }
    guard Set(columns.map { header[$0] }).count == columns.count else {
      throw Malformed(line: 1, "two columns have the same name.")
    }
    var builder = RankedBallots.Builder()
    for row in csv.rows.dropFirst() {
      builder.begin(try ballots(row, count), line: row.line)
      var ranked: [(rank: Int, candidate: Int32)] = []
      for (candidate, column) in columns.enumerated() where row.fields.indices.contains(column) {
        let text = row.fields[column].trimmed
        guard !text.isEmpty else { continue }
        guard let rank = Int(text), (1...RankedBallots.mostCandidates).contains(rank) else {
          throw Malformed(
            line: row.line, "“\(text.prefix(60))” under “\(header[column].prefix(60))” is no rank; ranks are 1, 2, 3, …"
          )
        }
        ranked.append((rank, Int32(candidate)))
      }
      ranked.sort { ($0.rank, $0.candidate) < ($1.rank, $1.candidate) }
      var last = 0
      var index = 0
      while index < ranked.count {
        let rank = ranked[index].rank
        for _ in last + 1..<rank { builder.add(RankedBallots.gap) }
        let isAlone = index + 1 == ranked.count || ranked[index + 1].rank != rank
        builder.add(isAlone ? ranked[index].candidate : RankedBallots.overvote)
        while index < ranked.count, ranked[index].rank == rank { index += 1 }
        last = rank
      }
    }
    return try RankedBallots(
      candidates: columns.map { .init(header[$0]) }, builder, seats: nil, contest: nil)
  }

  private static func ballots(_ row: CSV.Row, _ column: Int?) throws(Malformed) -> Int {
    guard let column else { return 1 }
    let text = row.fields.indices.contains(column) ? row.fields[column].trimmed : ""
    guard let count = Int(text), count >= 0 else {
      throw Malformed(line: row.line, "“\(text.prefix(60))” is no number of ballots.")
    }
    return count
  }
}

extension String {
  /// Without spaces at either end.
  var trimmed: String {
    guard first?.isWhitespace == true || last?.isWhitespace == true else { return self }
    var text = self[...]
    while text.first?.isWhitespace == true { text.removeFirst() }
    while text.last?.isWhitespace == true { text.removeLast() }
    return String(text)
  }
}
