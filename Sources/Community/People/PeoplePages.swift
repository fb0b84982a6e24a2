import Commons
import Pages

enum PeoplePages {
  static func profile(_ reading: People.Reading, look: PostMarkup) -> Page {
    let words = look.words
    let profile = reading.profile
    let face = profile.face
    let kind = face.kind == .organisation ? words("Organisation") : face.relation.words.map { words($0) } ?? words("Person")
    let list: Markup =
      reading.cards.isEmpty
      ? "<div class=\"card empty\"><p>\(words("\(face.name) has not said anything yet."))</p></div>" : reading.cards.markup(look.card)
    let place: Markup = profile.place.isEmpty ? .empty : " · <span dir=\"auto\">\(profile.place)</span>"
    return Page(
      title: "\(face.name) (@\(face.handle))", section: .people,
      hero: hero(.teal, """
        <div class="row">\(look.picture(face, size: .large))<div><h1 dir="auto">\(face.name)</h1><p class="meta">@\(face.handle) · \(kind)\(place)</p></div></div>
        <div class="prose" dir="auto">\(Markup(trusted: profile.aboutHTML))</div>
        """),
      main: """
        <section class="stack" aria-labelledby="said"><h2 id="said">\(words("Posts"))</h2>\(list)</section>
        \(ConversationPages.olderLink(reading.olderBefore, "\(face.path)?before=", words))
        """,
      aside: """
        <section class="card"><h2>\(words("About"))</h2><dl class="facts">
        <dt>\(words("Here since"))</dt><dd>\(words.date(profile.joinedAt))</dd><dt>\(words("Posts"))</dt><dd>\(words.number(profile.postCount))</dd>
        <dt>\(words("Followers"))</dt><dd>\(words.number(profile.followerCount))</dd></dl></section>
        """, asideName: "About")
  }

  static func directory(_ listings: [PeopleStore.Listing], kind: AccountKind?, look: PostMarkup) -> Page {
    let words = look.words
    let tabs = TabBar(
      label: words("Who"),
      tabs: [
        (words("Everyone"), "/people", kind == nil), (words("People"), "/people?kind=person", kind == .person),
        (words("Organisations"), "/organisations", kind == .organisation),
      ])
    let rows = listings.markup { listing in
      """
      <li>\(look.picture(listing.face))<span class="grow">\(look.name(listing.face))<br><span class="meta">@\(listing.face.handle)\
      \(listing.face.relation.words.map { " · \(words($0))" as Markup })\(if: !listing.place.isEmpty, " · \(listing.place)")</span></span></li>
      """
    }
    let title = words("People and organisations")
    return Page(
      title: title, section: .people,
      main: """
        <h1>\(title)</h1>\(tabs.markup)<section class="card"><ul class="rows">\(rows)</ul></section>
        """)
  }
}
