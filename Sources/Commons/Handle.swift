/// The name in an address: `@amina`. People, organisations and groups share one namespace.
///
/// Three to thirty of a to z, 0 to 9, `-` and `_`, starting with a letter or digit; compared without case, kept in lower case.
public struct Handle: Hashable, Sendable, CustomStringConvertible {
  public let text: String
  public var description: String { text }

  public init(_ typed: String) throws(Refusal) {
    let text = typed.lowercased()
    guard (3...30).contains(text.utf8.count) else { throw .invalid("handle", "A handle has 3 to 30 characters.") }
    guard text.utf8.allSatisfy(Handle.allows), text.utf8.first != UInt8(ascii: "-"),
      text.utf8.first != UInt8(ascii: "_")
    else {
      throw .invalid(
        "handle", "A handle has only letters a to z, numbers, - and _, and starts with a letter or number.")
    }
    guard !Handle.reserved.contains(text) else {
      throw .invalid("handle", "That handle is kept for the site. Choose another one.")
    }
    // What an account is called once the person has left.
    guard !text.hasPrefix("former-") else {
      throw .invalid("handle", "That handle is kept for the site. Choose another one.")
    }
    self.text = text
  }

  /// A handle that the store already holds.
  public init(stored text: String) { self.text = text }

  /// Whether a byte may stand in a handle (lower case only).
  public static func allows(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"),
      UInt8(ascii: "_"):
      true
    default: false
    }
  }

  // Words that could pass for the site itself, or stand in its URLs.
  static let reserved: Set<String> = [
    "about", "accessibility", "account", "admin", "administrator", "all", "anyone", "api", "assets", "everyone",
    "groups", "guerilla", "health",
    "help", "here", "home", "ideas", "inbox", "join", "mail", "mailer-daemon", "me", "media", "members", "metrics",
    "moderation", "moderator",
    "moderators", "nobody", "no-reply", "noreply", "notifications", "oauth", "official", "organisations", "people",
    "policy", "postmaster",
    "privacy", "display", "language", "unsubscribe", "verify", "waiting", "archive", "projects", "root", "rules",
    "search", "security", "services", "settings", "sign-in", "sign-out", "site", "staff", "start",
    "steward", "stewards", "support", "system", "talk", "topics", "undefined", "null", "new", "webmaster", "welcome",
    "www",
  ]
}
