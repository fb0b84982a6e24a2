import Commons
import Doors
import Pages

/// One operation as the document has it: who may ask, what is sent, what comes back.
extension JSON {
  mutating func operation(_ operation: Operation) {
    object { json in
      json.field("operationId", operation.name)
      json.field("tags", [operation.subject])
      json.field("summary", operation.about)
      switch operation.access {
      case .anyone:
        json.name("security")
        json.array([] as [String]) { $0.value($1) }
      case .visitor(let scope):
        json.field("security", each: [scope, nil]) { json, scope in
          json.object { if let scope { $0.field("OAuth2", [scope]) } }
        }
      case .app: json.field("security", each: [0]) { json, _ in json.object { $0.field("OAuth2", []) } }
      case .member(let scope), .moderator(let scope):
        json.field("security", each: [scope]) { json, scope in json.object { $0.field("OAuth2", [scope]) } }
      }
      json.parameters(of: operation)
      if !operation.isAsked, !operation.parameters.isEmpty { json.body(of: operation) }
      json.field("responses", object: { $0.responses(of: operation) })
    }
  }

  private mutating func parameters(of operation: Operation) {
    let places = operation.placeNames
    let asked = operation.isAsked ? operation.parameters : []
    guard !places.isEmpty || !asked.isEmpty else { return }
    name("parameters")
    let all: [(name: String, parameter: Operation.Parameter?)] = places.map { ($0, nil) } + asked.map { ($0.name, $0) }
    array(all) { json, one in
      json.object { json in
        json.field("name", one.name)
        json.field("in", one.parameter == nil ? "path" : "query")
        json.field("required", one.parameter?.isRequired ?? true)
        if let about = one.parameter?.about, !about.isEmpty { json.field("description", about) }
        json.name("schema")
        if let parameter = one.parameter {
          json.schema(parameter.schema)
        } else {
          json.schema(one.name == "id" && operation.path.hasPrefix("/api/") ? .key : .text)
        }
      }
    }
  }

  private mutating func body(of operation: Operation) {
    let parameters = operation.parameters
    field(
      "requestBody",
      object: { json in
        json.field("required", parameters.contains { $0.isRequired })
        json.field(
          "content",
          object: { json in
            let hasFile = parameters.contains { $0.kind == .file }
            // A file cannot stand in JSON.
            let types =
              hasFile
              ? ["multipart/form-data"]
              : ["application/json", "application/x-www-form-urlencoded", "multipart/form-data"]
            for type in types {
              json.name(text: type)
              json.object { json in
                json.name("schema")
                json.form(parameters, isNested: type == "application/json")
              }
            }
          })
      })
  }

  /// What is sent: `poll[options]` is a member of a member in JSON, and a name of its own in a form.
  private mutating func form(_ parameters: [Operation.Parameter], isNested: Bool) {
    object { json in
      json.field("type", "object")
      json.field(
        "properties",
        object: { json in
          var done: Set<Substring> = []
          for parameter in parameters {
            guard isNested, let open = parameter.name.firstIndex(of: "[") else {
              json.name(text: parameter.name)
              json.property(parameter)
              continue
            }
            let outer = parameter.name[..<open]
            guard done.insert(outer).inserted else { continue }
            json.name(text: String(outer))
            json.object { json in
              json.field("type", "object")
              json.field(
                "properties",
                object: { json in
                  for inner in parameters where inner.name.hasPrefix(outer + "[") {
                    json.name(text: String(inner.name.dropFirst(outer.count + 1).dropLast()))
                    json.property(inner)
                  }
                })
            }
          }
        })
      let required = parameters.filter(\.isRequired).map(\.name)
      if !required.isEmpty { json.field("required", required) }
    }
  }

  private mutating func property(_ parameter: Operation.Parameter) {
    if parameter.kind == .file {
      object {
        $0.field("type", "string")
        $0.field("format", "binary")
        if !parameter.about.isEmpty { $0.field("description", parameter.about) }
      }
    } else if parameter.about.isEmpty {
      schema(parameter.schema)
    } else {
      object { json in
        json.field("description", parameter.about)
        json.field("allOf", each: [parameter.schema]) { $0.schema($1) }
      }
    }
  }

  private mutating func responses(of operation: Operation) {
    field(
      "200",
      object: { json in
        json.field("description", "It is done, or this is it.")
        json.field(
          "headers",
          object: { json in
            var names = ["X-RateLimit-Limit", "X-RateLimit-Remaining", "X-RateLimit-Reset"]
            if case .list(_, isPaged: true) = operation.answer { names.append("Link") }
            if operation.subject == "feeds" { names += ["ETag", "Last-Modified", "Link"] }
            for name in names {
              json.name(text: name)
              json.object { $0.field("$ref", "#/components/headers/\(name)") }
            }
          })
        json.field(
          "content",
          object: { json in
            let feed = FeedFormat.json.type
            let type: String
            let schema: Schema
            switch operation.answer {
            case .entity("JSONFeed"): (type, schema) = (feed, .entity("JSONFeed"))
            case .entity("WebFinger"): (type, schema) = ("application/jrd+json", .entity("WebFinger"))
            case .entity(let name): (type, schema) = ("application/json", .entity(name))
            case .list(let name, _): (type, schema) = ("application/json", .list(.entity(name)))
            case .nothing: (type, schema) = ("application/json", .object([:]))
            case .text(let kind): (type, schema) = (kind, .text)
            }
            json.name(text: type)
            json.object { json in
              json.name("schema")
              json.schema(schema)
            }
          })
      })
    if operation.subject == "feeds" {
      field("304", object: { $0.field("description", "It is as it was.") })
    }
    let refusals = Document.refusals + (operation.isAsked ? [] : Document.refusalsOfBodies)
    for refusal in refusals.sorted(by: { $0.status < $1.status }) {
      name(text: String(refusal.status))
      object { $0.field("$ref", "#/components/responses/\(refusal.status)") }
    }
  }
}

extension Operation.Parameter {
  var schema: Schema {
    switch kind {
    case .text, .file: .text
    case .number: .integer
    case .flag: .flag
    case .key: .key
    case .moment: .moment
    case .texts: .list(.text)
    case .keys: .list(.key)
    case .objects: .list(.map(.text))
    }
  }
}
