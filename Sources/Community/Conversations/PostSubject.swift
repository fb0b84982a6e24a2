import Commons
public import Storehouse

extension Subject {
  /// A post as something that can be reported and hidden.
  public static let post = Subject(
    kind: "post",
    isSeen: { id, viewer, tx in try PostStore.find(Key(id), for: viewer, in: tx)?.state == .shown },
    describe: { id, tx in try PostSubjectStore.describe(Key(id), in: tx) },
    setHidden: { id, isHidden, moderator, reason, tx in
      try PostSubjectStore.setHidden(Key(id), isHidden, by: moderator, reason: reason, in: tx)
    })
}

enum PostSubjectStore {
  static func describe(_ id: Key<Post>, in tx: ReadTx) throws -> Described? {
    try tx.first(
      """
      SELECT p.title, p.text, p.state, a.id, a.name FROM post p JOIN account a ON a.id = p.writer_id WHERE p.id = \(id) AND p.share_of_id IS NULL
      """
    ) { row in
      let title: String? = try row.take()
      let text: String = try row.take()
      let state: PostState = try row.take()
      let owner: Key<Account> = try row.take()
      let name: String = try row.take()
      return Described(
        title: title ?? String(text.prefix(80)), excerpt: String(text.prefix(1000)), path: "/posts/\(id)", owner: owner,
        ownerName: name,
        isHidden: state == .hidden)
    }
  }

  /// Hides a post, or shows it again; what its author deleted stays deleted.
  static func setHidden(_ id: Key<Post>, _ isHidden: Bool, by moderator: Key<Account>, reason: String, in tx: WriteTx)
    throws
  {
    if isHidden {
      guard try tx.run("UPDATE post SET state = 2 WHERE id = \(id) AND state = 0") == 1 else {
        throw Refusal.conflict("It is not there any more.")
      }
      try tx.run(
        "INSERT INTO post_removal (post_id, removed_by, removed_at, reason) VALUES (\(id), \(moderator), \(tx.now), \(reason))"
      )
    } else {
      guard try tx.run("UPDATE post SET state = 0 WHERE id = \(id) AND state = 2") == 1 else {
        throw Refusal.conflict("It is not hidden.")
      }
      try tx.run(
        "UPDATE post_removal SET restored_by = \(moderator), restored_at = \(tx.now) WHERE post_id = \(id) AND restored_at IS NULL"
      )
    }
  }
}
