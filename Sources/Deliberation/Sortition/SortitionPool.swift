/// People who are willing to sit on a panel, with what the quotas look at.
public struct SortitionPool: Sendable, Hashable {
  /// A property, such as age group, and its values.
  public struct Category: Sendable, Hashable {
    public let name: String
    public let features: [Feature]
    public init(_ name: String, _ features: [Feature]) {
      self.name = name
      self.features = features
    }
  }
  /// One value of a category and how many of the panel may have it.
  public struct Feature: Sendable, Hashable {
    public let name: String
    public let least: Int
    public let most: Int
    public init(_ name: String, least: Int, most: Int) {
      self.name = name
      self.least = least
      self.most = most
    }
  }
  /// A volunteer, with a feature in each category.
  public struct Person: Sendable, Hashable {
    public let id: String
    /// For each category, the position of the person's feature.
    public let features: [Int]
    public init(_ id: String, _ features: [Int]) {
      self.id = id
      self.features = features
    }
  }
  /// People whom the quotas cannot tell apart.
  struct Kind: Hashable {
    let features: [Int]
    var people: [Int]
  }

  public let categories: [Category]
  public let people: [Person]
  let kinds: [Kind]

  /// - Throws: `Malformed` for quotas that are negative or the wrong way round, for people whose features do not exist or
  ///   whose id comes twice, and for more than a million people.
  public init(categories: [Category], people: [Person]) throws(Malformed) {
    guard people.count <= 1_000_000 else { throw Malformed("there are more than a million people.") }
    for category in categories {
      guard Set(category.features.map(\.name)).count == category.features.count else {
        throw Malformed("a feature of “\(category.name)” comes twice.")
      }
      for feature in category.features where feature.least < 0 || feature.most < feature.least {
        throw Malformed(
          "the quota of “\(feature.name)” (\(category.name)) is from \(feature.least) to \(feature.most).")
      }
    }
    var ids: Set<String> = []
    var places: [[Int]: Int] = [:]
    var kinds: [Kind] = []
    for (index, person) in people.enumerated() {
      guard ids.insert(person.id).inserted else { throw Malformed("“\(person.id)” is in the pool twice.") }
      guard person.features.count == categories.count,
        zip(person.features, categories).allSatisfy({ $1.features.indices.contains($0) })
      else { throw Malformed("“\(person.id)” has a feature that there is no quota for.") }
      if let place = places[person.features] {
        kinds[place].people.append(index)
      } else {
        places[person.features] = kinds.count
        kinds.append(Kind(features: person.features, people: [index]))
      }
    }
    self.categories = categories
    self.people = people
    self.kinds = kinds
  }

  /// Reads `categories.csv` (columns `category`, `feature`, `min`, `max`, or `feature`, `value`, `min`, `max`; others are passed
  /// over) and `respondents.csv`
  /// (a column for each category; the id is in the column `id`, else in the first of `nationbuilder_id`, `email` and
  /// `name` there is, else it is the person's number, counted from 1).
  /// - Throws: `Malformed` with the line; `file` says which of the two it is in.
  public static func read(categories: [UInt8], respondents: [UInt8]) throws(Fault) -> SortitionPool {
    let read: [Category]
    do { read = try readCategories(categories) } catch { throw Fault(file: .categories, malformed: error) }
    do {
      return try SortitionPool(categories: read, people: try readPeople(respondents, read))
    } catch { throw Fault(file: .respondents, malformed: error) }
  }

  /// Which of the two files is wrong, and how.
  public struct Fault: Error, Sendable, Hashable {
    /// The files of a pool.
    public enum File: Sendable, Hashable { case categories, respondents }
    public let file: File
    public let malformed: Malformed
  }

  private static func readCategories(_ bytes: [UInt8]) throws(Malformed) -> [Category] {
    let csv = try CSV(bytes)
    let header = csv.rows.first?.fields.map(\.trimmed) ?? []
    // Programs for sortition call the same two columns one thing or the other.
    let names = header.contains("category") ? ["category", "feature"] : ["feature", "value"]
    var columns: [Int] = []
    for name in names + ["min", "max"] {
      guard let column = header.firstIndex(of: name) else { throw Malformed(line: 1, "there is no column “\(name)”.") }
      columns.append(column)
    }
    var order: [String] = []
    var features: [String: [Feature]] = [:]
    for row in csv.rows.dropFirst() {
      let fields = columns.map { row.fields.indices.contains($0) ? row.fields[$0].trimmed : "" }
      guard let least = Int(fields[2]), let most = Int(fields[3]), least >= 0, most >= least else {
        throw Malformed(line: row.line, "the quota is from “\(fields[2])” to “\(fields[3])”.")
      }
      guard features[fields[0], default: []].allSatisfy({ $0.name != fields[1] }) else {
        throw Malformed(line: row.line, "“\(fields[1])” (\(fields[0])) comes twice.")
      }
      if features[fields[0]] == nil { order.append(fields[0]) }
      features[fields[0], default: []].append(Feature(fields[1], least: least, most: most))
    }
    guard !order.isEmpty else { throw Malformed("there are no categories.") }
    return order.map { Category($0, features[$0] ?? []) }
  }

  private static func readPeople(_ bytes: [UInt8], _ categories: [Category]) throws(Malformed) -> [Person] {
    let csv = try CSV(bytes)
    guard let header = csv.rows.first?.fields.map(\.trimmed) else { throw Malformed("the file is empty.") }
    var columns: [Int] = []
    for category in categories {
      guard let column = header.firstIndex(of: category.name) else {
        throw Malformed(line: 1, "there is no column “\(category.name)”.")
      }
      columns.append(column)
    }
    let positions = categories.map { category in
      Dictionary(category.features.enumerated().map { ($1.name, $0) }) { first, _ in first }
    }
    let idColumn = ["id", "nationbuilder_id", "email", "name"].lazy.compactMap { header.firstIndex(of: $0) }.first
    var people: [Person] = []
    var ids: Set<String> = []
    for row in csv.rows.dropFirst() {
      var features: [Int] = []
      for (category, column) in columns.enumerated() {
        let text = row.fields.indices.contains(column) ? row.fields[column].trimmed : ""
        guard let feature = positions[category][text] else {
          throw Malformed(line: row.line, "there is no quota for “\(text)” (\(categories[category].name)).")
        }
        features.append(feature)
      }
      let number = String(people.count + 1)
      let id = idColumn.map { row.fields.indices.contains($0) ? row.fields[$0].trimmed : "" } ?? number
      guard !id.isEmpty, ids.insert(id).inserted else {
        throw Malformed(line: row.line, id.isEmpty ? "a person has no id." : "“\(id)” is in the pool twice.")
      }
      people.append(Person(id, features))
    }
    return people
  }
}
