/// The sentences of one language, by their English: a gettext PO file, read once.
final class Catalogue: Sendable {
  private let sentences: [String: String]
  private let plurals: [String: [String]]
  private let form: @Sendable (Int) -> Int

  /// English needs no file: its sentences are the keys.
  private init() {
    sentences = [:]
    plurals = [:]
    form = { $0 == 1 ? 0 : 1 }
  }

  /// - Parameter form: which of a plural's forms a number takes.
  init(po text: String, form: @escaping @Sendable (Int) -> Int) {
    var sentences: [String: String] = [:]
    var plurals: [String: [String]] = [:]
    for entry in PortableObject.entries(of: text) where !entry.id.isEmpty && !entry.isFuzzy {
      if entry.pluralID == nil {
        if let words = entry.strings[0], !words.isEmpty { sentences[entry.id] = words }
      } else {
        plurals[entry.id] = (0..<PluralForm.count).map { entry.strings[$0] ?? "" }
      }
    }
    self.sentences = sentences
    self.plurals = plurals
    self.form = form
  }

  static func of(_ language: Language) -> Catalogue {
    switch language {
    case .english: english
    case .welsh: welsh
    }
  }

  private static let english = Catalogue()
  private static let welsh = Catalogue(po: String(decoding: Assets.welshCatalogue, as: UTF8.self)) {
    PluralForm.welsh($0).rawValue
  }

  func sentence(_ key: String) -> String { sentences.isEmpty ? key : sentences[key] ?? key }

  /// The form of a sentence for a number; the language's “other” form where the one wanted is not translated, then
  /// English.
  func sentence(_ one: String, other: String, for count: Int) -> String {
    let english = count == 1 ? one : other
    guard !plurals.isEmpty, let forms = plurals[one] else { return english }
    let wanted = forms[form(count)]
    if !wanted.isEmpty { return wanted }
    let rest = forms[PluralForm.other.rawValue]
    return rest.isEmpty ? english : rest
  }
}

/// The six kinds of number that sentences can depend on (Unicode CLDR, plural rules); the raw value is the place in a
/// PO file.
enum PluralForm: Int, CaseIterable {
  case zero = 0, one, two, few, many, other

  static let count = PluralForm.allCases.count

  /// A number of each kind in Welsh, which tells them all apart.
  var example: Int {
    switch self {
    case .zero: 0
    case .one: 1
    case .two: 2
    case .few: 3
    case .many: 6
    case .other: 10
    }
  }

  /// The name that JavaScript's `Intl.PluralRules` gives it.
  var name: String {
    switch self {
    case .zero: "zero"
    case .one: "one"
    case .two: "two"
    case .few: "few"
    case .many: "many"
    case .other: "other"
    }
  }

  static func welsh(_ count: Int) -> PluralForm { allCases.first { $0 != .other && $0.example == count } ?? .other }
}

/// What is read of a gettext PO file (GNU gettext manual, "The Format of PO Files").
enum PortableObject {
  struct Entry {
    var id = ""
    var pluralID: String?
    var strings: [Int: String] = [:]
    var isFuzzy = false
  }

  private enum Target { case none, id, pluralID, string(Int) }

  static func entries(of text: String) -> [Entry] {
    var entries: [Entry] = []
    var entry = Entry()
    var target = Target.none
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      let line = line.drop { $0 == " " }
      // A new entry begins at its comments or its msgid, once the one before has a translation.
      if line.hasPrefix("#") || line.hasPrefix("msgid ") || line.isEmpty, !entry.strings.isEmpty {
        entries.append(entry)
        entry = Entry()
        target = .none
      }
      if line.hasPrefix("#,") {
        if line.contains("fuzzy") { entry.isFuzzy = true }
      } else if line.hasPrefix("#") {
        continue
      } else if line.hasPrefix("msgid_plural ") {
        target = .pluralID
        entry.pluralID = unquoted(line.dropFirst(13))
      } else if line.hasPrefix("msgid ") {
        target = .id
        entry.id = unquoted(line.dropFirst(6))
      } else if line.hasPrefix("msgstr[") {
        let number = line.dropFirst(7).prefix { $0 != "]" }
        guard let form = Int(number) else { continue }
        target = .string(form)
        entry.strings[form] = unquoted(line.dropFirst(7 + number.count + 1))
      } else if line.hasPrefix("msgstr ") {
        target = .string(0)
        entry.strings[0] = unquoted(line.dropFirst(7))
      } else if line.hasPrefix("\"") {
        let more = unquoted(line)
        switch target {
        case .none: continue
        case .id: entry.id += more
        case .pluralID: entry.pluralID? += more
        case .string(let form): entry.strings[form]? += more
        }
      }
    }
    if !entry.strings.isEmpty { entries.append(entry) }
    return entries
  }

  private static func unquoted(_ text: Substring) -> String {
    guard let open = text.utf8.firstIndex(of: UInt8(ascii: "\"")) else { return "" }
    var result: [UInt8] = []
    var isEscaped = false
    for byte in text.utf8[text.utf8.index(after: open)...] {
      if isEscaped {
        result.append(byte == UInt8(ascii: "n") ? 10 : byte == UInt8(ascii: "t") ? 9 : byte)
        isEscaped = false
      } else if byte == UInt8(ascii: "\\") {
        isEscaped = true
      } else if byte == UInt8(ascii: "\"") {
        break
      } else {
        result.append(byte)
      }
    }
    return String(decoding: result, as: UTF8.self)
  }
}
