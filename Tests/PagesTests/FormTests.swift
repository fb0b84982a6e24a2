import Commons
import Testing

@testable import Pages

@Suite("Forms")
struct FormTests {
  let words = Words(.english)

  private func everything(_ form: FormState) -> Markup {
    """
    \(form.start("/join", once: "k", hasFiles: true, swap: "card"))\
    \(form.text("name", "Name", hint: "What people see.", autocomplete: "name"))\
    \(form.code("handle", "Handle"))\(form.email())\(form.password(autocomplete: "new-password"))\
    \(form.area("text", "Words", draft: "d", suggests: true, limit: 500))\
    \(form.pick("who", "Who can see it", options: [Choice("a", "Everyone"), Choice("b", text: "A & B"), .language("ar")]))\
    \(form.radios("part", "Your part", options: [Choice("x", "One", hint: "More"), Choice("y", "Two")], isOptional: true))\
    \(form.ticks("topics[]", "Topics", options: [Choice("x", "One"), Choice("y", "Two"), Choice("z", "Three")]))\
    \(form.tick("agree", "I agree"))\(form.file("picture", "Picture", accept: "image/*", allowsSeveral: true))\
    \(form.url("web", "Web"))\
    \(form.date("day", "Day"))\(form.number("age", "Age"))\(form.search())\(form.hidden("next", "/x"))\
    \(form.button("Create an account", hidden: "now"))\(form.end)
    """
  }

  @Test("Every field is well-formed, with and without problems, in both languages")
  func wellFormed() {
    for language in Language.allCases {
      let fields = [
        "name", "handle", "email", "password", "text", "who", "part", "topics[]", "agree", "picture", "web", "day",
        "age", "q",
      ]
      let problems = fields.map { Refusal.Problem(field: $0, "Put “<this>” right.") }
      #expect(faults(of: everything(FormState(words: Words(language))).string) == [])
      let wrong = FormState(words: Words(language), values: ["name": "\"><script>"], problems: problems)
      #expect(faults(of: (errorSummary(problems, words: Words(language)) + everything(wrong)).string) == [])
    }
  }

  @Test("A field is named by its label and nothing else")
  func labels() {
    let form = FormState(words: words)
    #expect(form.text("name", "Name").string.contains("<label for=\"name\">Name</label>"))
    #expect(form.email().string.contains("<label for=\"email\">Email</label>"))
    #expect(form.password().string.contains("<label for=\"password\">Password</label>"))
    #expect(form.button("Create an account").string.contains(">Create an account</button>"))
    #expect(form.text("name", "Name", isOptional: true).string.contains(">Name (optional)</label>"))
  }

