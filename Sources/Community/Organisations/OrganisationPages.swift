import Commons
import Pages

enum OrganisationPages {
  private static let kinds: [Choice] = OrganisationKind.offered.map { Choice($0.name, $0.words) }

  static func found(_ form: FormState, once: String, words: Words) -> Page {
    let title = words("Add an organisation")
    return Page(
      title: title, section: .people,
      main: """
        <h1>\(title)</h1><p>\(words("You become its first owner, and can then ask others in. What is written as the organisation is always written by a person."))</p>
        <section class="card">\(form.start("/organisations", once: once, css: "stack"))
        \(form.text("name", "Name", autocomplete: "organization"))
        \(form.code("handle", "Handle", hint: "A short name without spaces, for its address here. It cannot be changed later."))
        \(fields(form))
        \(form.tick("shown", "Show on its page that I speak for it", isTicked: true))
        \(form.button("Add the organisation"))\(form.end)</section>
        """, problems: form.problems)
  }

  private static func fields(_ form: FormState, _ organisation: Organisations.Summary? = nil) -> Markup {
    """
    \(form.radios("kind", "What sort of organisation is it?", options: kinds, value: organisation?.kind.name, inTwoColumns: true))
    \(form.area("about", "What does it do?", value: organisation?.about, rows: 4, limit: OrganisationProfile.longestAbout))
    \(form.text("place", "Place", hint: "Where it is, or which area it works in.", value: organisation?.place, isOptional: true))
    \(form.text("number", "Registration number", hint: "Of a charity or a company.", value: organisation?.number, isOptional: true, isNarrow: true))
    \(form.area("services", "Services", hint: "What people can come to it for, one on each line.", value: organisation?.services.joined(separator: "\n"), rows: 4, isOptional: true))
    \(form.area("links", "Links", hint: "Web addresses, one on each line, each with https:// in front.", value: organisation?.links.joined(separator: "\n"), rows: 2, isOptional: true))
    """
  }

  static func edit(_ organisation: Organisations.Summary, _ form: FormState, words: Words) -> Page {
    let title = words("Edit \(organisation.face.name)")
    return Page(
      title: title, section: .people,
      main: """
        \(crumbs([(organisation.face.name, organisation.face.path)], words: words))<h1 dir="auto">\(title)</h1>
        <section class="card">\(form.start("\(organisation.path)/edit", css: "stack"))\(form.text("name", "Name", value: organisation.face.name))
        \(fields(form, organisation))\(form.button("Save"))\(form.end)</section>
        """, problems: form.problems, isUnlisted: true)
  }

  // MARK: On its profile

