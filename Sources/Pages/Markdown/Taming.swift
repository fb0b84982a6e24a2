/// Makes text harmless for the parser before it sees it. cmark-gfm 0.29 takes the square of the length for some texts
/// that nobody writes by accident; each rule here stands for one that was measured.
enum Taming {
  /// Quotations and lists inside each other beyond this on one line are text: each line walks all that are open.
  static let deepest = 24
  /// A row with more cells than this is no table that anyone could read; every short row under it would be filled up.
  static let mostColumns = 16
  /// Lines of dashes and bars beyond this are text: each makes the parser read the paragraph above it again.
  static let mostTables = 30
  /// With more beginnings of pictures, or of HTML comments and declarations, than this the text is shown as it was
  /// typed.
  static let mostPictures = 200
  static let mostDeclarations = 50
  /// Links that repeat one long definition may fill at most this many bytes.
  static let mostRepeated = 32_000_000

  /// - Returns: nil when the text is better shown as it was typed.
  static func tamed(_ text: UnsafeBufferPointer<UInt8>) -> [UInt8]? {
    guard !isHostile(text) else { return nil }
    var tamed: [UInt8] = []
    tamed.reserveCapacity(text.count + 16)
    var start = 0
    var emptyLines = 0
    var tables = 0
    while start < text.count {
      let end = endOfLine(text, from: start)
      let line = UnsafeBufferPointer(rebasing: text[start..<end])
      start = end + 1
      if isEmpty(line) {
        emptyLines += 1
        // Between blocks one empty line says as much as a thousand; two are kept for the sake of code.
        if emptyLines > 2 { continue }
      } else {
        emptyLines = 0
        if isRule(line) { tables += 1 }
      }
      if tables > mostTables, isRule(line) { tamed.append(UInt8(ascii: "\\")) }
      append(line, to: &tamed)
      tamed.append(10)
    }
    return tamed
  }

  private static func endOfLine(_ text: UnsafeBufferPointer<UInt8>, from start: Int) -> Int {
    var end = start
    while end < text.count, text[end] != 10 { end += 1 }
    return end
  }

  private static func isEmpty(_ line: UnsafeBufferPointer<UInt8>) -> Bool {
    line.allSatisfy { $0 == 32 || $0 == 9 || $0 == 13 }
  }

  /// Whether a line could divide a table's head from its body.
  private static func isRule(_ line: UnsafeBufferPointer<UInt8>) -> Bool {
    line.contains(UInt8(ascii: "-"))
      && line.allSatisfy {
        $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "|") || $0 == UInt8(ascii: ":") || $0 == 32 || $0 == 9 || $0 == 13
          || $0 == UInt8(ascii: ">")
      }
  }

  private static func isHostile(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
    var pictures = 0
    var declarations = 0
    var brackets = 0
    var paragraph = 0
    var longestDefinition = 0
    var hasDefinition = false
    var previous: UInt8 = 10
    for byte in text {
      switch (previous, byte) {
      case (UInt8(ascii: "!"), UInt8(ascii: "[")): pictures += 1
      case (UInt8(ascii: "<"), UInt8(ascii: "!")), (UInt8(ascii: "<"), UInt8(ascii: "?")): declarations += 1
      case (UInt8(ascii: "]"), UInt8(ascii: ":")): hasDefinition = true
      case (10, 10):
        paragraph = 0
        hasDefinition = false
      default: break
      }
      if byte == UInt8(ascii: "[") { brackets += 1 }
      paragraph += 1
      if hasDefinition { longestDefinition = max(longestDefinition, paragraph) }
      previous = byte
    }
    return pictures > mostPictures || declarations > mostDeclarations || brackets * longestDefinition > mostRepeated
  }

  private static func append(_ line: UnsafeBufferPointer<UInt8>, to tamed: inout [UInt8]) {
    guard let bound = tooDeep(line) else {
      let bars = line.count > mostColumns ? line.reduce(0) { $0 + ($1 == UInt8(ascii: "|") ? 1 : 0) } : 0
      guard bars > mostColumns + 1 else { return tamed.append(contentsOf: line) }
      for byte in line {
        if byte == UInt8(ascii: "|") { tamed.append(UInt8(ascii: "\\")) }
        tamed.append(byte)
      }
      return
    }
    tamed.append(contentsOf: UnsafeBufferPointer(rebasing: line[..<bound]))
    tamed.append(UInt8(ascii: "\\"))
    tamed.append(contentsOf: UnsafeBufferPointer(rebasing: line[bound...]))
  }

  /// Where the marker stands that opens one quotation or list too many at the start of a line, if there is one.
  private static func tooDeep(_ line: UnsafeBufferPointer<UInt8>) -> Int? {
    var depth = 0
    var index = 0
    while index < line.count {
      switch line[index] {
      case UInt8(ascii: " "), UInt8(ascii: "\t"): break
      case UInt8(ascii: ">"): depth += 1
      case UInt8(ascii: "-"), UInt8(ascii: "+"), UInt8(ascii: "*"):
        guard index + 1 < line.count, line[index + 1] == 32 || line[index + 1] == 9 else { return nil }
        depth += 1
      case UInt8(ascii: "0")...UInt8(ascii: "9"):
        var after = index
        while after < line.count, line[after] >= 48, line[after] <= 57 { after += 1 }
        guard after < line.count, line[after] == UInt8(ascii: ".") || line[after] == UInt8(ascii: ")") else {
          return nil
        }
        if depth >= deepest { return after }
        index = after
        depth += 1
      default: return nil
      }
      if depth > deepest { return index }
      index += 1
    }
    return nil
  }
}
