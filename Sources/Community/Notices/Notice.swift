public import Commons
import Pages
public import Storehouse

/// Something a person may want to know: the row of `notice` that a key points to.
public enum Notice {}

/// What a notice is about.
public enum NoticeKind: String, Sendable, CaseIterable, Storable {
  case reply, conversation, mention, answer, marked, asked, support, share, follow
  case followRequest = "follow-request"
  case followAccepted = "follow-accepted"
  case groupRequest = "group-request"
  case groupAccepted = "group-accepted"
  case groupInvited = "group-invited"
  case organisationRequest = "organisation-request"
  case organisationAccepted = "organisation-accepted"
  case organisationInvited = "organisation-invited"
  case message, moderation, appeal, check, post, changed, quote
  case quotedChanged = "quoted-changed"

  /// Which of the kinds of letters it belongs to.
  public var letters: LetterKind {
    switch self {
    case .reply: .reply
    case .conversation: .conversation
    case .mention: .mention
    case .answer, .marked, .asked: .answer
    case .support: .support
    case .share, .quote: .share
    case .check: .check
    case .post: .post
    case .changed, .quotedChanged: .changed
    case .follow, .followRequest, .followAccepted: .follow
    case .groupRequest, .groupAccepted, .groupInvited: .group
    case .organisationRequest, .organisationAccepted, .organisationInvited: .organisation
    case .message: .message
    case .moderation, .appeal: .moderation
    }
  }

  /// Whether one unread notice stands for all that follow, until it is read.
  var isSaidOnce: Bool { [.conversation, .message, .changed, .quotedChanged].contains(self) }
  /// Whether the same by the same person is never said twice: supporting, taking it back and supporting again is one notice.
  var isOncePerPerson: Bool {
    [.support, .share, .follow, .followRequest, .followAccepted, .marked, .asked, .check].contains(self)
  }
  /// Whether it is told to the one who caused it too.
  var isForEveryone: Bool { self == .check }
}

/// A kind of letter that a person can have at once, once a day, once a week, or never: the preference `mail.<name>`.
public enum LetterKind: String, Sendable, CaseIterable {
  case reply, answer, mention, message, conversation, support, share, follow, post, changed, check, group, organisation,
    moderation

  public var preference: String { "mail.\(rawValue)" }
  /// The preference for what is gathered in one letter; switched off when it is “never”.
  static let digest = "mail.digest"

  /// What a settings page calls it.
  public var words: Phrase {
    switch self {
    case .reply: "Somebody replies to you"
    case .answer: "Your question is answered, your answer is marked, or you are asked to answer"
    case .mention: "Somebody mentions you"
    case .message: "You get a message"
    case .conversation: "Something new in a conversation you follow"
    case .support: "Somebody supports what you said"
    case .share: "Somebody shares or takes up what you said"
    case .follow: "Somebody follows you, or asks to"
    case .post: "Somebody publishes whose every post you want to hear of"
    case .changed: "Something that you shared or took up is changed"
    case .check: "A check that you asked or voted in is over"
    case .group: "Groups: requests and invitations"
    case .organisation: "Organisations: requests and invitations"
    case .moderation: "Moderators decide about something of yours"
    }
  }

  /// What it is for somebody who has not chosen.
  public var usual: LetterTime {
    switch self {
    case .reply, .answer, .mention, .message, .moderation: .atOnce
    case .conversation, .support, .share, .follow, .post, .check, .group, .organisation: .daily
    case .changed: .never
    }
  }
}

/// When letters of a kind are sent.
public enum LetterTime: String, Sendable, CaseIterable {
  case atOnce = "at-once", daily, weekly, never

  public var words: Phrase {
    switch self {
    case .atOnce: "At once"
    case .daily: "Once a day"
    case .weekly: "Once a week"
    case .never: "Never"
    }
  }
}

/// What a page shows as one line: one notice, or several of the same thing.
public struct NoticeItem: Sendable {
  /// The newest of them.
  public let id: Key<Notice>
  public let kind: NoticeKind
  public internal(set) var actors: [Face]
  /// What it is about, as far as the reader may see it still.
  public let title: String
  public let excerpt: String
  public let path: String
  public let at: Moment
  public let isUnread: Bool
  /// The reader may no longer see it: it was deleted, or they have left.
  public let isGone: Bool
  let groupKey: String

  /// The sentence: “Amina and 3 others support what you said”.
  func sentence(_ words: Words) -> String {
    if isGone { return words("This is no longer there.") }
    let who = NoticeItem.names(actors, words)
    return switch kind {
    case .reply: words("\(who) replied to you in “\(title)”")
    case .conversation: words("\(who) wrote in “\(title)”")
    case .mention: words("\(who) mentioned you in “\(title)”")
    case .answer: words("\(who) answered your question “\(title)”")
    case .marked: words("\(who) marked what you wrote as the answer to “\(title)”")
    case .asked: words("\(who) asked you to answer “\(title)”")
    case .support:
      actors.count == 1
        ? words("\(who) supports what you said in “\(title)”") : words("\(who) support what you said in “\(title)”")
    case .share: words("\(who) shared what you said in “\(title)”")
    case .follow: actors.count == 1 ? words("\(who) follows you") : words("\(who) follow you")
    case .followRequest: words("\(who) would like to follow you")
    case .followAccepted: words("\(who) let you follow them")
    case .groupRequest: words("\(who) would like to join \(title)")
    case .groupAccepted: words("You are now in \(title)")
    case .groupInvited: words("\(who) invited you to \(title)")
    case .organisationRequest: words("\(who) would like to belong to \(title)")
    case .organisationAccepted: words("You now belong to \(title)")
    case .organisationInvited: words("\(who) invited you to belong to \(title)")
    case .message: words("\(who) wrote you a message")
    case .moderation: words("The moderators decided about something of yours")
    case .appeal: words("Your appeal was answered")
    case .check: words("The check in “\(title)” is over")
    case .post: words("\(who) published “\(title)”")
    case .changed: words("\(who) changed what you shared in “\(title)”")
    case .quotedChanged: words("\(who) changed what you took up in “\(title)”")
    case .quote: words("\(who) took up what you said in “\(title)”")
    }
  }

  private static func names(_ actors: [Face], _ words: Words) -> String {
    guard let first = actors.first else { return words("Somebody") }
    switch actors.count {
    case 1: return first.name
    case 2: return words("\(first.name) and \(actors[1].name)")
    default:
      return words(.count(actors.count - 1, one: "{2} and {1} other", other: "{2} and {1} others", and: first.name))
    }
  }
}
