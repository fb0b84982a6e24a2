import CMarkGFM
import Synchronization

/// What a person wrote, ready to be shown.
public struct RenderedText: Sendable, Equatable {
  /// Safe HTML: `Markup(trusted:)` takes it.
  public var html = ""
  /// The handles named with `@`, in lower case, whether anybody has them or not; each once, in order.
  public var mentions: [String] = []
  /// The topics named with `#`, in lower case; each once, in order.
  public var topics: [String] = []
  /// The words alone, for searches, mails and excerpts; a line for each block.
  public var plain = ""
  /// The addresses of other sites it links to, each once, in order.
  public var links: [String] = []
}

/// Turns what people write (CommonMark with GitHub's tables and strike-through) into safe HTML.
///
/// No HTML of theirs survives: tags are shown as they were typed. Links lead to `http:`, `https:`, `mailto:` or a path
/// here; pictures become links, because the site fetches nothing from elsewhere. Time and output grow in proportion to
/// the text, whatever stands in it.
public enum Markdown {
  /// What a line that starts with `#` becomes.
  public enum Headings: Sendable {
    /// A bold paragraph: in posts, so that they do not disturb the outline of the page.
    case bold
    /// Headings from this level down: 3 makes `#` an `h3`. In reports.
    case from(Int)
  }

  /// Text longer than this, in bytes, is shown as it was typed.
  public static let longest = 200_000

  /// - Parameters:
  ///   - headings: what headings become.
  ///   - mentions: the path of whoever has a handle (given in lower case), or nil when nobody has; then it stays plain
  ///     text.
  ///   - topic: the path of a topic's page (given in lower case).
  public static func render(
    _ text: String, headings: Headings = .bold, mentions: (String) -> String?, topic: (String) -> String
  ) -> RenderedText {
    var text = text
    guard text.utf8.count <= longest else { return Paragraphs.render(text) }
    guard let tamed = text.withUTF8({ Taming.tamed($0) }), let root = parse(tamed) else {
      return Paragraphs.render(text)
    }
    defer { cmark_node_free(root) }
    // References and tables can make much out of little.
    let limit = 65_536 + 16 * text.utf8.count
    return withoutActuallyEscaping(mentions) { mentions in
      withoutActuallyEscaping(topic) { topic in
        var writer = MarkdownWriter(headings: headings, limit: limit, mentions: mentions, topic: topic)
        return writer.write(root) ? writer.finished() : Paragraphs.render(text)
      }
    }
  }

  /// The handles and topics a text names, before it is known whether anybody has them.
  public static func names(in text: String) -> (mentions: [String], topics: [String]) {
    let rendered = render(text, mentions: { "/@\($0)" }, topic: { "/topics/\($0)" })
    return (rendered.mentions, rendered.topics)
  }

  // cmark-gfm writes to tables of its own while it parses with an extension that has special characters
  // (`SPECIAL_CHARS` in inlines.c), so one at a time.
  private static let parsing = Mutex<Bool>(false)

  private static func parse(_ bytes: [UInt8]) -> OpaquePointer? {
    parsing.withLock { isReady in
      if !isReady { cmark_gfm_core_extensions_ensure_registered() }
      isReady = true
      guard let parser = cmark_parser_new(CMARK_OPT_VALIDATE_UTF8) else { return nil }
      defer { cmark_parser_free(parser) }
      for name in ["table", "strikethrough"] {
        if let found = cmark_find_syntax_extension(name) { cmark_parser_attach_syntax_extension(parser, found) }
      }
      bytes.withUnsafeBufferPointer { buffer in
        buffer.withMemoryRebound(to: CChar.self) { cmark_parser_feed(parser, $0.baseAddress, $0.count) }
      }
      guard let root = cmark_parser_finish(parser) else { return nil }
      cmark_consolidate_text_nodes(root)
      return root
    }
  }
}

/// Text shown as it was typed: paragraphs and line breaks, nothing else.
enum Paragraphs {
  static func render(_ text: String) -> RenderedText {
    var text = text
    return text.withUTF8 { bytes in
      let calmed = Calm.calmed(bytes)
      return calmed?.withUnsafeBufferPointer { render($0) } ?? render(bytes)
    }
  }

  private static func render(_ bytes: UnsafeBufferPointer<UInt8>) -> RenderedText {
    var html: [UInt8] = []
    html.reserveCapacity(bytes.count + bytes.count / 8)
    var isOpen = false
    for line in bytes.split(separator: 10, omittingEmptySubsequences: false) {
      if line.isEmpty {
        if isOpen { html.appendLiteral("</p>\n") }
        isOpen = false
      } else {
        html.appendLiteral(isOpen ? "<br>\n" : "<p>")
        html.appendEscaped(UnsafeBufferPointer(rebasing: line))
        isOpen = true
      }
    }
    if isOpen { html.appendLiteral("</p>\n") }
    var rendered = RenderedText()
    rendered.html = String(decoding: html, as: UTF8.self)
    rendered.plain = String(decoding: bytes, as: UTF8.self)
    return rendered
  }
}
