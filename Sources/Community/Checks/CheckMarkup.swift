import Commons
import Pages

/// How a check looks under its post: to vote on, or how it stands.
extension PostMarkup {
  func check(_ check: Check, of card: PostCard) -> Markup {
    let isOver = check.isOver(at: now)
    let mayVote = viewer != nil && !isOver && !check.isOwn && check.ownVotes == nil
    let state: Markup = isOver ? "\(words("This check is over."))" : "\(words.left(until: check.endsAt, now: now))"
    let voted =
      check.voterCount == 0
      ? words("Nobody has voted yet")
      : words(.count(check.voterCount, one: "{1} person has voted", other: "{1} people have voted"))
    let hidden: Markup =
      check.showsTotals(at: now) ? .empty : " · \(words("The numbers are shown when it is over."))"
    let signIn: Markup =
      viewer == nil && !isOver
      ? " · <a href=\"/sign-in?next=\(Link.encoded(card.path))\">\(words("Sign in to vote"))</a>" : .empty
    return """
      <section class="check stack" aria-label="\(words("A check by \(card.author.name)"))">\(mayVote ? ballot(check) : standing(check))
      <p class="meta">\(voted) · \(state)\(hidden)\(signIn)</p></section>
      """
  }

  /// What stands before the ids of the fields of a ballot: a page may have many.
  static func ballotPrefix(_ post: Key<Post>) -> String { "check-\(post)-" }

  private func ballot(_ check: Check) -> Markup {
    var form = uncounted ?? FormState(words: words)
    form.idPrefix = PostMarkup.ballotPrefix(check.post)
    let choices = check.options.enumerated().map { Choice(String($0), text: $1.words) }
    let fields =
      check.isMultiple
      ? form.ticks("choice", "Choose as many as you like", options: choices)
      : form.radios("choice", "Choose one", options: choices)
    return """
      \(form.start("/posts/\(check.post)/vote"))\(form.hidden("next", next))\(fields)\(form.button("Vote", .quiet))\(form.end)
      """
  }

  /// The options with how many chose each: said in numbers, drawn as bars, one’s own marked in words.
  private func standing(_ check: Check) -> Markup {
    let shows = check.showsTotals(at: now)
    let all = max(1, check.isMultiple ? check.voterCount : check.voteCount)
    let rows = check.options.enumerated().markup { position, option in
      let isOwn = check.ownVotes?.contains(position) == true
      let share = min(100, option.voteCount * 100 / all)
      let own: Markup = isOwn ? " \(Pages.tag(words("Your vote"), .teal, icon: .check))" : .empty
      let figures: Markup =
        shows
        ? "<span class=\"num\">\(share)%<span class=\"vh\">, \(words(.count(option.voteCount, one: "{1} vote", other: "{1} votes")))</span></span>"
        : .empty
      let bar: Markup =
        shows
        ? """
        <svg class="bar" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true"><rect class="c-brand" width="\(share)" height="10"/></svg>
        """ : .empty
      return """
        <li><div class="row between"><span><span dir="auto">\(option.words)</span>\(own)</span>\(figures)</div>\(bar)</li>
        """
    }
    return "<ul class=\"check-options\">\(rows)</ul>"
  }

  // MARK: Taking up

  /// The post that another takes up, as a small card in it.
  func quoted(in card: PostCard) -> Markup {
    if card.isQuoteRevoked {
      return
        "<p class=\"quoted soft\">\(icon(.quote)) \(words("It took up a post whose writer has taken that back."))</p>"
    }
    guard card.quoteOf != nil else { return .empty }
    guard let quoted = card.quoted?.card else {
      return
        "<p class=\"quoted soft\">\(icon(.quote)) \(words("It takes up a post that is gone, or is not for you to see."))</p>"
    }
    return small(quoted)
  }

  func small(_ card: PostCard) -> Markup {
    let title: Markup =
      card.title.map { "<p><strong lang=\"\(card.language)\" dir=\"auto\">\($0)</strong></p>" } ?? .empty
    let text: Markup =
      card.contentNote.map { note in
        "<p>\(words("Content note:")) <span dir=\"auto\">\(note)</span></p>"
      } ?? "<div class=\"prose\" lang=\"\(card.language)\" dir=\"auto\">\(Markup(trusted: card.html))</div>"
    return """
      <blockquote class="quoted stack" aria-label="\(words("A post by \(card.author.name)"))"><p class="meta row">\(picture(card.author, size: .small))<span>\(name(card.author)) · \
      <a href="\(card.path)">\(words.time(card.publishedAt, now: now))</a></span></p>\(title)\(text)</blockquote>
      """
  }

  /// The way to say something about a post, with it beside what one says. Only what everyone here may read can be taken up.
  /// - Parameter css: another class of the link.
  func takeUp(_ card: PostCard, css: StaticString = "") -> Markup {
    guard viewer != nil, card.audience == .everyone || card.audience == .members else { return .empty }
    return """
      <a class="btn plain \(Markup(stringLiteral: css))" href="/talk/new?quote=\(card.id)">\(icon(.quote))\(words("Take up"))<span class="vh"> \(words("the post by \(card.author.name)"))</span></a>
      """
  }
}