  @Test("What was typed is kept, except a password")
  func kept() {
    let form = FormState(
      words: words,
      values: [
        "name": "<Amina>", "password": "secret", "text": "\nfirst line empty", "who": "b", "part": "y",
        "topics[]": "x\nz", "agree": "yes",
      ])
    let html = everything(form).string
    #expect(html.contains("value=\"&lt;Amina&gt;\""))
    #expect(!html.contains("secret"))
    // A browser drops one line break after the tag.
    #expect(html.contains(">\n\nfirst line empty</textarea>"))
    #expect(html.contains("<option value=\"b\" selected"))
    #expect(html.contains("name=\"part\" value=\"y\" checked") && !html.contains("name=\"part\" value=\"x\" checked"))
    #expect(
      html.contains("name=\"topics[]\" value=\"x\" checked") && !html.contains("name=\"topics[]\" value=\"y\" checked"))
    #expect(html.contains("name=\"agree\" value=\"yes\" checked"))
  }

  @Test("A box that was unticked stays unticked, whatever it was at first")
  func unticked() {
    #expect(FormState(words: words).tick("agree", "I agree", isTicked: true).string.contains(" checked"))
    #expect(
      !FormState(words: words, values: ["name": "A"]).tick("agree", "I agree", isTicked: true).string.contains(
        " checked"))
  }

  @Test("Nothing is chosen before somebody chooses")
  func nothingChosen() {
    #expect(
      !FormState(words: words).radios("part", "Part", options: [Choice("x", "One"), Choice("y", "Two")]).string
        .contains("checked"))
  }

  @Test("A problem stands in the summary as a link, and in the same words beside its field")
  func problems() {
    let problem = Refusal.Problem(field: "email", "Enter an e-mail address.")
    let form = FormState(words: words, problems: [problem])
    let summary = errorSummary([problem, .init("Something else.")], words: words).string
    #expect(summary.contains("There is a problem</h2>"))
    #expect(summary.contains("<a href=\"#email\">Enter an e-mail address.</a>"))
    #expect(summary.contains("<li>Something else.</li>"))
    #expect(summary.contains("role=\"alert\" tabindex=\"-1\""))
    let field = form.email(hint: "Only for letters.").string
    #expect(
      field.contains(
        "<span class=\"error\" id=\"email-error\"><span class=\"vh\">Error: </span>Enter an e-mail address.</span>"))
    #expect(
      field.contains("id=\"email\" name=\"email\" aria-describedby=\"email-hint email-error\" aria-invalid=\"true\""))
    #expect(errorSummary([], words: words).isEmpty)
  }

  @Test("The summary leads to the first answer of a group, to odd names, and to the right one of two forms")
  func ids() {
    let form = FormState(words: words)
    #expect(
      form.radios("part", "Part", options: [Choice("x", "One"), Choice("y", "Two")]).string.contains(
        "<input type=\"radio\" id=\"part\""))
    let problem = Refusal.Problem(field: "topics[]", "Choose one.")
    #expect(errorSummary([problem], words: words, idPrefix: "b-").string.contains("href=\"#b-topics--\""))
    var second = form
    second.idPrefix = "b-"
    #expect(
      second.ticks("topics[]", "Topics", options: [Choice("x", "One")]).string.contains(
        "id=\"b-topics--\" name=\"topics[]\""))
  }

  @Test("A form can be sent once")
  func once() {
    let start = FormState(words: words).start("/talk", once: "abc").string
    #expect(start.contains("method=\"post\" novalidate"))
    #expect(start.hasSuffix("<input type=\"hidden\" name=\"once\" value=\"abc\">"))
    #expect(!FormState(words: words).start("/talk").string.contains("once"))
  }

  @Test("A countdown brings its words in every form")
  func countdown() {
    let area = FormState(words: words).area("text", "Words", limit: 500).string
    #expect(
      area.contains(" data-limit=\"500\" data-left-one=\"{1} character left\" data-left-other=\"{1} characters left\""))
    #expect(!FormState(words: words).area("text", "Words").string.contains("data-"))
  }

  @Test("A button that does one thing is a form; it says whether it is on")
  func actions() {
    let button = actionButton(
      "/posts/1/support", "32", icon: .heart, pressed: true, hidden: "people support this", fields: ["next": "/a&b"],
      swap: "post-1"
    ).string
    #expect(faults(of: button) == [])
    #expect(
      button.contains(
        "<form class=\"inline\" action=\"/posts/1/support\" method=\"post\" data-swap=\"post-1\"><input type=\"hidden\" name=\"next\" value=\"/a&amp;b\">"
      ))
    #expect(button.contains("aria-pressed=\"true\""))
    #expect(!actionButton("/x", "Y").string.contains("aria-pressed"))
  }

  @Test("Choices of the site are translated; those of people are not, and keep their direction")
  func choices() {
    let welsh = FormState(words: Words(.welsh))
    let html = welsh.radios("a", "Search", options: [Choice("x", "Home"), Choice("y", text: "Home"), .language("ar")])
      .string
    #expect(html.contains("<legend>Chwilio</legend>"))
    #expect(html.contains("<span>Hafan</span>"))
    #expect(html.contains("<bdi>Home</bdi>"))
    #expect(html.contains("<span lang=\"ar\" dir=\"rtl\">العربية</span>"))
  }
}
