/// A colour with a meaning: violet for ideas and main actions, teal for done or for, tomato for urgent, against or
/// error, amber for experience, blue for questions and what is in progress, rose for events.
public enum Hue: String, Sendable, CaseIterable { case violet, teal, tomato, amber, blue, rose }

/// What kind of thing this is, or how it stands. Never colour alone: a tag always has words.
public func tag(_ label: String, _ hue: Hue? = nil, icon picture: Icon? = nil) -> Markup {
  "<span class=\"tag\(hue.map { " \($0.rawValue)" as Markup })\">\(picture.map { icon($0) })\(label)</span>"
}

/// A list with nothing in it yet: what it is for, and one thing to do.
/// - Parameters:
///   - title: “No conversations here yet”.
///   - text: a question or a sentence that helps to begin.
public func emptyState(_ picture: Icon, _ title: String, _ text: String? = nil, action: Markup = .empty) -> Markup {
  """
  <section class="card empty">\(icon(picture))<h2>\(title)</h2>\
  \(text.map { "<p class=\"soft\">\($0)</p>" as Markup })\(action)</section>

  """
}

/// Something that was done, said once at the top of the page that follows.
public func notice(_ title: String, _ text: Markup = .empty) -> Markup {
  "<section class=\"card notice\" role=\"status\"><h2>\(title)</h2>\(text)</section>\n"
}
