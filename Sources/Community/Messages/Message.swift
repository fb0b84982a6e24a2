public import Commons

/// One message: the row of `message` that a key points to.
public enum Message {}
/// Messages between the same few: the row of `message_thread` that a key points to.
public enum MessageThread {}

/// What a message says: 1 to 5,000 characters of Markdown.
public struct MessageText: Sendable {
  public static let longest = 5000
  public let text: String

  /// - Throws: a `Refusal` when it is empty or too long.
  public init(_ typed: String) throws(Refusal) {
    guard !typed.isEmpty else { throw .invalid("text", "Write something first.") }
    guard typed.count <= MessageText.longest else {
      throw .invalid(
        "text",
        "That is \(typed.count - MessageText.longest) characters too long. A message has at most \(MessageText.longest)."
      )
    }
    text = typed
  }
}

/// From whom somebody takes messages that begin a thread: `account.messages_from`.
public enum MessageDoor: Int, Sendable { case nobody = 0, followed = 1, everyone = 2 }

/// Whom a new thread is with.
public struct Invitees: Sendable {
  public static let most = 12
  public let handles: [String]

  /// - Parameter typed: handles, with or without `@`, between spaces, commas or line breaks.
  /// - Throws: a `Refusal` when there are none, or too many.
  public init(_ typed: String) throws(Refusal) {
    var handles: [String] = []
    for part in typed.split(whereSeparator: { $0 == " " || $0 == "," || $0 == ";" || $0.isNewline }) {
      let handle = (part.hasPrefix("@") ? part.dropFirst() : part).lowercased()
      if !handle.isEmpty, !handles.contains(handle) { handles.append(handle) }
    }
    guard !handles.isEmpty else { throw .invalid("to", "Say who it is for: write one or more handles.") }
    guard handles.count <= Invitees.most else {
      throw .invalid("to", "A thread has room for \(Invitees.most) besides you.")
    }
    self.handles = handles
  }
}
