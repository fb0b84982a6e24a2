import Commons
import Doors
import Foundation
import HTTPTypes
import Pages
import Testing

@testable import Bridges

/// An app on somebody's phone: it speaks the client API with a token of its own.
struct AppClient: Sendable {
  let browser: Browser
  let token: String

  static let everything = "read write follow push"

  /// An app that a resident has let in. The pages of consent have tests of their own.
  static func of(_ resident: Resident, scopes: String = everything) async throws -> AppClient {
    try await letIn(resident.id, in: resident.browser.town, scopes: scopes)
  }

  /// An app that speaks for nobody.
  static func alone(in town: Town, scopes: String = everything) async throws -> AppClient {
    try await letIn(nil, in: town, scopes: scopes)
  }

  private static func letIn(_ account: Key<Account>?, in town: Town, scopes: String) async throws -> AppClient {
    let apps = Apps(store: town.store)
    let new = try NewApp(name: "Pocket", website: "", redirectURIs: ["http://127.0.0.1/done"], scopes: scopes)
    let app = try await apps.register(new).app
    let issued = try await apps.issue(app.id, account: account, scopes: #require(Scopes(asked: scopes)))
    return AppClient(browser: Browser(town: town), token: issued.token)
  }

  /// What came back.
  struct Answer {
    let status: Int
    let headers: HTTPFields
    let body: String
    let bytes: [UInt8]
    let value: Any?

    var object: [String: Any] { value as? [String: Any] ?? [:] }
    var list: [[String: Any]] { value as? [[String: Any]] ?? [] }
    subscript(_ name: String) -> String? { object[name] as? String }
    var id: String { self["id"] ?? "" }
    var error: String? { self["error"] }
    /// The addresses of the pages beside this one, by their relation.
    var links: [String: String] {
      var links: [String: String] = [:]
      for part in (headers[HTTPField.Name.link] ?? "").components(separatedBy: ", ") {
        guard let end = part.firstIndex(of: ">"), let relation = part.components(separatedBy: "rel=\"").last else {
          continue
        }
        links[String(relation.dropLast())] = String(part[part.index(after: part.startIndex)..<end])
      }
      return links
    }
  }

  @discardableResult func get(_ path: String) async throws -> Answer { try await send(.get, path) }

  /// Sends a form, as most apps do.
  @discardableResult func post(_ path: String, _ form: KeyValuePairs<String, String> = [:]) async throws -> Answer {
    try await send(.post, path, form)
  }

  @discardableResult func send(
    _ method: HTTPRequest.Method, _ path: String, _ form: KeyValuePairs<String, String> = [:],
    headers: HTTPFields = [:]
  ) async throws -> Answer {
    var headers = headers
    var body: [UInt8]?
    if method != .get {
      body = Array(form.map { "\(Link.encoded($0.key))=\(Link.encoded($0.value))" }.joined(separator: "&").utf8)
      headers[.contentType] = "application/x-www-form-urlencoded"
    }
    return try await send(method, path, body: body, headers: headers)
  }

  /// Sends JSON, as it is typed.
  @discardableResult func send(_ method: HTTPRequest.Method, _ path: String, json: String) async throws -> Answer {
    try await send(method, path, body: Array(json.utf8), headers: [.contentType: "application/json"])
  }

  @discardableResult func send(_ method: HTTPRequest.Method, _ path: String, body: [UInt8]?, headers: HTTPFields)
    async throws -> Answer
  {
    var headers = headers
    if !token.isEmpty { headers[.authorization] = "Bearer \(token)" }
    let page = try await browser.send(method, path, body: body, headers: headers)
    return Answer(
      status: page.status, headers: page.headers, body: page.body, bytes: page.bytes,
      value: try? JSONSerialization.jsonObject(with: Data(page.bytes), options: [.fragmentsAllowed]))
  }
}
