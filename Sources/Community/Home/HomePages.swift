import Commons
import Pages

enum HomePages {
  // MARK: Signed in

  static func home(
    _ reading: Homes.Reading, announced: [Announcement], steps: Welcome.Steps?, member: Member, form: FormState,
    once: String, look: PostMarkup
  ) -> Page {
    let words = look.words
    let tabs = TabBar(
      label: words("Timeline"),
      tabs: [
        (words("Following"), "/", reading.tab == .following), (words("Near you"), "/?tab=near", reading.tab == .near),
        (words("Your topics"), "/?tab=topics", reading.tab == .topics),
        (words("Everything"), "/?tab=everything", reading.tab == .everything),
      ])
    let finding: Markup =
      reading.isFindingFeet
      ? "<p class=\"soft\">\(words("From everyone here, while you find your feet. Follow a few people and this fills with what they say."))</p>"
      : ""
    let list: Markup = reading.cards.isEmpty ? empty(reading.tab, words) : reading.cards.markup(look.card)
    return Page(
      title: words("Home"), section: .home,
      main: """
        <h1 dir="auto">\(words("Hello, \(member.name)"))</h1>\(AnnouncementPages.shown(announced, words: words, now: look.now))\(newcomers(steps, words))
        \(ComposePages.quick(form, speaksFor: reading.speaksFor, groups: reading.groups, once: once, words: words))\(tabs.markup)\(finding)\(live(reading.tab, words))
        <section class="stack" id="timeline" aria-labelledby="latest"><h2 id="latest" class="vh">\(words("Latest"))</h2>\(list)</section>
        \(ConversationPages.olderLink(reading.olderBefore, "/?tab=\(reading.tab.rawValue)&before=", words))
        """,
      aside: "\(waiting(reading.waiting, words))\(toMeet(reading.toMeet, member: member.id, look))",
      asideName: "For you", modules: [.compose])
  }

  /// What only those who joined lately see.
  private static func newcomers(_ steps: Welcome.Steps?, _ words: Words) -> Markup {
    guard let steps else { return .empty }
    return
      "\(if: !steps.isVerified, WelcomePages.verify(words: words))\(if: steps.isWanted, WelcomePages.card(steps, words: words))"
  }

  private static func empty(_ tab: Homes.Tab, _ words: Words) -> Markup {
    let text: String =
      switch tab {
      case .following: words("Nothing yet from those you follow.")
      case .near: words("Say where you are in your settings, and what people near you say comes here.")
      case .topics: words("Follow a topic, and what is said about it comes here.")
      case .everything: words("Nobody has said anything yet. Be the first.")
      }
    return
      "<div class=\"card empty\">\(icon(.talk))<p>\(text)</p><a class=\"btn quiet\" href=\"/people\">\(words("Find people"))</a></div>"
  }

  /// The button that says how much is new; not on the tab whose posts no stream knows.
  private static func live(_ tab: Homes.Tab, _ words: Words) -> Markup {
    switch tab {
    case .following: newer(topic: "home", path: "/", words: words)
    case .topics: newer(topic: "topics", path: "/?tab=topics", words: words)
    case .everything: newer(topic: "talk", path: "/?tab=everything", words: words)
    case .near: .empty
    }
  }

  private static func waiting(_ waiting: Homes.Waiting, _ words: Words) -> Markup {
    guard !waiting.isEmpty else { return .empty }
    var rows = Markup.empty
    func row(_ count: Int, _ said: Phrase, _ path: String, _ picture: Icon) {
      guard count > 0 else { return }
      rows +=
        "<li>\(icon(picture))<span class=\"grow\"><a class=\"cover\" href=\"\(path)\">\(words(said))</a></span></li>"
    }
    row(
      waiting.followRequests,
      .count(
        waiting.followRequests, one: "{1} person would like to follow you", other: "{1} people would like to follow you"
      ),
      "/follow-requests", .user)
    row(
      waiting.invitations, .count(waiting.invitations, one: "{1} invitation", other: "{1} invitations"),
      "/notifications", .mail)
    row(
      waiting.joinRequests,
      .count(
        waiting.joinRequests, one: "{1} person would like to join your group",
        other: "{1} people would like to join your groups"),
      "/notifications", .group)
    row(
      waiting.questions,
      .count(
        waiting.questions, one: "{1} question you were asked to answer", other: "{1} questions you were asked to answer"
      ),
      "/notifications", .question)
    return "<section class=\"card\"><h2>\(words("Waiting for you"))</h2><ul class=\"rows\">\(rows)</ul></section>"
  }

  private static func toMeet(_ faces: [Face], member: Key<Account>, _ look: PostMarkup) -> Markup {
    guard !faces.isEmpty else { return .empty }
    let rows = faces.markup { face in FollowMarkup.row(face, nil, viewer: member, look: look, isNarrow: true) }
    return "<section class=\"card\"><h2>\(look.words("People to meet"))</h2><ul class=\"rows\">\(rows)</ul></section>"
  }

  // MARK: Signed out

  static func welcome(_ reading: Homes.Welcome, tagline: String, look: PostMarkup) -> Page {
    let words = look.words
    let sentence =
      tagline.isEmpty
      ? words("Where the people who use public services and the people who provide them work out together what to do.")
      : tagline
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
      hero: hero(
        .violet,
        """
        <h1>\(words("Better services, worked out together"))</h1><p class="lead" dir="auto">\(sentence)</p>
        <div class="row"><a class="btn" href="/join">\(words("Create an account"))</a><a class="btn quiet" href="/talk">\(words("Read what people say"))</a></div>
        """),
      main: "\(questions)\(latest)")
  }
}
