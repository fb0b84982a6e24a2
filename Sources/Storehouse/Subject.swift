public import Commons

/// A kind of thing that can be reported and acted upon, offered by the room that keeps it: how the safeguards reach a post without importing its room.
public struct Subject: Sendable {
  /// What a moderator is shown of one.
  public struct Description: Sendable {
    /// In a few words: the title, the name.
    public let title: String
    /// What was said there, plain.
    public let excerpt: String
    /// Where it can be read by those who may.
    public let path: String
    /// Whose it is.
    public let owner: Key<Account>
    public let ownerName: String
    public let isHidden: Bool

    public init(title: String, excerpt: String, path: String, owner: Key<Account>, ownerName: String, isHidden: Bool) {
      self.title = title
      self.excerpt = excerpt
      self.path = path
      self.owner = owner
      self.ownerName = ownerName
      self.isHidden = isHidden
    }
  }

  /// `post`, `account`, `group`, `message`.
  public let kind: String
  /// Whether `viewer` (nil: a visitor) may see this one: only what one may see can one report.
  public let isSeen: @Sendable (_ id: Int64, _ viewer: Key<Account>?, ReadTx) throws -> Bool
  public let describe: @Sendable (_ id: Int64, ReadTx) throws -> Description?
  /// Hides it or shows it again, noting by whom and why. Nil where there is nothing to hide (an account is suspended instead).
  public let setHidden: (@Sendable (_ id: Int64, _ isHidden: Bool, _ by: Key<Account>, _ reason: String, WriteTx) throws -> Void)?

  public init(
    kind: String, isSeen: @escaping @Sendable (Int64, Key<Account>?, ReadTx) throws -> Bool,
    describe: @escaping @Sendable (Int64, ReadTx) throws -> Description?,
    setHidden: (@Sendable (Int64, Bool, Key<Account>, String, WriteTx) throws -> Void)? = nil
  ) {
    self.kind = kind
    self.isSeen = isSeen
    self.describe = describe
    self.setHidden = setHidden
  }
}
