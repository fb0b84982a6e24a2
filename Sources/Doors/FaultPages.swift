import Commons
import Pages

/// What a visitor sees when something is not there, not allowed, or has gone wrong.
enum FaultPages {
  static func refusal(_ refusal: Refusal, words: Words) -> Page {
    let title: String =
      switch refusal.kind {
      case .notFound, .gone: words("Page not found")
      case .forbidden: words("You cannot do that here")
      case .tooMany: words("Wait a little")
      case .unavailable: words("The site will be back in a moment")
      case .tooLarge: words("That is too large")
      case .conflict: words("That could not be done")
      default: words("That could not be read")
      }
    let reasons = refusal.problems.markup { "<p>\(words($0.words))</p>" }
    let main: Markup = """
      <div class="prose"><h1>\(title)</h1>\(reasons)
      \(refusal.kind == .notFound ? searchInstead(words) : Markup.empty)
      <p><a href="/">\(words("Go to the home page"))</a></p></div>
      """
    return Page(title: title, main: main)
  }

  static func fault(reference: String, words: Words) -> Page {
    let title = words("Sorry, something went wrong")
    let main: Markup = """
      <div class="prose"><h1>\(title)</h1>
      <p>\(words("It is our fault, not yours. Try again in a moment."))</p>
      <p>\(words("If you tell us about it, give this reference: \(reference)"))</p>
      <p><a href="/">\(words("Go to the home page"))</a></p></div>
      """
    return Page(title: title, main: main)
  }

  private static func searchInstead(_ words: Words) -> Markup {
    """
    <form action="/search" method="get" class="row" role="search"><div class="field grow"><label for="q">\(words("Search"))</label>
    <input id="q" name="q" type="search"></div><button class="btn quiet">\(words("Search"))</button></form>
    """
  }
}
