import Commons
public import Doors
import HTTPTypes
public import Hummingbird
import NIOCore
import Pages
import ServiceLifecycle
import Storehouse
import Synchronization

/// The doors to streams: `GET /api/v1/streaming/…` for Server-Sent Events, and a WebSocket at `/api/v1/streaming`.
public struct StreamRoutes: Sendable {
  let api: APIRoutes
  let hub: StreamHub
  private var house: House { api.house }

  static let path = "/api/v1/streaming"

  /// Added before the threshold.
  public func add(to router: Router<VisitorContext>) {
    router.get("/api/v1/streaming/health") { _, _ in
      Response(
        status: .ok, headers: [.contentType: "text/plain; charset=utf-8", .cacheControl: "no-store"],
        body: ResponseBody(byteBuffer: ByteBuffer(string: "OK")))
    }
    for name in [
      "user", "user/notification", "public", "public/local", "public/local/media", "public/remote",
      "public/remote/media", "public/media", "hashtag", "hashtag/local", "list", "direct",
    ] {
      router.get(RouterPath("\(Self.path)/\(name)")) { request, context in
        // In a task that ends: a connection's task keeps the memory of the deepest call it ever made.
        await Task { await api.pass(request, context) { _ in try await listen(name, request, context) } }.value
      }
    }
    router.get(RouterPath(Self.path)) { request, context in
      await api.pass(request, context) { _ in
        throw Fault("upgrade_required", "Here is a WebSocket, or below this address a stream of events.", status: 426)
      }
    }
  }

  /// A connection opens anew whenever the network changes; a client that cannot stay asks again and again.
  static let opening = RateLimits.Allowance("stream", burst: 120, per: .minutes(5))

  // MARK: Who

  /// Who wants to listen.
  /// - Throws: a `Refusal`: the token is none of ours; the stream is not for those who have none, or is outside its scopes; the list is
  ///   not theirs; there were too many tries.
  private func listening(token: String?, address: String) async throws -> StreamHub.Listening {
    let now = house.now
    try house.limits.take(Self.opening, by: address, at: now)
    guard let token else {
      return StreamHub.Listening(viewer: nil, token: nil, person: address, hearsStatuses: false, hearsNotices: false)
    }
    let grant = try await api.grant(token: token, at: now)
    if grant.hindrance != nil { try APIRoutes.check(.member("read"), grant) }
    return StreamHub.Listening(
      viewer: grant.member?.id, token: grant.token, person: grant.member?.id.description ?? address,
      hearsStatuses: grant.scopes.allows("read:statuses"), hearsNotices: grant.scopes.allows("read:notifications"))
  }

  private func check(_ stream: StreamName, for listening: StreamHub.Listening) async throws {
    if listening.viewer == nil, !stream.isForVisitors { throw Refusal(.signedOut, "The access token is missing.") }
    guard listening.mayHear(stream) else {
      throw Refusal(.forbidden, "This is outside the scopes that the token was given.")
    }
    if case .list(let list) = stream, let viewer = listening.viewer { try await hub.check(list, of: viewer) }
  }

  private func stream(_ name: String, _ value: (String) -> String) throws -> StreamName {
    let onlyMedia = ["true", "1", "t"].contains(value("only_media"))
    do { return try StreamName(name, onlyMedia: onlyMedia, value: value) } catch {
      switch error {
      case .unknown: throw Refusal(.notFound, "There is no such stream.")
      case .noTag: throw Refusal(.malformed, "Say which topic: the parameter “tag”.")
      case .noList: throw Refusal(.malformed, "Say which list: the parameter “list”.")
      }
    }
  }

  // MARK: Server-Sent Events

  private func listen(_ name: String, _ request: Request, _ context: VisitorContext) async throws -> Response {
    let stream = try stream(name) { request.query($0) }
    let listening = try await listening(token: APIRoutes.token(request), address: api.address(of: request, context))
    try await check(stream, for: listening)
    guard hub.hasRoom else { throw StreamHub.full }
    var headers: HTTPFields = [.contentType: "text/event-stream; charset=utf-8", .cacheControl: "no-store"]
    // A proxy that gathers what comes would keep it all back.
    if let name = HTTPField.Name("X-Accel-Buffering") { headers[name] = "no" }
    let (hub, channel) = (hub, context.channel)
    // Nothing is opened before the body is written: for a HEAD request it never is.
    return Response(
      status: .ok, headers: headers,
      body: ResponseBody { writer in
        hub.onFirstStream {
          // Inherits from the first stream which server it belongs to.
          Task { [weak hub] in
            try? await gracefulShutdown()
            hub?.closeAll()
          }
        }
        let (events, continuation) = AsyncStream.makeStream(
          of: [UInt8].self, bufferingPolicy: .bufferingOldest(EventSink.mostUnread))
        let id = try hub.open(listening, [stream], to: EventSink(continuation: continuation))
        defer { hub.close(id) }
        // The server lets a reader close its half and waits for more. Here a reader who closes has gone.
        _ = channel.setOption(.allowRemoteHalfClosure, value: false)
        channel.closeFuture.whenComplete { _ in hub.close(id) }
        try await writer.write(ByteBuffer(string: ":)\n\n"))
        for await event in events { try await writer.write(ByteBuffer(bytes: event)) }
        try await writer.finish(nil)
      })
  }

