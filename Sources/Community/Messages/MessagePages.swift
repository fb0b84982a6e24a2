import Commons
import Pages

enum MessagePages {
  /// Said wherever one writes or reads: nobody should think it is more than it is.
  static func whoReads(_ words: Words) -> Markup {
    "<p class=\"meta\">\(icon(.lock)) \(words("Only the people named here. It is not encrypted, so the site’s operators could read it."))</p>"
  }

  static func list(_ threads: [Messages.Summary], member: Key<Account>, look: PostMarkup) -> Page {
    let words = look.words
    let title = words("Messages")
    let rows = threads.markup { thread in row(thread, member: member, look: look) }
    let list: Markup =
      threads.isEmpty
      ? emptyState(
        .inbox, words("No messages yet"), words("Messages are for a few people, apart from what everyone can read."),
        action: linkButton("/messages/new", words("Write a message")))
      : "<section class=\"card\" aria-label=\"\(title)\"><ul class=\"rows\">\(rows)</ul></section>"
    return Page(
      title: title,
      main: """
        <div class="row between"><h1>\(title)</h1>\(if: !threads.isEmpty, linkButton("/messages/new", words("Write a message"), icon: .edit))</div>\(list)
        \(Paging.older("/messages", before: threads.count < Messages.threadsOnAPage ? nil : threads.last?.last, words: words, label: "Older messages"))
        <p class="meta"><a href="/messages/settings">\(words("Who can write to you"))</a></p>
        """, isUnlisted: true)
  }

  private static func row(_ thread: Messages.Summary, member: Key<Account>, look: PostMarkup) -> Markup {
    let words = look.words
    let names = thread.others.isEmpty ? words("Only you") : words.list(thread.others.map(\.face.name))
    let unread: Markup =
      thread.unread == 0
      ? .empty : "<span class=\"tag tomato\">\(words(.count(thread.unread, one: "{1} new", other: "{1} new")))</span>"
    let excerpt =
      thread.excerpt.isEmpty ? words("A message that is no longer there") : "\(thread.lastAuthor): \(thread.excerpt)"
    // Opening it notes that it has been read: what changes something is a button.
    return """
      <li>\(thread.others.first.map { look.picture($0.face) })<div class="grow"><form class="inline" action="\(thread.path)/open" method="post">\
      <button class="link cover"><strong dir="auto">\(names)</strong></button></form><span class="soft" dir="auto">\(excerpt)</span><br>\
      <span class="meta">\(words.time(thread.last.moment, now: look.now))\(if: thread.seat != member, " · \(words("for your organisation"))")</span></div>\(unread)</li>
      """
  }

  static func start(_ form: FormState, speaksFor: [Face], once: String) -> Page {
    let words = form.words
    let title = words("Write a message")
    return Page(
      title: title,
      main: """
        \(crumbs([(words("Messages"), "/messages")], words: words))<h1>\(title)</h1>
        <section class="card">\(form.start("/messages", once: once))
        \(form.code("to", "Who is it for?", hint: "One or more handles, for example @amina @bram. Nobody can be added later."))
        \(form.area("text", "Your message", rows: 6, suggests: true, limit: MessageText.longest))\(asWhom(form, speaksFor))
        \(whoReads(words))\(form.button("Send"))\(form.end)</section>
        """, modules: [.compose], hearsNews: false, problems: form.problems, isUnlisted: true)
  }

  private static func asWhom(_ form: FormState, _ organisations: [Face]) -> Markup {
    guard !organisations.isEmpty else { return .empty }
    return form.pick(
      "as", "Write it as",
      options: [Choice("", "Yourself")] + organisations.map { Choice($0.id.description, text: $0.name) })
  }

