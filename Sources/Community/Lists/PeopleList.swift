public import Commons
import Pages

/// A list of people: the row of `people_list` that a key points to.
public enum PeopleList {}

/// What somebody calls a list.
public struct ListName: Sendable {
  public static let longest = 60
  public let text: String

  /// - Throws: a `Refusal` when it is empty, too long, or more than one line.
  public init(_ typed: String) throws(Refusal) {
    guard !typed.isEmpty else { throw .invalid("name", "Give the list a name.") }
    guard typed.count <= ListName.longest else {
      throw .invalid("name", "A list’s name has at most \(ListName.longest) characters.")
    }
    guard !typed.contains(where: \.isNewline) else { throw .invalid("name", "A name has no line breaks.") }
    text = typed
  }
}
