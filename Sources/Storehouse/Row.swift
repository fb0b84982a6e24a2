public import Commons
import CLibPQ
import CSQLite

/// One row of a result, read column by column from the left. It lives only inside the closure that gets it.
public struct Row {
  // A statement of SQLite that stands on its row, or a result of PostgreSQL with the row's number; the number is -1 for
  // SQLite.
  @usableFromInline let source: OpaquePointer
  @usableFromInline let number: Int32
  @usableFromInline var column: Int32 = 0

  @usableFromInline init(source: OpaquePointer, number: Int32) {
    self.source = source
    self.number = number
  }

  /// The next column.
  /// - Throws: `StoreFault.broken` when it holds no such value.
  @inlinable public mutating func take<Value: Storable>() throws -> Value { try Value(next: &self) }

  /// Leaves the next column out.
  @inlinable public mutating func skip() { column += 1 }

  /// Whether the next column is null; does not move on.
  @usableFromInline func isNull() -> Bool {
    number < 0 ? sqlite3_column_type(source, column) == SQLITE_NULL : PQgetisnull(source, number, column) == 1
  }

  @usableFromInline mutating func integer() throws -> Int64 {
    let column = column
    self.column = column + 1
    if number < 0 {
      guard sqlite3_column_type(source, column) == SQLITE_INTEGER else { throw fault(column, "is not a whole number") }
      return sqlite3_column_int64(source, column)
    }
    guard let text = PQgetvalue(source, number, column),
      let value = Row.decimal(text, Int(PQgetlength(source, number, column)))
    else {
      throw fault(column, "is not a whole number")
    }
    return value
  }

  @usableFromInline mutating func boolean() throws -> Bool {
    let column = column
    self.column = column + 1
    if number < 0 {
      guard sqlite3_column_type(source, column) == SQLITE_INTEGER else {
        throw fault(column, "is neither true nor false")
      }
      return sqlite3_column_int64(source, column) != 0
    }
    guard PQgetlength(source, number, column) == 1, let text = PQgetvalue(source, number, column) else {
      throw fault(column, "is neither true nor false")
    }
    switch UInt8(bitPattern: text[0]) {
    case UInt8(ascii: "t"), UInt8(ascii: "1"): return true
    case UInt8(ascii: "f"), UInt8(ascii: "0"): return false
    default: throw fault(column, "is neither true nor false")
    }
  }

  @usableFromInline mutating func real() throws -> Double {
    let column = column
    self.column = column + 1
    if number < 0 {
      let type = sqlite3_column_type(source, column)
      guard type == SQLITE_FLOAT || type == SQLITE_INTEGER else { throw fault(column, "is not a number") }
      return sqlite3_column_double(source, column)
    }
    guard PQgetlength(source, number, column) > 0, let text = PQgetvalue(source, number, column),
      let value = Double(String(cString: text))
    else { throw fault(column, "is not a number") }
    return value
  }

  @usableFromInline mutating func text() throws -> String {
    let column = column
    self.column = column + 1
    if number < 0 {
      guard let text = sqlite3_column_text(source, column) else { throw fault(column, "is null") }
      return String(
        decoding: UnsafeBufferPointer(start: text, count: Int(sqlite3_column_bytes(source, column))), as: UTF8.self)
    }
    guard PQgetisnull(source, number, column) == 0, let text = PQgetvalue(source, number, column) else {
      throw fault(column, "is null")
    }
    let raw = UnsafeRawBufferPointer(start: text, count: Int(PQgetlength(source, number, column)))
    return String(decoding: raw, as: UTF8.self)
  }

  @usableFromInline mutating func bytes() throws -> [UInt8] {
    let column = column
    self.column = column + 1
    if number < 0 {
      guard sqlite3_column_type(source, column) == SQLITE_BLOB else { throw fault(column, "is not bytes") }
      let count = Int(sqlite3_column_bytes(source, column))
      guard count > 0, let start = sqlite3_column_blob(source, column) else { return [] }
      return Array(UnsafeRawBufferPointer(start: start, count: count))
    }
    // Text format: `\x` and two hexadecimal digits a byte (PostgreSQL manual, section 8.4.1).
    guard PQgetisnull(source, number, column) == 0, let text = PQgetvalue(source, number, column) else {
      throw fault(column, "is not bytes")
    }
    let digits = UnsafeRawBufferPointer(start: text, count: Int(PQgetlength(source, number, column)))
    guard digits.count >= 2, digits[0] == UInt8(ascii: "\\"), digits[1] == UInt8(ascii: "x") else {
      throw fault(column, "is not bytes")
    }
    return stride(from: 2, to: digits.count - 1, by: 2).map { Row.nibble(digits[$0]) << 4 | Row.nibble(digits[$0 + 1]) }
  }

