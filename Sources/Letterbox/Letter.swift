public import Commons

/// A message to one person, in plain text and HTML.
public struct Letter: Sendable {
  /// Somebody's name with their address.
  public struct Party: Sendable, Hashable {
    public let name: String
    public let address: MailAddress
    public init(_ name: String, _ address: MailAddress) {
      self.name = name
      self.address = address
    }
  }

  /// The name of a message on the internet (RFC 5322 section 3.6.4), without the angle brackets:
  /// `7312.weekly@forum.example.org`.
  public struct ID: Sendable, Hashable, CustomStringConvertible {
    public let text: String
    public var description: String { text }

    /// - Parameters:
    ///   - local: what is unique on this site, such as the key of the job; anything but letters, digits, `.`, `-` and
    ///     `_` is left out.
    ///   - host: the site's host name.
    public init(_ local: String, host: String) {
      func kept(_ text: String, or fallback: String) -> String {
        let kept = text.utf8.filter { ID.allows($0) }
        // Neither end may be a dot, nor two stand together.
        let atoms = kept.split(separator: UInt8(ascii: ".")).map { String(decoding: $0, as: UTF8.self) }
        return atoms.isEmpty ? fallback : String(atoms.joined(separator: ".").prefix(120))
      }
      text = "\(kept(local, or: "letter"))@\(kept(host, or: "localhost"))"
    }

    private static func allows(_ byte: UInt8) -> Bool {
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"),
        UInt8(ascii: "."), UInt8(ascii: "-"), UInt8(ascii: "_"):
        true
      default: false
      }
    }
  }

  public let to: Party
  public let subject: String
  public let text: String
  /// A whole HTML document; without it the letter is plain text only.
  public let html: String?
  public let id: ID
  /// When it was written.
  public let at: Moment
  /// Who it is from, when that is not the site itself.
  public var from: Party?
  public var replyTo: Party?
  /// Where one POST ends these letters for good (RFC 8058): an `https` address that holds a signed token.
  public var unsubscribe: String?
  /// The letters it follows, oldest first; mail programs show them as one conversation.
  public var inReplyTo: [ID] = []

  public init(to: Party, subject: String, text: String, html: String? = nil, id: ID, at: Moment) {
    self.to = to
    self.subject = subject
    self.text = text
    self.html = html
    self.id = id
    self.at = at
  }
}
