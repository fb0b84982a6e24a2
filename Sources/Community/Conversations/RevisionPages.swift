import Commons
import Pages

/// Changing a post, what it said before, and the question before it is deleted.
enum RevisionPages {
  static func edit(
    _ draft: Revisions.Draft, _ form: FormState, files: [WaitingFile], once: String, look: PostMarkup
  ) -> Page {
    let words = look.words
    let card = draft.card
    let title = words("Change your post")
    return Page(
      title: title, section: .talk,
      main: """
        \(crumbs([(words("Back to the post"), "/posts/\(card.id)")], words: words))<h1>\(title)</h1>
        <section class="card">\(form.start("/posts/\(card.id)/edit", once: once, hasFiles: true))\(form.hidden("seen", form["seen"]))
        \(if: card.isOpening, heading(card, form))
        \(form.area(
          "text", card.kind == .question ? "What would help people answer?" : "What would you like to say?", rows: 8,
          isOptional: card.kind == .question, suggests: true, limit: PostText.longest))
        \(ReplyPages.note(form))
        <details\(if: !files.isEmpty || form.problems.contains { $0.field?.hasPrefix("picture") == true || $0.field == "document" }, " open")>\
        <summary>\(words("Pictures or a PDF"))</summary><div class="stack">\(AttachmentFields.fields(form, files: files, isChanging: true, words: words))</div></details>
        \(ReplyPages.language(form, words))
        <p class="hint">\(words("Everyone who can read the post can also read what it said before. A picture or document that you take out goes for good; only what it was called stays."))</p>
        <div class="row">\(form.button("Save the changes"))<a class="btn plain" href="/posts/\(card.id)">\(words("Leave it as it is"))</a></div>
        \(form.end)</section>
        """, modules: [.compose], hearsNews: false, problems: form.problems, isUnlisted: true)
  }

  private static func heading(_ card: PostCard, _ form: FormState) -> Markup {
    form.text(
      "title", card.kind == .question ? "Your question, in one line" : "Title", isOptional: card.kind != .question,
      maxLength: Opening.longestTitle)
  }

  static func askToDelete(_ card: PostCard, _ form: FormState, look: PostMarkup) -> Page {
    let words = look.words
    let title = words("Delete this post?")
    let stays: Markup =
      card.replyCount > 0
      ? "<p>\(words(.count(card.replyCount, one: "{1} reply stays; a line says that a post was here.", other: "{1} replies stay; a line says that a post was here.")))</p>"
      : .empty
    return Page(
      title: title, section: .talk,
      main: """
        <h1>\(title)</h1><section class="card stack">\(look.head(card))\(look.content(card))</section>
        <section class="card stack"><p>\(words("Its words, pictures and earlier versions go for good. This cannot be undone."))</p>\(stays)
        \(form.start("/posts/\(card.id)/delete", css: "row"))\(form.button("Delete it", .danger))\
        <a class="btn quiet" href="/posts/\(card.id)">\(words("Keep it"))</a>\(form.end)</section>
        """, isUnlisted: true)
  }

  // MARK: Versions

  static func versions(_ reading: Revisions.Versions, look: PostMarkup) -> Page {
    let words = look.words
    let title = words("Earlier versions")
    let all = reading.versions
    let list: Markup =
      all.isEmpty
      ? emptyState(.clock, words("This post was never changed"))
      : all.indices.markup { index in
        version(all[index], before: index + 1 < all.count ? all[index + 1] : reading.before, reading.card, look: look)
      }
    let older: Markup =
      reading.olderUpTo.map {
        "<nav aria-label=\"\(words("More"))\"><a class=\"btn quiet\" rel=\"next\" href=\"\("/posts/\(reading.card.id)/versions?upto=\($0)")\">\(words("Older versions"))</a></nav>"
      } ?? .empty
    return Page(
      title: title, section: .talk,
      main: """
        \(crumbs([(words("Back to the post"), "/posts/\(reading.card.id)")], words: words))<h1>\(title)</h1>
        <p class="soft">\(words("The newest first. What was added is marked, and what was taken out is struck through."))</p>\(list)\(older)
        """, isUnlisted: true)
  }

