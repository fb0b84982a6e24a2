import Commons
import Pages

/// Who is in a group, who waits at its door, and what those who look after it can do about them.
enum MemberPages {
  static func directory(_ directory: Memberships.Directory, form: FormState, look: PostMarkup) -> Page {
    let words = look.words
    let group = directory.group
    let title = words("Members of \(group.name)")
    let rows = directory.members.markup { line in member(line, in: group, look: look) }
    return Page(
      title: title, section: .groups, hero: GroupPages.band(group, .members, look: look),
      main: """
        <h1 dir="auto">\(title)</h1>\(asked(directory, look))
        <section class="card" aria-labelledby="in"><h2 id="in">\(words(GroupPages.members(group.memberCount)))</h2><ul class="rows">\(rows)</ul></section>
        \(Paging.older("\(group.path)/members", before: directory.olderBefore, words: words, label: "More members"))
        \(if: Memberships.mayInvite(to: group), invite(group, form, words))\(invited(directory, look))\(shutOut(directory, look))
        """, problems: form.problems, isUnlisted: group.door.isClosed)
  }

  private static func face(_ line: MembershipStore.Line, _ under: Markup, role: Markup? = nil, look: PostMarkup)
    -> Markup
  {
    "\(look.picture(line.face))<span class=\"grow\">\(look.name(line.face)) \(role)<br><span class=\"meta\">@\(line.face.handle)\(under)</span></span>"
  }

  private static func member(_ line: MembershipStore.Line, in group: Groups.Summary, look: PostMarkup) -> Markup {
    let words = look.words
    let role: Markup? =
      line.role == .member ? nil : tag(GroupPages.roleWords(line.role, words), line.role == .steward ? .teal : .blue)
    let isManaged = group.isStewarded || (group.isKept && line.role == .member)
    return """
      <li>\(face(line, line.face.relation.words.map { " · \(words($0))" } ?? .empty, role: role, look: look))\(if: isManaged, manage(line, in: group, words))</li>
      """
  }

  private static func manage(_ line: MembershipStore.Line, in group: Groups.Summary, _ words: Words) -> Markup {
    let path = "\(group.path)/members/\(line.face.id)"
    var buttons = Markup.empty
    if group.isStewarded {
      for role in GroupRole.allCases.reversed() where role != line.role {
        let label =
          switch role {
          case .steward: words("Make steward")
          case .moderator: words("Make moderator")
          case .member: words("Make member")
          }
        buttons += actionButton(
          "\(path)/role", label, look: .quiet, hidden: line.face.name, fields: ["role": role.name])
      }
    }
    buttons += actionButton("\(path)/remove", words("Remove"), look: .quiet, hidden: line.face.name)
    buttons += actionButton("\(path)/shut-out", words("Shut out"), look: .danger, hidden: line.face.name)
    return
      "<details><summary>\(words("Change"))\(quietly(line.face.name))</summary><div class=\"stack\">\(buttons)</div></details>"
  }

  private static func asked(_ directory: Memberships.Directory, _ look: PostMarkup) -> Markup {
    guard !directory.asked.isEmpty else { return .empty }
    let words = look.words
    let rows = directory.asked.markup { line -> Markup in
      let path = "\(directory.group.path)/requests/\(line.face.id)"
      let why: Markup = line.why.isEmpty ? .empty : "<blockquote class=\"quote\" dir=\"auto\">\(line.why)</blockquote>"
      return """
        <li class="stack"><div class="row">\(face(line, " · \(words.time(line.since, now: look.now))", look: look))</div>\(why)
        <div class="row">\(actionButton(path, words("Let in"), look: .main, hidden: line.face.name, fields: ["answer": "yes"]))\
        \(actionButton(path, words("Decline"), look: .quiet, hidden: line.face.name, fields: ["answer": "no"]))</div></li>
        """
    }
    return
      "<section class=\"card\" id=\"asked\" aria-labelledby=\"asked-h\"><h2 id=\"asked-h\">\(words("Asking to join"))</h2><ul class=\"stack-l\">\(rows)</ul></section>"
  }

  private static func invite(_ group: Groups.Summary, _ form: FormState, _ words: Words) -> Markup {
    """
    <section class="card" id="invite">\(form.start("\(group.path)/invitees", css: "stack"))
    \(form.text("handles", "Invite people", hint: "Their handles, with spaces between them. They see the group’s name and what it is for, and choose."))
    <div class="row">\(form.button("Invite"))<a class="btn plain" href="\("/invitations/new?group=\(group.handle)")">\(words("Make a link instead"))</a></div>\(form.end)</section>
    """
  }

  private static func invited(_ directory: Memberships.Directory, _ look: PostMarkup) -> Markup {
    guard !directory.invited.isEmpty else { return .empty }
    let words = look.words
    let rows = directory.invited.markup { line -> Markup in
      let by: Markup = line.broughtBy.map { " · \(words("invited by \($0)"))" } ?? .empty
      return """
        <li>\(face(line, by, look: look))\
        \(actionButton("\(directory.group.path)/members/\(line.face.id)/remove", words("Take back"), look: .quiet, hidden: line.face.name))</li>
        """
    }
    return
      "<section class=\"card\"><h2>\(words("Invited, and not answered yet"))</h2><ul class=\"rows\">\(rows)</ul></section>"
  }

  private static func shutOut(_ directory: Memberships.Directory, _ look: PostMarkup) -> Markup {
    guard !directory.shutOut.isEmpty else { return .empty }
    let words = look.words
    let rows = directory.shutOut.markup { line in
      """
      <li>\(face(line, .empty, look: look))\
      \(actionButton("\(directory.group.path)/members/\(line.face.id)/forgive", words("Let come again"), look: .quiet, hidden: line.face.name))</li>
      """
    }
    return "<section class=\"card\"><h2>\(words("Shut out"))</h2><ul class=\"rows\">\(rows)</ul></section>"
  }
}
