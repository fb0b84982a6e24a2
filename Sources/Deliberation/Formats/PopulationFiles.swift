extension PopulationMargin {
  /// Reads a CSV file with the columns `attribute`, `value` and `share`: fractions or percentages, with or without the sign.
  /// - Throws: `Malformed` with the line for a column that is missing, a share that is no number, a value that comes
  ///   twice, shares of an attribute that do not sum to 1 or 100, and where there are none.
  public static func read(_ bytes: [UInt8]) throws(Malformed) -> [PopulationMargin] {
    let csv = try CSV(bytes)
    let table = try NamedColumns(csv, ["attribute", "value", "share"])
    var order: [String] = []
    var shares: [String: [(name: String, share: Double)]] = [:]
    var lines: [String: Int] = [:]
    for row in csv.rows.dropFirst() {
      let (attribute, value, text) = (table[row, 0], table[row, 1], table[row, 2])
      guard !attribute.isEmpty, !value.isEmpty else {
        throw Malformed(line: row.line, "an attribute or a value has no name.")
      }
      guard let share = Decimal.read(text.hasSuffix("%") ? String(text.dropLast()).trimmed : text), share >= 0 else {
        throw Malformed(line: row.line, "“\(text)” is no share.")
      }
      if lines[attribute] == nil {
        order.append(attribute)
        lines[attribute] = row.line
      }
      guard shares[attribute, default: []].allSatisfy({ $0.name != value }) else {
        throw Malformed(line: row.line, "“\(value)” (\(attribute)) comes twice.")
      }
      shares[attribute, default: []].append((value, share))
    }
    guard !order.isEmpty else { throw Malformed("there are no shares.") }
    var margins: [PopulationMargin] = []
    for attribute in order {
      do { margins.append(try PopulationMargin(attribute, shares[attribute] ?? [])) } catch {
        throw Malformed(line: lines[attribute], error.words)
      }
    }
    return margins
  }
}

/// A CSV file of people and what is known of them: a column for each attribute; perhaps `id` (or `participant`), else
/// people are numbered from 1; perhaps `verified` (yes or no), and `account_days`, how old the account was at the vote.
public struct PeopleFile: Sendable, Hashable {
  public let sample: PopulationSample
  /// By person; nil where the column is not there.
  public let isVerified: [Bool?]?
  /// In seconds, by person; nil where the column is not there.
  public let ages: [Double?]?

  /// - Throws: `Malformed` with the line for a column that is missing, somebody who comes twice, a value that there is no
  ///   share for, and what is neither yes nor no, or no number of days. Empty is not known.
  public init(_ bytes: [UInt8], margins: [PopulationMargin]) throws(Malformed) {
    let csv = try CSV(bytes)
    let table = try NamedColumns(csv, margins.map(\.attribute))
    let (verified, days) = (table.column("verified"), table.column("account_days"))
    let id = table.column("id") ?? table.column("participant")
    let places = margins.map { margin in
      Dictionary(uniqueKeysWithValues: margin.values.enumerated().map { ($1.name, $0) })
    }
    var ids: [String] = []
    var lines: [String: Int] = [:]
    var answers: [[Int?]] = []
    var isVerified: [Bool?] = []
    var ages: [Double?] = []
    for row in csv.rows.dropFirst() {
      let name = id.map { table.text(row, $0) } ?? String(ids.count + 1)
      guard !name.isEmpty else { throw Malformed(line: row.line, "somebody has no id.") }
      if let line = lines.updateValue(row.line, forKey: name) {
        throw Malformed(line: row.line, "“\(name)” is already on line \(line).")
      }
      ids.append(name)
      var own: [Int?] = []
      for margin in margins.indices {
        let value = table[row, margin]
        guard value.isEmpty || places[margin][value] != nil else {
          throw Malformed(line: row.line, "there is no share for “\(value)” (\(margins[margin].attribute)).")
        }
        own.append(places[margin][value])
      }
      answers.append(own)
      if let verified { isVerified.append(try Self.answer(table.text(row, verified), row.line)) }
      if let days {
        let text = table.text(row, days)
        let age = Decimal.read(text)
        guard text.isEmpty || age.map({ $0 >= 0 }) == true else {
          throw Malformed(line: row.line, "“\(text)” is no number of days.")
        }
        ages.append(age.map { $0 * 86_400 })
      }
    }
    sample = try PopulationSample(margins: margins, ids: ids, answers: answers)
    self.isVerified = verified.map { _ in isVerified }
    self.ages = days.map { _ in ages }
  }

  private static func answer(_ text: String, _ line: Int) throws(Malformed) -> Bool? {
    switch text.lowercased() {
    case "yes", "true", "1", "y", "t": return true
    case "no", "false", "0", "n", "f": return false
    case "": return nil
    default: throw Malformed(line: line, "verified is yes or no, not “\(text)”.")
    }
  }
}

/// The columns of a file by their names.
private struct NamedColumns {
  private let names: [String]
  private let wanted: [Int]

  init(_ csv: CSV, _ wanted: [String]) throws(Malformed) {
    guard let first = csv.rows.first else { throw Malformed(line: 1, "the file is empty.") }
    names = first.fields.map(\.trimmed)
    for (place, name) in names.enumerated() where names[..<place].contains(name) && !name.isEmpty {
      throw Malformed(line: 1, "there are two columns “\(name)”.")
    }
    var columns: [Int] = []
    for name in wanted {
      guard let column = names.firstIndex(of: name) else { throw Malformed(line: 1, "there is no column “\(name)”.") }
      columns.append(column)
    }
    self.wanted = columns
  }

  func column(_ name: String) -> Int? { names.firstIndex(of: name) }

  func text(_ row: CSV.Row, _ column: Int) -> String {
    row.fields.indices.contains(column) ? row.fields[column].trimmed : ""
  }

  subscript(_ row: CSV.Row, _ place: Int) -> String { text(row, wanted[place]) }
}

private enum Decimal {
  /// Plain digits with a point or a comma; no exponents, no “NaN”.
  static func read(_ text: String) -> Double? {
    guard text.utf8.count <= 40, Rational(decimal: text) != nil else { return nil }
    return Double(String(text.map { $0 == "," ? "." : $0 }))
  }
}
