import Commons
import Doors
import FoundationEssentials

/// What a call brought, however it was sent: the query, a form, a multipart form or JSON, as fields in order.
///
/// JSON is flattened to the names that forms use: `{"poll": {"options": ["a"]}}` is `poll[options][]=a`. Numbers and truth values
/// are read from text, because clients send them so in JSON too.
struct Input: Sendable {
  private(set) var fields: [(name: String, value: String)] = []
  private(set) var files: [UploadedFile] = []
  /// What stood in the address, for the links to further pages.
  private(set) var query: [(name: String, value: String)] = []

  static let mostFields = 2000

  init(query: String?, form: FormBody?, json: [UInt8]?) throws(Refusal) {
    if let query, !query.isEmpty { self.query = try FormBody(urlencoded: query).fields }
    fields = self.query
    if let form {
      fields += form.fields
      files = form.files
    }
    if let json, !json.isEmpty { try read(json) }
  }

  init(fields: [(name: String, value: String)]) { self.fields = fields }

  // MARK: Reading

  /// The first value of this name; nil when it was not sent.
  func text(_ name: String) -> String? { fields.first { $0.name == name }?.value }

  /// The first value, without spaces around it; empty when it was not sent.
  subscript(_ name: String) -> String { text(name).map { Input.trimmed($0) } ?? "" }

  func holds(_ name: String) -> Bool {
    fields.contains { $0.name == name || $0.name.hasPrefix(name + "[") } || files.contains { $0.field == name }
  }

  /// True and false as clients write them; nil when it was not sent.
  /// - Throws: a `Refusal` (422) when it is neither.
  func flag(_ name: String) throws(Refusal) -> Bool? {
    guard let value = text(name), !value.isEmpty else { return nil }
    switch value.lowercased() {
    case "true", "1", "t", "on", "yes": return true
    case "false", "0", "f", "off", "no": return false
    default: throw Refusal.invalid(name, "\(name) is true or false.")
    }
  }

  /// A whole number; nil when it was not sent.
  /// - Throws: a `Refusal` (422) when it is none.
  func number(_ name: String) throws(Refusal) -> Int? {
    guard let value = text(name), !value.isEmpty else { return nil }
    guard let number = Int(value) else { throw Refusal.invalid(name, "\(name) is a whole number.") }
    return number
  }

  /// How many entries of a list are wanted: at least one and at most `most`.
  func limit(_ usual: Int, most: Int) throws(Refusal) -> Int { max(1, min(most, try number("limit") ?? usual)) }

  /// Every value of a list: `name[]`, `name[0]`, or `name` itself.
  func list(_ name: String) -> [String] {
    fields.filter { field in
      field.name == name || field.name == name + "[]"
        || (field.name.hasPrefix(name + "[") && field.name.hasSuffix("]")
          && Int(field.name.dropFirst(name.count + 1).dropLast()) != nil)
    }.map(\.value)
  }

  /// A key; nil when it was not sent or is none.
  func key<Of>(_ name: String, of: Of.Type = Of.self) -> Commons.Key<Of>? {
    text(name).flatMap { Commons.Key<Of>(Input.trimmed($0)) }
  }

  func keys<Of>(_ name: String, of: Of.Type = Of.self) -> [Commons.Key<Of>] {
    list(name).compactMap { Commons.Key<Of>(Input.trimmed($0)) }
  }

  func file(_ name: String) -> UploadedFile? { files.first { $0.field == name && !$0.bytes.isEmpty } }

  /// The entries of a list of objects: `name[0][part]`, `name[][part]`, in order, each with its parts.
  func objects(_ name: String) -> [Input] {
    var order: [String] = []
    var parts: [String: [(name: String, value: String)]] = [:]
    var unnumbered = 0
    for field in fields where field.name.hasPrefix(name + "[") {
      let rest = field.name.dropFirst(name.count + 1)
      guard let close = rest.firstIndex(of: "]"), rest[close...].hasPrefix("]["), rest.hasSuffix("]") else { continue }
      let part = String(rest[close...].dropFirst(2).dropLast())
      var index = String(rest[..<close])
      if index.isEmpty {
        // Without numbers a part that comes again begins the next object.
        if parts["\(unnumbered)"]?.contains(where: { $0.name == part }) == true { unnumbered += 1 }
        index = "\(unnumbered)"
      }
      if parts[index] == nil { order.append(index) }
      parts[index, default: []].append((part, field.value))
    }
    return order.map { Input(fields: parts[$0] ?? []) }
  }

  static func trimmed(_ text: String) -> String {
    let isSpace: (Character) -> Bool = { $0 == " " || $0 == "\t" || $0.isNewline }
    guard let first = text.firstIndex(where: { !isSpace($0) }), let last = text.lastIndex(where: { !isSpace($0) })
    else { return "" }
    return String(text[first...last])
  }

  // MARK: JSON

  private mutating func read(_ json: [UInt8]) throws(Refusal) {
    let value: JSONValue
    do { value = try JSONDecoder().decode(JSONValue.self, from: Data(json)) } catch {
      throw Refusal(.malformed, "The body is not JSON that can be read.")
    }
    guard case .object = value else { throw Refusal(.malformed, "The body is not a JSON object.") }
    try flatten(value, as: "")
  }

  private mutating func flatten(_ value: JSONValue, as name: String) throws(Refusal) {
    guard fields.count < Input.mostFields else { throw Refusal(.malformed, "That has too many parts.") }
    switch value {
    case .null: break
    case .text(let text):
      // A control character has no business in anything that is typed.
      guard !text.unicodeScalars.contains(where: { $0.value < 32 && $0 != "\n" && $0 != "\r" && $0 != "\t" }) else {
        throw Refusal(.malformed, "There are characters in it that are no text.")
      }
      fields.append((name, text))
    case .object(let members):
      for (key, member) in members { try flatten(member, as: name.isEmpty ? key : "\(name)[\(key)]") }
    case .list(let values):
      for (index, value) in values.enumerated() {
        if case .object = value {
          try flatten(value, as: "\(name)[\(index)]")
        } else {
          try flatten(value, as: name + "[]")
        }
      }
    }
  }
}

/// JSON that came in; numbers and truth values as text.
private enum JSONValue: Decodable {
  case null, text(String), list([JSONValue])
  case object([(String, JSONValue)])

  private struct Name: CodingKey {
    let stringValue: String
    var intValue: Int? { nil }
    init(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
  }

  init(from decoder: any Decoder) throws {
    if let container = try? decoder.container(keyedBy: Name.self) {
      self = .object(try container.allKeys.map { ($0.stringValue, try container.decode(JSONValue.self, forKey: $0)) })
      return
    }
    if var container = try? decoder.unkeyedContainer() {
      var values: [JSONValue] = []
      while !container.isAtEnd { values.append(try container.decode(JSONValue.self)) }
      self = .list(values)
      return
    }
    let container = try decoder.singleValueContainer()
    if container.decodeNil() {
      self = .null
    } else if let flag = try? container.decode(Bool.self) {
      self = .text(flag ? "true" : "false")
    } else if let number = try? container.decode(Int64.self) {
      self = .text(String(number))
    } else if let number = try? container.decode(Double.self) {
      self = .text(number.description)
    } else {
      self = .text(try container.decode(String.self))
    }
  }
}
