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
  // Eight megabytes twice: some hundreds of pages.
  private let pages = Recent<RememberedPage.Name, RememberedPage>(most: 8 << 20, shelfLife: .seconds(20))
  private let members = Recent<String, Member?>(most: 10_000, shelfLife: .seconds(20))

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
    // Before anything is read: what is kept under this number is never younger than it.
    let version = house.store.version
    var context = context
    var response: Response
    do {
      context = try await admit(request, context, version: version)
      if let remembered = remembered(request, version: version, in: context) {
        response = remembered
      } else {
        response = try await next(request, context)
        send(&response, to: request, version: version, in: context)
      }
    } catch {
      let unwelcome = error as? Unwelcome
      context = unwelcome?.context ?? context
      response = await answer(to: unwelcome?.error ?? error, of: request, in: context)
      send(&response, to: request, version: nil, in: context)
    }
    dress(&response, for: request, in: context)
    note(response, to: request, since: began, in: context)
    return response
  }

  /// The same for a route whose answer stays open for hours. A connection's task keeps the memory that the deepest of its
  /// calls needed, so this is done in a task that ends: ten thousand open streams are a hundred megabytes smaller for it.
  public func passApart(
    _ request: Request, _ context: VisitorContext,
    to route: @escaping @Sendable (Request, VisitorContext) async throws -> Response
  ) async throws -> Response {
    try await Task { try await handle(request, context: context, next: route) }.value
  }

  private func note(
    _ response: Response, to request: Request, since began: ContinuousClock.Instant, in context: VisitorContext
  ) {
    measures.note(
      response.status, since: began, of: request, reference: context.visit.reference, log: context.logger)
  }

  // MARK: In

  private func admit(_ request: Request, _ context: VisitorContext, version: UInt64?) async throws -> VisitorContext {
    let visit = greet(request, context.visit)
    // Known before anything can go wrong, so that the page which says so is in the visitor's language.
    do {
      try await house.networks.admit(visit.address)
      try Threshold.refuseStrangersForms(request, from: house.address)
      let values = try await house.settings.values()
      guard let token = request.cookie(SessionCookie.name(isSecure: house.address.isSecure)) else {
        return context.admitted(furnished(visit, values, member: nil))
      }
      let member = try await member(token, version: version, at: visit.now)
      return context.admitted(furnished(visit, values, member: member))
    } catch {
      throw Unwelcome(error: error, context: context.admitted(visit))
    }
  }

  /// What went wrong before a room was reached, and what was known of the visit by then.
  private struct Unwelcome: Error {
    let error: any Error
    let context: VisitorContext
  }

  /// What a request tells of itself.
  private func greet(_ request: Request, _ arrival: Visit) -> Visit {
    var visit = arrival
    visit.reference = Reference.random()
    visit.now = house.now
    visit.acceptsGzip = request.headers[.acceptEncoding]?.contains("gzip") == true
    if trustsProxy, let forwarded = request.headers[.forwardedFor]?.split(separator: ",").last {
      visit.address = forwarded.trimmingSpaces
    }
    visit.words = Words(
      Language.choose(acceptLanguage: request.headers[.acceptLanguage], cookie: request.cookie("language")))
    visit.frame = PageFrame(words: visit.words, now: visit.now)
    visit.frame.path = request.uri.path
    visit.frame.siteAddress = house.address.text
    furnish(&visit.frame)
    visit.frame.theme = request.cookie("theme").flatMap { Theme(rawValue: $0) } ?? .system
    visit.frame.hasStylesheetCached = request.cookie("style") == Assets.styleVersion
    return visit
  }

  /// What the store knows of the visit.
  private func furnished(_ visit: Visit, _ values: SiteSettings.Values, member: Member?) -> Visit {
    var visit = visit
    let isLetIn = member.map { !$0.isWaiting && !$0.isBarred } ?? false
    if isLetIn { visit.member = member } else { visit.waiting = member }
    visit.frame.member = visit.member
    visit.frame.memberPicture = visit.member?.picture
    if let waiting = visit.waiting {
      visit.frame.message =
        waiting.isSignInShut
        ? visit.words("The moderators have shut this account’s sign-in. You can read why, and appeal.")
        : waiting.isSuspended
          ? visit.words("Your account is suspended. You can read why, appeal, and take your data with you.")
          : visit.words(
            "You are signed in, and a steward will look at your account soon. Until then you can read here.")
      visit.frame.messagePath = waiting.place
    }
    visit.frame.siteName = values.siteName
    visit.frame.isDemo = values.isDemo
    return visit
  }

  private func member(_ token: String, version: UInt64?, at now: Moment) async throws -> Member? {
    if let known = members.value(of: token, version: version, at: now) { return known }
    let member = try await identify(token)
    members.keep(member, as: token, cost: 1, version: version, at: now)
    return member
  }

  // MARK: Out

  /// The page that this visitor would be sent anyway, when it was made a moment ago.
  private func remembered(_ request: Request, version: UInt64?, in context: VisitorContext) -> Response? {
    guard request.method == .get, context.visit.waiting == nil,
      let page = pages.value(of: name(of: request, in: context), version: version, at: context.visit.now)
    else { return nil }
    var response = Response(
      status: .ok, headers: [.contentType: "text/html; charset=utf-8", .cacheControl: "private, no-cache"])
    guard !page.tokens.isEmpty else {
      if page.isCompressed { response.headers[.contentEncoding] = "gzip" }
      response.body = ResponseBody(byteBuffer: page.body)
      return response
    }
    var bytes = Array(page.body.readableBytesView)
    let token = Array(Token.random().text.utf8)
    for place in page.tokens where place.count == token.count { bytes.replaceSubrange(place, with: token) }
    setBody(bytes, of: &response, in: context)
    return response
  }

  private func name(of request: Request, in context: VisitorContext) -> RememberedPage.Name {
    RememberedPage.Name(
      viewer: context.visit.member?.id.value ?? 0, address: request.uri.string, language: context.visit.words.language,
      theme: context.visit.frame.theme, hasStylesheetCached: context.visit.frame.hasStylesheetCached,
      isCompressed: context.visit.acceptsGzip, liveAfter: context.visit.frame.liveAfter)
  }

  /// Puts the page that a handler has made into the answer.
  private func send(
    _ response: inout Response, to request: Request, version: UInt64?, in context: VisitorContext
  ) {
    let made = context.visit.outgoing.made
    guard let bytes = made.bytes, response.headers[.contentType]?.hasPrefix("text/html") == true else { return }
    if request.method == .head {
      response.headers[.contentLength] = String(bytes.count)
      return
    }
    let body = setBody(bytes, of: &response, in: context)
    // What was written meanwhile may not be on it.
    guard made.isRemembered, request.method == .get, context.visit.waiting == nil, version != nil,
      version == house.store.version
    else { return }
    let tokens = bytes.places(of: made.tokens)
    let page = RememberedPage(
      body: tokens.isEmpty ? body : ByteBuffer(bytes: bytes),
      isCompressed: tokens.isEmpty && response.headers[.contentEncoding] != nil, tokens: tokens)
    pages.keep(
      page, as: name(of: request, in: context), cost: page.body.readableBytes, version: version, at: context.visit.now)
  }

  @discardableResult
  private func setBody(_ bytes: [UInt8], of response: inout Response, in context: VisitorContext) -> ByteBuffer {
    // Compressed a page is a quarter as long, which is felt on a slow phone.
    let isCompressed = context.visit.acceptsGzip && bytes.count > 1024
    let body = ByteBuffer(bytes: isCompressed ? Gzip.compress(bytes, level: 6) : bytes)
    if isCompressed { response.headers[.contentEncoding] = "gzip" }
    response.body = ResponseBody(byteBuffer: body)
    return body
  }

  private func answer(to error: any Error, of request: Request, in context: VisitorContext) async
    -> Response
  {
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
}
