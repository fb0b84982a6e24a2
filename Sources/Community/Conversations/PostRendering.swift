import Commons
import Pages
import Storehouse

/// From what someone typed to what is shown: Markdown, with mentions that exist and topics as links.
enum PostRendering {
  static let mostMentions = 30
  static let mostTopics = 20

  static func render(_ text: String, in tx: ReadTx) throws -> RenderedText {
    // Two passes: the first finds the handles, the second links those that are somebody's.
    let first = Markdown.render(text, mentions: { _ in nil }, topic: topicPath)
    guard !first.mentions.isEmpty else { return first }
    let known = Set(
      try FaceStore.accounts(withHandles: Array(first.mentions.prefix(mostMentions)), in: tx).map {
        $0.handle.lowercased()
      })
    let second = Markdown.render(
      text, mentions: { known.contains($0.lowercased()) ? "/@\($0.lowercased())" : nil }, topic: topicPath)
    return second
  }

  private static func topicPath(_ topic: String) -> String { "/topics/\(topic.lowercased())" }

  /// Notes the post's mentions and topics.
  static func link(_ rendered: RenderedText, to post: Key<Post>, isPublic: Bool, in tx: WriteTx) throws {
    for account in try FaceStore.accounts(withHandles: Array(rendered.mentions.prefix(mostMentions)), in: tx) {
      try PublishingStore.addMention(of: account.id, in: post, tx: tx)
    }
    for topic in rendered.topics.prefix(mostTopics) {
      try PublishingStore.addTopic(PublishingStore.topic(named: topic, in: tx), to: post, isPublic: isPublic, in: tx)
    }
  }
}
