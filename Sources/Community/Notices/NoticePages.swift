import Commons
import Pages

enum NoticePages {
  static func all(_ reading: Notices.Reading, look: PostMarkup) -> Page {
    let words = look.words
    let title = words("Notifications")
    let unread = reading.items.filter(\.isUnread)
    let read = reading.items.filter { !$0.isUnread }
    let all: Markup =
      reading.unread == 0
      ? .empty
      : actionButton(
        "/notifications/read-all", words("Mark all as read"), icon: .check, look: .quiet,
        fields: ["upTo": reading.newest?.description ?? ""])
    let state: Markup =
      reading.items.isEmpty
      ? emptyState(
        .bell, words("You’re up to date"),
        words("When somebody answers you, mentions you or follows you, it stands here."))
      : "\(part(words("New"), unread, look))\(part(words("Earlier"), read, look))"
    let counted =
      reading.unread == 0
      ? words("You’re up to date.")
      : words(.count(reading.unread, one: "{1} you have not read", other: "{1} you have not read"))
    return Page(
      title: title,
      main: """
        <div class="row between"><h1>\(title)</h1>\(all)</div><p class="meta">\(counted) · <a href="/settings/email#letters">\(words("Choose what comes by e-mail"))</a></p>
        \(state)\(Paging.older("/notifications", before: reading.olderBefore, words: words, label: "Older notifications"))
        """, isUnlisted: true)
  }

  private static func part(_ heading: String, _ items: [NoticeItem], _ look: PostMarkup) -> Markup {
    items.isEmpty
      ? .empty
      : "<section class=\"card\"><h2>\(heading)</h2><ul class=\"rows\">\(items.markup { line($0, look) })</ul></section>"
  }

  /// The whole line opens the thing: a button, because it also marks the notice as read.
  private static func line(_ item: NoticeItem, _ look: PostMarkup) -> Markup {
    let words = look.words
    let face: Markup =
      item.isGone || item.actors.isEmpty
      ? icon(item.kind.icon) : look.picture(item.actors[0])
    let excerpt: Markup =
      item.excerpt.isEmpty || item.kind == .support || item.kind == .share
      ? .empty : "<span class=\"soft\" dir=\"auto\">\(item.excerpt)</span><br>"
    let sentence = item.sentence(words)
    let open: Markup = """
      <form class="inline" action="/notifications/\(item.id)/open" method="post"><button class="link cover" dir="auto">\
      \(item.isUnread ? "<strong>\(sentence)</strong>" as Markup : "\(sentence)")</button></form>
      """
    // On a phone the tick stands alone, so that the sentence has room.
    let mark: Markup =
      item.isUnread
      ? """
      <form class="inline" action="/notifications/\(item.id)/read" method="post"><button class="btn plain" aria-label="\(words("Mark as read")): \(sentence)">\
      \(icon(.check))<span class="hide-s">\(words("Mark as read"))</span></button></form>
      """ : .empty
    return """
      <li>\(face)<div class="grow">\(open)\(excerpt)<span class="meta">\(words.time(item.at, now: look.now))</span></div>\(mark)</li>
      """
  }
}

extension NoticeKind {
  var icon: Icon {
    switch self {
    case .reply, .conversation, .answer: .reply
    case .mention, .post: .talk
    case .marked, .check: .check
    case .asked: .question
    case .support: .heart
    case .share: .share
    case .quote: .quote
    case .changed, .quotedChanged: .edit
    case .follow, .followRequest, .followAccepted: .user
    case .groupRequest, .groupAccepted, .groupInvited: .group
    case .organisationRequest, .organisationAccepted, .organisationInvited: .organisation
    case .message: .mail
    case .moderation, .appeal: .shield
    }
  }
}
