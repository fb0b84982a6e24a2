import Commons
import Pages

enum SitePages {
  private static func section(_ words: Words, _ id: StaticString, _ heading: Phrase, _ paragraphs: Phrase...) -> Markup
  {
    let text = paragraphs.markup { "<p>\(words($0))</p>" }
    return "<h2 id=\"\(Markup(stringLiteral: id))\">\(words(heading))</h2>\(text)"
  }

  static func help(words: Words) -> Page {
    let title = words("Help")
    let start = section(
      words, "begin", "How do I begin?",
      "You can read without an account. To ask, answer or support something, create an account: it takes a minute.",
      "After that, choose a few topics, say where you are, and follow some people. Your home page then fills with what they say."
    )
    let write = section(
      words, "write", "How do I write?",
      "Write as you speak. **Two stars** make words bold, a line that starts with - makes a list, and an address becomes a link.",
      "Put @ before a handle to name somebody, and # before a word to say what it is about.",
      "Beside the box you choose who can see what you write. You can change or delete your own posts later; changes can be seen by others."
    )
    let notice = section(
      words, "letters", "I get too many letters, or too few",
      "In your settings, under E-mail, you choose for each kind of letter: at once, once a day, once a week or never. Each letter has a link to stop its kind."
    )
    let locked = section(
      words, "sign-in", "I cannot sign in",
      "Ask for a link by e-mail on the sign-in page, or choose a new password there. The letter takes a minute or two; look among the unwanted mail, too.",
      "If you have lost the phone that shows your codes, use one of the recovery codes you wrote down.")
    let wrong = section(
      words, "wrong", "Something is wrong here",
      "Every post and profile has a Report button. A moderator looks at it, decides with a reason, and the decision can be appealed."
    )
    return Page(
      title: title,
      main: """
        <h1>\(title)</h1><div class="prose">\(start)\(write)\(notice)\(locked)\(wrong)
        <h2 id="more">\(words("More"))</h2><ul><li><a href="/rules">\(words("The rules of this site"))</a></li>
        <li><a href="/moderation">\(words("What moderators have decided"))</a></li><li><a href="/accessibility">\(words("Accessibility"))</a></li>
        <li><a href="/privacy">\(words("Privacy"))</a></li></ul></div>
        """)
  }

  static func accessibility(words: Words) -> Page {
    let title = words("Accessibility")
    let aim = section(
      words, "aim", "What we aim for",
      "Everyone should be able to read and take part here: with a keyboard, a screen reader, large text, an old phone or a slow line. We aim for the Web Content Accessibility Guidelines 2.2, level AA."
    )
    let can = section(
      words, "can", "What you can do",
      "Everything works without a mouse and without JavaScript. Text can be made twice as large without anything being cut off. You can choose light or dark under Display. Nothing moves unless you ask for it.",
      "Messages about mistakes stand at the top of the page and beside the field they are about, and nothing you typed is lost."
    )
    let not = section(
      words, "not", "What may not work",
      "Pictures are described by the people who upload them, and some will not be described well. Documents that people upload may not be accessible; ask whoever posted them for another form.",
      "We test with automatic checks, with the keyboard and by eye. Not every screen reader has been tried.")
    let tell = section(
      words, "tell", "Tell us",
      "If something stops you, write to a steward of this site or use a Report button. Say which page it was and what you were trying to do."
    )
    return Page(title: title, main: "<h1>\(title)</h1><div class=\"prose\">\(aim)\(can)\(not)\(tell)</div>")
  }

  static func privacy(siteName: String, words: Words) -> Page {
    let title = words("Privacy")
    let kept = section(
      words, "kept", "What is kept about you",
      "What you tell us: your name, handle, e-mail address, a scrambled form of your password, your profile, and what you write and choose here.",
      "What the site notes: when you joined, where you are signed in (the kind of device and when it was last used), and who did what in groups, organisations and moderation.",
      "There are no advertisements, no trackers and no pictures in letters that tell whether you opened them. Nothing is fetched from other sites."
    )
    let sees = section(
      words, "sees", "Who sees it",
      "Your e-mail address is seen by nobody but you and, when stewards let people in one by one, by the stewards. What you post is seen by those you choose beside the box. Messages are seen by the people in the conversation.",
      "Moderators see what has been reported. Whoever runs the server could read what is stored on it; passwords are stored so that not even they can read them."
    )
    let cookies = section(
      words, "cookies", "Cookies",
      "One cookie keeps you signed in. Others remember the language, light or dark, and that your browser has the style sheet. None follows you anywhere."
    )
    let rights = section(
      words, "rights", "What you can do",
      "In your settings, under Your data, you can download everything you have here, and delete your account. Deleting takes effect at once. The name of your handle is kept, without anything about you, so that nobody can pose as you.",
      "Copies of the site kept for safety may hold deleted things until those copies are replaced.")
    let how = section(
      words, "how-long", "How long",
      "As long as you have an account. Links in letters work from half an hour to seven days. Tries to sign in are kept for a day, and the files you download for seven days."
    )
    return Page(
      title: title,
      main: """
        <h1>\(title)</h1><p class="lead">\(words("How \(siteName) treats what it knows about you."))</p>
        <div class="prose">\(kept)\(sees)\(cookies)\(rights)\(how)<p><a href="/settings/data">\(words("Your data"))</a></p></div>
        """)
  }
}
