public import Commons
import Pages
public import Storehouse

extension Happening.Kind {
  /// Subject: the first post. About: its group, if any.
  public static let postPublished = Self("post.published")
  /// Subject: the reply. About: its conversation.
  public static let replyPublished = Self("reply.published")
  /// Subject: the post. About: its conversation.
  public static let postSupported = Self("post.supported")
}

/// Starting a conversation and joining one.
public struct Conversations: Sendable {
  let store: any Store

  public init(store: any Store) { self.store = store }

  /// Publishes a first post: the post, its topics and mentions, and the happening, in one transaction.
  /// - Parameters:
  ///   - author: whom it is said as: the writer, or an organisation they may speak for.
  ///   - attachments: pictures or a document that the writer sent with the form.
  ///   - once: the form's key; the same form sent again finds the first post instead of making a second.
  /// - Throws: a `Refusal` when the writer may not post there, or a named person is not found.
  package func start(
    _ opening: Opening, by writer: Key<Account>, as author: Key<Account>? = nil,
    with attachments: [Key<MediaFile>] = [], extras: PostExtras = PostExtras(), once: String = ""
  ) async throws -> PostCard {
    try await store.write { tx in
      let id: Key<Post>
      if let done = try DoneOnceStore.alreadyDone(once, by: writer, in: tx) {
        id = done
      } else {
        id = try Conversations.start(opening, by: writer, as: author ?? writer, extras: extras, in: tx)
        try AttachmentStore.attach(attachments, to: id, by: writer, in: tx)
        try DoneOnceStore.noteDone(once, by: writer, result: id, in: tx)
      }
      guard let card = try PostStore.find(id, for: writer, in: tx) else { throw Refusal.notFound }
      return card
    }
  }

  /// The same inside a transaction of the caller's.
  /// - Parameter dated: a key minted for when it was really said, for what is imported; nil is now.
  package static func start(
    _ opening: Opening, by writer: Key<Account>, as author: Key<Account>, dated: Key<Post>? = nil,
    extras: PostExtras = PostExtras(), in tx: WriteTx
  ) throws -> Key<Post> {
    try Speaking.check(writer, maySpeakAs: author, in: tx)
    let opening = try Joining.placed(opening, by: writer, in: tx)
    let id = dated ?? tx.mint(Post.self)
    let rendered = try PostRendering.render(opening.text.text, in: tx)
    try PublishingStore.insert(
      PublishingStore.NewRow(
        id: id, author: author, writer: writer, conversation: id, parent: nil, branch: nil, space: opening.space,
        kind: opening.kind,
        audience: opening.audience, title: opening.title, text: opening.text.text, html: rendered.html,
        contentNote: opening.contentNote,
        language: opening.language, extras: extras), in: tx)
    if let check = extras.check { try CheckStore.insert(check, for: id, in: tx) }
    if opening.audience == .named { try name(opening.named, in: id, by: writer, tx: tx) }
    try PostRendering.link(rendered, to: id, isPublic: opening.audience == .everyone && !extras.isUnlisted, in: tx)
    try PublishingStore.noteOpening(id, author: author, space: opening.space, in: tx)
    try Joining.settle(id, in: opening.space, by: writer, tx: tx)
    try QuoteStore.note(id, of: extras.quoteOf, in: tx)
    try index(
      id, title: opening.title ?? "", plain: rendered.plain, author: author, space: opening.space, at: id.moment, in: tx
    )
    try tx.record(
      Happening(.postPublished, id.value, by: writer, as: author == writer ? nil : author, about: opening.space?.value))
    return id
  }

  /// Publishes a reply. It is seen by those who see the conversation.
  /// - Throws: a `Refusal` when there is no such post for the writer, or it can no longer be answered.
  package func reply(
    to parent: Key<Post>, _ text: PostText, contentNote: String? = nil, language: String = "en",
    by writer: Key<Account>, as author: Key<Account>? = nil,
    with attachments: [Key<MediaFile>] = [], extras: PostExtras = PostExtras(), once: String = ""
  ) async throws -> PostCard {
    try await store.write { tx in
      let id: Key<Post>
      if let done = try DoneOnceStore.alreadyDone(once, by: writer, in: tx) {
        id = done
      } else {
        id = try Conversations.reply(
          to: parent, text, contentNote: contentNote, language: language, by: writer, as: author ?? writer,
          extras: extras, in: tx)
        try AttachmentStore.attach(attachments, to: id, by: writer, in: tx)
        try DoneOnceStore.noteDone(once, by: writer, result: id, in: tx)
      }
      guard let card = try PostStore.find(id, for: writer, in: tx) else { throw Refusal.notFound }
      return card
    }
  }

