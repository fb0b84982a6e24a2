extension Pabulib {
  /// Reads a file.
  ///
  /// Accepted as met in real ones: a byte-order mark, either line ending, columns in any order, quoted fields that hold
  /// separators or line breaks, decimal commas, an empty ballot (it counts), a project marked twice (once), projects
  /// and votes sections in either letter case, spaces around values, and decimal points in amounts (“400000.0”).
  /// - Throws: `Malformed`, with the line, for a missing section, column or key; an unknown vote type; an amount that
  ///   is no decimal, or below zero; a project that is there twice, or voted on but not there; points that do not pair
  ///   with the projects, are below zero or beyond `Profile.Box.mostPoints`; text that is not UTF-8.
  public init(_ bytes: [UInt8]) throws(Malformed) {
    var reader = PabulibReader(bytes, pointDecimals: 0)
    do { self = try reader.read() } catch {
      // Points with decimals are rare: then everything is read again in smaller steps.
      guard reader.pointDecimalsNeeded > 0 else { throw error }
      reader = PabulibReader(bytes, pointDecimals: reader.pointDecimalsNeeded)
      self = try reader.read()
    }
  }
}

/// The state of reading one file.
struct PabulibReader {
  static let mostPointDecimals = 6

  private var rows: SeparatedRows
  private let pointDecimals: Int
  /// Above zero when points were met that have more decimals than `pointDecimals`.
  private(set) var pointDecimalsNeeded = 0

  private var meta: [Pabulib.Entry] = []
  private var metaLines: [String: Int] = [:]
  private var columns: [String] = []
  private var projectRows: [[String]] = []
  private var projects: [BudgetProject] = []
  private var names = ByteTable()

  init(_ bytes: [UInt8], pointDecimals: Int) {
    rows = SeparatedRows(bytes, separator: UInt8(ascii: ";"))
    self.pointDecimals = pointDecimals
  }

  mutating func read() throws(Malformed) -> Pabulib {
    var profile: Profile?
    while try rows.next() {
      guard rows.count == 1 else {
        throw Malformed(line: rows.line, "here a section should begin: META, PROJECTS or VOTES.")
      }
      switch try rows.text(0).uppercased() {
      case "META": try readMeta()
      case "PROJECTS": try readProjects()
      case "VOTES":
        guard profile == nil else { throw Malformed(line: rows.line, "there is a second section VOTES.") }
        profile = try readVotes()
      default: throw Malformed(line: rows.line, "here a section should begin: META, PROJECTS or VOTES.")
      }
    }
    guard !meta.isEmpty else { throw Malformed("there is no section META.") }
    guard let profile else { throw Malformed("there is no section VOTES.") }
    let election = try BudgetElection(
      projects: projects, budget: try budget(), profile: profile, maxLength: try maxLength(),
      threshold: try amount("min_project_score_threshold") ?? .zero)
    return Pabulib(meta: meta, projectColumns: columns, projectRows: projectRows, election: election)
  }

  private static let sections = ["META", "PROJECTS", "VOTES"]

  /// Whether the current row begins a section; then it is left for `read`.
  private mutating func endsSection() throws(Malformed) -> Bool {
    guard rows.count == 1 else { return false }
    guard Self.sections.contains(try rows.text(0).uppercased()) else { return false }
    rows.back()
    return true
  }

  // MARK: Meta

  private mutating func readMeta() throws(Malformed) {
    guard try rows.next() else { throw Malformed(line: rows.line, "the section META is empty.") }
    while try rows.next() {
      if try endsSection() { return }
      let key = try rows.text(0)
      let value = rows.count > 1 ? try rows.text(1) : ""
      // A remark may come twice; what is counted by may not say two things.
      if let before = metaLines[key], Self.counted.contains(key), self.value(key) != value {
        throw Malformed(line: rows.line, "“\(Self.short(key))” stands on line \(before) already.")
      }
      if metaLines[key] == nil { metaLines[key] = rows.line }
      meta.append(Pabulib.Entry(key, value))
    }
  }

