/// What a strict reader finds wrong with a piece of HTML: tags that do not match, attributes without quotes, ids
/// given twice.
func faults(of html: String) -> [String] {
  var faults: [String] = []
  var open: [String] = []
  var ids: Set<String> = []
  let void: Set<String> = ["meta", "link", "input", "img", "br", "hr", "use", "rect", "circle", "path"]
  var rest = html[...]
  while let start = rest.firstIndex(of: "<") {
    rest = rest[rest.index(after: start)...]
    if rest.hasPrefix("!doctype") { continue }
    guard let end = endOfTag(rest) else { return faults + ["a tag without end"] }
    let tag = rest[..<end]
    rest = rest[rest.index(after: end)...]
    if tag.hasPrefix("/") {
      let name = String(tag.dropFirst())
      if open.popLast() != name { return faults + ["</\(name)> does not match at: \(rest.prefix(80))"] }
      continue
    }
    let name = String(tag.prefix { !$0.isWhitespace && $0 != "/" })
    faults += attributeFaults(tag.dropFirst(name.count), ids: &ids).map { "\($0) in <\(tag)>" }
    if name == "style" {
      guard let close = rest.range(of: "</style>") else { return faults + ["style without end"] }
      rest = rest[close.upperBound...]
    } else if !void.contains(name), !tag.hasSuffix("/") {
      open.append(name)
    }
  }
  return faults + open.map { "<\($0)> is not closed" }
}

private func endOfTag(_ text: Substring) -> Substring.Index? {
  var isQuoted = false
  for index in text.indices {
    if text[index] == "\"" { isQuoted.toggle() }
    if text[index] == ">", !isQuoted { return index }
  }
  return nil
}

private func attributeFaults(_ text: Substring, ids: inout Set<String>) -> [String] {
  var faults: [String] = []
  var seen: Set<String> = []
  var rest = text.drop { $0.isWhitespace || $0 == "/" }
  while !rest.isEmpty {
    let name = String(rest.prefix { $0 != "=" && !$0.isWhitespace && $0 != "/" })
    rest = rest.dropFirst(name.count)
    if !seen.insert(name).inserted { faults.append("\(name) twice") }
    if name.hasPrefix("on") || name == "style" { faults.append("\(name) is not allowed") }
    if rest.first == "=" {
      guard rest.dropFirst().first == "\"" else { return faults + ["\(name) without quotes"] }
      let value = rest.dropFirst(2).prefix { $0 != "\"" }
      if value.contains("<") { faults.append("\(name) holds <") }
      if name == "id", !ids.insert(String(value)).inserted { faults.append("id \(value) twice") }
      rest = rest.dropFirst(value.count + 3)
      if let next = rest.first, !next.isWhitespace, next != "/" { faults.append("no space after \(name)") }
    }
    rest = rest.drop { $0.isWhitespace || $0 == "/" }
  }
  return faults
}

extension Substring {
  func range(of needle: String) -> Range<Substring.Index>? {
    var at = startIndex
    while at < endIndex {
      if self[at...].hasPrefix(needle) { return at..<index(at, offsetBy: needle.count) }
      at = index(after: at)
    }
    return nil
  }
}
