import Commons
import Pages

enum SafeguardPages {
  // MARK: Reporting

  static func report(_ description: Described, kind: String, id: Int64, form: FormState, words: Words) -> Page {
    let choices = Concern.allCases.map { Choice($0.rawValue, $0.words) }
    return Page(
      title: words("Report this"),
      main: """
        <h1>\(words("Report this"))</h1>\(quoted(description))
        <section class="card">\(form.start("/report", css: "stack"))\(form.hidden("kind", kind))\(form.hidden("id", String(id)))
        \(form.radios("concern", "What is wrong?", options: choices))
        \(form.area("words", "Anything we should know", rows: 3, isOptional: true))
        <p class="hint">\(words("The moderators of this site will read it. The person you report will not learn who told us."))</p>
        \(form.button("Send the report"))\(form.end)</section>
        <p class="meta">\(words.around("If someone is in danger now, ring 999. What holds here: {1}.", "<a href=\"/rules\">\(words("the rules"))</a>"))</p>
        """,
      problems: form.problems, isUnlisted: true)
  }

  static func thanks(words: Words) -> Page {
    Page(
      title: words("Thank you for telling us"),
      main: """
        <div class="prose"><h1>\(words("Thank you for telling us"))</h1>
        <p>\(words("A moderator will look at it. What they decide, and why, is written in the public log, without names."))</p>
        <p><a href="/moderation">\(words("See the log"))</a> · <a href="/">\(words("Go to the home page"))</a></p></div>
        """, isUnlisted: true)
  }

  static func quoted(_ description: Described) -> Markup {
    """
    <article class="card stack"><p class="meta"><a href="\(description.path)" dir="auto">\(description.title)</a> · <span dir="auto">\(description.ownerName)</span></p>
    \(if: !description.excerpt.isEmpty, "<blockquote class=\"quote\" dir=\"auto\">\(description.excerpt)</blockquote>")</article>
    """
  }

  // MARK: Moderators

  static func queue(_ cases: [Safeguards.Case], appeals: [Safeguards.Decision], now: Moment, words: Words) -> Page {
    let rows = cases.markup { found in
      """
      <li><span class="grow"><a class="cover" href="/moderation/\(found.kind)/\(found.subject)" dir="auto">\(found.description?.title ?? words("Something that is gone"))</a><br>\
      <span class="meta">\(words.list(found.concerns.map { words($0.words) })) · \(words.time(found.firstAt, now: now))</span></span>\
      <span class="tag\(if: found.concerns.contains(.danger), " tomato")">\(words(.count(found.reportCount, one: "{1} report", other: "{1} reports")))</span></li>
      """
    }
    let appealed = appeals.markup { decision in
      """
      <li><span class="grow"><a class="cover" href="/moderation/decisions/\(decision.id)">\(words("Appeal: \(words(decision.action.past))"))</a><br>\
      <span class="meta">\(words("decided by \(decision.deciderName)"))</span></span><span class="tag blue">\(words("Appeal"))</span></li>
      """
    }
    let empty: Markup =
      "<div class=\"card empty\">\(icon(.shield))<p>\(words("Nothing waits. Thank you for keeping this place well."))</p></div>"
    return Page(
      title: words("What waits for a moderator"),
      main: """
        <h1>\(words("What waits for a moderator"))</h1>
        \(cases.isEmpty && appeals.isEmpty ? empty : "<section class=\"card\"><ul class=\"rows\">\(appealed)\(rows)</ul></section>")
        <p><a href="/moderation">\(words("The public log"))</a> · <a href="/rules">\(words("The rules"))</a></p>
        """, isUnlisted: true)
  }

