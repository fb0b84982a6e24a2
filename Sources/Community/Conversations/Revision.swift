public import Commons
import Pages

/// A post as its writer wants it to be from now on, with every rule checked.
public struct Revision: Sendable {
  public let title: String?
  public let text: PostText
  public let contentNote: String?
  public let language: String
  /// What each picture of the post is described as from now on.
  public let alts: [Key<MediaFile>: String]

  /// - Throws: a `Refusal` with every problem of the form at once.
  public init(
    of card: PostCard, title: String, text: String, contentNote: String, language: String,
    alts: [Key<MediaFile>: String] = [:]
  ) throws(Refusal) {
    var problems = Problems()
    let checkedText: PostText?
    if card.isOpening {
      // The same rules as for a first post; its audience stays what it was.
      let opening = problems.check { () throws(Refusal) in
        try Opening(
          kind: card.kind, title: title, text: text, contentNote: contentNote, language: language, audience: .everyone)
      }
      checkedText = opening?.text
      self.title = opening?.title
    } else {
      checkedText = problems.check { () throws(Refusal) in try PostText(text) }
      if contentNote.count > Opening.longestTitle {
        problems.add("note", "A content note has at most \(Opening.longestTitle) characters.")
      }
      self.title = nil
    }
    for (id, alt) in alts where alt.count > AttachmentText.longestAlt {
      problems.add("alt-\(id.description)", "A description has at most \(AttachmentText.longestAlt) characters.")
    }
    try problems.refuseIfAny()
    guard let checkedText else { throw .notFound }
    self.text = checkedText
    self.contentNote = contentNote.isEmpty ? nil : contentNote
    self.language = Opening.languageTag(language)
    self.alts = alts
  }
}

/// A post as it stood at some time.
public struct PostVersion: Sendable {
  public let number: Int
  public let title: String?
  public let text: String
  public let contentNote: String?
  public let writtenBy: Face
  public let writtenAt: Moment
}
