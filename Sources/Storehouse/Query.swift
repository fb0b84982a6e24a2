public import Commons

/// What can be bound to a place in SQL. Both engines store each case the same way.
public enum Binding: Sendable {
  /// What kind of column a value belongs to. A null has one too, so that a statement is prepared once whether or not
  /// its value is there.
  public enum Kind: UInt, Sendable { case integer = 1, boolean, real, text, bytes, integers }

  case null(Kind)
  case integer(Int64)
  case boolean(Bool)
  case real(Double)
  case text(String)
  case bytes([UInt8])
  /// A list for `\(anyOf:)`: one place however long it is.
  case integers([Int64])

  var kind: Kind {
    switch self {
    case .null(let kind): kind
    case .integer: .integer
    case .boolean: .boolean
    case .real: .real
    case .text: .text
    case .bytes: .bytes
    case .integers: .integers
    }
  }
}

/// A type whose values can be bound to SQL. Enums with a raw `Int` or `String` conform by saying so.
public protocol Bindable {
  static var bindingKind: Binding.Kind { get }
  var binding: Binding { get }
}

extension Int64: Bindable {
  @inlinable public static var bindingKind: Binding.Kind { .integer }
  @inlinable public var binding: Binding { .integer(self) }
}
extension Int: Bindable {
  @inlinable public static var bindingKind: Binding.Kind { .integer }
  @inlinable public var binding: Binding { .integer(Int64(self)) }
}
extension Bool: Bindable {
  @inlinable public static var bindingKind: Binding.Kind { .boolean }
  @inlinable public var binding: Binding { .boolean(self) }
}
extension Double: Bindable {
  @inlinable public static var bindingKind: Binding.Kind { .real }
  @inlinable public var binding: Binding { .real(self) }
}
extension String: Bindable {
  @inlinable public static var bindingKind: Binding.Kind { .text }
  @inlinable public var binding: Binding { .text(self) }
}
extension [UInt8]: Bindable {
  @inlinable public static var bindingKind: Binding.Kind { .bytes }
  @inlinable public var binding: Binding { .bytes(self) }
}
extension Key: Bindable {
  @inlinable public static var bindingKind: Binding.Kind { .integer }
  @inlinable public var binding: Binding { .integer(value) }
}
extension Moment: Bindable {
  @inlinable public static var bindingKind: Binding.Kind { .integer }
  @inlinable public var binding: Binding { .integer(milliseconds) }
}
extension Span: Bindable {
  @inlinable public static var bindingKind: Binding.Kind { .integer }
  @inlinable public var binding: Binding { .integer(milliseconds) }
}
extension Handle: Bindable {
  @inlinable public static var bindingKind: Binding.Kind { .text }
  @inlinable public var binding: Binding { .text(text) }
}
extension Bindable where Self: RawRepresentable, RawValue == Int {
  @inlinable public static var bindingKind: Binding.Kind { .integer }
  @inlinable public var binding: Binding { .integer(Int64(rawValue)) }
}
extension Bindable where Self: RawRepresentable, RawValue == String {
  @inlinable public static var bindingKind: Binding.Kind { .text }
  @inlinable public var binding: Binding { .text(rawValue) }
}
extension Optional: Bindable where Wrapped: Bindable {
  @inlinable public static var bindingKind: Binding.Kind { Wrapped.bindingKind }
  @inlinable public var binding: Binding {
    switch self {
    case .some(let value): value.binding
    case .none: .null(Wrapped.bindingKind)
    }
  }
}

/// SQL written as an interpolated string. Its literal parts are `StaticString`, so text made at run time cannot become
/// SQL: it can only be bound.
///
/// `"SELECT id FROM post WHERE author_id = \(author) AND id \(anyOf: ids)"`. A query can stand in another: its bindings
/// move along. Whole numbers are bound as 64-bit ones and text as text, whatever column they meet.
public struct Query: ExpressibleByStringInterpolation, Sendable {
  @usableFromInline
  enum Part: Sendable {
    case literal(StaticString)
    case binding(Binding)
  }
  @usableFromInline var parts: [Part]

  /// No SQL at all: what an absent condition can be spliced as.
  public static var empty: Query { Query(parts: []) }

  @inlinable public init(stringLiteral value: StaticString) { parts = [.literal(value)] }
  @inlinable public init(stringInterpolation: Interpolation) { parts = stringInterpolation.parts }
  @usableFromInline init(parts: [Part]) { self.parts = parts }

