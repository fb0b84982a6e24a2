import Commons
public import Doors
import HTTPTypes
public import Hummingbird
import NIOCore
import ServiceLifecycle

/// `GET /live`: one stream of Server-Sent Events for a browser.
public struct LiveRoutes: Sendable {
  let house: House
  let hub: LiveHub

  public init(house: House, hub: LiveHub) {
    self.house = house
    self.hub = hub
  }

  /// Added before the threshold, which it passes by itself.
  public func add(to router: Router<VisitorContext>, behind threshold: Threshold) {
    router.get("/live") { request, context in try await threshold.passApart(request, context, to: stream) }
  }

  /// A browser opens a new stream when a page with other topics is opened.
  static let opening = RateLimits.Allowance("live", burst: 120, per: .minutes(2))
  /// What a browser waits before it comes back, in milliseconds.
  static let retry = "retry: 3000\n\n"

  @Sendable func stream(_ request: Request, _ context: VisitorContext) async throws -> Response {
    let member = context.visit.member
    try house.limits.take(Self.opening, by: member?.id.description ?? context.visit.address, at: context.now)
    var topics = LiveTopic.all(in: request.query("topics"))
    if member == nil { topics = topics.filter(\.isForVisitors) }
    let wanted = topics
    guard hub.count < LiveHub.most else { throw LiveHub.full }
    let after =
      HTTPField.Name("Last-Event-ID").flatMap { request.headers[$0] }.flatMap { Int64($0) }
      ?? Int64(request.query("after"))
    var headers: HTTPFields = [.contentType: "text/event-stream; charset=utf-8", .cacheControl: "no-store"]
    // A proxy that gathers what comes would keep it all back.
    if let name = HTTPField.Name("X-Accel-Buffering") { headers[name] = "no" }
    let hub = hub
    let channel = context.channel
    let (viewer, session) = (member?.id, member?.session)
    // Nothing is opened before the body is written: for a HEAD request it never is.
    return Response(
      status: .ok, headers: headers,
      body: ResponseBody { writer in
        // Once for all streams, and not a handler in each: there may be ten thousand, and every kilobyte counts.
        hub.onFirstStream {
          Task { [weak hub] in
            // Inherits from the first stream which server it belongs to.
            try? await gracefulShutdown()
            hub?.closeAll()
          }
        }
        let (id, events) = try hub.open(viewer: viewer, session: session, topics: wanted)
        defer { hub.close(id) }
        // In a task that ends, for the same reason.
        let beginning = try await Task { try await hub.beginning(viewer: viewer, topics: wanted, after: after) }.value
        // The server lets a reader close its half and waits for more. Here a reader who closes has gone.
        _ = channel.setOption(.allowRemoteHalfClosure, value: false)
        channel.closeFuture.whenComplete { _ in hub.close(id) }
        try await writer.write(ByteBuffer(string: LiveRoutes.retry + beginning.map(\.text).joined()))
        for await event in events where !beginning.contains(event) {
          try await writer.write(ByteBuffer(string: event.text))
        }
        try await writer.finish(nil)
      })
  }
}
