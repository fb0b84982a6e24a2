import Commons
import Pages

enum SignInPages {
  static func join(_ form: FormState, registration: Registration, words: Words) -> Page {
    let how: String =
      switch registration {
      case .open: words("Reading needs no account. To say something, ask or answer, you need one.")
      case .approval:
        words(
          "Reading needs no account. To take part you need one, and a steward of the site looks at each new account first."
        )
      case .invitation: words("Reading needs no account. To take part you need an invitation from someone who is here.")
      }
    return joining(form, how: how, words: words)
  }

  private static func joining(_ form: FormState, how: String, words: Words) -> Page {
    narrow(
      words("Create an account"), form,
      """
      <h1>\(words("Create an account"))</h1><p>\(how)</p>
      <section class="card">\(form.start("/join", css: "stack"))\(form.hidden("next", form["next"]))
      \(form.text("name", "Name", hint: "What people will see. It need not be the name on your passport.", autocomplete: "name"))
      \(form.text("handle", "Handle", hint: "A short name without spaces, for your address here: @amina", autocomplete: "username"))
      \(form.email("email", "Email", hint: "Only for letters from this site. Nobody else sees it."))
      \(form.password("password", "Password", hint: "At least 8 characters. Three odd words are easy to remember.", autocomplete: "new-password"))
      \(form.hasProblem("invitation") ? form.text("invitation", "Invitation", hint: "The last part of the link you were sent.") : form.hidden("invitation", form["invitation"]))
      \(form.button("Create an account"))\(form.end)</section>
      <p class="hint">\(words.around("By joining you agree to keep to {1}. {2} says what is kept about you.", "<a href=\"/rules\">\(words("the rules"))</a>", "<a href=\"/privacy\">\(words("Privacy"))</a>"))</p>
      <p>\(words.around("Have you one already? {1}", "<a href=\"/sign-in?next=\(Link.encoded(form["next"]))\">\(words("Sign in"))</a>"))</p>
      """)
  }

  static func signIn(_ form: FormState, isSendingKeptForm: Bool, words: Words) -> Page {
    let kept: Markup =
      isSendingKeptForm
      ? "<p class=\"card notice\">\(words("Sign in or create an account first. What you wrote is kept, and waits for you on the next page."))</p>"
      : ""
    return narrow(
      words("Sign in"), form,
      """
      <h1>\(words("Sign in"))</h1>\(kept)<section class="card">\(form.start("/sign-in", css: "stack"))\(form.hidden("next", form["next"]))
      \(form.text("email", "Email", hint: "Your handle works too.", autocomplete: "username"))
      \(form.password("password", "Password", autocomplete: "current-password"))
      \(form.button("Sign in"))\(form.end)</section>
      <ul class="stack"><li><a href="/sign-in/link?next=\(Link.encoded(form["next"]))">\(words("Send me a link instead, without a password"))</a></li>
      <li><a href="/reset">\(words("I have forgotten my password"))</a></li></ul>
      <p>\(words.around("Not been here before? {1}", "<a href=\"/join?next=\(Link.encoded(form["next"]))\">\(words("Create an account"))</a>"))</p>
      """)
  }

  /// What a signed-out visitor sent, handed back after they came in.
  static func kept(path: String, fields: [(name: String, value: String)], words: Words) -> Page {
    let hidden = fields.markup { "<input type=\"hidden\" name=\"\($0.name)\" value=\"\($0.value)\">" }
    let shown = fields.first { $0.name == "text" }?.value ?? ""
    let quoted: Markup = shown.isEmpty ? .empty : "<blockquote class=\"quote\" dir=\"auto\">\(shown)</blockquote>"
    return Page(
      title: words("Here is what you wrote"),
      main: """
        <h1>\(words("Here is what you wrote"))</h1>
        <section class="card"><form class="stack" action="\(path)" method="post">\(hidden)\(quoted)
        <div class="row"><button class="btn">\(words("Send it now"))</button><a class="btn quiet" href="/">\(words("Leave it"))</a></div></form></section>
        """)
  }

  private static func narrow(_ title: String, _ form: FormState, _ inner: Markup) -> Page {
    Page(title: title, main: "\(inner)", problems: form.problems)
  }
}
