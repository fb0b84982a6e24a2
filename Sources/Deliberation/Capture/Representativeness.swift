/// How much those who took part look like the population, by one attribute. People whose value is not known are left out.
///
/// The score is that of Go Vocal's dashboards (`r_score.rb`), with its two companions; it is of this attribute
/// alone and says nothing of opinions.
public struct Representativeness: Sendable, Hashable {
  /// A value of the attribute among those who took part and in the population.
  public struct Value: Sendable, Hashable {
    public let name: String
    public let participants: Int
    /// Of the participants whose value is known, and of the population.
    public let share: Double
    public let populationShare: Double
    /// How many times as frequent among participants as in the population; nil where the population has none.
    public let ratio: Double?
  }

  public let attribute: String
  public let values: [Value]
  public let known: Int
  public let unknown: Int
  /// The least ratio ÷ the greatest: 1 where every value is as frequent as in the population, 0 where one is missing.
  public let score: Double
  /// The least ratio ÷ their mean.
  public let leastToMean: Double
  /// Σ min(share, population's share): 1 where all are the same, 0 where none has anything in common.
  public let overlap: Double

  /// Values of which the population has some, but nobody took part.
  public var notHeard: [Value] { values.filter { $0.participants == 0 && $0.populationShare > 0 } }

  init(_ margin: PopulationMargin, counts: [Int], people: Int) {
    let known = counts.reduce(0, +)
    attribute = margin.attribute
    self.known = known
    unknown = people - known
    values = zip(margin.values, counts).map { value, count in
      let share = known > 0 ? Double(count) / Double(known) : 0
      return Value(
        name: value.name, participants: count, share: share, populationShare: value.share,
        ratio: value.share > 0 ? share / value.share : nil)
    }
    let ratios = values.compactMap(\.ratio)
    let (least, most) = (ratios.min() ?? 0, ratios.max() ?? 0)
    score = most > 0 ? least / most : 0
    let mean = ratios.reduce(0, +) / Double(max(1, ratios.count))
    leastToMean = mean > 0 ? least / mean : 0
    overlap = values.reduce(0) { $0 + min($1.share, $1.populationShare) }
  }

  /// One for each margin. Time: O(people × margins).
  public static func all(_ sample: PopulationSample) -> [Self] {
    sample.margins.indices.map {
      Self(sample.margins[$0], counts: sample.counts($0), people: sample.ids.count)
    }
  }
}
