/// A person or an organisation: the row of `account` that a key points to.
public enum Account {}
/// One sign-in on one device.
public enum Session {}

/// What a member may do for the whole site. Each role may do what the ones before it may.
public enum Role: Int, Sendable, CaseIterable, Comparable {
  case member = 0, moderator = 1, steward = 2
  public static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }

  /// Whether they may know the e-mail addresses of others. Those of newcomers, of whoever is reported, of everyone:
  /// there is no place where a moderator needs them.
  public var seesMailAddresses: Bool { self >= .steward }
}

/// The person who is signed in, as far as every page needs to know them.
public struct Member: Sendable {
  public let id: Key<Account>
  public let session: Key<Session>
  public let handle: Handle
  public let name: String
  public let role: Role
  /// False until the person has followed the link in the mail that was sent to them.
  public let isVerified: Bool
  public let joinedAt: Moment
  public let unreadNotices: Int
  public let unreadMessages: Int
  /// True until a steward has let the person in: they are signed in, but see and do no more than a visitor.
  public let isWaiting: Bool
  /// True while the account is suspended: they are signed in to read why, to appeal, and to take their data, and for
  /// everything else are a visitor.
  public let isSuspended: Bool
  /// True while moderators have shut the account's sign-in: whoever comes in reads why and appeals, and for everything
  /// else is a visitor. It may not be who they say they are, so that not even what is their own is for them.
  public let isSignInShut: Bool
  /// The address of their picture, if they have one.
  public let picture: String?

  public init(
    id: Key<Account>, session: Key<Session>, handle: Handle, name: String, role: Role, isVerified: Bool,
    joinedAt: Moment, unreadNotices: Int = 0,
    unreadMessages: Int = 0, isWaiting: Bool = false, isSuspended: Bool = false, isSignInShut: Bool = false,
    picture: String? = nil
  ) {
    self.id = id
    self.session = session
    self.handle = handle
    self.name = name
    self.role = role
    self.isVerified = isVerified
    self.joinedAt = joinedAt
    self.unreadNotices = unreadNotices
    self.unreadMessages = unreadMessages
    self.isWaiting = isWaiting
    self.isSuspended = isSuspended
    self.isSignInShut = isSignInShut
    self.picture = picture
  }

  /// Whether moderators keep them from taking part.
  public var isBarred: Bool { isSuspended || isSignInShut }
}
