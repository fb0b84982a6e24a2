import Commons
import Pages

enum ConversationPages {
  // MARK: Lists

  static func list(_ order: Conversations.Order, _ cards: [PostCard], older: Key<Post>?, look: PostMarkup) -> Page {
    let words = look.words
    let tabs = TabBar(
      label: words("Conversations"),
      tabs: [
        (words("Latest"), "/talk", order == .latest), (words("Unanswered questions"), "/talk?order=unanswered", order == .unanswered),
        (words("Busy"), "/talk?order=busy", order == .busy),
      ])
    let list: Markup = cards.isEmpty ? empty(order, words) : cards.markup(look.card)
    let title = words("Talk")
    return Page(
      title: title, section: .talk,
      main: """
        <div class="row between"><h1>\(title)</h1>
        <a class="btn" href="/talk/new?kind=question">\(words("Ask a question"))</a></div>\(tabs.markup)
        <section class="stack" aria-labelledby="list-h"><h2 id="list-h" class="vh">\(words("Conversations"))</h2>\(list)</section>\(olderLink(older, "/talk?order=\(order.rawValue)&before=", words))
        """)
  }

  static func olderLink(_ older: Key<Post>?, _ path: String, _ words: Words) -> Markup {
    guard let older else { return .empty }
    return "<nav aria-label=\"\(words("More posts"))\"><a class=\"btn quiet\" rel=\"next\" href=\"\(path + older.description)\">\(words("Older posts"))</a></nav>"
  }

  private static func empty(_ order: Conversations.Order, _ words: Words) -> Markup {
    let text: String =
      order == .unanswered
      ? words("Every question here has an answer.")
      : words("No conversations here yet. What would you like to know from people who use or run services near you?")
    return "<div class=\"card empty\">\(icon(.talk))<p>\(text)</p><a class=\"btn\" href=\"/talk/new?kind=question\">\(words("Ask a question"))</a></div>"
  }

  // MARK: One conversation

  struct ReplyBox {
    let form: FormState
    let parent: Key<Post>
    let speaksFor: [Face]
    let once: String
  }

  static func conversation(_ reading: Conversations.Reading, box: ReplyBox?, look: PostMarkup) -> Page {
    let words = look.words
    let opening = reading.opening
    let title = opening.title ?? words("\(opening.author.name) said")
    let counted: Phrase =
      opening.kind == .question
      ? .count(opening.replyCount, one: "{1} answer", other: "{1} answers") : .count(opening.replyCount, one: "{1} reply", other: "{1} replies")
    let people = reading.people.markup { face in "<li>\(look.picture(face, size: .small))<span class=\"grow\">\(look.name(face))</span></li>" }
    let more: Markup =
      reading.olderAfter.map {
        "<nav aria-label=\"\(words("More replies"))\"><a class=\"btn quiet\" rel=\"next\" href=\"\("\(opening.path)?after=\($0)")\">\(words("More replies"))</a></nav>"
      } ?? .empty
    return Page(
      title: title, section: .talk,
      main: """
        
        \(first(opening, title: title, look: look))
        <section class="stack" id="replies" aria-labelledby="replies-h"><h2 id="replies-h">\(words(counted))</h2>
        \(reading.branches.markup { branch($0, look: look) })\(more)</section>
        \(box.map { replyForm($0, look: look) } ?? joinIn(opening, words))
        """,
      aside: "<section class=\"card\"><h2>\(words("Who is here"))</h2><ul class=\"rows\">\(people)</ul></section>", asideName: "About this conversation",
      problems: box?.form.problems ?? [], canonical: opening.path)
  }

  private static func first(_ card: PostCard, title: String, look: PostMarkup) -> Markup {
    let heading: Markup =
      card.title == nil
      ? "<h1 class=\"vh\" id=\"h\(card.id)\">\(title)</h1>"
      : "<h1 id=\"h\(card.id)\" lang=\"\(card.language)\" dir=\"auto\">\(title)</h1>"
    if card.state != .shown { return "<article class=\"card post\">\(heading)\(stub(card, look.words))</article>" }
    return """
      <article class="card post first" id="post-\(card.id)" aria-labelledby="h\(card.id)">\(look.head(card))\(heading)\(look.content(card))
      <div class="actions">\(look.support(card))\(look.report(card))</div></article>
      """
  }

  private static func branch(_ branch: Conversations.Branch, look: PostMarkup) -> Markup {
    let nested: Markup =
      branch.nested.isEmpty ? .empty : "<div class=\"nested stack\">\(branch.nested.markup { reply($0, under: branch.reply, look: look) })</div>"
    return "<div class=\"branch\">\(reply(branch.reply, under: nil, look: look))\(nested)</div>"
  }

  private static func reply(_ card: PostCard, under: PostCard?, look: PostMarkup) -> Markup {
    let words = look.words
    if card.state != .shown { return "<article class=\"card post\" id=\"post-\(card.id)\">\(stub(card, words))</article>" }
    return """
      <article class="card post" id="post-\(card.id)" aria-label="\(words("Reply by \(card.author.name)"))">\(look.head(card))\(look.content(card))
      <div class="actions">\(look.support(card))<a class="btn plain" href="\("/talk/\(card.conversation)?to=\(card.id)#reply")">\
      \(icon(.reply))\(words("Reply"))<span class="vh"> \(words("to \(card.author.name)"))</span></a>\(look.report(card))</div></article>
      """
  }

  /// What stands where a post was: the replies on it keep their place.
  private static func stub(_ card: PostCard, _ words: Words) -> Markup {
    "<p class=\"soft\">\(card.state == .deleted ? words("This post was deleted by its author.") : words("This post was hidden by a moderator."))</p>"
  }

  private static func replyForm(_ box: ReplyBox, look: PostMarkup) -> Markup {
    let words = look.words
    return """
      <section class="card stack" id="reply">\(box.form.start("/posts/\(box.parent)/replies", once: box.once))
      \(box.form.area("text", "Your reply", rows: 4))\(speakAs(box.form, box.speaksFor))
      <div class="row between"><p class="hint">\(words("You can use **bold**, lists and links."))</p>\(box.form.button("Reply"))</div>\(box.form.end)</section>
      """
  }

  /// Shown only to those who may speak for an organisation.
  static func speakAs(_ form: FormState, _ organisations: [Face]) -> Markup {
    guard !organisations.isEmpty else { return .empty }
    let choices = [Choice("", "Yourself")] + organisations.map { Choice($0.id.description, text: $0.name) }
    return form.pick("as", "Say it as", options: choices)
  }

  private static func joinIn(_ opening: PostCard, _ words: Words) -> Markup {
    let next = Link.encoded(opening.path)
    return """
      <section class="card stack" id="reply"><h2>\(words("Join in"))</h2><p>\(words("Anyone can read this. To answer, create an account: it takes a minute."))</p>
      <div class="row"><a class="btn" href="/join?next=\(next)">\(words("Create an account"))</a><a class="btn quiet" href="/sign-in?next=\(next)">\(words("Sign in"))</a></div></section>
      """
  }
}
