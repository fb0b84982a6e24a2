public import Commons
public import Storehouse

extension PostKind: Storable {}
extension PostState: Storable {}
extension Audience: Storable {}

package enum PostStore {
  /// The columns of a card, in the order `card` reads them. What a number on the row already tells is not looked up.
  static func columns(for viewer: Key<Account>?) -> Query {
    let mine: Query =
      if let viewer {
        """
        CASE WHEN p.support_count > 0 THEN EXISTS (SELECT 1 FROM support x WHERE x.post_id = p.id AND x.account_id = \(viewer)) ELSE FALSE END,
        EXISTS (SELECT 1 FROM bookmark x WHERE x.account_id = \(viewer) AND x.post_id = p.id),
        CASE WHEN p.share_count > 0 THEN EXISTS (SELECT 1 FROM post x WHERE x.share_of_id = p.id AND x.author_id = \(viewer)) ELSE FALSE END,
        CASE WHEN p.helpful_count > 0 THEN EXISTS (SELECT 1 FROM helpful_vote x WHERE x.post_id = p.id AND x.account_id = \(viewer)) ELSE FALSE END
        """
      } else {
        "FALSE, FALSE, FALSE, FALSE"
      }
    return """
      p.id, p.conversation_id, p.parent_id, p.branch_id, p.share_of_id, p.kind, p.audience, p.state, p.title, p.html, p.content_note, p.language,
      p.published_at, p.edited_at, p.is_unlisted, p.is_sensitive OR a.covers_pictures, p.quote_of_id, p.quote_revoked_at IS NOT NULL, p.quote_count, p.quote_policy, p.app_id, p.has_check, p.has_media, p.reply_count, p.support_count, p.share_count, p.answer_count, p.helpful_count, p.last_reply_id,
      a.id, a.kind, a.handle, a.name, a.relation, a.picture, p.writer_id, g.handle, g.name, \(mine),
      CASE WHEN p.parent_id IS NULL THEN FALSE ELSE EXISTS (SELECT 1 FROM answer_mark k WHERE k.post_id = p.id) END
      """
  }

  static let tables: Query = "post p JOIN account a ON a.id = p.author_id LEFT JOIN space g ON g.id = p.space_id"

  static func card(_ row: inout Row) throws -> PostCard {
    let id: Key<Post> = try row.take()
    let conversation: Key<Post> = try row.take()
    let parent: Key<Post>? = try row.take()
    let branch: Key<Post>? = try row.take()
    let shareOf: Key<Post>? = try row.take()
    let kind: PostKind = try row.take()
    let audience: Audience = try row.take()
    let state: PostState = try row.take()
    let title: String? = try row.take()
    let html: String = try row.take()
    let contentNote: String? = try row.take()
    let language: String = try row.take()
    let publishedAt: Moment = try row.take()
    let editedAt: Moment? = try row.take()
    let isUnlisted: Bool = try row.take()
    let isSensitive: Bool = try row.take()
    let quoteOf: Key<Post>? = try row.take()
    let isQuoteRevoked: Bool = try row.take()
    let quoteCount: Int = try row.take()
    let quotePolicy: QuotePolicy = try row.take()
    let app: Int64? = try row.take()
    let hasCheck: Bool = try row.take()
    let hasMedia: Bool = try row.take()
    let replyCount: Int = try row.take()
    let supportCount: Int = try row.take()
    let shareCount: Int = try row.take()
    let answerCount: Int = try row.take()
    let helpfulCount: Int = try row.take()
    let lastReply: Key<Post> = try row.take()
    let author = try FaceStore.face(&row)
    let writer: Key<Account> = try row.take()
    let groupHandle: Handle? = try row.take()
    let groupName: String? = try row.take()
    let isSupported: Bool = try row.take()
    let isBookmarked: Bool = try row.take()
    let isShared: Bool = try row.take()
    let isHelpful: Bool = try row.take()
    let isAnswer: Bool = try row.take()
    let group: GroupName? =
      if let groupHandle, let groupName { GroupName(handle: groupHandle, name: groupName) } else { nil }
    return PostCard(
      id: id, conversation: conversation, parent: parent, branch: branch, shareOf: shareOf, kind: kind,
      audience: audience, state: state,
      title: title, html: html, contentNote: contentNote, language: language, publishedAt: publishedAt,
      editedAt: editedAt, isUnlisted: isUnlisted, isSensitive: isSensitive, quoteOf: quoteOf,
      isQuoteRevoked: isQuoteRevoked, quoteCount: quoteCount, quotePolicy: quotePolicy, app: app,
      hasCheck: hasCheck, hasMedia: hasMedia,
      replyCount: replyCount, supportCount: supportCount, shareCount: shareCount, answerCount: answerCount,
      helpfulCount: helpfulCount, lastReply: lastReply, author: author, writer: writer,
      group: group, isSupported: isSupported, isBookmarked: isBookmarked, isShared: isShared, isHelpful: isHelpful,
      isAnswer: isAnswer,
      path: parent == nil && shareOf == nil ? PostCard.path(conversation: id, title: title) : "/posts/\(id)")
  }

  /// One post, if the viewer may see it; a deleted or hidden one too, so that its stub can be shown.
  package static func find(_ id: Key<Post>, for viewer: Key<Account>?, in tx: ReadTx) throws -> PostCard? {
    try tx.first("SELECT \(columns(for: viewer)) FROM \(tables) WHERE p.id = \(id) AND \(Visibility.of(viewer))", card)
  }

  /// Cards of these posts that the viewer may see in a list, newest first, with shared posts and media filled in.
  /// - Parameters:
  ///   - context: where they will be shown: what the viewer's filters hide there is left out.
  ///   - isPublicList: whether they stand in a list of what everyone says.
  package static func cards(
    _ ids: [Key<Post>], for viewer: Key<Account>?, shownIn context: FilterContext = .public,
    isPublicList: Bool = false, in tx: ReadTx
  ) throws -> [PostCard] {
    guard !ids.isEmpty else { return [] }
    let isSeen =
      isPublicList ? Visibility.inPublicLists(of: viewer, at: tx.now) : Visibility.inLists(of: viewer, at: tx.now)
    let cards = try tx.all(
      """
      SELECT \(columns(for: viewer)) FROM \(tables)
      WHERE p.id \(anyOf: ids) AND p.state = 0 AND \(isSeen) ORDER BY p.id DESC
      """, card)
    return try WordFilters.without(completed(cards, for: viewer, in: tx), shownIn: context, for: viewer, in: tx)
  }

  /// Posts that somebody was told of, as far as they may see them still and do not keep away from who wrote them.
  package static func told(_ ids: [Key<Post>], to reader: Key<Account>, in tx: ReadTx) throws -> [PostCard] {
    guard !ids.isEmpty else { return [] }
    let cards = try tx.all(
      "SELECT \(columns(for: reader)) FROM \(tables) WHERE p.id \(anyOf: ids) AND p.state = 0 AND \(Visibility.inNotices(of: reader, at: tx.now))",
      card)
    return try completed(cards, for: reader, in: tx)
  }

  /// Cards as in a list, in the order of these keys.
  package static func cards(
    inOrderOf ids: [Key<Post>], for viewer: Key<Account>?, shownIn context: FilterContext = .public, in tx: ReadTx
  ) throws -> [PostCard] {
    let byID = try Dictionary(
      cards(ids, for: viewer, shownIn: context, in: tx).map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
    return ids.compactMap { byID[$0] }
  }

  /// The same cards with what they share and the media they carry; a share of something that cannot be seen is left out.
  package static func completed(_ cards: [PostCard], for viewer: Key<Account>?, in tx: ReadTx) throws -> [PostCard] {
    var cards = try withChecksAndQuotes(cards, for: viewer, in: tx)
    let sharedIDs = cards.compactMap(\.shareOf)
    if !sharedIDs.isEmpty {
      let shared = try tx.all(
        "SELECT \(columns(for: viewer)) FROM \(tables) WHERE p.id \(anyOf: sharedIDs) AND p.state = 0 AND \(Visibility.inLists(of: viewer, at: tx.now))",
        card)
      let withMedia = try withChecksAndQuotes(filledWithMedia(shared, in: tx), for: viewer, in: tx)
      let byID = Dictionary(withMedia.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
      cards = cards.compactMap { card in
        guard let shareOf = card.shareOf else { return card }
        guard let shared = byID[shareOf] else { return nil }
        var card = card
        card.shared = PostCard.Shared(shared)
        return card
      }
    }
    return try Writers.named(filledWithMedia(cards, in: tx), for: viewer, in: tx)
  }

  /// A post that is no share, with its media, its check and what it takes up.
  static func whole(_ card: PostCard, for viewer: Key<Account>?, in tx: ReadTx) throws -> PostCard {
    try completed([card], for: viewer, in: tx).first ?? card
  }

  /// The same cards with their checks and what they take up, as the viewer sees both. A quote in a quote is left out.
  private static func withChecksAndQuotes(_ cards: [PostCard], for viewer: Key<Account>?, in tx: ReadTx) throws
    -> [PostCard]
  {
    let withCheck = cards.filter { $0.hasCheck && $0.state == .shown }.map(\.id)
    let quotes = cards.filter { $0.state == .shown }.compactMap(\.quoteOf)
    guard !withCheck.isEmpty || !quotes.isEmpty else { return cards }
    let checks = try CheckStore.checks(of: withCheck, for: viewer, in: tx)
    let quoted =
      quotes.isEmpty
      ? []
      : try tx.all(
        "SELECT \(columns(for: viewer)) FROM \(tables) WHERE p.id \(anyOf: quotes) AND p.state = 0 AND \(Visibility.of(viewer))",
        card)
    let byID = Dictionary(quoted.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
    return cards.map { card in
      var card = card
      card.check = checks[card.id]
      card.quoted = card.quoteOf.flatMap { byID[$0] }.map { PostCard.Shared($0) }
      return card
    }
  }

  private static func filledWithMedia(_ cards: [PostCard], in tx: ReadTx) throws -> [PostCard] {
    let withMedia = cards.filter { $0.hasMedia && $0.state == .shown }.map(\.id)
    guard !withMedia.isEmpty else { return cards }
    var media: [Key<Post>: [Attachment]] = [:]
    let found = try tx.all(
      """
      SELECT post_id, id, kind, file, small_file, title, alt, width, height, bytes, blurhash, focus_x, focus_y FROM media WHERE post_id \(anyOf: withMedia) ORDER BY post_id, position
      """
    ) { row in
      let post: Key<Post> = try row.take()
      return (post, try AttachmentStore.attachment(&row))
    }
    for (post, attachment) in found { media[post, default: []].append(attachment) }
    return cards.map { card in
      var card = card
      card.media = media[card.id] ?? []
      return card
    }
  }

  /// These posts, stubs too, in the order of the keys.
  package static func inOrder(_ ids: [Key<Post>], for viewer: Key<Account>?, in tx: ReadTx) throws -> [PostCard] {
    guard !ids.isEmpty else { return [] }
    let cards = try tx.all(
      "SELECT \(columns(for: viewer)) FROM \(tables) WHERE p.id \(anyOf: ids) AND \(Visibility.of(viewer))", card)
    let byID = Dictionary(cards.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
    return ids.compactMap { byID[$0] }
  }

  // MARK: Lists

  /// First posts for everyone to read, newest first: by the index `post_opening_public`, never a scan.
  package static func latestPublic(before: Key<Post>, limit: Int, in tx: ReadTx) throws -> [Key<Post>] {
    try tx.all(
      """
      SELECT p.id FROM post p WHERE p.parent_id IS NULL AND p.share_of_id IS NULL AND p.state = 0 AND p.audience = 0 AND p.id < \(before)
        AND NOT p.is_unlisted ORDER BY p.id DESC LIMIT \(limit)
      """
    ) { row in try row.take() }
  }

  /// First posts of any audience, newest first; the cards leave out what the viewer may not see.
  static func latest(before: Key<Post>, limit: Int, in tx: ReadTx) throws -> [Key<Post>] {
    try tx.all(
      """
      SELECT p.id FROM post p WHERE p.parent_id IS NULL AND p.share_of_id IS NULL AND p.state = 0 AND p.id < \(before)
        AND NOT p.is_unlisted ORDER BY p.id DESC LIMIT \(limit)
      """
    ) { row in try row.take() }
  }
}
