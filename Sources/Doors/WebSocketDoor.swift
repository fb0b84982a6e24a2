package import HummingbirdCore
import Logging
import NIOCore
import NIOHTTP1
import NIOWebSocket
import Secrets

/// Where WebSockets (RFC 6455) are opened, and who may.
public struct WebSocketDoor: Sendable {
  /// What came with the wish for a WebSocket.
  public struct Knock: Sendable {
    public let path: String
    public let query: String?
    /// The address of whoever is at the other end of the connection.
    public let peer: String
    /// The values of a header, by its name.
    public let header: @Sendable (String) -> [String]
  }

  public enum Verdict: Sendable {
    /// - Parameters:
    ///   - agreed: the protocol that is taken of those that were offered.
    ///   - begin: is called on the connection's own thread once frames may be sent.
    case open(agreed: String?, begin: @Sendable (WebSocketLine) -> WebSocketLine.Ears)
    /// An answer in its place: its status, and a body of JSON.
    case refuse(status: Int, body: [UInt8])
  }

  let opens: @Sendable (_ path: String) -> Bool
  let judge: @Sendable (Knock) async -> Verdict

  /// - Parameters:
  ///   - opens: whether there is a WebSocket at a path; what is elsewhere goes to the routes like any request.
  ///   - judge: decides about one.
  public init(opens: @escaping @Sendable (_ path: String) -> Bool, judge: @escaping @Sendable (Knock) async -> Verdict)
  {
    self.opens = opens
    self.judge = judge
  }
}

extension HTTPServerBuilder {
  /// HTTP/1.1, and WebSockets at one door on the same port.
  package static func http1(with door: WebSocketDoor) -> HTTPServerBuilder {
    HTTPServerBuilder { responder in DoorChannel(http: HTTP1Channel(responder: responder), door: door) }
  }
}

/// A connection as Hummingbird sets it up, with one handler more, which looks at the head of each request.
private struct DoorChannel: ServerChildChannel {
  let http: HTTP1Channel
  let door: WebSocketDoor

  func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<HTTP1Channel.Value> {
    http.setup(channel: channel, logger: logger).flatMapThrowing { value in
      let pipeline = channel.pipeline.syncOperations
      let decoder = try pipeline.handler(type: ByteToMessageHandler<HTTPRequestDecoder>.self)
      try pipeline.addHandler(WebSocketDoorkeeper(door), position: .after(decoder))
      return value
    }
  }

  func handle(value: HTTP1Channel.Value, logger: Logger) async { await http.handle(value: value, logger: logger) }
}

/// Lets requests through, and makes a WebSocket of a connection that asks for one at the door.
private final class WebSocketDoorkeeper: ChannelDuplexHandler, RemovableChannelHandler {
  typealias InboundIn = HTTPServerRequestPart
  typealias InboundOut = HTTPServerRequestPart
  typealias OutboundIn = HTTPServerResponsePart
  typealias OutboundOut = HTTPServerResponsePart

  private let door: WebSocketDoor
  private var requestsInFlight = 0
  private var isDeciding = false

