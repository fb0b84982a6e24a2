public import Commons
import Pages

/// The atom of conversation: text with links, mentions, #topics; the row of `post` that a key points to.
public enum Post {}
/// A group: the row of `space` that a key points to.
public enum Space {}

/// What a first post is: something said, or a question that wants answers.
public enum PostKind: Int, Sendable, CaseIterable { case post = 0, question = 1 }

/// Whether a post is shown; who took it down, when and why is in `post_removal`.
public enum PostState: Int, Sendable { case shown = 0, deleted = 1, hidden = 2 }

/// Text that may stand in a post: 1 to 10,000 characters of Markdown.
public struct PostText: Sendable {
  public static let longest = 10_000
  public let text: String

  public init(_ typed: String, field: String = "text") throws(Refusal) {
    guard !typed.isEmpty else { throw .invalid(field, "Write something first.") }
    guard typed.count <= PostText.longest else {
      throw .invalid(
        field, "That is \(typed.count - PostText.longest) characters too long. A post has at most \(PostText.longest).")
    }
    text = typed
  }
}

/// A first post that someone wants to publish, with every rule checked.
public struct Opening: Sendable {
  public let kind: PostKind
  public let title: String?
  public let text: PostText
  public let contentNote: String?
  public let language: String
  public private(set) var audience: Audience
  public let space: Key<Space>?
  /// Handles of the people an audience of `named` is for.
  public let named: [String]

  static let longestTitle = 150
  static let mostNamed = 50

  /// - Throws: a `Refusal` with every problem of the form at once.
  public init(
    kind: PostKind, title: String, text: String, contentNote: String = "", language: String, audience: Audience,
    space: Key<Space>? = nil,
    named: [String] = []
  ) throws(Refusal) {
    var problems = Problems()
    if kind == .question, title.isEmpty { problems.add("title", "Write your question in one line.") }
    if title.count > Opening.longestTitle {
      problems.add("title", "A title has at most \(Opening.longestTitle) characters.")
    }
    if contentNote.count > Opening.longestTitle {
      problems.add("note", "A content note has at most \(Opening.longestTitle) characters.")
    }
    let checkedText: PostText?
    // A question can be all in its title: when that is missing too, one thing is wrong and not two.
    if kind == .question, text.isEmpty {
      checkedText = PostText(empty: ())
    } else {
      checkedText = problems.check { () throws(Refusal) in try PostText(text) }
    }
    if audience == .named, named.isEmpty { problems.add("named", "Say who should see it: write their handles.") }
    if named.count > Opening.mostNamed { problems.add("named", "You can name at most \(Opening.mostNamed) people.") }
    if audience == .group, space == nil { problems.add("audience", "Choose the group that should see it.") }
    try problems.refuseIfAny()
    guard let checkedText else { throw .notFound }
    self.kind = kind
    self.title = title.isEmpty ? nil : title.split(whereSeparator: \.isNewline).joined(separator: " ")
    self.text = checkedText
    self.contentNote = contentNote.isEmpty ? nil : contentNote
    self.language = Opening.languageTag(language)
    self.audience = audience
    self.space = space
    self.named = named
  }

  /// A first post from an app: a title is its first line there, and words are not needed beside pictures or a check.
  /// - Parameter named: may be empty: then it is for the writer alone.
  package init(
    text: PostText, contentNote: String?, language: String, audience: Audience, space: Key<Space>? = nil,
    named: [String]
  ) {
    kind = .post
    title = nil
    self.text = text
    self.contentNote = contentNote
    self.language = Opening.languageTag(language)
    self.audience = audience
    self.space = space
    self.named = named
  }

  /// The same for another audience.
  func seenBy(_ audience: Audience) -> Opening {
    var opening = self
    opening.audience = audience
    return opening
  }

  /// A language tag as in BCP 47, kept to letters, digits and hyphens; anything else is English.
  package static func languageTag(_ typed: String) -> String {
    let isTag =
      (2...12).contains(typed.utf8.count) && typed.utf8.allSatisfy { Handle.allows($0 | 32) && $0 != UInt8(ascii: "_") }
    return isTag ? typed : "en"
  }
}

extension PostText {
  /// For what says all it has to say without words: a picture, a check, a question in its title.
  package init(empty: ()) { text = "" }
}

