public import Commons
public import Storehouse

/// The rules people agree to here: set by the stewards, read by everyone.
public struct Rules: Sendable {
  let store: any Store

  public init(store: any Store) { self.store = store }

  public struct Rule: Sendable, Hashable {
    public let title: String
    public let text: String
    public init(title: String, text: String) {
      self.title = title
      self.text = text
    }
  }

  static let most = 30

  /// The rules, or none where the stewards have set none yet; the page then shows those every site begins with.
  public func all() async throws -> [Rule] { try await store.read { tx in try SafeguardStore.rules(in: tx) } }

  /// Sets all the rules at once. Each is a line of title and lines of text, with an empty line between rules.
  /// - Throws: a `Refusal` when there are none, too many, or one is too long.
  public func set(typed: String, by steward: Key<Account>) async throws {
    let rules = try Rules.parsed(typed)
    try await store.write { tx in try SafeguardStore.setRules(rules, by: steward, in: tx) }
  }

  /// The same for rules that come with a demonstration.
  public static func set(_ rules: [Rule], in tx: WriteTx) throws { try SafeguardStore.setRules(rules, by: nil, in: tx) }

  static func parsed(_ typed: String) throws(Refusal) -> [Rule] {
    var rules: [Rule] = []
    var lines: [Substring] = []
    for line: Substring in typed.split(separator: "\n", omittingEmptySubsequences: false) + [Substring("")] {
      if line.allSatisfy(\.isWhitespace) {
        if let title = lines.first {
          rules.append(Rule(title: String(title), text: lines.dropFirst().joined(separator: " ")))
        }
        lines = []
      } else {
        lines.append(line)
      }
    }
    guard !rules.isEmpty else { throw .invalid("rules", "Write at least one rule.") }
    guard rules.count <= most else { throw .invalid("rules", "There can be at most \(most) rules.") }
    guard rules.allSatisfy({ $0.title.count <= 200 && $0.text.count <= 2000 }) else {
      throw .invalid("rules", "A rule’s first line has at most 200 characters, the rest at most 2,000.")
    }
    return rules
  }

  static func typed(_ rules: [Rule]) -> String {
    rules.map { $0.text.isEmpty ? $0.title : $0.title + "\n" + $0.text }.joined(separator: "\n\n")
  }
}
