public import Commons

/// The words of one request: everything the site says goes through here into the visitor's language.
public struct Words: Sendable {
  public let language: Language
  let catalogue: Catalogue

  public init(_ language: Language) {
    self.language = language
    catalogue = Catalogue.of(language)
  }

  /// `en` or `cy`.
  public var code: String { language.rawValue }

  /// A sentence in the visitor's language; in English where it has not been translated.
  public func callAsFunction(_ phrase: Phrase) -> String {
    if phrase.plural == nil, phrase.arguments.isEmpty { return catalogue.sentence(phrase.key) }
    var template = template(phrase)
    let arguments = arguments(phrase)
    var filled: [UInt8] = []
    filled.reserveCapacity(template.utf8.count + 32)
    template.withUTF8 { template in
      Words.fill(
        template, places: arguments.count, literal: { filled.append(contentsOf: $0) },
        place: { filled.append(contentsOf: arguments[$0].utf8) })
    }
    return String(decoding: filled, as: UTF8.self)
  }

  /// A sentence with markup in it: `words.around("Written by {1} in {2}", author, group)`. The sentence is escaped, the
  /// parts are not.
  ///
  /// Places are counted through: what the phrase itself carries comes first, then the parts.
  public func around(_ phrase: Phrase, _ parts: Markup...) -> Markup {
    var template = template(phrase)
    let arguments = arguments(phrase)
    var written = Markup.empty
    template.withUTF8 { template in
      Words.fill(
        template, places: arguments.count + parts.count, literal: { written.bytes.appendEscaped($0) },
        place: { place in
          if place < arguments.count {
            written.bytes.appendEscaped(arguments[place])
          } else {
            written += parts[place - arguments.count]
          }
        })
    }
    return written
  }

  /// Walks a sentence: what stands between its places, and the places `{1}` to `{9}` by their index. A place beyond the
  /// last stays as it is.
  private static func fill(
    _ template: UnsafeBufferPointer<UInt8>, places: Int, literal: (UnsafeBufferPointer<UInt8>) -> Void,
    place: (Int) -> Void
  ) {
    var start = 0
    var index = 0
    while index + 2 < template.count {
      let digit = Int(template[index + 1]) - 49
      if template[index] == UInt8(ascii: "{"), template[index + 2] == UInt8(ascii: "}"), digit >= 0,
        digit < min(places, 9)
      {
        literal(UnsafeBufferPointer(rebasing: template[start..<index]))
        place(digit)
        index += 3
        start = index
      } else {
        index += 1
      }
    }
    literal(UnsafeBufferPointer(rebasing: template[start...]))
  }

  private func template(_ phrase: Phrase) -> String {
    guard let plural = phrase.plural else { return catalogue.sentence(phrase.key) }
    return catalogue.sentence(phrase.key, other: plural.other, for: plural.count)
  }

  /// The number a plural turns on is written with its commas.
  private func arguments(_ phrase: Phrase) -> [String] {
    guard let plural = phrase.plural, !phrase.arguments.isEmpty else { return phrase.arguments }
    var arguments = phrase.arguments
    arguments[0] = number(plural.count)
    return arguments
  }

  /// `1,234`: the same in English and Welsh.
  public func number(_ number: Int) -> String {
    if number > -1000 && number < 1000 { return String(number) }
    let digits = Array(String(number.magnitude).utf8)
    var written: [UInt8] = number < 0 ? [UInt8(ascii: "-")] : []
    for (index, digit) in digits.enumerated() {
      if index > 0, (digits.count - index) % 3 == 0 { written.append(UInt8(ascii: ",")) }
      written.append(digit)
    }
    return String(decoding: written, as: UTF8.self)
  }

  /// `a, b and c`.
  public func list(_ items: [String]) -> String {
    guard let last = items.last else { return "" }
    guard items.count > 1 else { return last }
    let first = items.dropLast().joined(separator: ", ")
    return isAfterAc(last) ? "\(first) ac \(last)" : self("\(first) and \(last)")
  }

  /// Two things that are already written: `Amina and Bram`.
  /// - Parameter name: what the second is called.
  public func both(_ first: Markup, _ second: Markup, called name: String) -> Markup {
    isAfterAc(name) ? "\(first) ac \(second)" : around("{1} and {2}", first, second)
  }

  /// In Welsh “and” is “a” before a consonant and “ac” before a vowel.
  private func isAfterAc(_ word: String) -> Bool {
    guard language == .welsh, let letter = word.lowercased().unicodeScalars.first else { return false }
    return "aeiouwyâêîôûŵŷ".unicodeScalars.contains(letter)
  }

  /// How large a file is: `340 kB`, `2.1 MB`.
  public func bytes(_ count: Int) -> String {
    if count < 1_000_000 { return self("\(max(1, (count + 500) / 1000)) kB") }
    let tenths = (count + 50_000) / 100_000
    let megabytes = "\(tenths / 10).\(tenths % 10)"
    return self("\(megabytes) MB")
  }

  /// The attributes of an element that holds what a person wrote: its language where that differs from the page's, and
  /// its own direction. `<p\(words.passage(post.language))>…</p>`
  public func passage(_ language: String = "") -> Markup {
    language.isEmpty || language == code ? " dir=\"auto\"" : " lang=\"\(language)\" dir=\"auto\""
  }

  /// The name of a language in itself, marked up as such: `<span lang="ar" dir="rtl">العربية</span>`.
  public func languageName(_ code: String) -> Markup {
    guard let spoken = SpokenLanguage.named(code) else { return "\(code)" }
    if code == self.code { return "\(spoken.name)" }
    return "<span lang=\"\(spoken.code)\"\(if: spoken.isRightToLeft, " dir=\"rtl\"")>\(spoken.name)</span>"
  }
}

/// A name that somebody chose, kept from turning round the sentence it stands in: an Arabic name, or one with direction
/// marks.
public func bdi(_ chosen: String) -> Markup { "<bdi>\(chosen)</bdi>" }
