import Commons
import Community
import Pages

/// A post as readers of feeds want it.
enum FeedText {
  /// All of a post as HTML with whole addresses: under its note, if it has one, with its pictures and what is asked in its check.
  static func content(of card: PostCard, _ check: Check?, site: String) -> String {
    let pictures = card.media.filter(\.isPicture).markup { file in
      """
      <p><img src="\(site + "/media/" + file.file)" alt="\(file.alt)" width="\(file.width)" height="\(file.height)"></p>
      """
    }
    let documents = card.media.filter { !$0.isPicture }.markup { file in
      "<p><a href=\"\(site + "/media/" + file.file)\">\(file.title)</a></p>"
    }
    let options: Markup =
      check.map { check in "<ul>\(check.options.markup { "<li>\($0.words)</li>" })</ul>" } ?? .empty
    let body: Markup =
      "\(Markup(trusted: absolute(card.html, site: site)))\(options)\(pictures)\(documents)"
    guard let note = card.contentNote else { return body.string }
    let noted: Markup = "<details><summary>\(note)</summary>\(body)</details>"
    return noted.string
  }

  /// HTML of ours with the addresses of this site made whole. In what people typed a quotation mark is a reference, so that only our own links are met.
  static func absolute(_ html: String, site: String) -> String {
    html.replacing("href=\"/", with: "href=\"\(site)/").replacing("src=\"/", with: "src=\"\(site)/")
  }

  /// How a post begins, for where a title is needed: its note rather than what the note covers.
  static func beginning(of card: PostCard) -> String {
    if let title = card.title { return title }
    if let note = card.contentNote { return note }
    let text = plain(card.html)
    guard !text.isEmpty else { return card.author.name }
    guard text.count > 80 else { return text }
    let words = text.prefix(80).split(separator: " ")
    return (words.count > 1 ? words.dropLast().joined(separator: " ") : String(text.prefix(80))) + "…"
  }

  /// HTML of ours as one line of text.
  static func plain(_ html: String) -> String {
    var text = ""
    var isInTag = false
    for scalar in html.unicodeScalars {
      switch scalar {
      case "<":
        isInTag = true
        text += " "
      case ">": isInTag = false
      default: if !isInTag { text.unicodeScalars.append(scalar) }
      }
    }
    // The ampersand last: `&amp;lt;` is what somebody wrote as `&lt;`.
    for (reference, character) in [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&amp;", "&")] {
      text = text.replacing(reference, with: character)
    }
    let words = text.split { $0.isWhitespace }.joined(separator: " ")
    // Where a tag stood before a full stop or a comma there is no space.
    return [",", ".", ";", ":", "!", "?"].reduce(words) { $0.replacing(" \($1)", with: $1) }
  }
}
