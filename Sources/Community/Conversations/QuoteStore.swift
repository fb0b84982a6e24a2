package import Commons
package import Storehouse

package enum QuoteStore {
  /// A condition on a post `q` and the post `p` that it takes up: everyone who sees `p` may see `q`, as with replies. A quote for fewer
  /// readers is not counted, so that the number tells nobody of what is not for them.
  static let isCounted: Query = "(q.state <> 1 AND (q.audience = 0 OR (q.audience = 1 AND p.audience = 1)))"

  /// Counts a post on the one that it takes up, if it takes one up. After it is settled who reads it.
  static func note(_ quoting: Key<Post>, of quoted: Key<Post>?, in tx: WriteTx) throws {
    guard let quoted else { return }
    try tx.run(
      """
      UPDATE post SET quote_count = quote_count + 1
      WHERE id = \(quoted) AND EXISTS (SELECT 1 FROM post q, post p WHERE q.id = \(quoting) AND p.id = \(quoted) AND \(isCounted))
      """)
  }

  /// Before it is taken away.
  static func countOne(lessFor quoting: Key<Post>, in tx: WriteTx) throws {
    try tx.run(
      """
      UPDATE post SET quote_count = CASE WHEN quote_count > 0 THEN quote_count - 1 ELSE 0 END
      WHERE id = (SELECT p.id FROM post q JOIN post p ON p.id = q.quote_of_id WHERE q.id = \(quoting) AND \(isCounted))
      """)
  }

  /// Counts anew what a group's posts take up, and who takes them up: when fewer may read them from now on.
  static func recount(in group: Key<Space>, tx: WriteTx) throws {
    try tx.run(
      """
      UPDATE post SET quote_count =
        (SELECT count(*) FROM post q JOIN post p ON p.id = q.quote_of_id WHERE q.quote_of_id = post.id AND \(isCounted))
      WHERE id IN (SELECT quote_of_id FROM post WHERE space_id = \(group) AND quote_of_id IS NOT NULL)
        OR (space_id = \(group) AND quote_count > 0)
      """)
  }

  static func revoke(_ quoting: Key<Post>, in tx: WriteTx) throws {
    try tx.run("UPDATE post SET quote_of_id = NULL, quote_revoked_at = \(tx.now) WHERE id = \(quoting)")
  }

  static func setPolicy(_ policy: QuotePolicy, of post: Key<Post>, in tx: WriteTx) throws {
    try tx.run("UPDATE post SET quote_policy = \(policy) WHERE id = \(post)")
  }

  /// Posts that take this one up, newest first, by index; the cards leave out what the viewer may not see.
  package static func quoting(_ post: Key<Post>, before: Key<Post>, limit: Int, in tx: ReadTx) throws -> [Key<Post>] {
    try tx.all(
      """
      SELECT q.id FROM post q WHERE q.quote_of_id = \(post) AND q.state = 0 AND q.id < \(before)
      ORDER BY q.id DESC LIMIT \(limit)
      """
    ) { row in try row.take() }
  }
}
