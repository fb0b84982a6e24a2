import Commons
import Pages

enum WelcomePages {
  /// The card on a newcomer's home page: a task list, what is left standing out.
  static func card(_ steps: Welcome.Steps, words: Words) -> Markup {
    let tasks: [(Phrase, Bool, String)] = [
      ("Choose topics you care about", steps.hasTopics, "/welcome#your-topics"),
      ("Say where you are", steps.hasPlace, "/welcome#your-place"),
      ("Follow three people or organisations", steps.followsThree, "/welcome#your-people"),
      ("Ask a question, or answer one", steps.hasSpoken, "/talk?order=unanswered"),
    ]
    let rows = tasks.markup { task in
      task.1
        ? "<li><span class=\"grow\">\(words(task.0))</span><span class=\"meta\">\(words("Done"))</span></li>"
        : "<li><a class=\"grow cover\" href=\"\(task.2)\">\(words(task.0))</a>\(tag(words("To do"), .violet))</li>"
    }
    return """
      <section class="card stack" aria-labelledby="first-steps"><h2 id="first-steps">\(words("First steps"))</h2><ul class="rows">\(rows)</ul>
      \(actionButton("/welcome/skip", words("Put this away"), look: .plain))</section>
      """
  }

  /// Asked of those who have not followed the link in the first letter.
  static func verify(words: Words) -> Markup {
    """
    <section class="card notice stack"><p>\(words("Please confirm your e-mail address: we sent you a letter with a link. Without it you cannot get back in if you forget your password."))</p>
    \(actionButton("/verify", words("Send it again"), icon: .mail, look: .plain))</section>
    """
  }

  static func page(
    _ member: Member, topics: [Welcome.TopicChoice], people: [Welcome.PersonChoice], place: String, form: FormState
  ) -> Page {
    let words = form.words
    let topicChoices = topics.map { Choice(String($0.id), text: "#\($0.name)") }
    let followed = topics.filter(\.isFollowed).map { String($0.id) }
    let personChoices = people.map { one in
      Choice(
        one.face.id.description,
        text: "\(one.face.name) (@\(one.face.handle))\(one.place.isEmpty ? "" : ", \(one.place)")")
    }
    return Page(
      title: words("Welcome"), section: .home,
      main: """
        <h1 dir="auto">\(words("Welcome, \(member.name)"))</h1>
        <p class="lead">\(words("Three small choices, and this place is yours. You can change them at any time, or leave them out."))</p>
        <section class="card">\(form.start("/welcome"))
        <div id="your-topics">\(topics.isEmpty ? .empty : form.ticks("topics", "What do you care about?", options: topicChoices, values: followed, isOptional: true, inTwoColumns: true))</div>
        <div id="your-place">\(form.text("place", "Where are you?", hint: "A town or a part of one. You will see what people near you say.", value: place, isOptional: true))</div>
        <div id="your-people">\(people.isEmpty ? .empty : form.ticks("people", "Whom would you like to hear from?", options: personChoices, isOptional: true, inTwoColumns: true))</div>
        <div class="row">\(form.button("Save and go on"))<a class="btn plain" href="/talk/new?kind=question">\(words("Ask a question"))</a></div>\(form.end)</section>
        \(actionButton("/welcome/skip", words("Skip this"), look: .plain))
        """, problems: form.problems, isUnlisted: true)
  }
}
