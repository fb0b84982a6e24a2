package import Commons
package import Storehouse

/// Who of many may see a post in a list: what `Visibility` says, for a crowd at once.
package enum SightStore {
  /// - Parameter evenIfGone: whether a post counts that was taken away meanwhile, for those who are told that it is gone.
  package static func seeing(
    _ post: Key<Post>, among viewers: [Key<Account>], evenIfGone: Bool = false, in tx: ReadTx
  ) throws -> Set<Key<Account>> {
    guard !viewers.isEmpty else { return [] }
    let isThere: Query = evenIfGone ? "TRUE" : "p.state = 0"
    let facts = try tx.first(
      """
      SELECT p.audience, p.author_id FROM post p JOIN account a ON a.id = p.author_id
      WHERE p.id = \(post) AND a.standing <> 2 AND \(isThere)
      """
    ) { row in (try row.take() as Audience, try row.take() as Key<Account>) }
    guard let (audience, author) = facts else { return [] }
    switch audience {
    case .everyone, .members:
      let avoiding = Set(
        try tx.all(
          """
          SELECT other_id FROM avoidance WHERE account_id = \(author) AND kind = 1 AND other_id \(anyOf: viewers)
          UNION SELECT account_id FROM avoidance
            WHERE other_id = \(author) AND account_id \(anyOf: viewers) AND (until IS NULL OR until > \(tx.now))
          """
        ) { row in try row.take() as Key<Account> })
      return Set(viewers).subtracting(avoiding)
    case .followers, .group, .named:
      return Set(
        try viewers.filter { viewer in
          try tx.exists(
            """
            SELECT 1 FROM post p JOIN account a ON a.id = p.author_id
            WHERE p.id = \(post) AND \(isThere) AND \(Visibility.inLists(of: viewer, at: tx.now))
            """)
        })
    }
  }
}
