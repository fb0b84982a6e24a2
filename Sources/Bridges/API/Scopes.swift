/// What an app may do for a person: `read`, `write:statuses`, … (documentation of the Mastodon API, “OAuth scopes”).
///
/// Scopes are a hierarchy: `write` holds `write:statuses`; `follow` holds reading and writing of follows, blocks and mutes.
struct Scopes: Sendable, Equatable {
  /// In the order they were asked for.
  let names: [String]

  static let kinds = [
    "accounts", "blocks", "bookmarks", "conversations", "favourites", "filters", "follows", "lists", "media", "mutes",
    "notifications", "reports", "search", "statuses",
  ]
  static let adminKinds = [
    "accounts", "reports", "domain_allows", "domain_blocks", "ip_blocks", "email_domain_blocks",
    "canonical_email_blocks",
  ]

  /// Every scope there is.
  static let all: [String] =
    ["profile", "read", "write", "follow", "push"] + kinds.map { "read:\($0)" } + kinds.map { "write:\($0)" }
    + ["admin:read", "admin:write"] + adminKinds.map { "admin:read:\($0)" } + adminKinds.map { "admin:write:\($0)" }
  private static let known = Set(all + ["admin"])

  var text: String { names.joined(separator: " ") }

  /// The scopes of a request; nil when one of them is none.
  init?(asked text: String) {
    var names: [String] = []
    for name in text.split(whereSeparator: { $0 == " " || $0 == "+" || $0 == "\n" }).map(String.init)
    where !names.contains(name) {
      guard Scopes.known.contains(name) else { return nil }
      names.append(name)
    }
    guard !names.isEmpty else { return nil }
    self.names = names
  }

  /// Scopes that the store holds.
  init(stored text: String) { names = text.split(separator: " ").map(String.init) }

  /// Whether what needs `scope` may be done.
  func allows(_ scope: String) -> Bool {
    if names.contains(scope) { return true }
    var part = scope[...]
    while let colon = part.lastIndex(of: ":") {
      part = part[..<colon]
      if names.contains(String(part)) { return true }
    }
    let followed = ["follows", "blocks", "mutes"]
    return names.contains("follow")
      && followed.contains { scope == "read:\($0)" || scope == "write:\($0)" }
  }

  /// Whether every one of these is held too.
  func holds(_ others: Scopes) -> Bool { others.names.allSatisfy { allows($0) } }
}
