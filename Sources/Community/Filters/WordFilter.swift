package import Commons
import Storehouse

/// Where posts are shown, as filters tell it. Added up they are the column `word_filter.contexts`.
package enum FilterContext: Int, Sendable, CaseIterable {
  case home = 1, notifications = 2, `public` = 4, thread = 8, account = 16
}

/// Words and posts that somebody does not want to meet: the row of `word_filter`. A word hidden on the page of settings is one too.
package struct WordFilter: Sendable {
  package let id: Key<WordFilter>
  package let title: String
  package let contexts: Int
  package let action: Action
  package let endsAt: Moment?
  package internal(set) var words: [Word] = []
  package internal(set) var posts: [Listed] = []

  package enum Action: Int, Sendable, CaseIterable, Storable { case warn = 0, hide = 1, blur = 2 }

  package struct Word: Sendable {
    package let id: Key<Word>
    package let filter: Key<WordFilter>
    package let word: String
    package let isWhole: Bool
  }

  /// A post that is filtered by itself.
  package struct Listed: Sendable {
    package let id: Key<Listed>
    package let filter: Key<WordFilter>
    package let post: Key<Post>
  }

  package func holds(in context: FilterContext) -> Bool { contexts & context.rawValue != 0 }
  package func isOver(at now: Moment) -> Bool { endsAt.map { $0 <= now } ?? false }
}

/// What a post says, ready for words to be looked for in it.
package struct FilteredText: Sendable {
  let lowered: String
  let tokens: [String]

  package init(_ text: String) {
    lowered = text.lowercased()
    tokens = FilteredText.tokens(of: lowered)
  }

  /// Whether a word, or a few words, stand in it, in capitals or not. Words that are to be whole are looked for as words, whatever stands
  /// between them; what has signs in it, or may be part of a word, as it was typed.
  package func says(_ word: String, isWhole: Bool) -> Bool {
    let wanted = word.lowercased()
    guard !wanted.isEmpty else { return false }
    guard isWhole else { return lowered.contains(wanted) }
    guard wanted.allSatisfy({ FilteredText.isOfWord($0) || $0.isWhitespace }) else { return saysApart(wanted) }
    let phrase = FilteredText.tokens(of: wanted)
    guard !phrase.isEmpty, phrase.count <= tokens.count else { return false }
    return (0...(tokens.count - phrase.count)).contains { start in
      tokens[start..<(start + phrase.count)].elementsEqual(phrase)
    }
  }

  /// Whether it is there with no letter or figure at an end that is a letter or figure itself.
  private func saysApart(_ wanted: String) -> Bool {
    let begins = wanted.first.map(FilteredText.isOfWord) ?? false
    let ends = wanted.last.map(FilteredText.isOfWord) ?? false
    var rest = lowered[...]
    while let range = rest.firstRange(of: wanted) {
      let isOpenBefore =
        range.lowerBound == lowered.startIndex
        || !FilteredText.isOfWord(lowered[lowered.index(before: range.lowerBound)])
      let isOpenAfter = range.upperBound == lowered.endIndex || !FilteredText.isOfWord(lowered[range.upperBound])
      if isOpenBefore || !begins, isOpenAfter || !ends { return true }
      rest = lowered[lowered.index(after: range.lowerBound)...]
    }
    return false
  }

  private static func isOfWord(_ character: Character) -> Bool {
    character.isLetter || character.isNumber || character == "'" || character == "’"
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
}
