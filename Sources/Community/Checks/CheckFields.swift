import Commons
import Pages

/// The part of the composer where a check is asked.
enum CheckFields {
  /// How long a check can be open, in minutes.
  private static let lengths: [(minutes: Int, words: Phrase)] = [
    (60, "One hour"), (360, "Six hours"), (1440, "One day"), (4320, "Three days"), (10_080, "One week"),
    (43_200, "Thirty days"),
  ]

  /// Folded away until it is wanted.
  static func details(_ form: FormState, words: Words) -> Markup {
    let isOpen = !form["options"].isEmpty || form.hasProblem("options") || form.hasProblem("ends")
    return """
      <details\(if: isOpen, " open")><summary>\(words("Ask a check: a quick question with options"))</summary><div class="stack">\
      \(form.area("options", "Options, one on each line", hint: "Two to ten. A check shows where people stand; it decides nothing.", rows: 4, isOptional: true))\
      \(form.pick("ends", "How long it is open", options: lengths.map { Choice($0.minutes, $0.words) }, value: "1440"))\
      \(form.tick("multiple", "People may choose several"))\(form.tick("hides", "Show the numbers only when it is over"))</div></details>
      """
  }

  /// The check that a form asks; nil where none is wanted.
  /// - Throws: a `Refusal` with every problem.
  static func read(options typed: String, ends: String, isMultiple: Bool, hidesTotals: Bool) throws(Refusal)
    -> NewCheck?
  {
    let options = typed.split(whereSeparator: \.isNewline).map { line in
      String(line.drop { $0.isWhitespace }.reversed().drop { $0.isWhitespace }.reversed())
    }.filter { !$0.isEmpty }
    guard !options.isEmpty else { return nil }
    guard let minutes = Int(ends), lengths.contains(where: { $0.minutes == minutes }) else {
      throw .invalid("ends", "Choose how long it is open.")
    }
    return try NewCheck(options: options, lasts: .minutes(minutes), isMultiple: isMultiple, hidesTotals: hidesTotals)
  }
}