  static func file(_ file: Safeguards.File, form: FormState, now: Moment, words: Words) -> Page {
    var actions: [ModerationAction] = []
    if file.canBeHidden { actions.append(file.description.isHidden ? .restore : .hide) }
    actions.append(.warn)
    // What is about a whole account is decided where the account itself is looked at.
    if file.kind == "account" {
      actions += [
        file.restraints.coversPictures ? .uncover : .cover, file.restraints.isLimited ? .unlimit : .limit,
        file.restraints.isDisabled ? .enable : .disable,
      ]
    }
    actions += [file.isSuspended ? .unsuspend : .suspend, .dismiss]
    let reports = file.reports.markup { report in
      """
      <li><span class="grow">\(words(report.concern.words))\(if: !report.words.isEmpty, "<br><span dir=\"auto\">“\(report.words)”</span>")<br>\
      <span class="meta">\(report.reporter ?? words("a visitor")) · \(words.time(report.at, now: now))</span></span>\
      <span class="tag\(if: report.isOpen, " tomato")">\(report.isOpen ? words("open") : words("closed"))</span></li>
      """
    }
    let earlier: Markup =
      file.decisions.isEmpty
      ? .empty
      : "<section class=\"card\"><h2>\(words("Decided before"))</h2><ul class=\"rows\">\(file.decisions.markup { line($0, now: now, words: words, isNamed: true) })</ul></section>"
    return Page(
      title: words("A report to look at"),
      main: """
        <p class="crumbs"><a href="/moderation/queue">\(words("What waits for a moderator"))</a></p>
        <h1>\(words("A report to look at"))</h1>\(quoted(file.description))
        <section class="card"><h2>\(words("What people said about it"))</h2><ul class="rows">\(reports)</ul></section>
        <section class="card"><h2>\(words("What you decide"))</h2>\(form.start("/moderation/\(file.kind)/\(file.subject)", css: "stack"))
        \(form.radios("action", "What to do", options: actions.map { Choice($0.rawValue, $0.words) }))
        \(form.pick("concern", "Which rule it is about", options: Concern.allCases.map { Choice($0.rawValue, $0.words) }, value: file.reports.first?.concern.rawValue))
        \(form.area("reason", "Why", hint: "The person concerned reads this, and it stands in the public log without their name.", rows: 3))
        \(form.button("Decide"))\(form.end)</section>\(earlier)
        """,
      problems: form.problems, isUnlisted: true)
  }

  private static func line(
    _ decision: Safeguards.Decision, now: Moment, words: Words, isNamed: Bool, isOwn: Bool = false
  )
    -> Markup
  {
    let by: Markup = isNamed ? " · \(words("decided by \(decision.deciderName)"))" : ""
    let appeal: Markup =
      switch decision.appeal {
      case .none: .empty
      case .some(let appeal):
        switch appeal.isUpheld {
        case .none: " · \(words("appealed"))"
        case .some(true): " · \(words("appealed, and upheld: it was put right"))"
        case .some(false): " · \(words("appealed, and the decision stands"))"
        }
      }
    let title: Markup = "\(kindWords(decision.kind, words)): \(words(decision.action.past))"
    // Only moderators and the person concerned find the decision's own page.
    let heading: Markup =
      isNamed || isOwn ? "<a href=\"/moderation/decisions/\(decision.id)\">\(title)</a>" : title
    return """
      <li><span class="grow"><strong>\(heading)</strong><br><span dir="auto">\(decision.reason)</span><br>\
      <span class="meta">\(words(decision.concern.words)) · \(words.time(decision.at, now: now))\(by)\(appeal)</span></span></li>
      """
  }

  static func kindWords(_ kind: String, _ words: Words) -> String {
    switch kind {
    case "post": words("A post")
    case "account": words("An account")
    case "group": words("A group")
    case "message": words("A message")
    default: words("Something")
    }
  }

  // MARK: The person concerned

