/// XML being written (XML 1.0, fifth edition), from the outside in. Whatever people typed stays text, and what XML has no place for is left out.
struct XMLWriter: Sendable {
  private(set) var text = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"

  typealias Attributes = KeyValuePairs<StaticString, String>

  /// An element that holds others.
  mutating func element(
    _ name: StaticString, _ attributes: Attributes = [:], _ body: (inout XMLWriter) throws -> Void
  ) rethrows {
    open(name, attributes)
    text += ">\n"
    try body(&self)
    text += "</\(name)>\n"
  }

  /// An element that holds text.
  mutating func element(_ name: StaticString, _ attributes: Attributes = [:], text content: String) {
    open(name, attributes)
    text += ">"
    append(content)
    text += "</\(name)>\n"
  }

  mutating func empty(_ name: StaticString, _ attributes: Attributes) {
    open(name, attributes)
    text += "/>\n"
  }

  private mutating func open(_ name: StaticString, _ attributes: Attributes) {
    text += "<\(name)"
    for (name, value) in attributes {
      text += " \(name)=\""
      append(value)
      text += "\""
    }
  }

  private mutating func append(_ value: String) {
    for scalar in value.unicodeScalars where XMLWriter.isCharacter(scalar) {
      switch scalar {
      case "&": text += "&amp;"
      case "<": text += "&lt;"
      case ">": text += "&gt;"
      case "\"": text += "&quot;"
      // A reader would make a line feed of it (section 2.11).
      case "\r": text += "&#13;"
      default: text.unicodeScalars.append(scalar)
      }
    }
  }

  /// Section 2.2, production 2: control characters, and two that are no characters, cannot be written in any way.
  static func isCharacter(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 9, 10, 13: true
    case 0..<32, 0xFFFE, 0xFFFF: false
    default: true
    }
  }
}