/// Everything a page shows of one post, to one viewer.
public struct PostCard: Sendable {
  public let id: Key<Post>
  public let conversation: Key<Post>
  public let parent: Key<Post>?
  public let branch: Key<Post>?
  public let shareOf: Key<Post>?
  public let kind: PostKind
  public let audience: Audience
  public let state: PostState
  public let title: String?
  /// Safe HTML that `Markdown` made when the post was published.
  public let html: String
  public let contentNote: String?
  public let language: String
  public let publishedAt: Moment
  public let editedAt: Moment?
  /// For everyone to read, but in no public list.
  package let isUnlisted: Bool
  /// Whether its pictures may upset, though no note says so.
  package let isSensitive: Bool
  /// The post that it takes up.
  package let quoteOf: Key<Post>?
  /// Whether whoever wrote what it took up took that out again.
  package let isQuoteRevoked: Bool
  /// How many posts take it up that everyone may read who reads it.
  package let quoteCount: Int
  package let quotePolicy: QuotePolicy
  /// The key of the app that it was written with.
  package let app: Int64?
  package let hasCheck: Bool
  public let hasMedia: Bool
  public let replyCount: Int
  public let supportCount: Int
  public let shareCount: Int
  public let answerCount: Int
  /// How many found this answer helpful.
  public let helpfulCount: Int
  /// The newest reply of a first post; its own key when there is none.
  public let lastReply: Key<Post>
  public let author: Face
  /// The person who wrote it, when the author is an organisation they speak for.
  public let writer: Key<Account>
  public let group: GroupName?
  public let isSupported: Bool
  public let isBookmarked: Bool
  public let isShared: Bool
  public let isHelpful: Bool
  public let isAnswer: Bool

  /// The shared post's card, once it has been fetched.
  public var shared: Shared?
  /// Who shared the same post before, in the same list.
  public var alsoSharedBy: [Face] = []
  public var media: [Attachment] = []
  /// The post it takes up, once it has been fetched; nil when the viewer may not see that.
  package var quoted: Shared?
  package var check: Check?
  /// Whether it stands first because it was pinned there.
  public var isPinned = false
  /// Who wrote it for the organisation that says it, where the viewer may know.
  public var writtenBy: Handle?

  /// Boxed, because a card may hold a card, and is large to copy.
  public final class Shared: Sendable {
    public let card: PostCard
    package init(_ card: PostCard) { self.card = card }
  }

  /// Whether topics count it: for everyone, and in public lists.
  package var isInPublicLists: Bool { audience == .everyone && !isUnlisted }

  public var isOpening: Bool { parent == nil && shareOf == nil }

  /// `/talk/123-has-anyone-got-respite-care`, or the place of a reply in its conversation.
  public let path: String

  public static func path(conversation: Key<Post>, title: String?) -> String {
    let readable = slug(title ?? "")
    return readable.isEmpty ? "/talk/\(conversation)" : "/talk/\(conversation)-\(readable)"
  }
}

/// A person or organisation as they stand beside what they say.
public struct Face: Sendable {
  public let id: Key<Account>
  public let kind: AccountKind
  public let handle: Handle
  public let name: String
  public let relation: Relation
  public let picture: String?

  public init(id: Key<Account>, kind: AccountKind, handle: Handle, name: String, relation: Relation, picture: String?) {
    self.id = id
    self.kind = kind
    self.handle = handle
    self.name = name
    self.relation = relation
    self.picture = picture
  }

  public var path: String { "/@\(handle)" }
  /// Whether this is what is left of someone who deleted their account.
  public var isFormer: Bool { handle.text.hasPrefix("former-") }
}

/// A group as it is named beside a post.
public struct GroupName: Sendable {
  public let handle: Handle
  public let name: String
  public var path: String { "/g/\(handle)" }
}

/// A picture or a PDF that came with a post.
public struct Attachment: Sendable {
  package let id: Key<MediaFile>
  public let isPicture: Bool
  public let file: String
  public let smallFile: String?
  public let title: String
  public let alt: String
  public let width: Int
  public let height: Int
  public let byteCount: Int
  package let blurHash: String?
  /// What is worth seeing when the picture is cut: from -1 (left, bottom) to 1 (right, top).
  package let focusX: Double
  package let focusY: Double
}

/// What a post can have that a form of this site does not ask for.
package struct PostExtras: Sendable {
  package var isUnlisted = false
  package var isSensitive = false
  package var quoteOf: Key<Post>?
  package var quotePolicy = QuotePolicy.everyone
  package var app: Int64?
  package var check: NewCheck?
  package init() {}
}