  /// What stands beside an organisation's posts: what it is and does, and who speaks for it.
  static func aside(_ organisation: Organisations.Summary, speakers: [Organisations.Line], look: PostMarkup) -> Markup {
    let words = look.words
    let services: Markup =
      organisation.services.isEmpty
      ? .empty
      : "<section class=\"card\"><h2>\(words("Services"))</h2><ul class=\"rows\">\(organisation.services.markup { "<li dir=\"auto\">\($0)</li>" })</ul></section>"
    let people: Markup =
      speakers.isEmpty
      ? .empty
      : """
      <section class="card"><h2>\(words("Who speaks for it"))</h2><ul class="rows">\(speakers.markup { line in
        "<li>\(look.picture(line.face, size: .small))<span class=\"grow\">\(look.name(line.face))<br><span class=\"meta\">\(words(line.role.words))</span></span></li>"
      })</ul></section>
      """
    return services + people
  }

  /// What the viewer can do about it: edit it, see who belongs to it, ask to belong to it, answer an invitation.
  static func standing(_ organisation: Organisations.Summary, form: FormState, isSignedIn: Bool, words: Words) -> Markup
  {
    if organisation.role != nil {
      let edit: Markup =
        organisation.mayEdit
        ? linkButton("\(organisation.path)/edit", words("Edit this page"), icon: .edit, look: .quiet) : .empty
      return
        "<div class=\"row\">\(edit)\(linkButton("\(organisation.path)/people", words("Who belongs to it"), icon: .users, look: .quiet))</div>"
    }
    switch organisation.tie {
    case .invited:
      return """
        <section class="card notice stack"><h2>\(words("You are invited to belong to it"))</h2><div class="row">\
        \(actionButton("\(organisation.path)/join", words("Accept"), look: .main))\(actionButton("\(organisation.path)/leave", words("No, thank you"), look: .quiet))</div></section>
        """
    case .requested:
      return """
        <section class="card row between"><p>\(words("You asked to belong to it. An owner will answer."))</p>\
        \(actionButton("\(organisation.path)/leave", words("Take it back"), look: .quiet))</section>
        """
    case .accepted, nil:
      guard isSignedIn else { return .empty }
      return """
        <details class="card"\(if: form.hasProblem("why"), " open")><summary>\(words("Do you work or volunteer here?"))</summary>
        \(form.start("\(organisation.path)/ask", css: "stack"))
        \(form.area("why", "What do you do there?", hint: "Its owners read this, and can let you speak for it.", rows: 2, limit: Reason.longest))
        \(form.button("Ask to belong to it", .quiet))\(form.end)</details>
        """
    }
  }

  // MARK: Who belongs to it

  static func circle(_ circle: Organisations.Circle, form: FormState, viewer: Key<Account>, look: PostMarkup) -> Page {
    let words = look.words
    let organisation = circle.organisation
    let title = words("Who belongs to \(organisation.face.name)")
    let rows = circle.members.markup { line in member(line, in: organisation, viewer: viewer, look: look) }
    let list: Markup =
      circle.members.isEmpty ? "<p class=\"soft\">\(words("Nobody yet."))</p>" : "<ul class=\"rows\">\(rows)</ul>"
    return Page(
      title: title, section: .people,
      main: """
        \(crumbs([(organisation.face.name, organisation.face.path)], words: words))<h1 dir="auto">\(title)</h1>
        \(waiting(circle.asked, "Asking to belong to it", organisation, look))
        <section class="card">\(list)</section>\(own(organisation, words))
        \(if: organisation.isOwned, invite(organisation, form, words))
        \(waiting(circle.invited, "Invited, and not answered yet", organisation, look))
        """, problems: form.problems, isUnlisted: true)
  }

  private static func face(_ line: Organisations.Line, _ under: Markup, role: Markup? = nil, _ look: PostMarkup)
    -> Markup
  {
    "\(look.picture(line.face))<span class=\"grow\">\(look.name(line.face)) \(role)<br><span class=\"meta\">@\(line.face.handle)\(under)</span></span>"
  }

  private static func member(
    _ line: Organisations.Line, in organisation: Organisations.Summary, viewer: Key<Account>, look: PostMarkup
  ) -> Markup {
    let words = look.words
    let shown: Markup = line.isShown ? " · \(words("shown on its page"))" : .empty
    let path = "\(organisation.path)/people/\(line.face.id)"
    var buttons = Markup.empty
    if organisation.isOwned {
      for role in OrganisationRole.allCases.reversed() where role != line.role {
        let label =
          switch role {
          case .owner: words("Make owner")
          case .editor: words("Make editor")
          case .speaker: words("Make speaker")
          case .member: words("Make member")
          }
        buttons += actionButton(
          "\(path)/role", label, look: .quiet, hidden: line.face.name, fields: ["role": role.name])
      }
      if line.face.id != viewer {
        buttons += actionButton("\(path)/remove", words("Remove"), look: .danger, hidden: line.face.name)
      }
    }
    let change: Markup =
      buttons.isEmpty
      ? .empty
      : "<details><summary>\(words("Change"))\(quietly(line.face.name))</summary><div class=\"stack\">\(buttons)</div></details>"
    return
      "<li>\(face(line, shown, role: tag(words(line.role.words), line.role == .member ? nil : .teal), look))\(change)</li>"
  }

  /// What the viewer decides for themselves.
  private static func own(_ organisation: Organisations.Summary, _ words: Words) -> Markup {
    guard organisation.tie == .accepted else { return .empty }
    let label = organisation.isShown ? words("Do not show me on its page") : words("Show me on its page")
    return """
      <section class="card stack"><h2>\(words("You"))</h2><p>\(words("Its page names only those who chose to be shown, and may speak for it."))</p>
      <div class="row">\(actionButton("\(organisation.path)/shown", label, look: .quiet, fields: ["shown": organisation.isShown ? "no" : "yes"]))\
      \(actionButton("\(organisation.path)/leave", words("Leave the organisation"), look: .plain))</div></section>
      """
  }

  private static func invite(_ organisation: Organisations.Summary, _ form: FormState, _ words: Words) -> Markup {
    let roles = OrganisationRole.allCases.map { Choice($0.name, $0.words, hint: $0.hint) }
    return """
      <section class="card"><h2>\(words("Invite a person"))</h2>\(form.start("\(organisation.path)/invitees", css: "stack"))
      \(form.code("handle", "Their handle"))\(form.radios("role", "What may they do?", options: roles, value: "speaker"))
      \(form.button("Invite"))\(form.end)</section>
      """
  }

  private static func waiting(
    _ lines: [Organisations.Line], _ heading: Phrase, _ organisation: Organisations.Summary, _ look: PostMarkup
  ) -> Markup {
    guard !lines.isEmpty else { return .empty }
    let words = look.words
    let isAsking = !lines.allSatisfy(\.why.isEmpty)
    let rows = lines.markup { line -> Markup in
      let why: Markup = line.why.isEmpty ? .empty : "<blockquote class=\"quote\" dir=\"auto\">\(line.why)</blockquote>"
      let path = "\(organisation.path)/requests/\(line.face.id)"
      let buttons: Markup =
        isAsking
        ? actionButton(path, words("Accept"), look: .main, hidden: line.face.name, fields: ["answer": "yes"])
          + actionButton(path, words("Decline"), look: .quiet, hidden: line.face.name, fields: ["answer": "no"])
        : actionButton(
          "\(organisation.path)/people/\(line.face.id)/remove", words("Take back"), look: .quiet, hidden: line.face.name
        )
      return
        "<li class=\"stack\"><div class=\"row\">\(face(line, " · \(words(line.role.words))", look))</div>\(why)<div class=\"row\">\(buttons)</div></li>"
    }
    return "<section class=\"card\"><h2>\(words(heading))</h2><ul class=\"stack-l\">\(rows)</ul></section>"
  }
}
