import Commons
import Pages

enum SecurityPages {
  static func security(
    _ factor: SecondFactors.State, places: [Sessions.Place], current: Key<Session>, form: FormState, now: Moment
  ) -> Page {
    let words = form.words
    let rows = places.markup { place in
      let name = deviceName(place.device)
      let here: Markup =
        place.id == current
        ? tag(words("This one"), .teal)
        : actionButton(
          "/settings/security/sessions/\(place.id)/close", words("Sign out there"), look: .plain, hidden: name)
      return """
        <li class="row"><span class="grow">\(name.isEmpty ? words("A device we do not know") : name)<br>
        <span class="meta">\(words.around("Last used: {1}", words.time(place.lastSeenAt, now: now)))</span></span>\(here)</li>
        """
    }
    let code: Markup =
      factor.isOn
      ? """
      <p class="row">\(tag(words("On"), .teal, icon: .check)) <span>\(words(.count(factor.codesLeft, one: "{1} recovery code left", other: "{1} recovery codes left")))</span></p>
      <details class="note"\(if: form.hasProblem("password"), " open")><summary>\(words("Turn it off"))</summary>
      \(form.start("/settings/security/code/off"))\(form.password("password", "Your password"))\(form.button("Turn it off", .danger))\(form.end)</details>
      """
      : """
      <p>\(words("After your password, the site asks for six figures from an app on your phone. Whoever learns your password still cannot get in."))</p>
      \(form.start("/settings/security/code/begin"))\(form.button("Set it up", .quiet))\(form.end)
      """
    return SettingsPages.page(
      words("Security"), words: words, problems: form.problems,
      """
      <section class="card">\(form.start("/settings/security/password"))<h2>\(words("Password"))</h2>
      \(form.password("old-password", "Your password now"))
      \(form.password("new-password", "New password", hint: "At least 8 characters. Three odd words are easy to remember.", autocomplete: "new-password"))
      \(form.button("Change the password"))
      <p class="hint">\(words.around("Forgotten it? {1}", "<a href=\"/reset\">\(words("Get a link by e-mail"))</a>"))</p>\(form.end)</section>
      <section class="card stack"><h2>\(words("A code at sign-in"))</h2>\(code)</section>
      <section class="card stack"><h2>\(words("Where you are signed in"))</h2><ul class="rows">\(rows)</ul>
      <div>\(actionButton("/settings/security/sessions/close", words("Sign out everywhere"), icon: .exit, look: .quiet))</div></section>
      """)
  }

  static func setUp(_ setup: SecondFactors.Setup, form: FormState) -> Page {
    let words = form.words
    return SettingsPages.page(
      words("Set up a code at sign-in"), words: words, problems: form.problems,
      under: (words("Security"), "/settings/security"),
      """
      <section class="card stack"><ol class="stack">
      <li><strong>1. </strong>\(words("Get an app for codes on your phone: most password managers have one, or an “authenticator”."))</li>
      <li><strong>2. </strong>\(words("In the app, scan this picture, or type the key."))
      <div class="qr">\(Markup(trusted: setup.qrSVG))</div><p>\(words("Key:")) <code>\(setup.typed)</code></p></li>
      <li><strong>3. </strong>\(words("Type the six figures that the app shows now."))</li></ol>
      \(form.start("/settings/security/code/confirm"))
      \(form.code("code", "Code", autocomplete: "one-time-code", inputMode: "numeric", isNarrow: true))
      <div class="row">\(form.button("Turn it on"))<a class="btn quiet" href="/settings/security">\(words("Not now"))</a></div>\(form.end)</section>
      """)
  }

  /// Shown once: nothing can show these again.
  static func codes(_ codes: [String], words: Words) -> Page {
    SettingsPages.page(
      words("Keep these codes"), words: words, under: (words("Security"), "/settings/security"),
      """
      <section class="card stack"><p>\(words("The code at sign-in is on. If you lose your phone, one of these gets you in. Each works once. Write them down or print them now: they are not shown again."))</p>
      <ul class="two">\(codes.markup { "<li><code>\($0)</code></li>" })</ul>
      <p><a class="btn" href="/settings/security">\(words("I have kept them"))</a></p></section>
      """)
  }
}
