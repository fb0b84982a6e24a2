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
    let tokens = HiddenWords.tokens(of: typed)
    guard !tokens.isEmpty else { throw .invalid("word", "Write the word you do not want to see.") }
    text = tokens.joined(separator: " ")
  }
}

/// The hidden words of one person, ready to be looked for: whole words, in capitals or not.
struct HiddenWords {
  private let phrases: [[String]]

  init(_ words: [String]) { phrases = words.map { HiddenWords.tokens(of: $0) }.filter { !$0.isEmpty } }

  var isEmpty: Bool { phrases.isEmpty }

  /// Whether a post says any of them, in its title, its content note or its text.
  func hides(_ card: PostCard) -> Bool {
    if let shared = card.shared?.card, hides(shared) { return true }
    return hides("\(card.title ?? "") \n \(card.contentNote ?? "") \n \(HiddenWords.plain(card.html))")
  }

  func hides(_ text: String) -> Bool {
    let tokens = HiddenWords.tokens(of: text)
    return phrases.contains { phrase in
      guard phrase.count <= tokens.count else { return false }
      return (0...(tokens.count - phrase.count)).contains { start in
        tokens[start..<(start + phrase.count)].elementsEqual(phrase)
      }
    }
  }

  /// The words of a text in lower case: runs of letters, digits and marks. An apostrophe stays inside a word.
  static func tokens(of text: String) -> [String] {
    var tokens: [String] = []
    var token = ""
    for character in text.lowercased() {
      if character.isLetter || character.isNumber {
        token.append(character)
      } else if character == "'" || character == "’" {
        if !token.isEmpty { token.append("'") }
      } else if !token.isEmpty {
        tokens.append(trimmed(token))
        token = ""
      }
    }
    if !token.isEmpty { tokens.append(trimmed(token)) }
    return tokens
  }

  private static func trimmed(_ token: String) -> String { token.hasSuffix("'") ? String(token.dropLast()) : token }

  /// What our own HTML says, without its tags. `Markdown` made it, so every `<` opens a tag and there are only these entities.
  static func plain(_ html: String) -> String {
    var text = ""
    var isInTag = false
    for character in html {
      if character == "<" {
        isInTag = true
        text.append(" ")
      } else if character == ">" {
        isInTag = false
      } else if !isInTag {
        text.append(character)
      }
    }
    return text.replacing("&#39;", with: "'").replacing("&amp;", with: "&").replacing("&quot;", with: "\"").replacing(
      "&lt;", with: "<"
    ).replacing("&gt;", with: ">")
  }

  /// These cards without the ones that say what the viewer hides; their own stay. One short query, and nothing else for those who hide nothing.
  static func without(_ cards: [PostCard], for viewer: Key<Account>?, in tx: ReadTx) throws -> [PostCard] {
    guard let viewer, !cards.isEmpty else { return cards }
    let hidden = HiddenWords(try FollowStore.hiddenWords(of: viewer, in: tx))
    return hidden.isEmpty ? cards : cards.filter { $0.author.id == viewer || !hidden.hides($0) }
  }
}
