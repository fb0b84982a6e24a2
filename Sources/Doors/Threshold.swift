public import Commons
import HTTPTypes
public import Hummingbird
import Logging
import NIOCore
public import Pages
import Secrets
import Storehouse

/// What every request passes on its way in and out: who is it, in which language; on the way out errors become pages, pages get their
/// headers and are compressed. One middleware rather than eight, because each costs time on every request.
public struct Threshold: RouterMiddleware {
  public typealias Context = VisitorContext

  /// Finds who a session token belongs to.
  public typealias Identify = @Sendable (_ token: String) async throws -> Member?

  /// Sets what stands round every page: the sections there are, the links in the foot.
  public typealias Furnish = @Sendable (inout PageFrame) -> Void

  let house: House
  let measures: Measures
  let furnish: Furnish
  let trustsProxy: Bool
  let identify: Identify

  /// - Parameter trustsProxy: whether `X-Forwarded-For` names the visitor, because a proxy of the operator's stands in front.
  public init(
    house: House, measures: Measures, trustsProxy: Bool, furnish: @escaping Furnish, identify: @escaping Identify
  ) {
    self.house = house
    self.measures = measures
    self.furnish = furnish
    self.trustsProxy = trustsProxy
    self.identify = identify
  }

  public func handle(
    _ request: Request, context: VisitorContext, next: (Request, VisitorContext) async throws -> Response
  ) async throws -> Response {
    let began = ContinuousClock.now
    var context = context
    context.visit.reference = reference()
    context.visit.now = house.now
    context.visit.acceptsGzip = request.headers[.acceptEncoding]?.contains("gzip") == true
    var response: Response
    do {
      try await welcome(request, into: &context)
      response = try await next(request, context)
    } catch {
      response = await answer(to: error, of: request, in: context)
    }
    dress(&response, for: request, in: context)
    let elapsed = (ContinuousClock.now - began).components
    let milliseconds = Double(elapsed.seconds) * 1000 + Double(elapsed.attoseconds) / 1e15
    measures.note(status: response.status.code, milliseconds: milliseconds)
    context.logger.info(
      "request",
      metadata: [
        "method": "\(request.method)", "path": "\(request.uri.path)", "status": "\(response.status.code)",
        "ms": "\(Double(Int(milliseconds * 100)) / 100)", "reference": "\(context.visit.reference)",
      ])
    return response
  }

  // MARK: In

  private func welcome(_ request: Request, into context: inout VisitorContext) async throws {
    if trustsProxy, let forwarded = request.headers[.forwardedFor]?.split(separator: ",").last {
      context.visit.address = forwarded.trimmingSpaces
    }
    try Threshold.refuseStrangersForms(request, from: house.address)
    let values = try await house.settings.values()
    if let token = request.cookie(SessionCookie.name(isSecure: house.address.isSecure)) {
      let member = try await identify(token)
      let isLetIn = member.map { !$0.isWaiting && !$0.isSuspended } ?? false
      if isLetIn { context.visit.member = member } else { context.visit.waiting = member }
    }
    let words = Words(
      Language.choose(acceptLanguage: request.headers[.acceptLanguage], cookie: request.cookie("language")))
    context.visit.words = words
    var frame = PageFrame(words: words, now: context.visit.now)
    frame.member = context.visit.member
    frame.memberPicture = context.visit.member?.picture
    if let waiting = context.visit.waiting {
      frame.message =
        waiting.isSuspended
        ? words("Your account is suspended. You can read why, appeal, and take your data with you.")
        : words("You are signed in, and a steward will look at your account soon. Until then you can read here.")
      frame.messagePath = waiting.place
    }
    frame.siteName = values.siteName
    frame.isDemo = values.isDemo
    frame.path = request.uri.path
    frame.siteAddress = house.address.text
    furnish(&frame)
    frame.theme = request.cookie("theme").flatMap { Theme(rawValue: $0) } ?? .system
    frame.hasStylesheetCached = request.cookie("style") == Assets.styleVersion
    context.visit.frame = frame
  }

  /// A form may only be sent from this site's own pages. Browsers say where it came from in `Sec-Fetch-Site` or `Origin`, old ones in `Referer`;
  /// a request with none of these does not come from a page in a browser, and the session cookie is `SameSite=Lax` besides.
  /// (The method of Go's `net/http.CrossOriginProtection`, with `Referer` for old phones.)
  static func refuseStrangersForms(_ request: Request, from address: SiteAddress) throws(Refusal) {
    guard request.method != .get, request.method != .head, request.method != .options else { return }
    let stranger = Refusal(
      .forbidden, "That came from another site, so it was not done. Open the page here and try again.")
    if let site = request.headers[.fetchSite] {
      guard site == "same-origin" || site == "none" else { throw stranger }
      return
    }
    guard let origin = request.headers[.origin] ?? request.headers[.referer] else { return }
    guard origin != "null", let start = origin.firstRange(of: "://") else { throw stranger }
    let authority = String(origin[start.upperBound...].prefix { $0 != "/" })
    guard authority == address.authority || authority == request.head.authority else { throw stranger }
  }

  // MARK: Out

