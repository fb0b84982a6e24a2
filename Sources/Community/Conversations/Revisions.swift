public import Commons
import Pages
public import Storehouse

extension Happening.Kind {
  /// Subject: the post. About: its conversation.
  public static let postEdited = Self("post.edited")
}

/// Changing what one has said. Everyone who can read the post can read what it said before.
public struct Revisions: Sendable {
  let store: any Store

  public init(store: any Store) { self.store = store }

  /// A post as its writer gets it to change.
  public struct Draft: Sendable {
    public let card: PostCard
    public let text: String
    let files: [WaitingFile]
    /// Names the version that was read, so that a change made meanwhile is noticed.
    public var seen: String { card.editedAt.map { String($0.milliseconds) } ?? "0" }
  }

  /// - Throws: a `Refusal`: not found, or not the member's to change.
  public func draft(of id: Key<Post>, for member: Key<Account>) async throws -> Draft {
    try await store.read { tx in
      let card = try Revisions.changeable(id, by: member, in: tx)
      guard let source = try RevisionStore.source(of: id, in: tx) else { throw Refusal.notFound }
      return Draft(
        card: try PostStore.whole(card, for: member, in: tx), text: source.text,
        files: try AttachmentStore.files(of: id, in: tx))
    }
  }

  /// Changes a post and keeps what it said before. The same words again change nothing.
  /// - Parameter seen: which version the change was made from; empty does not ask.
  /// - Throws: a `Refusal`: not found, not the member's, or changed by someone else meanwhile.
  /// - Parameter once: the form's key; the same form sent again changes nothing more.
  public func change(
    _ id: Key<Post>, to revision: Revision, seen: String = "", by member: Key<Account>, once: String = ""
  ) async throws {
    try await store.write { tx in
      guard try DoneOnceStore.alreadyDone(once, by: member, in: tx) == nil else { return }
      try Revisions.change(id, to: revision, seen: seen, by: member, in: tx)
      try DoneOnceStore.noteDone(once, by: member, result: id, in: tx)
    }
  }

  /// The same inside a transaction of the caller's.
  /// - Parameter dated: when it was really changed, for what is imported; nil is now.
  public static func change(
    _ id: Key<Post>, to revision: Revision, seen: String = "", by member: Key<Account>, dated: Moment? = nil,
    in tx: WriteTx
  ) throws {
    let editedAt = try RevisionStore.lock(id, in: tx)
    let card = try changeable(id, by: member, in: tx)
    guard let before = try RevisionStore.source(of: id, in: tx) else { throw Refusal.notFound }
    let isSame =
      before.text == revision.text.text && before.title == revision.title && before.contentNote == revision.contentNote
      && before.language == revision.language
    let files = try AttachmentStore.files(of: id, in: tx)
    let isSameFiles =
      revision.files.added.isEmpty && !files.contains { revision.files.dropped.contains($0.id) }
      && files.allSatisfy { revision.files.alts[$0.id] ?? $0.alt == $0.alt }
    guard !isSame || !isSameFiles else { return }
    guard seen.isEmpty || seen == (editedAt.map { String($0.milliseconds) } ?? "0") else {
      throw Refusal.conflict(
        "This post was changed while you were writing. Your words are still below: look at the post, then send them again."
      )
    }
    let at = dated ?? tx.now
    let rendered = try PostRendering.render(revision.text.text, in: tx)
    var number = try RevisionStore.newestNumber(of: id, in: tx)
    if number == 0 {
      number = 1
      try RevisionStore.add(
        1, of: id, title: before.title, text: before.text, html: before.html, contentNote: before.contentNote,
        by: card.writer,
        at: card.publishedAt, in: tx)
    }
    // What a version had that was kept before there was this table.
    try RevisionStore.keepFiles(of: id, as: number, in: tx)
    try AttachmentStore.change(revision.files, of: id, by: member, in: tx)
    try RevisionStore.keepFiles(of: id, as: number + 1, in: tx)
    try RevisionStore.add(
      number + 1, of: id, title: revision.title, text: revision.text.text, html: rendered.html,
      contentNote: revision.contentNote, by: member,
      at: at, in: tx)
    try RevisionStore.change(
      id,
      to: RevisionStore.Source(
        title: revision.title, text: revision.text.text, html: rendered.html, contentNote: revision.contentNote,
        language: revision.language),
      at: at, in: tx)
    try relink(card, rendered, in: tx)
    let space = try ConversationStore.opening(card.conversation, in: tx)?.space
    try Conversations.index(
      id, title: revision.title ?? "", plain: rendered.plain, author: card.author.id, space: space, at: id.moment,
      in: tx)
    try tx.record(
      Happening(
        .postEdited, id.value, by: member, as: card.author.id == member ? nil : card.author.id,
        about: card.conversation.value))
  }

  /// The same where only the words change, for what is imported.
  public static func change(
    _ id: Key<Post>, toText text: String, by member: Key<Account>, dated: Moment, in tx: WriteTx
  ) throws {
    let card = try changeable(id, by: member, in: tx)
    let revision = try Revision(
      of: card, title: card.title ?? "", text: text, contentNote: card.contentNote ?? "", language: card.language)
    try change(id, to: revision, by: member, dated: dated, in: tx)
  }

  /// Topics and mentions as the new words have them.
  private static func relink(_ card: PostCard, _ rendered: RenderedText, in tx: WriteTx) throws {
    let named = Set(rendered.topics.prefix(PostRendering.mostTopics).map { $0.lowercased() })
    for topic in try RevisionStore.topics(of: card.id, in: tx) where !named.contains(topic.name) {
      try RevisionStore.removeTopic(topic.id, from: card.id, wasPublic: card.isInPublicLists, in: tx)
    }
    let mentioned = try FaceStore.accounts(
      withHandles: Array(rendered.mentions.prefix(PostRendering.mostMentions)), in: tx
    ).map(\.id)
    try RevisionStore.removeMentions(of: card.id, except: mentioned, in: tx)
    try PostRendering.link(rendered, to: card.id, isPublic: card.isInPublicLists, in: tx)
  }

  private static func changeable(_ id: Key<Post>, by member: Key<Account>, in tx: ReadTx) throws -> PostCard {
    guard let card = try PostStore.find(id, for: member, in: tx), card.state == .shown, card.shareOf == nil else {
      throw Refusal.notFound
    }
    guard try Authorship.mayChange(card, member, in: tx) else {
      throw Refusal.forbidden("Only whoever wrote a post can change it.")
    }
    return card
  }

  // MARK: Versions

  /// The versions of a post, the newest first, and the one before them to compare the oldest with.
  public struct Versions: Sendable {
    public let card: PostCard
    public let versions: [PostVersion]
    public let before: PostVersion?
    /// Where the next page begins; nil at the end.
    public let olderUpTo: Int?
  }

  static let versionsOnAPage = 10

  /// - Throws: `Refusal.notFound` when the viewer may not see the post.
  public func versions(of id: Key<Post>, upTo number: Int?, for viewer: Key<Account>?) async throws -> Versions {
    try await store.read { tx in
      guard let card = try PostStore.find(id, for: viewer, in: tx), card.state == .shown, card.shareOf == nil else {
        throw Refusal.notFound
      }
      let found = try RevisionStore.versions(of: id, upTo: number ?? .max, limit: Revisions.versionsOnAPage + 1, in: tx)
      let hasMore = found.count > Revisions.versionsOnAPage
      let shown = Array(found.prefix(Revisions.versionsOnAPage))
      return Versions(
        card: card, versions: shown, before: hasMore ? found.last : nil, olderUpTo: hasMore ? found.last?.number : nil)
    }
  }
}
