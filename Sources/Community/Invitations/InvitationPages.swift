import Commons
import Pages

enum InvitationPages {
  // MARK: Making and listing

  struct Offer: Sendable {
    let groups: [Groups.Summary]
    /// The conversation the form was opened from.
    let conversation: (key: Key<Post>, title: String)?
    /// Whether stewards look at everyone who comes.
    let isApprovalForced: Bool
  }

  static func make(_ form: FormState, _ offer: Offer, once: String, words: Words) -> Page {
    let title = words("Invite people")
    var targets: [Choice] = []
    if let conversation = offer.conversation {
      targets.append(Choice("talk-\(conversation.key)", text: conversation.title))
    }
    targets += offer.groups.map { Choice("group-\($0.id)", text: $0.name) }
    targets.append(Choice("site", "This site"))
    let approval: Markup =
      offer.isApprovalForced
      ? "<p class=\"hint\">\(words("A steward looks at everyone who comes here for the first time."))</p>"
      : form.tick(
        "approval", "Someone has to say yes first",
        hint: "For a group its stewards and moderators, for the site a steward.")
    return Page(
      title: title,
      main: """
        <h1>\(title)</h1><section class="card">\(form.start("/invitations", once: once, css: "stack"))
        \(form.radios("to", "What to?", options: targets))
        \(form.area("note", "A note from you", hint: "Why them, and what you would like to hear. Everyone who opens the link sees it.", rows: 3, isOptional: true, limit: NewInvitation.longestNote))
        \(form.area("emails", "Send it by email", hint: "One address on each line; each gets a link that works once. Leave it empty for a link that you hand out yourself.", rows: 2, isOptional: true))
        <div class="two">\(form.pick("uses", "How many people may come in by the link", options: uses, value: "1"))
        \(form.pick("days", "How long it works", options: days, value: "7"))</div>\(approval)
        \(form.button("Make the invitation"))\(form.end)</section>
        """, problems: form.problems, isUnlisted: true)
  }

  private static let uses = [
    Choice("1", "One person"), Choice("5", "Five people"), Choice("25", "25 people"), Choice("any", "Any number"),
  ]
  private static let days = [
    Choice("1", "A day"), Choice("7", "A week"), Choice("30", "30 days"), Choice("90", "90 days"),
  ]

  static func list(_ invitations: [Invitations.Listed], site: String, look: PostMarkup) -> Page {
    let words = look.words
    let title = words("Your invitations")
    let rows = invitations.markup { row($0, site: site, look: look) }
    let list: Markup =
      invitations.isEmpty
      ? emptyState(
        .mail, words("You have invited nobody yet."),
        words("Who would know something that is missing here? Ask them in, with a note from you."),
        action: linkButton("/invitations/new", words("Invite people")))
      : "<section class=\"card\"><ul class=\"stack-l\">\(rows)</ul></section>"
    let more: Markup = invitations.isEmpty ? .empty : linkButton("/invitations/new", words("Invite people"))
    return Page(
      title: title, main: "<div class=\"row between\"><h1>\(title)</h1>\(more)</div>\(list)", isUnlisted: true)
  }

  private static func row(_ listed: Invitations.Listed, site: String, look: PostMarkup) -> Markup {
    let words = look.words
    let line = listed.line
    let name = thing(line.target, listed.thing, words)
    let used: Phrase =
      line.uses == 0
      ? "Nobody has come by it yet"
      : line.mostUses.map { most in
        .count(line.uses, one: "{1} of {2} has come", other: "{1} of {2} have come", and: String(most))
      }
        ?? .count(line.uses, one: "{1} has come", other: "{1} have come")
    let state: Markup =
      if line.revokedAt != nil { tag(words("Taken back")) } else if listed.isOpen { tag(words("Open"), .teal) } else {
        tag(words("Over"))
      }
    let sent: Markup =
      line.sentTo.isEmpty ? .empty : "<p class=\"meta\">\(icon(.mail)) \(words("Sent to \(line.sentTo)"))</p>"
    let link: Markup =
      listed.isOpen && line.sentTo.isEmpty
      ? "<p><code>\(site + listed.path)</code></p><p><a href=\"\(listed.path)\">\(words("See what they will see"))</a></p>"
      : .empty
    let note: Markup = line.note.isEmpty ? .empty : "<blockquote class=\"quote\" dir=\"auto\">\(line.note)</blockquote>"
    let revoke: Markup =
      listed.isOpen
      ? actionButton("/invitations/\(line.id)/revoke", words("Take it back"), look: .quiet, hidden: name) : .empty
    return """
      <li class="stack" id="i\(line.id)"><div class="row between"><h2 dir="auto">\(name)</h2>\(state)</div>\(note)\(link)\(sent)
      <p class="meta">\(words(used)) · \(words("until \(words.date(line.expiresAt))"))</p><div class="row">\(revoke)</div></li>
      """
  }