  static func thread(_ reading: Messages.Reading, member: Key<Account>, form: FormState, once: String, look: PostMarkup)
    -> Page
  {
    let words = look.words
    let title = reading.others.isEmpty ? words("Only you") : words.list(reading.others.map(\.face.name))
    let lines = reading.lines.markup { line($0, member: member, look: look) }
    let people = reading.participants.markup { one in
      let left: Markup = one.hasLeft ? " · \(words("has left"))" : .empty
      return """
        <li>\(look.picture(one.face, size: .small))<span class="grow">\(look.name(one.face))<br><span class="meta">@\(one.face.handle)\(left)</span></span></li>
        """
    }
    let blocks = reading.others.filter { !$0.hasLeft }.markup { other in
      actionButton(
        "/@\(other.face.handle)/block", words("Block \(other.face.name)"), icon: .close, fields: ["on": "yes"])
    }
    let newest = reading.lines.last?.id.description ?? ""
    let mark: Markup =
      reading.unread == 0
      ? .empty
      : actionButton(
        "\(reading.path)/open", words("Mark as read"), icon: .check, look: .quiet, fields: ["upTo": newest])
    let box: Markup
    if reading.isBlocked {
      box =
        "<section class=\"card\" id=\"reply\"><p>\(words("One of you has blocked the other, so nothing can be sent here."))</p></section>"
    } else if reading.others.allSatisfy(\.hasLeft) {
      box =
        "<section class=\"card\" id=\"reply\"><p>\(words("Everyone else has left. Begin a new thread to write to them."))</p></section>"
    } else {
      let seat: Markup =
        reading.seat.id == member
        ? .empty
        : "\(form.hidden("as", reading.seat.id))<p class=\"meta\">\(words("You write as \(reading.seat.name)."))</p>"
      box = """
        <section class="card" id="reply">\(form.start("\(reading.path)", once: once))\
        \(form.area("text", "Your message", rows: 3, draft: "message-\(reading.id)", suggests: true, limit: MessageText.longest))\(seat)
        \(whoReads(words))\(form.button("Send"))\(form.end)</section>
        """
    }
    return Page(
      title: title,
      main: """
        \(crumbs([(words("Messages"), "/messages")], words: words))<div class="row between"><h1 dir="auto">\(title)</h1>\(mark)</div>
        \(newer(topic: "messages-\(reading.id)", path: reading.path + "#reply", words: words))
        \(Paging.older(reading.path, before: reading.olderBefore, words: words, label: "Older messages"))
        <section class="stack" aria-label="\(words("Messages"))">\(lines)</section>\(box)
        """,
      aside: """
        <section class="card stack"><h2>\(words("Who is in it"))</h2><ul class="rows">\(people)</ul>\
        <p class="hint">\(words("Nobody can be added, so what is said stays between you."))</p></section>
        <section class="card stack"><h2>\(words("Had enough?"))</h2>\(actionButton("\(reading.path)/leave", words("Leave"), icon: .exit))\(blocks)</section>
        """, asideName: "About this thread", modules: [.compose], problems: form.problems, isUnlisted: true)
  }

  private static func line(_ line: Messages.Line, member: Key<Account>, look: PostMarkup) -> Markup {
    let words = look.words
    let isGone = line.isDeleted || line.isHidden
    let content: Markup =
      isGone
      ? "<p class=\"soft\">\(line.isDeleted ? words("This message was deleted by who wrote it.") : words("This message was hidden by a moderator."))</p>"
      : "<div class=\"prose\" dir=\"auto\">\(Markup(trusted: line.html))</div>"
    let actions: Markup =
      isGone
      ? .empty
      : line.writer == member
        ? """
        <form class="inline" action="/messages/lines/\(line.id)/delete" method="post"><button class="btn plain">\(icon(.trash))\
        <span class="vh-s">\(words("Delete"))</span>\(quietly(words("this message")))</button></form>
        """
        : """
        <a class="btn plain" href="/report?kind=message&amp;id=\(line.id)">\(icon(.flag))<span class="vh-s">\(words("Report"))</span>\
        \(quietly(words("the message by \(line.author.name)")))</a>
        """
    return """
      <article class="card post\(if: line.writer == member, " mine")" id="message-\(line.id)" aria-label="\(words("Message by \(line.author.name)"))">\
      <header class="post-head">\(look.picture(line.author, size: .small))<div>\(look.name(line.author)) <span class="meta">\(words.time(line.id.moment, now: look.now))</span>\
      \(if: line.isUnread && line.writer != member, tag(words("New"), .tomato))</div>\(actions)</header>\(content)</article>
      """
  }

  private static let doors = [Choice("1", "People I follow"), Choice("2", "Everyone here"), Choice("0", "Nobody")]

  static func settings(_ door: MessageDoor, form: FormState) -> Page {
    let words = form.words
    let title = words("Who can write to you")
    return Page(
      title: title,
      main: """
        \(crumbs([(words("Messages"), "/messages")], words: words))<h1>\(title)</h1>
        <section class="card">\(form.start("/messages/settings"))
        \(form.radios("from", "Who may begin a thread with you?", options: doors, value: String(door.rawValue)))
        <p class="hint">\(words("Threads that you are in already go on. Those you have blocked can never write to you."))</p>\(form.button("Save"))\(form.end)</section>
        """, problems: form.problems, isUnlisted: true)
  }
}
