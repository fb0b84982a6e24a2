public import Commons

/// Light or dark: what a visitor chose in settings, kept in a cookie, or what their system says.
public enum Theme: String, Sendable, CaseIterable { case system, light, dark }

/// What stands round every page of one request: who looks, in which language, and what leads where.
public struct PageFrame: Sendable {
  public var words: Words
  public var now: Moment
  public var member: Member?
  /// The address of the member's picture of 96 pixels, if they have one.
  public var memberPicture: String?
  public var siteName = "Guerilla Policy"
  /// Absolute, without a slash at the end: `https://example.org`. Empty where it is not known; then no address is given
  /// to other sites.
  public var siteAddress = ""
  /// The path of this page, without the query.
  public var path = "/"
  /// The main navigation. Only streets that exist belong here.
  public var sections: [Section] = [.home]
  public var footLinks: [FootLink] = []
  /// Where “Start something” leads. This and the paths below are nil while there is no such page.
  public var startPath: String?
  public var searchPath: String? = "/search"
  public var messagesPath: String?
  public var noticesPath: String?
  /// Takes a POST with `language` (a code) and `next` (a path).
  public var languagePath: String?
  /// The page where light or dark is chosen.
  public var displayPath: String?
  /// The address of the stream of live events; nil when there is none.
  public var livePath: String?
  /// The number of the newest happening before this page was read: what comes after it is news to whoever has the page.
  public var liveAfter: Int64?
  public var theme = Theme.system
  /// Whether this visitor's browser has the current stylesheet: then it is linked, else it comes inside the page and is
  /// fetched for the next one.
  public var hasStylesheetCached = false
  /// Whether the people and posts here are made up; then every page says so.
  public var isDemo = false
  /// Something done that the visitor should know of, above the page: “Your picture was changed.”
  public var message: String?
  /// Where more is said about it.
  public var messagePath: String?

  public init(words: Words, now: Moment) {
    self.words = words
    self.now = now
  }
}
