import Commons
import Pages

enum GroupPages {
  // MARK: One group

  enum Tab { case talk, members, about, settings }

  /// The band over every page of a group: its name, what it is for, who can see what, and its parts.
  static func band(_ group: Groups.Summary, _ tab: Tab, look: PostMarkup) -> Markup {
    let words = look.words
    let isOwn = tab == .talk
    let name: Markup =
      isOwn
      ? "<h1 dir=\"auto\">\(group.name)</h1>"
      : "<p class=\"lead\"><a class=\"who\" href=\"\(group.path)\" dir=\"auto\">\(group.name)</a></p>"
    let purpose: Markup = isOwn ? "<p class=\"lead\" dir=\"auto\">\(group.purpose)</p>" : .empty
    let count: Markup = group.isReadable ? " · \(words(members(group.memberCount)))" : .empty
    return hero(
      .teal, hasTabs: true,
      """
      \(name)\(purpose)<p class="meta">\(if: group.door.isClosed, "\(icon(.lock)) ")\(doorWords(group.door, words))\(count)</p>\
      \(tabs(group, tab, words))
      """)
  }

  private static func tabs(_ group: Groups.Summary, _ tab: Tab, _ words: Words) -> Markup {
    var tabs = [(label: words("Talk"), path: group.path, isCurrent: tab == .talk)]
    if group.isReadable { tabs.append((words("Members"), "\(group.path)/members", tab == .members)) }
    tabs.append((words("About"), "\(group.path)/about", tab == .about))
    if group.isStewarded { tabs.append((words("Settings"), "\(group.path)/settings", tab == .settings)) }
    return TabBar(label: words("Parts of this group"), tabs: tabs).markup
  }

  static func members(_ count: Int) -> Phrase { .count(count, one: "{1} member", other: "{1} members") }

  static func group(_ reading: Groups.Reading, form: FormState, once: String, look: PostMarkup) -> Page {
    var look = look
    look.inside = reading.group.handle
    let words = look.words
    let group = reading.group
    let list: Markup
    if !group.isReadable {
      list = emptyState(
        .lock, words("Only members see what is said here"),
        words("You see its name and what it is for. Who is in it is known to its members."))
    } else if reading.cards.isEmpty, reading.pinned.isEmpty {
      list = emptyState(
        .talk, words("Nothing has been said here yet."),
        group.role == nil ? nil : words("Say hello, or ask what you would like to know."))
    } else {
      list = """
        <section class="stack" aria-labelledby="said"><h2 id="said" class="vh">\(words("Conversations"))</h2>\(reading.cards.markup(look.card))</section>
        """
    }
    let pinned: Markup =
      reading.pinned.isEmpty
      ? .empty
      : """
      <section class="stack" aria-labelledby="pinned"><h2 id="pinned" class="row">\(icon(.pin))\(words("Pinned"))</h2>\(reading.pinned.markup(look.card))</section>
      """
    return Page(
      title: group.name, description: group.door == .hidden ? nil : group.purpose, section: .groups,
      hero: band(group, .talk, look: look),
      main: """
        \(waiting(reading, words))\(GroupDoorPages.standing(group, form: form, look: look))
        \(if: group.role != nil, composer(group, form, speaksFor: reading.speaksFor, once: once, words: words))\(pinned)\(list)
        \(Paging.older(group.path, before: reading.olderBefore, words: words))
        """,
      aside: aside(reading, look: look), asideName: "About this group",
      feeds: group.door.isClosed ? [] : [Feed(words("Posts in \(group.name)"), path: "\(group.path).atom")],
      modules: group.role == nil ? [] : [.compose],
      problems: form.problems,
      isUnlisted: group.door.isClosed)
  }

  private static func waiting(_ reading: Groups.Reading, _ words: Words) -> Markup {
    guard reading.waitingCount > 0 else { return .empty }
    let said: Phrase = .count(reading.waitingCount, one: "{1} person asks to join", other: "{1} people ask to join")
    return
      "<p class=\"card notice row between\"><span>\(words(said))</span><a class=\"btn quiet\" href=\"\(group(reading))/members#asked\">\(words("Answer them"))</a></p>"
  }

  private static func group(_ reading: Groups.Reading) -> String { reading.group.path }

  /// Saying something to the group; beside the button stands who will read it.
  private static func composer(
    _ group: Groups.Summary, _ form: FormState, speaksFor: [Face], once: String, words: Words
  ) -> Markup {
    """
    <section class="card">\(form.start("/talk", once: once, css: "stack"))\(form.hidden("audience", "group-\(group.id)"))
    \(form.area("text", "Say something to this group", rows: 3, labelAs: .heading, draft: "group-\(group.id)", suggests: true))
    \(ReplyPages.speakAs(form, speaksFor))
    <div class="row between"><p class="meta">\(readers(group, words))</p>
    <div class="row"><a class="btn plain" href="\("/talk/new?audience=group-\(group.id)")">\(words("More choices"))</a>\(form.button("Post"))</div></div>\(form.end)</section>
    """
  }

  /// Who can see what is said here.
  static func readers(_ group: Groups.Summary, _ words: Words) -> Markup {
    group.door.isClosed
      ? "\(icon(.lock)) \(words("Only members of \(group.name) can see this."))"
      : "\(icon(.globe)) \(words("Everyone can see this, on the open web."))"
  }

