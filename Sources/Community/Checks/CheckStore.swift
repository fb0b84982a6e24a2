package import Commons
package import Storehouse

package enum CheckStore {
  static func insert(_ check: NewCheck, for post: Key<Post>, in tx: WriteTx) throws {
    let endsAt = tx.now + check.lasts
    try tx.run(
      """
      INSERT INTO post_check (post_id, ends_at, is_multiple, hides_totals)
      VALUES (\(post), \(endsAt), \(check.isMultiple), \(check.hidesTotals))
      """)
    for (position, words) in check.options.enumerated() {
      try tx.run(
        "INSERT INTO check_option (post_id, position, words) VALUES (\(post), \(position), \(words))")
    }
    try tx.enqueue(Job(kind: Checks.ending, payload: post.description, key: "\(Checks.ending)-\(post)", runAt: endsAt))
  }

  /// The checks of these posts, by post, as the viewer sees them.
  package static func checks(of posts: [Key<Post>], for viewer: Key<Account>?, in tx: ReadTx) throws -> [Key<Post>:
    Check]
  {
    guard !posts.isEmpty else { return [:] }
    var options: [Key<Post>: [Check.Option]] = [:]
    try tx.visit(
      "SELECT post_id, words, vote_count FROM check_option WHERE post_id \(anyOf: posts) ORDER BY post_id, position"
    ) { row in
      options[try row.take(), default: []].append(Check.Option(words: try row.take(), voteCount: try row.take()))
    }
    var own: [Key<Post>: [Int]] = [:]
    if let viewer {
      try tx.visit(
        """
        SELECT post_id, position FROM check_vote WHERE post_id \(anyOf: posts) AND account_id = \(viewer)
        ORDER BY post_id, position
        """
      ) { row in own[try row.take(), default: []].append(try row.take()) }
    }
    let found = try tx.all(
      """
      SELECT c.post_id, c.ends_at, c.is_multiple, c.hides_totals, c.voter_count, p.author_id, p.writer_id
      FROM post_check c JOIN post p ON p.id = c.post_id WHERE c.post_id \(anyOf: posts)
      """
    ) { row in
      let post: Key<Post> = try row.take()
      let (endsAt, isMultiple, hidesTotals): (Moment, Bool, Bool) = (try row.take(), try row.take(), try row.take())
      let voterCount: Int = try row.take()
      let (author, writer): (Key<Account>, Key<Account>) = (try row.take(), try row.take())
      return Check(
        post: post, endsAt: endsAt, isMultiple: isMultiple, hidesTotals: hidesTotals, voterCount: voterCount,
        options: options[post] ?? [], ownVotes: own[post], isOwn: viewer == author || viewer == writer)
    }
    return Dictionary(found.map { ($0.post, $0) }, uniquingKeysWith: { first, _ in first })
  }

  /// Takes the check for this transaction: of two votes of one person the second sees the first.
  static func lock(_ post: Key<Post>, in tx: WriteTx) throws {
    try tx.run("UPDATE post_check SET voter_count = voter_count WHERE post_id = \(post)")
  }

  static func vote(_ positions: [Int], on post: Key<Post>, by member: Key<Account>, in tx: WriteTx) throws {
    for position in positions {
      try tx.run(
        """
        INSERT INTO check_vote (post_id, account_id, position, at) VALUES (\(post), \(member), \(position), \(tx.now))
        """)
      try tx.run(
        "UPDATE check_option SET vote_count = vote_count + 1 WHERE post_id = \(post) AND position = \(position)")
    }
    try tx.run("UPDATE post_check SET voter_count = voter_count + 1 WHERE post_id = \(post)")
  }

  /// Who voted.
  static func voters(on post: Key<Post>, in tx: ReadTx) throws -> [Key<Account>] {
    try tx.all("SELECT DISTINCT account_id FROM check_vote WHERE post_id = \(post) ORDER BY account_id") { row in
      try row.take()
    }
  }

  /// Takes out a check with its votes, when its post goes.
  static func remove(of post: Key<Post>, in tx: WriteTx) throws {
    try tx.run("DELETE FROM check_vote WHERE post_id = \(post)")
    try tx.run("DELETE FROM check_option WHERE post_id = \(post)")
    try tx.run("DELETE FROM post_check WHERE post_id = \(post)")
  }

  /// A person who leaves takes their choices with them; how the checks stood stays.
  static func erase(_ account: Key<Account>, in tx: WriteTx) throws {
    try tx.run("DELETE FROM check_vote WHERE account_id = \(account)")
  }
}
