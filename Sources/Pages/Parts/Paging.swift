public import Commons

/// Ways on through a long list.
public enum Paging {
  /// The link at the end of a list that goes by key: `?before=KEY`. Empty when there is nothing older.
  /// - Parameter path: the address of the list, with its filters but without `before`.
  public static func older<Of>(_ path: String, before key: Key<Of>?, words: Words, label: Phrase = "Older posts")
    -> Markup
  {
    guard let key else { return .empty }
    return """
      <nav aria-label="\(words("More"))"><a class="btn quiet" rel="next" href="\
      \(with("before", key.description, in: path))">\(words(label))</a></nav>

      """
  }

  /// The links at the end of a list that is read forwards: `?after=KEY`.
  public static func newer<Of>(_ path: String, after key: Key<Of>?, words: Words, label: Phrase = "More replies")
    -> Markup
  {
    guard let key else { return .empty }
    return """
      <nav aria-label="\(words("More"))"><a class="btn quiet" rel="next" href="\
      \(with("after", key.description, in: path))">\(words(label))</a></nav>

      """
  }

  /// Page numbers, for searches: `?page=2`. Empty when there is one page.
  /// - Parameter count: how many pages there are.
  public static func numbers(_ path: String, page: Int, of count: Int, words: Words) -> Markup {
    if count <= 1 { return .empty }
    let shown = numbersShown(page, of: count)
    var items = Markup.empty
    if page > 1 {
      let address = with("page", String(page - 1), in: path)
      items += "<li><a class=\"btn plain\" rel=\"prev\" href=\"\(address)\">\(words("Previous page"))</a></li>"
    }
    var last = 0
    for number in shown {
      if number > last + 1 { items += "<li class=\"gap\">…</li>" }
      last = number
      let label = words("Page \(number)")
      items += """
        <li><a class="btn plain" href="\(with("page", String(number), in: path))" aria-label="\(label)"\
        \(if: number == page, " aria-current=\"page\"")>\
        \(number)</a></li>
        """
    }
    if page < count {
      let address = with("page", String(page + 1), in: path)
      items += "<li><a class=\"btn plain\" rel=\"next\" href=\"\(address)\">\(words("Next page"))</a></li>"
    }
    return "<nav aria-label=\"\(words("Pages"))\"><ul class=\"row pages\">\(items)</ul></nav>\n"
  }

  /// The first, the last, the current page and its neighbours.
  static func numbersShown(_ page: Int, of count: Int) -> [Int] {
    Set([1, page - 1, page, page + 1, count]).filter { $0 >= 1 && $0 <= count }.sorted()
  }

  /// `path` with one more item in its query.
  public static func with(_ name: String, _ value: String, in path: String) -> String {
    path + (path.utf8.contains(UInt8(ascii: "?")) ? "&" : "?") + name + "=" + Link.encoded(value)
  }
}
