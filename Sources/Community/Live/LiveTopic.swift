import Commons

/// What an open page wants to hear of, as it stands in the address of the stream: `home`, `talk`, `conversation-123`.
enum LiveTopic: Hashable, Sendable, CustomStringConvertible {
  /// First posts by those one follows and in one's groups.
  case home
  /// First posts of anybody.
  case talk
  /// First posts on the topics one follows.
  case topics
  case conversation(Int64)
  case group(Int64)
  case topic(Int64)
  case person(Int64)
  case list(Int64)
  case messages(Int64)

  static let most = 20

  init?(_ text: some StringProtocol) {
    switch text {
    case "home": self = .home
    case "talk": self = .talk
    case "topics": self = .topics
    default:
      let parts = text.split(separator: "-", maxSplits: 1)
      guard parts.count == 2, let id = Int64(parts[1]), id > 0 else { return nil }
      switch parts[0] {
      case "conversation": self = .conversation(id)
      case "group": self = .group(id)
      case "topic": self = .topic(id)
      case "person": self = .person(id)
      case "list": self = .list(id)
      case "messages": self = .messages(id)
      default: return nil
      }
    }
  }

  var description: String {
    switch self {
    case .home: "home"
    case .talk: "talk"
    case .topics: "topics"
    case .conversation(let id): "conversation-\(id)"
    case .group(let id): "group-\(id)"
    case .topic(let id): "topic-\(id)"
    case .person(let id): "person-\(id)"
    case .list(let id): "list-\(id)"
    case .messages(let id): "messages-\(id)"
    }
  }

  /// The topics of an address, as many as fit; what is none is left out.
  static func all(in text: String) -> Set<LiveTopic> {
    Set(text.split(separator: ",").lazy.compactMap { LiveTopic($0) }.prefix(most))
  }
}

/// What goes down a stream.
enum LiveEvent: Sendable, Equatable {
  case new(seq: Int64, LiveTopic)
  case counts(seq: Int64?, notices: Int, messages: Int)
  case heartbeat

  var seq: Int64? {
    switch self {
    case .new(let seq, _): seq
    case .counts(let seq, _, _): seq
    case .heartbeat: nil
    }
  }

  /// In the format of the WHATWG HTML standard, section 9.2.5.
  var text: String {
    switch self {
    case .new(let seq, let topic): "event: new\nid: \(seq)\ndata: {\"topic\":\"\(topic)\"}\n\n"
    case .counts(let seq, let notices, let messages):
      "event: counts\n\(seq.map { "id: \($0)\n" } ?? "")data: {\"notices\":\(notices),\"messages\":\(messages)}\n\n"
    case .heartbeat: ": here\n\n"
    }
  }
}
