import Commons
import Pages

/// Who took a post up, and taking it out again.
enum QuotePages {
  static func list(_ reading: Quotes.Reading, _ form: FormState, look: PostMarkup) -> Page {
    let words = look.words
    let title = words("Posts that take this one up")
    let quoted = reading.quoted
    let cards = reading.cards.markup { card in
      reading.isOwn
        ? """
        <div class="stack">\(look.card(card))<p><a class="btn quiet" href="\(revoking(quoted, from: card))">\(words("Take your post out of this one"))\
        \(quietly(words("by \(card.author.name)")))</a></p></div>
        """ : look.card(card)
    }
    let list: Markup =
      reading.cards.isEmpty
      ? emptyState(
        .quote, words("Nobody has taken this up"), words("When somebody does, their post stands here."),
        action: linkButton("/posts/\(quoted.id)", words("Back to the post")))
      : "<section class=\"stack\" aria-labelledby=\"list-h\"><h2 id=\"list-h\" class=\"vh\">\(words("Conversations"))</h2>\(cards)</section>"
    return Page(
      title: title, section: .talk,
      main: """
        <h1>\(title)</h1>\(look.small(quoted))\(list)\(ConversationPages.olderLink(reading.older, "/posts/\(quoted.id)/quotes?before=", words))\
        \(if: reading.isOwn, policy(quoted, form))
        """, problems: form.problems, isUnlisted: true)
  }

  private static func policy(_ quoted: PostCard, _ form: FormState) -> Markup {
    let choices = [
      Choice(QuotePolicy.everyone.name, "Everyone"), Choice(QuotePolicy.followers.name, "Only those who follow you"),
      Choice(QuotePolicy.nobody.name, "Nobody but you"),
    ]
    return """
      <section class="card stack">\(form.start("/posts/\(quoted.id)/quotes"))\
      \(form.radios(
        "who", "Who may take this post up from now on?", options: choices, value: quoted.quotePolicy.name,
        hint: "What took it up before stays, until you take your post out of it."))\(form.button("Save", .quiet))\(form.end)</section>
      """
  }

  static func askToRevoke(_ quoted: PostCard, from quoting: PostCard, _ form: FormState, look: PostMarkup) -> Page {
    let words = look.words
    let title = words("Take your post out of this one?")
    return Page(
      title: title, section: .talk,
      main: """
        <h1>\(title)</h1><section class="card stack">\(look.head(quoting))\(look.content(quoting))</section>
        <section class="card stack"><p>\(words("The words of \(quoting.author.name) stay. Your post does not come back into them; anyone it may be read by can still link to it."))</p>
        \(form.start(revoking(quoted, from: quoting), css: "row"))\(form.button("Take it out", .danger))\
        <a class="btn quiet" href="/posts/\(quoting.id)">\(words("Leave it in"))</a>\(form.end)</section>
        """, isUnlisted: true)
  }

  static func revoking(_ quoted: PostCard, from quoting: PostCard) -> String {
    "/posts/\(quoted.id)/quotes/\(quoting.id)/revoke"
  }
}

extension PostMarkup {
  /// In the menu of a post: the way to those that take it up, and out of the one that it takes up.
  func quotes(_ card: PostCard) -> Markup {
    let list: Markup =
      card.quoteCount > 0 || mayChange(card)
      ? "<a class=\"btn plain\" href=\"/posts/\(card.id)/quotes\">\(icon(.quote))\(words("Posts that take this one up"))</a>"
      : .empty
    guard let quoted = card.quoted?.card, mayChange(quoted) else { return list }
    return list + """
      <a class="btn plain" href="\(QuotePages.revoking(quoted, from: card))">\(icon(.quote))\(words("Take your post out of this one"))</a>
      """
  }
}
