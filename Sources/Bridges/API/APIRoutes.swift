import Commons
public import Doors
import HTTPTypes
public import Hummingbird
import Logging
import NIOCore
import Pages
import Secrets
import Storehouse

/// The way in for programs: every operation behind one gate, which asks for the token, counts calls, and says everything as JSON.
///
/// Not behind the threshold: a call has no cookie, no form of this site, and gets no page.
public struct APIRoutes: Sendable {
  let house: House
  let measures: Measures
  let trustsProxy: Bool
  let operations: [Operation]
  let rooms: [Room]
  private let kept = KeptFacts()
  // Four megabytes twice. For five seconds: a vote ends and a mute is over without anything being written.
  private let answers = Recent<GivenAnswer.Name, GivenAnswer>(most: 4 << 20, shelfLife: .seconds(5))
  let grants = Recent<String, Grant?>(most: 10_000, shelfLife: .seconds(20))

  init(house: House, measures: Measures, trustsProxy: Bool, operations: [Operation], rooms: [Room]) {
    self.house = house
    self.measures = measures
    self.trustsProxy = trustsProxy
    self.operations = operations
    self.rooms = rooms
  }

  /// Added before the threshold.
  public func add(to router: Router<VisitorContext>) {
    for operation in operations {
      router.on(RouterPath(operation.path), method: operation.method.http) { request, context in
        await pass(request, context) { _ in
          try await answer(operation, at: Self.places(of: context), request, context)
        }
      }
    }
    // What has a path and is asked for in another way, and what is nowhere: JSON too.
    let wild = ["/api", "/api/**"]
    let taken = Dictionary(grouping: operations, by: \.path).mapValues { Set($0.map(\.method.http)) }
    for path in Set(taken.keys).union(wild) {
      router.on(RouterPath(path), method: .options) { _, _ in preflight }
      for method in [HTTPRequest.Method.get, .post, .put, .patch, .delete] where taken[path]?.contains(method) != true {
        router.on(RouterPath(path), method: method) { request, context in
          await pass(request, context) { _ in
            guard let allowed = taken[path] else { throw Refusal.notFound }
            var response = json(405) { $0.field("error", "This is not asked for with \(request.method).") }
            response.headers[.allow] = allowed.map(\.rawValue).sorted().joined(separator: ", ")
            return response
          }
        }
      }
    }
  }

  // MARK: The gate

  /// How many calls a person or an address may make in five minutes.
  static let callsInFiveMinutes = 300
  static let calls = RateLimits.Allowance("api", burst: callsInFiveMinutes, per: .minutes(5))
  /// The most bytes of JSON in one call.
  static let longestBody = 1 << 20

  /// The answer of an operation that the router knows nothing of, because a page stands at its address.
  func answer(beside operation: Operation, at places: [String: String], _ request: Request, _ context: VisitorContext)
    async -> Response
  {
    await pass(request, context) { _ in try await answer(operation, at: places, request, context) }
  }

  private func answer(
    _ operation: Operation, at places: @autoclosure () -> [String: String], _ request: Request,
    _ context: VisitorContext
  ) async throws -> Response {
    // Before anything is read: what is kept under this number is never younger than it.
    let version = house.store.version
    let now = house.now
    let address = address(of: request, context)
    try await house.networks.admit(address)
    var grant: Grant?
    do { grant = try await self.grant(request, at: now) } catch {
      try house.limits.take(Self.calls, by: address, at: now)
      throw error
    }
    let visitor = grant?.member.map { $0.id.description } ?? address
    let left = try house.limits.take(Self.calls, by: visitor, at: now)
    try APIRoutes.check(operation.access, grant)
    let words = Words(Language.choose(acceptLanguage: request.headers[.acceptLanguage], cookie: nil))
    let name = GivenAnswer.Name(
      operation: operation.path, address: request.uri.string, token: grant?.token.value ?? 0,
      language: words.language, isCompressed: request.headers[.acceptEncoding]?.contains("gzip") == true)
    let isRead = operation.method == .get
    let given: GivenAnswer
    if isRead, let known = answers.value(of: name, version: version, at: now) {
      given = known
    } else {
      let call = Call(
        house: house, kept: kept, rooms: rooms, places: places(), path: request.uri.path,
        input: try await APIRoutes.input(request), grant: grant, words: words, now: now, address: address,
        agent: String((request.headers[.userAgent] ?? "").prefix(200)),
        idempotencyKey: String((request.headers[.idempotencyKey] ?? "").prefix(100)),
        authorization: request.headers[.authorization] ?? "")
      given = GivenAnswer(try await operation.run(call), isCompressed: name.isCompressed)
      // What was written meanwhile may not be in it.
      if isRead, given.isLasting, version == house.store.version {
        answers.keep(given, as: name, cost: given.size, version: version, at: now)
      }
    }
    var response = given.response(to: request)
    response.headers[.limit] = String(Self.calls.burst)
    response.headers[.remaining] = String(left)
    response.headers[.reset] = (now + Self.calls.per).iso8601
    return response
  }

  private static func places(of context: VisitorContext) -> [String: String] {
    var places: [String: String] = [:]
    for (name, value) in context.parameters { places[String(name)] = String(value) }
    return places
  }

