import Commons
import Pages

enum SettingsPages {
  /// Every settings page: the way back, one heading, cards under each other.
  static func page(
    _ title: String, words: Words, problems: [Refusal.Problem] = [], under: (name: String, path: String)? = nil,
    _ cards: Markup
  ) -> Page {
    let trail = [(words("Settings"), "/settings")] + (under.map { [($0.name, $0.path)] } ?? [])
    return Page(
      title: title, main: "\(crumbs(trail, words: words))<h1>\(title)</h1>\(cards)", problems: problems,
      isUnlisted: true)
  }

  static func list(_ member: Member, words: Words) -> Page {
    let rows: [(Icon, Phrase, Phrase, String)] = [
      (.user, "Profile", "Your name, picture and what you say about yourself", "/settings/profile"),
      (.lock, "Privacy", "Who may write to you, follow you and find you", "/settings/privacy"),
      (.mail, "E-mail", "Your address, and which letters you get", "/settings/email"),
      (.bell, "Notices on this device", "What is new, while no page is open", "/settings/push"),
      (.moon, "Display", "Light or dark, and the language of the site", "/display"),
      (.key, "Security", "Password, a code at sign-in, and where you are signed in", "/settings/security"),
      (.link, "Apps", "Programs that may use this site in your name", "/settings/apps"),
      (.download, "Your data", "Take everything with you, or delete your account", "/settings/data"),
    ]
    let list = rows.markup { row in
      "<li>\(icon(row.0))<span class=\"grow\"><a class=\"cover\" href=\"\(row.3)\"><strong>\(words(row.1))</strong></a><br><span class=\"meta\">\(words(row.2))</span></span></li>"
    }
    let steward: Markup =
      member.role >= .steward
      ? """
      <section class="card"><ul class="rows"><li>\(icon(.shield))<span class="grow"><a class="cover" href="/steward"><strong>\(words("Steward"))</strong></a><br>
      <span class="meta">\(words("The name of the site, who may join, and who looks after it"))</span></span></li></ul></section>
      """ : .empty
    let title = words("Settings")
    return Page(
      title: title,
      main: """
        <h1>\(title)</h1><section class="card"><ul class="rows">\(list)</ul></section>\(steward)
        <div>\(actionButton("/sign-out", words("Sign out"), icon: .exit, look: .quiet))</div>
        """, isUnlisted: true)
  }

  static func profile(_ own: Profiles.Own, _ member: Member, form: FormState) -> Page {
    let words = form.words
    let removal: Markup =
      own.picture == nil
      ? .empty
      : actionButton("/settings/profile/picture/remove", words("Remove the picture"), icon: .trash, look: .plain)
    return page(
      words("Profile"), words: words, problems: form.problems,
      """
      <section class="card stack"><h2>\(words("Your picture"))</h2>
      <div class="row">\(avatar(id: member.id, name: own.name, picture: own.picture, size: .large))
      <div class="grow">\(form.start("/settings/profile/picture", hasFiles: true))
      \(form.file("picture", "A new picture", accept: "image/*", hint: "A square from the middle is shown. Up to 10 MB."))
      \(form.button("Upload the picture", .quiet))\(form.end)\(removal)</div></div></section>
      <section class="card stack"><h2>\(words("The picture above your profile"))</h2>\(own.header.map { "<img class=\"banner\" src=\"\($0)\" alt=\"\">" as Markup })
      \(form.start("/settings/profile/header", hasFiles: true))
      \(form.file("header", "A new wide picture", accept: "image/*", hint: "Three times as wide as high is best. Up to 10 MB."))
      \(form.button("Upload the wide picture", .quiet))\(form.end)\(if: own.header != nil, actionButton("/settings/profile/header/remove", words("Remove the wide picture"), icon: .trash, look: .plain))</section>
      <section class="card">\(form.start("/settings/profile"))<h2>\(words("About you"))</h2>
      \(form.text("name", "Name", hint: "What people will see.", value: own.name, autocomplete: "name"))
      \(form.area("about", "About you", hint: "You can use **bold**, lists and links.", value: own.about, rows: 5, isOptional: true, limit: 2000))
      \(form.pick("relation", "How you have to do with services", options: relations, value: String(own.relation.rawValue)))
      \(form.text("place", "Where you are", hint: "A town or a part of one, as you would say it. People near you find you by it.", value: own.place, isOptional: true))
      \(form.area("links", "Links", hint: "Up to five addresses, one on each line.", value: own.links, rows: 3, isOptional: true))
      \(form.area("fields", "More about you", hint: "Up to eight lines, each a name, a colon and what it is. For example: Pronouns: she, her", value: own.fields, rows: 4, isOptional: true))
      \(form.button("Save"))\(form.end)</section>
      """)
  }

