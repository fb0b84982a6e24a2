import Pages
import Synchronization

/// Something that is said on a stream. One object for all who hear it, so that its bytes are made once.
final class StreamMessage: Sendable {
  let stream: StreamName
  let event: String
  /// JSON, or a bare key; nil where the event says it all.
  let payload: [UInt8]?
  private let bytes = Mutex<(frame: [UInt8]?, event: [UInt8]?)>((nil, nil))

  init(_ stream: StreamName, _ event: String, _ payload: [UInt8]?) {
    self.stream = stream
    self.event = event
    self.payload = payload
  }

  /// For a WebSocket: JSON whose payload is a text.
  var frame: [UInt8] {
    bytes.withLock { bytes in
      if let made = bytes.frame { return made }
      var json = JSON(capacity: 64 + (payload?.count ?? 0) * 5 / 4)
      json.object {
        $0.field("stream", stream.words)
        $0.field("event", event)
        if let payload {
          $0.name("payload")
          $0.text { text in payload.withUnsafeBufferPointer { text.append($0) } }
        }
      }
      bytes.frame = json.bytes
      return json.bytes
    }
  }

  /// For a stream of Server-Sent Events (WHATWG HTML, section 9.2.6). What is written as JSON has no line ends.
  var serverSentEvent: [UInt8] {
    bytes.withLock { bytes in
      if let made = bytes.event { return made }
      var made = Array("event: \(event)\ndata: ".utf8)
      // An event without data is not handed to anybody.
      made += payload ?? Array("null".utf8)
      made += Array("\n\n".utf8)
      bytes.event = made
      return made
    }
  }
}

/// Where what is said goes: a WebSocket, or a response that stays open.
protocol StreamSink: Sendable {
  func send(_ message: StreamMessage)
  /// Called now and then, to keep the connection open and to notice when nobody is there.
  func beat()
  func close()
}
