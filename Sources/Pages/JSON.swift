public import Commons

/// JSON being written (RFC 8259), as UTF-8 bytes, straight into the buffer that is sent: for programs what `Markup` is for people.
///
/// Written from the outside in: `json.object { $0.field("id", key); $0.field("tags") { $0.array(tags) { … } } }`. Commas are put where they belong.
public struct JSON: Sendable {
  public private(set) var bytes: [UInt8] = []
  // Whether something already stands before what comes next, on this level.
  private var isAfterValue = false
  // Where the objects stand that may come again.
  private var standing: [Int64: Range<Int>] = [:]

  public init(capacity: Int = 1024) { bytes.reserveCapacity(capacity) }

  /// What was written, as text.
  public var string: String { String(decoding: bytes, as: UTF8.self) }

  // MARK: Structure

  public mutating func object(_ body: (inout JSON) throws -> Void) rethrows {
    comma()
    bytes.append(UInt8(ascii: "{"))
    isAfterValue = false
    try body(&self)
    bytes.append(UInt8(ascii: "}"))
    isAfterValue = true
  }

  /// An object that may come several times in one document, as the author of many posts does: worked out once, then copied.
  /// - Parameter key: tells it from every other such object of this document.
  public mutating func object(again key: Int64, _ body: (inout JSON) throws -> Void) rethrows {
    if let range = standing[key] {
      let copy = Array(bytes[range])
      comma()
      bytes.append(contentsOf: copy)
      isAfterValue = true
    } else {
      comma()
      isAfterValue = false
      let start = bytes.count
      try object(body)
      standing[key] = start..<bytes.count
    }
  }

  public mutating func array<Elements: Sequence>(
    _ elements: Elements, _ each: (inout JSON, Elements.Element) throws -> Void
  ) rethrows {
    comma()
    bytes.append(UInt8(ascii: "["))
    isAfterValue = false
    for element in elements { try each(&self, element) }
    bytes.append(UInt8(ascii: "]"))
    isAfterValue = true
  }

  /// The name of a member of an object; its value is written next.
  public mutating func name(_ name: StaticString) {
    comma()
    bytes.append(UInt8(ascii: "\""))
    bytes.append(contentsOf: UnsafeBufferPointer(start: name.utf8Start, count: name.utf8CodeUnitCount))
    bytes.append(UInt8(ascii: "\""))
    bytes.append(UInt8(ascii: ":"))
    isAfterValue = false
  }

  /// The same for a name that is only known at run time.
  public mutating func name(text: String) {
    value(text)
    bytes.append(UInt8(ascii: ":"))
    isAfterValue = false
  }

  private mutating func comma() {
    if isAfterValue { bytes.append(UInt8(ascii: ",")) }
  }

  // MARK: Values

  public mutating func null() { literal("null") }

