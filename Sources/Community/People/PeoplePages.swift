import Commons
import Pages

enum PeoplePages {
  // MARK: A profile

  static func profile(_ reading: People.Reading, form: FormState, viewer: Member?, look: PostMarkup) -> Page {
    let words = look.words
    let face = reading.profile.face
    let kind =
      reading.organisation.map { words($0.kind.words) } ?? face.relation.words.map { words($0) } ?? words("Person")
    let place: Markup = reading.profile.place.isEmpty ? .empty : " · <span dir=\"auto\">\(reading.profile.place)</span>"
    let about: Markup =
      reading.profile.aboutHTML.isEmpty
      ? .empty : "<div class=\"prose\" dir=\"auto\">\(Markup(trusted: reading.profile.aboutHTML))</div>"
    let standing: Markup? = reading.organisation.map {
      OrganisationPages.standing($0, form: form, isSignedIn: viewer != nil, words: words)
    }
    return Page(
      title: "\(face.name) (@\(face.handle))", section: .people,
      hero: hero(
        .teal, hasTabs: true,
        """
        \(reading.profile.header.map { "<img class=\"banner\" src=\"\($0)\" alt=\"\">" as Markup })<div class="row person">\(look.picture(face, size: .large))<div><h1 dir="auto">\(face.name)</h1><p class="meta">@\(face.handle) · \(kind)\(place)</p></div></div>
        \(about)\(ProfileButtons.row(reading, viewer: viewer?.id, look: look))\(tabs(reading, words))
        """),
      main:
        "\(standing)\(if: viewer?.id == face.id, own(words))\(content(reading, isOwn: viewer?.id == face.id, look))",
      aside: facts(reading, words)
        + (reading.organisation.map { OrganisationPages.aside($0, speakers: reading.speakers, look: look) } ?? .empty),
      asideName: "About", feeds: [Feed(words("Posts by \(face.name)"), path: "\(face.path).atom")],
      problems: form.problems)
  }

  private static func own(_ words: Words) -> Markup {
    """
    <div class="row">\(linkButton("/settings", words("Settings"), icon: .settings, look: .quiet))\
    \(linkButton("/invitations", words("Your invitations"), icon: .mail, look: .quiet))\
    \(actionButton("/sign-out", words("Sign out"), icon: .exit, look: .quiet))</div>
    """
  }

  private static func tabs(_ reading: People.Reading, _ words: Words) -> Markup {
    let path = reading.profile.face.path
    return TabBar(
      label: words("Parts of this profile"),
      tabs: [
        (words("Posts"), path, reading.tab == .posts),
        (words("Answers"), "\(path)?tab=answers", reading.tab == .answers),
        (words("Groups"), "\(path)?tab=groups", reading.tab == .groups),
      ]
    ).markup
  }

  private static func content(_ reading: People.Reading, isOwn: Bool, _ look: PostMarkup) -> Markup {
    let words = look.words
    let name = reading.profile.face.name
    switch reading.tab {
    case .groups:
      guard !reading.groups.isEmpty else {
        return emptyState(
          .group, words("No groups to show"), words("Open groups are shown here, and those you are both in."))
      }
      return
        "<section class=\"card\" aria-labelledby=\"groups\"><h2 id=\"groups\" class=\"vh\">\(words("Groups"))</h2><ul class=\"rows\">\(reading.groups.markup { GroupPages.row($0, words) })</ul></section>"
    case .posts, .answers:
      guard !reading.cards.isEmpty else {
        let text: String? = isOwn ? words("Say hello, or answer a question: it will stand here.") : nil
        let title =
          reading.tab == .posts
          ? words("\(name) has not said anything yet.") : words("\(name) has not answered a question yet.")
        return emptyState(
          .talk, title, text,
          action: isOwn
            ? linkButton("/talk?order=unanswered", words("Questions that wait for an answer"), look: .quiet) : .empty)
      }
      let path = reading.tab == .posts ? reading.profile.face.path : "\(reading.profile.face.path)?tab=answers"
      let title = reading.tab == .posts ? words("Posts") : words("Answers")
      return """
        <section class="stack" aria-labelledby="said"><h2 id="said" class="vh">\(title)</h2>\(reading.cards.markup(look.card))</section>
        \(Paging.older(path, before: reading.olderBefore, words: words))
        """
    }
  }

  private static func facts(_ reading: People.Reading, _ words: Words) -> Markup {
    let profile = reading.profile
    let number: Markup =
      reading.organisation.flatMap {
        $0.number.isEmpty ? nil : "<dt>\(words("Registration number"))</dt><dd>\($0.number)</dd>"
      } ?? .empty
    let links = profile.links.compactMap { Link($0) }.markup {
      "<li><a href=\"\($0)\" rel=\"me nofollow ugc noopener\" dir=\"auto\">\($0.text)</a></li>"
    }
    let fields = profile.fields.markup { field in
      "<dt dir=\"auto\">\(field.name)</dt><dd dir=\"auto\">\(value(field.value))</dd>"
    }
    let linked: Markup = links.isEmpty ? .empty : "<ul class=\"meta\">\(links)</ul>"
    return """
      <section class="card stack"><h2>\(words("About"))</h2><dl class="facts"><dt>\(words("Here since"))</dt><dd>\(words.day(profile.joinedAt))</dd>\(number)\
      <dt>\(words("Followers"))</dt><dd><a href="\(profile.face.path)/followers">\(words.number(profile.followerCount))</a></dd>\
      <dt>\(words("Follows"))</dt><dd><a href="\(profile.face.path)/following">\(words.number(profile.followingCount))</a></dd>\(fields)</dl>\(linked)</section>
      """
  }

