import Commons
import Storehouse

/// Names that begin as what is being typed: of people and organisations after `@`, of topics after `#`.
enum Suggestions {
  struct Suggestion: Sendable {
    let text: String
    let label: String
  }

  static let most = 6

  /// - Parameter typed: `@ami`, `#resp`. Anything else suggests nothing.
  static func find(_ typed: String, for viewer: Key<Account>, in tx: ReadTx) throws -> [Suggestion] {
    let stem = String(typed.dropFirst().prefix(40)).lowercased()
    guard !stem.isEmpty else { return [] }
    // A range of the index: what begins with the stem stands between it and the stem with the last letters after it, in every collation.
    let last = stem + "zzzzzzzzzz"
    switch typed.first {
    case "@":
      return try tx.all(
        """
        SELECT a.handle, a.name FROM account a WHERE a.handle >= \(stem) AND a.handle <= \(last) AND a.standing = 0 AND a.in_directory
          AND \(PeopleStore.isOpen(to: viewer)) AND \(Visibility.isListed(to: viewer)) ORDER BY a.handle LIMIT \(most)
        """
      ) { row in Suggestion(text: "@" + (try row.take() as String), label: try row.take()) }
    case "#":
      // Only topics that everyone can read something about.
      return try tx.all(
        """
        SELECT t.shown FROM topic t WHERE t.name >= \(stem) AND t.name <= \(last) AND t.post_count > 0 ORDER BY t.name LIMIT \(most)
        """
      ) { row in Suggestion(text: "#" + (try row.take() as String), label: "") }
    default: return []
    }
  }

  /// As JSON (RFC 8259): `[{"text": "@amina", "label": "Amina Yusuf"}]`.
  static func json(_ suggestions: [Suggestion]) -> [UInt8] {
    let lines = suggestions.map { "{\"text\":\(quoted($0.text)),\"label\":\(quoted($0.label))}" }
    return Array(("[" + lines.joined(separator: ",") + "]").utf8)
  }

  private static func quoted(_ text: String) -> String {
    var quoted = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": quoted += "\\\""
      case "\\": quoted += "\\\\"
      default: if scalar.value >= 32 { quoted.unicodeScalars.append(scalar) } else { quoted += " " }
      }
    }
    return quoted + "\""
  }
}
