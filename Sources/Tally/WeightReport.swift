import Deliberation

/// How people who took part compare with the population, and the weights that make them match, in words and as JSON.
struct WeightReport {
  let sample: PopulationSample
  let attributes: [Representativeness]
  let raking: Raking
  private let most: Double

  init(_ sample: PopulationSample, rule: Raking.Rule = Raking.Rule()) {
    self.sample = sample
    attributes = Representativeness.all(sample)
    raking = Raking(sample, rule: rule)
    most = rule.most
  }

  /// The least score of any attribute; 1 where there are none.
  var score: Double { attributes.map(\.score).min() ?? 1 }

  /// What part of the weight each value of an attribute has, among people whose value is known.
  func weighted(_ margin: Int) -> [Double] {
    var sums = [Double](repeating: 0, count: sample.margins[margin].values.count)
    for (weight, own) in zip(raking.weights, sample.answers) { if let value = own[margin] { sums[value] += weight } }
    let all = sums.reduce(0, +)
    return sums.map { all > 0 ? $0 / all : 0 }
  }

  // MARK: Words

  var text: String {
    let (least, greatest) = (raking.weights.min() ?? 1, raking.weights.max() ?? 1)
    var lines = [
      "\(FigureWords.people(sample.ids.count)) took part. How far they look like the population: "
        + "\(FigureWords.hundredths(score)) of 1.", "",
    ]
    for (margin, attribute) in attributes.enumerated() {
      lines.append("\(attribute.attribute.uppercased()): \(FigureWords.hundredths(attribute.score))")
      let weighted = weighted(margin)
      for (place, value) in attribute.values.enumerated() {
        let heard = value.participants == 0 && value.populationShare > 0 ? "  NOT HEARD" : ""
        lines.append(
          "  \(value.name): \(FigureWords.people(value.participants)), \(FigureWords.percent(value.share)); "
            + "population \(FigureWords.percent(value.populationShare)); "
            + "weighted \(FigureWords.percent(weighted[place]))\(heard)")
      }
      if attribute.unknown > 0 { lines.append("  not known: \(MoneyWords.grouped(attribute.unknown))") }
    }
    lines += [
      "",
      "Weights from \(FigureWords.hundredths(least)) to \(FigureWords.hundredths(greatest)), 1 on average; "
        + "\(raking.trimmed) at the greatest allowed (\(FigureWords.hundredths(most))).",
      "Design effect \(FigureWords.hundredths(raking.designEffect)): as sure as "
        + "\(FigureWords.people(Int(min(raking.effectiveSize, 1e15).rounded()))) of equal weight.",
    ]
    lines += raking.troubles.map(words)
    return lines.joined(separator: "\n")
  }

  func words(_ trouble: Raking.Trouble) -> String {
    switch trouble {
    case .notHeard(let attribute, let value, let share):
      "Nobody of “\(value)” (\(attribute)) took part, who are \(FigureWords.percent(share)) of the population: no weight can speak for them."
    case .notInPopulation(let attribute, let value, let people):
      "\(FigureWords.people(people)) took part as “\(value)” (\(attribute)), which the population has none of: no weight."
    case .unknown(let attribute): "Nobody's \(attribute) is known."
    case .notMet(let difference):
      "The margins are not met: a share is still \(FigureWords.percent(difference)) away. They cannot be met together, or not without larger weights."
    }
  }

  // MARK: JSON

  /// As docs/deciding/capture.md documents it.
  var json: JSON {
    .object(
      members + [
        .init(
          "weight_of",
          .array(zip(sample.ids, raking.weights).map { ["id": .string($0), "weight": .number($1)] }))
      ])
  }

  /// All but the single weights.
  var members: [JSON.Member] {
    [
      .init("people", .integer(sample.ids.count)), .init("representativeness", .number(score)),
      .init("attributes", .array(attributes.indices.map(attribute))),
      .init(
        "weights",
        [
          "least": .number(raking.weights.min() ?? 1), "greatest": .number(raking.weights.max() ?? 1),
          "trimmed": .integer(raking.trimmed), "most": .number(most),
        ]), .init("design_effect", .number(raking.designEffect)),
      .init("effective_sample_size", .number(raking.effectiveSize)), .init("converged", .bool(raking.isConverged)),
      .init("rounds", .integer(raking.rounds)), .init("greatest_difference", .number(raking.greatestDifference)),
      .init("troubles", .array(raking.troubles.map { .string(words($0)) })),
    ]
  }

  private func attribute(_ margin: Int) -> JSON {
    let (attribute, weighted) = (attributes[margin], weighted(margin))
    return [
      "attribute": .string(attribute.attribute), "score": .number(attribute.score),
      "least_to_mean": .number(attribute.leastToMean), "overlap": .number(attribute.overlap),
      "known": .integer(attribute.known), "unknown": .integer(attribute.unknown),
      "values": .array(
        attribute.values.enumerated().map { place, value in
          [
            "value": .string(value.name), "participants": .integer(value.participants),
            "share": .number(value.share), "population": .number(value.populationShare),
            "ratio": value.ratio.map(JSON.number) ?? .null, "weighted": .number(weighted[place]),
          ]
        }),
    ]
  }
}
