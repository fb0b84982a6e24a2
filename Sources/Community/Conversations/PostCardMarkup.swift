import Commons
import Pages

/// How a post looks, wherever it stands.
struct PostMarkup {
  let words: Words
  let now: Moment
  /// Who looks; nil when they are not signed in.
  var viewer: Key<Account>?
  /// The organisations whose posts the viewer may change.
  var speaksFor: Set<Key<Account>> = []
  /// The page to come back to after a button on the card.
  var next: String
  /// A vote that could not be counted, on the page that says why.
  var uncounted: FormState?
  /// The group whose page this is: its name is not said again on every card.
  var inside: Handle?

  /// A card in a list: who, what, and the few things one can do.
  func card(_ card: PostCard) -> Markup {
    if let shared = card.shared?.card {
      return """
        <div class="shared"><p class="meta row shared-by">\(icon(.share))<span>\(words.around("{1} shared this", sharers(card)))</span></p>\(whole(shared))</div>
        """
    }
    return whole(card)
  }

  private func sharers(_ card: PostCard) -> Markup {
    let first = name(card.author)
    guard let second = card.alsoSharedBy.first else { return first }
    if card.alsoSharedBy.count == 1 { return words.both(first, name(second), called: second.name) }
    return words.around(.count(card.alsoSharedBy.count, one: "{2} and {1} other", other: "{2} and {1} others"), first)
  }

  private func whole(_ card: PostCard) -> Markup {
    if card.isPinned {
      return
        "<div><p class=\"meta row shared-by\">\(icon(.pinned))<span>\(words("Pinned"))</span></p>\(article(card))</div>"
    }
    return article(card)
  }

  private func article(_ card: PostCard) -> Markup {
    """
    <article class="card post" id="post-\(card.id)" aria-labelledby="h\(card.id)">\(head(card))\(heading(card))\(content(card))\(actions(card))</article>
    """
  }

  func name(_ face: Face) -> Markup {
    face.isFormer
      ? "<span class=\"who\">\(words("A former member"))</span>"
      : "<a class=\"who\" href=\"\(face.path)\" dir=\"auto\">\(face.name)</a>"
  }

  func picture(_ face: Face, size: AvatarSize = .medium) -> Markup {
    avatar(
      id: face.id.value, name: face.name, isOrganisation: face.kind == .organisation, picture: face.picture, size: size)
  }

  /// Who says it, in what part, when and where.
  func head(_ card: PostCard) -> Markup {
    let relation: Markup = card.author.relation.words.map { "\(words($0)) · " } ?? ""
    let group: Markup =
      card.group.flatMap { $0.handle == inside ? nil : $0 }.map {
        words.around(" in {1}", "<a href=\"\($0.path)\" dir=\"auto\">\($0.name)</a>")
      } ?? .empty
    let edited: Markup = card.editedAt == nil ? "" : " · <a href=\"/posts/\(card.id)/versions\">\(words("edited"))</a>"
    return """
      <header class="post-head">\(picture(card.author))<div>\(name(card.author))<br><span class="meta">\(relation)<a href="\(card.path)">\
      \(words.time(card.publishedAt, now: now))</a>\(group)\(edited)\(audience(card))\(writer(card))</span></div>\(tag(card))</header>
      """
  }

