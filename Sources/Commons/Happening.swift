/// Something that has happened: the line the Ledger keeps, written in the transaction that did it, and what every consequence follows from.
public struct Happening: Sendable {
  /// What kind of thing: `post.published`. Each room adds its own as static members.
  public struct Kind: Sendable, Hashable, CustomStringConvertible {
    public let name: String
    public init(_ name: StaticString) { self.name = name.withUTF8Buffer { String(decoding: $0, as: UTF8.self) } }
    public init(stored name: String) { self.name = name }
    public var description: String { name }
  }

  public let kind: Kind
  /// The key of what it happened to (a post, an account, a group …).
  public let subject: Int64
  /// The person who did it, under their own login; nil when the site did.
  public let actor: Key<Account>?
  /// The account they did it as, when that is an organisation.
  public let speakingAs: Key<Account>?
  /// A second thing it concerns: the conversation of a reply, the group of a request.
  public let about: Int64?
  /// A few words for listeners or the log; never secret.
  public let note: String?

  public init(
    _ kind: Kind, _ subject: Int64, by actor: Key<Account>?, as speakingAs: Key<Account>? = nil, about: Int64? = nil,
    note: String? = nil
  ) {
    self.kind = kind
    self.subject = subject
    self.actor = actor
    self.speakingAs = speakingAs
    self.about = about
    self.note = note
  }
}
