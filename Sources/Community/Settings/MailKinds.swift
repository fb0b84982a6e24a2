public import Commons

/// The kinds of letter that a person can choose about: the preference `mail.<kind>` is `at-once`, `daily`, `weekly` or `never`.
public enum MailKinds {
  public struct Kind: Sendable {
    public let name: String
    public let label: Phrase
    /// What holds for those who have chosen nothing.
    public let usual: String
  }

  /// How often letters of a kind come.
  public enum Pace: String, Sendable, CaseIterable { case atOnce = "at-once", daily, weekly, never }

  public static let all: [Kind] = [
    Kind(name: "reply", label: "Somebody replies to you", usual: "at-once"),
    Kind(
      name: "answer", label: "Your question is answered, your answer is marked, or you are asked to answer",
      usual: "at-once"),
    Kind(name: "mention", label: "Somebody mentions you", usual: "at-once"),
    Kind(name: "message", label: "You get a message", usual: "at-once"),
    Kind(name: "conversation", label: "Something new in a conversation you follow", usual: "daily"),
    Kind(name: "support", label: "Somebody supports what you said", usual: "daily"),
    Kind(name: "share", label: "Somebody shares what you said", usual: "daily"),
    Kind(name: "follow", label: "Somebody follows you, or asks to", usual: "daily"),
    Kind(name: "group", label: "Groups: requests and invitations", usual: "daily"),
    Kind(name: "organisation", label: "Organisations: requests and invitations", usual: "daily"),
    Kind(name: "moderation", label: "Moderators decide about something of yours", usual: "at-once"),
    Kind(name: "digest", label: "The best of what you may have missed", usual: "weekly"),
  ]

  public static func usual(_ kind: String) -> String { all.first { $0.name == kind }?.usual ?? "at-once" }
}
