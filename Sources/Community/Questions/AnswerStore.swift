import Commons
import Storehouse

/// What the store keeps about answers: who found them helpful, which were marked, who was asked.
enum AnswerStore {
  /// The answers that stand first: marked ones in the order they were marked, then those found helpful by most.
  static func best(of question: Key<Post>, limit: Int, in tx: ReadTx) throws -> [Key<Post>] {
    let marked: [Key<Post>] = try tx.all(
      """
      SELECT k.post_id FROM answer_mark k JOIN post p ON p.id = k.post_id WHERE k.question_id = \(question) AND p.state = 0
      ORDER BY p.helpful_count DESC, k.marked_at, k.post_id LIMIT \(limit)
      """
    ) { row in try row.take() }
    // By the index `post_helpful`.
    let helpful: [Key<Post>] = try tx.all(
      """
      SELECT p.id FROM post p WHERE p.parent_id = \(question) AND p.helpful_count > 0 AND p.state = 0
      ORDER BY p.helpful_count DESC, p.id LIMIT \(limit)
      """
    ) { row in try row.take() }
    return marked + helpful.filter { !marked.contains($0) }
  }

  /// The question that this post answers: it stands directly under one.
  static func question(answeredBy answer: Key<Post>, in tx: ReadTx) throws -> Key<Post>? {
    try tx.value(
      """
      SELECT q.id FROM post p JOIN post q ON q.id = p.conversation_id
      WHERE p.id = \(answer) AND p.parent_id = q.id AND p.state = 0 AND q.kind = 1 AND q.state = 0
      """)
  }

  /// - Returns: whether anything changed.
  static func setHelpful(_ wanted: Bool, _ answer: Key<Post>, by member: Key<Account>, in tx: WriteTx) throws -> Bool {
    let changed =
      wanted
      ? try tx.run(
        "INSERT INTO helpful_vote (post_id, account_id, at) VALUES (\(answer), \(member), \(tx.now)) ON CONFLICT DO NOTHING"
      )
      : try tx.run("DELETE FROM helpful_vote WHERE post_id = \(answer) AND account_id = \(member)")
    guard changed == 1 else { return false }
    try tx.run("UPDATE post SET helpful_count = helpful_count + \(wanted ? 1 : -1) WHERE id = \(answer)")
    return true
  }

  /// Whether someone may say which answers answered it: the asker, those who speak for the asking organisation, the group's and the site's
  /// moderators and stewards.
  static func mayMark(_ question: Key<Post>, _ member: Key<Account>, in tx: ReadTx) throws -> Bool {
    try tx.exists(
      """
      SELECT 1 FROM post q WHERE q.id = \(question) AND q.state = 0 AND (q.author_id = \(member) OR q.writer_id = \(member)
        OR EXISTS (SELECT 1 FROM account me WHERE me.id = \(member) AND me.role >= 1)
        OR EXISTS (SELECT 1 FROM membership m WHERE m.space_id = q.space_id AND m.account_id = \(member) AND m.state = 0 AND m.role >= 1)
        OR EXISTS (SELECT 1 FROM organisation_member o WHERE o.organisation_id = q.author_id AND o.person_id = \(member) AND o.state = 0 AND o.role >= 1))
      """)
  }

  /// - Returns: whether anything changed.
  static func setMark(
    _ wanted: Bool, _ answer: Key<Post>, of question: Key<Post>, by member: Key<Account>, in tx: WriteTx
  ) throws -> Bool {
    let changed =
      wanted
      ? try tx.run(
        """
        INSERT INTO answer_mark (question_id, post_id, marked_by, marked_at) VALUES (\(question), \(answer), \(member), \(tx.now))
        ON CONFLICT DO NOTHING
        """)
      : try tx.run("DELETE FROM answer_mark WHERE post_id = \(answer)")
    return changed == 1
  }

  static func markCount(of question: Key<Post>, in tx: ReadTx) throws -> Int {
    try tx.value("SELECT count(*) FROM answer_mark WHERE question_id = \(question)") ?? 0
  }

  // MARK: Asking someone

  static func asked(_ question: Key<Post>, limit: Int, in tx: ReadTx) throws -> [Face] {
    try tx.all(
      """
      SELECT \(FaceStore.columns) FROM answer_request r JOIN account a ON a.id = r.account_id
      WHERE r.question_id = \(question) AND a.standing = 0 ORDER BY r.asked_at, a.id LIMIT \(limit)
      """, FaceStore.face)
  }

  static func askedCount(_ question: Key<Post>, by member: Key<Account>, in tx: ReadTx) throws -> Int {
    try tx.value("SELECT count(*) FROM answer_request WHERE question_id = \(question) AND asked_by = \(member)") ?? 0
  }

  /// - Returns: whether they had not been asked before.
  static func ask(_ account: Key<Account>, _ question: Key<Post>, by member: Key<Account>, in tx: WriteTx) throws
    -> Bool
  {
    try tx.run(
      """
      INSERT INTO answer_request (question_id, account_id, asked_by, asked_at) VALUES (\(question), \(account), \(member), \(tx.now))
      ON CONFLICT DO NOTHING
      """) == 1
  }
}
