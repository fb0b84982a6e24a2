/// Words for a person, before translation: an English sentence with numbered places, and what goes in them.
///
/// Written as an ordinary string: `"Voting on “\(title)” has closed."` has the key `Voting on “{1}” has closed.` in the catalogues.
public struct Phrase: Sendable, Hashable, ExpressibleByStringInterpolation {
  public var key: String
  public var arguments: [String]
  /// Set when the sentence depends on a number; `key` is then the form for one.
  public var plural: Plural?

  public struct Plural: Sendable, Hashable {
    public let count: Int
    public let other: String
  }

  public init(stringLiteral value: StaticString) {
    key = value.withUTF8Buffer { String(decoding: $0, as: UTF8.self) }
    arguments = []
  }

  public init(stringInterpolation: Interpolation) {
    key = stringInterpolation.key
    arguments = stringInterpolation.arguments
  }

  /// A sentence that depends on a number: `.count(n, one: "{1} answer", other: "{1} answers")`. Place 1 is the number; `and` fills 2, 3, ….
  public static func count(_ count: Int, one: StaticString, other: StaticString, and more: String...) -> Phrase {
    var phrase = Phrase(stringLiteral: one)
    phrase.arguments = [String(count)] + more
    phrase.plural = Plural(count: count, other: other.withUTF8Buffer { String(decoding: $0, as: UTF8.self) })
    return phrase
  }

  public struct Interpolation: StringInterpolationProtocol {
    var key = ""
    var arguments: [String] = []

    public init(literalCapacity: Int, interpolationCount: Int) {
      key.reserveCapacity(literalCapacity + interpolationCount * 3)
      arguments.reserveCapacity(interpolationCount)
    }
    // Only literals reach the key: what a person typed can fill a place but never be looked up.
    public mutating func appendLiteral(_ literal: StaticString) {
      literal.withUTF8Buffer { key += String(decoding: $0, as: UTF8.self) }
    }
    public mutating func appendInterpolation(_ value: String) {
      arguments.append(value)
      key += "{\(arguments.count)}"
    }
    public mutating func appendInterpolation(_ value: Int) { appendInterpolation(String(value)) }
    public mutating func appendInterpolation(_ value: Handle) { appendInterpolation(value.text) }
  }

  /// The sentence in English, with its places filled.
  public var english: String { Phrase.fill(plural.map { $0.count == 1 ? key : $0.other } ?? key, arguments) }

  /// `template` with `{1}`, `{2}`, … replaced; a place with no argument stays as it is.
  public static func fill(_ template: String, _ arguments: [String]) -> String {
    if arguments.isEmpty { return template }
    var filled = ""
    filled.reserveCapacity(template.utf8.count + arguments.reduce(0) { $0 + $1.utf8.count })
    var rest = template[...]
    while let brace = rest.firstIndex(of: "{") {
      filled += rest[..<brace]
      let after = rest.index(after: brace)
      if let digit = rest[after...].first?.wholeNumberValue, digit >= 1, digit <= arguments.count,
        let close = rest.index(after, offsetBy: 1, limitedBy: rest.endIndex), close < rest.endIndex, rest[close] == "}"
      {
        filled += arguments[digit - 1]
        rest = rest[rest.index(after: close)...]
      } else {
        filled += "{"
        rest = rest[after...]
      }
    }
    return filled + rest
  }
}
