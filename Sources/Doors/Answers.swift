public import Commons
import HTTPTypes
public import Hummingbird
import NIOCore
public import Pages
import Secrets

extension DoorContext {
  /// A whole page, in the frame every page has. The threshold sends it.
  /// - Parameter isRemembered: whether the same page will do for the same visitor while nothing is written: it shows only
  ///   what the store holds, and nothing of what this request alone brought.
  public func page(_ page: Page, status: HTTPResponse.Status = .ok, isRemembered: Bool = false) -> Response {
    visit.outgoing.put(render(page, in: visit.frame).bytes, isRemembered: isRemembered && status == .ok)
    return Response(
      status: status, headers: [.contentType: "text/html; charset=utf-8", .cacheControl: "private, no-cache"])
  }

  /// A key that makes a form sent twice do one thing.
  public func once() -> String {
    let token = Token.random().text
    visit.outgoing.note(token: token)
    return token
  }

  /// Runs `work`; when it refuses something in the form, shows `page` again with what was typed, the words beside their fields, and status 422.
  ///
  /// Refusals that no change to the form can mend (not found, signed out) go on to the threshold.
  public func mending(
    _ form: FormBody, page: (FormState) async throws -> Page, work: () async throws -> Response
  ) async throws -> Response {
    do { return try await work() } catch let refusal as Refusal {
      switch refusal.kind {
      case .invalid, .conflict, .tooMany, .tooLarge, .unsupported, .unavailable:
        let state = FormState(words: words, values: form.typed, problems: refusal.problems)
        var response = self.page(try await page(state), status: .init(code: refusal.kind.rawValue))
        if let wait = refusal.retryAfter { response.headers[.retryAfter] = String(max(1, wait.seconds)) }
        return response
      default: throw refusal
      }
    }
  }

  /// A form's state before anything was typed.
  public func fresh(_ values: [String: String] = [:]) -> FormState {
    FormState(words: words, values: values, problems: [])
  }
}

extension Response {
  /// 303: what was asked is done; look here.
  public static func see(_ path: String) -> Response { Response(status: .seeOther, headers: [.location: path]) }

  /// 301: this thing has another address.
  public static func moved(to path: String) -> Response {
    Response(status: .movedPermanently, headers: [.location: path])
  }
}

extension ResponseBody {
  public init(bytes: [UInt8]) { self.init(byteBuffer: ByteBuffer(bytes: bytes)) }
}

/// A path on this site that a form or a link named as where to go next; anything else becomes `fallback`.
///
/// `//host`, `/\host` and control characters would leave the site in some browsers.
public func localPath(_ typed: String, fallback: String = "/") -> String {
  guard typed.utf8.first == UInt8(ascii: "/"), typed.utf8.count <= 2000 else { return fallback }
  let second = typed.utf8.dropFirst().first
  guard second != UInt8(ascii: "/"), second != UInt8(ascii: "\\") else { return fallback }
  return typed.utf8.allSatisfy { $0 > 32 && $0 < 127 && $0 != UInt8(ascii: "\\") } ? typed : fallback
}

extension Request {
  /// The first value of a query item, decoded; empty when it is not there or is not text.
  public func query(_ name: String) -> String {
    guard let query = uri.query, let form = try? FormBody(urlencoded: query) else { return "" }
    return form[name]
  }

  /// A key in the query: `?before=…`.
  public func queryKey<Of>(_ name: String, of: Of.Type = Of.self) -> Key<Of>? { Key<Of>(query(name)) }

  /// The value of a cookie (RFC 6265 section 4.2.1).
  public func cookie(_ name: String) -> String? {
    for line in headers[values: .cookie] {
      for pair in line.split(separator: ";") {
        let halves = pair.split(separator: "=", maxSplits: 1)
        if halves.count == 2, halves[0].trimmingSpaces == name { return halves[1].trimmingSpaces }
      }
    }
    return nil
  }
}

extension Parameters {
  /// The key at the start of `{id}-{slug}`; what is not a key is not found.
  public func key<Of>(_ name: String, of: Of.Type = Of.self) throws -> Commons.Key<Of> {
    guard let text = get(name), let key = Commons.Key<Of>(String(text.prefix { $0 != "-" })) else {
      throw Refusal.notFound
    }
    return key
  }
}
