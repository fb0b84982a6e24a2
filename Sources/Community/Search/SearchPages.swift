import Commons
import Pages

enum SearchPages {
  static func results(
    _ reading: Searches.Reading?, typed: String, _ part: Searches.Part, page: Int, look: PostMarkup
  ) -> Page {
    let words = look.words
    let title = typed.isEmpty ? words("Search") : words("Search: \(typed)")
    let kept: Markup = part == .all ? .empty : "<input type=\"hidden\" name=\"kind\" value=\"\(part.rawValue)\">"
    return Page(
      title: page > 1 ? words("\(title), page \(page)") : title,
      main: """
        <h1>\(words("Search"))</h1>
        <form action="/search" method="get" class="row" role="search"><div class="field grow"><label class="vh" for="q">\(words("Search"))</label>
        <input id="q" name="q" type="search" value="\(typed)"></div>\(kept)<button class="btn">\(words("Search"))</button></form>
        \(reading.map { found($0, page: page, look: look) })
        """,
      feeds: typed.isEmpty
        ? [] : [Feed(words("What a search for “\(typed)” finds"), path: "/search.atom?q=" + Link.encoded(typed))])
  }

  /// Where these results stand: the words, what is looked for.
  private static func path(_ typed: String, _ part: Searches.Part) -> String {
    "/search?q=" + Link.encoded(typed) + (part == .all ? "" : "&kind=\(part.rawValue)")
  }

  private static func name(_ part: Searches.Part) -> Phrase {
    switch part {
    case .all: "Everything"
    case .talk: "Talk"
    case .questions: "Questions"
    case .people: "People"
    case .organisations: "Organisations"
    case .groups: "Groups"
    case .topics: "Topics"
    }
  }

  private static func found(_ reading: Searches.Reading, page: Int, look: PostMarkup) -> Markup {
    let words = look.words
    let parts = TabBar(
      label: words("What to look for"),
      tabs: Searches.Part.allCases.map { (words(name($0)), path(reading.typed, $0), $0 == reading.part) }
    ).markup
    if reading.isEmpty { return "\(parts)\(nothing(reading, words))" }
    let more: Markup =
      reading.hasMore
      ? "<nav aria-label=\"\(words("More results"))\"><a class=\"btn quiet\" rel=\"next\" href=\"\(Paging.with("page", String(page + 1), in: path(reading.typed, reading.part)))\">\(words("More results"))</a></nav>"
      : .empty
    let posts: Markup =
      reading.posts.isEmpty
      ? .empty
      : "<section class=\"stack\" aria-labelledby=\"found-posts\"><h2 id=\"found-posts\">\(words("What people said"))</h2>\(reading.posts.markup(look.card))</section>"
    return """
      \(parts)\(rows("people", words("People"), reading.people.markup { face($0, look) }))\
      \(rows("organisations", words("Organisations"), reading.organisations.markup { face($0, look) }))\
      \(rows("groups", words("Groups"), reading.groups.markup { GroupPages.row($0, words) }))\
      \(rows("topics", words("Topics"), reading.topics.markup { TopicPages.row($0, look) }))\(posts)\(more)
      """
  }

  private static func rows(_ id: StaticString, _ heading: String, _ rows: Markup) -> Markup {
    guard !rows.isEmpty else { return .empty }
    let id = Markup(stringLiteral: id)
    return """
      <section class="card" aria-labelledby="found-\(id)"><h2 id="found-\(id)">\(heading)</h2><ul class="rows">\(rows)</ul></section>
      """
  }

  private static func face(_ face: Face, _ look: PostMarkup) -> Markup {
    FollowMarkup.row(face, nil, viewer: nil, look: look)
  }

  /// Another spelling, everything instead of one kind, or to ask those who may know.
  private static func nothing(_ reading: Searches.Reading, _ words: Words) -> Markup {
    let other: Markup =
      reading.didYouMean.map {
        "<p>\(words.around("Did you mean {1}?", "<a href=\"\(path($0, reading.part))\">\($0)</a>"))</p>"
      } ?? .empty
    let wider: Markup =
      reading.part == .all
      ? .empty : "<a class=\"btn quiet\" href=\"\(path(reading.typed, .all))\">\(words("Look everywhere"))</a>"
    let ask = "/talk/new?kind=question&title=" + Link.encoded(reading.typed)
    return """
      <div class="card empty">\(icon(.search))<p>\(words("Nothing found for “\(reading.typed)”."))</p>\(other)\
      \(wider) <a class="btn quiet" href="\(ask)">\(words("Ask this as a question"))</a></div>
      """
  }
}