  /// The same inside a transaction of the caller's.
  /// - Parameter dated: a key minted for when it was really said, for what is imported; nil is now.
  package static func reply(
    to parent: Key<Post>, _ text: PostText, contentNote: String? = nil, language: String, by writer: Key<Account>,
    as author: Key<Account>,
    dated: Key<Post>? = nil, extras: PostExtras = PostExtras(),
    in tx: WriteTx
  ) throws -> Key<Post> {
    guard let answered = try PostStore.find(parent, for: writer, in: tx), answered.shareOf == nil,
      let opening = try ConversationStore.opening(answered.conversation, in: tx)
    else { throw Refusal.notFound }
    guard answered.state == .shown else {
      throw Refusal.conflict("This post was taken down while you were writing. Your words are still below.")
    }
    try Speaking.check(writer, maySpeakAs: author, in: tx)
    let id = dated ?? tx.mint(Post.self)
    let rendered = try PostRendering.render(text.text, in: tx)
    try PublishingStore.insert(
      PublishingStore.NewRow(
        id: id, author: author, writer: writer, conversation: opening.id, parent: parent,
        branch: answered.isOpening ? id : answered.branch,
        space: opening.space, kind: .post, audience: opening.audience, title: nil, text: text.text, html: rendered.html,
        contentNote: contentNote,
        language: Opening.languageTag(language), extras: extras), in: tx)
    if let check = extras.check { try CheckStore.insert(check, for: id, in: tx) }
    try PostRendering.link(rendered, to: id, isPublic: opening.audience == .everyone && !extras.isUnlisted, in: tx)
    try Joining.settle(id, in: opening.space, by: writer, tx: tx)
    try QuoteStore.note(id, of: extras.quoteOf, in: tx)
    try PublishingStore.noteReply(id, to: parent, in: opening.id, author: author, in: tx)
    if opening.kind == .question, answered.isOpening, author != opening.author {
      try PublishingStore.noteAnswer(to: opening.id, in: tx)
    }
    try index(id, title: "", plain: rendered.plain, author: author, space: opening.space, at: id.moment, in: tx)
    try tx.record(
      Happening(.replyPublished, id.value, by: writer, as: author == writer ? nil : author, about: opening.id.value))
    return id
  }

  private static func name(_ handles: [String], in post: Key<Post>, by writer: Key<Account>, tx: WriteTx) throws {
    let typed = handles.map { $0.hasPrefix("@") ? String($0.dropFirst()) : $0 }
    let found = try FaceStore.accounts(withHandles: typed, in: tx)
    if let missing = typed.first(where: { handle in !found.contains { $0.handle == handle } }) {
      throw Refusal.invalid("named", "There is nobody here called @\(missing).")
    }
    for account in found { try PublishingStore.addNamed(account.id, to: post, in: tx) }
  }

  static func index(
    _ id: Key<Post>, title: String, plain: String, author: Key<Account>, space: Key<Space>?, at: Moment, in tx: WriteTx
  ) throws {
    try tx.index(
      SearchEntry(
        kind: .post, id: id.value, owner: author.value, space: space?.value, at: at, title: title, body: plain))
  }

  // MARK: Support

  /// Supports a post, or takes the support back. Twice is once.
  public func support(_ id: Key<Post>, _ wanted: Bool, by member: Key<Account>) async throws {
    try await store.write { tx in try Conversations.support(id, wanted, by: member, in: tx) }
  }

  /// The same inside a transaction of the caller's.
  /// - Returns: whether that changed anything.
  @discardableResult
  public static func support(_ id: Key<Post>, _ wanted: Bool = true, by member: Key<Account>, in tx: WriteTx) throws
    -> Bool
  {
    guard let card = try PostStore.find(id, for: member, in: tx), card.state == .shown, card.shareOf == nil else {
      throw Refusal.notFound
    }
    let changed = try ConversationStore.setSupport(wanted, of: id, by: member, in: tx)
    if changed, wanted {
      try tx.record(Happening(.postSupported, id.value, by: member, about: card.conversation.value))
    }
    return changed
  }
}
