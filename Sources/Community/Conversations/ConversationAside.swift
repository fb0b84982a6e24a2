import Commons
import Pages

/// What stands beside a conversation: who is here, how closely one follows, who was asked.
enum ConversationAside {
  static func card(_ reading: Conversations.Reading, look: PostMarkup) -> Markup {
    let words = look.words
    let people = reading.people.markup { face in
      "<li>\(look.picture(face, size: .small))<span class=\"grow\">\(look.name(face))</span></li>"
    }
    let all: Markup =
      reading.people.count < 8
      ? .empty : "<p><a href=\"/talk/\(reading.opening.id)/people\">\(words("Everyone who wrote here"))</a></p>"
    return """
      <section class="card stack"><h2>\(words("Who is here"))</h2><ul class="rows">\(people)</ul>\(all)</section>
      \(asked(reading, look))\(if: look.viewer != nil, attention(reading, look))
      """
  }

  private static func asked(_ reading: Conversations.Reading, _ look: PostMarkup) -> Markup {
    guard reading.opening.kind == .question, reading.opening.state == .shown,
      look.viewer != nil || !reading.standing.asked.isEmpty
    else { return .empty }
    let words = look.words
    let faces = reading.standing.asked.markup {
      "<li>\(look.picture($0, size: .small))<span class=\"grow\">\(look.name($0))</span></li>"
    }
    let list: Markup = reading.standing.asked.isEmpty ? .empty : "<ul class=\"rows\">\(faces)</ul>"
    return """
      <section class="card stack"><h2>\(words("Asked to answer"))</h2>\(list)
      \(if: reading.standing.asked.isEmpty, "<p class=\"soft\">\(words("Do you know somebody who would know?"))</p>")\
      \(if: look.viewer != nil, linkButton("/talk/\(reading.opening.id)/ask", words("Ask someone"), look: .quiet))</section>
      """
  }

  private static func attention(_ reading: Conversations.Reading, _ look: PostMarkup) -> Markup {
    let words = look.words
    let level = reading.standing.attention
    let choices: [(Attention, Phrase, Phrase)] = [
      (.loud, "Loud", "a notice for every reply"),
      (.normal, "Normal", "a notice for replies to you and what you wrote in"),
      (.quiet, "Quiet", "a notice only when you are named"), (.mute, "Mute", "no notices from here"),
    ]
    let buttons = choices.markup { choice in
      """
      <li><span class="grow"><b>\(words(choice.1))</b><br><span class="meta">\(words(choice.2))</span></span>\
      \(actionButton(
        "/talk/\(reading.opening.id)/attention", level == choice.0 ? words("Chosen") : words("Choose"), look: .quiet, pressed: level == choice.0,
        hidden: words(choice.1), fields: ["level": choice.0.name, "next": look.next]))</li>
      """
    }
    let now: String =
      switch level {
      case .loud: words("You follow every reply here.")
      case .normal: words("You follow this conversation.")
      case .quiet: words("You follow quietly: only when you are named.")
      case .mute: words("You muted this conversation.")
      case nil: words("You hear of replies to what you wrote.")
      }
    return """
      <section class="card" id="attention"><h2>\(words("Your notices from here"))</h2><p>\(now)</p>
      <details><summary>\(words("Change"))</summary><ul class="rows">\(buttons)</ul></details></section>
      """
  }
}
