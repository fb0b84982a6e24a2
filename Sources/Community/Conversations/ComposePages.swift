import Commons
import Pages

enum ComposePages {
  /// The audiences a composer offers, and how each is written in a form: `everyone`, `unlisted`, `members`, `followers`, `named`, or `group-` and a key.
  static func audience(_ typed: String) throws(Refusal) -> (Audience, Key<Space>?) {
    switch typed {
    case "", "everyone", "unlisted": return (.everyone, nil)
    case "members": return (.members, nil)
    case "followers": return (.followers, nil)
    case "named": return (.named, nil)
    default:
      guard typed.hasPrefix("group-"), let key = Key<Space>(String(typed.dropFirst(6))) else {
        throw .invalid("audience", "Choose who can see it.")
      }
      return (.group, key)
    }
  }

  static func audienceChoices(_ groups: [HomeStore.GroupChoice], _ words: Words) -> [Choice] {
    [
      Choice("everyone", "Everyone can see it"), Choice("unlisted", "Everyone, but in no public list"),
      Choice("members", "Signed-in members"),
      Choice("followers", "People who follow you"),
      Choice("named", "Only people you name"),
    ] + groups.map { Choice("group-\($0.id)", text: $0.isClosed ? words("\($0.name), members only") : $0.name) }
  }

  /// The short composer on a home page.
  static func quick(_ form: FormState, speaksFor: [Face], groups: [HomeStore.GroupChoice], once: String, words: Words)
    -> Markup
  {
    """
    <section class="card">\(form.start("/talk", once: once, css: "stack"))
    \(form.area(
      "text", "What’s happening where you are?", rows: 2, labelAs: .heading, placeholder: "A question, a worry, something that worked…", draft: "quick",
      suggests: true, limit: PostText.longest))
    \(ReplyPages.speakAs(form, speaksFor))
    <div class="row between"><div>\(form.pick("audience", "Who can see it", options: audienceChoices(groups, words), isLabelHidden: true))</div>
    <div class="row"><a class="btn plain" href="/talk/new">\(words("More choices"))</a>\(form.button("Post"))</div></div>\(form.end)</section>
    """
  }

  /// What the whole composer is made of.
  struct Composer {
    let form: FormState
    let speaksFor: [Face]
    let groups: [HomeStore.GroupChoice]
    let once: String
    var files: [WaitingFile] = []
    /// Questions like the one that was sent: it is asked all the same when the form comes again.
    var similar: [PostCard] = []
    /// The post that is taken up.
    var quoted: PostCard?
  }

  /// The whole composer: a question or a conversation, with everything one can say about it.
  static func start(_ composer: Composer, look: PostMarkup) -> Page {
    let form = composer.form
    let words = look.words
    let isQuestion = form["kind"] == "question"
    let title =
      isQuestion
      ? words("Ask a question") : composer.quoted == nil ? words("Start a conversation") : words("Take a post up")
    let isAsking = !composer.similar.isEmpty
    let button: Phrase = isAsking ? "No, ask mine" : isQuestion ? "Ask the question" : "Post"
    return Page(
      title: title, section: .talk,
      main: """
        <h1>\(title)</h1>\(if: isAsking, AnswerPages.isItOneOfThese(composer.similar, look: look))
        <section class="card">\(form.start("/talk", once: composer.once, css: "stack", hasFiles: true))
        \(form.hidden("kind", isQuestion ? "question" : "post"))\(if: isAsking, form.hidden("sure", "yes"))
        \(isQuestion ? question(form, words) : conversation(form))
        \(composer.quoted.map { "<div class=\"stack\"><p class=\"hint\">\(words("You take up this post:"))</p>\(look.small($0))\(form.hidden("quote", $0.id))</div>" as Markup })
        <p class="hint">\(words("You can use **bold**, lists and links, #topics and @handles."))</p>
        \(ReplyPages.speakAs(form, composer.speaksFor))
        \(form.pick("audience", "Who can see it", options: audienceChoices(composer.groups, words)))\(audienceNote(form["audience"], composer.groups, words))
        <div class="if-named">\(form.text("named", "People to name", hint: "Handles of the people who should see it, if you chose “Only people you name”.", isOptional: true))</div>
        \(ReplyPages.note(form))
        \(CheckFields.details(form, words: words))
        \(AttachmentFields.details(form, files: composer.files, words: words, more: "\(form.tick("sensitive", "The pictures may upset someone", hint: "They are then folded away until somebody opens them."))\(ReplyPages.language(form, words))"))
        \(form.button(button))\(form.end)</section>
        """,
      modules: [.compose], hearsNews: false, problems: form.problems)
  }

  private static func question(_ form: FormState, _ words: Words) -> Markup {
    """
    <div class="stack" data-similar="/talk/similar?part=yes&amp;q=">\(form.text(
      "title", "Your question, in one line", hint: "For example: Has anyone got respite care arranged without three assessments?",
      maxLength: Opening.longestTitle))<div class="similar" aria-live="polite"></div></div>
    \(form.area(
      "text", "What would help people answer?", rows: 6, isOptional: true, draft: "start-question", suggests: true, limit: PostText.longest))
    """
  }

  private static func conversation(_ form: FormState) -> Markup {
    """
    \(form.text("title", "Title", isOptional: true, maxLength: Opening.longestTitle))
    \(form.area("text", "What would you like to say?", rows: 8, draft: "start-post", suggests: true, limit: PostText.longest))
    """
  }

  /// In a group: who reads there, in words.
  private static func audienceNote(_ chosen: String, _ groups: [HomeStore.GroupChoice], _ words: Words) -> Markup {
    guard let group = groups.first(where: { chosen == "group-\($0.id)" }) else { return .empty }
    let text =
      group.isClosed
      ? words("Only members of \(group.name) will see this.")
      : words("Everyone can read what is said in \(group.name).")
    return "<p class=\"hint row\">\(icon(group.isClosed ? .lock : .globe))<span>\(text)</span></p>"
  }
}
