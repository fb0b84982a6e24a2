public import Commons

/// What posts are about, by a name in lower case: the row of `topic` that a key points to.
public enum Topic {}

/// The name of a topic as it stands in an address: letters and digits of any script, `_`, and hyphens inside; in lower case.
public struct TopicName: Sendable, Hashable {
  public let text: String
  static let longest = 60

  /// - Returns: nil when nothing could ever be called that.
  public init?(_ typed: String) {
    let bare = typed.hasPrefix("#") ? String(typed.dropFirst()) : typed
    guard !bare.isEmpty, bare.utf8.count <= TopicName.longest * 4, bare.count <= TopicName.longest else { return nil }
    let isPlain = bare.unicodeScalars.allSatisfy {
      $0.properties.isAlphabetic || $0.properties.numericType != nil || $0.properties.generalCategory == .nonspacingMark
        || $0 == "_" || $0 == "-"
    }
    guard isPlain, bare.unicodeScalars.contains(where: { $0.properties.isAlphabetic }), bare.first != "-",
      bare.last != "-"
    else { return nil }
    text = bare.lowercased()
  }

  public var path: String { "/topics/\(Topics.encoded(text))" }
}

/// A topic in a list.
public struct TopicSummary: Sendable {
  public let id: Key<Topic>
  public let name: String
  /// The spelling that was used first.
  public let shown: String
  public let postCount: Int
  public let followerCount: Int
  public let lastPost: Key<Post>
  public let isFollowed: Bool

  public var path: String { "/topics/\(Topics.encoded(name))" }
}
