public import Doors
import HTTPTypes
public import Hummingbird

/// What stands at the address of a page in another form: a feed where the address ends with its format, JSON where a program asks for it.
///
/// In front of the threshold, because the router leads both to the page: `/@amina.atom` is somebody's profile to it.
public struct AlternateRoutes: RouterMiddleware {
  public typealias Context = VisitorContext

  let api: APIRoutes
  private let endings: [(pattern: PathPattern, operation: Operation)]
  private let pages: [(pattern: PathPattern, operation: Operation)]

  /// - Parameters:
  ///   - feeds: operations that are told by how their path ends.
  ///   - pages: operations at the path of a page itself.
  init(api: APIRoutes, feeds: [Operation], pages: [Operation]) {
    self.api = api
    endings = feeds.map { (PathPattern($0.path), $0) }
    self.pages = pages.map { (PathPattern($0.path), $0) }
  }

  public func handle(
    _ request: Request, context: VisitorContext, next: (Request, VisitorContext) async throws -> Response
  ) async throws -> Response {
    let path = request.uri.path
    let isRead = request.method == .get || request.method == .head
    let isPreflight = request.method == .options && request.headers[.accessControlRequestMethod] != nil
    guard isRead || isPreflight else { return try await next(request, context) }
    var found: (operation: Operation, places: [String: String])?
    if FeedFormat.endings.contains(where: { path.hasSuffix($0) }) { found = AlternateRoutes.find(path, in: endings) }
    if found == nil, isPreflight || AlternateRoutes.wantsJSON(request) {
      found = AlternateRoutes.find(path, in: pages)
    }
    guard let found else { return try await next(request, context) }
    if isPreflight { return api.preflight }
    let response = await api.answer(beside: found.operation, at: found.places, request, context)
    return request.method == .head ? response.createHeadResponse() : response
  }

  private static func find(_ path: String, in operations: [(pattern: PathPattern, operation: Operation)]) -> (
    operation: Operation, places: [String: String]
  )? {
    for (pattern, operation) in operations {
      if let places = pattern.places(in: path) { return (operation, places) }
    }
    return nil
  }

  /// A browser asks for HTML, and would take anything; a program that wants JSON says so, and wants no HTML.
  private static func wantsJSON(_ request: Request) -> Bool {
    guard let accepted = request.headers[.accept] else { return false }
    return accepted.contains("application/json") && !accepted.contains("text/html")
  }
}

/// The path of an operation with its places: `/@{handle}.atom`. What stands in a place is at least one character, and never a slash.
struct PathPattern: Sendable {
  private struct Part: Sendable {
    let before: String
    let name: String?
    let after: String
  }
  private let parts: [Part]

  init(_ template: String) {
    parts = template.split(separator: "/", omittingEmptySubsequences: false).map { part in
      guard let open = part.firstIndex(of: "{"), let close = part.firstIndex(of: "}") else {
        return Part(before: String(part), name: nil, after: "")
      }
      return Part(
        before: String(part[..<open]), name: String(part[part.index(after: open)..<close]),
        after: String(part[part.index(after: close)...]))
    }
  }

  /// What stands in the places of a path, decoded; nil when the path is another one.
  func places(in path: String) -> [String: String]? {
    let given = path.split(separator: "/", omittingEmptySubsequences: false)
    guard given.count == parts.count else { return nil }
    var places: [String: String] = [:]
    for (part, text) in zip(parts, given) {
      guard let name = part.name else {
        guard text == part.before else { return nil }
        continue
      }
      guard text.hasPrefix(part.before), text.hasSuffix(part.after),
        text.utf8.count > part.before.utf8.count + part.after.utf8.count
      else { return nil }
      let value = text.dropFirst(part.before.count).dropLast(part.after.count)
      // What is no text is nobody's name either, however it is read.
      places[name] = PathPattern.decoded(value) ?? String(value)
    }
    return places
  }

  /// Percent-encoding undone (RFC 3986 section 2.1); nil when what comes out is no text.
  private static func decoded(_ part: Substring) -> String? {
    guard part.utf8.contains(UInt8(ascii: "%")) else { return String(part) }
    var bytes: [UInt8] = []
    var rest = part.utf8[...]
    while let byte = rest.popFirst() {
      guard byte == UInt8(ascii: "%") else {
        bytes.append(byte)
        continue
      }
      let digits = String(decoding: rest.prefix(2), as: UTF8.self)
      guard digits.utf8.count == 2, let value = UInt8(digits, radix: 16), value >= 32 else { return nil }
      bytes.append(value)
      rest = rest.dropFirst(2)
    }
    return String(validating: bytes, as: UTF8.self)
  }
}
