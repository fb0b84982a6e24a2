import Commons
import Pages

enum GroupPages {
  static func group(_ reading: Groups.Reading, look: PostMarkup) -> Page {
    let words = look.words
    let group = reading.group
    let list: Markup
    if group.door.isClosed, group.role == nil {
      list = "<div class=\"card empty\">\(icon(.lock))<p>\(words("What is said here can be read by members only."))</p></div>"
    } else if reading.cards.isEmpty {
      list = "<div class=\"card empty\">\(icon(.talk))<p>\(words("Nothing has been said here yet."))</p></div>"
    } else {
      list = reading.cards.markup(look.card)
    }
    let members = reading.members.markup { "<li>\(look.picture($0, size: .small))<span class=\"grow\">\(look.name($0))</span></li>" }
    return Page(
      title: group.name, section: .groups,
      hero: hero(
        .teal,
        """
        <h1 dir="auto">\(group.name)</h1><p class="lead" dir="auto">\(group.purpose)</p>
        <p class="meta">\(doorWords(group.door, words)) · \(words(.count(group.memberCount, one: "{1} member", other: "{1} members")))</p>
        """),
      main: """
        <section class="stack" aria-labelledby="said"><h2 id="said">\(words("Conversations"))</h2>\(list)</section>
        \(ConversationPages.olderLink(reading.olderBefore, "/g/\(group.handle)?before=", words))
        """,
      aside: members.isEmpty ? nil : "<section class=\"card\"><h2>\(words("Members"))</h2><ul class=\"rows\">\(members)</ul></section>",
      asideName: "About this group")
  }

  static func doorWords(_ door: GroupDoor, _ words: Words) -> String {
    switch door {
    case .open: words("Open: anyone can read and join")
    case .ask: words("Anyone can read; you ask to join")
    case .private: words("Private: only members read")
    case .hidden: words("Hidden: only members know it is here")
    }
  }

  static func list(_ groups: [Groups.Summary], look: PostMarkup) -> Page {
    let words = look.words
    let rows = groups.markup { group in
      """
      <li><span class="grow"><a class="cover" href="/g/\(group.handle)" dir="auto">\(group.name)</a><br><span class="meta" dir="auto">\(group.purpose)</span><br>\
      <span class="meta">\(doorWords(group.door, words)) · \(words(.count(group.memberCount, one: "{1} member", other: "{1} members")))</span></span></li>
      """
    }
    let title = words("Groups")
    let list: Markup =
      groups.isEmpty ? "<div class=\"card empty\">\(icon(.users))<p>\(words("There are no groups yet."))</p></div>" : "<section class=\"card\"><ul class=\"rows\">\(rows)</ul></section>"
    return Page(title: title, section: .groups, main: "<h1>\(title)</h1>\(list)")
  }
}