  /// What somebody finds who is suspended: why, how to appeal, and the way out with their data. Whoever comes in where the sign-in is shut may
  /// be somebody else, and finds why and how to appeal.
  static func barred(_ decisions: [Safeguards.Decision], isSignInShut: Bool, now: Moment, words: Words) -> Page {
    let title = isSignInShut ? words("Your sign-in is shut") : words("Your account is suspended")
    let what =
      isSignInShut
      ? words("Until that is over you can read here as any visitor can. What you wrote stays where it is.")
      : words(
        "Until that is over you can read here as any visitor can, and nobody sees your profile and what you wrote.")
    let leaving: Markup =
      isSignInShut
      ? .empty
      : "<li><a href=\"/settings/data\">\(words("Take your data with you, or delete the account"))</a></li>"
    let latest = decisions.first { $0.action == (isSignInShut ? .disable : .suspend) }
    let why = latest.map { decision in
      """
      <blockquote class="quote" dir="auto">\(decision.reason)</blockquote><p class="meta">\(words(decision.concern.words)) · \(words.time(decision.at, now: now))</p>
      <p><a class="btn" href="/moderation/decisions/\(decision.id)">\(decision.appeal == nil ? words("Appeal against it") : words("See your appeal"))</a></p>
      """ as Markup
    }
    let earlier = decisions.filter { $0.id != latest?.id }
    let list: Markup =
      earlier.isEmpty
      ? .empty
      : "<section class=\"card\"><h2>\(words("Decided before"))</h2><ul class=\"rows\">\(earlier.markup { line($0, now: now, words: words, isNamed: false, isOwn: true) })</ul></section>"
    return Page(
      title: title,
      main: """
        <h1>\(title)</h1><section class="card stack"><p>\(what)</p>\(why)</section>\(list)
        <section class="card stack"><h2>\(words("What you can do"))</h2>
        <ul>\(leaving)<li><a href="/rules">\(words("The rules"))</a></li>
        <li><a href="/talk">\(words("Read what people say"))</a></li></ul>
        \(actionButton("/sign-out", words("Sign out"), icon: .exit, look: .quiet))</section>
        """, isUnlisted: true)
  }

  static func decision(
    _ decision: Safeguards.Decision, _ description: Described?, form: FormState, mayAppeal: Bool, mayAnswer: Bool,
    now: Moment, words: Words
  ) -> Page {
    let appeal: Markup
    if let made = decision.appeal {
      appeal = """
        <section class="card stack"><h2>\(words("The appeal"))</h2><blockquote class="quote" dir="auto">\(made.words)</blockquote>
        \(made.answer.map { answer in "<p><strong>\(made.isUpheld == true ? words("Upheld: it was put right.") : words("The decision stands."))</strong></p><p dir=\"auto\">\(answer)</p>" as Markup })
        \(if: made.answer == nil && !mayAnswer, "<p class=\"meta\">\(words("A moderator who did not decide this will look at it."))</p>")
        \(if: made.answer == nil && mayAnswer, answerForm(decision, form: form))</section>
        """
    } else if mayAppeal {
      appeal = """
        <section class="card"><h2>\(words("If you think this is wrong"))</h2>\(form.start("/moderation/decisions/\(decision.id)/appeal", css: "stack"))
        \(form.area("words", "Why it is wrong", hint: "Someone who did not decide it will read this and answer you.", rows: 5))
        \(form.button("Appeal"))\(form.end)</section>
        """
    } else {
      appeal = .empty
    }
    return Page(
      title: words("A moderator’s decision"),
      main: """
        <h1>\(words("A moderator’s decision"))</h1>
        <section class="card stack"><p><strong>\(kindWords(decision.kind, words)): \(words(decision.action.past))</strong></p>
        <p dir="auto">\(decision.reason)</p><p class="meta">\(words(decision.concern.words)) · \(words.exactly(decision.at))</p></section>
        \(description.map { quoted($0) })\(appeal)<p><a href="/rules">\(words("The rules"))</a> · <a href="/moderation">\(words("The public log"))</a></p>
        """,
      problems: form.problems, isUnlisted: true)
  }

