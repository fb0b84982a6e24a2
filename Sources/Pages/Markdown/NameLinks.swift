import CMarkGFM

/// The names in a text: people, topics and addresses, as links.
extension MarkdownWriter {
  /// Words, with the people, topics and addresses in them as links.
  mutating func text(_ node: OpaquePointer) {
    guard linkDepth == 0 else { return literal(node) }
    guard let start = cmark_node_get_literal(node) else { return }
    withBytes(start) { bytes in
      var written = 0
      var scanner = NameScanner(bytes)
      while let name = scanner.next() {
        guard let link = resolve(name, in: bytes) else { continue }
        show(UnsafeBufferPointer(rebasing: bytes[written..<name.range.lowerBound]))
        written = name.range.upperBound
        link(&self)
        html.appendLiteral("</a>")
      }
      show(UnsafeBufferPointer(rebasing: bytes[written...]))
    }
  }

  private mutating func resolve(_ name: NameScanner.Name, in bytes: UnsafeBufferPointer<UInt8>) -> (
    (inout MarkdownWriter) -> Void
  )? {
    let typed = String(decoding: UnsafeBufferPointer(rebasing: bytes[name.range]), as: UTF8.self)
    switch name.kind {
    case .mention:
      let handle = String(typed.dropFirst()).lowercased()
      if seenMentions.insert(handle).inserted { found.mentions.append(handle) }
      guard let path = mentions(handle), Link.isSafe(path) else { return nil }
      return { writer in writer.openName("mention", path, typed) }
    case .topic:
      let word = String(typed.dropFirst()).lowercased()
      let path = topic(word)
      guard Link.isSafe(path) else { return nil }
      if seenTopics.insert(word).inserted { found.topics.append(word) }
      return { writer in writer.openName("topic", path, typed) }
    case .address:
      let address = typed.lowercased().hasPrefix("www.") ? "https://" + typed : typed
      guard let link = Link(address) else { return nil }
      return { writer in
        writer.openLink(link.text)
        writer.html.appendEscaped(writer.shortened(typed))
        writer.plain.append(contentsOf: typed.utf8)
      }
    }
  }

  private mutating func openName(_ kind: StaticString, _ path: String, _ typed: String) {
    html.appendLiteral("<a class=\"")
    html.appendLiteral(kind)
    html.appendLiteral("\" href=\"")
    html.appendEscaped(path)
    html.appendLiteral("\">")
    show(typed)
  }

  /// An address as it is shown: without its scheme, and no longer than a line on a phone.
  func shortened(_ address: String) -> String {
    var shown = address[...]
    for scheme in ["https://", "http://"] where shown.lowercased().hasPrefix(scheme) {
      shown = shown.dropFirst(scheme.count)
    }
    if shown.hasSuffix("/") { shown = shown.dropLast() }
    return shown.count > 44 ? shown.prefix(43) + "…" : String(shown)
  }
}