  static let relations = [
    Choice("0", "I would rather not say"), Choice("1", "I use services"), Choice("2", "I provide services"),
    Choice("3", "I work in services"),
    Choice("4", "I research services"), Choice("5", "I commission services"),
  ]

  static func privacy(_ own: Profiles.Own, form: FormState) -> Page {
    page(
      form.words("Privacy"), words: form.words, problems: form.problems,
      """
      <section class="card">\(form.start("/settings/privacy"))
      \(form.radios("messages", "Who may write to you?", options: [
        Choice("2", "Everyone who is signed in"), Choice("1", "People I follow", hint: "Others can ask you in public."), Choice("0", "Nobody new"),
      ], value: String(own.messagesFrom)))
      \(form.tick("approve", "I want to say yes before somebody follows me", isTicked: own.approvesFollowers))
      \(form.tick("directory", "Show me in the list of people", isTicked: own.isInDirectory))
      \(form.button("Save"))\(form.end)</section>
      """)
  }

  static func email(_ state: EmailProofs.State, preferences: [String: String], form: FormState) -> Page {
    let words = form.words
    let times = LetterTime.allCases.map { Choice($0.rawValue, $0.words) }
    let kinds = LetterKind.allCases.markup { kind in
      form.pick(kind.preference, kind.words, options: times, value: preferences[kind.preference] ?? kind.usual.rawValue)
    }
    let gathered = form.pick(
      LetterKind.digest, "What comes once a day or once a week, gathered in one letter",
      options: [Choice("on", "Send it"), Choice(LetterTime.never.rawValue, LetterTime.never.words)],
      value: preferences[LetterKind.digest] ?? "on")
    let confirmed: Markup =
      state.isVerified
      ? tag(words("Confirmed"), .teal, icon: .check)
      : "\(tag(words("Not confirmed yet"), .amber)) \(actionButton("/verify", words("Send the letter again"), icon: .mail, look: .quiet))"
    let changing: Markup =
      state.changingTo.map { to in
        "<p class=\"soft\">\(words("It is being changed to \(to). Follow the links in the letters to both addresses."))</p>"
      } ?? .empty
    return page(
      words("E-mail"), words: words, problems: form.problems,
      """
      <section class="card stack"><h2>\(words("Your address"))</h2><p class="row"><strong>\(state.email)</strong>\(confirmed)</p>\(changing)
      <details class="note"\(if: form.hasProblem("email") || form.hasProblem("password"), " open")><summary>\(words("Change the address"))</summary>
      \(form.start("/settings/email/address"))\(form.email("email", "New address"))\(form.password("password", "Your password"))
      \(form.button("Change the address", .quiet))\(form.end)</details></section>
      <section class="card">\(form.start("/settings/email"))<h2 id="letters">\(words("Which letters you get"))</h2>
      <p class="soft">\(words("Letters go to the address you have confirmed. What you have read here already is left out of them."))</p>
      <div class="pairs">\(kinds)\(gathered)</div><p class="hint">\(words("Letters about your account itself always come."))</p>\(form.button("Save"))\(form.end)</section>
      """)
  }

  static func display(_ theme: Theme, next: String, isSignedIn: Bool, form: FormState) -> Page {
    let words = form.words
    let themes = [
      Choice("system", "As my device has it"), Choice("light", "Light"), Choice("dark", "Dark"),
    ]
    let languages = Language.allCases.map { Choice($0.rawValue, text: $0.ownName) }
    let inner: Markup = """
      <section class="card">\(form.start("/display"))\(form.hidden("next", next))
      \(form.radios("theme", "Light or dark", options: themes, value: theme.rawValue))
      \(form.radios("language", "Language of the site", options: languages, value: words.code))
      \(form.button("Save"))\(form.end)</section>
      """
    let title = words("Display")
    if isSignedIn { return page(title, words: words, problems: form.problems, inner) }
    return Page(title: title, main: "<h1>\(title)</h1>\(inner)", problems: form.problems, isUnlisted: true)
  }
}
