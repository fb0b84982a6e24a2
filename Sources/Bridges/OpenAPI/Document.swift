import Commons
import Doors
import Pages

/// The description of every operation, made from the lists that answer them (OpenAPI 3.1.0), at `/api/openapi.json`.
enum Document {
  static let operation = Operation(
    .get, "/api/openapi.json", .anyone, "This description.", [], .entity("Document")
  ) { call in
    let name = try await call.house.settings.values().siteName
    var reply = Reply.json(capacity: 400_000) { $0.document(name, site: call.house.address.text) }
    reply.keep = Reply.Keeping(seconds: Feeds.keptFor, changedAt: nil)
    return reply
  }

  /// Every operation there is, feeds and pages too.
  static var operations: [Operation] { Bridges.operations + Bridges.feeds + Bridges.pages }

  /// What a client may meet besides the answer it hopes for. A body brings two more.
  static let refusals: [(status: Int, about: String)] = [
    (400, "What was sent cannot be read."), (401, "The token is missing, or is none."),
    (403, "The token is for something else, or the person may not do that."),
    (404, "There is nothing here, or it is not for whoever asks to see."),
    (422, "Something that was sent will not do; the words say what, `details` where."),
    (429, "Too often; `Retry-After` says how many seconds to wait."),
    (503, "The site cannot reach its records just now."),
  ]
  static let refusalsOfBodies: [(status: Int, about: String)] = [
    (409, "It was changed in the meantime."), (410, "What was meant has gone."), (413, "What was sent is too large."),
    (415, "That kind of file is not taken."),
  ]
}

extension Operation {
  /// What it is about: the word in its path by which operations are listed.
  var subject: String {
    let parts = path.split(separator: "/").map(String.init)
    if Bridges.feeds.contains(where: { $0.path == path }) { return "feeds" }
    guard parts.first == "api" else {
      return parts.first == "oauth" || path.hasSuffix("oauth-authorization-server")
        ? "apps" : Bridges.pages.contains { $0.path == path } ? "pages" : "instance"
    }
    let isVersioned = parts.count > 2 && parts[1].first == "v" && parts[1].dropFirst().allSatisfy(\.isNumber)
    return isVersioned ? parts[2] : "instance"
  }

  /// `get_api_v1_statuses_id`
  var name: String {
    let words = path.map { $0.isLetter || $0.isNumber ? String($0) : "_" }.joined()
    return ([method.rawValue] + words.split(separator: "_").map(String.init)).joined(separator: "_")
  }

  /// The places in its path.
  var placeNames: [String] {
    path.split(separator: "{").dropFirst().map { String($0.prefix { $0 != "}" }) }
  }

  var scope: String? {
    switch access {
    case .anyone, .app: nil
    case .visitor(let scope), .member(let scope), .moderator(let scope): scope
    }
  }

  /// Whether what is sent stands in the address.
  var isAsked: Bool { method == .get || (method == .delete && parameters.isEmpty) }
}

extension JSON {
  fileprivate mutating func document(_ siteName: String, site: String) {
    object { json in
      json.field("openapi", "3.1.0")
      json.field(
        "info",
        object: {
          $0.field("title", siteName)
          $0.field("version", InstanceOperations.version)
          $0.field(
            "description",
            "The client API of this site: the operations of the Mastodon API that it has, feeds, and its own pages as JSON. See \(site)/developers."
          )
        })
      json.field("servers", each: [site]) { json, site in json.object { $0.field("url", site) } }
      var byPath: [(path: String, operations: [Operation])] = []
      for operation in Document.operations {
        if let index = byPath.firstIndex(where: { $0.path == operation.path }) {
          byPath[index].operations.append(operation)
        } else {
          byPath.append((operation.path, [operation]))
        }
      }
      json.field(
        "paths",
        object: { json in
          for (path, operations) in byPath {
            json.name(text: path)
            json.object { json in
              for operation in operations {
                json.name(text: operation.method.rawValue)
                json.operation(operation)
              }
            }
          }
        })
      json.field(
        "components",
        object: { json in
          json.field(
            "schemas",
            object: { json in
              for (name, schema) in Schemas.all {
                json.name(text: name)
                json.schema(schema)
              }
            })
          json.field("responses", object: { $0.refusals() })
          json.field("headers", object: { $0.headers() })
          json.field("securitySchemes", object: { $0.securitySchemes(site) })
        })
    }
  }

  private mutating func refusals() {
    for refusal in Document.refusals + Document.refusalsOfBodies {
      name(text: String(refusal.status))
      object { json in
        json.field("description", refusal.about)
        if [429, 503].contains(refusal.status) {
          json.field(
            "headers",
            object: {
              $0.field("Retry-After", object: { $0.field("$ref", "#/components/headers/Retry-After") })
            })
        }
        json.field(
          "content",
          object: { json in
            json.field(
              "application/json",
              object: {
                $0.name("schema")
                $0.schema(.entity("Error"))
              })
          })
      }
    }
  }

  private mutating func headers() {
    let all: [(name: String, about: String, schema: Schema)] = [
      ("Link", "The pages before and after (RFC 8288).", .text),
      ("ETag", "What to send as If-None-Match.", .text),
      ("Last-Modified", "What to send as If-Modified-Since.", .text),
      ("Retry-After", "Seconds to wait.", .integer),
      ("X-RateLimit-Limit", "How many calls there are in five minutes.", .integer),
      ("X-RateLimit-Remaining", "How many are left.", .integer),
      ("X-RateLimit-Reset", "When there are as many again.", .moment),
    ]
    for header in all {
      name(text: header.name)
      object {
        $0.field("description", header.about)
        $0.name("schema")
        $0.schema(header.schema)
      }
    }
  }

  private mutating func securitySchemes(_ site: String) {
    field(
      "OAuth2",
      object: { json in
        json.field("type", "oauth2")
        json.field(
          "flows",
          object: { json in
            json.field(
              "authorizationCode",
              object: {
                $0.field("authorizationUrl", site + "/oauth/authorize")
                $0.field("tokenUrl", site + "/oauth/token")
                $0.scopes()
              })
            json.field(
              "clientCredentials",
              object: {
                $0.field("tokenUrl", site + "/oauth/token")
                $0.scopes()
              })
          })
      })
  }

  private mutating func scopes() {
    field(
      "scopes",
      object: { json in
        for scope in Scopes.all {
          json.name(text: scope)
          json.value("")
        }
      })
  }
}