  init(_ door: WebSocketDoor) { self.door = door }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    // What follows the head of a knock is its end; what a client sends before it is answered is dropped.
    guard !isDeciding else { return }
    guard case .head(let head) = unwrapInboundIn(data) else { return context.fireChannelRead(data) }
    guard head.method == .GET, asksForWebSocket(head.headers), let path = path(of: head.uri), door.opens(path) else {
      requestsInFlight += 1
      return context.fireChannelRead(data)
    }
    isDeciding = true
    // An answer that is still to come would be written into the WebSocket.
    guard requestsInFlight == 0 else { return context.close(promise: nil) }
    decide(head, path: path, in: context)
  }

  func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
    if case .end = unwrapOutboundIn(data) { requestsInFlight -= 1 }
    context.write(data, promise: promise)
  }

  func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
    // The server ends, or the other side has gone, while it is being decided.
    if isDeciding, event is ChannelShouldQuiesceEvent || event as? ChannelEvent == .inputClosed {
      return context.close(promise: nil)
    }
    context.fireUserInboundEventTriggered(event)
  }

  private func asksForWebSocket(_ headers: HTTPHeaders) -> Bool {
    headers[canonicalForm: "upgrade"].contains { $0.lowercased() == "websocket" }
  }

  private func path(of uri: String) -> String? { uri.split(separator: "?", maxSplits: 1).first.map(String.init) }

  private func decide(_ head: HTTPRequestHead, path: String, in context: ChannelHandlerContext) {
    let headers = head.headers
    guard headers["sec-websocket-version"] == ["13"], let key = headers["sec-websocket-key"].first, key.utf8.count == 24
    else {
      return refuse(400, Array(#"{"error":"This is no request for a WebSocket (RFC 6455)."}"#.utf8), in: context)
    }
    let query = head.uri.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false).dropFirst().first
    let knock = WebSocketDoor.Knock(
      path: path, query: query.map(String.init), peer: context.remoteAddress?.ipAddress ?? "unknown",
      header: { headers[$0] })
    let kept = NIOLoopBound((self, context), eventLoop: context.eventLoop)
    let (judge, loop) = (door.judge, context.eventLoop)
    Task {
      let verdict = await judge(knock)
      loop.execute {
        let (keeper, context) = kept.value
        guard context.channel.isActive else { return }
        switch verdict {
        case .refuse(let status, let body): keeper.refuse(status, body, in: context)
        case .open(let agreed, let begin): keeper.open(key, agreed, begin, in: context)
        }
      }
    }
  }

  /// The connection is closed after it: the parser of HTTP stops at a request for another protocol.
  private func refuse(_ status: Int, _ body: [UInt8], in context: ChannelHandlerContext) {
    let headers: HTTPHeaders = [
      "Content-Type": "application/json; charset=utf-8", "Content-Length": String(body.count), "Connection": "close",
      "Cache-Control": "no-store", "Access-Control-Allow-Origin": "*",
    ]
    let head = HTTPResponseHead(version: .http1_1, status: .init(statusCode: status), headers: headers)
    context.write(wrapOutboundOut(.head(head)), promise: nil)
    context.write(wrapOutboundOut(.body(.byteBuffer(ByteBuffer(bytes: body)))), promise: nil)
    let kept = NIOLoopBound(context, eventLoop: context.eventLoop)
    context.writeAndFlush(wrapOutboundOut(.end(nil))).whenComplete { _ in kept.value.close(promise: nil) }
  }

  private func open(
    _ key: String, _ agreed: String?, _ begin: @Sendable (WebSocketLine) -> WebSocketLine.Ears,
    in context: ChannelHandlerContext
  ) {
    // RFC 6455 section 4.2.2.
    let accept = Digest.sha1(Array((key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11").utf8))
    var headers: HTTPHeaders = [
      "Upgrade": "websocket", "Connection": "Upgrade", "Sec-WebSocket-Accept": Digest.base64(accept),
    ]
    if let agreed { headers.add(name: "Sec-WebSocket-Protocol", value: agreed) }
    let head = HTTPResponseHead(version: .http1_1, status: .switchingProtocols, headers: headers)
    context.write(wrapOutboundOut(.head(head)), promise: nil)
    let pipeline = context.pipeline.syncOperations
    let channel = context.channel
    do {
      let socket = WebSocketHandler()
      try pipeline.addHandlers(
        [
          WebSocketFrameEncoder(), ByteToMessageHandler(WebSocketFrameDecoder(maxFrameSize: WebSocketHandler.longest)),
          socket,
        ], position: .before(self))
      // From here on nothing that comes reaches the handlers of HTTP, and none of them writes: they wait for the end.
      let decoder = try pipeline.context(handlerType: ByteToMessageHandler<HTTPRequestDecoder>.self)
      let encoder = try pipeline.context(handlerType: HTTPResponseEncoder.self)
      let line = WebSocketLine(socket, on: context.eventLoop)
      pipeline.removeHandler(context: encoder).whenFailure { _ in channel.close(promise: nil) }
      pipeline.removeHandler(context: decoder).whenFailure { _ in channel.close(promise: nil) }
      // Before a byte has left: whatever happens once the client knows is heard.
      socket.ears = begin(line)
      socket.flush()
      pipeline.removeHandler(self, promise: nil)
    } catch {
      context.close(promise: nil)
    }
  }
}
