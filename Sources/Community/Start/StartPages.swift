import Commons
import Pages

/// One question: what would you like to start?
enum StartPages {
  struct Line {
    let path: String
    let icon: Icon
    let title: Phrase
    let hint: Phrase
  }

  // Only what there is.
  private static let lines = [
    Line(
      path: "/talk/new?kind=question", icon: .question, title: "A question",
      hint: "You want to know something from people who use or run services."),
    Line(
      path: "/talk/new", icon: .talk, title: "A conversation", hint: "Something happened, works well, or worries you."),
    Line(
      path: "/groups/new", icon: .group, title: "A group",
      hint: "A place of your own for people with something in common, open or private."),
    Line(
      path: "/organisations/new", icon: .organisation, title: "An organisation",
      hint: "You speak for a charity, a council, a provider or people who use a service."),
    Line(
      path: "/messages/new", icon: .mail, title: "A message", hint: "To one person or a few, that nobody else reads."),
    Line(path: "/invitations/new", icon: .users, title: "An invitation", hint: "Bring somebody here who would know."),
  ]

  static func start(has isThere: (String) -> Bool, words: Words) -> Page {
    let title = words("What would you like to start?")
    let rows = lines.filter { isThere($0.path) }.markup { line in
      """
      <li>\(icon(line.icon))<span class="grow"><a class="cover" href="\(line.path)">\(words(line.title))</a><br><span class="meta">\(words(line.hint))</span></span></li>
      """
    }
    return Page(
      title: title, main: "<h1>\(title)</h1><section class=\"card\"><ul class=\"rows\">\(rows)</ul></section>")
  }
}
