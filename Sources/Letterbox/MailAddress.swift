public import Commons

/// An e-mail address: `amina@example.org`. What is accepted is the dot-atom form of RFC 5322 section 3.4.1, in ASCII,
/// within the lengths of RFC 5321 section 4.5.3.1; it can hold nothing that would end a header or an SMTP command.
public struct MailAddress: Hashable, Sendable, CustomStringConvertible {
  /// As it was typed, with the domain in lower case.
  public let text: String
  public var description: String { text }

  /// In lower case as a whole: what two addresses are compared by, because no mail server in use tells capitals apart.
  public var key: String { text.lowercased() }

  /// The part after the `@`.
  public var domain: String { String(text[text.index(after: text.lastIndex(of: "@") ?? text.startIndex)...]) }

  /// - Parameter field: the form field that a problem is about.
  /// - Throws: a `Refusal` of kind `invalid` with words about what is wrong.
  public init(_ typed: String, field: String = "email") throws(Refusal) {
    guard typed.utf8.count <= 300 else { throw .invalid(field, "This email address is too long.") }
    let bytes = Array(MailAddress.trimmed(Array(typed.utf8)))
    guard !bytes.isEmpty else { throw .invalid(field, "Enter an email address.") }
    guard let at = bytes.lastIndex(of: UInt8(ascii: "@")) else {
      throw .invalid(field, "An email address has an @ in the middle, like amina@example.org.")
    }
    let (local, domain) = (bytes[..<at], bytes[(at + 1)...])
    guard local.count <= 64, bytes.count <= 254 else { throw .invalid(field, "This email address is too long.") }
    guard MailAddress.isDotAtom(local), MailAddress.isDomain(domain) else {
      throw .invalid(field, "Check this email address. It should look like amina@example.org.")
    }
    text = String(decoding: local, as: UTF8.self) + "@" + String(decoding: domain, as: UTF8.self).lowercased()
  }

  private static func trimmed(_ bytes: [UInt8]) -> ArraySlice<UInt8> {
    let space = UInt8(ascii: " ")
    guard let first = bytes.firstIndex(where: { $0 != space }), let last = bytes.lastIndex(where: { $0 != space })
    else {
      return []
    }
    return bytes[first...last]
  }

  private static func isDotAtom(_ local: ArraySlice<UInt8>) -> Bool {
    local.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false).allSatisfy { atom in
      !atom.isEmpty && atom.allSatisfy { isLetterOrDigit($0) || atomSigns.contains($0) }
    }
  }

  private static func isDomain(_ domain: ArraySlice<UInt8>) -> Bool {
    let hyphen = UInt8(ascii: "-")
    let labels = domain.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
    let areLabels = labels.allSatisfy { label in
      (1...63).contains(label.count) && label.first != hyphen && label.last != hyphen
        && label.allSatisfy { isLetterOrDigit($0) || $0 == hyphen }
    }
    // One label alone is no address on the internet; `localhost` is for trying the site out.
    return areLabels && (labels.count > 1 || Array(domain) == Array("localhost".utf8))
  }

  private static func isLetterOrDigit(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"):
      true
    default: false
    }
  }

  private static let atomSigns = Set("!#$%&'*+-/=?^_`{|}~".utf8)
}