  /// What a field says: an address is a link.
  private static func value(_ text: String) -> Markup {
    guard text.hasPrefix("https://") || text.hasPrefix("http://"), !text.contains(" "), let link = Link(text) else {
      return "\(text)"
    }
    return "<a href=\"\(link)\" rel=\"me nofollow ugc noopener\">\(text)</a>"
  }

  // MARK: The directory

  static func directory(_ directory: People.Directory, form: FormState, look: PostMarkup) -> Page {
    let words = look.words
    let filter = directory.filter
    let isPeople = filter.kind == .person
    let title = isPeople ? words("People") : words("Organisations")
    let path = isPeople ? "/people" : "/organisations"
    let tabs = TabBar(
      label: words("Who"),
      tabs: [(words("People"), "/people", isPeople), (words("Organisations"), "/organisations", !isPeople)])
    let add: Markup =
      isPeople ? .empty : "<a class=\"btn\" href=\"/organisations/new\">\(words("Add an organisation"))</a>"
    let rows = directory.listings.markup { row($0, look: look) }
    let isNarrowed = !filter.typed.isEmpty || !filter.place.isEmpty || filter.relation != nil || filter.sort != nil
    let list: Markup
    if !directory.listings.isEmpty {
      list =
        "<section class=\"card\" aria-labelledby=\"found\"><h2 id=\"found\" class=\"vh\">\(title)</h2><ul class=\"rows\">\(rows)</ul></section>"
    } else if isNarrowed {
      list = emptyState(
        .search, words("Nobody matches that."), words("Try fewer words, or another place."),
        action: linkButton(path, words("Show everyone"), look: .quiet))
    } else {
      list = emptyState(
        isPeople ? .users : .organisation,
        isPeople ? words("Nobody is here yet.") : words("There are no organisations yet."))
    }
    return Page(
      title: title, section: .people,
      main: """
        <div class="row between"><h1>\(title)</h1>\(add)</div>\(tabs.markup)\(search(directory, form, path))\(list)
        \(Paging.older(address(filter, path), before: directory.olderBefore, words: words, label: isPeople ? "More people" : "More organisations"))
        \(further(directory, path, words))
        """)
  }

  private static func search(_ directory: People.Directory, _ form: FormState, _ path: String) -> Markup {
    let filter = directory.filter
    let anywhere = [Choice("", "Anywhere")]
    var places = directory.places
    if !filter.place.isEmpty, !places.contains(where: { $0.lowercased() == filter.place.lowercased() }) {
      places.append(filter.place)
    }
    let chosen = places.first { $0.lowercased() == filter.place.lowercased() } ?? ""
    let sort: Markup =
      filter.kind == .person
      ? form.pick("relation", "Who", options: relations, value: filter.relation.map { relationName($0) } ?? "")
      : form.pick(
        "kind", "Kind", options: [Choice("", "Any kind")] + OrganisationKind.offered.map { Choice($0.name, $0.words) },
        value: filter.sort?.name ?? "")
    return """
      <section class="card">\(form.startSearch(path, css: "filter"))\(form.search("q", "Name or words", value: filter.typed))
      \(sort)\(form.pick("place", "Place", options: anywhere + places.map { Choice($0, text: $0) }, value: chosen))
      \(form.button("Show", .quiet))\(form.end)</section>
      """
  }

  private static let relations: [Choice] = [
    Choice("", "Everyone"), Choice("uses", "Uses services"), Choice("provides", "Provides services"),
    Choice("works", "Works in services"),
    Choice("researches", "Researches services"), Choice("commissions", "Commissions services"),
  ]

  static func relationName(_ relation: Relation) -> String {
    switch relation {
    case .unsaid: ""
    case .uses: "uses"
    case .provides: "provides"
    case .works: "works"
    case .researches: "researches"
    case .commissions: "commissions"
    }
  }

  private static func address(_ filter: People.Filter, _ path: String) -> String {
    var address = path
    if let relation = filter.relation { address = Paging.with("relation", relationName(relation), in: address) }
    if let sort = filter.sort { address = Paging.with("kind", sort.name, in: address) }
    if !filter.place.isEmpty { address = Paging.with("place", filter.place, in: address) }
    if !filter.typed.isEmpty { address = Paging.with("q", filter.typed, in: address) }
    return address
  }

  private static func further(_ directory: People.Directory, _ path: String, _ words: Words) -> Markup {
    guard let next = directory.nextPage else { return .empty }
    let address = Paging.with("page", String(next), in: address(directory.filter, path))
    return
      "<nav aria-label=\"\(words("More"))\"><a class=\"btn quiet\" rel=\"next\" href=\"\(address)\">\(words("More results"))</a></nav>"
  }

  private static func row(_ listing: PeopleStore.Listing, look: PostMarkup) -> Markup {
    let words = look.words
    let kind: Markup? = listing.sort.map { "\(words($0.words))" } ?? listing.face.relation.words.map { "\(words($0))" }
    let place: Markup = listing.place.isEmpty ? .empty : " · <span dir=\"auto\">\(listing.place)</span>"
    let about: Markup =
      listing.about.isEmpty ? .empty : "<br><span class=\"meta\" dir=\"auto\">\(shortened(listing.about))</span>"
    return """
      <li>\(look.picture(listing.face))<span class="grow">\(look.name(listing.face))<br><span class="meta">@\(listing.face.handle)\
      \(kind.map { " · \($0)" as Markup })\(place)</span>\(about)</span></li>
      """
  }

  /// The first line, cut at a word.
  private static func shortened(_ about: String) -> String {
    let line = about.prefix { !$0.isNewline }
    guard line.count > 110 else { return String(line) }
    let words = line.prefix(110).split(separator: " ").dropLast()
    return words.joined(separator: " ") + "…"
  }
}
