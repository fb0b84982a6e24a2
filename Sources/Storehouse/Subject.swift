public import Commons

/// A kind of thing that can be reported and acted upon, offered by the room that keeps it: how the safeguards reach a post without importing its room.
public struct Subject: Sendable {
  /// `post`, `account`, `group`, `message`.
  public let kind: String
  /// Whether `viewer` (nil: a visitor) may see this one: only what one may see can one report.
  public let isSeen: @Sendable (_ id: Int64, _ viewer: Key<Account>?, ReadTx) throws -> Bool
  public let describe: @Sendable (_ id: Int64, ReadTx) throws -> Described?
  /// Hides it or shows it again, noting by whom and why. Nil where there is nothing to hide (an account is suspended instead).
  public let setHidden:
    (@Sendable (_ id: Int64, _ isHidden: Bool, _ by: Key<Account>, _ reason: String, WriteTx) throws -> Void)?

  public init(
    kind: String, isSeen: @escaping @Sendable (Int64, Key<Account>?, ReadTx) throws -> Bool,
    describe: @escaping @Sendable (Int64, ReadTx) throws -> Described?,
    setHidden: (@Sendable (Int64, Bool, Key<Account>, String, WriteTx) throws -> Void)? = nil
  ) {
    self.kind = kind
    self.isSeen = isSeen
    self.describe = describe
    self.setHidden = setHidden
  }
}
