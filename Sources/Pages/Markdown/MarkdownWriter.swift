import CMarkGFM

/// Walks a parsed text once and writes HTML and plain words beside each other.
struct MarkdownWriter {
  let headings: Markdown.Headings
  let limit: Int
  let mentions: (String) -> String?
  let topic: (String) -> String

  var html: [UInt8] = []
  var plain: [UInt8] = []
  var found = RenderedText()
  var seenMentions: Set<String> = []
  var seenTopics: Set<String> = []
  private var seenLinks: Set<String> = []
  private var blockDepth = 0
  private var inlineDepth = 0
  var linkDepth = 0
  private var isInTableHead = false

  /// Quotations, lists and emphasis inside each other beyond this are not shown as such.
  private static let deepestBlock = 10
  private static let deepestInline = 8

  init(
    headings: Markdown.Headings, limit: Int, mentions: @escaping (String) -> String?,
    topic: @escaping (String) -> String
  ) {
    self.headings = headings
    self.limit = limit
    self.mentions = mentions
    self.topic = topic
  }

  /// - Returns: false when the output grows out of proportion.
  mutating func write(_ root: OpaquePointer) -> Bool {
    guard let iterator = cmark_iter_new(root) else { return false }
    defer { cmark_iter_free(iterator) }
    while true {
      let event = cmark_iter_next(iterator)
      if event == CMARK_EVENT_DONE { return true }
      guard let node = cmark_iter_get_node(iterator) else { return true }
      visit(node, isEntering: event == CMARK_EVENT_ENTER)
      if html.count > limit { return false }
    }
  }

  func finished() -> RenderedText {
    var rendered = found
    rendered.html = String(decoding: html, as: UTF8.self)
    var words = plain[...]
    while let last = words.last, last == 10 || last == 32 { words.removeLast() }
    rendered.plain = String(decoding: words, as: UTF8.self)
    return rendered
  }

  private mutating func visit(_ node: OpaquePointer, isEntering: Bool) {
    let type = cmark_node_get_type(node)
    switch type {
    case CMARK_NODE_TEXT: text(node)
    case CMARK_NODE_SOFTBREAK, CMARK_NODE_LINEBREAK:
      html.appendLiteral("<br>\n")
      plain.append(10)
    case CMARK_NODE_CODE:
      html.appendLiteral("<code>")
      literal(node)
      html.appendLiteral("</code>")
    case CMARK_NODE_HTML_INLINE: literal(node)
    case CMARK_NODE_HTML_BLOCK:
      html.appendLiteral("<p>")
      literal(node)
      html.appendLiteral("</p>\n")
      endLine()
    case CMARK_NODE_CODE_BLOCK:
      html.appendLiteral("<pre><code>")
      literal(node)
      html.appendLiteral("</code></pre>\n")
      endLine()
    case CMARK_NODE_THEMATIC_BREAK: html.appendLiteral("<hr>\n")
    case CMARK_NODE_EMPH: inline("<em>", "</em>", isEntering)
    case CMARK_NODE_STRONG: inline("<strong>", "</strong>", isEntering)
    case CMARK_NODE_LINK, CMARK_NODE_IMAGE: link(node, isPicture: type == CMARK_NODE_IMAGE, isEntering)
    case CMARK_NODE_PARAGRAPH: paragraph(node, isEntering)
    case CMARK_NODE_HEADING: heading(node, isEntering)
    case CMARK_NODE_BLOCK_QUOTE: block("<blockquote>\n", "</blockquote>\n", isEntering)
    case CMARK_NODE_LIST: list(node, isEntering)
    case CMARK_NODE_ITEM:
      if blockDepth <= Self.deepestBlock { tag("<li>", "</li>\n", isEntering) }
      if !isEntering { endLine() }
    case CMARK_NODE_DOCUMENT: break
    default: extended(node, type, isEntering)
    }
  }

  /// Nodes of GitHub's extensions get their types when they are registered.
  private mutating func extended(_ node: OpaquePointer, _ type: cmark_node_type, _ isEntering: Bool) {
    switch String(cString: cmark_node_get_type_string(node)) {
    case "strikethrough": inline("<del>", "</del>", isEntering)
    case "table":
      tag("<div class=\"scroll\" tabindex=\"0\"><table class=\"table\">\n", "</tbody></table></div>\n", isEntering)
    case "table_header":
      isInTableHead = isEntering
      tag("<thead><tr>", "</tr></thead><tbody>\n", isEntering)
      if !isEntering { endLine() }
    case "table_row":
      tag("<tr>", "</tr>\n", isEntering)
      if !isEntering { endLine() }
    case "table_cell":
      if isInTableHead { tag("<th scope=\"col\">", "</th>", isEntering) } else { tag("<td>", "</td>", isEntering) }
      if !isEntering { plain.append(32) }
    default: break
    }
  }

  // MARK: Blocks

  private mutating func tag(_ open: StaticString, _ close: StaticString, _ isEntering: Bool) {
    html.appendLiteral(isEntering ? open : close)
  }