  private mutating func literal(_ text: StaticString) {
    comma()
    bytes.append(contentsOf: UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    isAfterValue = true
  }

  public mutating func value(_ value: Bool) { literal(value ? "true" : "false") }

  public mutating func value(_ value: Int) { self.value(Int64(value)) }

  public mutating func value(_ value: Int64) {
    comma()
    bytes.appendDecimal(value)
    isAfterValue = true
  }

  /// A number; what JSON has no number for (infinite, or none) is null.
  public mutating func value(_ value: Double) {
    guard value.isFinite else { return null() }
    comma()
    bytes.append(contentsOf: value.description.utf8)
    isAfterValue = true
  }

  public mutating func value(_ text: String) {
    comma()
    bytes.append(UInt8(ascii: "\""))
    bytes.appendJSONEscaped(text)
    bytes.append(UInt8(ascii: "\""))
    isAfterValue = true
  }

  public mutating func value(_ text: StaticString) {
    comma()
    bytes.append(UInt8(ascii: "\""))
    bytes.append(contentsOf: UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    bytes.append(UInt8(ascii: "\""))
    isAfterValue = true
  }

  /// A key, as the decimal string it is everywhere outside the store.
  public mutating func value<Of>(_ key: Key<Of>) {
    comma()
    bytes.append(UInt8(ascii: "\""))
    bytes.appendDecimal(key.value)
    bytes.append(UInt8(ascii: "\""))
    isAfterValue = true
  }

  /// ISO 8601 in UTC with three fraction digits.
  public mutating func value(_ moment: Moment) { value(moment.iso8601) }

  public mutating func value(_ handle: Handle) { value(handle.text) }

  /// A string in several parts, each escaped: `site`, then `path`.
  public mutating func value(parts: String...) {
    comma()
    bytes.append(UInt8(ascii: "\""))
    for part in parts { bytes.appendJSONEscaped(part) }
    bytes.append(UInt8(ascii: "\""))
    isAfterValue = true
  }

  /// A string that `write` appends to piece by piece, escaped on the way.
  public mutating func text(_ write: (inout Text) -> Void) {
    comma()
    bytes.append(UInt8(ascii: "\""))
    var text = Text(bytes: bytes)
    bytes = []
    write(&text)
    bytes = text.bytes
    bytes.append(UInt8(ascii: "\""))
    isAfterValue = true
  }

  /// The inside of a JSON string.
  public struct Text {
    fileprivate(set) var bytes: [UInt8]
    public mutating func append(_ text: String) { bytes.appendJSONEscaped(text) }
    public mutating func append(_ text: StaticString) {
      UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount).withMemoryRebound(to: UInt8.self) {
        bytes.appendJSONEscaped($0)
      }
    }
    public mutating func append(_ part: UnsafeBufferPointer<UInt8>) { bytes.appendJSONEscaped(part) }
  }

  /// JSON that was written before.
  public mutating func raw(_ json: [UInt8]) {
    comma()
    bytes.append(contentsOf: json)
    isAfterValue = true
  }

  // MARK: Members of an object

  public mutating func field(_ name: StaticString, _ value: Bool) {
    self.name(name)
    self.value(value)
  }
  public mutating func field(_ name: StaticString, _ value: Int) {
    self.name(name)
    self.value(value)
  }
  public mutating func field(_ name: StaticString, _ value: Double) {
    self.name(name)
    self.value(value)
  }
  public mutating func field(_ name: StaticString, _ value: String) {
    self.name(name)
    self.value(value)
  }
  public mutating func field(_ name: StaticString, _ value: Handle) {
    self.name(name)
    self.value(value)
  }
  public mutating func field<Of>(_ name: StaticString, _ value: Key<Of>) {
    self.name(name)
    self.value(value)
  }
  public mutating func field(_ name: StaticString, _ value: Moment) {
    self.name(name)
    self.value(value)
  }
  public mutating func field(_ name: StaticString, _ value: String?) {
    self.name(name)
    if let value { self.value(value) } else { null() }
  }
  public mutating func field(_ name: StaticString, _ value: Int?) {
    self.name(name)
    if let value { self.value(value) } else { null() }
  }
  public mutating func field<Of>(_ name: StaticString, _ value: Key<Of>?) {
    self.name(name)
    if let value { self.value(value) } else { null() }
  }
  public mutating func field(_ name: StaticString, _ value: Moment?) {
    self.name(name)
    if let value { self.value(value) } else { null() }
  }
  public mutating func field(null name: StaticString) {
    self.name(name)
    null()
  }
  public mutating func field(_ name: StaticString, parts first: String, _ second: String) {
    self.name(name)
    value(parts: first, second)
  }
  /// A member that is an object.
  public mutating func field(_ name: StaticString, object body: (inout JSON) throws -> Void) rethrows {
    self.name(name)
    try object(body)
  }
  /// A member that is a list.
  public mutating func field<Elements: Sequence>(
    _ name: StaticString, each elements: Elements, _ body: (inout JSON, Elements.Element) throws -> Void
  ) rethrows {
    self.name(name)
    try array(elements, body)
  }
  /// A member that is a list of texts.
  public mutating func field(_ name: StaticString, _ values: [String]) {
    self.name(name)
    array(values) { $0.value($1) }
  }
}

extension [UInt8] {
  fileprivate mutating func appendJSONEscaped(_ text: String) {
    let isDone: Void? = text.utf8.withContiguousStorageIfAvailable { appendJSONEscaped($0) }
    if isDone == nil {
      var copy = text
      copy.withUTF8 { appendJSONEscaped($0) }
    }
  }

  /// Appends text as the inside of a JSON string (RFC 8259 section 7): what needs no escape is copied in runs.
  fileprivate mutating func appendJSONEscaped(_ text: UnsafeBufferPointer<UInt8>) {
    var start = 0
    var index = 0
    while index < text.count {
      let byte = text[index]
      if byte < 32 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") {
        append(contentsOf: UnsafeBufferPointer(rebasing: text[start..<index]))
        start = index + 1
        append(UInt8(ascii: "\\"))
        switch byte {
        case UInt8(ascii: "\n"): append(UInt8(ascii: "n"))
        case UInt8(ascii: "\r"): append(UInt8(ascii: "r"))
        case UInt8(ascii: "\t"): append(UInt8(ascii: "t"))
        case UInt8(ascii: "\""), UInt8(ascii: "\\"): append(byte)
        default:
          let digits = StaticString("0123456789abcdef")
          append(contentsOf: [UInt8(ascii: "u"), UInt8(ascii: "0"), UInt8(ascii: "0")])
          append(digits.utf8Start[Int(byte >> 4)])
          append(digits.utf8Start[Int(byte & 15)])
        }
      }
      index += 1
    }
    append(contentsOf: UnsafeBufferPointer(rebasing: text[start...]))
  }
}