  /// Whatever happens, the answer is JSON that any page may read, and is counted.
  func pass(
    _ request: Request, _ context: VisitorContext, _ work: (_ reference: String) async throws -> Response
  ) async -> Response {
    let began = ContinuousClock.now
    let reference = Reference.random()
    var response: Response
    do { response = try await work(reference) } catch {
      response = refused(error, request, context, reference: reference)
    }
    response.headers[.allowOrigin] = "*"
    response.headers[.exposeHeaders] = APIRoutes.exposed
    response.headers[.xContentTypeOptions] = "nosniff"
    response.headers[.requestID] = reference
    measures.note(response.status, since: began, of: request, reference: reference, log: context.logger)
    return response
  }

  private func refused(_ error: any Error, _ request: Request, _ context: VisitorContext, reference: String)
    -> Response
  {
    let words = Words(Language.choose(acceptLanguage: request.headers[.acceptLanguage], cookie: nil))
    switch error {
    case let fault as Fault:
      return json(fault.status) {
        $0.field("error", fault.code)
        $0.field("error_description", words(fault.words))
      }
    case let refusal as Refusal:
      let status =
        switch refusal.kind {
        case .conflict: 422
        default: refusal.kind.rawValue
        }
      let said = refusal.problems.map { words($0.words) }.joined(separator: " ")
      var response = json(status) {
        $0.field("error", said)
        let fields = refusal.problems.filter { $0.field != nil }
        if !fields.isEmpty, status == 422 {
          $0.field(
            "details",
            object: { json in
              for problem in fields {
                json.name(text: problem.field ?? "")
                json.array([problem]) { json, problem in
                  json.object {
                    $0.field("error", "ERR_INVALID")
                    $0.field("description", words(problem.words))
                  }
                }
              }
            })
        }
      }
      if let wait = refusal.retryAfter {
        response.headers[.retryAfter] = String(max(1, wait.seconds))
        if refusal.kind == .tooMany {
          response.headers[.remaining] = "0"
          response.headers[.reset] = (house.now + wait).iso8601
        }
      }
      return response
    case let error as HTTPError where error.status.code < 500:
      return json(error.status.code) { $0.field("error", words("That request could not be read.")) }
    case let fault as StoreFault where fault.isUnavailable:
      var response = json(503) {
        $0.field("error", words("The site cannot reach its records just now. Try again in a few seconds."))
      }
      response.headers[.retryAfter] = "5"
      return response
    default:
      context.logger.error("fault", metadata: ["error": "\(error)", "reference": "\(reference)"])
      return json(500) { $0.field("error", words("Something went wrong here. It has been noted: \(reference)")) }
    }
  }

  private func json(_ status: Int, _ members: (inout JSON) -> Void) -> Response {
    var json = JSON(capacity: 256)
    json.object(members)
    return Response(
      status: .init(code: status),
      headers: [.contentType: "application/json; charset=utf-8", .cacheControl: "no-store"],
      body: ResponseBody(bytes: json.bytes))
  }

  // MARK: What came

  private static func input(_ request: Request) async throws -> Input {
    guard request.method != .get, request.method != .head else {
      return try Input(query: request.uri.query, form: nil, json: nil)
    }
    let type = request.headers[.contentType]?.lowercased() ?? ""
    if type.hasPrefix("application/json") {
      let json = try await FormBody.collect(request, upTo: longestBody)
      return try Input(query: request.uri.query, form: nil, json: json)
    }
    return try Input(query: request.uri.query, form: try await FormBody(request), json: nil)
  }

  // MARK: Pages of other sites

  static let exposed = "Link, X-RateLimit-Limit, X-RateLimit-Remaining, X-RateLimit-Reset, X-Request-Id"

  var preflight: Response {
    var headers: HTTPFields = [.accessControlMaxAge: "86400"]
    headers[.allowOrigin] = "*"
    headers[.accessControlAllowMethods] = "GET, POST, PUT, PATCH, DELETE, OPTIONS"
    headers[.accessControlAllowHeaders] = "Authorization, Content-Type, Idempotency-Key, Last-Event-ID"
    headers[.exposeHeaders] = APIRoutes.exposed
    return Response(status: .noContent, headers: headers)
  }
}

/// What RFC 6749 section 5.2 calls an error response: a code for the program, and words for people.
struct Fault: Error {
  let status: Int
  let code: String
  let words: Phrase

  init(_ code: String, _ words: Phrase, status: Int = 400) {
    self.code = code
    self.words = words
    self.status = status
  }
}

extension Operation.Method {
  var http: HTTPRequest.Method {
    switch self {
    case .get: .get
    case .post: .post
    case .put: .put
    case .patch: .patch
    case .delete: .delete
    }
  }
}

extension HTTPField.Name {
  static let idempotencyKey = named("Idempotency-Key")
  static let forwardedFor = named("X-Forwarded-For")
  static let requestID = named("X-Request-Id")
  static let link = named("Link")
  static let limit = named("X-RateLimit-Limit")
  static let remaining = named("X-RateLimit-Remaining")
  static let reset = named("X-RateLimit-Reset")
  static let allowOrigin = named("Access-Control-Allow-Origin")
  static let exposeHeaders = named("Access-Control-Expose-Headers")

  private static func named(_ name: StaticString) -> Self {
    guard let made = HTTPField.Name("\(name)") else { preconditionFailure("\(name) is not a header name") }
    return made
  }
}
