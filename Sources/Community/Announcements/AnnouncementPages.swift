import Commons
import Pages

enum AnnouncementPages {
  /// On a member's home page: what they have not put away yet.
  static func shown(_ announcements: [Announcement], words: Words, now: Moment) -> Markup {
    guard !announcements.isEmpty else { return .empty }
    let cards = announcements.markup { one in
      """
      <article class="card notice stack" aria-label="\(words("Announcement"))"><div class="prose" dir="auto">\(Markup(trusted: one.html))</div>
      <div class="row between"><span class="meta">\(words("From the stewards")) · \(words.time(max(one.publishedAt, one.startsAt ?? one.publishedAt), now: now))</span>\
      \(actionButton("/announcements/\(one.id)/dismiss", words("I have read it"), icon: .check, look: .quiet))</div></article>
      """
    }
    return """
      <section class="stack" aria-labelledby="announced"><h2 id="announced" class="vh">\(words("Announcements"))</h2>\(cards)</section>
      """
  }

  static func list(_ announcements: [Announcement], form: FormState, now: Moment) -> Page {
    let words = form.words
    let title = words("Announcements")
    let rows = announcements.markup { one in
      """
      <li><div class="grow stack"><div class="prose" dir="auto">\(Markup(trusted: one.html))</div>
      <p class="meta row">\(state(one, now: now, words))<span>\(period(one, words))</span></p></div>\
      \(linkButton("/steward/announcements/\(one.id)", words("Change"), icon: .edit, look: .plain, hidden: beginning(one)))</li>
      """
    }
    let list: Markup =
      announcements.isEmpty
      ? emptyState(
        .bell, words("Nothing is announced"),
        words("What you write here stands on everyone’s home page until they have read it."))
      : "<section class=\"card\"><h2>\(words("What you have announced"))</h2><ul class=\"rows wrapping\">\(rows)</ul></section>"
    return Page(
      title: title,
      main: """
        \(crumbs([(words("Steward"), "/steward")], words: words))<h1>\(title)</h1>
        <section class="card">\(form.start("/steward/announcements"))<h2>\(words("Tell everyone something"))</h2>\(fields(form))
        \(form.button("Announce it"))\(form.end)</section>\(list)
        """, problems: form.problems, isUnlisted: true)
  }

  static func change(_ one: Announcement, form: FormState) -> Page {
    let words = form.words
    let title = words("Change an announcement")
    return Page(
      title: title,
      main: """
        \(crumbs([(words("Steward"), "/steward"), (words("Announcements"), "/steward/announcements")], words: words))<h1>\(title)</h1>
        <section class="card">\(form.start("/steward/announcements/\(one.id)"))\(fields(form, one))\(form.button("Save"))\(form.end)</section>
        <section class="card stack"><h2>\(words("Take it down"))</h2><p>\(words("It disappears for everyone at once, and cannot be brought back."))</p>
        <div>\(actionButton("/steward/announcements/\(one.id)/remove", words("Take it down"), icon: .trash, look: .danger))</div></section>
        """, problems: form.problems, isUnlisted: true)
  }

  private static func fields(_ form: FormState, _ one: Announcement? = nil) -> Markup {
    """
    \(form.area("text", "What everyone should know", hint: "You can use **bold**, lists and links.", value: one?.text, rows: 4, limit: NewAnnouncement.longest))
    \(form.date("from", "First day", hint: "Leave it empty to show it at once.", value: one?.startsAt?.civil.isoDate, isOptional: true))
    \(form.date("until", "Last day", hint: "Leave it empty to show it until you take it down.", value: one?.endsAt.map { ($0 - .days(1)).civil.isoDate }, isOptional: true))
    """
  }

  private static func period(_ one: Announcement, _ words: Words) -> Markup {
    let from = words.day(one.startsAt ?? one.publishedAt)
    guard let end = one.endsAt else { return words.around("From {1}, until you take it down", from) }
    return words.around("From {1} to {2}", from, words.day(end - .days(1)))
  }

  private static func state(_ one: Announcement, now: Moment, _ words: Words) -> Markup {
    if let end = one.endsAt, end <= now { return tag(words("Over"), icon: .clock) }
    if let start = one.startsAt, start > now { return tag(words("Later"), .blue, icon: .calendar) }
    return tag(words("Shown now"), .teal, icon: .check)
  }

  private static func beginning(_ one: Announcement) -> String { String(one.text.prefix(40)) }
}