  private static func answerForm(_ decision: Safeguards.Decision, form: FormState) -> Markup {
    """
    \(form.start("/moderation/decisions/\(decision.id)/answer", css: "stack"))
    \(form.radios("upheld", "What you decide", options: [Choice("yes", "Uphold the appeal and put it right"), Choice("no", "The decision stands")]))
    \(form.area("answer", "Why", rows: 3))\(form.button("Answer the appeal"))\(form.end)
    """
  }

  // MARK: Everyone

  static func log(_ log: Safeguards.Log, isModerator: Bool, now: Moment, words: Words) -> Page {
    let counts = log.counts.markup { "<dt>\(words($0.action.past))</dt><dd>\(words.number($0.count))</dd>" }
    let lines: Markup =
      log.lines.isEmpty
      ? "<div class=\"card empty\">\(icon(.shield))<p>\(words("Moderators have not had to do anything yet."))</p></div>"
      : "<section class=\"card\"><ul class=\"rows\">\(log.lines.markup { line($0, now: now, words: words, isNamed: isModerator) })</ul></section>"
    return Page(
      title: words("What moderators did"),
      main: """
        <h1>\(words("What moderators did"))</h1>
        <p class="lead">\(words("Everything a moderator does here stands in this log with its reason, without the names of those concerned."))</p>\(lines)
        \(Paging.older("/moderation", before: log.lines.count < 50 ? nil : log.lines.last?.id, words: words, label: "Older decisions"))
        \(if: isModerator, "<p><a class=\"btn quiet\" href=\"/moderation/queue\">\(words("What waits for a moderator"))</a></p>")
        """,
      aside: """
        <section class="card"><h2>\(words("Altogether"))</h2><dl class="facts">\(counts)<dt>\(words("Reports waiting"))</dt><dd>\(words.number(log.openReports))</dd>
        <dt>\(words("Appeals"))</dt><dd>\(words("\(log.appeals), \(log.appealsUpheld) upheld"))</dd></dl></section>
        """, asideName: "Altogether")
  }

  static func rules(_ rules: [Rules.Rule], isSteward: Bool, words: Words) -> Page {
    let shown = rules.isEmpty ? beginning(words) : rules
    let list = shown.markup {
      "<li><strong dir=\"auto\">\($0.title)</strong>\(if: !$0.text.isEmpty, "<br><span dir=\"auto\">\($0.text)</span>")</li>"
    }
    return Page(
      title: words("Rules of this place"),
      main: """
        <h1>\(words("Rules of this place"))</h1><section class="card"><div class="prose numbered"><ol>\(list)</ol></div></section>
        <p>\(words.around("Something breaks them? Press “Report” beside it. {1}", "<a href=\"/moderation\">\(words("See what moderators did"))</a>"))</p>
        \(if: isSteward, "<p><a class=\"btn quiet\" href=\"/rules/edit\">\(words("Change the rules"))</a></p>")
        """)
  }

  /// What every site begins with, until its stewards set rules of their own.
  static func beginning(_ words: Words) -> [Rules.Rule] {
    [
      Rules.Rule(title: words("Be kind."), text: words("Argue with what was said, not with who said it.")),
      Rules.Rule(
        title: words("Keep private things private."),
        text: words("Tell your own story. Leave out what would point to someone else.")),
      Rules.Rule(
        title: words("Be who you say you are."),
        text: words("A made-up name is fine. Pretending to be somebody is not.")),
      Rules.Rule(title: words("No advertising."), text: words("Say what you offer once, where people ask for it.")),
      Rules.Rule(title: words("Stay within the law."), text: ""),
    ]
  }

  static func editRules(_ form: FormState, words: Words) -> Page {
    Page(
      title: words("Change the rules"),
      main: """
        <h1>\(words("Change the rules"))</h1><section class="card">\(form.start("/rules", css: "stack"))
        \(form.area("rules", "The rules", hint: "A rule is a first line and, if you like, lines that explain it. Leave an empty line between rules.", rows: 16))
        \(form.button("Save the rules"))\(form.end)</section>
        """,
      problems: form.problems, isUnlisted: true)
  }
}
