public import Commons

/// JSON being written (RFC 8259), as UTF-8 bytes, straight into the buffer that is sent: for programs what `Markup` is for people.
///
/// Written from the outside in: `json.object { $0.field("id", key); $0.field("tags") { $0.array(tags) { … } } }`. Commas are put where they belong.
public struct JSON: ~Copyable {
  private var writer: ByteWriter
  // Whether something already stands before what comes next, on this level.
  private var isAfterValue = false
  // Where the objects stand that may come again.
  private var standing: [Int64: Range<Int>] = [:]

  public init(capacity: Int = 1024) { writer = ByteWriter(capacity: capacity) }

  /// What was written.
  public var bytes: [UInt8] { writer.bytes }
  /// What was written, as text.
  public var string: String { writer.text }

  // MARK: Structure

  public mutating func object(_ body: (inout JSON) throws -> Void) rethrows {
    open(UInt8(ascii: "{"))
    try body(&self)
    close(UInt8(ascii: "}"))
  }

  /// An object that may come several times in one document, as the author of many posts does: worked out once, then copied.
  /// - Parameter key: tells it from every other such object of this document.
  public mutating func object(again key: Int64, _ body: (inout JSON) throws -> Void) rethrows {
    comma()
    if let range = standing[key] {
      writer.append(again: range)
      isAfterValue = true
    } else {
      isAfterValue = false
      let start = writer.count
      try object(body)
      standing[key] = start..<writer.count
    }
  }

  @inlinable public mutating func array<Elements: Sequence>(
    _ elements: Elements, _ each: (inout JSON, Elements.Element) throws -> Void
  ) rethrows {
    open(UInt8(ascii: "["))
    for element in elements { try each(&self, element) }
    close(UInt8(ascii: "]"))
  }

  @usableFromInline mutating func open(_ bracket: UInt8) {
    comma()
    writer.append(bracket)
    isAfterValue = false
  }

  @usableFromInline mutating func close(_ bracket: UInt8) {
    writer.append(bracket)
    isAfterValue = true
  }

  /// The name of a member of an object; its value is written next.
  public mutating func name(_ name: StaticString) {
    writer.append(name: name, isAfterValue: isAfterValue)
    isAfterValue = false
  }

  /// The same for a name that is only known at run time.
  public mutating func name(text: String) {
    value(text)
    writer.append(UInt8(ascii: ":"))
    isAfterValue = false
  }

  private mutating func comma() {
    if isAfterValue { writer.append(UInt8(ascii: ",")) }
  }

  // MARK: Values

  public mutating func null() { literal("null") }

  private mutating func literal(_ text: StaticString) {
    comma()
    writer.append(text)
    isAfterValue = true
  }

  private mutating func quoted(_ write: (inout ByteWriter) -> Void) {
    comma()
    writer.append(UInt8(ascii: "\""))
    write(&writer)
    writer.append(UInt8(ascii: "\""))
    isAfterValue = true
  }

  public mutating func value(_ value: Bool) { literal(value ? "true" : "false") }

  public mutating func value(_ value: Int) { self.value(Int64(value)) }

  public mutating func value(_ value: Int64) {
    comma()
    writer.append(decimal: value)
    isAfterValue = true
  }

  /// A number; what JSON has no number for (infinite, or none) is null.
  public mutating func value(_ value: Double) {
    guard value.isFinite else { return null() }
    comma()
    var text = value.description
    text.withUTF8 { writer.append($0) }
    isAfterValue = true
  }

  public mutating func value(_ text: String) { quoted { $0.append(escaped: text) } }

  public mutating func value(_ text: StaticString) { quoted { $0.append(text) } }

  /// A key, as the decimal string it is everywhere outside the store.
  public mutating func value<Of>(_ key: Key<Of>) { value(keyOf: key.value) }

  private mutating func value(keyOf key: Int64) { quoted { $0.append(decimal: key) } }

  /// ISO 8601 in UTC with three fraction digits.
  public mutating func value(_ moment: Moment) { quoted { $0.append(moment) } }

  public mutating func value(_ handle: Handle) { value(handle.text) }

  /// A string in two parts, each escaped: `site`, then `path`.
  public mutating func value(parts first: String, _ second: String) {
    quoted {
      $0.append(escaped: first)
      $0.append(escaped: second)
    }
  }

  /// A string that `write` appends to piece by piece, escaped on the way.
  public mutating func text(_ write: (inout Text) -> Void) {
    comma()
    writer.append(UInt8(ascii: "\""))
    // It writes on where we are, and gives back what it wrote into.
    var text = Text(writer: ByteWriter(capacity: 0))
    swap(&text.writer, &writer)
    write(&text)
    swap(&text.writer, &writer)
    writer.append(UInt8(ascii: "\""))
    isAfterValue = true
  }

  /// The inside of a JSON string.
  public struct Text: ~Copyable {
    fileprivate var writer: ByteWriter
    public mutating func append(_ text: String) { writer.append(escaped: text) }
    public mutating func append(_ text: StaticString) { text.withUTF8Buffer { writer.append(escaped: $0) } }
    public mutating func append(_ part: UnsafeBufferPointer<UInt8>) { writer.append(escaped: part) }
  }

  /// JSON that was written before.
  public mutating func raw(_ json: [UInt8]) {
    comma()
    json.withUnsafeBufferPointer { writer.append($0) }
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
  @inlinable public mutating func field<Elements: Sequence>(
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
