import Commons
import Pages

enum HomePages {
  // MARK: Signed in

  static func home(_ reading: Homes.Reading, steps: Welcome.Steps?, member: Member, form: FormState, once: String, look: PostMarkup) -> Page {
    let words = look.words
    let tabs = TabBar(
      label: words("Timeline"),
      tabs: [
        (words("Following"), "/", reading.tab == .following), (words("Near you"), "/?tab=near", reading.tab == .near),
        (words("Your topics"), "/?tab=topics", reading.tab == .topics), (words("Everything"), "/?tab=everything", reading.tab == .everything),
      ])
    let finding: Markup =
      reading.isFindingFeet ? "<p class=\"soft\">\(words("From everyone here, while you find your feet. Follow a few people and this fills with what they say."))</p>" : ""
    let list: Markup = reading.cards.isEmpty ? empty(reading.tab, words) : reading.cards.markup(look.card)
    return Page(
      title: words("Home"), section: .home,
      main: """
        <h1 dir="auto">\(words("Hello, \(member.name)"))</h1>\(newcomers(steps, words))
        \(ComposePages.quick(form, speaksFor: reading.speaksFor, groups: reading.groups, once: once, words: words))\(tabs.markup)\(finding)
        <section class="stack" id="timeline" aria-labelledby="latest"><h2 id="latest" class="vh">\(words("Latest"))</h2>\(list)</section>
        \(ConversationPages.olderLink(reading.olderBefore, "/?tab=\(reading.tab.rawValue)&before=", words))
        """,
      aside: toMeet(reading.toMeet, look), asideName: "For you", modules: [.compose])
  }

  /// What only those who joined lately see.
  private static func newcomers(_ steps: Welcome.Steps?, _ words: Words) -> Markup {
    guard let steps else { return .empty }
    return "\(if: !steps.isVerified, WelcomePages.verify(words: words))\(if: steps.isWanted, WelcomePages.card(steps, words: words))"
  }

  private static func empty(_ tab: Homes.Tab, _ words: Words) -> Markup {
    let text: String =
      switch tab {
      case .following: words("Nothing yet from those you follow.")
      case .near: words("Say where you are in your settings, and what people near you say comes here.")
      case .topics: words("Follow a topic, and what is said about it comes here.")
      case .everything: words("Nobody has said anything yet. Be the first.")
      }
    return "<div class=\"card empty\">\(icon(.talk))<p>\(text)</p><a class=\"btn quiet\" href=\"/people\">\(words("Find people"))</a></div>"
  }

  private static func toMeet(_ faces: [Face], _ look: PostMarkup) -> Markup {
    guard !faces.isEmpty else { return .empty }
    let words = look.words
    let rows = faces.markup { face in
      """
      <li>\(look.picture(face))<span class="grow">\(look.name(face))<br><span class="meta">\(face.relation.words.map { words($0) })</span></span></li>
      """
    }
    return "<section class=\"card\"><h2>\(words("People to meet"))</h2><ul class=\"rows\">\(rows)</ul></section>"
  }

  // MARK: Signed out

  static func welcome(_ reading: Homes.Welcome, tagline: String, look: PostMarkup) -> Page {
    let words = look.words
    let sentence = tagline.isEmpty ? words("Where the people who use public services and the people who provide them work out together what to do.") : tagline
    let questions: Markup =
      reading.questions.isEmpty
      ? .empty
      : "<section class=\"stack\" aria-labelledby=\"wanted\"><h2 id=\"wanted\">\(words("Somebody is asking. Can you help?"))</h2>\(reading.questions.markup(look.card))</section>"
    let latest: Markup =
      reading.cards.isEmpty
      ? .empty
      : "<section class=\"stack\" aria-labelledby=\"latest\"><h2 id=\"latest\">\(words("Being said now"))</h2>\(reading.cards.markup(look.card))</section>"
    return Page(
      title: words("Home"), section: .home,
      hero: hero(.violet, """
        <h1>\(words("Better services, worked out together"))</h1><p class="lead" dir="auto">\(sentence)</p>
        <div class="row"><a class="btn" href="/join">\(words("Create an account"))</a><a class="btn quiet" href="/talk">\(words("Read what people say"))</a></div>
        """),
      main: "\(questions)\(latest)")
  }
}
