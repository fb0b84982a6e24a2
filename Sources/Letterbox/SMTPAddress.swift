public import Commons

/// Where and how letters are handed to a mail server: `smtp://user:password@host:port` or `smtps://…`.
public struct SMTPAddress: Sendable, CustomStringConvertible, CustomReflectable {
  /// How the connection is encrypted.
  enum Encryption: Sendable {
    /// TLS from the first byte (`smtps`, RFC 8314 section 3.3); the server must prove its name.
    case fromStart
    /// STARTTLS (RFC 3207) or nothing is sent; the server must prove its name.
    case required
    /// STARTTLS when the server offers it, whoever it is (RFC 7435): better than none, where none would be accepted
    /// too.
    case whenOffered
  }

  let host: String
  let port: Int
  let user: String?
  let password: String?
  var encryption: Encryption

  /// - Parameter text: user and password percent-encoded where they hold `:`, `@`, `/` or `%`; without a port 465 for
  ///   `smtps`, 587 with a password and 25 without.
  /// - Throws: a `Refusal` that says what is wrong, without repeating the password.
  public init(_ text: String) throws(Refusal) {
    let scheme = text.prefix { $0 != ":" }.lowercased()
    guard scheme == "smtp" || scheme == "smtps", text.dropFirst(scheme.count).hasPrefix("://") else {
      throw .invalid(
        "smtp", "The mail server is written smtp://user:password@host:port or smtps://user:password@host:port.")
    }
    var rest = text.dropFirst(scheme.count + 3)
    var user: String?
    var password: String?
    // The last one, because people write their address as the user.
    if let at = rest.lastIndex(of: "@") {
      let parts = rest[..<at].split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
      guard let decodedUser = SMTPAddress.decoded(parts[0]), !decodedUser.isEmpty,
        let decodedPassword = SMTPAddress.decoded(parts.count > 1 ? parts[1] : "")
      else { throw .invalid("smtp", "The user or password of the mail server is not percent-encoded as it should be.") }
      user = decodedUser
      password = decodedPassword
      rest = rest[rest.index(after: at)...]
    }
    if rest.hasSuffix("/") { rest.removeLast() }
    let (host, portText) = SMTPAddress.hostAndPort(rest)
    guard SMTPAddress.isHost(host) else { throw .invalid("smtp", "The name of the mail server is not right.") }
    let usual: Substring = scheme == "smtps" ? "465" : password == nil ? "25" : "587"
    guard let port = Int(portText ?? usual), (1...65535).contains(port) else {
      throw .invalid("smtp", "The port of the mail server is not right.")
    }
    self.host = host
    self.port = port
    self.user = user
    self.password = password
    encryption =
      scheme == "smtps" ? .fromStart : password != nil && !SMTPAddress.isLoopback(host) ? .required : .whenOffered
  }

  /// Without user and password, for the log.
  public var description: String { "\(scheme)://\(host):\(port)" }
  public var customMirror: Mirror { Mirror(self, children: []) }

  var scheme: String { encryption == .fromStart ? "smtps" : "smtp" }

  private static func hostAndPort(_ text: Substring) -> (host: String, port: Substring?) {
    if text.hasPrefix("["), let close = text.firstIndex(of: "]") {
      let after = text[text.index(after: close)...]
      return (String(text[...close]), after.isEmpty ? nil : after.dropFirst(after.hasPrefix(":") ? 1 : 0))
    }
    let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
    return (String(parts.first ?? ""), parts.count > 1 ? parts[1] : nil)
  }

  private static func isHost(_ host: String) -> Bool {
    let inBrackets = host.hasPrefix("[") && host.hasSuffix("]")
    let name = inBrackets ? host.dropFirst().dropLast() : Substring(host)
    return !name.isEmpty
      && name.utf8.allSatisfy { byte in
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
          UInt8(ascii: "0")...UInt8(ascii: "9"),
          UInt8(ascii: "."), UInt8(ascii: "-"), UInt8(ascii: "_"):
          true
        default: inBrackets && byte == UInt8(ascii: ":")
        }
      }
  }

  private static func isLoopback(_ host: String) -> Bool {
    let parts = host.split(separator: ".", omittingEmptySubsequences: false)
    return host.lowercased() == "localhost" || host == "[::1]"
      || (parts.count == 4 && parts[0] == "127" && parts.allSatisfy { UInt8($0) != nil })
  }

  private static func decoded(_ text: Substring) -> String? {
    var bytes: [UInt8] = []
    var rest = text.utf8[...]
    while let byte = rest.popFirst() {
      guard byte == UInt8(ascii: "%") else {
        bytes.append(byte)
        continue
      }
      let digits = rest.prefix(2)
      guard digits.count == 2, let value = UInt8(String(decoding: Array(digits), as: UTF8.self), radix: 16) else {
        return nil
      }
      bytes.append(value)
      rest = rest.dropFirst(2)
    }
    // A line end in a user name could end an SMTP command.
    guard !bytes.contains(where: { $0 < 0x20 || $0 == 0x7f }) else { return nil }
    return String(validating: bytes, as: UTF8.self)
  }
}
