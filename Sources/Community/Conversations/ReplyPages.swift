import Commons
import Pages

/// The box under a conversation.
enum ReplyPages {
  struct Box {
    let form: FormState
    let parent: Key<Post>
    let speaksFor: [Face]
    let once: String
    var files: [WaitingFile] = []
  }

  static func form(_ box: Box, to reading: Conversations.Reading, look: PostMarkup) -> Markup {
    let words = look.words
    let opening = reading.opening
    guard opening.state == .shown || box.parent != opening.id else {
      return
        "<section class=\"card\" id=\"reply\"><p class=\"soft\">\(words("The first post is gone, but you can still reply to what was said."))</p></section>"
    }
    let parent = reading.branches.flatMap { [$0.reply] + $0.nested }.first { $0.id == box.parent }
    let to: Markup =
      parent.map { parent in
        """
        <p class="row between"><span>\(words.around("You reply to {1}.", look.name(parent.author)))</span>\
        <a href="\(opening.path + "#reply")">\(words("Reply to the first post instead"))</a></p>
        """
      } ?? .empty
    let isQuestion = opening.kind == .question && parent == nil
    return """
      <section class="card stack" id="reply">\(box.form.start("/posts/\(box.parent)/replies", once: box.once, hasFiles: true))\(to)
      \(box.form.area(
        "text", isQuestion ? "Your answer" : "Your reply", rows: 4, labelAs: .heading, draft: "reply-\(box.parent)", suggests: true,
        limit: PostText.longest))
      <p class="hint row">\(icon(opening.audience == .everyone ? .globe : .lock))<span>\(audience(opening, words))</span></p>\(speakAs(box.form, box.speaksFor))
      \(AttachmentFields.details(box.form, files: box.files, words: words, more: "\(note(box.form))\(language(box.form, words))"))
      <div class="row between"><p class="hint">\(words("You can use **bold**, lists and links."))</p>\
      \(box.form.button(isQuestion ? "Answer" : "Reply"))</div>\(box.form.end)</section>
      """
  }

  /// Who will read what is written in a conversation: always said beside the box.
  static func audience(_ opening: PostCard, _ words: Words) -> String {
    switch opening.audience {
    case .everyone: words("Everyone will see this.")
    case .members: words("Only people who are signed in will see this.")
    case .followers: words("Only \(opening.author.name) and people who follow them will see this.")
    case .named: words("Only the people named at the start will see this.")
    case .group: words("Only members of \(opening.group?.name ?? words("the group")) will see this.")
    }
  }

  static func note(_ form: FormState) -> Markup {
    form.text(
      "note", "Content note",
      hint: "If it may upset someone, say here what it is about. The text is then folded away.", isOptional: true)
  }

  static func language(_ form: FormState, _ words: Words) -> Markup {
    form.pick("language", "Language you are writing in", options: Choice.languages, value: words.code)
  }

  /// Shown only to those who may speak for an organisation.
  static func speakAs(_ form: FormState, _ organisations: [Face]) -> Markup {
    guard !organisations.isEmpty else { return .empty }
    let choices = [Choice("", "Yourself")] + organisations.map { Choice($0.id.description, text: $0.name) }
    return form.pick("as", "Say it as", options: choices)
  }

  static func joinIn(_ opening: PostCard, _ words: Words) -> Markup {
    let next = Link.encoded(opening.path)
    return """
      <section class="card stack" id="reply"><h2>\(words("Join in"))</h2><p>\(words("Anyone can read this. To answer, create an account: it takes a minute."))</p>
      <div class="row"><a class="btn" href="/join?next=\(next)">\(words("Create an account"))</a><a class="btn quiet" href="/sign-in?next=\(next)">\(words("Sign in"))</a></div></section>
      """
  }
}
