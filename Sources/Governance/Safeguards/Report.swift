public import Commons

/// One report: the row of `report`.
public enum ReportRow {}
/// One decision of a moderator: the row of `moderation`.
public enum ModerationRow {}

/// What is wrong, in the words of the rules.
public enum Concern: String, Sendable, CaseIterable {
  case unkind, `private`, danger, untrue, advert, unlawful, other

  public var words: Phrase {
    switch self {
    case .unkind: "It is unkind to someone, or hateful"
    case .private: "It tells something private about someone"
    case .danger: "Someone may come to harm"
    case .untrue: "It pretends: a false name, or made-up facts"
    case .advert: "It is an advertisement, or says the same again and again"
    case .unlawful: "It may be against the law"
    case .other: "Something else"
    }
  }
}

/// A report that someone wants to make, with every rule checked.
public struct NewReport: Sendable {
  public let subjectKind: String
  public let subject: Int64
  public let concern: Concern
  public let words: String

  /// A report whose rules were checked where it came from.
  init(subjectKind: String, subject: Int64, concern: Concern, words: String) {
    self.subjectKind = subjectKind
    self.subject = subject
    self.concern = concern
    self.words = words
  }

  /// - Throws: a `Refusal` with every problem of the form at once.
  public init(kind: String, subject: Int64, concern: String, words: String) throws(Refusal) {
    var problems = Problems()
    let known = Concern(rawValue: concern)
    if known == nil { problems.add("concern", "Choose what is wrong.") }
    if known == .other, words.isEmpty { problems.add("words", "Say in a few words what is wrong.") }
    if words.count > 2000 { problems.add("words", "That is too long. Say it in at most 2,000 characters.") }
    try problems.refuseIfAny()
    guard let known else { throw .notFound }
    subjectKind = kind
    self.subject = subject
    self.concern = known
    self.words = words
  }
}

/// What a moderator can do.
public enum ModerationAction: String, Sendable, CaseIterable {
  case hide, restore, warn, suspend, unsuspend, dismiss
  /// Left out of public lists; those who follow still read it. Mastodon’s word is “silence”.
  case limit, unlimit
  /// No signing in by any way.
  case disable, enable
  /// Pictures are covered as if a content note said so.
  case cover, uncover

  public var words: Phrase {
    switch self {
    case .hide: "Hide it"
    case .restore: "Show it again"
    case .warn: "Warn its author"
    case .suspend: "Suspend the account"
    case .unsuspend: "End the suspension"
    case .dismiss: "Leave it as it is"
    case .limit: "Leave the account out of public lists"
    case .unlimit: "Show the account in public lists again"
    case .disable: "Shut the account’s sign-in"
    case .enable: "Open the account’s sign-in again"
    case .cover: "Cover the account’s pictures"
    case .uncover: "Show the account’s pictures again"
    }
  }

  /// Whether it takes back what was done, or does nothing: there is nothing to appeal against.
  public var isLenient: Bool {
    switch self {
    case .restore, .unsuspend, .dismiss, .unlimit, .enable, .uncover: true
    case .hide, .warn, .suspend, .limit, .disable, .cover: false
    }
  }

  /// For the public log: what was done.
  public var past: Phrase {
    switch self {
    case .hide: "hidden"
    case .restore: "shown again"
    case .warn: "author warned"
    case .suspend: "account suspended"
    case .unsuspend: "suspension ended"
    case .dismiss: "left as it was"
    case .limit: "left out of public lists"
    case .unlimit: "in public lists again"
    case .disable: "sign-in shut"
    case .enable: "sign-in open again"
    case .cover: "pictures covered"
    case .uncover: "pictures shown again"
    }
  }
}

/// A moderator's decision: what, under which rule, and why. No action without a reason that the person concerned can read.
public struct NewDecision: Sendable {
  public let action: ModerationAction
  public let concern: Concern
  public let reason: String

  /// - Throws: a `Refusal` with every problem of the form at once.
  public init(action: String, concern: String, reason: String) throws(Refusal) {
    var problems = Problems()
    let known = ModerationAction(rawValue: action)
    if known == nil { problems.add("action", "Choose what to do.") }
    if reason.isEmpty { problems.add("reason", "Give the reason. The person concerned will read it.") }
    if reason.count > 2000 { problems.add("reason", "That is too long. Say it in at most 2,000 characters.") }
    try problems.refuseIfAny()
    guard let known else { throw .notFound }
    self.action = known
    self.concern = Concern(rawValue: concern) ?? .other
    self.reason = reason
  }
}