  private static func aside(_ reading: Groups.Reading, look: PostMarkup) -> Markup? {
    let words = look.words
    let group = reading.group
    guard group.isReadable else { return nil }
    let faces = reading.members.markup {
      "<li>\(look.picture($0, size: .small))<span class=\"grow\">\(look.name($0))</span></li>"
    }
    let leave: Markup =
      group.role == nil
      ? .empty : "<p class=\"meta\"><a href=\"\(group.path)/leave\">\(words("Leave this group"))</a></p>"
    let rules: Markup =
      group.rules.isEmpty
      ? .empty
      : "<section class=\"card\"><h2>\(words("What we agreed"))</h2>\(GroupDoorPages.lines(group.rules))</section>"
    return """
      <section class="card stack"><h2>\(words("Members"))</h2><ul class="rows">\(faces)</ul>
      <a class="btn quiet" href="\(group.path)/members">\(words(members(group.memberCount)))</a>\(leave)</section>\(rules)
      """
  }

  static func doorWords(_ door: GroupDoor, _ words: Words) -> String {
    switch door {
    case .open: words("Open: anyone can read and join")
    case .ask: words("Anyone can read; you ask to join")
    case .private: words("Private: only members read")
    case .hidden: words("Hidden: only members know it is here")
    }
  }

  static func about(_ group: Groups.Summary, look: PostMarkup) -> Page {
    let words = look.words
    let rules: Markup =
      !group.isReadable || group.rules.isEmpty
      ? .empty
      : "<section class=\"card stack\" id=\"rules\"><h2>\(words("What we agreed"))</h2>\(GroupDoorPages.lines(group.rules))</section>"
    let since: Markup =
      group.isReadable ? "<dt>\(words("Here since"))</dt><dd>\(words.day(group.foundedAt))</dd>" : .empty
    let title = words("About \(group.name)")
    return Page(
      title: title, section: .groups, hero: band(group, .about, look: look),
      main: """
        <h1 dir="auto">\(title)</h1>
        <section class="card stack"><h2>\(words("What it is for"))</h2>\(GroupDoorPages.lines(group.purpose))</section>\(rules)
        <section class="card stack"><h2>\(words("Who can see what"))</h2><p>\(GroupDoorPages.explained(group.door, words))</p>
        <dl class="facts">\(since)<dt>\(words("Address"))</dt><dd>\(group.path)</dd></dl>
        <p>\(linkButton("/report?kind=group&id=\(group.id)", words("Report this group"), icon: .flag, look: .plain))</p></section>
        """, isUnlisted: group.door.isClosed)
  }

  // MARK: The list

  static func list(_ listing: Groups.Listing, isSignedIn: Bool, look: PostMarkup) -> Page {
    let words = look.words
    let title = words("Groups")
    let mine: Markup =
      listing.mine.isEmpty
      ? .empty
      : """
      <section class="card" aria-labelledby="mine"><h2 id="mine">\(words("Yours"))</h2><ul class="rows">\(listing.mine.markup { row($0, words) })</ul></section>
      """
    let others: Markup
    if !listing.others.isEmpty {
      others = """
        <section class="card" aria-labelledby="others"><h2 id="others">\(listing.mine.isEmpty ? words("All groups") : words("Others"))</h2>\
        <ul class="rows">\(listing.others.markup { row($0, words) })</ul></section>
        """
    } else if listing.mine.isEmpty {
      others = emptyState(
        .group, words("There are no groups yet."),
        words("A group is a place for the people who share a bus, a worry or a plan."),
        action: linkButton("/groups/new", words("Start a group")))
    } else {
      others = .empty
    }
    let more: Markup =
      listing.hasMore
      ? "<nav aria-label=\"\(words("More"))\"><a class=\"btn quiet\" rel=\"next\" href=\"/groups?page=\(listing.page + 1)\">\(words("More groups"))</a></nav>"
      : .empty
    return Page(
      title: listing.page > 1 ? words("\(title), page \(listing.page)") : title, section: .groups,
      main: """
        <div class="row between"><h1>\(title)</h1><a class="btn" href="/groups/new">\(words("Start a group"))</a></div>\(mine)\(others)\(more)
        """)
  }

  static func row(_ group: Groups.Summary, _ words: Words) -> Markup {
    let count: Markup = group.isReadable ? " · \(words(members(group.memberCount)))" : .empty
    let state: Markup? =
      switch group.state {
      case .invited: tag(words("You are invited"), .violet)
      case .asked: tag(words("You asked to join"))
      default: group.role.flatMap { role in role == .member ? nil : tag(roleWords(role, words), .teal) }
      }
    return """
      <li><span class="grow"><a class="cover" href="\(group.path)" dir="auto">\(group.name)</a><br><span class="meta" dir="auto">\(group.purpose)</span><br>\
      <span class="meta">\(if: group.door.isClosed, "\(icon(.lock)) ")\(doorWords(group.door, words))\(count)</span></span>\(state)</li>
      """
  }

  static func roleWords(_ role: GroupRole, _ words: Words) -> String {
    switch role {
    case .member: words("Member")
    case .moderator: words("Moderator")
    case .steward: words("Steward")
    }
  }
}
