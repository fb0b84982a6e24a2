import Commons
import Pages

/// Coming in and going out: what a visitor of a group can do about it, and the forms that found and change one.
enum GroupDoorPages {
  /// What someone who is not in the group can do: join, ask, answer an invitation, take their request back.
  static func standing(_ group: Groups.Summary, form: FormState, look: PostMarkup) -> Markup {
    let words = look.words
    switch group.state {
    case .member: return .empty
    case .invited:
      return """
        <section class="card notice stack"><h2>\(words("You are invited to join"))</h2><div class="row">\
        \(actionButton("\(group.path)/join", words("Join"), look: .main))\(actionButton("\(group.path)/withdraw", words("No, thank you"), look: .quiet))</div></section>
        """
    case .asked:
      return """
        <section class="card notice stack"><h2>\(words("You asked to join"))</h2><p>\(words("A steward or moderator will answer. Until then you see what everyone sees."))</p>\
        <div>\(actionButton("\(group.path)/withdraw", words("Take it back"), look: .quiet))</div></section>
        """
    case .shutOut: return "<p class=\"card\">\(words("You cannot join this group."))</p>"
    case nil: break
    }
    if group.door == .open {
      return """
        <section class="card row between"><p>\(words("Anyone can join: what is said here then comes to your home page."))</p>\
        \(actionButton("\(group.path)/join", words("Join"), look: .main, hidden: group.name))</section>
        """
    }
    return """
      <section class="card" id="ask">\(form.start("\(group.path)/ask", css: "stack"))
      \(form.area("why", "Why would you like to join?", hint: "A sentence is enough. The stewards and moderators of the group read it.", rows: 2, labelAs: .heading, limit: Reason.longest))
      \(form.button("Ask to join"))\(form.end)</section>
      """
  }

  /// What someone wrote on several lines.
  static func lines(_ text: String) -> Markup {
    let paragraphs = text.split(separator: "\n").markup { "<p>\($0)</p>" }
    return "<div class=\"prose\" dir=\"auto\">\(paragraphs)</div>"
  }

  static func explained(_ door: GroupDoor, _ words: Words) -> String { words(doorHint(door)) }

  private static func doorHint(_ door: GroupDoor) -> Phrase {
    switch door {
    case .open: "Everyone can read what is said and see who is in it. Anyone can join."
    case .ask:
      "Everyone can read what is said and see who is in it. Whoever wants to join asks first, and a steward or moderator answers."
    case .private:
      "Everyone can find its name and what it is for, and ask to join. Only members see what is said, who is in it and how many they are."
    case .hidden:
      "Only members, and people they invite, know that it is here. Only members see what is said and who is in it."
    }
  }

  static let doors: [Choice] = [
    Choice("open", "Open", hint: doorHint(.open)), Choice("ask", "Ask to join", hint: doorHint(.ask)),
    Choice("private", "Private", hint: doorHint(.private)), Choice("hidden", "Hidden", hint: doorHint(.hidden)),
  ]

  // MARK: Founding and changing

  static func found(_ form: FormState, once: String, words: Words) -> Page {
    let title = words("Start a group")
    return Page(
      title: title, section: .groups,
      main: """
        <h1>\(title)</h1><section class="card">\(form.start("/groups", once: once, css: "stack"))
        \(form.text("name", "Name", hint: "For example: Buses and lifts"))
        \(form.code("handle", "Handle", hint: "A short name without spaces, for its address here. It cannot be changed later."))
        \(profileFields(form))\(form.button("Start the group"))\(form.end)</section>
        """, problems: form.problems)
  }

  private static func profileFields(_ form: FormState, _ group: Groups.Summary? = nil) -> Markup {
    """
    \(form.area("purpose", "What is it for?", hint: "A sentence or two. Everyone who can find the group sees it.", value: group?.purpose, rows: 3, limit: GroupProfile.longestPurpose))
    \(form.area("rules", "What have you agreed?", hint: "How you treat each other here, one rule on each line.", value: group?.rules, rows: 4, isOptional: true, limit: GroupProfile.longestRules))
    \(form.radios("door", "Who can see it, and who can come in?", options: doors, value: group?.door.name))
    """
  }

  static func settings(_ group: Groups.Summary, _ form: FormState, look: PostMarkup) -> Page {
    let words = look.words
    let title = words("Settings of \(group.name)")
    let warning: Phrase =
      group.door.isClosed
      ? "If you open the group, what has been said so far stays with those who are in it now: nobody who comes later sees it."
      : "If you make it private or hidden, everything said so far goes behind the door at once. Others may have read or kept it before."
    return Page(
      title: title, section: .groups, hero: GroupPages.band(group, .settings, look: look),
      main: """
        <h1 dir="auto">\(title)</h1><section class="card">\(form.start("\(group.path)/settings", css: "stack"))
        \(form.text("name", "Name", value: group.name))\(profileFields(form, group))<p class="hint">\(words(warning))</p>
        \(form.button("Save"))\(form.end)</section>
        """, problems: form.problems, isUnlisted: true)
  }

  static func leave(_ group: Groups.Summary, _ form: FormState, look: PostMarkup) -> Page {
    let words = look.words
    let title = words("Leave \(group.name)?")
    let after: Phrase =
      switch group.door {
      case .open: "You can join again at any time."
      case .ask, .private: "To come back you have to ask again. What you wrote stays."
      case .hidden:
        "You will not be able to see that it is here. To come back, someone has to invite you. What you wrote stays."
      }
    return Page(
      title: title, section: .groups, hero: GroupPages.band(group, .members, look: look),
      main: """
        <h1 dir="auto">\(title)</h1><section class="card">\(form.start("\(group.path)/leave", css: "stack"))<p>\(words(after))</p>
        \(if: group.isStewarded, form.code("successor", "Who takes over as steward?", hint: "The handle of a member. You need not name anyone while there is another steward.", isOptional: true))
        <div class="row">\(form.button("Leave the group", .danger))<a class="btn quiet" href="\(group.path)">\(words("Stay"))</a></div>\(form.end)</section>
        """, problems: form.problems, isUnlisted: true)
  }
}
