import Commons
import Storehouse

/// Versions of posts: a post that was never changed has none; one that was has all of them, the one shown last.
enum RevisionStore {
  struct Source: Sendable {
    let title: String?
    let text: String
    let html: String
    let contentNote: String?
    let language: String
  }

  static func source(of post: Key<Post>, in tx: ReadTx) throws -> Source? {
    try tx.first("SELECT title, text, html, content_note, language FROM post WHERE id = \(post)") { row in
      Source(
        title: try row.take(), text: try row.take(), html: try row.take(), contentNote: try row.take(),
        language: try row.take())
    }
  }

  /// Takes the post for this transaction, so that of two who change it at once the second sees what the first did.
  /// - Returns: when it was last changed.
  static func lock(_ post: Key<Post>, in tx: WriteTx) throws -> Moment? {
    try tx.run("UPDATE post SET language = language WHERE id = \(post)")
    return try tx.value("SELECT edited_at FROM post WHERE id = \(post)")
  }

  static func newestNumber(of post: Key<Post>, in tx: ReadTx) throws -> Int {
    try tx.value("SELECT COALESCE(max(number), 0) FROM post_version WHERE post_id = \(post)") ?? 0
  }

  static func add(
    _ number: Int, of post: Key<Post>, title: String?, text: String, html: String, contentNote: String?,
    by writer: Key<Account>, at: Moment,
    in tx: WriteTx
  ) throws {
    try tx.run(
      """
      INSERT INTO post_version (post_id, number, title, text, html, content_note, written_by, written_at)
      VALUES (\(post), \(number), \(title), \(text), \(html), \(contentNote), \(writer), \(at))
      """)
  }

  /// Notes what is on a post now as what that version had.
  static func keepFiles(of post: Key<Post>, as number: Int, in tx: WriteTx) throws {
    try tx.run(
      """
      INSERT INTO post_version_file (post_id, number, position, media_id, kind, words)
      SELECT post_id, \(number), position, id, kind, CASE WHEN kind = 1 THEN alt ELSE title END FROM media WHERE post_id = \(post)
      ON CONFLICT (post_id, number, position) DO NOTHING
      """)
  }

  private static func files(of post: Key<Post>, as number: Int, in tx: ReadTx) throws -> [VersionFile] {
    try tx.all(
      "SELECT media_id, kind, words FROM post_version_file WHERE post_id = \(post) AND number = \(number) ORDER BY position"
    ) { row in
      let id: Key<MediaFile> = try row.take()
      let kind: Int = try row.take()
      return VersionFile(id: id, isPicture: kind == 1, words: try row.take())
    }
  }

  static func change(_ post: Key<Post>, to source: Source, at: Moment, in tx: WriteTx) throws {
    try tx.run(
      """
      UPDATE post SET title = \(source.title), text = \(source.text), html = \(source.html), content_note = \(source.contentNote),
        language = \(source.language), edited_at = \(at) WHERE id = \(post)
      """)
  }

  /// The newest first.
  static func versions(of post: Key<Post>, upTo number: Int, limit: Int, in tx: ReadTx) throws -> [PostVersion] {
    try tx.all(
      """
      SELECT v.number, v.title, v.text, v.content_note, v.written_at, \(FaceStore.columns) FROM post_version v JOIN account a ON a.id = v.written_by
      WHERE v.post_id = \(post) AND v.number <= \(number) ORDER BY v.number DESC LIMIT \(limit)
      """
    ) { row in
      let number: Int = try row.take()
      let title: String? = try row.take()
      let text: String = try row.take()
      let note: String? = try row.take()
      let at: Moment = try row.take()
      return PostVersion(
        number: number, title: title, text: text, contentNote: note, writtenBy: try FaceStore.face(&row), writtenAt: at,
        files: try files(of: post, as: number, in: tx))
    }
  }

  // MARK: Topics and mentions

  static func topics(of post: Key<Post>, in tx: ReadTx) throws -> [(id: Int64, name: String)] {
    try tx.all("SELECT t.id, t.name FROM post_topic k JOIN topic t ON t.id = k.topic_id WHERE k.post_id = \(post)") {
      row in
      (try row.take(), try row.take())
    }
  }

  /// Takes a post from under a topic and puts the topic's counts right.
  static func removeTopic(_ topic: Int64, from post: Key<Post>, wasPublic: Bool, in tx: WriteTx) throws {
    let removed = try tx.run("DELETE FROM post_topic WHERE topic_id = \(topic) AND post_id = \(post)")
    guard removed == 1, wasPublic else { return }
    try tx.run(
      """
      UPDATE topic SET post_count = CASE WHEN post_count > 0 THEN post_count - 1 ELSE 0 END,
        last_post_id = COALESCE((SELECT max(p.id) FROM post_topic k JOIN post p ON p.id = k.post_id
          WHERE k.topic_id = topic.id AND p.state = 0 AND p.audience = 0), 0)
      WHERE id = \(topic)
      """)
  }

  static func removeMentions(of post: Key<Post>, except kept: [Key<Account>], in tx: WriteTx) throws {
    let others: Query = kept.isEmpty ? "TRUE" : "NOT (account_id \(anyOf: kept))"
    try tx.run("DELETE FROM mention WHERE post_id = \(post) AND \(others)")
  }
}