  private static func nibble(_ digit: UInt8) -> UInt8 { digit >= UInt8(ascii: "a") ? digit - 87 : digit - 48 }

  /// A decimal number of `count` digits, with a sign if negative; nil when it is not one or passes 64 bits.
  private static func decimal(_ text: UnsafePointer<CChar>, _ count: Int) -> Int64? {
    guard count > 0 else { return nil }
    let isNegative = text[0] == 45
    var index = isNegative ? 1 : 0
    guard index < count else { return nil }
    var value: Int64 = 0
    // Counted downwards, because the smallest number has no positive twin. Eighteen digits cannot overflow.
    let sure = min(count, 18)
    while index < sure {
      let digit = Int64(text[index]) - 48
      guard digit >= 0, digit <= 9 else { return nil }
      value = value &* 10 &- digit
      index += 1
    }
    while index < count {
      let digit = Int64(text[index]) - 48
      guard digit >= 0, digit <= 9 else { return nil }
      let (scaled, overflowed) = value.multipliedReportingOverflow(by: 10)
      let (next, overflowedAgain) = scaled.subtractingReportingOverflow(digit)
      guard !overflowed, !overflowedAgain else { return nil }
      value = next
      index += 1
    }
    if isNegative { return value }
    return value == .min ? nil : -value
  }

  private func fault(_ column: Int32, _ words: String) -> StoreFault {
    let sql = number < 0 ? sqlite3_sql(source).map { " in: " + String(cString: $0) } ?? "" : ""
    let name = number < 0 ? sqlite3_column_name(source, column) : UnsafePointer(PQfname(source, column))
    return .broken("column \(column + 1) (\(name.map { String(cString: $0) } ?? "there is none")) \(words)\(sql)")
  }
}

/// A type that can be read from a column and bound to SQL. Enums with a raw `Int` or `String` conform by saying so; a
/// raw value that is no case throws.
public protocol Storable: Bindable {
  /// Takes the next column.
  /// - Throws: `StoreFault.broken` when it holds no such value.
  init(next row: inout Row) throws
}

extension Int64: Storable { @inlinable public init(next row: inout Row) throws { self = try row.integer() } }
extension Int: Storable { @inlinable public init(next row: inout Row) throws { self = Int(try row.integer()) } }
extension Bool: Storable { @inlinable public init(next row: inout Row) throws { self = try row.boolean() } }
extension Double: Storable { @inlinable public init(next row: inout Row) throws { self = try row.real() } }
extension String: Storable { @inlinable public init(next row: inout Row) throws { self = try row.text() } }
extension [UInt8]: Storable { @inlinable public init(next row: inout Row) throws { self = try row.bytes() } }
extension Key: Storable { @inlinable public init(next row: inout Row) throws { self.init(try row.integer()) } }
extension Moment: Storable {
  @inlinable public init(next row: inout Row) throws { self.init(milliseconds: try row.integer()) }
}
extension Span: Storable {
  @inlinable public init(next row: inout Row) throws { self.init(milliseconds: try row.integer()) }
}
extension Handle: Storable { @inlinable public init(next row: inout Row) throws { self.init(stored: try row.text()) } }

extension Storable where Self: RawRepresentable, RawValue == Int {
  @inlinable public init(next row: inout Row) throws {
    let raw = Int(try row.integer())
    guard let value = Self(rawValue: raw) else { throw StoreFault.broken("\(raw) is no \(Self.self)") }
    self = value
  }
}

extension Storable where Self: RawRepresentable, RawValue == String {
  @inlinable public init(next row: inout Row) throws {
    let raw = try row.text()
    guard let value = Self(rawValue: raw) else { throw StoreFault.broken("“\(raw)” is no \(Self.self)") }
    self = value
  }
}

extension Optional: Storable where Wrapped: Storable {
  @inlinable public init(next row: inout Row) throws {
    if row.isNull() {
      row.skip()
      self = .none
    } else {
      self = .some(try Wrapped(next: &row))
    }
  }
}
