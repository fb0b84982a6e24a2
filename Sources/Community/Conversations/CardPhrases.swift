import Commons
import Pages

/// What is the same on every card of a page in one language, made once: a page has twenty cards and more.
struct CardPhrases: Sendable {
  /// A sentence with one place in it: what stands before and after.
  struct Sentence: Sendable {
    let before: Markup
    let after: Markup

    init(_ words: Words, _ phrase: Phrase) {
      // A private-use character, which no sentence holds, marks the place.
      let halves = words(phrase).split(separator: "\u{E000}", maxSplits: 1, omittingEmptySubsequences: false)
      before = "\(halves.first.map(String.init))"
      after = "\(halves.count > 1 ? String(halves[1]) : nil)"
    }
  }

  let report: Markup
  /// The same for a list.
  let flag: Markup
  let reportOf: Sentence
  let to: Sentence
  let support: Markup
  let share: Markup
  let shareWith: Markup
  let takeShareBack: Markup
  let postBy: Sentence

  private init(_ words: Words) {
    let place = "\u{E000}"
    report = "\(icon(.flag))\(words("Report"))<span class=\"vh\"> "
    flag = "\(icon(.flag))<span class=\"vh-s\">\(words("Report"))</span><span class=\"vh\"> "
    reportOf = Sentence(words, "the post by \(place)")
    to = Sentence(words, "to \(place)")
    support = "\(words("Support"))"
    share = "\(words("Share"))"
    shareWith = "\(words("Share this with those who follow you"))"
    takeShareBack = "\(words("You shared this with those who follow you. Take it back"))"
    postBy = Sentence(words, "Post by \(place)")
  }

  private static let english = CardPhrases(Words(.english))
  private static let welsh = CardPhrases(Words(.welsh))

  static func of(_ language: Language) -> CardPhrases {
    switch language {
    case .english: english
    case .welsh: welsh
    }
  }
}

extension CardPhrases.Sentence {
  /// The sentence with a name in its place, escaped.
  func with(_ name: String) -> Markup { "\(before)\(name)\(after)" }
}
