public import Commons
import Doors
public import Letterbox
public import Pages

/// What a letter says, before it is plain text and HTML: both are made from this, so that they say the same.
public struct LetterDraft: Sendable {
  /// One part of a letter, in order. Words are already in the recipient's language.
  public enum Part: Sendable {
    case paragraph(String)
    /// What somebody wrote; in their own direction.
    case quote(String)
    /// The one thing to do: a label and an absolute address.
    case button(String, url: String)
    /// A line that leads somewhere: its words and an absolute address.
    case link(String, url: String)
    case heading(String)
    /// Smaller: why this letter came, what to do if it was not meant.
    case fine(String)
  }

  public let subject: String
  public let parts: [Part]

  public init(subject: String, parts: [Part]) {
    self.subject = subject
    self.parts = parts
  }

  /// The letter as plain text.
  func text(siteName: String, foot: [String]) -> String {
    let body = parts.map { part in
      switch part {
      case .paragraph(let words), .fine(let words): words
      case .heading(let words): words + "\n" + String(repeating: "-", count: min(60, words.count))
      case .quote(let words):
        words.split(separator: "\n", omittingEmptySubsequences: false).map { "> " + $0 }.joined(separator: "\n")
      case .button(let label, let url), .link(let label, let url): "\(label):\n\(url)"
      }
    }
    return (body + ["-- \n" + ([siteName] + foot).joined(separator: "\n")]).joined(separator: "\n\n") + "\n"
  }

  /// The letter as a whole HTML document: one column, the reader's own font and size, no picture, nothing fetched.
  func html(siteName: String, language: Language, foot: [Markup]) -> String {
    let body = parts.markup { part in
      switch part {
      case .paragraph(let words): "<p style=\"margin:0 0 16px\" dir=\"auto\">\(lines(words))</p>\n"
      case .heading(let words): "<h2 style=\"margin:24px 0 8px;font-size:1.15em\">\(words)</h2>\n"
      case .quote(let words):
        "<blockquote style=\"margin:0 0 16px;padding-left:14px;border-left:4px solid #ffd24d\" dir=\"auto\">\(lines(words))</blockquote>\n"
      case .button(let label, let url):
        """
        <p style="margin:24px 0"><a href="\(url)" style="display:inline-block;padding:12px 22px;border-radius:24px;background:#4a35c4;color:#ffffff;font-weight:bold;text-decoration:none">\(label)</a></p>

        """
      case .link(let label, let url):
        "<p style=\"margin:0 0 12px\"><a href=\"\(url)\" style=\"color:#4a35c4\">\(label)</a></p>\n"
      case .fine(let words):
        "<p style=\"margin:0 0 12px;font-size:.9em;color:#5b5364\" dir=\"auto\">\(lines(words))</p>\n"
      }
    }
    let document: Markup = """
      <!doctype html>
      <html lang="\(language.rawValue)"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
      <meta name="color-scheme" content="light dark"><title>\(subject)</title></head>
      <body style="margin:0;padding:20px;font-family:system-ui,sans-serif;font-size:17px;line-height:1.5">
      <div role="article" style="max-width:600px;margin:0 auto"><h1 style="font-size:1.4em;line-height:1.2;margin:0 0 16px">\(subject)</h1>
      \(body)<hr style="border:0;border-top:1px solid #e4ddd0;margin:24px 0 12px">
      <p style="font-size:.9em;color:#5b5364;margin:0">\(siteName)\(foot.markup { "<br>\($0)" })</p></div></body></html>

      """
    return document.string
  }

  private func lines(_ words: String) -> Markup {
    words.split(separator: "\n", omittingEmptySubsequences: false).enumerated().markup { index, line in
      index == 0 ? "\(line)" : "<br>\(line)"
    }
  }
}

/// Who a letter is for.
public struct LetterRecipient: Sendable {
  public let account: Key<Account>?
  public let name: String
  public let address: MailAddress
  /// The language they read the site in.
  public let language: Language

  public init(account: Key<Account>?, name: String, address: MailAddress, language: Language) {
    self.account = account
    self.name = name
    self.address = address
    self.language = language
  }

  public var words: Words { Words(language) }
}