  static func thing(_ target: InvitationTarget, _ name: String, _ words: Words) -> String {
    switch target {
    case .site: words("To this site")
    case .group: name.isEmpty ? words("To a group you are no longer in") : words("To the group \(name)")
    case .conversation: name.isEmpty ? words("To a conversation") : words("To “\(name)”")
    }
  }

  // MARK: Landing

  /// What someone sees who follows the link: who asks them, why, and the thing itself.
  static func landing(
    _ landing: Invitations.Landing, token: String, form: FormState, once: String, siteName: String, look: PostMarkup
  ) -> Page {
    let words = look.words
    let title = heading(landing, siteName: siteName, words)
    let note: Markup =
      landing.note.isEmpty ? .empty : "<blockquote class=\"quote lead\" dir=\"auto\">\(landing.note)</blockquote>"
    return Page(
      title: title,
      hero: hero(
        .amber,
        """
        <div class="row">\(look.picture(landing.inviter, size: .large))<div><h1 dir="auto">\(title)</h1>\
        <p class="meta">@\(landing.inviter.handle)</p></div></div>\(note)
        """),
      main: body(landing, token: token, form: form, once: once, siteName: siteName, look: look),
      problems: form.problems, isUnlisted: true)
  }

  private static func heading(_ landing: Invitations.Landing, siteName: String, _ words: Words) -> String {
    let name = landing.inviter.name
    switch landing.thing {
    case .site: return words("\(name) invites you to \(siteName)")
    case .group(let group): return words("\(name) invites you to the group \(group.name)")
    case .conversation(let title, _):
      return title.isEmpty ? words("\(name) invites you to a conversation") : words("\(name) asks you about “\(title)”")
    }
  }

  private static func body(
    _ landing: Invitations.Landing, token: String, form: FormState, once: String, siteName: String, look: PostMarkup
  ) -> Markup {
    let words = look.words
    switch landing.thing {
    case .site:
      return """
        <section class="card stack"><p>\(words("Here the people who use public services and the people who provide them work out together what to do. Look around first: reading needs no account."))</p>
        <div class="row">\(accept(token, words("Join in"), look))<a class="btn quiet" href="/talk">\(words("Read what people say"))</a></div></section>
        """
    case .group(let group):
      let waits: Markup =
        landing.needsApproval
        ? "<p class=\"hint\">\(words("A steward or moderator of the group says yes first."))</p>" : .empty
      let look0: Markup =
        group.door.isClosed ? .empty : "<a class=\"btn quiet\" href=\"\(group.path)\">\(words("Look around first"))</a>"
      return """
        <section class="card stack"><h2 dir="auto">\(group.name)</h2>\(GroupDoorPages.lines(group.purpose))
        <p class="meta">\(if: group.door.isClosed, "\(icon(.lock)) ")\(GroupPages.doorWords(group.door, words))</p>\(waits)
        <div class="row">\(accept(token, landing.needsApproval ? words("Ask to join") : words("Join the group"), look))\(look0)</div></section>
        """
    case .conversation(_, let opening):
      let shown: Markup =
        opening.map { look.card($0) }
        ?? "<section class=\"card\"><p class=\"meta\">\(icon(.lock)) \(words("Only the people it is for can read this conversation. You are invited to be one of them."))</p></section>"
      let answer: Markup =
        opening == nil
        ? "<section class=\"card stack\"><div class=\"row\">\(accept(token, words("Accept and read it"), look))</div></section>"
        : """
        <section class="card" id="reply">\(form.start("/i/\(token)/answer", once: once, css: "stack"))
        \(form.area("text", "Your answer", rows: 5, labelAs: .heading, draft: "invitation"))
        \(if: look.viewer == nil, "<p class=\"hint\">\(words("You create an account in the next step. What you write is kept until then."))</p>")
        <div class="row">\(look.viewer != nil ? form.button("Answer") : form.button("Join and answer"))\
        <a class="btn quiet" href="\(landing.path)">\(words("Read the whole conversation"))</a></div>\(form.end)</section>
        """
      return "\(shown)\(answer)"
    }
  }

  /// For whoever is signed in a button; for others the way to an account, which leads back here.
  private static func accept(_ token: String, _ label: String, _ look: PostMarkup) -> Markup {
    if look.viewer != nil { return actionButton("/i/\(token)", label, look: .main) }
    let next = Link.encoded("/i/\(token)")
    return """
      <a class="btn" href="\("/join?invitation=\(token)&next=\(next)")">\(label)</a>\
      <a class="btn plain" href="\("/sign-in?next=\(next)")">\(look.words("I have an account"))</a>
      """
  }
}
