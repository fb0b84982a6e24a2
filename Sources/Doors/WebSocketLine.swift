import NIOCore
import NIOWebSocket

/// One open WebSocket, to be spoken into from anywhere.
public struct WebSocketLine: Sendable {
  /// Who listens on our side. Both are called on the connection's own thread.
  public struct Ears: Sendable {
    let hear: @Sendable (String) -> Void
    let end: @Sendable () -> Void

    public init(hear: @escaping @Sendable (String) -> Void, end: @escaping @Sendable () -> Void) {
      self.hear = hear
      self.end = end
    }
  }

  /// Why a line is closed (RFC 6455 section 7.4.1).
  public enum Reason: Sendable { case goingAway, refused, tooBusy }

  private let handler: NIOLoopBound<WebSocketHandler>
  private let loop: any EventLoop

  init(_ handler: WebSocketHandler, on loop: any EventLoop) {
    self.handler = NIOLoopBound(handler, eventLoop: loop)
    self.loop = loop
  }

  /// Sends a text. A reader who leaves half a megabyte unread is cut off.
  public func send(_ text: [UInt8]) { loop.execute { handler.value.send(text) } }

  /// Sends a ping; when nothing has come since the one before, nobody is there, and the line is closed.
  public func ping() { loop.execute { handler.value.ping() } }

  public func close(_ reason: Reason) {
    let code: WebSocketErrorCode =
      switch reason {
      case .goingAway: .goingAway
      case .refused: .policyViolation
      case .tooBusy: .init(codeNumber: 1013)
      }
    loop.execute { handler.value.close(code) }
  }
}

/// Frames in and out. All of it happens on the connection's own thread.
final class WebSocketHandler: ChannelInboundHandler {
  typealias InboundIn = WebSocketFrame
  typealias OutboundOut = WebSocketFrame

  /// The longest message that is read, in bytes: clients only ever say which streams they want.
  static let longest = 1 << 14
  /// What may wait for a slow reader, in bytes.
  static let mostUnread = 512 << 10

  var ears: WebSocketLine.Ears?
  private var context: ChannelHandlerContext?
  private var gathered: ByteBuffer?
  private var hasHeard = true
  private var isClosing = false

  func handlerAdded(context: ChannelHandlerContext) {
    self.context = context
    let mark = ChannelOptions.Types.WriteBufferWaterMark(low: Self.mostUnread / 2, high: Self.mostUnread)
    try? context.channel.syncOptions?.setOption(.writeBufferWaterMark, value: mark)
  }

  func handlerRemoved(context: ChannelHandlerContext) { end() }

  // MARK: Speaking

  func send(_ text: [UInt8]) {
    guard let context, !isClosing, context.channel.isActive else { return }
    guard context.channel.isWritable else { return context.close(promise: nil) }
    write(.text, ByteBuffer(bytes: text), in: context)
  }

  func ping() {
    guard let context, !isClosing else { return }
    guard hasHeard else { return context.close(promise: nil) }
    hasHeard = false
    write(.ping, ByteBuffer(), in: context)
  }

  func flush() { context?.flush() }

  func close(_ code: WebSocketErrorCode) {
    guard let context, !isClosing else { return }
    isClosing = true
    guard context.channel.isWritable else { return context.close(promise: nil) }
    var data = ByteBuffer()
    data.write(webSocketErrorCode: code)
    let kept = NIOLoopBound(context, eventLoop: context.eventLoop)
    let frame = WebSocketFrame(fin: true, opcode: .connectionClose, data: data)
    context.writeAndFlush(wrapOutboundOut(frame)).whenComplete { _ in kept.value.close(promise: nil) }
    // Who reads nothing is not waited for.
    context.eventLoop.scheduleTask(in: .seconds(5)) { kept.value.close(promise: nil) }
  }

  private func write(_ opcode: WebSocketOpcode, _ data: ByteBuffer, in context: ChannelHandlerContext) {
    context.writeAndFlush(wrapOutboundOut(WebSocketFrame(fin: true, opcode: opcode, data: data)), promise: nil)
  }

  // MARK: Hearing

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    let frame = unwrapInboundIn(data)
    hasHeard = true
    // A client masks what it sends, and we agreed to no extension (RFC 6455 sections 5.1 and 5.2).
    guard frame.maskKey != nil, frame.reservedBits.isEmpty else { return close(.protocolError) }
    switch frame.opcode {
    case .text, .continuation: gather(frame)
    case .ping: if !isClosing { write(.pong, frame.unmaskedData, in: context) }
    case .pong: break
    case .connectionClose: close(.normalClosure)
    case .binary: close(.unacceptableData)
    default: close(.protocolError)
    }
  }

  private func gather(_ frame: WebSocketFrame) {
    guard !isClosing else { return }
    guard (frame.opcode == .continuation) == (gathered != nil) else { return close(.protocolError) }
    var whole = gathered ?? ByteBuffer()
    whole.writeImmutableBuffer(frame.unmaskedData)
    guard whole.readableBytes <= Self.longest else { return close(.messageTooLarge) }
    guard frame.fin else {
      gathered = whole
      return
    }
    gathered = nil
    guard let text = String(validating: whole.readableBytesView, as: UTF8.self) else {
      return close(.dataInconsistentWithMessage)
    }
    ears?.hear(text)
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    switch error as? NIOWebSocketError {
    case .invalidFrameLength: close(.messageTooLarge)
    case .some: close(.protocolError)
    case nil: context.close(promise: nil)
    }
  }

  func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
    // Neither goes on to the handlers of HTTP behind this one.
    if event is ChannelShouldQuiesceEvent { close(.goingAway) }
    if event as? ChannelEvent == .inputClosed { context.close(promise: nil) }
  }

  func channelInactive(context: ChannelHandlerContext) {
    end()
    context.fireChannelInactive()
  }

  private func end() {
    context = nil
    ears?.end()
    ears = nil
  }
}