  /// What has to do with the result.
  private static let counted: Set = [
    "budget", "vote_type", "max_length", "min_project_score_threshold", "num_votes", "num_projects",
  ]

  private func value(_ key: String) -> String? { meta.first { $0.key == key }?.value }

  private func amount(_ key: String) throws(Malformed) -> Rational? {
    guard let text = value(key), !text.isEmpty, text.lowercased() != "none" else { return nil }
    guard let amount = Rational(decimal: text), !amount.isNegative else {
      throw Malformed(
        line: metaLines[key], "“\(key)” should be a number that is not negative; it is “\(Self.short(text))”.")
    }
    return amount
  }

  private func budget() throws(Malformed) -> Rational {
    guard let budget = try amount("budget") else { throw Malformed("META does not say the “budget”.") }
    return budget
  }

  private func maxLength() throws(Malformed) -> Int? {
    guard let length = try amount("max_length") else { return nil }
    guard length.denominator == .one, let word = length.numerator.word, word <= Profile.Box.mostPoints else {
      throw Malformed(line: metaLines["max_length"], "“max_length” should be a whole number of a reasonable size.")
    }
    return word
  }

  private func kind() throws(Malformed) -> BallotKind {
    guard let text = value("vote_type") else { throw Malformed("META does not say the “vote_type”.") }
    guard let kind = BallotKind(rawValue: text.lowercased()) else {
      throw Malformed(
        line: metaLines["vote_type"],
        "the vote type “\(Self.short(text))” is none of approval, choose-1, cumulative, ordinal.")
    }
    return kind
  }

  // MARK: Projects

  private mutating func readProjects() throws(Malformed) {
    guard projects.isEmpty else { throw Malformed(line: rows.line, "there is a second section PROJECTS.") }
    guard try rows.next() else { throw Malformed(line: rows.line, "the section PROJECTS is empty.") }
    columns = try header()
    let idColumn = try column("project_id", in: columns)
    let costColumn = try column("cost", in: columns)
    let nameColumn = columns.firstIndex(of: "name")
    while try rows.next() {
      if try endsSection() { return }
      var row: [String] = []
      for index in 0..<rows.count { row.append(try rows.text(index)) }
      guard row.count > max(idColumn, costColumn) else {
        throw Malformed(line: rows.line, "this project has \(row.count) values; \(columns.count) are expected.")
      }
      let id = row[idColumn]
      guard !id.isEmpty else { throw Malformed(line: rows.line, "this project has no id.") }
      guard let cost = Rational(decimal: row[costColumn]), !cost.isNegative else {
        throw Malformed(
          line: rows.line,
          "the cost of “\(Self.short(id))” should be a number that is not negative; it is “\(Self.short(row[costColumn]))”."
        )
      }
      guard names.insert(Array(id.utf8), Int32(truncatingIfNeeded: projects.count)) else {
        throw Malformed(line: rows.line, "there are two projects “\(Self.short(id))”.")
      }
      projects.append(
        BudgetProject(id: id, name: nameColumn.flatMap { $0 < row.count ? row[$0] : nil } ?? "", cost: cost))
      projectRows.append(row)
    }
  }

  private func header() throws(Malformed) -> [String] {
    var columns: [String] = []
    for index in 0..<rows.count { columns.append(try rows.text(index).lowercased()) }
    return columns
  }

  private func column(_ name: String, in columns: [String]) throws(Malformed) -> Int {
    guard let index = columns.firstIndex(of: name) else {
      throw Malformed(line: rows.line, "there is no column “\(name)”.")
    }
    return index
  }

  /// Enough of a text to recognise it by.
  private static func short(_ text: String) -> String { text.count <= 60 ? text : text.prefix(60) + "…" }

  // MARK: Votes

