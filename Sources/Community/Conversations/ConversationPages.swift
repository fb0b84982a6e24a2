import Commons
import Pages

enum ConversationPages {
  // MARK: Lists

  static func list(_ order: Conversations.Order, _ cards: [PostCard], older: Key<Post>?, look: PostMarkup) -> Page {
    let words = look.words
    let tabs = TabBar(
      label: words("Conversations"),
      tabs: [
        (words("Latest"), "/talk", order == .latest),
        (words("Unanswered questions"), "/talk?order=unanswered", order == .unanswered),
        (words("Busy"), "/talk?order=busy", order == .busy), (words("Topics"), "/topics", false),
      ] + (look.viewer == nil ? [] : [(words("Saved"), "/bookmarks", false)]))
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
    return
      "<nav aria-label=\"\(words("More posts"))\"><a class=\"btn quiet\" rel=\"next\" href=\"\(path + older.description)\">\(words("Older posts"))</a></nav>"
  }

  private static func empty(_ order: Conversations.Order, _ words: Words) -> Markup {
    let text: String =
      order == .unanswered
      ? words("Every question here has an answer.")
      : words("No conversations here yet. What would you like to know from people who use or run services near you?")
    return
      "<div class=\"card empty\">\(icon(.talk))<p>\(text)</p><a class=\"btn\" href=\"/talk/new?kind=question\">\(words("Ask a question"))</a></div>"
  }

  // MARK: One conversation

  static func conversation(_ reading: Conversations.Reading, box: ReplyPages.Box?, look: PostMarkup) -> Page {
    let words = look.words
    let opening = reading.opening
    let title = opening.title ?? words("\(opening.author.name) said")
    let isQuestion = opening.kind == .question
    let counted: Phrase =
      isQuestion
      ? .count(opening.replyCount, one: "{1} answer", other: "{1} answers")
      : .count(opening.replyCount, one: "{1} reply", other: "{1} replies")
    let list = reading.branches.markup { branch($0, of: reading, look: look) }
    return Page(
      title: title, section: .talk,
      main: """
        \(first(reading, title: title, look: look))
        <section class="stack" id="replies" aria-labelledby="replies-h"><div class="row between"><h2 id="replies-h">\(words(counted))</h2>\
        \(if: isQuestion && opening.replyCount > 1 && reading.branch == nil, orders(reading, words))</div>
        \(beginning(reading, words))\(list)\(more(reading, words))</section>
        \(box.map { ReplyPages.form($0, to: reading, look: look) } ?? ReplyPages.joinIn(opening, words))
        """,
      aside: "\(ConversationAside.card(reading, look: look))", asideName: "About this conversation",
      feeds: opening.audience == .everyone
        ? [Feed(words("What is said in “\(title)”"), path: "/talk/\(opening.id).atom")] : [],
      modules: [.compose],
      problems: box?.form.problems ?? [], canonical: opening.path, isUnlisted: reading.branch != nil)
  }

  /// A vote that could not be counted: why, and the check as it is now.
  static func uncounted(_ card: PostCard, _ form: FormState, look: PostMarkup) -> Page {
    var look = look
    look.uncounted = form
    let title = look.words("Your vote")
    return Page(
      title: title, section: .talk,
      main: """
        <h1>\(title)</h1>
        <section aria-labelledby="check"><h2 id="check" class="vh">\(look.words("The check"))</h2>\(look.card(card))</section>
        """, problems: form.problems,
      problemPrefix: PostMarkup.ballotPrefix(card.id), isUnlisted: true)
  }

  private static func orders(_ reading: Conversations.Reading, _ words: Words) -> Markup {
    let path = reading.opening.path
    let isBest = reading.order == .best
    return """
      <nav class="row" aria-label="\(words("Order of the answers"))"><a class="btn plain" href="\(path + "#replies")"\(if: isBest, " aria-current=\"true\"")>\
      \(words("Most helpful first"))</a><a class="btn plain" href="\(path + "?order=oldest#replies")"\(if: !isBest, " aria-current=\"true\"")>\
      \(words("Oldest first"))</a></nav>
      """
  }

  /// The way back from a later page, or from one branch.
  private static func beginning(_ reading: Conversations.Reading, _ words: Words) -> Markup {
    let path = reading.opening.path
    if reading.branch != nil {
      return "<p><a class=\"btn quiet\" href=\"\(path + "#replies")\">\(words("Show the whole conversation"))</a></p>"
    }
    guard !reading.isFirstPage else { return .empty }
    let query = reading.order == .oldest ? "?order=oldest" : ""
    return
      "<p><a class=\"btn quiet\" rel=\"prev\" href=\"\(path + query + "#replies")\">\(words("From the beginning"))</a></p>"
  }

  private static func more(_ reading: Conversations.Reading, _ words: Words) -> Markup {
    guard let after = reading.olderAfter else { return .empty }
    var path = reading.opening.path
    if let branch = reading.branch { path = Paging.with("branch", branch.description, in: path) }
    if reading.order == .oldest { path = Paging.with("order", "oldest", in: path) }
    return Paging.newer(path, after: after, words: words)
  }

