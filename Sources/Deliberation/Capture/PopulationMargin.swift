/// How a population divides by one attribute, such as age: the shares come from a census or a register.
public struct PopulationMargin: Sendable, Hashable {
  /// A value of the attribute, such as “under 40”, and its share of the population.
  public struct Value: Sendable, Hashable {
    public let name: String
    /// From 0 to 1; all together 1.
    public let share: Double
  }

  public let attribute: String
  public let values: [Value]

  /// - Parameter shares: fractions that sum to 1, or percentages that sum to 100, within one in a hundred; they are
  ///   scaled to 1 exactly.
  /// - Throws: `Malformed` for a share that is no number or below 0, a value that comes twice, none at all, and for other sums.
  public init(_ attribute: String, _ shares: [(name: String, share: Double)]) throws(Malformed) {
    guard !shares.isEmpty else { throw Malformed("“\(attribute)” has no values.") }
    var names: Set<String> = []
    for (name, share) in shares {
      guard share.isFinite, share >= 0 else { throw Malformed("the share of “\(name)” (\(attribute)) is \(share).") }
      guard names.insert(name).inserted else { throw Malformed("“\(name)” (\(attribute)) comes twice.") }
    }
    let sum = shares.reduce(0) { $0 + $1.share }
    guard 0.99...1.01 ~= sum || 99...101 ~= sum else {
      throw Malformed("the shares of “\(attribute)” sum to \(sum), neither to 1 nor to 100.")
    }
    self.attribute = attribute
    values = shares.map { Value(name: $0.name, share: $0.share / sum) }
  }
}

/// People who took part, with what is known of them, beside the population they come from.
public struct PopulationSample: Sendable, Hashable {
  public let margins: [PopulationMargin]
  /// In the order of the file.
  public let ids: [String]
  /// For each person and margin, the position of the person's value; nil where it is not known.
  public let answers: [[Int?]]

  /// - Throws: `Malformed` when an id comes twice, an attribute does, or answers do not fit ids and margins.
  public init(margins: [PopulationMargin], ids: [String], answers: [[Int?]]) throws(Malformed) {
    guard Set(margins.map(\.attribute)).count == margins.count else { throw Malformed("an attribute has two margins.") }
    guard Set(ids).count == ids.count else { throw Malformed("somebody comes twice.") }
    guard ids.count == answers.count else {
      throw Malformed("there are \(ids.count) people, but answers of \(answers.count).")
    }
    for (id, own) in zip(ids, answers) {
      guard own.count == margins.count,
        zip(own, margins).allSatisfy({ answer, margin in answer.map(margin.values.indices.contains) ?? true })
      else { throw Malformed("“\(id)” has an answer that there is no share for.") }
    }
    self.margins = margins
    self.ids = ids
    self.answers = answers
  }

  /// How many people have each value of a margin.
  func counts(_ margin: Int) -> [Int] {
    var counts = [Int](repeating: 0, count: margins[margin].values.count)
    for own in answers { if let value = own[margin] { counts[value] += 1 } }
    return counts
  }
}
