import Pages

/// What a value in an answer looks like: JSON Schema 2020-12, as OpenAPI 3.1 has it, as far as our answers need it.
indirect enum Schema: Sendable {
  case text
  /// A text in a format of JSON Schema: `date-time`, `uri`, …
  case formatted(String)
  /// One of these texts.
  case oneOf([String])
  case integer, number, flag, null
  /// An object of whatever members.
  case anything
  case list(Schema)
  /// Members by name, and no others.
  case object([Member])
  /// Members of any name.
  case map(Schema)
  /// One of the named schemas.
  case entity(String)
  case orNull(Schema)
  /// For a member that is not always there.
  case optional(Schema)

  struct Member: Sendable {
    let name: String
    let schema: Schema
  }

  /// A key of a row: a decimal number as text.
  static let key = Schema.formatted("key")
  /// ISO 8601 in UTC.
  static let moment = Schema.formatted("date-time")
  static let day = Schema.formatted("date")
  static let address = Schema.formatted("uri")
  static let html = Schema.text

  var orNull: Schema { .orNull(self) }
  var optional: Schema { .optional(self) }

  static func members(_ members: KeyValuePairs<String, Schema>) -> [Member] {
    members.map { Member(name: $0.key, schema: $0.value) }
  }

  static func object(_ members: KeyValuePairs<String, Schema>) -> Schema { .object(Schema.members(members)) }
  /// A list that is always empty here.
  static let nothing = Schema.list(.null)
}

extension JSON {
  mutating func schema(_ schema: Schema) {
    switch schema {
    case .optional(let inner): self.schema(inner)
    case .entity(let name): object { $0.field("$ref", "#/components/schemas/\(name)") }
    case .orNull(.entity(let name)):
      object { $0.field("anyOf", each: [Schema.entity(name), .null]) { $0.schema($1) } }
    case .orNull(let inner): object { $0.members(of: inner, isNullable: true) }
    default: object { $0.members(of: schema, isNullable: false) }
    }
  }

  private mutating func members(of schema: Schema, isNullable: Bool) {
    func type(_ name: String, in json: inout JSON) {
      if isNullable { json.field("type", [name, "null"]) } else { json.field("type", name) }
    }
    switch schema {
    case .text: type("string", in: &self)
    case .formatted("key"):
      type("string", in: &self)
      field("pattern", "^[0-9]+$")
    case .formatted(let format):
      type("string", in: &self)
      field("format", format)
    case .oneOf(let values):
      type("string", in: &self)
      name("enum")
      let all: [String?] = values + (isNullable ? [nil] : [])
      array(all) { json, value in if let value { json.value(value) } else { json.null() } }
    case .integer: type("integer", in: &self)
    case .number: type("number", in: &self)
    case .flag: type("boolean", in: &self)
    case .null: field("type", "null")
    case .anything: type("object", in: &self)
    case .list(.null):
      type("array", in: &self)
      field("maxItems", 0)
    case .list(let element):
      type("array", in: &self)
      name("items")
      self.schema(element)
    case .map(let value):
      type("object", in: &self)
      name("additionalProperties")
      self.schema(value)
    case .object(let members):
      type("object", in: &self)
      field(
        "properties",
        object: { json in
          for member in members {
            json.name(text: member.name)
            json.schema(member.schema)
          }
        })
      let required = members.filter { if case .optional = $0.schema { false } else { true } }.map(\.name)
      if !required.isEmpty { field("required", required) }
      field("additionalProperties", false)
    case .entity, .orNull, .optional: self.schema(schema)
    }
  }
}