  private static func first(_ reading: Conversations.Reading, title: String, look: PostMarkup) -> Markup {
    let card = reading.opening
    let heading: Markup =
      card.title == nil
      ? "<h1 class=\"vh\" id=\"h\(card.id)\">\(title)</h1>"
      : "<h1 id=\"h\(card.id)\" lang=\"\(card.language)\" dir=\"auto\">\(title)</h1>"
    if card.state != .shown { return "<article class=\"card post\">\(heading)\(stub(card, look.words))</article>" }
    return """
      <article class="card post first" id="post-\(card.id)" aria-labelledby="h\(card.id)">\(look.head(card))\(heading)\(look.content(card))
      <div class="actions">\(look.support(card))\(if: look.viewer != nil, look.share(card))\(look.takeUp(card, css: "hide-s"))\(if: look.viewer != nil, look.bookmark(card))\
      \(look.menu(card, more: pins(reading, look)))</div></article>
      """
  }

  private static func pins(_ reading: Conversations.Reading, _ look: PostMarkup) -> Markup {
    let words = look.words
    let card = reading.opening
    let standing = reading.standing
    var buttons = Markup.empty
    if look.mayChange(card) {
      buttons += actionButton(
        "/posts/\(card.id)/pin", standing.isPinnedToProfile ? words("Unpin from profile") : words("Pin to profile"),
        icon: .pin,
        fields: ["place": "profile", "on": standing.isPinnedToProfile ? "no" : "yes", "next": look.next])
    }
    if standing.mayPinInGroup {
      buttons += actionButton(
        "/posts/\(card.id)/pin", standing.isPinnedInGroup ? words("Unpin from the group") : words("Pin in the group"),
        icon: .pin,
        fields: ["place": "group", "on": standing.isPinnedInGroup ? "no" : "yes", "next": look.next])
    }
    return buttons
  }

  private static func branch(_ branch: Conversations.Branch, of reading: Conversations.Reading, look: PostMarkup)
    -> Markup
  {
    let words = look.words
    let path = Paging.with("branch", branch.reply.id.description, in: reading.opening.path)
    let more: Markup =
      branch.hasMore && reading.branch == nil
      ? "<p><a class=\"btn quiet\" href=\"\(path)\">\(words("More replies here"))\(quietly(words("to \(branch.reply.author.name)")))</a></p>"
      : .empty
    let nested: Markup =
      branch.nested.isEmpty
      ? .empty
      : "<div class=\"nested stack\">\(branch.nested.markup { reply($0, of: reading, look: look) })\(more)</div>"
    return "<div class=\"branch\">\(reply(branch.reply, of: reading, look: look))\(nested)</div>"
  }

  private static func reply(_ card: PostCard, of reading: Conversations.Reading, look: PostMarkup) -> Markup {
    let words = look.words
    if card.state != .shown {
      return "<article class=\"card post\" id=\"post-\(card.id)\">\(stub(card, words))</article>"
    }
    let isAnswer = reading.opening.kind == .question && card.parent == reading.opening.id
    let path = Paging.with(
      "to", card.id.description,
      in: Paging.with("branch", (card.branch ?? card.id).description, in: reading.opening.path))
    return """
      <article class="card post" id="post-\(card.id)" aria-label="\(words("Reply by \(card.author.name)"))">\(look.head(card))\(look.content(card))
      <div class="actions">\(if: isAnswer, AnswerPages.helpful(card, look: look))\(look.support(card))<a class="btn plain" href="\(path + "#reply")">\
      \(icon(.reply))\(words("Reply"))<span class="vh"> \(words("to \(card.author.name)"))</span></a>\
      \(if: isAnswer && reading.standing.mayMark, AnswerPages.mark(card, look: look))\
      \(look.menu(card, more: "\(if: look.viewer != nil, look.share(card))\(if: look.viewer != nil, look.bookmark(card))"))</div></article>
      """
  }

  /// What stands where a post was: the replies on it keep their place.
  private static func stub(_ card: PostCard, _ words: Words) -> Markup {
    "<p class=\"soft\">\(card.state == .deleted ? words("This post was deleted by its author.") : words("This post was hidden by a moderator."))</p>"
  }

  // MARK: Who is here

  static func everyone(_ opening: PostCard, _ people: [(face: Face, posts: Int)], look: PostMarkup) -> Page {
    let words = look.words
    let rows = people.markup { one in
      """
      <li>\(look.picture(one.face))<span class="grow">\(look.name(one.face))<br><span class="meta">@\(one.face.handle)\
      \(one.face.relation.words.map { " · \(words($0))" as Markup })</span></span><span class="meta">\
      \(words(.count(one.posts, one: "{1} post", other: "{1} posts")))</span></li>
      """
    }
    let title = words("Who is here")
    return Page(
      title: title, section: .talk,
      main: """
        \(crumbs([(opening.title ?? words("\(opening.author.name) said"), opening.path)], words: words))<h1>\(title)</h1>
        <section class="card"><ul class="rows">\(rows)</ul></section>
        """, isUnlisted: true)
  }

  // MARK: Bookmarks

  static func bookmarks(_ reading: Shares.Bookmarks, look: PostMarkup) -> Page {
    let words = look.words
    let title = words("Your bookmarks")
    let list: Markup =
      reading.cards.isEmpty
      ? emptyState(
        .save, words("Nothing saved yet"),
        words("Press “Save” on a post, and you find it here again. Only you see this list."),
        action: linkButton("/talk", words("Read what people say")))
      : "<section class=\"stack\" aria-label=\"\(title)\">\(reading.cards.markup(look.card))</section>"
    let older: Markup =
      reading.olderBefore.map {
        "<nav aria-label=\"\(words("More"))\"><a class=\"btn quiet\" rel=\"next\" href=\"/bookmarks?before=\($0.milliseconds)\">\(words("Older bookmarks"))</a></nav>"
      } ?? .empty
    return Page(title: title, section: .talk, main: "<h1>\(title)</h1>\(list)\(older)", isUnlisted: true)
  }
}
