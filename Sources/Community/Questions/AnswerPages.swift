import Commons
import Pages

/// What pages show of questions and answers besides the posts themselves.
enum AnswerPages {
  static func helpful(_ card: PostCard, look: PostMarkup) -> Markup {
    let words = look.words
    // Others say whether an answer helped: its writer sees the number.
    if let viewer = look.viewer, card.author.id == viewer || card.writer == viewer {
      guard card.helpfulCount > 0 else { return .empty }
      return
        "<span class=\"btn plain\">\(icon(.tick))\(words(.count(card.helpfulCount, one: "{1} found this helpful", other: "{1} found this helpful")))</span>"
    }
    return actionButton(
      "/posts/\(card.id)/helpful",
      card.helpfulCount == 0 ? words("Helpful") : words("Helpful \(words.number(card.helpfulCount))"), icon: .tick,
      pressed: card.isHelpful,
      hidden: card.isHelpful ? words("You said this helped. Take it back") : words("Say that this answer helped"),
      fields: ["next": look.next, "on": card.isHelpful ? "no" : "yes"])
  }

  static func mark(_ card: PostCard, look: PostMarkup) -> Markup {
    let words = look.words
    return actionButton(
      "/posts/\(card.id)/answer", card.isAnswer ? words("Not the answer") : words("Mark as answer"),
      icon: card.isAnswer ? .close : .check,
      hidden: words("by \(card.author.name)"), fields: ["next": look.next, "on": card.isAnswer ? "no" : "yes"])
  }

  // MARK: Similar questions

  /// Above the form of a question that sounds like others.
  static func isItOneOfThese(_ similar: [PostCard], look: PostMarkup) -> Markup {
    let words = look.words
    return """
      <section class="card notice stack" role="status"><h2>\(words("Is it one of these?"))</h2>\(rows(similar, look: look))
      <p>\(words("If not, your question is still below: press “No, ask mine”."))</p></section>
      """
  }

  private static func rows(_ similar: [PostCard], look: PostMarkup) -> Markup {
    let words = look.words
    let rows = similar.markup { card in
      let answers: Phrase = .count(card.answerCount, one: "{1} answer", other: "{1} answers")
      return """
        <li><span class="grow"><a class="cover" href="\(card.path)" lang="\(card.language)" dir="auto">\(card.title)</a><br>\
        <span class="meta">\(words(answers)) · \(words.time(card.publishedAt, now: look.now))</span></span></li>
        """
    }
    return "<ul class=\"rows\">\(rows)</ul>"
  }

  /// The list alone, for compose.js, which shows it under the question while it is typed. Empty when there is nothing like it.
  static func similarPart(_ similar: [PostCard], look: PostMarkup) -> Markup {
    guard !similar.isEmpty else { return .empty }
    return
      "<section class=\"card notice\"><h2>\(look.words("Is it one of these?"))</h2>\(rows(similar, look: look))</section>"
  }

  static func similar(_ typed: String, _ similar: [PostCard], look: PostMarkup) -> Page {
    let words = look.words
    let title = words("Similar questions")
    let list: Markup =
      similar.isEmpty
      ? emptyState(.question, words("Nobody has asked that yet"))
      : "<section class=\"card\">\(rows(similar, look: look))</section>"
    return Page(
      title: title, section: .talk,
      main: """
        <h1>\(title)</h1><p class="lead" dir="auto">\(typed)</p>\(list)
        <p>\(linkButton(Paging.with("title", typed, in: "/talk/new?kind=question"), words("Ask my question")))</p>
        """, isUnlisted: true)
  }

  // MARK: Asking someone

  static func ask(_ asking: Answers.Asking, _ form: FormState, look: PostMarkup) -> Page {
    let words = look.words
    let question = asking.question
    let title = words("Ask someone to answer")
    let asked: Markup =
      asking.asked.isEmpty
      ? .empty
      : """
      <section class="card"><h2>\(words("Asked already"))</h2><ul class="rows">\
      \(asking.asked.markup { "<li>\(look.picture($0, size: .small))<span class=\"grow\">\(look.name($0))</span></li>" })</ul></section>
      """
    return Page(
      title: title, section: .talk,
      main: """
        \(crumbs([(question.title ?? words("The question"), question.path)], words: words))<h1>\(title)</h1>
        <section class="card">\(form.start("/talk/\(question.id)/ask"))
        \(form.code("handle", "Whom would you like to ask?", hint: "The handle of a person or an organisation, for example @averle-wheels. They get a notice."))
        <div class="row">\(form.button("Ask them"))<a class="btn plain" href="/people">\(words("Find people and organisations"))</a></div>\(form.end)</section>\(asked)
        """, problems: form.problems, isUnlisted: true)
  }
}
