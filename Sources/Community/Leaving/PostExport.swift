import Commons
import Storehouse

/// What someone wrote and marked.
enum PostExport {
  private struct Written: Encodable {
    let id: String, path: String, kind: String, audience: String, state: String, title: String?, text: String,
      contentNote: String?
    let language: String, published: String, edited: String?, asWhom: String, inReplyTo: String?, group: String?
  }

  static func posts(_ id: Key<Account>, in tx: ReadTx) throws -> [ExportFile] {
    let audiences = ["everyone", "members", "followers", "group", "named people"]
    var all: [Written] = []
    var text = ""
    // What they wrote under their own name, and what they wrote for an organisation.
    try tx.each(
      """
      SELECT p.id, p.kind, p.audience, p.state, p.title, p.text, p.content_note, p.language, p.published_at, p.edited_at, a.handle, p.parent_id, s.handle
      FROM post p JOIN account a ON a.id = p.author_id LEFT JOIN space s ON s.id = p.space_id
      WHERE (p.author_id = \(id) OR p.writer_id = \(id)) AND p.share_of_id IS NULL ORDER BY p.id
      """
    ) { row in
      let post: Key<Post> = try row.take()
      let kind: Int = try row.take()
      let audience: Int = try row.take()
      let state: Int = try row.take()
      let one = Written(
        id: post.description, path: "/posts/\(post)", kind: kind == 1 ? "question" : "post",
        audience: audiences[audience],
        state: ["shown", "deleted", "hidden"][state], title: try row.take(), text: try row.take(),
        contentNote: try row.take(), language: try row.take(),
        published: (try row.take() as Moment).iso8601, edited: (try row.take() as Moment?)?.iso8601,
        asWhom: try row.take(),
        inReplyTo: (try row.take() as Key<Post>?)?.description, group: try row.take())
      all.append(one)
      text +=
        "# \(one.title ?? one.published)\n\n\(one.published), for \(one.audience)\(one.inReplyTo.map { ", in reply to \($0)" } ?? "")\n\n\(one.text)\n\n"
    }
    return [ExportFile("posts.json", try JSONText.pretty(all)), ExportFile("posts.md", Array(text.utf8))]
      + (try marks(id, in: tx))
  }

  private static func marks(_ id: Key<Account>, in tx: ReadTx) throws -> [ExportFile] {
    func list(_ name: String, _ query: Query) throws -> ExportFile {
      let rows = try tx.all(query) { row in
        let post: Key<Post> = try row.take()
        return ["/posts/\(post)", (try row.take() as Moment).iso8601]
      }
      return ExportFile(name, csvFile(["post", "at"], rows))
    }
    return [
      try list("bookmarks.csv", "SELECT post_id, at FROM bookmark WHERE account_id = \(id) ORDER BY at"),
      try list("supported.csv", "SELECT post_id, at FROM support WHERE account_id = \(id) ORDER BY at"),
      try list("found-helpful.csv", "SELECT post_id, at FROM helpful_vote WHERE account_id = \(id) ORDER BY at"),
      try list(
        "shared.csv",
        "SELECT share_of_id, published_at FROM post WHERE author_id = \(id) AND share_of_id IS NOT NULL AND state = 0 ORDER BY id"
      ),
    ]
  }

  /// The files someone uploaded: name in the archive, and name in the store.
  static func media(_ id: Key<Account>, in tx: ReadTx) throws -> [(name: String, file: String)] {
    try tx.all("SELECT id, file FROM media WHERE owner_id = \(id) ORDER BY id") { row in
      let key: Int64 = try row.take()
      let file: String = try row.take()
      return ("media/\(key).\(file.split(separator: ".").last.map(String.init) ?? "bin")", file)
    }
  }
}
