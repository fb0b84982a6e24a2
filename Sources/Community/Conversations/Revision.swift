public import Commons
import Pages

/// A post as its writer wants it to be from now on, with every rule checked.
public struct Revision: Sendable {
  public let title: String?
  public let text: PostText
  public let contentNote: String?
  public let language: String
  let files: Files

  /// What becomes of the pictures and documents of a post.
  public struct Files: Sendable {
    /// What each picture that stays is described as from now on.
    public var alts: [Key<MediaFile>: String] = [:]
    public var dropped: [Key<MediaFile>] = []
    /// Uploads of the member who changes the post.
    public var added: [Key<MediaFile>] = []

    public init() {}
  }

  /// - Parameter mayBeEmpty: whether something else on the post says enough without words.
  /// - Throws: a `Refusal` with every problem of the form at once.
  public init(
    of card: PostCard, title: String, text: String, contentNote: String, language: String,
    files: Files = Files(), mayBeEmpty: Bool = false
  ) throws(Refusal) {
    var problems = Problems()
    let checkedText: PostText?
    if mayBeEmpty, text.isEmpty {
      // A picture or a check says enough.
      checkedText = PostText(empty: ())
      self.title = title.isEmpty ? nil : title
    } else if card.isOpening {
      // The same rules as for a first post; its audience stays what it was.
      let opening = problems.check { () throws(Refusal) in
        try Opening(
          kind: card.kind, title: title, text: text, contentNote: contentNote, language: language, audience: .everyone)
      }
      checkedText = opening?.text
      self.title = opening?.title
    } else {
      checkedText = problems.check { () throws(Refusal) in try PostText(text) }
      _ = problems.check { () throws(Refusal) in try ContentNote(contentNote) }
      self.title = nil
    }
    for (id, alt) in files.alts where alt.count > AttachmentText.longestAlt {
      problems.add("alt-\(id.description)", "A description has at most \(AttachmentText.longestAlt) characters.")
    }
    try problems.refuseIfAny()
    guard let checkedText else { throw .notFound }
    self.text = checkedText
    self.contentNote = contentNote.isEmpty ? nil : contentNote
    self.language = Opening.languageTag(language)
    self.files = files
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
  let files: [VersionFile]
}

/// A picture or document as a version of a post had it.
struct VersionFile: Sendable, Hashable {
  let id: Key<MediaFile>
  let isPicture: Bool
  /// How the picture was described, or what the document was called.
  let words: String
}