  private func answer(to error: any Error, of request: Request, in context: VisitorContext) async -> Response {
    switch error {
    case let refusal as Refusal where refusal.kind == .signedOut:
      return await keepAndSendToSignIn(request, refusal, in: context)
    case let refusal as Refusal: return page(for: refusal, in: context)
    case let error as HTTPError where error.status == .notFound: return page(for: .notFound, in: context)
    case let error as HTTPError where error.status.code < 500:
      return page(
        for: Refusal(
          .init(rawValue: error.status.code) ?? .malformed, "That request could not be read. Go back and try again."),
        in: context)
    case let fault as StoreFault where fault.isUnavailable:
      context.logger.error("store unavailable", metadata: ["reference": "\(context.visit.reference)"])
      var refusal = Refusal(
        .unavailable,
        "The site cannot reach its records just now. Nothing you wrote here is lost: wait a few seconds, then try again."
      )
      refusal.retryAfter = .seconds(5)
      return page(for: refusal, in: context)
    default:
      measures.noteFault()
      context.logger.error(
        "fault",
        metadata: ["reference": "\(context.visit.reference)", "error": "\(error)", "path": "\(request.uri.path)"])
      let page = FaultPages.fault(reference: context.visit.reference, words: context.words)
      return context.page(page, status: .internalServerError)
    }
  }

  private func page(for refusal: Refusal, in context: VisitorContext) -> Response {
    var response = context.page(
      FaultPages.refusal(refusal, words: context.words), status: .init(code: refusal.kind.rawValue))
    if let wait = refusal.retryAfter { response.headers[.retryAfter] = String(max(1, wait.seconds)) }
    return response
  }

  /// Sends a signed-out visitor to sign in, and back to where they were. A form they sent is kept meanwhile.
  private func keepAndSendToSignIn(_ request: Request, _ refusal: Refusal, in context: VisitorContext) async -> Response
  {
    if request.method == .get || request.method == .head {
      return .see("/sign-in?next=" + Link.encoded(request.uri.description))
    }
    do {
      let form = try await FormBody(request)
      let kept = try await KeptForms(store: house.store).keep(form, for: request.uri.path)
      return .see("/sign-in?next=" + Link.encoded("/kept/\(kept)"))
    } catch {
      return .see("/sign-in")
    }
  }

  private func dress(_ response: inout Response, for request: Request, in context: VisitorContext) {
    // A file that people uploaded comes with a stricter policy of its own.
    if response.headers[.contentSecurityPolicy] == nil { response.headers[.contentSecurityPolicy] = Threshold.policy }
    response.headers[.xContentTypeOptions] = "nosniff"
    response.headers[.referrerPolicy] = "same-origin"
    response.headers[.openerPolicy] = "same-origin"
    response.headers[.permissionsPolicy] = "camera=(), microphone=(), geolocation=(), interest-cohort=()"
    response.headers[.requestID] = context.visit.reference
    if house.address.isSecure { response.headers[.strictTransportSecurity] = "max-age=31536000" }
    guard response.headers[.contentType]?.hasPrefix("text/html") == true else { return }
    response.headers[.vary] = "Cookie, Accept-Language, Accept-Encoding"
    if !context.visit.frame.hasStylesheetCached {
      response.headers[values: .setCookie].append(
        "style=\(Assets.styleVersion); Path=/; Max-Age=2592000; SameSite=Lax"
          + (house.address.isSecure ? "; Secure" : ""))
    }
  }

  /// Nothing from elsewhere, no inline script; the one inline style allowed is our own sheet on a first visit, by its hash.
  static let policy =
    "default-src 'none'; script-src 'self'; style-src 'self' '\(Assets.styleHash)'; img-src 'self' data: blob:; connect-src 'self'; "
    + "form-action 'self'; frame-ancestors 'none'; base-uri 'none'; manifest-src 'self'"

  private func reference() -> String {
    var generator = SystemRandomNumberGenerator()
    let digits = Array("23456789ABCDEFGHJKLMNPQRSTUVWXYZ")
    return String((0..<8).map { _ in digits[Int(generator.next(upperBound: UInt64(digits.count)))] })
  }
}

/// The cookie that carries a session's token.
public enum SessionCookie {
  /// With `__Host-` a browser takes it only from this very host over HTTPS (RFC 6265bis section 4.1.3.2).
  public static func name(isSecure: Bool) -> String { isSecure ? "__Host-session" : "session" }

  static let lifetime = Span.days(60)

  /// The `Set-Cookie` that signs in; `nil` signs out.
  public static func header(_ token: String?, isSecure: Bool) -> String {
    let base =
      "\(name(isSecure: isSecure))=\(token ?? ""); Path=/; HttpOnly; SameSite=Lax" + (isSecure ? "; Secure" : "")
    return base + (token == nil ? "; Max-Age=0" : "; Max-Age=\(lifetime.seconds)")
  }
}

extension Response {
  /// Adds the cookie that signs in, or with nil the one that signs out.
  public func signing(_ token: String?, isSecure: Bool) -> Response {
    var response = self
    response.headers[values: .setCookie].append(SessionCookie.header(token, isSecure: isSecure))
    return response
  }
}