  private mutating func readVotes() throws(Malformed) -> Profile {
    let kind = try kind()
    guard !columns.isEmpty else { throw Malformed(line: rows.line, "the section PROJECTS should come before VOTES.") }
    var box = Profile.Box(kind: kind, projectCount: projects.count, pointDecimals: pointDecimals)
    guard try rows.next() else { return box.close() }
    let voteColumns = try header()
    let voteColumn = try column("vote", in: voteColumns)
    let pointsColumn = voteColumns.firstIndex(of: "points")
    var marks: [Int32] = []
    var points: [Int] = []
    // By themselves, as closures that mention the reader would copy all of it for each ballot.
    let (names, pointDecimals) = (names, pointDecimals)
    var plain = PlainBallots(names, kind: kind, voteColumn: voteColumn)
    while true {
      plain?.read(from: &rows, into: &box)
      guard try rows.next() else { break }
      if try endsSection() { break }
      let line = rows.line
      marks.removeAll(keepingCapacity: true)
      points.removeAll(keepingCapacity: true)
      if voteColumn < rows.count {
        try rows.withField(voteColumn) { field throws(Malformed) in
          try Self.read(field, of: names, into: &marks, line: line)
        }
      }
      if kind == .cumulative {
        if let pointsColumn, pointsColumn < rows.count {
          pointDecimalsNeeded = try rows.withField(pointsColumn) { field throws(Malformed) in
            try Self.read(points: field, decimals: pointDecimals, into: &points, line: line)
          }
          if pointDecimalsNeeded > pointDecimals { throw Malformed("points have decimals.") }
        }
        guard points.count == marks.count else {
          throw Malformed(
            line: rows.line, "there are \(marks.count) projects and \(points.count) points on this ballot.")
        }
      }
      guard box.cast(marks, points: points) else {
        throw Malformed(
          line: rows.line, "a project on this ballot has more than \(Profile.Box.mostPoints) points in all.")
      }
    }
    return box.close()
  }

  /// The projects of a ballot, between commas.
  private static func read(
    _ field: UnsafeBufferPointer<UInt8>, of names: ByteTable, into marks: inout [Int32], line: Int
  ) throws(Malformed) {
    var start = 0
    var index = 0
    while index <= field.count {
      if index == field.count || field[index] == UInt8(ascii: ",") {
        let name = UnsafeBufferPointer(rebasing: field[start..<index]).trimmed
        if !name.isEmpty, !(field.count == name.count && name.isNone) {
          guard let project = names[name] else {
            let text = String(validating: name, as: UTF8.self) ?? "?"
            throw Malformed(line: line, "there is no project “\(Self.short(text))”.")
          }
          marks.append(project)
        }
        start = index + 1
      }
      index += 1
    }
  }

  /// How many decimals the points need, where that is more than they have; then not all of them are read.
  private static func read(
    points field: UnsafeBufferPointer<UInt8>, decimals pointDecimals: Int, into points: inout [Int], line: Int
  ) throws(Malformed) -> Int {
    for part in field.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: true) {
      let text = UnsafeBufferPointer(rebasing: part).trimmed
      if text.isEmpty || (text.isNone && text.count == field.count) { continue }
      if let plain = text.smallNumber, pointDecimals == 0 {
        points.append(plain)
        continue
      }
      guard let value = Rational.read(text), !value.isNegative else {
        let text = String(validating: text, as: UTF8.self) ?? "?"
        throw Malformed(line: line, "“\(Self.short(text))” is not a number of points.")
      }
      let steps = value * Rational(BigInteger.powerOfTen(pointDecimals))
      guard steps.denominator == .one else {
        if pointDecimals == 0 { return mostPointDecimals }
        throw Malformed(line: line, "points may have at most \(mostPointDecimals) decimals.")
      }
      guard let word = steps.numerator.word, word <= Profile.Box.mostPoints else {
        throw Malformed(line: line, "there are too many points on this ballot.")
      }
      points.append(word)
    }
    return 0
  }
}

extension UnsafeBufferPointer<UInt8> {
  /// A whole number of at most nine digits; nil for anything else.
  fileprivate var smallNumber: Int? {
    guard !isEmpty, count <= 9 else { return nil }
    var value = 0
    for byte in self {
      guard byte >= UInt8(ascii: "0"), byte <= UInt8(ascii: "9") else { return nil }
      value = value * 10 + Int(byte - UInt8(ascii: "0"))
    }
    return value
  }
}
