public import Commons
public import Storehouse

/// How a viewer stands to somebody they may follow.
public enum FollowState: Int, Sendable {
  /// They follow them.
  case follows = 0
  /// They have asked, and no answer has come yet.
  case asked = 1
}

extension FollowState: Storable {}

/// A word or a few words that somebody does not want to meet in what they read.
public struct HiddenWord: Sendable {
  public static let longest = 60
  public static let mostPerPerson = 200
  public let text: String

  /// - Throws: a `Refusal` when there is no word in it, or it is too long.
  public init(_ typed: String) throws(Refusal) {
    guard typed.count <= HiddenWord.longest else {
      throw .invalid("word", "That is too long. A hidden word has at most \(HiddenWord.longest) characters.")
    }
    let tokens = FilteredText.tokens(of: typed)
    guard !tokens.isEmpty else { throw .invalid("word", "Write the word you do not want to see.") }
    text = tokens.joined(separator: " ")
  }
}
