public import Commons

/// What is wrong with a form, above the `h1`: each message leads to its field (GOV.UK Design System, error summary).
/// Empty when nothing is wrong.
public func errorSummary(_ problems: [Refusal.Problem], words: Words, idPrefix: String = "") -> Markup {
  if problems.isEmpty { return .empty }
  let lines = problems.markup { problem in
    guard let field = problem.field else { return "<li>\(words(problem.words))</li>" }
    return "<li><a href=\"#\(fieldID(field, prefix: idPrefix))\">\(words(problem.words))</a></li>"
  }
  return """
    <section class="card alert stack" id="problems" role="alert" tabindex="-1" aria-labelledby="problems-title">\
    <h2 id="problems-title">\(words("There is a problem"))</h2><ul>\(lines)</ul></section>

    """
}