  private static func version(_ version: PostVersion, before: PostVersion?, _ card: PostCard, look: PostMarkup)
    -> Markup
  {
    let words = look.words
    let id = "v\(version.number)"
    let first: Markup = before == nil ? tag(words("First version")) : .empty
    return """
      <section class="card stack" id="\(id)" aria-labelledby="\(id)-h"><header class="row between"><h2 id="\(id)-h">\(words("Version \(version.number)"))</h2>\(first)</header>
      <p class="meta">\(words.around("By {1}, {2}", look.name(version.writtenBy), words.exactly(version.writtenAt)))</p>
      \(line(version.title ?? "", before: before.map { $0.title ?? "" }, as: "Title", card, words))
      \(line(version.contentNote ?? "", before: before.map { $0.contentNote ?? "" }, as: "Content note", card, words))
      <div class="prose" lang="\(card.language)" dir="auto"><p>\(text(version.text, before: before?.text, words))</p></div>\
      \(files(version.files, before: before?.files, card, words))</section>
      """
  }

  /// What pictures and documents a version had, by their descriptions.
  private static func files(_ now: [VersionFile], before: [VersionFile]?, _ card: PostCard, _ words: Words) -> Markup {
    let gone = (before ?? []).filter { old in !now.contains { $0.id == old.id } }
    guard !now.isEmpty || !gone.isEmpty else { return .empty }
    let kept = now.markup { file in
      let old = before?.first { $0.id == file.id }
      return line(
        file, from: before == nil ? file.words : old?.words ?? "", to: file.words, isNew: before != nil && old == nil,
        card, words)
    }
    let taken = gone.markup { line($0, from: $0.words, to: "", isNew: false, isGone: true, card, words) }
    return "<ul>\(kept)\(taken)</ul>"
  }

  private static func line(
    _ file: VersionFile, from old: String, to new: String, isNew: Bool, isGone: Bool = false, _ card: PostCard,
    _ words: Words
  ) -> Markup {
    let label = file.isPicture ? words("Picture") : words("Document")
    let named: Markup =
      isNew
      ? "<ins><span class=\"vh\">\(words("added:")) </span><b>\(label)</b></ins>"
      : isGone ? "<del><span class=\"vh\">\(words("taken out:")) </span><b>\(label)</b></del>" : "<b>\(label)</b>"
    let said: Markup =
      old.isEmpty && new.isEmpty
      ? "\(words("no description"))"
      : "<span lang=\"\(card.language)\" dir=\"auto\">\(text(new, before: old, words))</span>"
    return "<li class=\"prose\">\(named) \(said)</li>"
  }

  private static func line(_ now: String, before: String?, as label: Phrase, _ card: PostCard, _ words: Words) -> Markup
  {
    guard !now.isEmpty || before?.isEmpty == false else { return .empty }
    return
      "<p class=\"prose\"><span><b>\(words(label)):</b> <span lang=\"\(card.language)\" dir=\"auto\">\(text(now, before: before, words))</span></span></p>"
  }

  /// What was typed, with what changed since the version before marked for eyes and for screen readers.
  private static func text(_ now: String, before: String?, _ words: Words) -> Markup {
    TextDifference(from: before ?? now, to: now).pieces.markup { piece in
      switch piece {
      case .same(let text): lines(text)
      case .added(let text): "<ins><span class=\"vh\">\(words("added:")) </span>\(lines(text))</ins>"
      case .removed(let text): "<del><span class=\"vh\">\(words("taken out:")) </span>\(lines(text))</del>"
      }
    }
  }

  private static func lines(_ text: String) -> Markup {
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    return lines.indices.markup { index in
      let line = String(lines[index])
      return index == lines.startIndex ? "\(line)" : "<br>\(line)"
    }
  }
}