  /// For those who speak for the same organisation: which of them it was.
  private func writer(_ card: PostCard) -> Markup {
    guard let handle = card.writtenBy else { return .empty }
    return " · \(words.around("written by {1}", "<a href=\"/@\(handle)\">@\(handle)</a>"))"
  }

  private func tag(_ card: PostCard) -> Markup {
    if card.isAnswer { return "<span class=\"tag teal\">\(icon(.check))\(words("Answer"))</span>" }
    guard card.kind == .question else { return .empty }
    return "<span class=\"tag blue\">\(icon(.talk))\(words("Question"))</span>"
  }

  /// Said beside anything that not everyone can read.
  private func audience(_ card: PostCard) -> Markup {
    switch card.audience {
    case .everyone: card.isUnlisted ? " · \(words("in no public list"))" : .empty
    case .members: " · \(icon(.lock)) \(words("members only"))"
    case .followers: " · \(icon(.lock)) \(words("followers only"))"
    case .group: " · \(icon(.lock)) \(words("this group only"))"
    case .named: " · \(icon(.lock)) \(words("only the people named"))"
    }
  }

  /// A title as a link to the conversation; posts without one are named for screen readers by who wrote them.
  private func heading(_ card: PostCard) -> Markup {
    if let title = card.title {
      return "<h3 id=\"h\(card.id)\" dir=\"auto\"><a href=\"\(card.path)\" lang=\"\(card.language)\">\(title)</a></h3>"
    }
    return "<h3 class=\"vh\" id=\"h\(card.id)\">\(phrases.postBy.with(card.author.name))</h3>"
  }

  /// The text, behind its content note if it has one.
  func content(_ card: PostCard) -> Markup {
    let text: Markup =
      card.html.isEmpty
      ? "" : "<div class=\"prose\" lang=\"\(card.language)\" dir=\"auto\">\(Markup(trusted: card.html))</div>"
    let asked = card.check.map { check($0, of: card) }
    let whole: Markup = "\(text)\(media(card))\(asked)\(quoted(in: card))"
    guard let note = card.contentNote else { return whole }
    return
      "<details class=\"note\"><summary><span class=\"vh\">\(words("Content note:")) </span>\(note)</summary>\(whole)</details>"
  }

  private func media(_ card: PostCard) -> Markup {
    guard !card.media.isEmpty else { return .empty }
    let files: Markup = "<div class=\"media\">\(card.media.markup(attachment))</div>"
    guard card.isSensitive, card.contentNote == nil, card.media.contains(where: \.isPicture) else { return files }
    return "<details class=\"note\"><summary>\(words("Pictures that may upset"))</summary>\(files)</details>"
  }

  private func attachment(_ file: Attachment) -> Markup {
    let path = "/media/\(file.file)"
    guard file.isPicture else {
      return
        "<a class=\"file row\" href=\"\(path)\">\(icon(.doc))<span dir=\"auto\">\(file.title)</span> <span class=\"meta\">PDF, \(words.bytes(file.byteCount))</span></a>"
    }
    return """
      <a href="\(path)"><img src="\("/media/\(file.smallFile ?? file.file)")" alt="\(file.alt)" width="\(file.width)" height="\(file.height)" loading="lazy"></a>
      """
  }

  // MARK: What one can do

  /// In a list: only what most people want. The rest is on the conversation's page.
  private func actions(_ card: PostCard) -> Markup {
    let replies: Phrase =
      card.kind == .question
      ? .count(card.replyCount, one: "{1} answer", other: "{1} answers")
      : .count(card.replyCount, one: "{1} reply", other: "{1} replies")
    return """
      <div class="actions"><a class="btn plain" href="\(card.path)">\(icon(.reply))\(words(replies))<span class="vh"> \(phrases.to.with(card.author.name))</span></a>
      \(support(card))\(if: viewer != nil, share(card))\(if: card.isBookmarked, bookmark(card))\(if: !mayChange(card), flag(card))</div>
      """
  }

  private var phrases: CardPhrases { .of(words.language) }

  /// Quiet, and at the same place on every card: at the end, and on a phone without its name.
  private func flag(_ card: PostCard) -> Markup {
    "<a class=\"btn plain end\" href=\"/report?kind=post&amp;id=\(card.id)\">\(phrases.flag)\(phrases.reportOf.with(card.author.name))</span></a>"
  }

  private func report(_ card: PostCard) -> Markup {
    "<a class=\"btn plain\" href=\"/report?kind=post&amp;id=\(card.id)\">\(phrases.report)\(phrases.reportOf.with(card.author.name))</span></a>"
  }

  func support(_ card: PostCard) -> Markup {
    gesture(
      card, "support", isOn: card.isSupported, icon(.heart),
      label: card.supportCount == 0 ? phrases.support : "\(words.number(card.supportCount))",
      hidden: card.isSupported
        ? "\(words("You support this. Take your support back"))"
        : "\(words(.count(card.supportCount, one: "person supports this. Support it too", other: "people support this. Support it too")))"
    )
  }

  /// Only what everyone here may read can be passed on.
  func share(_ card: PostCard) -> Markup {
    guard card.audience == .everyone || card.audience == .members else { return .empty }
    return gesture(
      card, "share", isOn: card.isShared, icon(.share),
      label: card.shareCount == 0 ? phrases.share : "\(words.number(card.shareCount))",
      hidden: card.isShared ? phrases.takeShareBack : phrases.shareWith)
  }

  /// A button that is on or off: what `actionButton` makes, written at once because a page has forty.
  private func gesture(
    _ card: PostCard, _ verb: StaticString, isOn: Bool, _ picture: Markup, label: Markup, hidden: Markup
  ) -> Markup {
    """
    <form class="inline" action="/posts/\(card.id)/\(Markup(stringLiteral: verb))" method="post"><input type="hidden" name="next" value="\(next)">\
    <input type="hidden" name="on" value="\(if: isOn, "no")\(if: !isOn, "yes")"><button class="btn plain" aria-pressed="\(if: isOn, "true")\(if: !isOn, "false")">\
    \(picture)\(label)<span class="vh"> \(hidden)</span></button></form>
    """
  }

  func bookmark(_ card: PostCard) -> Markup {
    actionButton(
      "/posts/\(card.id)/bookmark", card.isBookmarked ? words("Saved") : words("Save"), icon: .save,
      pressed: card.isBookmarked,
      hidden: card.isBookmarked
        ? words("Take it out of your bookmarks") : words("in your bookmarks, which only you see"),
      fields: ["next": next, "on": card.isBookmarked ? "no" : "yes"])
  }

  /// Whether the viewer may change or delete a post.
  func mayChange(_ card: PostCard) -> Bool {
    guard let viewer else { return false }
    return card.writer == viewer || card.author.id == viewer || speaksFor.contains(card.author.id)
  }

  /// What is done seldom, behind one button.
  /// - Parameter more: what else belongs there.
  func menu(_ card: PostCard, more: Markup = .empty) -> Markup {
    let own: Markup =
      mayChange(card)
      ? """
      <a class="btn plain" href="/posts/\(card.id)/edit">\(icon(.edit))\(words("Edit"))</a>\
      <a class="btn plain" href="/posts/\(card.id)/delete">\(icon(.trash))\(words("Delete"))</a>
      """
      : .empty
    let versions: Markup =
      card.editedAt == nil
      ? .empty
      : "<a class=\"btn plain\" href=\"/posts/\(card.id)/versions\">\(icon(.clock))\(words("Earlier versions"))</a>"
    return """
      <details class="menu"><summary class="btn plain">\(icon(.more))<span class="vh">\(words("More about the post by \(card.author.name)"))</span></summary>
      <div><a class="btn plain" href="/posts/\(card.id)">\(icon(.link))\(words("Link to this post"))</a>\(takeUp(card))\(quotes(card))\(versions)\(own)\(more)\(if: own.isEmpty, report(card))</div></details>
      """
  }
}