  private mutating func block(_ open: StaticString, _ close: StaticString, _ isEntering: Bool) {
    if isEntering { blockDepth += 1 }
    if blockDepth <= Self.deepestBlock { tag(open, close, isEntering) }
    if !isEntering { blockDepth -= 1 }
  }

  private mutating func list(_ node: OpaquePointer, _ isEntering: Bool) {
    guard cmark_node_get_list_type(node) == CMARK_ORDERED_LIST else { return block("<ul>\n", "</ul>\n", isEntering) }
    let start = cmark_node_get_list_start(node)
    if start == 1 || !isEntering { return block("<ol>\n", "</ol>\n", isEntering) }
    blockDepth += 1
    if blockDepth <= Self.deepestBlock {
      html.appendLiteral("<ol start=\"")
      html.appendDecimal(Int64(start))
      html.appendLiteral("\">\n")
    }
  }

  private mutating func paragraph(_ node: OpaquePointer, _ isEntering: Bool) {
    if !isEntering { endLine() }
    // In a tight list an item's words stand in the item itself (CommonMark 0.30, section 5.3).
    if blockDepth <= Self.deepestBlock, let item = cmark_node_parent(node), let list = cmark_node_parent(item),
      cmark_node_get_type(list) == CMARK_NODE_LIST, cmark_node_get_list_tight(list) != 0
    {
      return
    }
    tag("<p>", "</p>\n", isEntering)
  }

  private mutating func heading(_ node: OpaquePointer, _ isEntering: Bool) {
    if !isEntering { endLine() }
    switch headings {
    case .bold: tag("<p><strong>", "</strong></p>\n", isEntering)
    case .from(let first):
      let level = min(6, first - 1 + Int(cmark_node_get_heading_level(node)))
      html.appendLiteral(isEntering ? "<h" : "</h")
      html.appendDecimal(Int64(level))
      html.appendLiteral(isEntering ? ">" : ">\n")
    }
  }

  private mutating func endLine() {
    while plain.last == 32 { plain.removeLast() }
    if let last = plain.last, last != 10 { plain.append(10) }
  }

  // MARK: Inlines

  private mutating func inline(_ open: StaticString, _ close: StaticString, _ isEntering: Bool) {
    if isEntering { inlineDepth += 1 }
    if inlineDepth <= Self.deepestInline { tag(open, close, isEntering) }
    if !isEntering { inlineDepth -= 1 }
  }

  private mutating func link(_ node: OpaquePointer, isPicture: Bool, _ isEntering: Bool) {
    guard let link = address(of: node) else { return }
    if isEntering { linkDepth += 1 }
    // A picture in a link is part of that link's words.
    if linkDepth == 1 {
      if isEntering {
        openLink(link.text)
        if isPicture, cmark_node_first_child(node) == nil { show(shortened(link.text)) }
      } else {
        html.appendLiteral("</a>")
      }
    }
    if !isEntering { linkDepth -= 1 }
  }

  /// Where a link leads, if that is a place a page may lead to.
  private func address(of node: OpaquePointer) -> Link? {
    guard let start = cmark_node_get_url(node) else { return nil }
    var length = 0
    while start[length] != 0, length <= NameScanner.longestAddress { length += 1 }
    return length <= NameScanner.longestAddress ? Link(String(cString: start)) : nil
  }

  mutating func openLink(_ address: String) {
    html.appendLiteral("<a href=\"")
    html.appendEscaped(address)
    // What members link to is theirs, not the site's: search engines and the other site are told so.
    html.appendLiteral(address.utf8.first == UInt8(ascii: "/") ? "\">" : "\" rel=\"nofollow ugc noopener\">")
    if address.utf8.first == UInt8(ascii: "h") || address.utf8.first == UInt8(ascii: "H"),
      seenLinks.insert(address).inserted
    {
      found.links.append(address)
    }
  }

  mutating func literal(_ node: OpaquePointer) {
    guard let start = cmark_node_get_literal(node) else { return }
    withBytes(start) { bytes in
      // A block of HTML or code ends with a line break of its own.
      let isBlock = bytes.last == 10
      show(isBlock ? UnsafeBufferPointer(rebasing: bytes.dropLast()) : bytes)
    }
  }

  mutating func show(_ text: String) {
    var text = text
    text.withUTF8 { show($0) }
  }

  /// Appends text to both outputs, without what could disfigure the page.
  mutating func show(_ bytes: UnsafeBufferPointer<UInt8>) {
    if let calmed = Calm.calmed(bytes) {
      calmed.withUnsafeBufferPointer { html.appendEscaped($0) }
      plain.append(contentsOf: calmed)
    } else {
      html.appendEscaped(bytes)
      plain.append(contentsOf: bytes)
    }
  }

  func withBytes(_ start: UnsafePointer<CChar>, _ body: (UnsafeBufferPointer<UInt8>) -> Void) {
    var length = 0
    while start[length] != 0 { length += 1 }
    start.withMemoryRebound(to: UInt8.self, capacity: length) { body(UnsafeBufferPointer(start: $0, count: length)) }
  }
}
