import Commons
import Community

/// What can be listened to (documentation of the Mastodon API, “Streaming”).
enum StreamName: Hashable, Sendable {
  /// One's home timeline and notices.
  case user
  /// One's notices alone.
  case userNotification
  /// What everyone may read.
  case everyone(onlyMedia: Bool)
  /// The same of this server, under the name that says so.
  case local(onlyMedia: Bool)
  /// What comes from other servers.
  case remote(onlyMedia: Bool)
  case hashtag(String, isLocal: Bool)
  case list(Key<PeopleList>)
  /// Posts for named people.
  case direct

  /// Why there is no such stream.
  enum Flaw: Error { case unknown, noTag, noList }

  /// - Parameters:
  ///   - name: as clients write it: `public:local`, or as in a path, `public/local`.
  ///   - value: the value of a parameter.
  init(_ name: String, onlyMedia: Bool = false, value: (String) -> String) throws(Flaw) {
    switch name.replacing("/", with: ":") {
    case "user": self = .user
    case "user:notification": self = .userNotification
    case "public": self = .everyone(onlyMedia: onlyMedia)
    case "public:media": self = .everyone(onlyMedia: true)
    case "public:local": self = .local(onlyMedia: onlyMedia)
    case "public:local:media": self = .local(onlyMedia: true)
    case "public:remote": self = .remote(onlyMedia: onlyMedia)
    case "public:remote:media": self = .remote(onlyMedia: true)
    case "hashtag", "hashtag:local":
      let tag = value("tag").drop { $0 == "#" }.lowercased()
      guard !tag.isEmpty, tag.utf8.count <= 200 else { throw .noTag }
      self = .hashtag(tag, isLocal: name.hasSuffix("local"))
    case "list":
      guard let list = Key<PeopleList>(value("list")) else { throw .noList }
      self = .list(list)
    case "direct": self = .direct
    default: throw .unknown
    }
  }

  /// How events name it: the stream, and what it is of.
  var words: [String] {
    switch self {
    case .user: ["user"]
    case .userNotification: ["user:notification"]
    case .everyone(let onlyMedia): [onlyMedia ? "public:media" : "public"]
    case .local(let onlyMedia): [onlyMedia ? "public:local:media" : "public:local"]
    case .remote(let onlyMedia): [onlyMedia ? "public:remote:media" : "public:remote"]
    case .hashtag(let tag, let isLocal): [isLocal ? "hashtag:local" : "hashtag", tag]
    case .list(let list): ["list", list.description]
    case .direct: ["direct"]
    }
  }

  /// What a token must be good for.
  var scope: String { self == .userNotification ? "read:notifications" : "read:statuses" }

  /// Whether those may listen who have no token.
  var isForVisitors: Bool {
    switch self {
    case .everyone, .local, .remote, .hashtag: true
    case .user, .userNotification, .list, .direct: false
    }
  }

  /// Which filters of the listener's hold for it.
  var context: FilterContext {
    switch self {
    case .user, .list: .home
    case .userNotification: .notifications
    case .everyone, .local, .remote, .hashtag: .public
    case .direct: .thread
    }
  }
}
