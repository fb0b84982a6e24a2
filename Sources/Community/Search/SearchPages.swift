import Commons
import Pages

enum SearchPages {
  static func results(_ reading: Searches.Reading?, typed: String, page: Int, look: PostMarkup) -> Page {
    let words = look.words
    let title = typed.isEmpty ? words("Search") : words("Search: \(typed)")
    return Page(
      title: page > 1 ? words("\(title), page \(page)") : title,
      main: """
        <h1>\(words("Search"))</h1>
        <form action="/search" method="get" class="row" role="search"><div class="field grow"><label class="vh" for="q">\(words("Search"))</label>
        <input id="q" name="q" type="search" value="\(typed)"></div><button class="btn">\(words("Search"))</button></form>
        \(reading.map { found($0, page: page, look: look) })
        """)
  }

  private static func found(_ reading: Searches.Reading, page: Int, look: PostMarkup) -> Markup {
    let words = look.words
    if reading.posts.isEmpty, reading.people.isEmpty, reading.groups.isEmpty {
      let other: Markup =
        reading.didYouMean.map {
          words.around("Did you mean {1}?", "<a href=\"/search?q=\(Link.encoded($0))\">\($0)</a>")
        } ?? .empty
      return
        "<div class=\"card empty\">\(icon(.search))<p>\(words("Nothing found for “\(reading.typed)”."))</p><p>\(other)</p></div>"
    }
    let people: Markup =
      reading.people.isEmpty
      ? .empty
      : """
      <section class="card" aria-labelledby="found-people"><h2 id="found-people">\(words("People and organisations"))</h2><ul class="rows">\
      \(reading.people.markup { "<li>\(look.picture($0))<span class=\"grow\">\(look.name($0))<br><span class=\"meta\">@\($0.handle)</span></span></li>" })</ul></section>
      """
    let groups: Markup =
      reading.groups.isEmpty
      ? .empty
      : """
      <section class="card" aria-labelledby="found-groups"><h2 id="found-groups">\(words("Groups"))</h2><ul class="rows">\
      \(reading.groups.markup { GroupPages.row($0, words) })</ul></section>
      """
    let more: Markup =
      reading.hasMore
      ? "<nav aria-label=\"\(words("More results"))\"><a class=\"btn quiet\" rel=\"next\" href=\"/search?q=\(Link.encoded(reading.typed))&amp;page=\(page + 1)\">\(words("More results"))</a></nav>"
      : .empty
    return """
      \(people)\(groups)<section class="stack" aria-labelledby="found-posts"><h2 id="found-posts">\(words("What people said"))</h2>\(reading.posts.markup(look.card))</section>\(more)
      """
  }
}
