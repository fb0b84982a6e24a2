/// What a moderator is shown of something that was reported.
public struct Described: Sendable {
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
