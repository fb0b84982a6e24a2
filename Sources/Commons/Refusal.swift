/// Why something a visitor asked for is not done, in words for them. The only error a visitor sees; anything else is a fault.
public struct Refusal: Error, Sendable, Hashable {
  /// The kind decides the HTTP status.
  public enum Kind: Int, Sendable {
    case malformed = 400, signedOut = 401, forbidden = 403, notFound = 404, conflict = 409, gone = 410, tooLarge = 413,
      unsupported = 415,
      invalid = 422, tooMany = 429, unavailable = 503
  }

  /// One thing that is wrong, and the form field it is about, if any.
  public struct Problem: Sendable, Hashable {
    public let field: String?
    public let words: Phrase
    public init(field: String? = nil, _ words: Phrase) {
      self.field = field
      self.words = words
    }
  }

  public let kind: Kind
  public let problems: [Problem]
  /// When it makes sense to try again, if it is known.
  public var retryAfter: Span?

  public init(_ kind: Kind, _ problems: [Problem]) {
    self.kind = kind
    self.problems = problems
  }
  public init(_ kind: Kind, _ words: Phrase, field: String? = nil) { self.init(kind, [Problem(field: field, words)]) }

  /// What was typed cannot be accepted; `field` names the form field it is about.
  public static func invalid(_ field: String, _ words: Phrase) -> Refusal { Refusal(.invalid, words, field: field) }
  public static func conflict(_ words: Phrase) -> Refusal { Refusal(.conflict, words) }
  public static func forbidden(_ words: Phrase) -> Refusal { Refusal(.forbidden, words) }
  public static let notFound = Refusal(.notFound, "There is nothing here, or it is not for you to see.")
}

/// Collects every problem of a form before refusing, so that a person mends it in one go.
public struct Problems: Sendable {
  public private(set) var found: [Refusal.Problem] = []
  public init() {}
  public mutating func add(_ field: String, _ words: Phrase) { found.append(Refusal.Problem(field: field, words)) }

  /// The value that `rule` makes, or nil with its problems noted.
  public mutating func check<Value>(_ rule: () throws(Refusal) -> Value) -> Value? {
    do { return try rule() } catch {
      found += error.problems
      return nil
    }
  }

  /// - Throws: a `Refusal` of kind `invalid` when anything was found.
  public func refuseIfAny() throws(Refusal) { if !found.isEmpty { throw Refusal(.invalid, found) } }
}
