import Deliberation
import Pages

/// The part of a page that says whether a few may be deciding for many.
struct CaptureSection {
  let capture: CaptureReport
  /// A statement's words.
  let text: (Int) -> String

  var markup: Markup {
    """
    <section aria-labelledby="capture"><h2 id="capture">Could a few decide for many?</h2>
    <p>\(capture.summary)</p>
    \(variants)
    \(signs)
    \(population)
    </section>
    """
  }

  private var variants: Markup {
    let rows = capture.sensitivity.variants.markup { variant in
      """
      <tr><th scope="row">\(capture.name(variant.change))</th><td class="number">\(MoneyWords.grouped(variant.leftOut.count))</td><td>\(list(variant.entered))</td><td>\(list(variant.left))</td></tr>
      """
    }
    return ReportPage.table(
      "variants",
      caption: "Which statements would be featured besides, and which would not, if votes counted otherwise.",
      head:
        "<th scope=\"col\">Votes count</th><th scope=\"col\" class=\"number\">Left out</th><th scope=\"col\">Enters</th><th scope=\"col\">Leaves</th>",
      rows: rows)
  }

  private func list(_ statements: [Int]) -> Markup {
    guard !statements.isEmpty else { return "–" }
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
    let rows = weights.attributes.enumerated().markup { margin, attribute in
      let weighted = weights.weighted(margin)
      return attribute.values.enumerated().markup { place, value in
        """
        <tr><th scope="row">\(attribute.attribute): \(value.name)</th><td class="number">\(MoneyWords.grouped(value.participants))</td><td class="number">\(FigureWords.percent(value.share))</td><td class="number">\(FigureWords.percent(value.populationShare))</td><td class="number">\(FigureWords.percent(weighted[place]))</td></tr>
        """
      }
    }
    let troubles = weights.raking.troubles.markup { "<li>\(weights.words($0))</li>" }
    return """
      <h3>Who took part, and who lives there</h3>
      <p>How far those who took part look like the population: \(FigureWords.hundredths(weights.score)) of 1. With weights they are as sure as \(FigureWords.people(Int(weights.raking.effectiveSize.rounded()))) of equal weight.</p>
      \(ReportPage.table(
        "population", caption: "People who took part, beside the population.",
        head: "<th scope=\"col\">Who</th><th scope=\"col\" class=\"number\">People</th><th scope=\"col\" class=\"number\">Share</th><th scope=\"col\" class=\"number\">Population</th><th scope=\"col\" class=\"number\">Weighted</th>",
        rows: rows))
      \(troubles.isEmpty ? .empty : "<ul>\(troubles)</ul>")
      """
  }
}
