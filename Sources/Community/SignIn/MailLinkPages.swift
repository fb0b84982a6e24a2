import Commons
import Pages

/// Pages about links in letters. Following a link only shows a page; its button uses the link up, so that a program that looks into mail does not.
enum MailLinkPages {
  static func narrow(_ title: String, _ inner: Markup, form: FormState? = nil) -> Page {
    Page(title: title, main: "<h1>\(title)</h1>\(inner)", problems: form?.problems ?? [], isUnlisted: true)
  }

  static func askForLink(_ form: FormState) -> Page {
    let words = form.words
    return narrow(
      words("Sign in by e-mail"),
      """
      <p>\(words("We send you a letter with a link. Follow it, and you are in, without a password."))</p>
      <section class="card">\(form.start("/sign-in/link"))\(form.hidden("next", form["next"]))\(form.email())
      \(form.button("Send me a link"))\(form.end)</section>
      """, form: form)
  }

  static func askForReset(_ form: FormState) -> Page {
    let words = form.words
    return narrow(
      words("Choose a new password"),
      """
      <p>\(words("We send you a letter with a link to choose a new one."))</p>
      <section class="card">\(form.start("/reset"))\(form.email())\(form.button("Send me a link"))\(form.end)</section>
      """, form: form)
  }

  /// The same words whoever has an account.
  static func sent(words: Words) -> Page {
    narrow(
      words("Look at your e-mail"),
      """
      <section class="card stack"><p>\(words("If there is an account with that address, a letter is on its way to it. It takes a minute or two."))</p>
      <p class="hint">\(words("Nothing there? Look among the unwanted mail, or check the address and ask again."))</p></section>
      """)
  }

  static func spent(words: Words, again: String, label: String) -> Page {
    narrow(
      words("This link no longer works"),
      """
      <section class="card stack"><p>\(words("It has been used, or is too old."))</p><p><a class="btn" href="\(again)">\(label)</a></p></section>
      """)
  }

  /// One button that does what the link is for.
  static func press(_ title: String, _ text: String, button: Phrase, action: String, form: FormState) -> Page {
    narrow(
      title,
      "<section class=\"card stack\"><p>\(text)</p>\(form.start(action))\(form.button(button))\(form.end)</section>",
      form: form)
  }

  static func reset(_ form: FormState, token: String) -> Page {
    let words = form.words
    return narrow(
      words("Choose a new password"),
      """
      <section class="card">\(form.start("/reset/\(token)"))
      \(form.password("password", "New password", hint: "At least 8 characters. Three odd words are easy to remember.", autocomplete: "new-password"))
      <p class="hint">\(words("You will be signed out everywhere else."))</p>\(form.button("Set the password"))\(form.end)</section>
      """, form: form)
  }

  static func resetDone(words: Words) -> Page {
    narrow(
      words("Your password is set"),
      "<section class=\"card stack\"><p>\(words("Sign in with it now."))</p><p><a class=\"btn\" href=\"/sign-in\">\(words("Sign in"))</a></p></section>"
    )
  }

  static func said(_ title: String, _ text: String, path: String, label: String) -> Page {
    narrow(
      title,
      "<section class=\"card stack\"><p>\(text)</p><p><a class=\"btn\" href=\"\(path)\">\(label)</a></p></section>")
  }

  static func code(_ form: FormState) -> Page {
    let words = form.words
    return narrow(
      words("Enter your code"),
      """
      <section class="card">\(form.start("/sign-in/code"))\(form.hidden("ticket", form["ticket"]))\(form.hidden("next", form["next"]))
      \(form.code("code", "Code", hint: "The six figures that your app shows now, or one of your recovery codes.", autocomplete: "one-time-code", isNarrow: true))
      \(form.button("Sign in"))\(form.end)</section>
      """, form: form)
  }
}
