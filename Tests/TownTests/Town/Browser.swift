import Doors
import Foundation
import HTTPTypes
import Hummingbird
import NIOCore
import Pages
import Synchronization

@testable import Guerilla

/// A browser without a screen: it keeps cookies and, like a person, follows where it is sent.
final class Browser: Sendable {
  let town: Town
  private let cookies = Mutex<[String: String]>([:])

  init(town: Town) { self.town = town }

  func setCookie(_ name: String, _ value: String) { cookies.withLock { $0[name] = value } }

  struct Page: Sendable {
    let status: Int
    /// Where the browser ended up.
    let path: String
    let body: String
    let headers: HTTPFields
    let bytes: [UInt8]

    func has(_ words: String) -> Bool { body.contains(words) }
    /// The first match of a pattern's first group: the action of a form, the key in a link.
    func first(_ pattern: String) -> String? {
      guard let expression = try? NSRegularExpression(pattern: pattern),
        let match = expression.firstMatch(in: body, range: NSRange(body.startIndex..., in: body)),
        let range = Range(match.range(at: 1), in: body)
      else { return nil }
      return String(body[range])
    }
    /// The hidden idempotency key of the first form that has one.
    var once: String { first("name=\"once\" value=\"([^\"]+)\"") ?? "" }
  }

  @discardableResult func get(_ path: String, headers: HTTPFields = [:]) async throws -> Page {
    try await send(.get, path, body: nil, headers: headers, follow: true)
  }

  /// Sends a form as a browser on the site's own page does, and follows a 303.
  @discardableResult func post(
    _ path: String, _ form: KeyValuePairs<String, String> = [:], headers: HTTPFields = [:], follow: Bool = true
  ) async throws
    -> Page
  {
    let body = form.map { Link.encoded($0.key) + "=" + Link.encoded($0.value) }.joined(separator: "&")
    var headers = headers
    if headers[.contentType] == nil { headers[.contentType] = "application/x-www-form-urlencoded" }
    if headers[.origin] == nil { headers[.origin] = "http://town.example" }
    var answer = try await send(.post, path, body: Array(body.utf8), headers: headers, follow: follow)
    // The counter where passwords are hashed is full, because many tests run at once: do as the page says.
    while answer.status == 503, answer.has("Many people are signing in just now") {
      try await Task.sleep(for: .milliseconds(200))
      answer = try await send(.post, path, body: Array(body.utf8), headers: headers, follow: follow)
    }
    return answer
  }

  /// Sends any bytes.
  @discardableResult func send(
    _ method: HTTPRequest.Method, _ path: String, body: [UInt8]?, headers: HTTPFields = [:], follow: Bool = false
  ) async throws -> Page {
    var fields = headers
    let kept = cookies.withLock { $0 }
    if !kept.isEmpty { fields[.cookie] = kept.map { "\($0.key)=\($0.value)" }.joined(separator: "; ") }
    if let body { fields[.contentLength] = String(body.count) }
    let request = Request(
      head: HTTPRequest(method: method, scheme: "http", authority: "town.example", path: path, headerFields: fields),
      body: RequestBody(buffer: ByteBuffer(bytes: body ?? [])))
    let response = try await town.answer(request)
    for line in response.headers[values: .setCookie] { keep(line) }
    if follow, response.status == .seeOther || response.status == .movedPermanently,
      let next = response.headers[.location]
    {
      return try await get(String(next.split(separator: "#", omittingEmptySubsequences: false)[0]))
    }
    let bytes = try await Browser.collect(response)
    return Page(
      status: response.status.code, path: path, body: String(decoding: bytes, as: UTF8.self), headers: response.headers,
      bytes: bytes)
  }

  private func keep(_ line: String) {
    let parts = line.split(separator: ";").map { $0.trimmingCharacters(in: .whitespaces) }
    guard let pair = parts.first?.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false), pair.count == 2
    else { return }
    cookies.withLock { $0[String(pair[0])] = parts.contains("Max-Age=0") ? nil : String(pair[1]) }
  }

  private static func collect(_ response: Response) async throws -> [UInt8] {
    let collector = Collector()
    try await response.body.write(collector)
    return collector.bytes.withLock { $0 }
  }

  private final class Collector: ResponseBodyWriter {
    let bytes = Mutex<[UInt8]>([])
    func write(_ buffer: ByteBuffer) async throws { bytes.withLock { $0 += Array(buffer.readableBytesView) } }
    func finish(_ trailingHeaders: HTTPFields?) async throws {}
  }
}
