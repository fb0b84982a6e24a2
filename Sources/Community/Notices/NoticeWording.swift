package import Commons
package import Pages
package import Storehouse

/// A notice in words, for wherever it is shown outside the page of notices.
package struct NoticeWording: Sendable {
  package let kind: NoticeKind
  package let actor: Face?
  /// “Amina replied to you in …”
  package let sentence: String
  /// The beginning of what was said, if anything was.
  package let excerpt: String
  package let path: String
  package let at: Moment

  /// - Returns: nil when there is no such notice of the reader's, when they have read it already, or may no longer see what it is about.
  package static func unread(_ id: Key<Notice>, of reader: Key<Account>, words: Words, in tx: ReadTx) throws
    -> NoticeWording?
  {
    let lines = try NoticeStore.lines(of: reader, where: "n.id = \(id)", limit: 1, in: tx)
    guard let line = lines.first, line.isUnread, !line.isGone, let item = Notices.gathered([line]).first else {
      return nil
    }
    return NoticeWording(
      kind: line.kind, actor: line.actor, sentence: item.sentence(words), excerpt: line.excerpt, path: line.path,
      at: line.at)
  }
}