  /// Whether there is no SQL in it.
  public var isEmpty: Bool { parts.isEmpty }

  public static func + (left: Query, right: Query) -> Query { Query(parts: left.parts + right.parts) }

  /// These queries one after another, with `separator` between them.
  public static func joined(_ queries: [Query], separator: Query) -> Query {
    var parts: [Part] = []
    for (index, query) in queries.enumerated() {
      if index > 0 { parts += separator.parts }
      parts += query.parts
    }
    return Query(parts: parts)
  }

  public struct Interpolation: StringInterpolationProtocol {
    @usableFromInline var parts: [Part]

    @inlinable public init(literalCapacity: Int, interpolationCount: Int) {
      parts = []
      parts.reserveCapacity(interpolationCount * 2 + 1)
    }
    @inlinable public mutating func appendLiteral(_ literal: StaticString) {
      if literal.utf8CodeUnitCount > 0 { parts.append(.literal(literal)) }
    }
    /// A value, bound.
    @inlinable public mutating func appendInterpolation(_ value: some Bindable) {
      parts.append(.binding(value.binding))
    }
    /// Another query, spliced in.
    @inlinable public mutating func appendInterpolation<Value: Bindable>(_ value: Value?) {
      parts.append(.binding(value?.binding ?? .null(Value.bindingKind)))
    }
    @inlinable public mutating func appendInterpolation(_ query: Query) { parts.append(contentsOf: query.parts) }
    /// A condition that stands after a column: `id \(anyOf: ids)`. An empty list matches nothing.
    @inlinable public mutating func appendInterpolation(anyOf values: [Int64]) {
      parts.append(.binding(.integers(values)))
    }
    /// A condition that stands after a column: `id \(anyOf: keys)`. An empty list matches nothing.
    @inlinable public mutating func appendInterpolation<Of>(anyOf keys: [Key<Of>]) {
      parts.append(.binding(.integers(keys.map(\.value))))
    }
  }
}

extension [Query] {
  /// These queries one after another, with `separator` between them.
  public func joined(separator: Query) -> Query { Query.joined(self, separator: separator) }
}

// MARK: What an engine makes of it

extension Query.Part {
  // One word that tells parts apart without looking at the text: literals live as long as the program, so their address
  // is their name.
  var mark: UInt {
    switch self {
    case .literal(let literal):
      literal.hasPointerRepresentation
        ? UInt(bitPattern: literal.utf8Start) &+ UInt(literal.utf8CodeUnitCount) << 48
        : UInt(literal.unicodeScalar.value) << 8
    case .binding(let binding): binding.kind.rawValue
    }
  }
}

extension Query {
  /// A number that two queries with the same literal parts and kinds of bindings share.
  var shape: UInt64 {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for part in parts {
      hash = (hash ^ UInt64(part.mark)) &* 0x9e37_79b9_7f4a_7c15
      hash ^= hash >> 29
    }
    return hash
  }

  /// The marks of the parts, to be compared with `matches`.
  var marks: [UInt] { parts.map(\.mark) }

  func matches(_ marks: [UInt]) -> Bool {
    guard marks.count == parts.count else { return false }
    for (index, part) in parts.enumerated() where part.mark != marks[index] { return false }
    return true
  }

  /// The bindings in order.
  var bindings: [Binding] { parts.compactMap { if case .binding(let binding) = $0 { binding } else { nil } } }

  /// The SQL text for an engine.
  func text(for engine: Engine) -> [UInt8] {
    var text: [UInt8] = []
    text.reserveCapacity(512)
    var place = 0
    for part in parts {
      switch part {
      case .literal(let literal): literal.withUTF8Buffer { text.append(contentsOf: $0) }
      case .binding(let binding):
        place += 1
        let isList = binding.kind == .integers
        switch engine {
        case .sqlite: text += isList ? "IN (SELECT value FROM integer_list(?))".utf8 : "?".utf8
        case .postgres: text += isList ? "= ANY ($\(place))".utf8 : "$\(place)".utf8
        }
      }
    }
    return text
  }
}

/// Which of the two engines a store runs on. Asked only where the two differ, which is inside Storehouse.
public enum Engine: String, Sendable, CaseIterable { case sqlite, postgres }
