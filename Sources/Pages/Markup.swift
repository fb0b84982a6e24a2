public import Commons

/// HTML being written, as UTF-8 bytes. Written as a string: the literal parts are trusted, every value is escaped, and
/// a `String` made at run time can only ever become text.
///
/// Attributes are always quoted. A `String` put straight after `href="`, `src="` or `action="` must be a safe address
/// (see `Link`); anything else becomes `#`. Nothing may be interpolated inside `<script>` or `<style>`.
public struct Markup: ExpressibleByStringInterpolation, Sendable, Equatable {
  public var bytes: [UInt8]

  public static let empty = Markup(bytes: [])

  public init(stringLiteral value: StaticString) { bytes = value.withUTF8Buffer { Array($0) } }
  public init(stringInterpolation: Interpolation) { bytes = stringInterpolation.bytes }

  /// HTML that Pages itself made earlier: the output of `Markdown` that was kept in the store. Never what a person
  /// typed.
  public init(trusted html: String) { bytes = Array(html.utf8) }

  /// A value as text: the same as `"\(text)"`.
  public init(text: String) {
    bytes = []
    bytes.appendEscaped(text)
  }

  init(bytes: [UInt8]) { self.bytes = bytes }

  public var string: String { String(decoding: bytes, as: UTF8.self) }
  public var isEmpty: Bool { bytes.isEmpty }

  public static func + (left: Markup, right: Markup) -> Markup { Markup(bytes: left.bytes + right.bytes) }
  public static func += (left: inout Markup, right: Markup) { left.bytes.append(contentsOf: right.bytes) }

  public struct Interpolation: StringInterpolationProtocol {
    var bytes: [UInt8] = []

    public init(literalCapacity: Int, interpolationCount: Int) {
      bytes.reserveCapacity(literalCapacity + interpolationCount * 48)
    }

    public mutating func appendLiteral(_ literal: StaticString) {
      bytes.append(contentsOf: UnsafeBufferPointer(start: literal.utf8Start, count: literal.utf8CodeUnitCount))
    }

    /// Text, or the value of an attribute.
    public mutating func appendInterpolation(_ text: String) {
      if bytes.last == UInt8(ascii: "\""), bytes.isAtAddress, !Link.isSafe(text) {
        bytes.append(UInt8(ascii: "#"))
      } else {
        bytes.appendEscaped(text)
      }
    }
    public mutating func appendInterpolation(_ text: String?) { if let text { appendInterpolation(text) } }
    public mutating func appendInterpolation(_ text: Substring) { appendInterpolation(String(text)) }
    public mutating func appendInterpolation(_ number: Int) { bytes.appendDecimal(Int64(number)) }
    public mutating func appendInterpolation(_ number: Int64) { bytes.appendDecimal(number) }
    public mutating func appendInterpolation<Of>(_ key: Key<Of>) { bytes.appendDecimal(key.value) }
    public mutating func appendInterpolation(_ handle: Handle) { bytes.append(contentsOf: handle.text.utf8) }
    public mutating func appendInterpolation(_ link: Link) { bytes.appendEscaped(link.text) }
    public mutating func appendInterpolation(_ markup: Markup) { bytes.append(contentsOf: markup.bytes) }
    public mutating func appendInterpolation(_ markup: Markup?) {
      if let markup { bytes.append(contentsOf: markup.bytes) }
    }
    public mutating func appendInterpolation(_ several: [Markup]) {
      for markup in several { bytes.append(contentsOf: markup.bytes) }
    }

    /// A literal when `condition` holds, else nothing: `<option\(if: isChosen, " selected")>`.
    public mutating func appendInterpolation(if condition: Bool, _ literal: StaticString) {
      if condition { appendLiteral(literal) }
    }

    /// Markup when `condition` holds, else nothing.
    @_disfavoredOverload
    public mutating func appendInterpolation(if condition: Bool, _ markup: @autoclosure () -> Markup) {
      if condition { bytes.append(contentsOf: markup().bytes) }
    }
  }
}

extension Sequence {
  /// Every element's HTML, one after the other in one buffer.
  public func markup(_ make: (Element) throws -> Markup) rethrows -> Markup {
    var all = Markup.empty
    var isFirst = true
    for element in self {
      let one = try make(element)
      // Elements of a list are about as long as each other: the first one tells how much room they need.
      if isFirst {
        all.bytes.reserveCapacity((one.bytes.count + one.bytes.count / 4) * Swift.max(1, underestimatedCount))
      }
      isFirst = false
      all.bytes.append(contentsOf: one.bytes)
    }
    return all
  }
}

extension [UInt8] {
  /// The bits of the five characters that mean something in HTML text or in a quoted attribute; all of them are below
  /// 64.
  private static let special: UInt64 = 1 << 34 | 1 << 38 | 1 << 39 | 1 << 60 | 1 << 62

  /// Appends text with `&`, `<`, `>`, `"` and `'` written as references. What lies between them is copied in runs.
  mutating func appendEscaped(_ text: String) {
    let isDone: Void? = text.utf8.withContiguousStorageIfAvailable { appendEscaped($0) }
    if isDone == nil {
      var copy = text
      copy.withUTF8 { appendEscaped($0) }
    }
  }

  mutating func appendEscaped(_ text: UnsafeBufferPointer<UInt8>) {
    var start = 0
    var index = 0
    while index < text.count {
      let byte = text[index]
      if byte < 64, (Self.special &>> UInt64(byte)) & 1 != 0 {
        append(contentsOf: UnsafeBufferPointer(rebasing: text[start..<index]))
        switch byte {
        case UInt8(ascii: "&"): appendLiteral("&amp;")
        case UInt8(ascii: "<"): appendLiteral("&lt;")
        case UInt8(ascii: ">"): appendLiteral("&gt;")
        case UInt8(ascii: "\""): appendLiteral("&quot;")
        default: appendLiteral("&#39;")
        }
        start = index + 1
      }
      index += 1
    }
    append(contentsOf: UnsafeBufferPointer(rebasing: text[start...]))
  }

  mutating func appendLiteral(_ literal: StaticString) {
    append(contentsOf: UnsafeBufferPointer(start: literal.utf8Start, count: literal.utf8CodeUnitCount))
  }

  mutating func appendDecimal(_ number: Int64) {
    if number < 0 { append(UInt8(ascii: "-")) }
    var rest = number.magnitude
    // From the last digit to the first: divided by a constant, which costs no division. A page has hundreds of keys.
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 20) { digits in
      var start = digits.count
      repeat {
        start -= 1
        digits.initializeElement(at: start, to: UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10))
        rest /= 10
      } while rest > 0
      append(contentsOf: UnsafeBufferPointer(rebasing: digits[start...]))
    }
  }

  /// A number that is not negative, with leading zeros to `width` digits.
  mutating func appendDecimal(_ number: Int, width: Int) {
    var scale = 10
    for _ in 1..<width {
      if number < scale { append(UInt8(ascii: "0")) }
      scale *= 10
    }
    appendDecimal(Int64(number))
  }

  /// Whether what comes next is the value of an attribute that a browser follows.
  var isAtAddress: Bool { endsWith("href=\"") || endsWith("action=\"") || endsWith("src=\"") }

  private func endsWith(_ literal: StaticString) -> Bool {
    let length = literal.utf8CodeUnitCount
    guard count >= length else { return false }
    return withUnsafeBufferPointer { bytes in
      for index in 0..<length where bytes[count - length + index] != literal.utf8Start[index] { return false }
      return true
    }
  }
}
