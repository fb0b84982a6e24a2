import Commons

/// The fields of a profile as the store holds them: a name, a tab and a value, one a line.
package enum ProfileFields {
  package static let most = 8
  static let longest = 255

  package static func read(_ stored: String) -> [(name: String, value: String)] {
    guard !stored.isEmpty else { return [] }
    return stored.split(separator: "\n").map { line in
      let halves = line.split(separator: "\t", maxSplits: 1, omittingEmptySubsequences: false)
      return (String(halves[0]), halves.count > 1 ? String(halves[1]) : "")
    }
  }

  package static func stored(_ fields: [(name: String, value: String)]) -> String {
    fields.map { "\(plain($0.name))\t\(plain($0.value))" }.joined(separator: "\n")
  }

  private static func plain(_ text: String) -> String {
    text.split(whereSeparator: { $0.isNewline || $0 == "\t" }).joined(separator: " ")
  }

  /// As people type them: one a line, the name, a colon and the value.
  static func typed(_ stored: String) -> String {
    read(stored).map { "\($0.name): \($0.value)" }.joined(separator: "\n")
  }

  /// - Throws: a `Refusal` about the field `fields`.
  static func parsed(_ typed: String) throws(Refusal) -> String {
    var fields: [(name: String, value: String)] = []
    for line in typed.split(whereSeparator: \.isNewline) where !line.allSatisfy(\.isWhitespace) {
      guard let colon = line.firstIndex(of: ":") else {
        throw .invalid("fields", "Write each line as a name, a colon and what it is, like “Pronouns: she, her”.")
      }
      let (name, value) = (trimmed(line[..<colon]), trimmed(line[line.index(after: colon)...]))
      guard !name.isEmpty, !value.isEmpty else {
        throw .invalid("fields", "Write each line as a name, a colon and what it is, like “Pronouns: she, her”.")
      }
      fields.append((name, value))
    }
    guard fields.count <= most, fields.allSatisfy({ $0.name.count <= longest && $0.value.count <= longest }) else {
      throw .invalid("fields", "A profile has at most eight of these, each part of at most 255 characters.")
    }
    return stored(fields)
  }

  private static func trimmed(_ text: Substring) -> String {
    String(text.drop { $0.isWhitespace }.reversed().drop { $0.isWhitespace }.reversed())
  }
}
