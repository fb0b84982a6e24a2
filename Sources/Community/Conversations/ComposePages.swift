import Commons
import Pages

enum ComposePages {
  /// The audiences a composer offers, and how each is written in a form: `everyone`, `members`, `followers`, `named`, or `group-` and a key.
  static func audience(_ typed: String) throws(Refusal) -> (Audience, Key<Space>?) {
    switch typed {
    case "", "everyone": return (.everyone, nil)
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
      Choice("everyone", "Everyone can see it"), Choice("members", "Signed-in members"), Choice("followers", "People who follow you"),
      Choice("named", "Only people you name"),
    ] + groups.map { Choice("group-\($0.id)", text: $0.isClosed ? words("\($0.name), members only") : $0.name) }
  }

  /// The short composer on a home page.
  static func quick(_ form: FormState, speaksFor: [Face], groups: [HomeStore.GroupChoice], once: String, words: Words) -> Markup {
    """
    <section class="card">\(form.start("/talk", once: once, css: "stack"))
    \(form.area("text", "What’s happening where you are?", rows: 2, labelAs: .heading, placeholder: "A question, a worry, something that worked…"))
    \(ConversationPages.speakAs(form, speaksFor))
    <div class="row between"><div>\(form.pick("audience", "Who can see it", options: audienceChoices(groups, words), isLabelHidden: true))</div>
    <div class="row"><a class="btn plain" href="/talk/new">\(words("More choices"))</a>\(form.button("Post"))</div></div>\(form.end)</section>
    """
  }

  /// The whole composer: a question or a conversation, with everything one can say about it.
  static func start(_ form: FormState, speaksFor: [Face], groups: [HomeStore.GroupChoice], once: String, words: Words) -> Page {
    let isQuestion = form["kind"] == "question"
    let title = isQuestion ? words("Ask a question") : words("Start a conversation")
    return Page(
      title: title, section: .talk,
      main: """
        <h1>\(title)</h1><section class="card">\(form.start("/talk", once: once, css: "stack"))
        \(form.hidden("kind", isQuestion ? "question" : "post"))
        \(isQuestion
          ? form.text("title", "Your question, in one line", hint: "For example: Has anyone got respite care arranged without three assessments?")
          : form.text("title", "Title", isOptional: true))
        \(isQuestion
          ? form.area("text", "What would help people answer?", rows: 6, isOptional: true) : form.area("text", "What would you like to say?", rows: 8))
        <p class="hint">\(words("You can use **bold**, lists and links, #topics and @handles."))</p>
        \(ConversationPages.speakAs(form, speaksFor))
        \(form.pick("audience", "Who can see it", options: audienceChoices(groups, words)))
        \(form.text("named", "People to name", hint: "Handles of the people who should see it, if you chose “Only people you name”.", isOptional: true))
        \(form.text("note", "Content note", hint: "If it may upset someone, say here what it is about. The text is then folded away.", isOptional: true))
        \(form.pick("language", "Language you are writing in", options: languages))
        \(form.button(isQuestion ? "Ask the question" : "Post"))\(form.end)</section>
        """,
      modules: [.compose], problems: form.problems)
  }

  private static let languages = [
    Choice("en", text: "English"), Choice("cy", text: "Cymraeg"), Choice("ar", text: "العربية"), Choice("bn", text: "বাংলা"),
    Choice("fr", text: "Français"), Choice("pl", text: "Polski"), Choice("pt", text: "Português"), Choice("ro", text: "Română"),
    Choice("so", text: "Soomaali"), Choice("es", text: "Español"), Choice("uk", text: "Українська"), Choice("ur", text: "اردو"),
    Choice("zh", text: "中文"),
  ]
}