  /// A response that stays open. A reader who leaves too much unread is cut off, and reads it all when they come back.
  private struct EventSink: StreamSink {
    static let mostUnread = 64
    let continuation: AsyncStream<[UInt8]>.Continuation

    func send(_ message: StreamMessage) { write(message.serverSentEvent) }
    func beat() { write(Array(":thump\n\n".utf8)) }
    func close() { continuation.finish() }

    private func write(_ bytes: [UInt8]) {
      if case .dropped = continuation.yield(bytes) { continuation.finish() }
    }
  }

  // MARK: WebSocket

  /// The door on the server's port.
  public var door: WebSocketDoor {
    WebSocketDoor(opens: { $0 == Self.path || $0.hasPrefix(Self.path + "/") }, judge: judge)
  }

  @Sendable private func judge(_ knock: WebSocketDoor.Knock) async -> WebSocketDoor.Verdict {
    let words = Words(Language.choose(acceptLanguage: knock.header("accept-language").first, cookie: nil))
    do {
      let form = try FormBody(urlencoded: knock.query ?? "")
      let value: @Sendable (String) -> String = { form.exact($0) }
      let offered = knock.header("sec-websocket-protocol").flatMap { $0.split(separator: ",") }
        .map { Input.trimmed(String($0)) }.filter { !$0.isEmpty }
      let header = knock.header("authorization").first.flatMap(APIRoutes.bearer)
      let asked = value("access_token").isEmpty ? nil : value("access_token")
      let listening = try await listening(token: header ?? asked ?? offered.first, address: address(of: knock))
      let inPath = knock.path.dropFirst(Self.path.count + 1)
      let name = inPath.isEmpty ? value("stream") : String(inPath)
      var streams: Set<StreamName> = []
      if !name.isEmpty {
        let stream = try stream(name, value)
        try await check(stream, for: listening)
        streams = [stream]
      } else if listening.token == nil {
        throw Refusal(.signedOut, "The access token is missing.")
      }
      guard hub.hasRoom else { throw StreamHub.full }
      let wanted = streams
      return .open(agreed: offered.first) { line in begin(line, listening, wanted, words) }
    } catch {
      let refusal = error as? Refusal
      let said = refusal?.problems.map { words($0.words) }.joined(separator: " ")
      if refusal == nil { house.log("A WebSocket could not be opened: \(error)") }
      return .refuse(
        status: refusal?.kind.rawValue ?? 500,
        body: Reply.json { $0.object { $0.field("error", said ?? words("Something went wrong here.")) } }.body)
    }
  }

  private func address(of knock: WebSocketDoor.Knock) -> String {
    guard api.trustsProxy, let last = knock.header("x-forwarded-for").last?.split(separator: ",").last else {
      return knock.peer
    }
    return Input.trimmed(String(last))
  }

  private func begin(
    _ line: WebSocketLine, _ listening: StreamHub.Listening, _ streams: Set<StreamName>, _ words: Words
  ) -> WebSocketLine.Ears {
    guard let id = try? hub.open(listening, streams, to: SocketSink(line: line)) else {
      line.close(.tooBusy)
      return WebSocketLine.Ears(hear: { _ in }, end: {})
    }
    let hub = hub
    // One after another: a subscription that is taken back at once must not outlive it.
    let (messages, continuation) = AsyncStream.makeStream(of: String.self, bufferingPolicy: .bufferingOldest(32))
    let attendance = Attendance()
    return WebSocketLine.Ears(
      hear: { text in
        // Most connections never say anything, and have no task for it.
        if attendance.isFirst { Task { for await text in messages { await attend(text, id, listening, line, words) } } }
        if case .dropped = continuation.yield(text) { line.close(.refused) }
      },
      end: {
        continuation.finish()
        hub.close(id)
      })
  }

  /// Does what a client says: `{"type": "subscribe", "stream": "hashtag", "tag": "x"}`.
  private func attend(
    _ text: String, _ id: Int, _ listening: StreamHub.Listening, _ line: WebSocketLine, _ words: Words
  ) async {
    do {
      let input = try Input(query: nil, form: nil, json: Array(text.utf8))
      let stream = try stream(input["stream"]) { input[$0] }
      switch input["type"] {
      case "subscribe":
        try await check(stream, for: listening)
        guard hub.add(stream, to: id) else { throw Refusal(.tooMany, "That is as much as one connection hears.") }
      case "unsubscribe": hub.remove(stream, from: id)
      default: throw Refusal(.malformed, "Say “subscribe” or “unsubscribe”.")
      }
    } catch {
      let refusal = error as? Refusal
      let said = refusal?.problems.map { words($0.words) }.joined(separator: " ")
      line.send(
        Reply.json {
          $0.object {
            $0.field("error", said ?? words("Something went wrong here."))
            $0.field("status", refusal?.kind.rawValue ?? 500)
          }
        }.body)
    }
  }

  /// Whether anybody has begun to attend to a connection.
  private final class Attendance: Sendable {
    private let hasBegun = Mutex(false)
    var isFirst: Bool {
      hasBegun.withLock { hasBegun in
        defer { hasBegun = true }
        return !hasBegun
      }
    }
  }

  private struct SocketSink: StreamSink {
    let line: WebSocketLine
    func send(_ message: StreamMessage) { line.send(message.frame) }
    func beat() { line.ping() }
    func close() { line.close(.goingAway) }
  }
}
