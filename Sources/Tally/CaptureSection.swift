import Deliberation
import Pages

/// The part of a page that says whether a few may be deciding for many.
struct CaptureSection {
  let capture: CaptureReport
  /// A statement's words.
  let text: (Int) -> String

  var markup: Markup {
    """
    <p>\(capture.summary)</p>
    \(variants)
    \(signs)
    \(population)
    """
  }

  private var variants: Markup {
    guard !capture.sensitivity.variants.isEmpty else { return .empty }
    return ReportTable(
      name: "variants",
      caption: "Which statements would be featured besides, and which no longer, if votes counted otherwise.",
      columns: [
        .init("Votes count"), .init("People left out", .number), .init("Comes in", .wide), .init("Goes out", .wide),
      ],
      rows: capture.sensitivity.variants.map { variant in
        [
          "\(capture.name(variant.change))", "\(MoneyWords.grouped(variant.leftOut.count))", list(variant.entered),
          list(variant.left),
        ]
      }
    ).markup
  }

  private func list(_ statements: [Int]) -> Markup {
    guard !statements.isEmpty else { return "nothing" }
    let items = statements.markup { "<li>\(text($0))</li>" }
    return "<ul>\(items)</ul>"
  }

  private var signs: Markup {
    let signs = capture.signs(text)
    let times: Markup =
      capture.signals.hasTimes
      ? .empty : "<p class=\"soft\">The votes have no times: nothing can be said of bursts and copycats.</p>"
    guard !signs.isEmpty else {
      return """
        <p>No sign of people who vote alike beyond chance, of bursts or of copycats was found.</p>
        \(times)
        """
    }
    let items = signs.markup { "<li>\($0)</li>" }
    return """
      <h3>Signs to look at</h3>
      <p>None of these is a proof: a family, a class that comes together and a hundred made-up accounts can look the same.</p>
      <ul>\(items)</ul>
      \(times)
      """
  }

  private var population: Markup {
    guard let weights = capture.weights else { return .empty }
    let rows: [[Markup]] = weights.attributes.enumerated().flatMap { margin, attribute in
      zip(attribute.values, weights.weighted(margin)).map { value, weighted in
        [
          "\(attribute.attribute): \(value.name)", "\(MoneyWords.grouped(value.participants))",
          "\(FigureWords.percent(value.share))", "\(FigureWords.percent(value.populationShare))",
          "\(FigureWords.percent(weighted))",
        ]
      }
    }
    let troubles = weights.raking.troubles.markup { "<li>\(weights.words($0))</li>" }
    return """
      <h3>Who took part, and who lives there</h3>
      <p>How far those who took part look like the population: \(FigureWords.hundredths(weights.score)) of 1. With weights they are as sure as \(FigureWords.people(Int(weights.raking.effectiveSize.rounded()))) of equal weight.</p>
      \(ReportTable(
        name: "population", caption: "People who took part, beside the population.",
        columns: [
          .init("Who"), .init("People", .number), .init("Share", .number), .init("Population", .number),
          .init("Weighted", .number),
        ],
        rows: rows
      ).markup)
      \(troubles.isEmpty ? .empty : "<ul>\(troubles)</ul>")
      """
  }
}
